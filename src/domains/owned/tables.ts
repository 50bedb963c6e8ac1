/** Tables of owned-domain learning. */
export interface OwnedTables {
  owned_dismissed: OwnedDismissedRow;
}

/** A domain that a person said is not ours: it is proposed no more. */
export interface OwnedDismissedRow {
  tenant_id: string;
  domain: string;
  at: number;
}
