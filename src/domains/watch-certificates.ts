import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { FindingSink } from '../platform/findings/finding-sink.ts';
import { sealFinding } from '../platform/findings/seal-finding.ts';
import type { LoopSpec, TurnResult } from '../platform/jobs/loops.ts';
import type { LivePublisher } from '../platform/live/live.ts';
import type { Log } from '../platform/log/log.ts';
import type { Sources } from '../platform/sources/sources.ts';
import type { Db } from '../platform/store/db.ts';
import type { BrandBooks } from './brand-books.ts';
import { judgeEntries } from './judge-entries.ts';
import { inconsistentFinding, type LogName, suspectFinding } from './look-alike-finding.ts';
import { recordSightings } from './look-alikes.ts';
import type { CertificateEntry, CertificateLogReader, CertificatePage } from './ports.ts';

export interface WatchDeps {
  db: Db;
  sources: Sources;
  sink: FindingSink;
  live: LivePublisher;
  log: Log;
  books: BrandBooks;
}

/** One certificate log to be read for one data space. */
export interface WatchedLog extends LogName {
  tenantId: string;
  clock: Clock;
  /** Makes the reader; called in a turn, so that a bad setting is shown at its source. */
  open(): CertificateLogReader;
}

/** Static-ct logs publish a tree head every second or so; an attack may follow its certificate within minutes. */
const POLL_MS = 1000;
/** A turn that brought nothing is written down this often. */
const QUIET_SAVE_MS = 5000;
const MAX_FAULT_WAIT_MS = 30_000;
/** What does not pass by itself is tried this often, for the case that somebody mends it. */
const STUCK_WAIT_MS = 60_000;
/** A paused log is woken when it is resumed. */
const PAUSED_WAIT_MS = 600_000;
/** Records measured of one page. */
const MEASURED = 200;
/** Consoles are told of so many look-alikes of one page; their list is fetched as a whole. */
const MAX_TOLD = 50;

/** The name of a log's loop. */
export function watchLoopName(sourceId: string): string {
  return `certificates ${sourceId}`;
}

/**
 * The loop that reads one log. Each page is judged first, then written down in one transaction: position, look-alikes,
 * findings, health. A page whose transaction did not commit is read again.
 */
export function watchCertificates(deps: WatchDeps, watched: WatchedLog): LoopSpec {
  const { sources } = deps;
  const { tenantId, sourceId, clock } = watched;
  let reader: CertificateLogReader | null = null;
  let faults = 0;
  let savedAtMs = Number.NEGATIVE_INFINITY;
  let warned: string | undefined;

  async function turn(signal: AbortSignal): Promise<TurnResult> {
    if (await sources.isPaused(tenantId, sourceId)) return { waitMs: PAUSED_WAIT_MS };
    const cursor = await sources.cursorOf(tenantId, sourceId);
    let page: CertificatePage;
    try {
      reader ??= watched.open();
      page = await reader.readNext(cursor, signal);
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      return failed(thrown);
    }
    const isQuiet =
      page.entries.length === 0 &&
      page.confirmed.length === 0 &&
      page.warning?.message === warned &&
      cursor !== null &&
      faults === 0;
    faults = 0;
    if (isQuiet && clock.steadyMs() - savedAtMs < QUIET_SAVE_MS) return 'idle';
    await takePage(deps, watched, page);
    warned = page.warning?.message;
    savedAtMs = clock.steadyMs();
    return page.more ? 'more' : 'idle';
  }

  async function failed(thrown: unknown): Promise<TurnResult> {
    const at = clock.now();
    const fault = thrown instanceof AppError ? thrown : null;
    if (fault !== null && fault.code === 'ct_log.inconsistent' && !fault.retryable) {
      await distrust(deps, watched, fault, at);
      return { waitMs: PAUSED_WAIT_MS };
    }
    await sources.recordFailure(tenantId, sourceId, thrown, at);
    faults += 1;
    const waitMs = Math.min(POLL_MS * 2 ** Math.min(faults, 10), MAX_FAULT_WAIT_MS);
    if (fault !== null && !fault.retryable) return { waitMs: STUCK_WAIT_MS };
    return { waitMs: Math.max(waitMs, fault?.retryAfterMs ?? 0) };
  }

  return { name: watchLoopName(sourceId), everyMs: POLL_MS, turn };
}

async function takePage(deps: WatchDeps, watched: WatchedLog, page: CertificatePage): Promise<void> {
  const { tenantId, sourceId, clock } = watched;
  const receivedAt = clock.now();
  const { matcher } = await deps.books.of(tenantId);
  const sightings = await judgeEntries(matcher, page.entries);
  const confirmed = await judgeEntries(matcher, page.confirmed);
  const at = clock.now();
  await deps.db.transaction(async (tx) => {
    const told = await recordSightings(tx, tenantId, sightings, false, watched, receivedAt);
    const again = await recordSightings(tx, tenantId, confirmed, true, watched, receivedAt);
    const drafts = [...told.drafts, ...again.drafts];
    if (page.suspect !== null) drafts.push(suspectFinding(page.suspect, watched, at));
    const findings = drafts.map((draft) => sealFinding(tenantId, draft, at));
    if (findings.length > 0) await deps.sink.record(tx, findings);
    await deps.sources.recordSuccess(tx, tenantId, sourceId, {
      at,
      cursor: page.position,
      position: positionText(page),
      behindBy: page.behindBy,
      // What fills a gap is old by nature and tells nothing of how fast the log is read now.
      records: (page.gaps.length > 0 ? newestOf(page) : page.entries)
        .slice(-MEASURED)
        .map((entry) => ({ occurredAt: entry.timestampMs, receivedAt })),
      count: page.entries.length,
      warning: page.warning,
    });
    const changed = new Set([...told.changed, ...again.changed]);
    for (const domain of [...changed].slice(0, MAX_TOLD)) await deps.live.publish(tx, tenantId, 'look-alike', domain);
  });
}

/** The entries of a page that come after everything that was passed over. */
function newestOf(page: CertificatePage): CertificateEntry[] {
  const gapEnd = page.gaps.at(-1)?.to ?? 0;
  return page.entries.filter((entry) => entry.leafIndex >= gapEnd);
}

const NUMBER = new Intl.NumberFormat('en');

/** Where reading stands, in the log's terms; what was passed over and what is not proven yet is said. */
function positionText(page: CertificatePage): string {
  const missing = page.gaps.reduce((sum, gap) => sum + gap.to - gap.from, 0);
  const next = page.treeSize - page.behindBy + missing;
  const text = `entry ${NUMBER.format(next)} of ${NUMBER.format(page.treeSize)}`;
  return missing === 0 ? text : `${text}, without ${NUMBER.format(missing)} before, being filled`;
}

/** A log that contradicts what it signed is not read further until a person says so: what it shows may not be what it shows others. */
async function distrust(deps: WatchDeps, watched: WatchedLog, fault: AppError, at: number): Promise<void> {
  const { tenantId, sourceId } = watched;
  deps.log.error({ sourceId, code: fault.code, err: fault.message }, 'certificate log contradicts itself: paused');
  await deps.db.transaction(async (tx) => {
    await deps.sink.record(tx, [sealFinding(tenantId, inconsistentFinding(fault, watched, at), at)]);
    await deps.sources.pause(tx, tenantId, sourceId, fault, at);
  });
}
