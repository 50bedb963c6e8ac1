/** Tables of the identity room. Times are milliseconds UTC; JSON is text. */
export interface IdentityTables {
  identity_judge: { tenant_id: string; judged_seq: number };
  first_seen: FirstSeenRow;
  recent_sign_in: RecentSignInRow;
  recent_enrolment: RecentEnrolmentRow;
  rejected_record: RejectedRecordRow;
  identity_import: ImportRow;
  identity_provider: ProviderRow;
}

/** What a person was first seen with. Learned from completed sign-ins only. */
export interface FirstSeenRow {
  tenant_id: string;
  principal: string;
  /** `prefix`, `asn`, `device`, `fingerprint`, `country`, `client`, or `any` (value empty) for the person as such. */
  kind: string;
  value: string;
  /** By event time. */
  first_at: number;
  /** The first time it was seen in circumstances that vouch for it: no server network, or a device known before. */
  clean_at: number | null;
  last_at: number;
  count: number;
}

/** Sign-in steps of the last day that came from a network and device not known for the person. */
export interface RecentSignInRow {
  tenant_id: string;
  event_id: string;
  principal: string;
  ip: string;
  session: string | null;
  /** Event time, and when we saw it. */
  at: number;
  seen_at: number;
  /** 1 when a finding told it. */
  told: number;
  /** JSON of a JudgedStep. */
  step: string;
}

/** Authenticators enrolled in the last day. */
export interface RecentEnrolmentRow {
  tenant_id: string;
  event_id: string;
  principal: string;
  ip: string | null;
  session: string | null;
  at: number;
  seen_at: number;
  told: number;
  /** JSON of a JudgedStep. */
  step: string;
}

/** A record that could not be read: kept as a bounded sample, the newest per source. */
export interface RejectedRecordRow {
  tenant_id: string;
  source_id: string;
  /** Counts up from 1 for each source, also over those no longer kept. */
  number: number;
  at: number;
  reason: string;
  /** Line in a file, or vendor's id, where there is one. */
  place: string;
  /** The beginning of the record as received. */
  sample: string;
}

export interface ImportRow {
  tenant_id: string;
  import_id: string;
  file_name: string;
  /** As asked for; `found` is what it was. */
  format: string;
  found: string;
  state: string;
  bytes_read: number;
  records: number;
  duplicates: number;
  rejected: number;
  /** JSON: the first few. */
  rejections: string;
  findings: number;
  error: string | null;
  started_at: number;
  finished_at: number | null;
  /** The events it brought lie in (first_seq, last_seq]; judged up to judged_seq. */
  first_seq: number;
  last_seq: number;
  judged_seq: number;
}

/** A connected identity provider. Its credential is sealed elsewhere. */
export interface ProviderRow {
  tenant_id: string;
  provider: string;
  source_id: string;
  org_url: string;
  credential_kind: string;
  /** JSON: scopes or roles it holds beyond reading. */
  excess_scopes: string;
  connected_at: number;
}
