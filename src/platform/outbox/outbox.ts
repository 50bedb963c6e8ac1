import type { Tx } from '../store/db.ts';

/** What became of one try. `later` is tried again with growing waits, `failed` is given up and shown. */
export type OutboxOutcome =
  | { kind: 'done' }
  | { kind: 'later'; reason: string; afterMs?: number }
  | { kind: 'failed'; reason: string };

export interface OutboxItem {
  id: string;
  tenantId: string;
  /** Which handler, e.g. `notify.send`. */
  topic: string;
  /** Unique per tenant and topic: adding the same key again is ignored, so a second judgement tells nobody twice. */
  key: string;
  payload: Readonly<Record<string, unknown>>;
  attempts: number;
  createdAt: number;
}

/** Carries out one item. Called at least once: must be idempotent by `item.key` or settle by reading first. */
export type OutboxHandler = (item: OutboxItem, signal: AbortSignal) => Promise<OutboxOutcome>;

/** Outside calls are made from here, after the transaction that decided them. */
export interface Outbox {
  add(tx: Tx, item: { tenantId: string; topic: string; key: string; payload: Record<string, unknown> }): Promise<void>;
  /** Items of a topic that wait for their next try, oldest first, at most 1,000. */
  waiting(tenantId: string, topic: string): Promise<OutboxItem[]>;
  /** Registered once per topic, in app.ts. */
  handle(topic: string, handler: OutboxHandler): void;
}
