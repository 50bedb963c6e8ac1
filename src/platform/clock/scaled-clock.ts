import { systemClock, type Clock } from '../../base/clock.ts';

/** A clock that starts at any moment and runs at a factor of real time, which may be changed while it runs: a rehearsal's. */
export class ScaledClock implements Clock {
  readonly #base: Clock;
  #factor: number;
  #originMs: number;
  #realOriginMs: number;
  #changed = new AbortController();

  /** @param factor clock milliseconds per real millisecond, > 0 */
  constructor(startMs: number, factor: number, base: Clock = systemClock) {
    this.#base = base;
    this.#factor = factor;
    this.#originMs = startMs;
    this.#realOriginMs = base.steadyMs();
  }

  get factor(): number {
    return this.#factor;
  }

  now(): number {
    return Math.floor(this.steadyMs());
  }

  steadyMs(): number {
    return this.#originMs + (this.#base.steadyMs() - this.#realOriginMs) * this.#factor;
  }

  /** Runs on at another factor from this moment; sleepers wake at their clock time all the same. */
  setFactor(factor: number): void {
    this.#originMs = this.steadyMs();
    this.#realOriginMs = this.#base.steadyMs();
    this.#factor = factor;
    const changed = this.#changed;
    this.#changed = new AbortController();
    changed.abort();
  }

  async sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    const until = this.steadyMs() + Math.max(0, delayMs);
    for (;;) {
      const left = until - this.steadyMs();
      if (left <= 0 || signal?.aborted) {
        if (delayMs <= 0) await this.#base.sleep(0, signal);
        return;
      }
      const change = this.#changed.signal;
      await this.#base.sleep(left / this.#factor, signal ? AbortSignal.any([signal, change]) : change);
    }
  }
}
