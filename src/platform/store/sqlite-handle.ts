import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

/** Prepared statements kept per connection; the least recently used goes first. */
const MAX_STATEMENTS = 256;

/** Only these are worth keeping; everything else (schema changes, pragmas) clears what was kept. */
const KEPT = /^\s*(?:select|insert|update|delete|with)\b/iu;

interface Prepared {
  statement: StatementSync;
  gives: boolean;
}

export interface SqliteResult {
  rows: Record<string, unknown>[];
  changes: number | bigint;
  lastInsertRowid: number | bigint;
}

export interface SqliteHandleOptions {
  readOnly?: boolean;
  /** `FULL` is durable against power loss. `OFF` only for data that may be lost: tests. */
  synchronous?: 'FULL' | 'OFF';
  /** How long to wait for another process's lock, milliseconds of real time. */
  busyTimeoutMs?: number;
  cacheSizeBytes?: number;
  /** Of a file that is new. */
  pageSizeBytes?: number;
  /** Holds the file's lock while open and needs no shared-memory file: where nothing else opens it. */
  exclusive?: boolean;
}

/** One connection of node:sqlite in WAL mode, with prepared statements kept. Synchronous, like SQLite itself. */
export class SqliteHandle {
  readonly raw: DatabaseSync;
  readonly #prepared = new Map<string, Prepared>();

  /** Opens or creates the file. @throws what node:sqlite throws (an errcode of SQLite) */
  constructor(path: string | URL, options: SqliteHandleOptions = {}) {
    this.raw = new DatabaseSync(path, {
      readOnly: options.readOnly ?? false,
      enableForeignKeyConstraints: true,
      timeout: options.busyTimeoutMs ?? 5_000,
    });
    try {
      if (!options.readOnly) {
        if (options.pageSizeBytes) this.raw.exec(`PRAGMA page_size = ${options.pageSizeBytes}`);
        if (options.exclusive) this.raw.exec('PRAGMA locking_mode = EXCLUSIVE');
        this.raw.exec('PRAGMA journal_mode = WAL');
        this.raw.exec(`PRAGMA synchronous = ${options.synchronous ?? 'FULL'}`);
        // A write-ahead log that grew during a long read shrinks again.
        this.raw.exec('PRAGMA journal_size_limit = 33554432');
      }
      this.raw.exec('PRAGMA trusted_schema = OFF');
      // LIKE as PostgreSQL has it, so that one set of queries means one thing.
      this.raw.exec('PRAGMA case_sensitive_like = ON');
      if (options.cacheSizeBytes) this.raw.exec(`PRAGMA cache_size = -${Math.ceil(options.cacheSizeBytes / 1024)}`);
    } catch (thrown) {
      this.raw.close();
      throw thrown;
    }
  }

  /** Runs one statement and gives its rows. Whole numbers are bound as integers (node:sqlite alone would bind reals). */
  run(sql: string, parameters: readonly unknown[]): SqliteResult {
    const { statement, gives } = this.prepare(sql);
    const values = parameters.map(bindable);
    if (gives) return { rows: statement.all(...values), changes: 0, lastInsertRowid: 0 };
    return { rows: [], ...statement.run(...values) };
  }

  /** A prepared statement, kept for the next time when it is a query. */
  prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql);
    if (known) {
      this.#prepared.delete(sql);
      this.#prepared.set(sql, known);
      return known;
    }
    const statement = this.raw.prepare(sql);
    const prepared = { statement, gives: statement.columns().length > 0 };
    if (!KEPT.test(sql)) {
      this.#prepared.clear();
      return prepared;
    }
    this.#prepared.set(sql, prepared);
    if (this.#prepared.size > MAX_STATEMENTS) {
      const oldest = this.#prepared.keys().next().value;
      if (oldest !== undefined) this.#prepared.delete(oldest);
    }
    return prepared;
  }

  exec(sql: string): void {
    this.raw.exec(sql);
  }

  /** The value of a pragma or of any query with one row and one column. */
  scalar(sql: string): unknown {
    const row = this.raw.prepare(sql).get();
    return row === undefined ? undefined : Object.values(row)[0];
  }

  close(): void {
    this.#prepared.clear();
    if (this.raw.isOpen) this.raw.close();
  }
}

/** Text loses NUL, which PostgreSQL refuses and C strings end at: hostile text must not stop a loop on one database only. */
export function withoutNul(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\u{FFFD}') : text;
}

function bindable(value: unknown): SQLInputValue {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value === 'string') return withoutNul(value);
  if (value === null || typeof value === 'bigint' || value instanceof Uint8Array) return value;
  throw new TypeError(
    `a ${value === undefined ? 'missing value' : typeof value} cannot be stored: use 0/1, text or null`,
  );
}
