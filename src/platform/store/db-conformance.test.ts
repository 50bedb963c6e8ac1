import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { type Kysely, sql } from 'kysely';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../base/clock.ts';
import { silentLog } from '../log/log.ts';
import { bigintType, bytesType, realType, textKeyType } from './column-types.ts';
import type { Db, MigrationSet } from './db.ts';
import { migrate } from './migrate.ts';
import { NUMBER_TYPE_OIDS, parseNumber, type PostgresClient } from './postgres-dialect.ts';
import { openPostgresDb, PostgresDb } from './postgres-db.ts';
import { openSqliteDb } from './sqlite-db.ts';
import { isUniqueViolation } from './store-errors.ts';
import { createTestDatabase } from './test-db.ts';

const SERVER = process.env['BREAKWATER_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';

interface Tables {
  thing: {
    tenant_id: string;
    id: string;
    amount: number;
    share: number | null;
    body: Uint8Array | null;
    note: string | null;
  };
  part: { tenant_id: string; thing_id: string };
}

const things: MigrationSet = {
  room: 'things',
  migrations: [
    {
      id: '0001-initial',
      async up(db, dialect) {
        await db.schema
          .createTable('thing')
          .addColumn('tenant_id', textKeyType(dialect), (column) => column.notNull())
          .addColumn('id', textKeyType(dialect), (column) => column.notNull())
          .addColumn('amount', bigintType(dialect), (column) => column.notNull())
          .addColumn('share', realType(dialect))
          .addColumn('body', bytesType(dialect))
          .addColumn('note', 'text')
          .addPrimaryKeyConstraint('thing_pk', ['tenant_id', 'id'])
          .execute();
        await db.schema
          .createTable('part')
          .addColumn('tenant_id', textKeyType(dialect), (column) => column.notNull())
          .addColumn('thing_id', textKeyType(dialect), (column) => column.notNull())
          .addForeignKeyConstraint('part_thing_fk', ['tenant_id', 'thing_id'], 'thing', ['tenant_id', 'id'])
          .execute();
      },
    },
  ],
};

interface Opened {
  db: Db;
  close(): Promise<void>;
}

async function onSqlite(): Promise<Opened> {
  const directory = mkdtempSync(join(tmpdir(), 'breakwater-db-'));
  const db = await openSqliteDb({ path: join(directory, 'db.sqlite'), clock: systemClock, log: silentLog });
  return {
    db,
    close: async () => {
      await db.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function onPostgres(): Promise<Opened> {
  const { url, drop } = await createTestDatabase(SERVER);
  const db = await openPostgresDb({ url, clock: systemClock, log: silentLog });
  return {
    db,
    close: async () => {
      await db.close();
      await drop();
    },
  };
}

/** PGlite has one connection: reads from outside wait until the open transaction has ended. */
async function onPglite(): Promise<Opened> {
  const parsers = Object.fromEntries(NUMBER_TYPE_OIDS.map((oid) => [oid, parseNumber]));
  const lite = await PGlite.create({ parsers });
  let open = Promise.withResolvers<void>();
  open.resolve();
  const query: PostgresClient['query'] = async (text, values) => {
    const { rows, affectedRows } = await lite.query(text, values);
    return { rows, rowCount: affectedRows ?? 0 };
  };
  const writer: PostgresClient = {
    async query(text, values) {
      if (text === 'BEGIN') open = Promise.withResolvers<void>();
      const result = await query(text, values);
      if (text === 'COMMIT' || text === 'ROLLBACK') open.resolve();
      return result;
    },
  };
  const reader: PostgresClient = {
    async query(text, values) {
      await open.promise;
      return query(text, values);
    },
  };
  const db = new PostgresDb(
    {
      place: 'pglite',
      writer: () => Promise.resolve(writer),
      reader,
      borrow: (use) => use(writer),
      close: () => lite.close(),
    },
    { clock: systemClock, log: silentLog },
  );
  return { db, close: () => db.close() };
}

async function serverAnswers(): Promise<boolean> {
  const client = new Client({ connectionString: SERVER, connectionTimeoutMillis: 1_000 });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    console.log('skipped: the store on PostgreSQL (no server answers; name one by BREAKWATER_TEST_POSTGRES)');
    return false;
  }
}

function thing(id: string, amount = 1): Tables['thing'] {
  return { tenant_id: 'live', id, amount, share: null, body: null, note: null };
}

const engines: [string, () => Promise<Opened>][] = [
  ['SQLite', onSqlite],
  ['PGlite', onPglite],
];
if (await serverAnswers()) engines.push(['PostgreSQL', onPostgres]);

describe.each(engines)('the transactional store on %s', (_name, open) => {
  let opened: Opened;
  let db: Db;
  const read = (): Kysely<Tables> => db.read<Tables>();
  const insert = (row: Tables['thing']): Promise<unknown> =>
    db.transaction((tx) => tx.tables<Tables>().insertInto('thing').values(row).execute());
  const amountOf = async (id: string): Promise<number | undefined> =>
    (await read().selectFrom('thing').select('amount').where('id', '=', id).executeTakeFirst())?.amount;

  beforeAll(async () => {
    opened = await open();
    db = opened.db;
    await migrate(db, [things]);
  });
  afterAll(() => opened.close());

  it('gives back numbers, text, bytes and null as they were stored', async () => {
    const row = {
      ...thing('types', Number.MAX_SAFE_INTEGER),
      share: 0.25,
      body: Uint8Array.of(0, 255, 7),
      note: 'ü — 漢',
    };
    await insert(row);
    const back = await read().selectFrom('thing').selectAll().where('id', '=', 'types').executeTakeFirstOrThrow();
    expect({ ...back, body: [...(back.body ?? [])] }).toEqual({ ...row, body: [0, 255, 7] });
  });

  it('gives counts and sums as numbers', async () => {
    await insert(thing('sum-1', 40));
    await insert(thing('sum-2', 2));
    const row = await read()
      .selectFrom('thing')
      .where('id', 'like', 'sum-%')
      .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.sum<number>('amount').as('sum')])
      .executeTakeFirstOrThrow();
    expect({ ...row }).toEqual({ count: 2, sum: 42 });
  });

  it('refuses a number that JavaScript cannot hold instead of rounding it', async () => {
    await insert(thing('large', Number.MAX_SAFE_INTEGER));
    await expect(
      read()
        .selectFrom('thing')
        .select(sql<number>`amount + 10`.as('n'))
        .where('id', '=', 'large')
        .execute(),
    ).rejects.toThrow();
  });

  it('matches LIKE by case and sorts keys by their bytes', async () => {
    for (const id of ['sort-b', 'sort-A', 'sort-a', 'sort-É', 'sort-B']) await insert(thing(id));
    const like = await read().selectFrom('thing').select('id').where('id', 'like', 'sort-%').orderBy('id').execute();
    expect(like.map((row) => row.id)).toEqual(['sort-A', 'sort-B', 'sort-a', 'sort-b', 'sort-É']);
    expect(await read().selectFrom('thing').select('id').where('id', 'like', 'SORT-%').execute()).toEqual([]);
  });

  it('stores hostile text: NUL becomes a replacement character, quotes stay', async () => {
    await insert({ ...thing('hostile'), note: `a\0b'; drop table thing; --` });
    const row = await read().selectFrom('thing').select('note').where('id', '=', 'hostile').executeTakeFirstOrThrow();
    expect(row.note).toBe(`a\u{FFFD}b'; drop table thing; --`);
  });

  it('refuses booleans and missing values rather than storing something else', async () => {
    await expect(insert({ ...thing('bool'), amount: true as unknown as number })).rejects.toThrow(
      'boolean cannot be stored',
    );
    expect(await amountOf('bool')).toBeUndefined();
  });

  it('shows a transaction to nobody before it commits, then to everybody', async () => {
    const inside = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    const writing = db.transaction(async (tx) => {
      await tx.tables<Tables>().insertInto('thing').values(thing('isolated', 5)).execute();
      inside.resolve();
      await go.promise;
    });
    await inside.promise;
    // PGlite has one connection: its readers would wait for the transaction.
    if (_name !== 'PGlite') expect(await amountOf('isolated')).toBeUndefined();
    go.resolve();
    await writing;
    expect(await amountOf('isolated')).toBe(5);
  });

  it('takes everything back when work throws, and runs afterCommit only after a commit', async () => {
    const ran: string[] = [];
    await expect(
      db.transaction(async (tx) => {
        await tx.tables<Tables>().insertInto('thing').values(thing('rolled-back')).execute();
        tx.afterCommit(() => ran.push('never'));
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await amountOf('rolled-back')).toBeUndefined();
    await db.transaction(async (tx) => {
      tx.afterCommit(() => ran.push('after'));
      tx.afterCommit(() => {
        throw new Error('a listener that fails does not undo the commit');
      });
      await tx.tables<Tables>().insertInto('thing').values(thing('committed')).execute();
      ran.push('inside');
    });
    expect(ran).toEqual(['inside', 'after']);
    expect(await amountOf('committed')).toBe(1);
  });

  it('serialises transactions: a read-modify-write loses nothing', async () => {
    await insert(thing('account', 0));
    const add = (): Promise<void> =>
      db.transaction(async (tx) => {
        const row = await tx
          .tables<Tables>()
          .selectFrom('thing')
          .select('amount')
          .where('id', '=', 'account')
          .executeTakeFirstOrThrow();
        await tx
          .tables<Tables>()
          .updateTable('thing')
          .set({ amount: row.amount + 1 })
          .where('id', '=', 'account')
          .execute();
      });
    await Promise.all(Array.from({ length: 25 }, add));
    expect(await amountOf('account')).toBe(25);
  });

  it('counts per tenant and name without gaps, also across a rollback', async () => {
    const next = (tenant: string, counter: string): Promise<number> => db.transaction((tx) => tx.next(tenant, counter));
    expect([
      await next('live', 'n'),
      await next('live', 'n'),
      await next('rehearsal', 'n'),
      await next('live', 'm'),
    ]).toEqual([1, 2, 1, 1]);
    await expect(
      db.transaction(async (tx) => {
        await tx.next('live', 'n');
        throw new Error('back');
      }),
    ).rejects.toThrow('back');
    expect(await next('live', 'n')).toBe(3);
  });

  it('refuses a transaction inside a transaction instead of waiting for ever', async () => {
    await expect(db.transaction(() => db.transaction(() => Promise.resolve()))).rejects.toMatchObject({
      code: 'store.nested_transaction',
    });
    await expect(db.transaction((tx) => tx.next('live', 'after-nested'))).resolves.toBe(1);
  });

  it('refuses a query on a transaction that has ended', async () => {
    const kept = await db.transaction((tx) => Promise.resolve(tx.tables<Tables>()));
    await expect(kept.insertInto('thing').values(thing('late')).execute()).rejects.toMatchObject({
      code: 'store.transaction_ended',
    });
    expect(await amountOf('late')).toBeUndefined();
  });

  it('ends a transaction in which a query failed, even when the error is caught', async () => {
    await insert(thing('unique'));
    let caught: unknown;
    const work = db.transaction(async (tx) => {
      const things = tx.tables<Tables>();
      await things.insertInto('thing').values(thing('beside')).execute();
      await things
        .insertInto('thing')
        .values(thing('unique'))
        .execute()
        .catch((thrown: unknown) => {
          caught = thrown;
        });
    });
    await expect(work).rejects.toThrow(/unique/iu);
    expect(isUniqueViolation(caught)).toBe(true);
    expect(await amountOf('beside')).toBeUndefined();
  });

  it('enforces foreign keys', async () => {
    await expect(
      db.transaction((tx) =>
        tx.tables<Tables>().insertInto('part').values({ tenant_id: 'live', thing_id: 'nobody' }).execute(),
      ),
    ).rejects.toThrow(/foreign key/iu);
  });

  it('tells how many rows an update and a delete met', async () => {
    await insert(thing('many-1'));
    await insert(thing('many-2'));
    const [updated, deleted] = await db.transaction(async (tx) => [
      await tx
        .tables<Tables>()
        .updateTable('thing')
        .set({ amount: 9 })
        .where('id', 'like', 'many-%')
        .executeTakeFirstOrThrow(),
      await tx.tables<Tables>().deleteFrom('thing').where('id', '=', 'many-1').executeTakeFirstOrThrow(),
    ]);
    expect([updated?.numUpdatedRows, deleted?.numDeletedRows]).toEqual([2n, 1n]);
  });

  it('applies a migration once, adds later ones, and names what it did', async () => {
    const grown: MigrationSet = {
      ...things,
      migrations: [
        ...things.migrations,
        { id: '0002-colour', up: (kysely) => kysely.schema.alterTable('thing').addColumn('colour', 'text').execute() },
      ],
    };
    const backups: string[] = [];
    const backup = (): Promise<string> => {
      backups.push('made');
      return Promise.resolve('/backups/before');
    };
    expect(await migrate(db, [things], { backup })).toEqual({ applied: [], backupPath: null });
    expect(await migrate(db, [grown], { backup, appVersion: '9.9.9' })).toEqual({
      applied: [{ room: 'things', id: '0002-colour' }],
      backupPath: '/backups/before',
    });
    expect(backups).toEqual(['made']);
    await expect(migrate(db, [things])).rejects.toMatchObject({
      code: 'store.schema_newer',
      message: expect.stringContaining('Breakwater 9.9.9') as string,
      remedy: expect.stringContaining('breakwater restore') as string,
    });
  });

  it('leaves everything as it was when a migration fails half-way', async () => {
    const failing: MigrationSet = {
      room: 'failing',
      migrations: [
        { id: '0001-good', up: (kysely) => kysely.schema.createTable('good').addColumn('id', 'text').execute() },
        {
          id: '0002-bad',
          async up(kysely) {
            await kysely.schema.createTable('half').addColumn('id', 'text').execute();
            await sql`insert into no_such_table values (1)`.execute(kysely);
          },
        },
      ],
    };
    const grown: MigrationSet = {
      ...things,
      migrations: [...things.migrations, { id: '0002-colour', up: () => Promise.resolve() }],
    };
    await expect(migrate(db, [grown, failing])).rejects.toMatchObject({
      code: 'store.migration_failed',
      message: expect.stringContaining('failing/0002-bad') as string,
    });
    for (const table of ['half', 'good'])
      await expect(sql`select * from ${sql.table(table)}`.execute(read())).rejects.toThrow();
    expect(await amountOf('unique')).toBe(1);
  });
});
