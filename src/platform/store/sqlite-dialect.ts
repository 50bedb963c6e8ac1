import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect as KyselyDialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { FixedConnectionDriver } from './fixed-connection.ts';
import type { SqliteHandle } from './sqlite-handle.ts';
import type { QueryGuard } from './transactions.ts';

/** One node:sqlite connection as Kysely sees it. */
export class SqliteConnection implements DatabaseConnection {
  readonly #handle: SqliteHandle;
  readonly #fault: (thrown: unknown) => unknown;
  readonly #guard: QueryGuard | null;

  /** @param fault turns what SQLite throws into what is to be thrown */
  constructor(handle: SqliteHandle, fault: (thrown: unknown) => unknown, guard: QueryGuard | null = null) {
    this.#handle = handle;
    this.#fault = fault;
    this.#guard = guard;
  }

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    // Rejects rather than throws, like a database behind a socket.
    return new Promise((resolve, reject) => {
      try {
        this.#guard?.check();
        const { rows, changes, lastInsertRowid } = this.#handle.run(query.sql, query.parameters);
        resolve({ rows: rows as R[], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) });
      } catch (thrown) {
        const fault = this.#fault(thrown);
        this.#guard?.failed(fault);
        reject(fault);
      }
    });
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query);
  }
}

/** One statement at a time is what a synchronous connection does anyway: Kysely need not queue. */
class DirectSqliteAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/** A Kysely dialect over one open connection, which it neither opens nor closes. */
export function sqliteDialect(connection: DatabaseConnection): KyselyDialect {
  return {
    createAdapter: () => new DirectSqliteAdapter(),
    createDriver: (): Driver => new FixedConnectionDriver(connection),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
}
