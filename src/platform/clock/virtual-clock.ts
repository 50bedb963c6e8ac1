import type { Clock } from '../../base/clock.ts';
import type { Activity } from './activity.ts';

interface Timer {
  at: number;
  wake: () => void;
}

/** Real macrotask turns to wait for work that has left one queue and not yet entered another (sockets on loopback). */
const SETTLE_TURNS = 6;

/**
 * A clock that stands still until it is advanced: hours pass in milliseconds, and nothing is skipped, because each step waits
 * until all work woken by it has settled. For tests and kill runs.
 */
export class VirtualClock implements Clock {
  #now: number;
  /** How far {@link jump} has set the reading off: the steady counter knows nothing of it. */
  #jumpedMs = 0;
  #timers: Timer[] = [];
  readonly #activities: Activity[];

  constructor(startMs: number, activities: Activity[]) {
    this.#now = startMs;
    this.#activities = activities;
  }

  now(): number {
    return this.#now;
  }

  steadyMs(): number {
    return this.#now - this.#jumpedMs;
  }

  /** The time of the next timer, or null when nothing sleeps. */
  nextTimerAt(): number | null {
    return this.#timers.reduce<number | null>(
      (least, timer) => (least === null || timer.at < least ? timer.at : least),
      null,
    );
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const timer: Timer = { at: this.#now + Math.max(0, delayMs), wake };
      const forget = (): void => {
        this.#timers = this.#timers.filter((other) => other !== timer);
        wake();
      };
      function wake(): void {
        signal?.removeEventListener('abort', forget);
        resolve();
      }
      signal?.addEventListener('abort', forget, { once: true });
      this.#timers.push(timer);
    });
  }

  /** Jumps the reading without waking anybody: a clock that somebody has set wrong. */
  jump(byMs: number): void {
    this.#now += byMs;
    this.#jumpedMs += byMs;
    for (const timer of this.#timers) timer.at += byMs;
  }

  /** Passes time up to `untilMs`, waking sleepers in order, each only after the one before has settled. */
  async advanceTo(untilMs: number): Promise<void> {
    await this.settle();
    for (;;) {
      const next = this.nextTimerAt();
      if (next === null || next > untilMs) break;
      this.#now = Math.max(this.#now, next);
      const due = this.#timers.filter((timer) => timer.at <= this.#now);
      this.#timers = this.#timers.filter((timer) => timer.at > this.#now);
      for (const timer of due) timer.wake();
      await this.settle();
    }
    this.#now = Math.max(this.#now, untilMs);
  }

  /** Waits until no work is under way. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < SETTLE_TURNS; quiet += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      for (const activity of this.#activities) {
        if (activity.running > 0) {
          quiet = -1;
          await activity.idle();
        }
      }
    }
  }
}
