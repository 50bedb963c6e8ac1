import { rmSync } from 'node:fs';
import { type Kysely, sql } from 'kysely';
import { type Clock, systemClock } from '../../base/clock.ts';
import { AppError, errorText } from '../../base/errors.ts';
import { type Log, silentLog } from '../log/log.ts';
import type { Db, Migration, MigrationSet, Tx } from './db.ts';
import { bigintType, textKeyType } from './column-types.ts';
import { storeMigrations } from './migrations.ts';
import { SqliteDb } from './sqlite-db.ts';
import type { StoreTables } from './tables.ts';

export interface MigrateOptions {
  /** Makes a backup and gives where it lies. Called before an existing schema is changed, never for a fresh store. */
  backup?: () => Promise<string>;
  /** Written beside each step, so that an older program can name the version it needs. */
  appVersion?: string;
  clock?: Clock;
  log?: Log;
}

export interface MigrateResult {
  applied: { room: string; id: string }[];
  backupPath: string | null;
}

interface Step {
  room: string;
  migration: Migration;
}

/**
 * Brings the schema up to what this program knows. An existing SQLite store is backed up, then the change is rehearsed on a
 * copy; on PostgreSQL all steps are one transaction. Either way a failure leaves the data as it was.
 * @throws AppError `store.schema_newer` when the data was written by a newer program, `store.migration_failed`
 */
export async function migrate(
  db: Db,
  sets: readonly MigrationSet[],
  options: MigrateOptions = {},
): Promise<MigrateResult> {
  const all = [storeMigrations, ...sets];
  const applied = await appliedSteps(db);
  refuseNewer(all, applied);
  const pending = pendingSteps(all, applied);
  if (pending.length === 0) return { applied: [], backupPath: null };
  let backupPath: string | null = null;
  if (applied.length > 0) {
    if (options.backup) backupPath = await options.backup();
    if (db instanceof SqliteDb) await rehearse(db, pending, options);
  }
  await apply(db, pending, options);
  // A fresh store is no news.
  options.log?.[applied.length === 0 ? 'debug' : 'info']({ steps: pending.length, backupPath }, 'schema migrated');
  return { applied: pending.map(({ room, migration }) => ({ room, id: migration.id })), backupPath };
}

async function appliedSteps(db: Db): Promise<StoreTables['schema_migration'][]> {
  const read = db.read<StoreTables>();
  const found =
    db.dialect === 'sqlite'
      ? await sql`select 1 from sqlite_master where type = 'table' and name = 'schema_migration'`.execute(read)
      : await sql`select 1 from pg_tables where schemaname = current_schema() and tablename = 'schema_migration'`.execute(
          read,
        );
  if (found.rows.length === 0) return [];
  return read.selectFrom('schema_migration').selectAll().orderBy('room').orderBy('id').execute();
}

function refuseNewer(sets: readonly MigrationSet[], applied: readonly StoreTables['schema_migration'][]): void {
  const known = new Set(sets.flatMap((set) => set.migrations.map((migration) => `${set.room}/${migration.id}`)));
  const unknown = applied.filter((row) => !known.has(`${row.room}/${row.id}`));
  const newest = unknown.toSorted((a, b) => a.applied_at - b.applied_at).at(-1);
  if (!newest) return;
  throw new AppError(
    'store.schema_newer',
    `The data was written by Breakwater ${newest.app_version}, which this program is older than (step ${newest.room}/${newest.id}).`,
    {
      remedy: `Run Breakwater ${newest.app_version} or newer, or go back to the backup made before the update with \`breakwater restore\`.`,
      details: { steps: unknown.map((row) => `${row.room}/${row.id}`) },
    },
  );
}

function pendingSteps(sets: readonly MigrationSet[], applied: readonly StoreTables['schema_migration'][]): Step[] {
  const done = new Set(applied.map((row) => `${row.room}/${row.id}`));
  const steps: Step[] = [];
  for (const set of sets) {
    let last = '';
    let gap = false;
    for (const migration of set.migrations) {
      if (migration.id <= last) {
        throw new AppError(
          'store.migration_failed',
          `Migration ${set.room}/${migration.id} does not sort after ${last}.`,
        );
      }
      last = migration.id;
      const isDone = done.has(`${set.room}/${migration.id}`);
      if (isDone && gap) {
        throw new AppError(
          'store.migration_failed',
          `Migration ${set.room}/${migration.id} ran before an earlier one of its room.`,
        );
      }
      if (isDone) continue;
      gap = true;
      steps.push({ room: set.room, migration });
    }
  }
  return steps;
}

/** All steps on a copy beside the original, which is removed again: what fails here has changed nothing. */
async function rehearse(db: SqliteDb, steps: readonly Step[], options: MigrateOptions): Promise<void> {
  const copyPath = `${db.path}.rehearsal`;
  removeDatabase(copyPath);
  try {
    await db.copyTo(copyPath);
    const copy = new SqliteDb({
      path: copyPath,
      clock: options.clock ?? systemClock,
      log: options.log ?? silentLog,
      synchronous: 'OFF',
    });
    try {
      await apply(copy, steps, options);
    } finally {
      await copy.close();
    }
  } finally {
    removeDatabase(copyPath);
  }
}

function removeDatabase(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
}

async function apply(db: Db, steps: readonly Step[], options: MigrateOptions): Promise<void> {
  if (db instanceof SqliteDb) {
    for (const step of steps) await db.schemaTransaction((tx) => applySteps(db, tx, [step], options));
    return;
  }
  await db.transaction((tx) => applySteps(db, tx, steps, options));
}

async function applySteps(db: Db, tx: Tx, steps: readonly Step[], options: MigrateOptions): Promise<void> {
  const tables = tx.tables<StoreTables>();
  await createMigrationTable(db, tables);
  for (const { room, migration } of steps) {
    try {
      await migration.up(tx.tables<unknown>(), db.dialect);
    } catch (thrown) {
      if (thrown instanceof AppError && thrown.code === 'store.read_only') throw thrown;
      throw new AppError('store.migration_failed', `Migration ${room}/${migration.id} failed: ${errorText(thrown)}`, {
        remedy: 'Nothing was changed. Run the version before, and report this with the message above.',
        cause: thrown,
      });
    }
    await tables
      .insertInto('schema_migration')
      .values({
        room,
        id: migration.id,
        applied_at: (options.clock ?? systemClock).now(),
        app_version: options.appVersion ?? '0.0.0',
      })
      .execute();
  }
}

async function createMigrationTable(db: Db, tables: Kysely<StoreTables>): Promise<void> {
  await tables.schema
    .createTable('schema_migration')
    .ifNotExists()
    .addColumn('room', textKeyType(db.dialect), (column) => column.notNull())
    .addColumn('id', textKeyType(db.dialect), (column) => column.notNull())
    .addColumn('applied_at', bigintType(db.dialect), (column) => column.notNull())
    .addColumn('app_version', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('schema_migration_pk', ['room', 'id'])
    .execute();
}
