import type { IndexedFields } from '../../engines/events/index.ts';

/** A record ready to be kept: already mapped, so that its fields can be searched. */
export interface NewEvent {
  /** SHA-256 hex of (tenant, source, vendor's own id), or of the raw bytes where there is none. */
  id: string;
  sourceId: string;
  /** Which mapper reads `raw` again: `okta`, `ocsf`, `dns`. */
  format: string;
  occurredAt: number;
  receivedAt: number;
  /** The record as received (UTF-8 JSON). */
  raw: string;
  fields: IndexedFields;
}

export interface StoredEvent extends NewEvent {
  /** Monotonic per tenant; a record that is already there keeps its own. */
  seq: number;
  /** True when `occurredAt` lies outside [received − 90 days, + 1 day] and the event is kept under the day received. */
  misdated: boolean;
}

export interface AppendResult {
  appended: number;
  duplicates: number;
  /** Highest seq now in the store. */
  headSeq: number;
}

export interface EventQuery {
  fromMs: number;
  toMs: number;
  principal?: string;
  ip?: string;
  rootSessionId?: string;
  domain?: string;
  sourceId?: string;
  limit: number;
}

/** Counts and sizes for the sources page, metrics and doctor. */
export interface EventStoreStats {
  events: number;
  sizeBytes: number;
  oldestMs: number | null;
  newestMs: number | null;
}

/**
 * Where identity and DNS records live: one file per tenant and day. Append is durable on return. Nothing above it knows
 * the engine.
 */
export interface EventStore {
  append(tenantId: string, batch: readonly NewEvent[]): Promise<AppendResult>;
  /** Events with seq > afterSeq, ascending, at most `limit`. Never skips: the crash-safe way to judge. */
  readAfter(tenantId: string, afterSeq: number, limit: number): Promise<StoredEvent[]>;
  byId(tenantId: string, eventId: string): Promise<StoredEvent | null>;
  /** Newest first. */
  find(tenantId: string, query: EventQuery): Promise<StoredEvent[]>;
  headSeq(tenantId: string): Promise<number>;
  stats(tenantId: string): Promise<EventStoreStats>;
  /** Retention: removes whole days before the given UTC day (`2026-11-21`). Gives the days removed. */
  dropDaysBefore(tenantId: string, day: string): Promise<string[]>;
  /** Removes everything of a tenant (a rehearsal). */
  dropTenant(tenantId: string): Promise<void>;
  /** A consistent copy of all files into a folder, for backups. */
  copyTo(directory: string): Promise<void>;
  close(): Promise<void>;
}
