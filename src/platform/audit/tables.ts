/** One line of the audit log. Never updated, never deleted. */
export interface AuditEntryTable {
  tenant_id: string;
  /** 1, 2, 3… without gaps: a missing line breaks the chain visibly. */
  seq: number;
  at: number;
  /** `account`, `bootstrap`, `token`, `system` or `anonymous`. */
  actor_kind: string;
  /** Account, session or token id; empty for anonymous. Never a name. */
  actor_id: string;
  verb: string;
  /** JSON array of ids. */
  objects: string;
  outcome: string;
  /** Data space the call was about. */
  space: string;
  request_id: string;
  prev_hash: string;
  hash: string;
}

export interface AuditTables {
  audit_entry: AuditEntryTable;
}
