import { hostname } from 'node:os';
import { Client, type ClientConfig, type CustomTypesConfig, Pool, types as standardTypes } from 'pg';
import { AppError, errorText } from '../../base/errors.ts';
import type { Log } from '../log/log.ts';
import { NUMBER_TYPE_OIDS, parseNumber, type PostgresClient } from './postgres-dialect.ts';
import { isConnectionLost } from './store-errors.ts';

/** How {@link PostgresDb} reaches a server: one connection that writes, any number that read. */
export interface PostgresLink {
  /** The server and database for messages: never a password. */
  readonly place: string;
  /** The writing connection, made anew when it was lost. It alone holds the right to write. */
  writer(): Promise<PostgresClient>;
  readonly reader: PostgresClient;
  /** Lends a reading connection for several queries. */
  borrow<R>(use: (client: PostgresClient) => Promise<R>): Promise<R>;
  close(): Promise<void>;
}

export interface PostgresLinkOptions {
  /** `postgres://user:password@host:port/database?sslmode=…` */
  url: string;
  log: Log;
  /** Longest wait for a connection, milliseconds of real time. */
  connectTimeoutMs?: number;
  maxReaders?: number;
}

/** Advisory locks are per database; this key says "the one active Breakwater". */
const ACTIVE_LOCK = [0x4272_6561, 0x6b77_6174] as const;
const MIN_VERSION_NUM = 150_000;

const types: CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    (NUMBER_TYPE_OIDS as readonly number[]).includes(oid) ? parseNumber : standardTypes.getTypeParser(oid, format),
};

/**
 * A link by the `pg` driver. The writing connection holds an advisory lock as long as it lives, so that of two processes
 * one is refused, and a process that lost its connection cannot write behind the back of its successor.
 */
export function postgresLink(options: PostgresLinkOptions): PostgresLink {
  const place = placeOf(options.url);
  const settings: ClientConfig = {
    connectionString: options.url,
    types,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 10_000,
    keepAlive: true,
    application_name: `breakwater pid ${process.pid} on ${hostname()}`.slice(0, 63),
  };
  const pool = new Pool({ ...settings, max: options.maxReaders ?? 4 });
  pool.on('error', (thrown) => options.log.warn({ err: errorText(thrown) }, 'idle database connection lost'));
  let writer: Client | null = null;
  let closed = false;

  async function connect(): Promise<Client> {
    const client = new Client(settings);
    const lost = (thrown?: unknown): void => {
      if (writer !== client) return;
      writer = null;
      if (!closed) options.log.warn({ err: errorText(thrown ?? 'ended') }, 'database connection lost');
    };
    client.on('error', lost);
    client.on('end', () => lost());
    await client.connect();
    try {
      await becomeActive(client, place, options.log);
    } catch (thrown) {
      await client.end();
      throw thrown;
    }
    writer = client;
    return client;
  }

  return {
    place,
    writer: async () => {
      if (closed) throw new AppError('store.closed', 'The store has been closed.');
      return writer ?? connect();
    },
    reader: pool,
    borrow: async (use) => {
      const client = await pool.connect();
      try {
        return await use(client);
      } finally {
        client.release();
      }
    },
    close: async () => {
      closed = true;
      await pool.end();
      await writer?.end();
      writer = null;
    },
  };
}

async function becomeActive(client: Client, place: string, log: Log): Promise<void> {
  const { rows } = await client.query<Record<string, string>>(
    `select current_setting('server_version_num') as version_num, current_setting('server_version') as version,
       current_setting('server_encoding') as encoding, current_setting('fsync') as fsync,
       has_schema_privilege(current_schema(), 'create') as may_create`,
  );
  const server = rows[0] ?? {};
  if (Number(server['version_num']) < MIN_VERSION_NUM) {
    throw new AppError('store.postgres_too_old', `PostgreSQL ${server['version']} at ${place} is too old.`, {
      remedy: 'Use PostgreSQL 15 or newer.',
    });
  }
  if (server['encoding'] !== 'UTF8') {
    throw new AppError('store.postgres_encoding', `The database ${place} has the encoding ${server['encoding']}.`, {
      remedy: "Create it with: CREATE DATABASE breakwater TEMPLATE template0 ENCODING 'UTF8'.",
    });
  }
  if (String(server['may_create']) !== 'true') {
    throw new AppError('store.unwritable', `The user may not create tables in the database ${place}.`, {
      remedy: 'GRANT CREATE ON SCHEMA public to that user, or let it own the database.',
    });
  }
  if (server['fsync'] === 'off')
    log.warn({ place }, 'the server runs with fsync off: a power loss may damage the database');
  await client.query(
    "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'",
  );
  const lock = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1, $2) as got', [...ACTIVE_LOCK]);
  if (lock.rows[0]?.got !== true) throw await inUse(client, place);
}

async function inUse(client: Client, place: string): Promise<AppError> {
  const { rows } = await client.query<{ name: string; client: string | null }>(
    `select a.application_name as name, host(a.client_addr) as client from pg_locks l join pg_stat_activity a using (pid)
     where l.locktype = 'advisory' and l.granted and l.classid = $1 and l.objid = $2
       and l.database = (select oid from pg_database where datname = current_database()) limit 1`,
    [...ACTIVE_LOCK],
  );
  const holder = rows[0] ? ` (${rows[0].name}${rows[0].client === null ? '' : `, from ${rows[0].client}`})` : '';
  return new AppError('store.in_use', `The database ${place} is in use by another Breakwater${holder}.`, {
    remedy: 'Stop the other process, or give this one a database of its own.',
    retryable: true,
  });
}

/** @throws AppError `store.unreachable` in place of the driver's error when no connection can be made */
export function connectFault(thrown: unknown, place: string): unknown {
  if (thrown instanceof AppError) return thrown;
  const timeout = thrown instanceof Error && thrown.message.includes('timeout');
  if (!isConnectionLost(thrown) && !timeout && !isRefused(thrown)) return thrown;
  return new AppError('store.unreachable', `The database ${place} cannot be reached: ${errorText(thrown)}`, {
    remedy: 'Check the address, the user and its password, and that the server runs.',
    retryable: true,
    status: 503,
    cause: thrown,
  });
}

/** Class 28 (invalid authorization) and 3D000 (no such database). */
function isRefused(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && /^(?:28|3D)/u.test(String(thrown.code));
}

function placeOf(url: string): string {
  if (!URL.canParse(url)) return 'PostgreSQL';
  const { hostname: host, port, pathname } = new URL(url);
  return `${host}${port === '' ? '' : `:${port}`}${pathname}`;
}
