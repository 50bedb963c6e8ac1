import { CircleCheck, CircleSlash, ShieldAlert, CircleHelp } from 'lucide-react';
import type { VerdictWire } from '../../../src/domains/api.ts';
import { Badge } from '../kit/badge.tsx';
import { cx } from '../kit/cx.ts';
import { Host } from '../text/host.tsx';
import { BrandsStepLink, useHasNoBrand } from './no-brand.tsx';
import { pieceLook } from './pieces.ts';
import { classWords } from './verdict-words.ts';

const KINDS = {
  'look-alike': ['critical', 'Look-alike', ShieldAlert],
  own: ['good', 'Your own', CircleCheck],
  silent: ['neutral', 'Nothing said', CircleSlash],
  invalid: ['medium', 'Not a hostname', CircleHelp],
} as const;

/** What the judge says of one host: the verdict, the name taken apart, and the reasons in words. */
export function Verdict({ verdict }: { verdict: VerdictWire }) {
  const hasNoBrand = useHasNoBrand();
  const [tone, name, Icon] = KINDS[verdict.kind];
  // That nothing is said of a name means something only where there is a brand to say it of.
  if (verdict.kind === 'silent' && hasNoBrand) {
    return (
      <p className="text-ink-2">
        There is no brand to check against yet. <BrandsStepLink />
      </p>
    );
  }
  return (
    <article className="flex flex-col gap-3" aria-label={`Verdict on ${verdict.host}`}>
      <div className="flex flex-wrap items-center gap-2">
        <Badge tone={tone} icon={<Icon size={12} aria-hidden="true" />}>
          {name}
        </Badge>
        <Host name={verdict.host} className="font-medium" />
        {verdict.brand !== null && (
          <span className="text-ink-2">
            {verdict.kind === 'own' ? 'belongs to' : 'imitates'}{' '}
            <bdi className="text-ink font-medium">{verdict.brand}</bdi>
          </span>
        )}
        {verdict.class !== null && <Badge title={verdict.class}>{classWords(verdict.class)}</Badge>}
        {verdict.score !== null && (
          <span className="text-ink-3 tnum text-xs" title="0 to 100: how sure the judge is">
            score {Math.round(verdict.score)}
          </span>
        )}
        {verdict.kind === 'look-alike' && !verdict.reported && (
          <Badge title="Seen, but below what is worth telling on its own">not told on its own</Badge>
        )}
      </div>
      {verdict.pieces.length > 0 && <Decomposition pieces={verdict.pieces} />}
      {verdict.reasons.length > 0 && (
        <ul className="flex flex-col gap-1">
          {verdict.reasons.map((reason) => (
            <li key={reason.code + reason.text} className="text-ink-2 flex gap-2">
              <span className="text-ink-3" aria-hidden="true">
                –
              </span>
              <bdi>{reason.text}</bdi>
            </li>
          ))}
        </ul>
      )}
      {verdict.kind === 'silent' && verdict.reasons.length === 0 && (
        <p className="text-ink-2">It looks like none of your brands. That is not a promise that it is harmless.</p>
      )}
    </article>
  );
}

/** The hostname taken apart: each piece over the name of its part. */
function Decomposition({ pieces }: { pieces: VerdictWire['pieces'] }) {
  return (
    <ol className="flex max-w-full flex-wrap items-start gap-y-2" aria-label="The name taken apart">
      {pieces.map((piece, index) => {
        const look = pieceLook(piece.role);
        return (
          <li key={`${index} ${piece.text}`} className="flex min-w-0 flex-col items-center">
            <bdi className={cx('mono px-1 py-0.5 text-lg break-all', look.box)}>{piece.text}</bdi>
            <span className={cx('text-2xs mt-0.5 px-1 whitespace-nowrap', look.ink)}>{look.name}</span>
          </li>
        );
      })}
    </ol>
  );
}
