import type { Clock } from '../../base/clock.ts';
import { AppError, errorText } from '../../base/errors.ts';
import type { LoopSpec } from '../../platform/jobs/loops.ts';
import type { LivePublisher } from '../../platform/live/live.ts';
import type { SourceSpec, Sources } from '../../platform/sources/sources.ts';
import { Mutex } from '../../platform/store/mutex.ts';
import type { Db, Tx } from '../../platform/store/db.ts';
import { type CertificateLogsDeps, forgetLog, keepLog, readLogs } from '../certificate-logs.ts';
import type { CertificateLogRow } from '../tables.ts';
import { fetchLogList } from './fetch-log-list.ts';
import { changesOf, decideLogs, type ChosenLog } from './listed-logs.ts';
import {
  listRow,
  logsOf,
  type LogListSettings,
  readChoices,
  readLogList,
  rulesOf,
  withCopy,
  withoutFault,
  writeLogList,
} from './log-list-store.ts';
import type { ListPlace, OpenList } from './ports.ts';
import type { LogListRow, LogsTables } from './tables.ts';

export interface KeepLogListDeps extends CertificateLogsDeps {
  db: Db;
  live: LivePublisher;
  sources: Sources;
  openList: OpenList;
  /** Begins and ends the reading of a log, where the data space runs. */
  watch(row: CertificateLogRow): void;
  unwatch(tenantId: string, sourceId: string): Promise<void>;
}

export const LOG_LIST_LOOP = 'certificate log list';
export const LOG_LIST_SOURCE = 'certificate-log-list';

const HOUR_MS = 3_600_000;
const RETRY_MS = 300_000;
/** Shards begin and end without a new list. */
const APPLY_EVERY_MS = 600_000;
/** A position this old is not gone on from: what came since is out of the logs' reach or of no use. */
const KEPT_MS = 60 * 86_400_000;

/** Brings the logs that are read up to what the list says, and the list up to what its place says. */
export interface LogListKeeper {
  /** Fetches the list and follows it. @throws AppError why the copy is not used; the last good one then stays in use */
  refresh(tenantId: string, clock: Clock, signal: AbortSignal): Promise<{ logs: number; reading: number }>;
  /** Sets where the list comes from, after it has been fetched from there once. */
  set(
    tenantId: string,
    settings: LogListSettings,
    agreedBy: string | null,
    clock: Clock,
    signal: AbortSignal,
  ): Promise<{ logs: number; reading: number }>;
  /** Forgets the list and the logs it brought; where they are listed again soon, reading goes on where it stood. */
  remove(tenantId: string, at: number): Promise<void>;
  /** What the configuration sets, at a start. */
  settle(tenantId: string, configured: LogListSettings | null, at: number): Promise<void>;
  /** Follows the kept copy at this time: choices may have changed, shards come and go. */
  apply(tenantId: string, at: number): Promise<number>;
  loop(tenantId: string, clock: Clock): LoopSpec;
}

