import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { Radar, Square } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useMay } from '../auth/me.ts';
import { clientsOf } from '../data/clients.ts';
import { Button } from '../kit/button.tsx';
import { InlineError } from '../kit/states.tsx';
import { sayFailed } from '../kit/toast.tsx';
import { useBrands } from '../setup/queries.ts';
import { Consent, type LookUps } from './consent.tsx';
import { useFirstLooks, useLookUps } from './queries.ts';
import { RunView } from './run-view.tsx';
import { SignInPages } from './sign-in-pages.tsx';

/** Where a page leads to that asks for look-ups: the part of the address behind `#`. */
export const LOOK_UPS_PLACE = 'look-ups';

/** Look-alikes that stand today: consent, one button per brand, progress and what was found. */
export function FirstLook() {
  const lookUps = useLookUps();
  const brands = useBrands();
  const [isRunning, setRunning] = useState(false);
  const looks = useFirstLooks(isRunning);
  const queries = useQueryClient();
  const mayLook = useMay('domains:write');
  const mayWrite = useMay('settings:write');
  const running = looks.data?.items.some((run) => run.state === 'running') ?? false;
  if (running !== isRunning) setRunning(running);

  const start = useMutation({
    mutationFn: (brandId: string) => clientsOf('live').domains.startFirstLook({ body: { brandId } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['live', 'first-look'] }),
    onError: (error) => sayFailed('Not started', error.message),
  });
  const stop = useMutation({
    mutationFn: (runId: string) => clientsOf('live').domains.stopFirstLook({ params: { runId } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['live', 'first-look'] }),
    onError: (error) => sayFailed('Not stopped', error.message),
  });

  const items = brands.data?.items ?? [];
  const isThere = lookUps.isSuccess && items.length > 0;
  const isWanted = useLocation({ select: (location) => location.hash === LOOK_UPS_PLACE });
  const place = useRef<HTMLElement>(null);
  // The router scrolls to what is there already; this comes when it has been fetched.
  useEffect(() => {
    if (isThere && isWanted) place.current?.scrollIntoView({ block: 'start' });
  }, [isThere, isWanted]);
  if (lookUps.isPending || items.length === 0) return <InlineError error={lookUps.error} />;
  if (lookUps.isError) return <InlineError error={lookUps.error} />;
  return (
    <section
      ref={place}
      id={LOOK_UPS_PLACE}
      aria-label="What stands today"
      className="border-line scroll-mt-14 flex flex-col gap-4 border-t pt-4"
    >
      <Consent lookUps={lookUps.data} />
      <InlineError error={looks.error} />
      {lookUps.data.effective && (
        <ul className="flex flex-col gap-4">
          {items.map((brand) => {
            const run = looks.data?.items.find((one) => one.brand === brand.name);
            return (
              <li key={brand.brandId} className="flex flex-col gap-2">
                <div className="flex flex-wrap items-center gap-3">
                  <p className="min-w-0 flex-1 font-medium">
                    Names likely to be taken for <bdi>{brand.name}</bdi>
                  </p>
                  {mayLook &&
                    (run?.state === 'running' ? (
                      <Button size="sm" icon={<Square size={13} />} onClick={() => stop.mutate(run.runId)}>
                        Stop
                      </Button>
                    ) : (
                      <Button
                        size="sm"
                        look={run === undefined ? 'primary' : 'plain'}
                        icon={<Radar size={14} />}
                        busy={start.isPending && start.variables === brand.brandId}
                        onClick={() => start.mutate(brand.brandId)}
                      >
                        {run === undefined ? 'Look what stands today' : 'Look again'}
                      </Button>
                    ))}
                </div>
                {run !== undefined && <RunView run={run} />}
                {mayWrite && (
                  <SignInPages brandId={brand.brandId} brand={brand.name} {...pagesOf(lookUps.data, brand.name)} />
                )}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}

function pagesOf(lookUps: LookUps, brand: string): { urls: readonly string[]; readOnly: boolean } {
  const key = brand.trim().toLowerCase();
  return lookUps.signInPages.find((page) => page.brand === key) ?? { urls: [], readOnly: false };
}
