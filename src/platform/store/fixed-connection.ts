import type { DatabaseConnection, Driver } from 'kysely';
import { AppError } from '../../base/errors.ts';

/** A Kysely driver that always gives the same connection. Transactions are begun by {@link Db.transaction} alone. */
export class FixedConnectionDriver implements Driver {
  readonly #connection: DatabaseConnection;

  constructor(connection: DatabaseConnection) {
    this.#connection = connection;
  }

  init(): Promise<void> {
    return Promise.resolve();
  }

  acquireConnection(): Promise<DatabaseConnection> {
    return Promise.resolve(this.#connection);
  }

  beginTransaction(): Promise<void> {
    return Promise.reject(notHere());
  }

  commitTransaction(): Promise<void> {
    return Promise.reject(notHere());
  }

  rollbackTransaction(): Promise<void> {
    return Promise.reject(notHere());
  }

  releaseConnection(): Promise<void> {
    return Promise.resolve();
  }

  destroy(): Promise<void> {
    return Promise.resolve();
  }
}

function notHere(): AppError {
  return new AppError('store.nested_transaction', 'Transactions are begun with Db.transaction, not with Kysely.');
}
