import type { Clock } from '../../base/clock.ts';
import { AppError, errorText } from '../../base/errors.ts';
import { uuidv7 } from '../../base/ids.ts';
import type { FindingSink } from '../../platform/findings/finding-sink.ts';
import { sealFinding } from '../../platform/findings/seal-finding.ts';
import type { LoopSpec, TurnResult } from '../../platform/jobs/loops.ts';
import type { LivePublisher } from '../../platform/live/live.ts';
import type { Db, Tx } from '../../platform/store/db.ts';
import type { BrandBooks } from '../brand-books.ts';
import { judgeEntries, type Sighting } from '../judge-entries.ts';
import { recordSightings } from '../look-alikes.ts';
import type { DomainTables } from '../tables.ts';
import { certificateOf } from './name-blocks.ts';
import type { ArchiveBlock, NameArchive } from './name-archive.ts';
import type { LogsTables, NameScanRow } from './tables.ts';

export interface ScanNamesDeps {
  db: Db;
  live: LivePublisher;
  sink: FindingSink;
  books: BrandBooks;
  /** The archive of a data space; null where names are not kept. */
  archiveOf(tenantId: string): NameArchive | null;
}

export const NAME_SCAN_LOOP = 'names seen';

/** Runs shown and kept. */
const MAX_SCANS = 20;
/** Progress is written down this often, and whenever something was found. */
const SAVE_EVERY_MS = 1000;
const IDLE_MS = 600_000;
/** Times in a row that what was found could not be written down, before the run is given up; a full disk is waited for. */
const MAX_FAULTS = 8;
const FIRST_FAULT_MS = 1000;
const MAX_FAULT_MS = 60_000;

/** Asks for a run over the names seen. One that waits for the same reason serves both. */
export async function askForScan(
  tx: Tx,
  tenantId: string,
  asked: {
    because: 'brand' | 'lure' | 'person';
    subject: string | null;
    fromAt: number;
    at: number;
    totalBytes: number;
  },
): Promise<string> {
  const tables = tx.tables<LogsTables>();
  const waiting = await tables
    .selectFrom('name_scan')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('state', '=', 'waiting')
    .where('from_at', '<=', asked.fromAt)
    .executeTakeFirst();
  if (waiting !== undefined) return waiting.scan_id;
  const row: NameScanRow = {
    tenant_id: tenantId,
    scan_id: uuidv7(asked.at),
    because: asked.because,
    subject: asked.subject?.slice(0, 200) ?? null,
    from_at: asked.fromAt,
    state: 'waiting',
    asked_at: asked.at,
    started_at: null,
    finished_at: null,
    hour: null,
    offset_bytes: 0,
    done_bytes: 0,
    total_bytes: asked.totalBytes,
    names: 0,
    found: 0,
    error: null,
  };
  await tables.insertInto('name_scan').values(row).execute();
  const old = await tables
    .selectFrom('name_scan')
    .select('scan_id')
    .where('tenant_id', '=', tenantId)
    .where('state', 'not in', ['waiting', 'running'])
    .orderBy('asked_at', 'desc')
    .offset(MAX_SCANS)
    .limit(100)
    .execute();
  for (const { scan_id: scanId } of old) {
    await tables.deleteFrom('name_scan').where('tenant_id', '=', tenantId).where('scan_id', '=', scanId).execute();
  }
  return row.scan_id;
}

/** Runs over names seen, newest first. */
export async function listScans(db: Db, tenantId: string): Promise<NameScanRow[]> {
  return db
    .read<LogsTables>()
    .selectFrom('name_scan')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .orderBy('asked_at', 'desc')
    .limit(MAX_SCANS)
    .execute();
}

/**
 * The loop that runs today's brands over names seen before: a new brand, or a lure learned from a confirmed domain. It goes on
 * after a restart where its progress was written down; what it finds is told as the certificate logs tell it, with the time at
 * which it was certified, and what was told already is not told again.
 */
