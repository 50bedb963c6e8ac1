import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../base/clock.ts';
import { silentLog } from '../log/log.ts';
import { migrate } from './migrate.ts';
import { openPostgresDb, PostgresDb } from './postgres-db.ts';
import type { PostgresClient } from './postgres-dialect.ts';
import type { StoreTables } from './tables.ts';
import { createTestDatabase } from './test-db.ts';
import { mountSmallDisk } from './test-disk.ts';

const SERVER = process.env['BREAKWATER_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';

async function answers(): Promise<boolean> {
  const client = new Client({ connectionString: SERVER, connectionTimeoutMillis: 1_000 });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    console.log('skipped: one active process on PostgreSQL (no server answers)');
    return false;
  }
}

/** Of this database only: the other tests of this run are on the same server. */
const END_ITS_CONNECTIONS = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and application_name like 'breakwater pid%'`;

const open = (url: string): Promise<PostgresDb> => openPostgresDb({ url, clock: systemClock, log: silentLog });

describe.runIf(await answers())('the store on a PostgreSQL server', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  beforeAll(async () => {
    database = await createTestDatabase(SERVER);
  });
  afterAll(() => database.drop());

  const backends = async (sql: string): Promise<void> => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query(sql);
    await client.end();
  };

  it('refuses a second process and names the first, then lets it in', async () => {
    const first = await open(database.url);
    await expect(open(database.url)).rejects.toMatchObject({
      code: 'store.in_use',
      message: expect.stringContaining(`pid ${process.pid}`) as string,
    });
    await first.close();
    await (await open(database.url)).close();
  });

  it('goes on by itself when the server ended its connection, and loses no committed row', async () => {
    const db = await open(database.url);
    onTestFinished(() => db.close());
    await migrate(db, []);
    expect(await db.transaction((tx) => tx.next('live', 'n'))).toBe(1);
    const cut = db.transaction(async (tx) => {
      await tx.next('live', 'n');
      await backends(END_ITS_CONNECTIONS);
      await tx.next('live', 'n');
    });
    await expect(cut).rejects.toMatchObject({ code: 'store.unreachable', retryable: true });
    expect(db.gate.storeMode().mode).toBe('ok');
    await expect.poll(() => db.transaction((tx) => tx.next('live', 'n')).catch(() => 0)).toBe(2);
  });

  it('does not write behind the back of a process that took over', async () => {
    const db = await open(database.url);
    onTestFinished(() => db.close());
    await migrate(db, []);
    await backends(END_ITS_CONNECTIONS);
    const other = new Client({ connectionString: database.url });
    await other.connect();
    await other.query('select pg_advisory_lock($1, $2)', [0x4272_6561, 0x6b77_6174]);
    await expect
      .poll(() => db.transaction((tx) => tx.next('live', 'm')).catch((thrown: unknown) => thrown))
      .toMatchObject({
        code: 'store.in_use',
      });
    await other.end();
    await expect.poll(() => db.transaction((tx) => tx.next('live', 'm')).catch(() => 0)).toBe(1);
  });

  it('says what is wrong when it cannot be reached, and keeps the password out of it', async () => {
    const wrong = new URL(SERVER);
    wrong.password = 'hunter2';
    wrong.port = '1';
    const fault = await open(wrong.href).catch((thrown: unknown) => thrown);
    expect(fault).toMatchObject({ code: 'store.unreachable' });
    expect((fault as Error).message).not.toContain('hunter2');
    const missing = new URL(SERVER);
    missing.pathname = '/no_such_database';
    await expect(open(missing.href)).rejects.toMatchObject({ code: 'store.unreachable' });
  });

  it('turns read-only on a full disk and goes on by itself when there is room', async (test) => {
    const folder = mkdtempSync(join(tmpdir(), 'breakwater-tablespace-'));
    chmodSync(folder, 0o755);
    const disk = mountSmallDisk(folder, 24);
    const owner = spawnSync('id', ['-u', 'postgres'], { encoding: 'utf8' });
    const space = `breakwater_test_${process.pid}`;
    const client = new Client({ connectionString: SERVER });
    await client.connect();
    onTestFinished(async () => {
      await client.query(`drop database if exists ${space} with (force)`);
      await client.query(`drop tablespace if exists ${space}`);
      await client.end();
      disk?.unmount();
      rmSync(folder, { recursive: true, force: true });
    });
    if (!disk || owner.status !== 0 || !new URL(SERVER).hostname.startsWith('127.')) {
      test.skip('needs root and a server on this machine');
      return;
    }
    const files = join(disk.path, 'files');
    mkdirSync(files, { mode: 0o700 });
    chownSync(files, Number(owner.stdout), Number(owner.stdout));
    await client.query(`create tablespace ${space} location '${files}'`);
    await client.query(`create database ${space} template template0 encoding 'UTF8' tablespace ${space}`);
    const url = new URL(SERVER);
    url.pathname = `/${space}`;
    const db = await open(url.href);
    try {
      await migrate(db, []);
      disk.fill();
      const write = (name: string): Promise<unknown> =>
        db.transaction(async (tx) => {
          const value = randomBytes(200_000).toString('base64');
          await tx.tables<StoreTables>().insertInto('store_state').values({ name, value, changed_at: 1 }).execute();
        });
      await expect(write('large')).rejects.toMatchObject({ code: 'store.read_only', status: 503 });
      expect(db.gate.storeMode().mode).toBe('read-only');
      expect(await db.gate.tryResume()).toBe(false);
      expect(await db.read<StoreTables>().selectFrom('schema_migration').selectAll().execute()).toHaveLength(1);
      disk.empty();
      expect(await db.gate.tryResume()).toBe(true);
      await write('again');
    } finally {
      await db.close();
    }
  });

  it('is refused a database whose texts are no UTF-8', async () => {
    const name = `breakwater_test_latin_${process.pid}`;
    const client = new Client({ connectionString: SERVER });
    await client.connect();
    onTestFinished(async () => {
      await client.query(`drop database if exists ${name} with (force)`);
      await client.end();
    });
    await client.query(`create database ${name} template template0 encoding 'LATIN1' lc_collate 'C' lc_ctype 'C'`);
    const url = new URL(SERVER);
    url.pathname = `/${name}`;
    await expect(open(url.href)).rejects.toMatchObject({ code: 'store.postgres_encoding' });
  });
});

describe('a full disk under PostgreSQL', () => {
  it('turns the store read-only, and resumes when a probe goes through', async () => {
    // SQLSTATE 53100 as a server answers it: for machines where no small disk can be mounted under a real one.
    let full = true;
    const client: PostgresClient = {
      query(text) {
        if (full && /^insert/iu.test(text)) {
          return Promise.reject(Object.assign(new Error('could not extend file'), { code: '53100' }));
        }
        return Promise.resolve({ rows: [{ value: 1 }], rowCount: 1 });
      },
    };
    const db = new PostgresDb(
      {
        place: 'test',
        writer: () => Promise.resolve(client),
        reader: client,
        borrow: (use) => use(client),
        close: () => Promise.resolve(),
      },
      { clock: systemClock, log: silentLog },
    );
    const write = (): Promise<number> => db.transaction((tx) => tx.next('live', 'n'));
    await expect(write()).rejects.toMatchObject({ code: 'store.read_only', status: 503 });
    await expect(write()).rejects.toMatchObject({ code: 'store.read_only' });
    expect(await db.gate.tryResume()).toBe(false);
    full = false;
    expect(await db.gate.tryResume()).toBe(true);
    expect(await write()).toBe(1);
    await db.close();
  });
});