export function createLogListKeeper(deps: KeepLogListDeps): LogListKeeper {
  const { db, sources } = deps;
  const turns = new Mutex();

  async function apply(tenantId: string, at: number): Promise<number> {
    const row = await readLogList(db, tenantId);
    const decided = row === null ? [] : await decidedOf(row, at);
    const changes = changesOf(tenantId, await readLogs(db, tenantId), decided, at);
    const ended = [...changes.removed, ...changes.changed];
    const kept = new Map<string, string>();
    for (const { source_id: sourceId } of ended) await deps.unwatch(tenantId, sourceId);
    for (const { source_id: sourceId } of changes.removed) {
      const cursor = await sources.cursorOf(tenantId, sourceId);
      if (cursor !== null) kept.set(sourceId, cursor);
    }
    const isSame = Object.values(changes).every((rows) => rows.length === 0);
    if (!isSame) {
      await db.transaction(async (tx) => {
        for (const log of changes.removed) {
          await keepPosition(tx, tenantId, log.source_id, kept.get(log.source_id) ?? null, at);
          await forgetLog(deps, tx, tenantId, log.source_id);
        }
        for (const log of [...changes.changed, ...changes.renamed]) await keepLog(deps, tx, log, at);
        for (const log of changes.added) {
          await keepLog(deps, tx, log, at);
          const cursor = await takePosition(tx, tenantId, log.source_id, at);
          if (cursor !== null) await sources.recordSuccess(tx, tenantId, log.source_id, { at, cursor, records: [] });
        }
        await deps.live.publish(tx, tenantId, 'setup', 'certificate-logs');
      });
    }
    for (const log of [...changes.added, ...changes.changed]) deps.watch(log);
    return decided.filter((one) => one.choice === 'read').length;
  }

  async function decidedOf(row: LogListRow, at: number): Promise<ChosenLog[]> {
    return decideLogs(logsOf(row), rulesOf(row), await readChoices(db, row.tenant_id), at);
  }

  /** Fetches for a row and gives what it becomes. What fails is written down, and thrown. */
  async function fetched(row: LogListRow, clock: Clock, signal: AbortSignal): Promise<LogListRow> {
    const logs = logsOf(row).length;
    const known = row.fetched_at === null ? null : { tag: row.tag, madeAtMs: row.made_at, logs };
    const result = await fetchLogList(deps.openList, placeOf(row), known, row.public_key, signal);
    const at = clock.now();
    return result.state === 'unchanged' ? withoutFault(row, at) : withCopy(row, result.list, result.tag, at);
  }

  async function save(row: LogListRow, at: number): Promise<void> {
    await db.transaction(async (tx) => {
      await writeLogList(tx, row);
      await sources.register(tx, row.tenant_id, sourceSpec(row), at);
      if (row.fault === null) {
        const logs = logsOf(row).length;
        await sources.recordSuccess(tx, row.tenant_id, LOG_LIST_SOURCE, {
          at,
          records: [{ occurredAt: at, receivedAt: at }],
          position: `${row.version === null ? '' : `version ${row.version}, `}${logs} logs`,
          warning: problemsWarning(row),
        });
      }
      await deps.live.publish(tx, row.tenant_id, 'setup', 'certificate-logs');
    });
  }

  async function refresh(
    row: LogListRow,
    clock: Clock,
    signal: AbortSignal,
  ): Promise<{ logs: number; reading: number }> {
    const { tenant_id: tenantId } = row;
    let next: LogListRow;
    try {
      next = await fetched(row, clock, signal);
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      const at = clock.now();
      const fault = JSON.stringify(faultOf(thrown, at));
      await save({ ...row, checked_at: at, faults: row.faults + 1, fault }, at);
      await sources.recordFailure(tenantId, LOG_LIST_SOURCE, thrown, at);
      throw thrown;
    }
    await save(next, clock.now());
    return { logs: logsOf(next).length, reading: await apply(tenantId, clock.now()) };
  }

  async function turn(tenantId: string, clock: Clock, signal: AbortSignal): Promise<{ waitMs: number }> {
    const row = await readLogList(db, tenantId);
    if (row === null) return { waitMs: HOUR_MS };
    const dueAt = dueAtOf(row);
    if (dueAt <= clock.now()) {
      // What failed is told at the source and tried again later: no reason for the loop to count as broken.
      await refresh(row, clock, signal).catch((thrown: unknown) => {
        if (signal.aborted) throw thrown;
      });
    } else {
      await apply(tenantId, clock.now());
    }
    const after = await readLogList(db, tenantId);
    const waitMs = after === null ? HOUR_MS : Math.max(1000, dueAtOf(after) - clock.now());
    return { waitMs: Math.min(waitMs, APPLY_EVERY_MS) };
  }

  return {
    refresh: (tenantId, clock, signal) =>
      turns.run(async () => {
        const row = await readLogList(db, tenantId);
        if (row !== null) return refresh(row, clock, signal);
        throw new AppError('domains.no_log_list', 'No log list is set', {
          status: 404,
          remedy: 'Set one on the logs page, or certificateLogList in breakwater.yaml.',
        });
      }),
    set: (tenantId, settings, agreedBy, clock, signal) =>
      turns.run(async () => {
        const before = await readLogList(db, tenantId);
        if (before?.read_only === 1) throw readOnly();
        const row = listRow(tenantId, settings, before, { readOnly: false, agreedBy, at: clock.now() });
        const next = await fetched(row, clock, signal);
        await save(next, clock.now());
        return { logs: logsOf(next).length, reading: await apply(tenantId, clock.now()) };
      }),
    remove: (tenantId, at) =>
      turns.run(async () => {
        const row = await readLogList(db, tenantId);
        if (row?.read_only === 1) throw readOnly();
        await forget(tenantId, at);
      }),
    settle: (tenantId, configured, at) =>
      turns.run(async () => {
        const before = await readLogList(db, tenantId);
        if (configured !== null) {
          await db.transaction(async (tx) => {
            const row = listRow(tenantId, configured, before, { readOnly: true, agreedBy: null, at });
            await writeLogList(tx, row);
            await sources.register(tx, tenantId, sourceSpec(row), at);
          });
        } else if (before?.read_only === 1) await forget(tenantId, at);
      }),
    apply: (tenantId, at) => turns.run(() => apply(tenantId, at)),
    loop: (tenantId, clock) => ({
      name: LOG_LIST_LOOP,
      everyMs: HOUR_MS,
      turn: (signal) => turns.run(() => turn(tenantId, clock, signal)),
    }),
  };

  async function forget(tenantId: string, at: number): Promise<void> {
    await db.transaction(async (tx) => {
      await tx.tables<LogsTables>().deleteFrom('certificate_log_list').where('tenant_id', '=', tenantId).execute();
      await sources.remove(tx, tenantId, LOG_LIST_SOURCE);
      await deps.live.publish(tx, tenantId, 'setup', 'certificate-logs');
    });
    await apply(tenantId, at);
  }
}

