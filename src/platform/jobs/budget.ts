import type { Clock } from '../../base/clock.ts';

/** Lets so many pieces of work begin per time, in the order in which they came. */
export interface Budget {
  /** Resolves when the next piece may begin. Rejects with the signal's reason when that aborts first. */
  take(signal: AbortSignal): Promise<void>;
  /** Takes leave for one piece at once where there is some. @returns 0 when taken, otherwise how long until there is, milliseconds */
  tryTake(): number;
}

/**
 * A budget of `count` per `perMs` milliseconds of the clock, spread evenly after a first burst, so that those who are asked see
 * no peaks. @param burst how many may begin at once after a pause
 */
export function createBudget(clock: Clock, count: number, perMs: number, burst = 1): Budget {
  const gapMs = perMs / count;
  /** When the next one may begin, had all before begun on time; the burst lies before it. */
  let nextAtMs = Number.NEGATIVE_INFINITY;
  return {
    tryTake() {
      const now = clock.steadyMs();
      nextAtMs = Math.max(nextAtMs, now - gapMs * (burst - 1));
      if (nextAtMs > now) return nextAtMs - now;
      nextAtMs += gapMs;
      return 0;
    },
    async take(signal) {
      signal.throwIfAborted();
      const now = clock.steadyMs();
      nextAtMs = Math.max(nextAtMs, now - gapMs * (burst - 1));
      const waitMs = nextAtMs - now;
      nextAtMs += gapMs;
      if (waitMs > 0) await clock.sleep(waitMs, signal);
      signal.throwIfAborted();
    },
  };
}
