import type { Tx } from '../platform/store/db.ts';

/** A record as a vendor gave it. */
export interface RawRecord {
  /** The vendor's own id, or null where it gives none. */
  vendorId: string | null;
  /** The record's JSON text. */
  raw: string;
}

export interface SourcePage {
  records: RawRecord[];
  /** Where to go on; opaque to us; saved only after the records are durable. */
  cursor: string;
  /** True when the vendor has more at once: ask again without waiting. */
  more: boolean;
  /** The vendor asked for a pause. */
  waitMs: number | null;
}

/** One identity log to be polled. Implemented by connectors/okta. Faults are AppErrors with a remedy. */
export interface IdentitySource {
  /** How its records are mapped: the `format` of engines/events. */
  readonly format: 'okta' | 'ocsf';
  /** The next page after the cursor (null: from `sinceMs`, for a first read). Never skips, may repeat. */
  readPage(cursor: string | null, sinceMs: number, signal: AbortSignal): Promise<SourcePage>;
  /** Tries the credential without changing anything: what it may do, and what is missing. */
  probe(
    signal: AbortSignal,
  ): Promise<
    | { ok: true; scopes: string[]; excessScopes: string[] }
    | { ok: false; code: string; message: string; remedy: string }
  >;
}

/** What open incidents already name: lets a detector tell "a network new to her" from "the attacker's network". */
export interface NamedByIncidents {
  /** Which of these entities (`kind`, `value`) stand in an open incident in the role of attacker or as a look-alike. */
  named(
    tx: Tx,
    tenantId: string,
    entities: readonly { kind: string; value: string }[],
  ): Promise<{ kind: string; value: string; incidentNumber: string }[]>;
}

/** Judges a hostname seen in name look-ups; wired to the domains capability. */
export interface HostJudge {
  judge(tenantId: string, host: string): { registrable: string; brand: string | null } | null;
  /** Writes down in a look-alike's life that one of our people asked for it, and whether they were refused. */
  noteAsked(
    tx: Tx,
    tenantId: string,
    asked: { host: string; at: number; by: 'dns' | 'proxy'; isRefused: boolean },
  ): Promise<void>;
}
