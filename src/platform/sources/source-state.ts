import { countSince, quantile, usualAt, type Buckets, type Rhythm } from './measures.ts';
import type { SourceWire } from './api.ts';
import type { SourceRow } from './tables.ts';

/** A source that delivers later than this (p95) is called lagging: an attacker enrols within a minute. */
const LAGGING_MS = 300_000;

/** A source falls silent after this many of its own usual gaps, where that is longer than what was set. */
const GAPS_UNTIL_SILENT = 5;

/** And after this many of the longest gaps usual at this hour of the day. */
const LONGEST_GAPS = 1.5;

/** One failed poll in a row is weather; three are a fault. A fault that will not pass by itself counts at once. */
const FAULTS_UNTIL_FAILING = 3;

export interface StoredError {
  code: string;
  message: string;
  remedy: string | null;
  at: number;
  retryable: boolean;
}

/**
 * After how long without a record this source counts as silent, by its own rhythm: nights and weekends are quiet where people
 * sign in, and an alarm each night is one nobody reads. Milliseconds; 0: never.
 */
export function silentAfter(row: Pick<SourceRow, 'silent_after_ms' | 'usual_gap_ms' | 'rhythm'>, now: number): number {
  if (row.silent_after_ms === 0) return 0;
  const usualNow = usualAt(rhythmOf(row), now);
  return Math.round(
    Math.max(row.silent_after_ms, GAPS_UNTIL_SILENT * (row.usual_gap_ms ?? 0), LONGEST_GAPS * usualNow),
  );
}

/** What to call the state of a source. */
export function stateOf(row: SourceRow): SourceWire['state'] {
  if (row.paused === 1) return 'paused';
  const error = errorOf(row);
  const failing =
    row.faults >= FAULTS_UNTIL_FAILING ||
    (row.faults > 0 && (row.last_success_at === null || error?.retryable === false));
  if (failing) return 'failing';
  if (row.silent_since !== null) return 'silent';
  if (row.last_received_at === null) return 'waiting';
  return (quantile(lagsOf(row), 0.95) ?? 0) > LAGGING_MS ? 'lagging' : 'healthy';
}

/** The row as the console reads it. @param now by the clock of the data space */
export function sourceWireOf(row: SourceRow, now: number): SourceWire {
  const lags = lagsOf(row);
  const error = errorOf(row);
  const blind: SourceWire['blindDetections'] = JSON.parse(row.blind_detections);
  return {
    id: row.source_id,
    kind: kindOf(row.kind),
    label: row.label,
    state: stateOf(row),
    readOnly: row.read_only === 1,
    lag:
      lags.length === 0
        ? null
        : { p50Ms: quantile(lags, 0.5) ?? 0, p95Ms: quantile(lags, 0.95) ?? 0, samples: lags.length },
    lastRecordAt: row.last_record_at,
    lastPollAt: row.last_poll_at,
    lastSuccessAt: row.last_success_at,
    recordsTotal: row.records_total,
    recordsLastHour: countSince(bucketsOf(row), now - 3_600_000),
    position: row.position,
    behindBy: row.behind_by,
    silentAfterMs: silentAfter(row, now),
    blindDetections: blind,
    lastError: error === null ? null : { code: error.code, message: error.message, remedy: error.remedy, at: error.at },
  };
}

const KINDS: readonly SourceWire['kind'][] = ['okta', 'ct-log', 'ingest', 'import', 'reports', 'list'];

function kindOf(text: string): SourceWire['kind'] {
  const kind = KINDS.find((one) => one === text);
  if (kind === undefined) throw new Error(`source row of unknown kind: ${text}`);
  return kind;
}

export function lagsOf(row: SourceRow): number[] {
  const lags: number[] = JSON.parse(row.lags);
  return lags;
}

export function bucketsOf(row: SourceRow): Buckets {
  const buckets: Buckets = JSON.parse(row.buckets);
  return buckets;
}

export function rhythmOf(row: Pick<SourceRow, 'rhythm'>): Rhythm {
  const rhythm: Rhythm = JSON.parse(row.rhythm);
  return rhythm;
}

export function errorOf(row: Pick<SourceRow, 'last_error'>): StoredError | null {
  if (row.last_error === null) return null;
  const error: StoredError = JSON.parse(row.last_error);
  return error;
}
