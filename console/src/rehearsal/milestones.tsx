import type { RehearsalWire } from '../../../src/rehearsal/api.ts';
import { cx } from '../kit/cx.ts';
import { formatSinceLure } from '../text/format.ts';
import { say } from '../text/t.ts';
import { scalePosition, spanOf } from './rehearsal-view.ts';

/** The same milestones at Cloudflare in 2022 and here, as figures and on one scale. */
export function Milestones({ milestones }: { milestones: RehearsalWire['milestones'] }) {
  const { minMs, maxMs } = spanOf(milestones);
  const lure = scalePosition(0, minMs, maxMs);
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Milestones">
      <table className="w-full border-collapse text-left">
        <caption className="sr-only">Milestones: time from the first text, at Cloudflare in 2022 and here</caption>
        <thead>
          <tr className="border-line text-ink-3 border-b text-xs">
            <th scope="col" className="h-8 pl-4 font-medium">
              Milestone
            </th>
            <th scope="col" className="px-3 text-right font-medium whitespace-nowrap">
              Original, 2022
            </th>
            <th scope="col" className="px-3 text-right font-medium">
              Here
            </th>
            <th scope="col" className="w-[38%] px-4 font-medium max-md:hidden">
              <span className="relative block h-4">
                <span className="absolute -translate-x-1/2 whitespace-nowrap" style={{ left: `${lure * 100}%` }}>
                  first text
                </span>
              </span>
            </th>
          </tr>
        </thead>
        <tbody className="divide-line divide-y">
          {milestones.map((one) => (
            <tr key={one.milestone.key + JSON.stringify(one.milestone.params)}>
              <th scope="row" className="py-2 pl-4 font-normal">
                <bdi>{say(one.milestone)}</bdi>
              </th>
              <td className="mono text-ink-2 px-3 text-right whitespace-nowrap">
                {one.originalSinceLureMs === null ? (
                  <span className="text-ink-3" title="Never reached, or not told by the original’s report">
                    —
                  </span>
                ) : (
                  formatSinceLure(one.originalSinceLureMs)
                )}
              </td>
              <td className="mono px-3 text-right font-medium whitespace-nowrap">
                {one.oursSinceLureMs === null ? (
                  <span className="text-ink-3 font-normal">not yet</span>
                ) : (
                  <span className="text-accent">{formatSinceLure(one.oursSinceLureMs)}</span>
                )}
              </td>
              <td className="px-4 max-md:hidden" aria-hidden="true">
                <span className="relative block h-5">
                  <span className="bg-line absolute inset-x-0 top-1/2 h-px" />
                  <span className="bg-edge absolute inset-y-0 w-px" style={{ left: `${lure * 100}%` }} />
                  {one.originalSinceLureMs !== null && (
                    <Mark
                      at={scalePosition(one.originalSinceLureMs, minMs, maxMs)}
                      className="border-ink-3 bg-surface border-2"
                    />
                  )}
                  {one.oursSinceLureMs !== null && (
                    <Mark at={scalePosition(one.oursSinceLureMs, minMs, maxMs)} className="bg-accent-fill" />
                  )}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="text-ink-3 border-line flex gap-4 border-t px-4 py-2 text-xs max-md:hidden" aria-hidden="true">
        <span className="flex items-center gap-1.5">
          <span className="border-ink-3 size-2.5 rounded-full border-2" /> the original
        </span>
        <span className="flex items-center gap-1.5">
          <span className="bg-accent-fill size-2.5 rounded-full" /> here
        </span>
        <span>The scale widens around the first text.</span>
      </p>
    </div>
  );
}

function Mark({ at, className }: { at: number; className: string }) {
  return (
    <span
      className={cx('absolute top-1/2 size-2.5 -translate-x-1/2 -translate-y-1/2 rounded-full', className)}
      style={{ left: `${at * 100}%` }}
    />
  );
}
