/** Where every part of Breakwater gets its time. Injected everywhere; nothing else may read the system clock. */
export interface Clock {
  /** Milliseconds since 1970 UTC. May jump (NTP, a rehearsal's start): never use differences of it as durations of work. */
  now(): number;
  /**
   * Resolves after `delayMs` of this clock's time, or at once when the signal aborts (it never rejects).
   * A scaled clock waits `delayMs / factor`; a virtual one until somebody advances it.
   */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
  /** A steady counter in milliseconds of this clock's time, unaffected by jumps of {@link Clock.now}. For lags and timeouts. */
  steadyMs(): number;
}

/** Clock time in real milliseconds: what runs in production. */
export const systemClock: Clock = {
  now: () => Date.now(),
  steadyMs: () => performance.now(),
  sleep: (delayMs, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const timer = setTimeout(done, Math.max(0, Math.min(delayMs, 2_147_483_647)));
      function done(): void {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      }
      signal?.addEventListener('abort', done, { once: true });
    }),
};
