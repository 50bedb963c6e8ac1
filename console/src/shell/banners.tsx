import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { DatabaseZap, KeyRound, Siren, Unplug } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useMay, useMe } from '../auth/me.ts';
import { clientsOf } from '../data/clients.ts';
import { useOverview } from '../data/clock.tsx';
import type { Space } from '../data/space.tsx';
import { cx } from '../kit/cx.ts';
import { sayFailed } from '../kit/toast.tsx';
import { useRehearsal } from '../rehearsal/use-rehearsal.ts';
import { SpaceClock } from './space-clock.tsx';
import { useLiveState } from './live-state.ts';

function Strip({
  tone,
  icon,
  children,
}: {
  tone: 'problem' | 'warning' | 'info';
  icon: ReactNode;
  children: ReactNode;
}) {
  const look = { problem: 'bg-critical-soft', warning: 'bg-medium-soft', info: 'bg-accent-soft' }[tone];
  const ink = { problem: 'text-critical', warning: 'text-medium', info: 'text-accent' }[tone];
  return (
    <div
      role="status"
      className={cx('border-line flex items-center gap-2.5 border-b px-4 py-1.5 text-sm md:px-6', look)}
    >
      <span className={ink}>{icon}</span>
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}

/** Speeds of a rehearsal. */
export const SPEEDS = [1, 5, 20, 60] as const;

function RehearsalBanner() {
  const rehearsal = useRehearsal();
  const mayRun = useMay('rehearsal:run');
  const speed = useMutation({
    mutationFn: (factor: number) => clientsOf('live').rehearsal.setRehearsalSpeed({ body: { factor } }),
    onError: (error) => sayFailed('Speed not changed', error.message),
  });
  const running = rehearsal.data?.state === 'running' || rehearsal.data?.state === 'preparing';
  return (
    <section aria-label="Rehearsal" className="stripes border-rehearsal/40 sticky top-0 z-20 border-b">
      <div className="flex min-h-9 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-1 md:px-6">
        <p className="bg-rehearsal-soft text-ink flex items-center gap-2 rounded-sm px-2 py-0.5 text-sm">
          <Siren size={15} className="text-rehearsal shrink-0" aria-hidden="true" />
          <span>
            <strong className="text-rehearsal font-semibold">Rehearsal</strong>
            <span className="max-sm:hidden"> — Acme is simulated. Nothing here is real.</span>
            <span className="sm:hidden"> — nothing here is real.</span>
          </span>
        </p>
        {rehearsal.data !== undefined && rehearsal.data.state !== 'none' && (
          <div className="bg-rehearsal-soft ml-auto flex items-center gap-2 rounded-sm px-2 py-0.5 text-xs">
            <SpaceClock />
            {running && mayRun ? (
              <span role="group" aria-label="Speed" className="flex items-center">
                {SPEEDS.map((factor) => (
                  <button
                    key={factor}
                    type="button"
                    aria-pressed={rehearsal.data.factor === factor}
                    onClick={() => speed.mutate(factor)}
                    className={cx(
                      'tnum h-6 rounded-xs px-1.5',
                      rehearsal.data.factor === factor
                        ? 'bg-rehearsal text-canvas font-medium'
                        : 'text-ink-2 hover:text-ink',
                    )}
                  >
                    ×{factor}
                  </button>
                ))}
              </span>
            ) : (
              <span className="text-ink-2 tnum">×{rehearsal.data.factor}</span>
            )}
          </div>
        )}
      </div>
    </section>
  );
}

/** What the reader must know on every page: rehearsal, first start, the store's mode, a lost connection. */
export function Banners({ space }: { space: Space }) {
  const me = useMe();
  const overview = useOverview();
  const live = useLiveState();
  const lostForLong = useLasting(live === 'lost', 2500);
  const store = overview.data?.store;
  return (
    <>
      {space === 'rehearsal' && <RehearsalBanner />}
      {lostForLong && (
        <Strip tone="warning" icon={<Unplug size={16} />}>
          <strong className="font-medium">Not live.</strong> Breakwater does not answer; trying again. What you see may
          be old.
        </Strip>
      )}
      {store?.mode === 'read-only' && (
        <Strip tone="problem" icon={<DatabaseZap size={16} />}>
          <strong className="font-medium">Read-only.</strong> Nothing new is recorded and nothing is carried out
          {store.reason === null ? '' : `: ${store.reason}`}. It goes on by itself once that is put right.
        </Strip>
      )}
      {store?.mode === 'held' && (
        <Strip tone="warning" icon={<DatabaseZap size={16} />}>
          <strong className="font-medium">Held.</strong> This is a restored copy: nothing is sent or carried out
          {store.reason === null ? '' : ` (${store.reason})`} until the machine’s operator releases it:{' '}
          <code className="mono">bin/breakwater release</code>.
        </Strip>
      )}
      {space === 'live' && me.data?.kind === 'bootstrap' && (
        <Strip tone="info" icon={<KeyRound size={16} />}>
          Only this machine can open the console, and real vendors cannot be connected, until the first passkey exists.{' '}
          <Link to="/setup" className="text-accent underline underline-offset-2">
            Create it
          </Link>
        </Strip>
      )}
    </>
  );
}

function useLasting(on: boolean, afterMs: number): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!on) {
      setLasting(false);
      return;
    }
    const timer = setTimeout(() => setLasting(true), afterMs);
    return () => clearTimeout(timer);
  }, [on, afterMs]);
  return lasting;
}
