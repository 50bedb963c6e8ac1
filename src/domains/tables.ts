/** Tables of the domains room. Times are milliseconds UTC; JSON is text; booleans are 0/1. */
export interface DomainTables {
  brand: BrandRow;
  certificate_log: CertificateLogRow;
  look_alike: LookAlikeRow;
}

export interface BrandRow {
  tenant_id: string;
  brand_id: string;
  name: string;
  /** The name in lower case: unique. */
  name_key: string;
  /** JSON lists. */
  domains: string;
  aliases: string;
  added_at: number;
}

export interface CertificateLogRow {
  tenant_id: string;
  source_id: string;
  monitoring_url: string;
  origin: string;
  public_key: string;
  start_at: string;
  /** 1 when the configuration (or a rehearsal) sets it. */
  read_only: number;
  added_at: number;
  /** `static-ct` or `rfc6962`. */
  kind: string;
  /** 1 when the log list brought it: it goes when the list says so. */
  listed: number;
  /** What the list says of it; null for the others. */
  operator: string | null;
  description: string | null;
  list_state: string | null;
  mmd_ms: number | null;
}

export interface LookAlikeRow {
  tenant_id: string;
  registrable: string;
  /** JSON list: the names that imitate, first seen first, at most {@link MAX_HOSTS}. */
  hosts: string;
  brand: string | null;
  class: string;
  score: number;
  /** 1 when its best verdict is an alarm, 0 when it is only worth knowing (`unverified-use`). */
  reported: number;
  first_seen_at: number;
  last_seen_at: number;
  /** When the first certificate naming it was logged. */
  certified_at: number | null;
  /** JSON list, see SEEN_IN of life/api.ts. */
  seen_in: string;
  /** Log time of the certificate that the last finding of this day rests on, and how grave it was. */
  told_at: number | null;
  told_rank: number;
  /** When a certificate naming it was proven to be in its log; null while only a log's unsigned list of names says so. */
  proven_at: number | null;
}

/** Names kept per look-alike: an attacker may certify thousands below one domain. */
export const MAX_HOSTS = 20;
