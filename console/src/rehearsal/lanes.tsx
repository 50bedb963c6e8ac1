import { ShieldCheck } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { TimelineEntryWire } from '../../../src/incidents/api.ts';
import type { RehearsalWire } from '../../../src/rehearsal/api.ts';
import { SeverityIcon } from '../kit/badge.tsx';
import { CheckField } from '../kit/checkbox.tsx';
import { cx } from '../kit/cx.ts';
import { formatSinceLure } from '../text/format.ts';
import { say } from '../text/t.ts';
import { lanesOf } from './rehearsal-view.ts';

/** The attack as it happens beside what Breakwater saw: one row a moment, time in the middle. */
export function Lanes({
  truth,
  seen,
  lureAt,
}: {
  truth: RehearsalWire['truth'];
  seen: readonly TimelineEntryWire[];
  lureAt: number;
}) {
  const rows = useMemo(
    () =>
      lanesOf(
        truth.filter((step) => step.done),
        seen,
        lureAt,
      ),
    [truth, seen, lureAt],
  );
  const ahead = truth.filter((step) => !step.done).length;
  const [follow, setFollow] = useState(true);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (follow && place.current !== null) place.current.scrollTop = place.current.scrollHeight;
  }, [follow, rows.length]);
  return (
    <>
      <div className="text-ink-3 border-line grid grid-cols-[minmax(0,1fr)_4.5rem_minmax(0,1fr)] border-b text-xs font-medium max-sm:hidden">
        <span className="px-4 py-1.5 text-right">What is done to Acme</span>
        <span className="py-1.5 text-center">Time</span>
        <span className="px-4 py-1.5">What Breakwater saw and did</span>
      </div>
      <div
        ref={place}
        className="relative max-h-[34rem] overflow-y-auto"
        tabIndex={0}
        role="region"
        aria-label="The attack beside what Breakwater saw"
      >
        {rows.length === 0 && <p className="text-ink-3 px-4 py-8 text-center">Nothing has happened yet.</p>}
        <ol>
          {rows.map((row) => (
            <li
              key={row.key}
              className={cx(
                'grid grid-cols-[3.75rem_minmax(0,1fr)] items-start sm:grid-cols-[minmax(0,1fr)_4.5rem_minmax(0,1fr)]',
                row.seen !== null && 'max-sm:bg-accent-soft',
              )}
            >
              <div
                className={cx(
                  'py-1.5 sm:pl-4 sm:text-right',
                  row.truth === null ? 'max-sm:hidden' : 'max-sm:order-2 max-sm:pr-4',
                )}
              >
                {row.truth !== null && (
                  <span className="text-ink-2">
                    {row.truth.prevented && <span className="text-good font-medium">Prevented: </span>}
                    <bdi className={row.truth.prevented ? 'line-through' : ''}>{say(row.truth.message)}</bdi>
                  </span>
                )}
              </div>
              <div className="relative self-stretch text-center">
                <span className="bg-line absolute inset-y-0 left-1/2 w-px max-sm:hidden" aria-hidden="true" />
                <span
                  className={cx(
                    'mono sm:bg-surface relative inline-block px-0.5 py-1.5 text-xs',
                    row.seen === null ? 'text-ink-3' : 'text-accent font-medium',
                  )}
                >
                  {formatSinceLure(row.sinceLureMs).slice(1)}
                </span>
              </div>
              <div className={cx('py-1.5 pr-4', row.seen === null && 'max-sm:hidden')}>
                {row.seen !== null && (
                  <p className="flex gap-2">
                    {row.seen.kind === 'action' ? (
                      <ShieldCheck size={15} className="text-good mt-0.5 shrink-0" aria-label="Response" role="img" />
                    ) : (
                      <span className="mt-0.5">
                        <SeverityIcon severity={row.seen.severity ?? 'info'} size={15} />
                      </span>
                    )}
                    <span>
                      <span className="sr-only">Breakwater: </span>
                      <bdi>{say(row.seen.message)}</bdi>
                    </span>
                  </p>
                )}
              </div>
            </li>
          ))}
        </ol>
      </div>
      <div className="border-line flex items-center gap-4 border-t px-4 py-2 text-xs">
        <CheckField label={<span className="text-xs">Follow</span>} checked={follow} onChange={setFollow} />
        {ahead > 0 && (
          <span className="text-ink-3 tnum ml-auto">
            {ahead === 1 ? '1 step' : `${ahead} steps`} of the attack still to come
          </span>
        )}
      </div>
    </>
  );
}
