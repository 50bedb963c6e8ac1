import { SEVERITIES } from '../../base/finding.ts';
import { AppError, errorText } from '../../base/errors.ts';
import type { Clock } from '../../base/clock.ts';
import type { FindingSink } from '../../platform/findings/finding-sink.ts';
import { sealFinding } from '../../platform/findings/seal-finding.ts';
import type { Budget } from '../../platform/jobs/budget.ts';
import type { LoopSpec, TurnResult } from '../../platform/jobs/loops.ts';
import type { LivePublisher } from '../../platform/live/live.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Db } from '../../platform/store/db.ts';
import { decisionOf } from '../life/decide.ts';
import { readState, recordLife } from '../life/record-life.ts';
import { aliveSeverity, cameAliveFinding, changeOf } from './came-alive.ts';
import { checkDomain } from './check-domain.ts';
import { factsOf } from './facts.ts';
import { claimDue, type ClaimedJob, giveBack, keepChecked, keepPicture, nextDueAt } from './job-store.ts';
import { readSetting } from './look-up-setting.ts';
import type { OwnPages } from './own-pages.ts';
import type { LookUps } from './ports.ts';
import { recheckAfterMs, retryAfterMs } from './schedule.ts';

export const ENRICH_LOOP = 'look-ups';

export interface EnrichLoopParts {
  db: Db;
  sink: FindingSink;
  live: LivePublisher;
  log: Log;
  tenantId: string;
  clock: Clock;
  lookUps: LookUps;
  ownPages: OwnPages;
  /** Whether a host lies in a domain of ours. */
  isOwn(host: string): boolean;
  /** Leave to begin one check. */
  budget: Budget;
}

/** Checks under way at once. */
const AT_ONCE = 12;
const EVERY_MS = 10_000;
/** The shortest pause between two looks at the queue. */
const MORE_MS = 50;
/** While look-ups are off; agreeing wakes the loop. */
const OFF_WAIT_MS = 600_000;
const DAY_MS = 86_400_000;
/** What people decided to be ours or harmless is only looked at so often. */
const QUIET_MS = 30 * DAY_MS;
/** One check, all of it, in real time. */
const CHECK_TIMEOUT_MS = 120_000;

/** The loop that looks look-alikes up: takes due jobs, checks them side by side, writes each down in a transaction of its own. */
export function enrichLoop(parts: EnrichLoopParts): LoopSpec {
  const { db, tenantId, clock } = parts;

  /** Checks that run on from turn to turn: a host that answers a byte a second holds one place, not the queue. */
  const underWay = new Set<Promise<void>>();

  async function turn(signal: AbortSignal): Promise<TurnResult> {
    const setting = await readSetting(db, tenantId);
    const waitMs = setting.effective ? await begin(setting.screenshots, signal) : OFF_WAIT_MS;
    if (underWay.size === 0) return { waitMs };
    // The turn goes on while anything is under way; what becomes due meanwhile is begun within a second.
    const rest = new AbortController();
    await Promise.race([...underWay, clock.sleep(Math.min(waitMs, 1000), rest.signal)]);
    rest.abort();
    if (signal.aborted) await Promise.all(underWay);
    signal.throwIfAborted();
    return 'more';
  }

  /** Begins what is due, as far as there is room and leave. @returns how long until there is more to begin, milliseconds */
  async function begin(screenshots: boolean, signal: AbortSignal): Promise<number> {
    const now = clock.now();
    const dueAt = await nextDueAt(db, tenantId, now);
    if (dueAt === null || dueAt > now) return waitFor(dueAt);
    // Leave is taken before the jobs: nothing sleeps with a job in hand.
    let leave = 0;
    let leaveInMs = 0;
    while (underWay.size + leave < AT_ONCE && leaveInMs === 0) {
      leaveInMs = parts.budget.tryTake();
      if (leaveInMs === 0) leave += 1;
    }
    if (leave === 0) return leaveInMs === 0 ? EVERY_MS : leaveInMs;
    const jobs = await claimDue(db, tenantId, now, leave);
    for (const job of jobs) {
      const check = work(parts, job, screenshots, signal)
        // Nothing could be written down: the claim runs out, and the job is taken again.
        .catch((thrown: unknown) => parts.log.warn({ err: errorText(thrown) }, 'a look-up could not be kept'))
        .finally(() => underWay.delete(check));
      underWay.add(check);
    }
    return jobs.length === leave ? Math.max(leaveInMs, MORE_MS) : EVERY_MS;
  }

  function waitFor(dueAt: number | null): number {
    return dueAt === null ? EVERY_MS : Math.min(EVERY_MS, Math.max(MORE_MS, dueAt - clock.now()));
  }

  return { name: ENRICH_LOOP, everyMs: EVERY_MS, turn };
}

