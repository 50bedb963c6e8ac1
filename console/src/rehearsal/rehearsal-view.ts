import type { TimelineEntryWire } from '../../../src/incidents/api.ts';
import type { RehearsalWire } from '../../../src/rehearsal/api.ts';

/** One line of the two lanes: what was done, what Breakwater saw, or both at that time. */
export interface LaneRow {
  key: string;
  sinceLureMs: number;
  truth: RehearsalWire['truth'][number] | null;
  seen: TimelineEntryWire | null;
}

/**
 * Puts the attack beside what Breakwater saw of it, by time from the first lure. What is seen stands at the time we knew it
 * (judged, not happened): the distance between the lanes is our delay.
 * @param lureAt when the first lure went out, by the rehearsal's clock
 */
export function lanesOf(truth: RehearsalWire['truth'], seen: readonly TimelineEntryWire[], lureAt: number): LaneRow[] {
  const rows: LaneRow[] = [
    ...truth.map((step, index) => ({ key: `truth ${index}`, sinceLureMs: step.sinceLureMs, truth: step, seen: null })),
    ...seen.map((entry) => ({
      key: `seen ${entry.entryId}`,
      sinceLureMs: (entry.foundAt ?? entry.at) - lureAt,
      truth: null,
      seen: entry,
    })),
  ];
  return rows.toSorted((a, b) => a.sinceLureMs - b.sinceLureMs || (a.truth === null ? 1 : -1));
}

/** Where a time stands on a scale that shows both seconds and hours: 0 to 1, the lure's moment included. */
export function scalePosition(sinceLureMs: number, minMs: number, maxMs: number): number {
  const warp = (ms: number): number => Math.sign(ms) * Math.log1p(Math.abs(ms) / 30_000);
  const low = warp(minMs);
  const high = warp(maxMs);
  return high === low ? 0 : Math.max(0, Math.min(1, (warp(sinceLureMs) - low) / (high - low)));
}

/** The span of every milestone, ours and the original's, with the lure in it. */
export function spanOf(milestones: RehearsalWire['milestones']): { minMs: number; maxMs: number } {
  const times = milestones
    .flatMap((one) => [one.originalSinceLureMs, one.oursSinceLureMs])
    .filter((time): time is number => time !== null);
  return { minMs: Math.min(0, ...times), maxMs: Math.max(60_000, ...times) };
}
