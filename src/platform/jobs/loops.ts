import type { Clock } from '../../base/clock.ts';
import { errorText } from '../../base/errors.ts';
import type { Activity } from '../clock/activity.ts';
import type { Log } from '../log/log.ts';

/** What one turn of a loop found: `more` runs again at once, `idle` waits for its interval or a wake. */
export type TurnResult = 'more' | 'idle' | { waitMs: number };

export interface LoopSpec {
  name: string;
  /** Longest wait between turns, milliseconds of the clock. */
  everyMs: number;
  /** One turn. Throws on faults: the loop logs, waits longer each time (up to 8 × everyMs, at least 1 s) and goes on. */
  turn(signal: AbortSignal): Promise<TurnResult>;
}

interface Running {
  stop: AbortController;
  wake: AbortController;
  done: Promise<void>;
  /** Turns that failed one after the other. */
  faults: number;
}

/** One failed turn is a moment; so many in a row are a loop that does not do its work. */
const FAILING_FROM = 3;

/** The background loops of one tenant: started by app.ts, woken by commits, stopped together. */
export class Loops {
  readonly #clock: Clock;
  readonly #activity: Activity;
  readonly #log: Log;
  readonly #running = new Map<string, Running>();

  constructor(clock: Clock, activity: Activity, log: Log) {
    this.#clock = clock;
    this.#activity = activity;
    this.#log = log;
  }

  /** Starts a loop; its first turn runs at once. Starting a name again replaces the old one after its turn has ended. */
  start(spec: LoopSpec): void {
    const before = this.#running.get(spec.name);
    before?.stop.abort();
    const entry: Running = {
      stop: new AbortController(),
      wake: new AbortController(),
      done: Promise.resolve(),
      faults: 0,
    };
    this.#running.set(spec.name, entry);
    this.#activity.enter();
    entry.done = (before?.done ?? Promise.resolve()).then(() => this.#run(spec, entry));
  }

  /** Ends the wait of a loop, so that what was just committed is worked on now. Unknown names are ignored. */
  wake(name: string): void {
    this.#running.get(name)?.wake.abort();
  }

  /** Names of the loops that run. */
  names(): string[] {
    return [...this.#running.keys()];
  }

  /** Names of the loops that turn and get nowhere: their last turns have all failed. */
  failing(): string[] {
    return [...this.#running].filter(([, entry]) => entry.faults >= FAILING_FROM).map(([name]) => name);
  }

  /** Stops one loop and waits for its turn to end. */
  async stop(name: string): Promise<void> {
    const entry = this.#running.get(name);
    if (!entry) return;
    entry.stop.abort();
    this.#running.delete(name);
    await entry.done;
  }

  /** Stops all and waits for the turns under way. */
  async stopAll(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((name) => this.stop(name)));
  }

  async #run(spec: LoopSpec, entry: Running): Promise<void> {
    const stop = entry.stop.signal;
    let counted = true;
    try {
      while (!stop.aborted) {
        entry.wake = new AbortController();
        let waitMs = spec.everyMs;
        try {
          const result = await spec.turn(stop);
          entry.faults = 0;
          if (result === 'more') continue;
          if (result !== 'idle') waitMs = result.waitMs;
        } catch (thrown) {
          if (stop.aborted) break;
          entry.faults += 1;
          const { faults } = entry;
          waitMs = Math.max(1000, Math.min(spec.everyMs * 2 ** Math.min(faults, 3), spec.everyMs * 8));
          this.#log.warn({ loop: spec.name, faults, err: errorText(thrown) }, 'loop turn failed');
        }
        const sleeping = this.#clock.sleep(waitMs, AbortSignal.any([stop, entry.wake.signal]));
        counted = false;
        this.#activity.leave();
        await sleeping;
        this.#activity.enter();
        counted = true;
      }
    } finally {
      if (counted) this.#activity.leave();
    }
  }
}
