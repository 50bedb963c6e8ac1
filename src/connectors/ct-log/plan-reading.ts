import type { LeafRange } from '../../domains/ports.ts';
import { countLeaves, withoutRange } from './ranges.ts';

/** Which leaves were handed out: all below `nextIndex` but those in `gaps`. */
export interface ReadingState {
  nextIndex: number;
  gaps: readonly LeafRange[];
}

export interface PlanLimits {
  /** Leaves of one step. */
  stepLeaves: number;
  /** Steps begin and end at multiples of this where they can: 256 for logs of tiles. */
  alignTo: number;
  /** A reader further behind than this reads the newest first. */
  jumpBehind: number;
}

export interface Step {
  range: LeafRange;
  /** What is handed out when the whole range has been. */
  after: ReadingState;
}

/**
 * What to hand out next of a log's newest entries; null where there are none. While the reader keeps up that is whatever
 * follows. When it is far behind, the end of the log comes first and a gap stays, to be filled behind: a page whose certificate
 * was logged a minute ago may still be caught, one of yesterday has done its harm. The more gaps there are, the further
 * behind a reader must be to make another: so their number grows only with the logarithm of what is missing.
 */
export function planNewest(state: ReadingState, size: number, limits: PlanLimits): Step | null {
  const { nextIndex, gaps } = state;
  if (nextIndex >= size) return null;
  const { stepLeaves, alignTo } = limits;
  if (size - nextIndex > limits.jumpBehind * 2 ** Math.floor(gaps.length / 8)) {
    const from = Math.max(nextIndex, floorTo(size - stepLeaves, alignTo));
    const gap = from > nextIndex ? [{ from: nextIndex, to: from }] : [];
    return { range: { from, to: size }, after: { nextIndex: size, gaps: [...gaps, ...gap] } };
  }
  const to = Math.min(size, Math.max(nextIndex + 1, floorTo(nextIndex + stepLeaves, alignTo)));
  return { range: { from: nextIndex, to }, after: { nextIndex: to, gaps } };
}

/** What to hand out next of the gaps, the newest first; null where there are none. */
export function planGap(state: ReadingState, limits: PlanLimits): Step | null {
  const gap = state.gaps.at(-1);
  if (gap === undefined) return null;
  const from = Math.max(gap.from, Math.min(gap.to - 1, ceilTo(gap.to - limits.stepLeaves, limits.alignTo)));
  const range = { from, to: gap.to };
  return { range, after: { nextIndex: state.nextIndex, gaps: withoutRange(state.gaps, range) } };
}

/** Leaves logged and not handed out. */
export function countUnread(state: ReadingState, size: number): number {
  return Math.max(0, size - state.nextIndex) + countLeaves(state.gaps);
}

function floorTo(value: number, unit: number): number {
  return Math.floor(value / unit) * unit;
}

function ceilTo(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit;
}
