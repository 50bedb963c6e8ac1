/** Tables of the sources room. Times are milliseconds UTC. */
export interface SourceTables {
  source: SourceRow;
}

export interface SourceRow {
  tenant_id: string;
  source_id: string;
  kind: string;
  label: string;
  read_only: number;
  /** 0: never counts as silent. */
  silent_after_ms: number;
  /** JSON: `{detector, nameKey}[]`. */
  blind_detections: string;
  /** Where reading goes on, in the connector's own form. */
  cursor: string | null;
  position: string | null;
  behind_by: number | null;
  paused: number;
  registered_at: number;
  /** When the newest record happened, and when the last one reached us. */
  last_record_at: number | null;
  last_received_at: number | null;
  last_poll_at: number | null;
  last_success_at: number | null;
  records_total: number;
  /** JSON: `[bucket start, records][]`, ten minutes each, a day of them. */
  buckets: string;
  /** JSON: milliseconds from occurrence to receipt, the last 200. */
  lags: string;
  /** Usual time between deliveries, milliseconds, moving average; null until two came. */
  usual_gap_ms: number | null;
  /** JSON: the longest gap by hour of the day, see measures.ts. */
  rhythm: string;
  /** Polls that failed in a row. */
  faults: number;
  /** JSON: `{code, message, remedy, at, retryable}`. */
  last_error: string | null;
  /** Since when it counts as silent; null when it does not. */
  silent_since: number | null;
  /** When consoles were last told. */
  told_at: number;
}
