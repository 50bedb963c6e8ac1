import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Kysely, sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../base/clock.ts';
import { silentLog } from '../log/log.ts';
import { openDataDirectory } from './data-directory.ts';
import type { Migration, MigrationSet } from './db.ts';
import { migrate } from './migrate.ts';
import { openSqliteDb, type SqliteDb } from './sqlite-db.ts';
import { loadHold, releaseHold, setHold } from './store-state.ts';
import { mountSmallDisk } from './test-disk.ts';

interface Blobs {
  blobs: { id: string; body: Uint8Array };
}

const blobs: MigrationSet = {
  room: 'blobs',
  migrations: [
    {
      id: '0001-initial',
      up: (db) => db.schema.createTable('blobs').addColumn('id', 'text').addColumn('body', 'blob').execute(),
    },
  ],
};

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'breakwater-sqlite-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const open = (path = join(directory, 'db.sqlite')): Promise<SqliteDb> =>
  openSqliteDb({ path, clock: systemClock, log: silentLog, minFreeBytes: 2 ** 20 });

const put = (db: SqliteDb, id: string, sizeBytes: number): Promise<unknown> =>
  db.transaction((tx) =>
    tx
      .tables<Blobs>()
      .insertInto('blobs')
      .values({ id, body: new Uint8Array(sizeBytes).fill(7) })
      .execute(),
  );

const ids = async (db: SqliteDb): Promise<string[]> =>
  (await db.read<Blobs>().selectFrom('blobs').select('id').orderBy('id').execute()).map((row) => row.id);

describe('the store on a SQLite file', () => {
  it('is durable and guarded: WAL, synchronous FULL, foreign keys, readable by its owner only', async () => {
    const db = await open();
    await migrate(db, [blobs]);
    const pragma = (name: string): Promise<unknown> =>
      db.transaction(async (tx) => {
        const { rows } = await sql.raw<Record<string, unknown>>(`PRAGMA ${name}`).execute(tx.tables());
        return Object.values(rows[0] ?? {})[0];
      });
    expect([await pragma('journal_mode'), await pragma('synchronous'), await pragma('foreign_keys')]).toEqual([
      'wal',
      2,
      1,
    ]);
    expect(statSync(db.path).mode & 0o077).toBe(0);
    expect(statSync(`${db.path}-wal`).mode & 0o077).toBe(0);
    await db.close();
  });

  it('keeps what was committed when it is opened again', async () => {
    const first = await open();
    await migrate(first, [blobs]);
    await put(first, 'kept', 10);
    await first.close();
    const second = await open();
    expect(await migrate(second, [blobs])).toMatchObject({ applied: [] });
    expect(await ids(second)).toEqual(['kept']);
    await second.close();
  });

  it('says so when the file is no database', async () => {
    const path = join(directory, 'not.sqlite');
    writeFileSync(path, 'this is a letter, not a database. '.repeat(100));
    await expect(open(path)).rejects.toMatchObject({ code: 'store.corrupt' });
  });

  it('says so when the path cannot be written', async () => {
    writeFileSync(join(directory, 'file'), '');
    await expect(open(join(directory, 'file', 'db.sqlite'))).rejects.toMatchObject({ code: 'store.unwritable' });
  });

  it('copies itself while it is being written', async () => {
    const db = await open();
    await migrate(db, [blobs]);
    await put(db, 'a', 1000);
    const copyPath = join(directory, 'copies', 'copy.sqlite');
    await Promise.all([put(db, 'b', 1000), db.copyTo(copyPath), put(db, 'c', 1000)]);
    expect(await ids(db)).toEqual(['a', 'b', 'c']);
    const copy = await open(copyPath);
    expect(await ids(copy)).toEqual(['a', 'b']);
    await expect(db.copyTo(copyPath)).rejects.toMatchObject({ code: 'store.copy_failed' });
    await copy.close();
    await db.close();
  });

  it('rehearses a migration on a copy, which is gone afterwards whether it worked or not', async () => {
    const db = await open();
    await migrate(db, [blobs]);
    await put(db, 'kept', 10);
    const breaking: MigrationSet = {
      room: 'blobs',
      migrations: [
        ...blobs.migrations,
        { id: '0002-drop', up: (kysely) => kysely.schema.dropTable('blobs').execute() },
        { id: '0003-break', up: () => Promise.reject(new Error('broken step')) },
      ],
    };
    await expect(migrate(db, [breaking])).rejects.toMatchObject({ code: 'store.migration_failed' });
    // The first of the two steps alone would have dropped the table: it was tried on the copy only.
    expect(await ids(db)).toEqual(['kept']);
    expect(readdirSync(directory).filter((name) => name.includes('rehearsal'))).toEqual([]);
    await db.close();
  });

  it('rebuilds a table that others refer to, and refuses a rebuild that breaks a reference', async () => {
    const db = await open();
    const family: Migration = {
      id: '0001-initial',
      async up({ schema }) {
        await schema
          .createTable('parent')
          .addColumn('id', 'integer', (column) => column.primaryKey())
          .execute();
        await schema
          .createTable('child')
          .addColumn('parent_id', 'integer', (column) => column.references('parent.id'))
          .execute();
      },
    };
    await migrate(db, [{ room: 'family', migrations: [family] }]);
    await db.transaction(async (tx) => {
      const tables = tx.tables<{ parent: { id: number }; child: { parent_id: number } }>();
      await tables.insertInto('parent').values({ id: 1 }).execute();
      await tables.insertInto('child').values({ parent_id: 1 }).execute();
    });
    const rebuild = (keep: boolean): Migration => ({
      id: '0002-rebuild',
      async up(kysely) {
        const db = kysely as Kysely<Record<string, { id: number }>>;
        await db.schema
          .createTable('parent_new')
          .addColumn('id', 'integer', (column) => column.primaryKey())
          .execute();
        if (keep)
          await db.insertInto('parent_new').columns(['id']).expression(db.selectFrom('parent').select('id')).execute();
        await db.schema.dropTable('parent').execute();
        await db.schema.alterTable('parent_new').renameTo('parent').execute();
      },
    });
    await expect(migrate(db, [{ room: 'family', migrations: [family, rebuild(false)] }])).rejects.toMatchObject({
      code: 'store.migration_failed',
    });
    await migrate(db, [{ room: 'family', migrations: [family, rebuild(true)] }]);
    await db.close();
  });

  it('remembers that it is a restored copy until it is released', async () => {
    const db = await open();
    await migrate(db, []);
    await setHold(db, 'restored from a backup', systemClock);
    await loadHold(db, db.gate);
    expect(db.gate.storeMode()).toMatchObject({ mode: 'held', reason: 'restored from a backup' });
    await db.transaction((tx) => tx.next('live', 'writes-work-while-held'));
    await releaseHold(db, db.gate);
    expect(db.gate.storeMode()).toMatchObject({ mode: 'ok', reason: null });
    await loadHold(db, db.gate);
    expect(db.gate.held).toBe(false);
    await db.close();
  });
});

