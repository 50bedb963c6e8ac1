import { getDomain } from 'tldts';
import { errorText } from '../../base/errors.ts';
import type { Clock } from '../../base/clock.ts';
import type { LoopSpec, TurnResult } from '../../platform/jobs/loops.ts';
import type { LivePublisher } from '../../platform/live/live.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Db, Tx } from '../../platform/store/db.ts';
import { endLook, type Hit, keepProgress, type Progress, runningLook } from './first-look-store.ts';
import { readSetting } from './look-up-setting.ts';
import { isParked } from './parking.ts';
import type { DnsLookUp, NameAnswer } from './ports.ts';
import type { FirstLookRow } from './tables.ts';

export const FIRST_LOOK_LOOP = 'first-look';
/** Names of one brand that are looked up: at the default rate within a minute, the likeliest within the first seconds. */
export const FIRST_LOOK_NAMES = 4000;

export interface FirstLookParts {
  db: Db;
  live: LivePublisher;
  log: Log;
  tenantId: string;
  clock: Clock;
  dns: DnsLookUp;
  /** The names attackers would take for a brand, likeliest first; the same ones every time. */
  predict(brand: string, most: number): Promise<string[]>;
  /** Writes a name down as a look-alike that stands and puts it into the look-up queue. */
  note(tx: Tx, host: string, isParked: boolean, at: number): Promise<void>;
}

/** Names asked side by side, and so many more before progress is written down. */
const AT_ONCE = 50;
const STEP = 100;
const IDLE_MS = 600_000;

/**
 * The loop that looks at the names of a brand at once. Progress is written down every hundred names, so that a restart goes on where
 * it stopped. What resolves only because everything beside it does (a suffix's or a resolver's wildcard) is counted and left alone.
 */
export function firstLookLoop(parts: FirstLookParts): LoopSpec {
  const { db, tenantId, clock } = parts;

  async function turn(signal: AbortSignal): Promise<TurnResult> {
    if (!(await readSetting(db, tenantId)).effective) return { waitMs: IDLE_MS };
    const run = await runningLook(db, tenantId);
    if (run === null) return { waitMs: IDLE_MS };
    try {
      await go(run, signal);
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      parts.log.warn({ err: errorText(thrown) }, 'a first look broke off');
      await end(run, 'failed', errorText(thrown));
    }
    return 'more';
  }

  async function go(run: FirstLookRow, signal: AbortSignal): Promise<void> {
    const names = await parts.predict(run.brand, FIRST_LOOK_NAMES);
    const progress: Progress = {
      done: run.done,
      standing: run.standing,
      parked: run.parked,
      wildcard: run.wildcard,
      unanswered: run.unanswered,
    };
    const siblings = new Map<string, Promise<NameAnswer>>();
    for (let from = run.done; from < names.length; from += STEP) {
      const step = names.slice(from, from + STEP);
      const found = await sideBySide(step, AT_ONCE, (host) => lookAt(parts.dns, host, siblings, signal));
      const hits = found.filter((one) => one !== null && one !== 'unanswered');
      progress.done = from + step.length;
      progress.unanswered += found.filter((one) => one === 'unanswered').length;
      for (const hit of hits) progress[hit.state] += 1;
      if (!(await keep(run, progress, hits))) return;
    }
    await end(run, 'finished', null);
  }

  /** False once somebody has stopped the run. */
  async function keep(run: FirstLookRow, progress: Progress, hits: readonly Hit[]): Promise<boolean> {
    const at = clock.now();
    await db.transaction(async (tx) => {
      await keepProgress(tx, run, progress, hits, at);
      for (const hit of hits) if (hit.state !== 'wildcard') await parts.note(tx, hit.host, hit.state === 'parked', at);
      await parts.live.publish(tx, tenantId, 'first-look', run.run_id);
    });
    return (await runningLook(db, tenantId))?.run_id === run.run_id && (await readSetting(db, tenantId)).effective;
  }

  async function end(run: FirstLookRow, state: 'finished' | 'failed', error: string | null): Promise<void> {
    await db.transaction(async (tx) => {
      await endLook(tx, tenantId, run.run_id, state, clock.now(), error);
      await parts.live.publish(tx, tenantId, 'first-look', run.run_id);
    });
  }

  return { name: FIRST_LOOK_LOOP, everyMs: IDLE_MS, turn };
}

/** One name. Null where nothing stands. */
async function lookAt(
  dns: DnsLookUp,
  host: string,
  siblings: Map<string, Promise<NameAnswer>>,
  signal: AbortSignal,
): Promise<Hit | 'unanswered' | null> {
  const answer = await dns.address(host, signal);
  if (answer.state === 'nxdomain') return null;
  if (answer.state === 'no-address') {
    return (await dns.hasMail(host, signal)) ? { host, state: 'standing', addresses: [], mail: true } : null;
  }
  if (answer.state !== 'resolves') return 'unanswered';
  const parent = host.slice(host.indexOf('.') + 1);
  const sibling = siblings.get(parent) ?? dns.sibling(host, signal);
  siblings.set(parent, sibling);
  const { addresses } = await sibling;
  if (answer.addresses.some((address) => addresses.includes(address))) {
    return { host, state: 'wildcard', addresses: answer.addresses, mail: false };
  }
  const domain = await dns.domain(getDomain(host) ?? host, [host], signal);
  return {
    host,
    state: isParked(domain, null) ? 'parked' : 'standing',
    addresses: answer.addresses,
    mail: domain.mx.length > 0,
  };
}

/** Works on a list with so many at once; gives the results in its order. */
async function sideBySide<T, R>(list: readonly T[], atOnce: number, work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  async function worker(): Promise<void> {
    for (let at = next++; at < list.length; at = next++) {
      const one = list[at];
      if (one !== undefined) results[at] = await work(one);
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, list.length) }, worker));
  return results;
}
