import { Kysely } from 'kysely';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../log/log.ts';
import type { Db, Tx } from './db.ts';
import { type PostgresClient, PostgresConnection, postgresDialect } from './postgres-dialect.ts';
import { connectFault, type PostgresLink, postgresLink } from './postgres-link.ts';
import { storeFault } from './store-errors.ts';
import { StoreGate } from './store-gate.ts';
import { Transactions } from './transactions.ts';

export interface PostgresDbOptions {
  clock: Clock;
  log: Log;
  /** Shared with the event store; made here when absent. */
  gate?: StoreGate;
}

/** Bytes that must fit before writing goes on after a full disk. */
const PROBE_BYTES = 262_144;

/** {@link Db} on PostgreSQL: one writing connection, which holds the lock of the one active process, and a pool that reads. */
export class PostgresDb implements Db {
  readonly dialect = 'postgres';
  readonly place: string;
  readonly gate: StoreGate;
  readonly #link: PostgresLink;
  readonly #reads: Kysely<unknown>;
  readonly #transactions: Transactions;
  #closed = false;

  constructor(link: PostgresLink, options: PostgresDbOptions) {
    this.place = link.place;
    this.gate = options.gate ?? new StoreGate(options.clock, options.log);
    this.#link = link;
    const fault = (thrown: unknown): unknown => connectFault(storeFault(thrown, link.place, this.gate), link.place);
    this.#reads = new Kysely({ dialect: postgresDialect(new PostgresConnection(link.reader, fault)) });
    this.#transactions = new Transactions({
      gate: this.gate,
      log: options.log,
      dialectOf: postgresDialect,
      session: async (guard) => {
        const client = await this.#writer(fault);
        const run = async (sql: string): Promise<void> => {
          try {
            await client.query(sql, []);
          } catch (thrown) {
            throw fault(thrown);
          }
        };
        return {
          connection: new PostgresConnection(client, fault, guard),
          begin: () => run('BEGIN'),
          commit: () => run('COMMIT'),
          rollback: () => run('ROLLBACK'),
        };
      },
    });
    this.gate.addProbe(`db:${this.place}`, () => this.#probe());
  }

  read<T>(): Kysely<T> {
    return this.#reads as unknown as Kysely<T>;
  }

  transaction<R>(work: (tx: Tx) => Promise<R>): Promise<R> {
    return this.#transactions.run(work);
  }

  /** Runs work on one snapshot of the whole database while everything else goes on, on a connection of its own. For backups. */
  snapshot<R>(work: (client: PostgresClient) => Promise<R>): Promise<R> {
    return this.#link.borrow(async (client) => {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', []);
      try {
        return await work(client);
      } finally {
        await client.query('ROLLBACK', []);
      }
    });
  }

  /** Runs work in one transaction on the writing connection itself, for what Kysely has no words for. For restores. */
  exclusive<R>(work: (client: PostgresClient) => Promise<R>): Promise<R> {
    return this.#transactions.exclusively(async () => {
      const client = await this.#link.writer();
      await client.query('BEGIN', []);
      try {
        const result = await work(client);
        await client.query('COMMIT', []);
        return result;
      } catch (thrown) {
        await client.query('ROLLBACK', []);
        throw thrown;
      }
    });
  }

  close(): Promise<void> {
    return this.#transactions.exclusively(async () => {
      if (this.#closed) return;
      this.#closed = true;
      this.gate.removeProbe(`db:${this.place}`);
      await this.#link.close();
    });
  }

  async #writer(fault: (thrown: unknown) => unknown): Promise<PostgresClient> {
    try {
      return await this.#link.writer();
    } catch (thrown) {
      throw fault(thrown);
    }
  }

  #probe(): Promise<void> {
    return this.#transactions.exclusively(async () => {
      const client = await this.#link.writer();
      await client.query('create table if not exists store_probe (body bytea)', []);
      await client.query('insert into store_probe (body) values ($1)', [Buffer.alloc(PROBE_BYTES, 'probe')]);
      await client.query('drop table store_probe', []);
    });
  }
}

/**
 * Opens the transactional store on PostgreSQL 15 or newer and takes the lock of the one active process.
 * @throws AppError `store.unreachable`, `store.in_use`, `store.postgres_too_old`, `store.postgres_encoding`, `store.unwritable`
 */
export async function openPostgresDb(
  options: PostgresDbOptions & { url: string; maxReaders?: number },
): Promise<PostgresDb> {
  const link = postgresLink(options);
  const db = new PostgresDb(link, options);
  try {
    await link.writer();
  } catch (thrown) {
    await link.close();
    throw connectFault(thrown, link.place);
  }
  return db;
}
