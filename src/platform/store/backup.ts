import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Clock, systemClock } from '../../base/clock.ts';
import { AppError, errorText } from '../../base/errors.ts';
import {
  type BackupManifest,
  describeFiles,
  EVENTS_FOLDER,
  MANIFEST_FILE,
  STATE_FILE,
  STATE_FOLDER,
} from './backup-manifest.ts';
import type { Db } from './db.ts';
import type { EventStore } from './event-store.ts';
import { PostgresDb } from './postgres-db.ts';
import { dumpTables } from './postgres-dump.ts';
import { SqliteDb } from './sqlite-db.ts';
import { syncFile } from './sync-file.ts';
import type { StoreTables } from './tables.ts';

export interface BackupOptions {
  db: Db;
  /** Left out before a migration, which does not touch events. */
  events: EventStore | null;
  /** A folder that does not exist yet, or is empty. */
  to: string;
  clock?: Clock;
  appVersion?: string;
}

export interface BackupResult {
  directory: string;
  sizeBytes: number;
  files: number;
}

/**
 * Writes a consistent copy of everything but the sealing key, while the program runs. The state is copied first and the
 * events after it: events that the state does not know yet are judged again after a restore, the other way round they would
 * be missing. The folder appears under its name only when it is whole.
 * @throws AppError `store.backup_exists`, `store.copy_failed`
 */
export async function createBackup(options: BackupOptions): Promise<BackupResult> {
  const directory = resolve(options.to);
  if (!isAbsentOrEmpty(directory)) {
    throw new AppError('store.backup_exists', `${directory} exists and is not empty.`, {
      remedy: 'Name a folder that does not exist yet.',
      status: 409,
    });
  }
  const partial = join(dirname(directory), `.${Math.floor(Math.random() * 2 ** 32).toString(36)}.backup-partial`);
  try {
    mkdirSync(partial, { recursive: true, mode: 0o700 });
    await copyState(options.db, partial);
    if (options.events) await options.events.copyTo(join(partial, EVENTS_FOLDER));
    const manifest = await describe(options, partial);
    const path = join(partial, MANIFEST_FILE);
    writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600, flush: true });
    syncFile(partial);
    rmSync(directory, { recursive: true, force: true });
    renameSync(partial, directory);
    syncFile(dirname(directory));
    const sizeBytes = manifest.files.reduce(
      (sum, file) => sum + file.sizeBytes,
      statSync(join(directory, MANIFEST_FILE)).size,
    );
    return { directory, sizeBytes, files: manifest.files.length + 1 };
  } catch (thrown) {
    rmSync(partial, { recursive: true, force: true });
    if (thrown instanceof AppError) throw thrown;
    throw new AppError('store.copy_failed', `The backup could not be written to ${directory}: ${errorText(thrown)}`, {
      remedy: 'Check that the disk has room and that the folder above it can be written.',
      cause: thrown,
    });
  }
}

/** A backup of the state alone, as `breakwater restore` takes it: what is made before a migration. @returns its folder */
export async function backupDatabase(
  db: Db,
  to: string,
  options: { clock?: Clock; appVersion?: string } = {},
): Promise<string> {
  return (await createBackup({ db, events: null, to, ...options })).directory;
}

async function copyState(db: Db, directory: string): Promise<void> {
  if (db instanceof SqliteDb) return db.copyTo(join(directory, STATE_FILE));
  if (db instanceof PostgresDb) return db.snapshot((client) => dumpTables(client, join(directory, STATE_FOLDER)));
  throw new AppError('store.copy_failed', `A store of the dialect ${db.dialect} made elsewhere cannot be copied.`);
}

async function describe(options: BackupOptions, directory: string): Promise<BackupManifest> {
  const steps = await options.db
    .read<StoreTables>()
    .selectFrom('schema_migration')
    .select(['room', 'id', 'app_version', 'applied_at'])
    .orderBy('applied_at')
    .orderBy('room')
    .orderBy('id')
    .execute();
  return {
    format: 1,
    // Before a migration the data is of the version that wrote it, not of the one that runs.
    appVersion: steps.at(-1)?.app_version ?? options.appVersion ?? '0.0.0',
    createdAt: (options.clock ?? systemClock).now(),
    dialect: options.db.dialect,
    events: options.events !== null,
    schema: steps.map(({ room, id }) => ({ room, id })),
    files: await describeFiles(directory),
  };
}

function isAbsentOrEmpty(directory: string): boolean {
  const found = statSync(directory, { throwIfNoEntry: false });
  return found === undefined || (found.isDirectory() && readdirSync(directory).length === 0);
}