describe('a full disk', () => {
  it('turns the store read-only with a remedy, keeps it readable, and resumes by itself when there is room', async (test) => {
    const disk = mountSmallDisk(directory, 4);
    if (!disk) {
      test.skip('needs a right to mount');
      return;
    }
    const db = await open(join(disk.path, 'db.sqlite'));
    try {
      await migrate(db, [blobs]);
      await put(db, 'small', 100);
      writeFileSync(join(disk.path, 'ballast'), new Uint8Array(2 * 1024 * 1024));
      await expect(put(db, 'large', 3 * 1024 * 1024)).rejects.toMatchObject({
        code: 'store.read_only',
        status: 503,
        retryable: true,
      });
      expect(db.gate.storeMode()).toMatchObject({ mode: 'read-only' });
      expect(db.gate.storeMode().reason).toContain('full');
      await expect(put(db, 'tiny', 1)).rejects.toMatchObject({ code: 'store.read_only' });
      expect(await ids(db)).toEqual(['small']);

      disk.fill();
      expect(await db.gate.tryResume()).toBe(false);
      expect(db.gate.storeMode().mode).toBe('read-only');

      disk.empty();
      const modes: string[] = [];
      db.gate.onChange((mode) => modes.push(mode.mode));
      expect(await db.gate.tryResume()).toBe(true);
      expect(modes).toEqual(['ok']);
      await put(db, 'again', 100);
      expect(await ids(db)).toEqual(['again', 'small']);
    } finally {
      await db.close();
      disk.unmount();
    }
  });
});

describe('the data folder', () => {
  it('is refused to a second process, which is told the pid, and free again after SIGKILL', async () => {
    const data = join(directory, 'data');
    const script = `import { openDataDirectory } from ${JSON.stringify(new URL('data-directory.ts', import.meta.url).href)};
      openDataDirectory(${JSON.stringify(data)}, { now: () => 0 }); console.log('taken'); setTimeout(() => {}, 20000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    expect(() => openDataDirectory(data, systemClock)).toThrow(
      expect.objectContaining({
        code: 'store.in_use',
        message: expect.stringContaining(`process ${child.pid}`) as string,
      }),
    );
    child.kill('SIGKILL');
    await once(child, 'exit');
    const mine = openDataDirectory(data, systemClock);
    expect(statSync(data).mode & 0o077).toBe(0);
    expect(() => openDataDirectory(data, systemClock)).toThrow(expect.objectContaining({ code: 'store.in_use' }));
    mine.release();
    openDataDirectory(data, systemClock).release();
    expect(existsSync(join(data, 'breakwater.pid'))).toBe(false);
  });

  it('is refused when others may write in it, sticky or not, before anything is written there', (test) => {
    if (process.platform === 'win32') {
      test.skip('Windows has no such modes');
      return;
    }
    const data = join(directory, 'open');
    mkdirSync(data);
    for (const mode of [0o770, 0o702, 0o1777]) {
      chmodSync(data, mode);
      expect(() => openDataDirectory(data, systemClock), mode.toString(8)).toThrow(
        expect.objectContaining({ code: 'store.exposed', remedy: expect.stringContaining('chmod 700') as string }),
      );
    }
    expect(readdirSync(data)).toEqual([]);
    chmodSync(data, 0o755);
    openDataDirectory(data, systemClock).release();
  });

  it('is refused with a remedy when it cannot be written', () => {
    writeFileSync(join(directory, 'file'), '');
    expect(() => openDataDirectory(join(directory, 'file', 'data'), systemClock)).toThrow(
      expect.objectContaining({ code: 'store.unwritable', remedy: expect.stringContaining('--data') as string }),
    );
  });

  it('is refused when the user may not write there', (test) => {
    if (process.getuid?.() !== 0) {
      test.skip('needs root to become another user');
      return;
    }
    const script = `process.setgid(65534); process.setuid(65534);
      const { openDataDirectory } = await import(${JSON.stringify(new URL('data-directory.ts', import.meta.url).href)});
      try { openDataDirectory(${JSON.stringify(directory)}, { now: () => 0 }); console.log('opened'); } catch (e) { console.log(e.code); }`;
    const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(child.stdout.trim()).toBe('store.unwritable');
  });
});
