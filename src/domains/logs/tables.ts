/** Tables of domains/logs. Times are milliseconds UTC; JSON is text; booleans are 0/1. */
export interface LogsTables {
  certificate_log_list: LogListRow;
  certificate_log_choice: LogChoiceRow;
  certificate_log_kept: KeptPositionRow;
  name_archive: NameArchiveRow;
  name_scan: NameScanRow;
}

/** The log list of a data space: where it comes from, and the last good copy of it. One row, or none. */
export interface LogListRow {
  tenant_id: string;
  /** Exactly one of the two. */
  url: string | null;
  file: string | null;
  /** 1 when the configuration sets it. */
  read_only: number;
  refresh_ms: number;
  /** JSON {operators?, exclude?}. */
  rules: string;
  /** PEM of the key that signs the list; null: not signed. */
  public_key: string | null;
  /** Who agreed that it is fetched, and when. */
  agreed_by: string | null;
  agreed_at: number;
  /** What the place calls this copy (ETag, file time): asked with the next time. */
  tag: string | null;
  version: string | null;
  made_at: number | null;
  /** When the copy that is kept came. */
  fetched_at: number | null;
  /** When it was last looked for, successfully or not. */
  checked_at: number | null;
  faults: number;
  /** JSON {code, message, remedy, at}: why the newest copy is not used. */
  fault: string | null;
  /** JSON list of {path, reason}. */
  problems: string;
  /** JSON list of the logs, as engines/ct reads them. */
  logs: string;
}

/** What a person chose to read or not, against the list. */
export interface LogChoiceRow {
  tenant_id: string;
  /** `operator` or `log`. */
  scope: string;
  /** The operator's name in lower case, or the source id of the log. */
  name: string;
  is_read: number;
  at: number;
}

/** Where reading stood when a log was no longer read: it goes on there, not at the head, when it is read again. */
export interface KeptPositionRow {
  tenant_id: string;
  source_id: string;
  cursor: string;
  at: number;
}

/** Whether names seen are kept, set in the console. */
export interface NameArchiveRow {
  tenant_id: string;
  max_bytes: number;
  agreed_by: string | null;
  agreed_at: number;
}

/** One run over the names seen. */
export interface NameScanRow {
  tenant_id: string;
  scan_id: string;
  /** `brand`, `lure` or `person`, and what of. */
  because: string;
  subject: string | null;
  from_at: number;
  /** `waiting`, `running`, `done`, `failed`, `cancelled`. */
  state: string;
  asked_at: number;
  started_at: number | null;
  finished_at: number | null;
  /** Hour file and offset reached. */
  hour: string | null;
  offset_bytes: number;
  done_bytes: number;
  total_bytes: number;
  names: number;
  found: number;
  error: string | null;
}
