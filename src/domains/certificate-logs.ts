import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { REHEARSAL_TENANT } from '../base/ids.ts';
import type { LivePublisher } from '../platform/live/live.ts';
import type { SourceSpec, Sources } from '../platform/sources/sources.ts';
import type { Db, Tx } from '../platform/store/db.ts';
import { certificateLogId } from './log-identity.ts';
import { LOOK_ALIKE_CERTIFIED } from './look-alike-finding.ts';
import type { CertificateLogSettings, OpenCertificateLog } from './ports.ts';
import type { CertificateLogRow, DomainTables } from './tables.ts';

export interface CertificateLogsDeps {
  db: Db;
  live: LivePublisher;
  sources: Sources;
  openReader: OpenCertificateLog;
}

/** A public log takes entries every second; a quiet one of its own rhythm is given longer by the sources room. */
const SILENT_AFTER_MS = 900_000;
/** A log that does not answer the first try in this time is not added. */
const PROBE_MS = 20_000;

/** The logs of a data space, by source id. */
export async function readLogs(db: Db, tenantId: string): Promise<CertificateLogRow[]> {
  return db
    .read<DomainTables>()
    .selectFrom('certificate_log')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .orderBy('source_id')
    .execute();
}

/**
 * Brings the stored logs up to what the configuration sets, at a start: new ones are added, those that it no longer names are
 * forgotten with their position, and all are made known as sources. Gives the logs to read.
 */
export async function settleLogs(
  deps: CertificateLogsDeps,
  tenantId: string,
  configured: readonly CertificateLogSettings[],
  at: number,
): Promise<CertificateLogRow[]> {
  const wanted = new Map(
    configured.map((log) => {
      const row = rowOf(tenantId, log, true, at);
      return [row.source_id, row];
    }),
  );
  await deps.db.transaction(async (tx) => {
    const stored = await tx
      .tables<DomainTables>()
      .selectFrom('certificate_log')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .execute();
    for (const row of stored) {
      if (wanted.has(row.source_id)) continue;
      if (row.read_only === 1) await forgetLog(deps, tx, tenantId, row.source_id);
      else await deps.sources.register(tx, tenantId, sourceSpec(row), at);
    }
    for (const row of wanted.values()) await keepLog(deps, tx, row, at);
  });
  return readLogs(deps.db, tenantId);
}

/**
 * Adds a log after trying it once: a wrong key, origin or address is refused with the reader's own words.
 * @throws AppError `domains.rehearsal_logs`, `domains.log_known`, `ct_log.*`
 */
export async function addLog(
  deps: CertificateLogsDeps,
  tenantId: string,
  log: CertificateLogSettings,
  clock: Clock,
  signal: AbortSignal,
): Promise<CertificateLogRow> {
  if (tenantId === REHEARSAL_TENANT) {
    throw new AppError('domains.rehearsal_logs', 'A rehearsal reads its own certificate log and no other', {
      status: 409,
      remedy: 'Add the log outside the rehearsal.',
    });
  }
  const at = clock.now();
  const row = rowOf(tenantId, log, false, at);
  await refuseKnown(deps, tenantId, row.source_id);
  await probe(deps, row, clock, signal);
  await deps.db.transaction(async (tx) => {
    const known = await tx
      .tables<DomainTables>()
      .selectFrom('certificate_log')
      .select('source_id')
      .where('tenant_id', '=', tenantId)
      .where('source_id', '=', row.source_id)
      .executeTakeFirst();
    if (known !== undefined) throw logKnown();
    await keepLog(deps, tx, row, at);
    await deps.live.publish(tx, tenantId, 'setup', 'certificate-logs');
  });
  return row;
}

/** Forgets a log and its position. The caller has stopped reading it. @throws AppError `domains.log_not_found`, `domains.log_read_only` */
export async function removeLog(deps: CertificateLogsDeps, tenantId: string, sourceId: string): Promise<void> {
  await deps.db.transaction(async (tx) => {
    await forgetLog(deps, tx, tenantId, sourceId);
    await deps.live.publish(tx, tenantId, 'setup', 'certificate-logs');
  });
}

/** The log of that id, if a person may remove it. @throws AppError `domains.log_not_found`, `domains.log_listed`, `domains.log_read_only` */
export async function removableLog(db: Db, tenantId: string, sourceId: string): Promise<CertificateLogRow> {
  const row = (await readLogs(db, tenantId)).find((log) => log.source_id === sourceId);
  if (row === undefined) {
    throw new AppError('domains.log_not_found', 'No such certificate log is read', { status: 404 });
  }
  if (row.listed === 1) {
    throw new AppError('domains.log_listed', `The log ${row.origin} comes from the log list`, {
      status: 409,
      remedy: 'Switch it off on the logs page: removed, it would come back with the list.',
    });
  }
  if (row.read_only === 1) {
    throw new AppError('domains.log_read_only', `The log ${row.origin} is set by the configuration`, {
      status: 409,
      remedy: 'Remove it from breakwater.yaml and restart, or pause it on the sources page.',
    });
  }
  return row;
}

