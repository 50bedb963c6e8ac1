import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect as KyselyDialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely';
import { AppError } from '../../base/errors.ts';
import { FixedConnectionDriver } from './fixed-connection.ts';
import { withoutNul } from './sqlite-handle.ts';
import type { QueryGuard } from './transactions.ts';

/** What both `pg` and PGlite can do. */
export interface PostgresClient {
  query(text: string, values: unknown[]): Promise<{ rows: unknown[]; rowCount: number | null }>;
}

/** One PostgreSQL connection (or a pool of them, for single reads) as Kysely sees it. */
export class PostgresConnection implements DatabaseConnection {
  readonly #client: PostgresClient;
  readonly #fault: (thrown: unknown) => unknown;
  readonly #guard: QueryGuard | null;

  /** @param fault turns what the driver throws into what is to be thrown */
  constructor(client: PostgresClient, fault: (thrown: unknown) => unknown, guard: QueryGuard | null = null) {
    this.#client = client;
    this.#fault = fault;
    this.#guard = guard;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    try {
      this.#guard?.check();
      const { rows, rowCount } = await this.#client.query(query.sql, query.parameters.map(bindable));
      return { rows: rows as R[], numAffectedRows: BigInt(rowCount ?? 0) };
    } catch (thrown) {
      const fault = this.#fault(thrown);
      this.#guard?.failed(fault);
      throw fault;
    }
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query);
  }
}

/** A Kysely dialect over an open connection, which it neither opens nor closes. */
export function postgresDialect(connection: DatabaseConnection): KyselyDialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: (): Driver => new FixedConnectionDriver(connection),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createIntrospector: (db) => new PostgresIntrospector(db),
  };
}

/** Object ids of `bigint` and `numeric` (what `count` and `sum` give), which drivers would give as text. */
export const NUMBER_TYPE_OIDS = [20, 1700] as const;

/** Reads a `bigint` or `numeric`. @throws AppError `store.number_too_large` beyond what a JavaScript number holds exactly */
export function parseNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new AppError('store.number_too_large', `The database gave ${text}, which is larger than 2^53 − 1.`);
  }
  return value;
}

function bindable(value: unknown): unknown {
  if (typeof value === 'string') return withoutNul(value);
  if (value === null || typeof value === 'number' || typeof value === 'bigint') return value;
  if (value instanceof Uint8Array) return value;
  throw new TypeError(
    `a ${value === undefined ? 'missing value' : typeof value} cannot be stored: use 0/1, text or null`,
  );
}