/** One job, to its end: nothing that a stranger's server does stops the others. */
async function work(parts: EnrichLoopParts, job: ClaimedJob, screenshots: boolean, stop: AbortSignal): Promise<void> {
  const { db, clock, tenantId } = parts;
  const { row } = job;
  try {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(CHECK_TIMEOUT_MS)]);
    await checkJob(parts, job, screenshots, signal);
  } catch (thrown) {
    const attempts = stop.aborted ? row.attempts : row.attempts + 1;
    const asked = thrown instanceof AppError ? (thrown.retryAfterMs ?? 0) : 0;
    const waitMs = stop.aborted ? 0 : Math.max(retryAfterMs(attempts), asked);
    if (!stop.aborted) parts.log.warn({ err: errorText(thrown), attempts }, 'a look-up did not finish');
    const error = stop.aborted ? row.error : errorText(thrown);
    await db.transaction((tx) => giveBack(tx, row, { at: clock.now() + waitMs, attempts, error }));
    if (!stop.aborted) await db.transaction((tx) => parts.live.publish(tx, tenantId, 'look-alike', row.registrable));
  }
}

async function checkJob(
  parts: EnrichLoopParts,
  { row, hosts, brand }: ClaimedJob,
  screenshots: boolean,
  signal: AbortSignal,
): Promise<void> {
  const { db, clock, tenantId } = parts;
  const { registrable } = row;
  const before = factsOf(row, true);
  const ownPages = await parts.ownPages.of(brand, signal);
  const ownHosts = await parts.ownPages.hosts();
  const isOurs = (host: string): boolean => ownHosts.has(host) || parts.isOwn(host);
  const checked = await checkDomain(
    parts.lookUps,
    { registrable, hosts, before, ownPages, isOurs, screenshots },
    clock,
    signal,
  );
  const at = clock.now();
  await db.transaction(async (tx) => {
    const state = await readState(tx, tenantId, registrable);
    const decision = (await decisionOf(tx, tenantId, registrable))?.decision ?? null;
    const asked = (before.page?.passwordFields ?? 0) + (before.page?.otpFields ?? 0) > 0;
    const change = changeOf(state, { asked: asked && state.page === 1, dns: before.dns }, checked, at);
    for (const event of change.events) await recordLife(tx, tenantId, registrable, event);

    const isQuiet = decision === 'ours' || decision === 'benign' || row.why === 'own';
    const severity = isQuiet ? null : aliveSeverity(change.alive);
    const told = { told_at: row.told_at, told_rank: row.told_rank };
    if (severity !== null) {
      const rank = SEVERITIES.indexOf(severity);
      const toldToday = row.told_at !== null && at < row.told_at + DAY_MS;
      if (!toldToday || rank > row.told_rank) {
        told.told_at = at;
        told.told_rank = rank;
        await recordLife(tx, tenantId, registrable, {
          kind: 'came-alive',
          at,
          detail: { what: change.alive.join(' '), severity },
        });
        const finding = cameAliveFinding(registrable, brand, change.alive, severity, checked, at);
        await parts.sink.record(tx, [sealFinding(tenantId, finding, at)]);
      }
    }
    if (checked.picture !== null && checked.page !== null) {
      checked.page.screenshotId = await keepPicture(tx, tenantId, registrable, checked.picture, at);
    }
    const changedAt = change.events.length > 0 ? at : (row.changed_at ?? row.wanted_at);
    const isUnfinished = checked.error !== null;
    const attempts = isUnfinished ? row.attempts + 1 : 0;
    const regularMs = recheckAfterMs(at - changedAt, row.priority);
    // A registry that wants to be asked later does not keep us from looking at the name itself.
    const faultMs = Math.max(checked.retryAfterMs ?? 0, retryAfterMs(attempts));
    const waitMs = isQuiet ? QUIET_MS : isUnfinished ? Math.min(regularMs, faultMs) : regularMs;
    await keepChecked(tx, row, checked, { ...told, attempts, changed_at: changedAt, next_check_at: at + waitMs }, at);
    await parts.live.publish(tx, tenantId, 'look-alike', registrable);
  });
}
