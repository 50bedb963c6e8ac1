import { startApp, type App } from '../../src/app.ts';
import { AppError, errorText } from '../../src/base/errors.ts';
import { Activity } from '../../src/platform/clock/activity.ts';
import { VirtualClock } from '../../src/platform/clock/virtual-clock.ts';
import { loadConfig } from '../../src/platform/config/load-config.ts';
import type { Log } from '../../src/platform/log/log.ts';
import { committed } from '../../src/platform/store/committed.ts';

/** What the parent says. */
export type ToChild =
  | {
      kind: 'start';
      folder: string;
      nowMs: number;
      overrides: Record<string, unknown>;
      env: Record<string, string>;
      dieAtCommit: number | null;
    }
  | { kind: 'advance'; untilMs: number; dieAtCommit: number | null }
  | { kind: 'stop' };

/** What this life has committed. */
export interface Commits {
  count: number;
  /** Which of them (from 1) held findings that came into an incident. */
  telling: number[];
}

/** What it answers, once per order. */
export type FromChild =
  | {
      kind: 'started';
      localUrl: string;
      origin: string;
      operatorToken: string;
      firstLink: string | null;
      nextTimerAtMs: number | null;
      commits: Commits;
    }
  | { kind: 'settled'; nextTimerAtMs: number | null; commits: Commits }
  | { kind: 'stopped' }
  | { kind: 'fault'; code: string; text: string }
  /** Unasked: a line of the program log. */
  | { kind: 'said'; level: 'warn' | 'error'; text: string };

/**
 * Breakwater as a process of its own that can be killed, with a clock that the parent moves. Everything else is as in
 * production: the same configuration, the same stores, the same loops, real sockets.
 */
const activity = new Activity();
let clock: VirtualClock | null = null;
let app: App | null = null;
/** Commits of this life, and how many more it may make. */
const commits: Commits = { count: 0, telling: [] };
let isTelling = false;
let commitsLeft: number | null = null;

committed.subscribe(() => {
  commits.count += 1;
  if (isTelling) commits.telling.push(commits.count);
  isTelling = false;
  if (commitsLeft === null) return;
  commitsLeft -= 1;
  // Nothing is done any more that would follow from the commit.
  if (commitsLeft === 0) process.kill(process.pid, 'SIGKILL');
});

function answer(message: FromChild): void {
  process.send?.(message);
}

function parentLog(): Log {
  const say = (level: 'warn' | 'error') => (fields: Record<string, unknown>, message: string) =>
    answer({ kind: 'said', level, text: `${message} ${JSON.stringify(fields)}` });
  const log: Log = {
    debug: () => undefined,
    // Said within the transaction, and there is one at a time: the next commit is its own.
    info: (_fields, message) => void (isTelling ||= message === 'findings joined'),
    warn: say('warn'),
    error: say('error'),
    child: () => log,
  };
  return log;
}

async function obey(order: ToChild): Promise<FromChild> {
  if (order.kind === 'stop') commitsLeft = null;
  else commitsLeft = order.dieAtCommit ?? commitsLeft;
  if (order.kind === 'start') {
    clock = new VirtualClock(order.nowMs, [activity]);
    const config = loadConfig({ cwd: order.folder, env: order.env, overrides: order.overrides });
    const options = { config, cwd: order.folder, version: '0.0.0-test', log: parentLog(), env: order.env };
    app = await startApp({ ...options, clock, activity });
    await clock.settle();
    return {
      kind: 'started',
      localUrl: app.localUrl,
      origin: app.url,
      operatorToken: app.operatorToken,
      firstLink: await app.firstLink(),
      nextTimerAtMs: clock.nextTimerAt(),
      commits,
    };
  }
  if (order.kind === 'advance') {
    await clock?.advanceTo(order.untilMs);
    return { kind: 'settled', nextTimerAtMs: clock?.nextTimerAt() ?? null, commits };
  }
  await app?.stop();
  return { kind: 'stopped' };
}

async function serve(order: ToChild): Promise<void> {
  try {
    answer(await obey(order));
    if (order.kind === 'stop') process.disconnect?.();
  } catch (thrown) {
    const code = thrown instanceof AppError ? thrown.code : 'unexpected';
    answer({ kind: 'fault', code, text: (thrown instanceof Error ? thrown.stack : null) ?? errorText(thrown) });
  }
}

process.on('message', (order: ToChild) => void serve(order));
// A parent that is gone stops nobody any more.
process.on('disconnect', () => process.exit(0));
