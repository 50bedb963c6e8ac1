import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { Kysely } from 'kysely';
import type { Clock } from '../../base/clock.ts';
import { AppError, errorText } from '../../base/errors.ts';
import type { Log } from '../log/log.ts';
import type { Db, Tx } from './db.ts';
import { assertFreeSpace, DEFAULT_MIN_FREE_BYTES } from './free-space.ts';
import { createPrivateFile } from './private-file.ts';
import { SqliteConnection, sqliteDialect } from './sqlite-dialect.ts';
import { SqliteHandle } from './sqlite-handle.ts';
import { isCorrupt, sqliteCode, storeFault, unwritableError } from './store-errors.ts';
import { StoreGate } from './store-gate.ts';
import { Transactions } from './transactions.ts';

export interface SqliteDbOptions {
  /** The database file; its folder is created. */
  path: string;
  clock: Clock;
  log: Log;
  /** Shared with the event store; made here when absent. */
  gate?: StoreGate;
  /** `OFF` only for tests: what was committed last may be lost with the machine's power. */
  synchronous?: 'FULL' | 'OFF';
  /** Free space wanted before writing goes on after a full disk. */
  minFreeBytes?: number;
}

/** Bytes that must fit before writing goes on after a full disk. */
const PROBE_BYTES = 262_144;

/** {@link Db} on one SQLite file: one writing connection, one reading connection, both of this process. */
export class SqliteDb implements Db {
  readonly dialect = 'sqlite';
  readonly path: string;
  readonly gate: StoreGate;
  readonly #writer: SqliteHandle;
  readonly #reader: SqliteHandle;
  readonly #reads: Kysely<unknown>;
  readonly #transactions: Transactions;
  #closed = false;

  constructor(options: SqliteDbOptions) {
    this.path = options.path;
    this.gate = options.gate ?? new StoreGate(options.clock, options.log);
    const synchronous = options.synchronous ?? 'FULL';
    try {
      this.#writer = openFile(options.path, synchronous);
      this.#reader = new SqliteHandle(options.path, { synchronous });
      this.#reader.exec('PRAGMA query_only = ON');
    } catch (thrown) {
      throw openFault(thrown, options.path);
    }
    const fault = (thrown: unknown): unknown => storeFault(thrown, this.path, this.gate);
    const readConnection = new SqliteConnection(this.#reader, fault);
    this.#reads = new Kysely({ dialect: sqliteDialect(readConnection) });
    this.#transactions = new Transactions({
      gate: this.gate,
      log: options.log,
      dialectOf: sqliteDialect,
      session: (guard) => {
        const connection = new SqliteConnection(this.#writer, fault, guard);
        const run = (sql: string): Promise<void> =>
          new Promise((resolve, reject) => {
            try {
              resolve(this.#writer.exec(sql));
            } catch (thrown) {
              reject(fault(thrown));
            }
          });
        return Promise.resolve({
          connection,
          begin: () => run('BEGIN IMMEDIATE'),
          commit: () => run('COMMIT'),
          // After SQLITE_FULL the database may have rolled back by itself.
          rollback: () => (this.#writer.raw.isTransaction ? run('ROLLBACK') : Promise.resolve()),
        });
      },
    });
    this.gate.addProbe(`db:${this.path}`, () => this.#probe(options.minFreeBytes ?? DEFAULT_MIN_FREE_BYTES));
  }

  read<T>(): Kysely<T> {
    return this.#reads as unknown as Kysely<T>;
  }

  transaction<R>(work: (tx: Tx) => Promise<R>): Promise<R> {
    return this.#transactions.run(work);
  }

  /**
   * A transaction for schema changes: foreign keys are checked at its end instead of at each statement, so that a table can
   * be rebuilt (https://sqlite.org/lang_altertable.html §7). @throws AppError `store.migration_failed` when one is broken
   */
  schemaTransaction<R>(work: (tx: Tx) => Promise<R>): Promise<R> {
    const checked = async (tx: Tx): Promise<R> => {
      const result = await work(tx);
      const broken = this.#writer.raw.prepare('PRAGMA foreign_key_check').all();
      if (broken.length > 0) {
        throw new AppError(
          'store.migration_failed',
          `The change leaves ${broken.length} rows that refer to missing rows.`,
        );
      }
      return result;
    };
    return this.#transactions.run(checked, {
      before: () => this.#writer.exec('PRAGMA foreign_keys = OFF'),
      after: () => this.#writer.exec('PRAGMA foreign_keys = ON'),
    });
  }

  /** Writes a consistent, compact copy while everything runs (VACUUM INTO). The target must not exist. */
  copyTo(target: string): Promise<void> {
    return this.#transactions.exclusively(async () => {
      try {
        mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
        closeSync(openSync(target, 'wx', 0o600));
        this.#reader.exec('PRAGMA query_only = OFF');
        this.#reader.raw.prepare('VACUUM INTO ?').run(target);
      } catch (thrown) {
        throw new AppError('store.copy_failed', `The database could not be copied to ${target}: ${errorText(thrown)}`, {
          remedy: 'Check that the folder is writable and has room for a copy.',
          cause: thrown,
        });
      } finally {
        this.#reader.exec('PRAGMA query_only = ON');
      }
    });
  }

  close(): Promise<void> {
    return this.#transactions.exclusively(async () => {
      if (this.#closed) return;
      this.#closed = true;
      this.gate.removeProbe(`db:${this.path}`);
      await this.#reads.destroy();
      this.#reader.close();
      this.#writer.close();
    });
  }

  /** Empties the write-ahead log, then writes and removes some pages: what a full disk refuses. */
  #probe(minFreeBytes: number): Promise<void> {
    return this.#transactions.exclusively(async () => {
      const writer = this.#writer;
      // Else the probe might fit into what the log holds already.
      writer.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      assertFreeSpace(dirname(this.path), minFreeBytes);
      try {
        writer.exec('BEGIN IMMEDIATE');
        writer.exec('CREATE TABLE IF NOT EXISTS store_probe (body blob)');
        writer.run('INSERT INTO store_probe (body) VALUES (?)', [new Uint8Array(PROBE_BYTES)]);
        writer.exec('COMMIT');
      } finally {
        if (writer.raw.isTransaction) writer.exec('ROLLBACK');
      }
      writer.exec('DROP TABLE store_probe');
    });
  }
}

/** Opens the transactional store on SQLite. @throws AppError `store.unwritable`, `store.corrupt`, `store.in_use` */
export function openSqliteDb(options: SqliteDbOptions): Promise<SqliteDb> {
  return new Promise((resolve) => {
    resolve(new SqliteDb(options));
  });
}

function openFile(path: string, synchronous: 'FULL' | 'OFF'): SqliteHandle {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // Made by us first, so that nobody else on the machine can read it (its -wal and -shm take over the mode).
  createPrivateFile(path);
  return new SqliteHandle(path, { synchronous });
}

function openFault(thrown: unknown, path: string): unknown {
  if (isCorrupt(thrown)) {
    return new AppError('store.corrupt', `${path} is damaged or no database: ${errorText(thrown)}`, {
      remedy: 'Restore the last backup with `breakwater restore`, or name another data folder.',
      cause: thrown,
    });
  }
  if (sqliteCode(thrown) === 5) {
    return new AppError('store.in_use', `${path} is being used by another program.`, {
      remedy: 'Stop the other program, or name another data folder.',
      cause: thrown,
    });
  }
  return unwritableError(path, thrown);
}