/** Removes a log with its position, inside a transaction. */
export async function forgetLog(deps: CertificateLogsDeps, tx: Tx, tenantId: string, sourceId: string): Promise<void> {
  await tx
    .tables<DomainTables>()
    .deleteFrom('certificate_log')
    .where('tenant_id', '=', tenantId)
    .where('source_id', '=', sourceId)
    .execute();
  await deps.sources.remove(tx, tenantId, sourceId);
}

/** The settings that a row holds. */
export function settingsOf(row: CertificateLogRow): CertificateLogSettings {
  return {
    kind: row.kind === 'rfc6962' ? 'rfc6962' : 'static-ct',
    monitoringUrl: row.monitoring_url,
    origin: row.origin,
    publicKey: row.public_key,
    ...(row.mmd_ms === null ? {} : { mmdMs: row.mmd_ms }),
    startAt: row.start_at === 'beginning' ? 'beginning' : 'head',
  };
}

/**
 * Whether the address of a log may lie inside: only where the configuration (or a rehearsal's world) set it. What a log list or
 * the console names could be somebody else's wish to see what answers in our network.
 */
export function isTrustedLog(row: CertificateLogRow): boolean {
  return row.read_only === 1 && row.listed === 0;
}

/** Writes a log down and makes it known as a source, inside a transaction. */
export async function keepLog(deps: CertificateLogsDeps, tx: Tx, row: CertificateLogRow, at: number): Promise<void> {
  const { tenant_id: _tenant, source_id: _source, added_at: _added, ...values } = row;
  await tx
    .tables<DomainTables>()
    .insertInto('certificate_log')
    .values(row)
    .onConflict((conflict) => conflict.columns(['tenant_id', 'source_id']).doUpdateSet(values))
    .execute();
  await deps.sources.register(tx, row.tenant_id, sourceSpec(row), at);
}

function rowOf(tenantId: string, log: CertificateLogSettings, readOnly: boolean, at: number): CertificateLogRow {
  const publicKey = log.publicKey.replace(/\s+/g, '');
  return {
    tenant_id: tenantId,
    source_id: certificateLogId(publicKey),
    monitoring_url: log.monitoringUrl,
    origin: log.origin,
    public_key: publicKey,
    start_at: log.startAt,
    read_only: readOnly ? 1 : 0,
    added_at: at,
    kind: log.kind ?? 'static-ct',
    listed: 0,
    operator: null,
    description: null,
    list_state: null,
    mmd_ms: log.mmdMs ?? null,
  };
}

function sourceSpec(row: CertificateLogRow): SourceSpec {
  return {
    id: row.source_id,
    kind: 'ct-log',
    label: row.description ?? row.origin,
    readOnly: row.read_only === 1,
    // What takes nothing any more is not silent.
    silentAfterMs: row.list_state === 'readonly' ? 0 : SILENT_AFTER_MS,
    blindDetections: [{ detector: LOOK_ALIKE_CERTIFIED, nameKey: 'domains.detector.look-alike-certified' }],
  };
}

async function refuseKnown(deps: CertificateLogsDeps, tenantId: string, sourceId: string): Promise<void> {
  if ((await readLogs(deps.db, tenantId)).some((log) => log.source_id === sourceId)) throw logKnown();
}

function logKnown(): AppError {
  return new AppError('domains.log_known', 'The log with this key is read already', {
    status: 409,
    remedy: 'Remove it first to read it from another address.',
  });
}

/** One read of the log. What was given is at fault when it fails, so the caller is told so (400), in the reader's words. */
async function probe(
  deps: CertificateLogsDeps,
  row: CertificateLogRow,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const timeout = AbortSignal.timeout(PROBE_MS);
  try {
    const reader = deps.openReader({
      ...settingsOf(row),
      tenantId: row.tenant_id,
      sourceId: row.source_id,
      isTrusted: isTrustedLog(row),
      clock,
    });
    await reader.readNext(null, AbortSignal.any([signal, timeout]));
  } catch (thrown) {
    if (thrown instanceof AppError) {
      throw new AppError(thrown.code, thrown.message, {
        status: 400,
        details: thrown.details,
        cause: thrown,
        ...(thrown.remedy === null ? {} : { remedy: thrown.remedy }),
      });
    }
    if (!timeout.aborted || signal.aborted) throw thrown;
    throw new AppError('domains.log_slow', `The log did not answer within ${PROBE_MS / 1000} seconds`, {
      status: 400,
      remedy: 'Check the log’s monitoring URL and that this host can reach it.',
      cause: thrown,
    });
  }
}