export function scanNames(deps: ScanNamesDeps, tenantId: string, clock: Clock): LoopSpec {
  const { db } = deps;
  let current: NameScanRow | null = null;
  let savedAtMs = 0;
  let faults = 0;

  async function turn(): Promise<TurnResult> {
    current ??= await nextScan(db, tenantId);
    if (current === null) return { waitMs: IDLE_MS };
    const archive = deps.archiveOf(tenantId);
    if (archive === null) return finish('failed', 'names are no longer kept');
    try {
      return await step(current, archive);
    } catch (thrown) {
      return finish('failed', errorText(thrown));
    }
  }

  async function step(scan: NameScanRow, archive: NameArchive): Promise<TurnResult> {
    if (scan.hour === null) {
      await archive.flush(clock.now());
      const fromHour = new Date(Math.max(0, scan.from_at)).toISOString().slice(0, 13);
      const hours = archive.hours().filter(({ hour }) => hour >= fromHour);
      scan.total_bytes = hours.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      Object.assign(scan, { state: 'running', started_at: clock.now(), hour: fromHour, offset_bytes: 0 });
    }
    const block = await archive.read({ hour: scan.hour ?? '', offsetBytes: scan.offset_bytes });
    if (block === null) return finish('done', null);
    const found = await judgeBlock(scan, block);
    Object.assign(scan, {
      hour: block.next.hour,
      offset_bytes: block.next.offsetBytes,
      done_bytes: scan.done_bytes + block.bytes,
      names: scan.names + block.entries.reduce((sum, entry) => sum + entry.names.length, 0),
    });
    const isDue = clock.steadyMs() - savedAtMs >= SAVE_EVERY_MS;
    if (found.length === 0 && !isDue) return 'more';
    try {
      await db.transaction(async (tx) => {
        scan.found += await record(tx, found);
        if (!(await save(tx, scan))) current = null;
      });
    } catch (thrown) {
      const isReadOnly = thrown instanceof AppError && thrown.code === 'store.read_only';
      if (!isReadOnly && faults >= MAX_FAULTS) throw thrown;
      faults += 1;
      // What is written down is where it goes on: the blocks since are read again, and tell nothing twice.
      current = null;
      return { waitMs: Math.min(FIRST_FAULT_MS * 2 ** Math.min(faults - 1, 10), MAX_FAULT_MS) };
    }
    faults = 0;
    savedAtMs = clock.steadyMs();
    return 'more';
  }

  /** What imitates a brand in a block, with the log that it comes from. */
  async function judgeBlock(
    scan: NameScanRow,
    block: ArchiveBlock,
  ): Promise<{ sourceId: string; sighting: Sighting }[]> {
    const { matcher } = await deps.books.of(tenantId);
    const inTime = block.entries.filter((entry) => entry.timestampMs >= scan.from_at);
    const certificates = inTime.map((entry) => ({ entry, certificate: certificateOf(entry) }));
    const sightings = await judgeEntries(
      matcher,
      certificates.map((one) => one.certificate),
    );
    const sourceOf = new Map(certificates.map(({ entry, certificate }) => [certificate, entry.sourceId]));
    return sightings.map((sighting) => ({ sighting, sourceId: sourceOf.get(sighting.entry) ?? '' }));
  }

  /** Writes down what was found and tells what is news. @returns look-alikes that were not known before */
  async function record(tx: Tx, found: readonly { sourceId: string; sighting: Sighting }[]): Promise<number> {
    const at = clock.now();
    let told = 0;
    for (const sourceId of new Set(found.map((one) => one.sourceId))) {
      const sightings = found.filter((one) => one.sourceId === sourceId).map((one) => one.sighting);
      const origin = await originOf(tx, tenantId, sourceId);
      // As what comes again: only what was not told up to its own time is news.
      const { drafts, changed } = await recordSightings(tx, tenantId, sightings, true, { sourceId, origin }, at);
      const findings = drafts.map((draft) => sealFinding(tenantId, draft, at));
      if (findings.length > 0) await deps.sink.record(tx, findings);
      for (const domain of changed.slice(0, 50)) await deps.live.publish(tx, tenantId, 'look-alike', domain);
      told += drafts.length;
    }
    return told;
  }

  async function finish(state: 'done' | 'failed', error: string | null): Promise<TurnResult> {
    const scan = current;
    current = null;
    faults = 0;
    if (scan !== null) {
      await db.transaction((tx) => save(tx, { ...scan, state, error, finished_at: clock.now() }));
      await db.transaction((tx) => deps.live.publish(tx, tenantId, 'setup', 'name-scan'));
    }
    return 'more';
  }

  return { name: NAME_SCAN_LOOP, everyMs: IDLE_MS, turn };
}

async function nextScan(db: Db, tenantId: string): Promise<NameScanRow | null> {
  const row = await db
    .read<LogsTables>()
    .selectFrom('name_scan')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('state', 'in', ['running', 'waiting'])
    .orderBy('state')
    .orderBy('asked_at')
    .executeTakeFirst();
  return row ?? null;
}

/** False where somebody cancelled it meanwhile. */
async function save(tx: Tx, row: NameScanRow): Promise<boolean> {
  const { tenant_id: tenantId, scan_id: scanId, ...values } = row;
  const updated = await tx
    .tables<LogsTables>()
    .updateTable('name_scan')
    .set(values)
    .where('tenant_id', '=', tenantId)
    .where('scan_id', '=', scanId)
    .where('state', '!=', 'cancelled')
    .executeTakeFirst();
  return Number(updated.numUpdatedRows) > 0;
}

async function originOf(tx: Tx, tenantId: string, sourceId: string): Promise<string> {
  const row = await tx
    .tables<DomainTables>()
    .selectFrom('certificate_log')
    .select('origin')
    .where('tenant_id', '=', tenantId)
    .where('source_id', '=', sourceId)
    .executeTakeFirst();
  // A log that is no longer read still logged it.
  return row?.origin ?? sourceId;
}
