import type { Sources } from '../../platform/sources/sources.ts';
import type { Db } from '../../platform/store/db.ts';
import type { ListedLog } from '../../engines/ct/index.ts';
import { readLogs } from '../certificate-logs.ts';
import type { CertificateLogRow } from '../tables.ts';
import type { CoverageWire, LogStateWire, logListWire } from './api.ts';
import type { z } from 'zod';
import { coverageOf, type CoveredLog } from './coverage.ts';
import { decideLogs, type ChosenLog } from './listed-logs.ts';
import { logsOf, readChoices, readLogList, rulesOf } from './log-list-store.ts';
import { lagOf, type LogMeter, SLOT_MS, SLOTS } from './log-meter.ts';
import type { LogListRow } from './tables.ts';

export interface ListLogsDeps {
  db: Db;
  sources: Sources;
  /** The meter of a log, or null where it was neither read nor looked at in this run. */
  meterOf(tenantId: string, sourceId: string): LogMeter | null;
}

/** Everything the logs page shows. */
export interface LogsState {
  list: z.input<typeof logListWire> | null;
  coverage: CoverageWire;
  logs: LogStateWire[];
}

const MINUTE_MS = 60_000;
/** Delays over all logs are told of so many entries. */
const MAX_LAGS = 20_000;

/** Every log that is listed or read: what is known of it, and what is done with it. */
export async function listLogs(deps: ListLogsDeps, tenantId: string, now: number): Promise<LogsState> {
  const { db } = deps;
  const list = await readLogList(db, tenantId);
  const rows = new Map((await readLogs(db, tenantId)).map((row) => [row.source_id, row]));
  const sources = new Map((await deps.sources.list(tenantId, now)).map((source) => [source.id, source]));
  const decided = list === null ? [] : decideLogs(logsOf(list), rulesOf(list), await readChoices(db, tenantId), now);
  const listed = new Map(decided.map((chosen) => [chosen.sourceId, chosen]));
  const logs: LogStateWire[] = [];
  const meters: LogMeter[] = [];
  for (const sourceId of new Set([...rows.keys(), ...listed.keys()])) {
    const row = rows.get(sourceId) ?? null;
    const chosen = listed.get(sourceId) ?? null;
    const source = sources.get(sourceId) ?? null;
    const meter = deps.meterOf(tenantId, sourceId);
    if (meter !== null) meters.push(meter);
    const standing = meter?.standing(now) ?? null;
    const isRead = row !== null;
    logs.push({
      sourceId,
      ...nameOf(row, chosen),
      interval: chosen?.log.interval ?? null,
      // A log that a person or the configuration set is read whatever the list says.
      choice: isRead ? 'read' : (chosen?.choice ?? 'off'),
      health: isRead ? (source?.state ?? 'waiting') : null,
      size: standing?.sizeNow ?? null,
      position: source?.position ?? null,
      behindBy: isRead ? (standing?.behindBy ?? source?.behindBy ?? null) : null,
      gapEntries: standing?.gapEntries ?? 0,
      unproven: standing?.unproven ?? 0,
      readPerS: isRead ? (standing?.readPerS ?? 0) : 0,
      grownPerS: standing?.grownPerS ?? null,
      lag: isRead ? (standing?.lag ?? null) : null,
      faultsLastHour: standing?.faults ?? 0,
      throttledLastHour: standing?.throttled ?? 0,
      fault: isRead ? (source?.lastError ?? null) : faultOf(standing?.lastFault ?? null),
      spark: meter === null ? null : sparkOf(meter, now),
    });
  }
  logs.sort((a, b) => rank(a) - rank(b) || (a.operator ?? '').localeCompare(b.operator ?? '') || byName(a, b));
  return { list: list === null ? null : listWireOf(list), coverage: coverage(deps, tenantId, logs, meters, now), logs };
}

function nameOf(
  row: CertificateLogRow | null,
  chosen: ChosenLog | null,
): Pick<LogStateWire, 'name' | 'origin' | 'operator' | 'kind' | 'url' | 'from' | 'state'> {
  const log: ListedLog | null = chosen?.log ?? null;
  const origin = row?.origin ?? log?.origin ?? '';
  return {
    origin,
    name: log?.description ?? row?.description ?? origin,
    operator: log?.operator ?? row?.operator ?? null,
    kind: (row?.kind ?? log?.kind) === 'rfc6962' ? 'rfc6962' : 'static-ct',
    url: row?.monitoring_url ?? log?.url ?? '',
    from: row === null || row.listed === 1 ? 'list' : row.read_only === 1 ? 'configuration' : 'person',
    state: log?.state ?? null,
  };
}

function faultOf(fault: { code: string; message: string; at: number } | null): LogStateWire['fault'] {
  return fault === null ? null : { ...fault, remedy: null };
}

function sparkOf(meter: LogMeter, now: number): { read: (number | null)[]; behind: (number | null)[] } {
  const { read, behind } = meter.series(now, MINUTE_MS);
  return { read, behind };
}

/** Read ones first, then those that could be. */
function rank(log: LogStateWire): number {
  return log.choice === 'read' ? 0 : log.choice === 'off' || log.choice === 'excluded' ? 1 : 2;
}

function byName(a: LogStateWire, b: LogStateWire): number {
  return a.name < b.name ? -1 : 1;
}

function coverage(
  deps: ListLogsDeps,
  tenantId: string,
  logs: readonly LogStateWire[],
  meters: readonly LogMeter[],
  now: number,
): CoverageWire {
  const windowMs = SLOTS * SLOT_MS;
  const covered = logs.filter(takesCertificates).map((log): CoveredLog => {
    const standing = deps.meterOf(tenantId, log.sourceId)?.standing(now) ?? null;
    const isThrottled =
      isRecent(standing?.lastFault ?? null, now) && standing?.lastFault?.code === 'ct_log.rate_limited';
    // What it grew by since it stopped answering nobody knows: it is named, and in no figure until it answers again.
    const isMute = isThrottled || log.health === 'failing';
    return {
      name: log.name,
      // One that became due a moment ago is not read yet.
      isRead: log.health !== null && log.health !== 'paused',
      grown: isMute ? null : (standing?.growth?.grown ?? null),
      behindBy: log.behindBy,
      isThrottled,
      isFailing: log.health === 'failing' || log.health === 'paused',
    };
  });
  const lags = meters.flatMap((meter) => meter.lags()).slice(0, MAX_LAGS);
  return { ...coverageOf(covered, windowMs), windowMs, lag: lagOf(lags) };
}

function isRecent(fault: { at: number } | null, now: number): boolean {
  return fault !== null && fault.at > now - 5 * MINUTE_MS;
}

/** Whether certificates issued now go into it. What is frozen, past or a test takes none. */
function takesCertificates(log: LogStateWire): boolean {
  if (log.choice === 'state' || log.choice === 'past' || log.choice === 'future' || log.choice === 'test') return false;
  return log.state !== 'readonly' && log.state !== 'retired' && log.state !== 'rejected';
}

function listWireOf(row: LogListRow): z.input<typeof logListWire> {
  const problems: { path: string; reason: string }[] = JSON.parse(row.problems);
  return {
    url: row.url,
    file: row.file,
    readOnly: row.read_only === 1,
    refreshHours: row.refresh_ms / 3_600_000,
    signed: row.public_key !== null,
    version: row.version,
    madeAt: row.made_at,
    fetchedAt: row.fetched_at,
    checkedAt: row.checked_at,
    fault:
      row.fault === null
        ? null
        : (JSON.parse(row.fault) as { code: string; message: string; remedy: string | null; at: number }),
    problems,
    logs: logsOf(row).length,
  };
}
