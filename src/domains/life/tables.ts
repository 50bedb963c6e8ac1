import type { LIFE_KINDS } from './api.ts';

export type LifeKind = (typeof LIFE_KINDS)[number];

/** Tables of a domain's life. Times are milliseconds UTC; JSON is text; yes and no are 1 and 0, null is not known. */
export interface LifeTables {
  domain_life: DomainLifeRow;
  domain_state: DomainStateRow;
  domain_decision: DomainDecisionRow;
}

export interface DomainLifeRow {
  tenant_id: string;
  registrable: string;
  /** Order of writing within the domain, from 1. */
  seq: number;
  at: number;
  kind: LifeKind;
  /** JSON object of plain values. */
  detail: string;
}

/** Where a domain stands now: what its life adds up to, kept so that lists can be filtered and sorted by it. */
export interface DomainStateRow {
  tenant_id: string;
  registrable: string;
  registered_at: number | null;
  resolves: number | null;
  mail: number | null;
  page: number | null;
  resembles: number | null;
  /** Since when it is in the blocklists; null when it is in none. */
  blocked_at: number | null;
  /** When the first client of ours was refused. */
  refused_at: number | null;
  takedown_sent_at: number | null;
  /** Since when it is gone, after it was there. */
  down_at: number | null;
  decision: Decision | null;
  decided_at: number | null;
  /** The brand that a domain decided to be ours belongs to. */
  decided_brand: string | null;
  /** Highest number given to an event of this domain. */
  last_seq: number;
}

export type Decision = 'ours' | 'benign' | 'hostile';

/** A decision once taken stays in the table; undoing it dates it. */
export interface DomainDecisionRow {
  tenant_id: string;
  decision_id: string;
  registrable: string;
  decision: Decision;
  reason: string;
  /** Account, token or session id, and its name then. */
  by: string;
  by_name: string;
  at: number;
  revoked_at: number | null;
  revoked_by: string | null;
  /** 1 when a person typed the name of a domain that blocklists refuse, to have it there all the same. */
  confirmed: number;
}
