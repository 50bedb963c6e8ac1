import type { Kysely } from 'kysely';

export type Dialect = 'sqlite' | 'postgres';

/**
 * One state transaction. Inside it nothing is awaited but queries on it: no network, no timers, no other transaction.
 * It holds {source cursor, judged seq, detection state, findings, incident, outbox} together, so that a crash leaves all or none.
 */
export interface Tx {
  /** The query builder, typed by the tables the caller owns: `tx.tables<IncidentTables>().selectFrom('incident')`. */
  tables<T>(): Kysely<T>;
  /** Next value (from 1) of a per-tenant counter; gapless on commit because its row is locked in this transaction. */
  next(tenantId: string, counter: string): Promise<number>;
  /** Runs after the commit, never when it rolls back. For waking loops and live readers; must not throw. */
  afterCommit(run: () => void): void;
}

/** The transactional store. One writer, any number of readers. */
export interface Db {
  readonly dialect: Dialect;
  /** Reads outside a transaction: each query sees the latest commit. */
  read<T>(): Kysely<T>;
  /**
   * Runs work in one serialised write transaction and commits when it resolves; rolls back when it throws.
   * Durable on return (SQLite `synchronous=FULL`, PostgreSQL `synchronous_commit=on`).
   * @throws AppError `store.read_only` while the disk is full or the store was opened read-only
   */
  transaction<R>(work: (tx: Tx) => Promise<R>): Promise<R>;
  close(): Promise<void>;
}

/**
 * One schema change. `id` sorts within its room and never changes once released. Column types that differ by dialect go
 * through the helpers of migrate.ts; times are bigint milliseconds, JSON is text.
 */
export interface Migration {
  /** e.g. `0001-initial` */
  id: string;
  up(db: Kysely<unknown>, dialect: Dialect): Promise<void>;
}

/** The migrations of one room, registered in app.ts. A room never alters another room's tables. */
export interface MigrationSet {
  room: string;
  migrations: readonly Migration[];
}