/** When the list is looked for again. */
function dueAtOf(row: LogListRow): number {
  if (row.checked_at === null) return 0;
  const waitMs =
    row.faults === 0 ? row.refresh_ms : Math.min(row.refresh_ms, RETRY_MS * 2 ** Math.min(row.faults - 1, 8));
  return row.checked_at + waitMs;
}

function placeOf(row: LogListRow): ListPlace {
  return row.url === null ? { file: row.file ?? '' } : { url: row.url, isTrusted: row.read_only === 1 };
}

function sourceSpec(row: LogListRow): SourceSpec {
  return {
    id: LOG_LIST_SOURCE,
    kind: 'list',
    label: 'Certificate log list',
    readOnly: row.read_only === 1,
    silentAfterMs: 0,
    blindDetections: [],
  };
}

function problemsWarning(row: LogListRow): { code: string; message: string } | null {
  const problems: { path: string; reason: string }[] = JSON.parse(row.problems);
  const [first] = problems;
  if (first === undefined) return null;
  return {
    code: 'domains.list_problems',
    message: `${problems.length} entries of the list are no logs and left out, first ${first.path}: ${first.reason}`,
  };
}

function faultOf(thrown: unknown, at: number): { code: string; message: string; remedy: string | null; at: number } {
  const app = thrown instanceof AppError ? thrown : null;
  return { code: app?.code ?? 'source.fault', message: errorText(thrown), remedy: app?.remedy ?? null, at };
}

function readOnly(): AppError {
  return new AppError('domains.list_read_only', 'The log list is set by the configuration', {
    status: 409,
    remedy: 'Change certificateLogList in breakwater.yaml and restart.',
  });
}

async function keepPosition(
  tx: Tx,
  tenantId: string,
  sourceId: string,
  cursor: string | null,
  at: number,
): Promise<void> {
  const tables = tx.tables<LogsTables>();
  await tables
    .deleteFrom('certificate_log_kept')
    .where('tenant_id', '=', tenantId)
    .where((where) => where.or([where('source_id', '=', sourceId), where('at', '<', at - KEPT_MS)]))
    .execute();
  if (cursor === null) return;
  await tables
    .insertInto('certificate_log_kept')
    .values({ tenant_id: tenantId, source_id: sourceId, cursor, at })
    .execute();
}

async function takePosition(tx: Tx, tenantId: string, sourceId: string, at: number): Promise<string | null> {
  const tables = tx.tables<LogsTables>();
  const row = await tables
    .selectFrom('certificate_log_kept')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('source_id', '=', sourceId)
    .executeTakeFirst();
  if (row === undefined) return null;
  await tables
    .deleteFrom('certificate_log_kept')
    .where('tenant_id', '=', tenantId)
    .where('source_id', '=', sourceId)
    .execute();
  return row.at < at - KEPT_MS ? null : row.cursor;
}
