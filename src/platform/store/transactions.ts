import { AsyncLocalStorage } from 'node:async_hooks';
import { type DatabaseConnection, type Dialect as KyselyDialect, Kysely } from 'kysely';
import { AppError, errorText } from '../../base/errors.ts';
import type { Log } from '../log/log.ts';
import { committed } from './committed.ts';
import type { Tx } from './db.ts';
import { Mutex } from './mutex.ts';
import type { StoreGate } from './store-gate.ts';
import type { StoreTables } from './tables.ts';

/** One write transaction of a database, before anything has been run on it. */
export interface WriteSession {
  /** Must refuse queries once `ended()` is true. */
  connection: DatabaseConnection;
  begin(): Promise<void>;
  commit(): Promise<void>;
  /** Must not throw when the database has rolled back by itself. */
  rollback(): Promise<void>;
}

/** What a session's connection tells and asks before and after each query. */
export interface QueryGuard {
  /** Throws once the transaction has ended or one of its queries has failed. */
  check(): void;
  /** To be called when a query fails: as on PostgreSQL, nothing more can be done in this transaction. */
  failed(thrown: unknown): void;
}

export interface TransactionsOptions {
  gate: StoreGate;
  log: Log;
  dialectOf(connection: DatabaseConnection): KyselyDialect;
  session(guard: QueryGuard): Promise<WriteSession>;
}

/** What a transaction may need around it, under the same turn. */
export interface Around {
  before(): void;
  after(): void;
}

interface TransactionState {
  open: boolean;
  /** The first fault of a query in it. */
  fault: { thrown: unknown } | null;
}

/** The write side of a {@link Db}: one transaction at a time, in the order asked. */
export class Transactions {
  readonly #options: TransactionsOptions;
  readonly #mutex = new Mutex();
  readonly #current = new AsyncLocalStorage<TransactionState>();

  constructor(options: TransactionsOptions) {
    this.#options = options;
  }

  /** Runs work in a transaction of its own. See {@link Db.transaction}. */
  async run<R>(work: (tx: Tx) => Promise<R>, around?: Around): Promise<R> {
    if (this.#current.getStore()?.open) {
      throw new AppError(
        'store.nested_transaction',
        'A transaction was begun inside another one: it would wait for itself.',
        {
          remedy: 'Pass the outer transaction on.',
        },
      );
    }
    this.#options.gate.assertWritable();
    return this.exclusively(async () => {
      this.#options.gate.assertWritable();
      around?.before();
      try {
        return await this.#runNow(work);
      } finally {
        around?.after();
      }
    });
  }

  /** Runs work that no transaction may overlap: closing, copying, probing. */
  exclusively<R>(work: () => Promise<R>): Promise<R> {
    return this.#mutex.run(work);
  }

  async #runNow<R>(work: (tx: Tx) => Promise<R>): Promise<R> {
    const state: TransactionState = { open: true, fault: null };
    const session = await this.#options.session(guardOf(state));
    const kysely = new Kysely<StoreTables>({ dialect: this.#options.dialectOf(session.connection) });
    const afterCommit: (() => void)[] = [];
    const tx: Tx = {
      tables: <T>() => kysely as unknown as Kysely<T>,
      next: (tenantId, counter) => nextOf(kysely, tenantId, counter),
      afterCommit: (run) => void afterCommit.push(run),
    };
    await session.begin();
    let result: R;
    try {
      result = await this.#current.run(state, () => work(tx));
      if (state.fault) throw state.fault.thrown;
      state.open = false;
      await session.commit();
      committed.publish('state');
    } catch (thrown) {
      state.open = false;
      await this.#rollback(session);
      throw thrown;
    }
    for (const run of afterCommit) this.#afterCommit(run);
    return result;
  }

  async #rollback(session: WriteSession): Promise<void> {
    try {
      await session.rollback();
    } catch (thrown) {
      // The first fault is the one to tell; a lost connection has rolled back on the server.
      this.#options.log.warn({ err: errorText(thrown) }, 'rollback failed');
    }
  }

  #afterCommit(run: () => void): void {
    try {
      run();
    } catch (thrown) {
      // The commit stands: the caller must not take it for a failure.
      this.#options.log.error({ err: errorText(thrown) }, 'after-commit callback failed');
    }
  }
}

function guardOf(state: TransactionState): QueryGuard {
  return {
    check() {
      if (!state.open)
        throw new AppError('store.transaction_ended', 'A query was run on a transaction that has ended.');
      if (state.fault) {
        throw new AppError(
          'store.transaction_failed',
          'A query was run on a transaction in which another one had failed.',
          {
            remedy: 'Use `on conflict` instead of catching the error.',
            cause: state.fault.thrown,
          },
        );
      }
    },
    failed(thrown) {
      if (state.open) state.fault ??= { thrown };
    },
  };
}

async function nextOf(db: Kysely<StoreTables>, tenantId: string, counter: string): Promise<number> {
  const row = await db
    .insertInto('tenant_counter')
    .values({ tenant_id: tenantId, counter, value: 1 })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'counter']).doUpdateSet((eb) => ({ value: eb('tenant_counter.value', '+', 1) })),
    )
    .returning('value')
    .executeTakeFirstOrThrow();
  return row.value;
}
