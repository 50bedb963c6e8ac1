import type { Clock } from '../../base/clock.ts';
import { AppError, errorText } from '../../base/errors.ts';
import type { Log } from '../log/log.ts';

/**
 * `ok` · `read-only`: a write met a full or failing disk, everything is still readable · `held`: a restored copy that sends
 * nothing until a person releases it (writes work).
 */
export interface StoreMode {
  mode: 'ok' | 'read-only' | 'held';
  /** In words, for the banner; null when ok. */
  reason: string | null;
  /** When this mode began, milliseconds UTC. */
  sinceMs: number;
}

/** A small write that fails while the disk is full. */
export type WriteProbe = () => Promise<void>;

/**
 * Whether the store may be written, shared by the database and the event files, which usually lie on one disk: when one of
 * them meets a full disk both stop, so that a cursor never runs ahead of what could be kept.
 */
export class StoreGate {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #probes = new Map<string, WriteProbe>();
  readonly #listeners = new Set<(mode: StoreMode) => void>();
  #readOnly: { reason: string; sinceMs: number } | null = null;
  #held: { reason: string; sinceMs: number } | null = null;
  readonly #openedAtMs: number;
  #resuming: Promise<boolean> | null = null;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
    this.#openedAtMs = clock.now();
  }

  /** What the banner, readiness and metrics show. Read-only outranks held. */
  storeMode(): StoreMode {
    if (this.#readOnly) return { mode: 'read-only', ...this.#readOnly };
    if (this.#held) return { mode: 'held', ...this.#held };
    return { mode: 'ok', reason: null, sinceMs: this.#openedAtMs };
  }

  /** True while nothing may be sent to the outside: after a restore, until released. */
  get held(): boolean {
    return this.#held !== null;
  }

  /** @throws AppError `store.read_only` (503, retryable) while writing is off */
  assertWritable(): void {
    if (this.#readOnly) throw readOnlyError(this.#readOnly.reason);
  }

  /** Turns writing off. Called with the reason as the operating system or the database gave it. */
  enterReadOnly(reason: string): void {
    if (this.#readOnly) return;
    this.#readOnly = { reason, sinceMs: this.#clock.now() };
    this.#log.error({ reason }, 'store is read-only');
    this.#tell();
  }

  /** Marks the store as a restored copy that sends nothing. */
  hold(reason: string): void {
    this.#held = { reason, sinceMs: this.#clock.now() };
    this.#tell();
  }

  /** Ends holding; the persistent mark is removed by `releaseHold` of store-state.ts. */
  release(): void {
    if (!this.#held) return;
    this.#held = null;
    this.#tell();
  }

  /** Each store adds a probe under its name; all must pass before writing goes on. */
  addProbe(name: string, probe: WriteProbe): void {
    this.#probes.set(name, probe);
  }

  removeProbe(name: string): void {
    this.#probes.delete(name);
  }

  /** Called at every change of mode. Gives the function that ends it. */
  onChange(listener: (mode: StoreMode) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Tries small writes when read-only and resumes when all pass. For a loop of some seconds. One try at a time.
   * @returns true when the store may be written now
   */
  async tryResume(): Promise<boolean> {
    if (!this.#readOnly) return true;
    this.#resuming ??= this.#probeAll().finally(() => {
      this.#resuming = null;
    });
    return this.#resuming;
  }

  async #probeAll(): Promise<boolean> {
    for (const [name, probe] of this.#probes) {
      try {
        await probe();
      } catch (thrown) {
        this.#log.debug({ probe: name, err: errorText(thrown) }, 'store still cannot be written');
        return false;
      }
    }
    this.#readOnly = null;
    this.#log.info({}, 'store can be written again');
    this.#tell();
    return true;
  }

  #tell(): void {
    const mode = this.storeMode();
    for (const listener of this.#listeners) listener(mode);
  }
}

/** The error every write gives while the store is read-only. */
export function readOnlyError(reason: string, cause?: unknown): AppError {
  return new AppError('store.read_only', `Nothing can be stored at the moment: ${reason}`, {
    remedy: 'Free space on the disk that holds the data (or move it to a larger one); Breakwater goes on by itself.',
    status: 503,
    retryable: true,
    retryAfterMs: 10_000,
    ...(cause === undefined ? {} : { cause }),
  });
}
