import { TIME_WITNESSES } from './types.ts';

/**
 * How far time has passed, by events' own times. A single one may be wrong, by a broken clock or on purpose: believed is the time
 * that {@link TIME_WITNESSES} different events have reached. It never lies after the newest event's, so that no event within a
 * lateness bound of that is late, whatever the order of arrival.
 */
export interface TimeLine {
  /** Takes an event; gives the time that has passed, -Infinity before there are enough. */
  add(id: string, timeMs: number): number;
  newest(): { id: string; timeMs: number }[];
}

/** @param saved what {@link TimeLine.newest} gave */
export function createTimeLine(saved: readonly { id: string; timeMs: number }[] = []): TimeLine {
  const newest = [...saved];
  return {
    add(id, timeMs) {
      // one event that meets several rules, or comes twice, is one
      if (newest.every((one) => one.id !== id)) {
        newest.push({ id, timeMs });
        newest.sort((a, b) => a.timeMs - b.timeMs);
        if (newest.length > TIME_WITNESSES) newest.shift();
      }
      return newest.length < TIME_WITNESSES ? -Infinity : (newest[0]?.timeMs ?? -Infinity);
    },
    newest: () => [...newest],
  };
}
