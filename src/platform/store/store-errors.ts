import { AppError, errorText } from '../../base/errors.ts';
import { readOnlyError, type StoreGate } from './store-gate.ts';

/** Primary result codes of SQLite (https://sqlite.org/rescode.html); the low byte of an extended one. */
const SQLITE = { busy: 5, readonly: 8, ioerr: 10, corrupt: 11, full: 13, cantopen: 14, notadb: 26 } as const;

/** Extended I/O errors that mean "this disk takes no more": write, fsync, truncate, shared-memory size, dir fsync, close. */
const WRITE_IOERRS = new Set([778, 1034, 1290, 1546, 4106, 4618, 4874]);

/** Constraint errors: primary key, unique, rowid. */
const SQLITE_UNIQUE = new Set([1555, 2067, 2579]);

/** PostgreSQL (appendix A): disk full, could not extend file, read-only transaction (a standby). */
const POSTGRES_UNWRITABLE = new Set(['53100', '58030', '25006']);
const POSTGRES_GONE = new Set(['57P01', '57P02', '57P03', '08000', '08001', '08003', '08004', '08006', '53300']);
const SOCKET_GONE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
]);
const FILE_UNWRITABLE = new Set(['ENOSPC', 'EDQUOT', 'EROFS']);

/** The extended SQLite result code of an error of node:sqlite, or null when it is none. */
export function sqliteCode(thrown: unknown): number | null {
  if (!(thrown instanceof Error) || !('errcode' in thrown)) return null;
  return typeof thrown.errcode === 'number' ? thrown.errcode : null;
}

/** The `code` of an error of Node or of PostgreSQL (SQLSTATE), or null. */
export function errorCode(thrown: unknown): string | null {
  if (!(thrown instanceof Error) || !('code' in thrown)) return null;
  return typeof thrown.code === 'string' ? thrown.code : null;
}

/** True when a row with the same unique key is there already, on either database. */
export function isUniqueViolation(thrown: unknown): boolean {
  return SQLITE_UNIQUE.has(sqliteCode(thrown) ?? 0) || errorCode(thrown) === '23505';
}

/** True when another process holds a lock of SQLite's. */
export function isBusy(thrown: unknown): boolean {
  return ((sqliteCode(thrown) ?? 0) & 0xff) === SQLITE.busy;
}

/** True when the disk, its quota or a read-only mount refuses writes. */
export function isUnwritable(thrown: unknown): boolean {
  const code = sqliteCode(thrown);
  if (code !== null) {
    const primary = code & 0xff;
    return primary === SQLITE.full || primary === SQLITE.readonly || WRITE_IOERRS.has(code);
  }
  const name = errorCode(thrown);
  return name !== null && (FILE_UNWRITABLE.has(name) || POSTGRES_UNWRITABLE.has(name));
}

/** The error for a place that cannot be written at the start, with the remedy for its cause. */
export function unwritableError(what: string, thrown: unknown): AppError {
  const code = errorCode(thrown);
  const full = code === 'ENOSPC' || code === 'EDQUOT' || ((sqliteCode(thrown) ?? 0) & 0xff) === SQLITE.full;
  return new AppError('store.unwritable', `${what} cannot be written: ${errorText(thrown)}`, {
    remedy: full
      ? 'Free space on the disk that holds the data, or move it to a larger one.'
      : 'Give the user that runs Breakwater write permission, or name another folder with --data.',
    cause: thrown,
  });
}

/** True when a file is damaged or no database at all. */
export function isCorrupt(thrown: unknown): boolean {
  const primary = (sqliteCode(thrown) ?? 0) & 0xff;
  return primary === SQLITE.corrupt || primary === SQLITE.notadb;
}

/** True when the connection to a PostgreSQL server is gone or could not be made. */
export function isConnectionLost(thrown: unknown): boolean {
  const name = errorCode(thrown);
  if (name !== null && (POSTGRES_GONE.has(name) || SOCKET_GONE.has(name))) return true;
  return (
    thrown instanceof Error && /^Connection terminated|^Client has encountered a connection error/u.test(thrown.message)
  );
}

/**
 * What to throw for a fault of a database: the gate is closed when the disk is full, a damaged file and a lost server get their
 * own codes, everything else (a constraint, a wrong query) is passed on as it is.
 * @param place what was worked on, e.g. the path of the file
 */
export function storeFault(thrown: unknown, place: string, gate: StoreGate): unknown {
  if (thrown instanceof AppError) return thrown;
  if (isUnwritable(thrown)) {
    const reason = `${errorText(thrown)} (${place})`;
    gate.enterReadOnly(reason);
    return readOnlyError(reason, thrown);
  }
  if (isCorrupt(thrown)) {
    return new AppError('store.corrupt', `The database file ${place} is damaged: ${errorText(thrown)}`, {
      remedy: 'Stop Breakwater and restore the last backup with `breakwater restore`.',
      cause: thrown,
    });
  }
  if (isConnectionLost(thrown)) {
    return new AppError('store.unreachable', `The database ${place} cannot be reached: ${errorText(thrown)}`, {
      remedy: 'Check that the server runs and accepts connections; Breakwater tries again by itself.',
      retryable: true,
      status: 503,
      cause: thrown,
    });
  }
  return thrown;
}
