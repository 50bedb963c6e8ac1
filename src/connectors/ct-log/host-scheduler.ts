import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import { ctLogError } from './ct-log-errors.ts';

/** Shares requests fairly among the logs that one host serves, and keeps to the pace the host allows. */
export interface HostScheduler {
  /**
   * Runs a request when it is its turn: logs of one host take turns, at most so many at a time. What it throws is looked at:
   * after 429 the host is given half as many requests and the wait it asked for, then slowly more.
   * @throws AppError `ct_log.rate_limited` at once where that wait is long, so that it is seen
   */
  run<T>(host: string, logKey: string, request: () => Promise<T>, signal: AbortSignal): Promise<T>;
  /** How a host is being read, for health and tests. */
  paceOf(host: string): { concurrent: number; spacingMs: number; pausedForMs: number };
}

/** Requests under way to one host. Public logs allow a handful a client. */
const MAX_CONCURRENT = 8;
const START_CONCURRENT = 4;
/** After a first 429; doubled by each further one. */
const FIRST_SPACING_MS = 100;
const MAX_SPACING_MS = 10_000;
/** Each request that is let through shortens the spacing by this factor. */
const RECOVERY = 0.97;
/** A turn that is further away than this is refused rather than waited for. */
const MAX_WAIT_MS = 15_000;
/** Requests that went well before one more may be under way at once. */
const RAISE_AFTER = 20;

interface Waiting {
  logKey: string;
  begin: () => void;
}

interface Host {
  concurrent: number;
  active: number;
  good: number;
  spacingMs: number;
  /** By the steady clock. */
  notBeforeMs: number;
  waiting: Waiting[];
  /** Log keys, the one that was served last at the end. */
  served: string[];
  timer: boolean;
}

/** @param clock real time: a host is not faster for a rehearsal */
export function createHostScheduler(clock: Clock): HostScheduler {
  const hosts = new Map<string, Host>();

  function hostOf(name: string): Host {
    const known = hosts.get(name);
    if (known !== undefined) return known;
    const host: Host = {
      concurrent: START_CONCURRENT,
      active: 0,
      good: 0,
      spacingMs: 0,
      notBeforeMs: 0,
      waiting: [],
      served: [],
      timer: false,
    };
    hosts.set(name, host);
    return host;
  }

  /** Lets requests begin that may: of the log that was served longest ago first. */
  function serve(host: Host): void {
    while (host.waiting.length > 0 && host.active < host.concurrent) {
      const waitMs = host.notBeforeMs - clock.steadyMs();
      if (waitMs > 0) {
        wakeIn(host, waitMs);
        return;
      }
      const next = host.waiting.reduce((best, one) =>
        host.served.indexOf(one.logKey) < host.served.indexOf(best.logKey) ? one : best,
      );
      host.waiting.splice(host.waiting.indexOf(next), 1);
      host.served = [...host.served.filter((key) => key !== next.logKey), next.logKey];
      host.active += 1;
      host.notBeforeMs = clock.steadyMs() + host.spacingMs;
      next.begin();
    }
  }

  function wakeIn(host: Host, waitMs: number): void {
    if (host.timer) return;
    host.timer = true;
    void serveAfter(host, waitMs);
  }

  async function serveAfter(host: Host, waitMs: number): Promise<void> {
    await clock.sleep(waitMs);
    host.timer = false;
    serve(host);
  }

  function wentWell(host: Host): void {
    host.spacingMs = host.spacingMs < 10 ? 0 : host.spacingMs * RECOVERY;
    host.good += 1;
    if (host.good < RAISE_AFTER) return;
    host.good = 0;
    host.concurrent = Math.min(MAX_CONCURRENT, host.concurrent + 1);
  }

  function slowDown(host: Host, retryAfterMs: number | null): void {
    host.good = 0;
    host.concurrent = Math.max(1, Math.floor(host.concurrent / 2));
    host.spacingMs = Math.min(MAX_SPACING_MS, Math.max(FIRST_SPACING_MS, host.spacingMs * 2));
    host.notBeforeMs = Math.max(host.notBeforeMs, clock.steadyMs() + (retryAfterMs ?? host.spacingMs));
  }

  async function turn(host: Host, logKey: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const begin = (): void => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const waiting = { logKey, begin };
      const giveUp = (): void => {
        const at = host.waiting.indexOf(waiting);
        if (at >= 0) host.waiting.splice(at, 1);
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted', { cause: signal.reason }));
      };
      signal.addEventListener('abort', giveUp, { once: true });
      host.waiting.push(waiting);
      serve(host);
    });
  }

  return {
    async run(name, logKey, request, signal) {
      const host = hostOf(name);
      const pausedForMs = host.notBeforeMs - clock.steadyMs();
      if (pausedForMs > MAX_WAIT_MS) {
        const message = `${name} asked us to wait: its logs are read again in ${Math.ceil(pausedForMs / 1000)} s`;
        throw ctLogError('rate_limited', message, { retryable: true, retryAfterMs: pausedForMs });
      }
      await turn(host, logKey, signal);
      try {
        const result = await request();
        wentWell(host);
        return result;
      } catch (thrown) {
        if (thrown instanceof AppError && thrown.code === 'ct_log.rate_limited') slowDown(host, thrown.retryAfterMs);
        throw thrown;
      } finally {
        host.active -= 1;
        serve(host);
      }
    },
    paceOf(name) {
      const { concurrent, spacingMs, notBeforeMs } = hostOf(name);
      return { concurrent, spacingMs, pausedForMs: Math.max(0, notBeforeMs - clock.steadyMs()) };
    },
  };
}
