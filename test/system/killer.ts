import { setImmediate as nextTurn, setTimeout as realSleep } from 'node:timers/promises';
import type { KillMoment } from './kill-moments.ts';

export interface KillerDeps {
  /** Asks for death right after so many more commits. */
  dieAtCommit(number: number): void;
  /** Changes the vendor has carried out so far. */
  changes(): number;
  /** True when somebody was killed. */
  kill(): boolean;
}

/** Above this much work left, it is enough to look every millisecond. */
const NEAR_MS = 3;

/**
 * Kills at the moments it was given, counted in time that Breakwater really works: while it only waits, nothing is measured. It
 * never blocks, because the vendors live in this process and have to answer meanwhile.
 */
export class Killer {
  readonly #deps: KillerDeps;
  readonly #work: Extract<KillMoment, { kind: 'work' }>[];
  readonly #commits: Extract<KillMoment, { kind: 'commit' }>[];
  readonly #changes: Extract<KillMoment, { kind: 'change' }>[];
  /** Work left until the next kill; null while none is due in this round. */
  #leftMs: number | null = null;

  constructor(moments: readonly KillMoment[], deps: KillerDeps) {
    this.#deps = deps;
    this.#work = moments.filter((moment) => moment.kind === 'work').toSorted((a, b) => a.atMs - b.atMs);
    this.#commits = moments.filter((moment) => moment.kind === 'commit').toSorted((a, b) => a.atMs - b.atMs);
    this.#changes = moments.filter((moment) => moment.kind === 'change').toSorted((a, b) => a.number - b.number);
  }

  /** Begins a round. */
  round(atMs: number): void {
    const [commit] = this.#commits;
    if (commit !== undefined && commit.atMs <= atMs) {
      this.#commits.shift();
      this.#deps.dieAtCommit(commit.number);
    }
    const [next] = this.#work;
    if (this.#leftMs !== null || next === undefined || next.atMs > atMs) return;
    this.#work.shift();
    this.#leftMs = next.afterMs;
  }

  /** Spends the last moment that was given on the life that is just starting. False when none is left. */
  spend(afterMs: number): boolean {
    if (this.#leftMs !== null || this.#work.pop() === undefined) return false;
    this.#leftMs = afterMs;
    return true;
  }

  /** Watches over a piece of work. @returns real milliseconds it took, and its result */
  async over<T>(work: () => Promise<T>): Promise<{ tookMs: number; result: T }> {
    const startedMs = performance.now();
    const state = { over: false };
    const watching = this.#watch(state);
    try {
      const result = await work();
      return { tookMs: performance.now() - startedMs, result };
    } finally {
      state.over = true;
      await watching;
      if (this.#leftMs !== null) this.#leftMs -= performance.now() - startedMs;
    }
  }

  async #watch(state: { over: boolean }): Promise<void> {
    const startedMs = performance.now();
    let changedMs: number | null = null;
    while (!state.over && (this.#leftMs !== null || this.#changes.length > 0)) {
      const nowMs = performance.now();
      const leftMs = this.#leftMs === null ? Infinity : this.#leftMs - (nowMs - startedMs);
      const [change] = this.#changes;
      if (change !== undefined && this.#deps.changes() >= change.number) changedMs ??= nowMs;
      if (leftMs <= 0) {
        this.#leftMs = null;
        this.#deps.kill();
      } else if (change !== undefined && changedMs !== null && nowMs - changedMs >= change.afterMs) {
        changedMs = null;
        this.#changes.shift();
        this.#deps.kill();
      }
      const isNear = leftMs < NEAR_MS || (change !== undefined && this.#deps.changes() >= change.number - 2);
      await (isNear ? nextTurn() : realSleep(1));
    }
  }
}
