/** Tables of the blocklists. Times are milliseconds UTC; JSON is text; booleans are 0/1. */
export interface FeedTables {
  feed_entry: FeedEntryRow;
  feed_revoked: FeedRevokedRow;
  feed_state: FeedStateRow;
  feed_token: FeedTokenRow;
}

/** A domain that is listed, or was. */
export interface FeedEntryRow {
  tenant_id: string;
  registrable: string;
  listed_at: number;
  /** `decision` or `score`. */
  because: string;
  /** Set when it was taken out: kept for a while, so that readers hear that it is revoked. */
  removed_at: number | null;
}

/** An earlier time in the lists of a domain that is back in them: its indicator was revoked for good. */
export interface FeedRevokedRow {
  tenant_id: string;
  registrable: string;
  listed_at: number;
  removed_at: number;
}

/** One row per data space: what is listed by itself, and the version of the lists. */
export interface FeedStateRow {
  tenant_id: string;
  /** Alarms from this score on are listed without a decision; null: none are. */
  auto_score: number | null;
  /** Of the zone (RFC 1035 §3.3.13): grows with every change. */
  serial: number;
  changed_at: number;
}

/** Opens the lists and nothing else. */
export interface FeedTokenRow {
  tenant_id: string;
  token_id: string;
  token_hash: string;
  label: string;
  /** JSON list of formats it opens. */
  formats: string;
  created_at: number;
  created_by: string;
  last_used_at: number | null;
  /** Format that was last read with it. */
  last_format: string | null;
}
