import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { clientsOf } from '../data/clients.ts';
import { useSpace } from '../data/space.tsx';
import { Badge } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { cx } from '../kit/cx.ts';
import { CopyButton } from '../kit/copyable.tsx';
import { InlineError, Skeleton } from '../kit/states.tsx';
import { Host } from '../text/host.tsx';
import { classWords } from './verdict-words.ts';

/** A brand as far as it has been typed. */
export interface TypedBrand {
  name: string;
  domains: readonly string[];
  aliases: readonly string[];
}

const FEW = 10;
const MANY = 100;
const MIN_NAME_LENGTH = 2;
/** How long after the last key the names are asked for. */
const PAUSE_MS = 400;

/**
 * The names an attacker would most likely register for a brand, as it is typed or stands. `isErrorTold`: the form beside
 * it says already what is wrong with the brand.
 */
export function PredictedNames({ brand, isErrorTold = false }: { brand: TypedBrand; isErrorTold?: boolean }) {
  const space = useSpace();
  const typed = JSON.stringify({ name: brand.name.trim(), domains: brand.domains, aliases: brand.aliases });
  const [asked, setAsked] = useState(typed);
  const [limit, setLimit] = useState(FEW);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(typed), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const body = JSON.parse(asked) as { name: string; domains: string[]; aliases: string[] };
  const isComplete = body.name.length >= MIN_NAME_LENGTH && body.domains.length > 0;
  const predicted = useQuery({
    queryKey: [space, 'brands', 'predict', asked, limit],
    queryFn: () => clientsOf(space).domains.predictLookAlikes({ body: { ...body, limit } }),
    enabled: isComplete,
    placeholderData: keepPreviousData,
  });
  const items = predicted.data?.items ?? [];
  return (
    <section
      aria-label={`Look-alikes predicted for ${body.name || 'the brand'}`}
      className="flex min-w-0 flex-col gap-2"
    >
      <h3 className="text-ink-2 text-xs font-medium">What an attacker would likely register</h3>
      {!isComplete && <p className="text-ink-3 text-xs">Shown once there is a name and a domain.</p>}
      {isComplete && !isErrorTold && asked === typed && <InlineError error={predicted.error} />}
      {isComplete && predicted.isPending && <Skeleton lines={FEW} className="px-0" />}
      {isComplete && predicted.isSuccess && items.length === 0 && (
        <p className="text-ink-2 text-xs">
          Nothing: beside so short or common a name no word is telling enough. Give it a longer other name.
        </p>
      )}
      {isComplete && items.length > 0 && (
        <>
          <ol
            className={cx('divide-line max-h-96 divide-y overflow-y-auto', predicted.isPlaceholderData && 'opacity-60')}
            // a list that scrolls must be reached by the keyboard
            tabIndex={items.length > FEW ? 0 : undefined}
            aria-label="Likeliest first"
          >
            {items.map((item) => (
              <li key={item.host} className="flex min-w-0 items-center gap-2 py-1">
                <Host name={item.host} className="min-w-0 flex-1 truncate" />
                <Badge title={`score ${item.score} of 100`}>{classWords(item.class)}</Badge>
              </li>
            ))}
          </ol>
          <div className="flex flex-wrap items-center gap-2">
            {limit < MANY && items.length >= limit && (
              <Button size="sm" look="quiet" onClick={() => setLimit(MANY)}>
                Show {MANY}
              </Button>
            )}
            <CopyButton text={items.map(({ host }) => host).join('\n')} label="Copy the names" />
          </div>
        </>
      )}
    </section>
  );
}
