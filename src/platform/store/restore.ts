import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import type { Log } from '../log/log.ts';
import { type BackupManifest, EVENTS_FOLDER, readBackup, STATE_FILE, STATE_FOLDER } from './backup-manifest.ts';
import { type DataDirectory, openDataDirectory } from './data-directory.ts';
import type { MigrationSet } from './db.ts';
import { migrate } from './migrate.ts';
import { storeMigrations } from './migrations.ts';
import { openPostgresDb } from './postgres-db.ts';
import { loadTables, ownTables } from './postgres-dump.ts';
import { openSqliteDb } from './sqlite-db.ts';
import { setHold } from './store-state.ts';
import { syncFile } from './sync-file.ts';

export interface RestoreOptions {
  /** A folder that createBackup made. */
  from: string;
  dataDir: string;
  /** The migrations this program knows: a backup of a newer one is refused before anything is touched. */
  sets: readonly MigrationSet[];
  /** Where the state goes when the backup is one of PostgreSQL. */
  databaseUrl?: string;
  /** Replaces what is there; the replaced data is moved aside, not removed. */
  force?: boolean;
  clock: Clock;
  log: Log;
}

export interface RestoreResult {
  dataDir: string;
  /** Version whose data it is. */
  appVersion: string;
  /** When the backup was made, milliseconds UTC. */
  createdAt: number;
  files: number;
  /** Where the data that was there lies now: a folder, or a schema of the database; null when there was none. */
  replacedTo: string | null;
}

/**
 * Puts a backup in place. It is checked whole first, nothing running may hold the target, what is there is moved aside, and
 * the copy starts held: it sends nothing until released.
 * @throws AppError `store.backup_unknown`, `store.backup_damaged`, `store.other_dialect`, `store.schema_newer`,
 * `store.not_empty`, `store.in_use`
 */
export async function restoreBackup(options: RestoreOptions): Promise<RestoreResult> {
  const from = resolve(options.from);
  const manifest = await readBackup(from);
  refuseNewer(manifest, options.sets);
  const { databaseUrl } = options;
  if (manifest.dialect === 'postgres' && databaseUrl === undefined) {
    throw new AppError('store.other_dialect', `${from} is a backup of a store on PostgreSQL.`, {
      remedy: 'Set BREAKWATER_DATABASE_URL to an empty database.',
      status: 400,
    });
  }
  if (manifest.dialect === 'sqlite' && databaseUrl !== undefined) {
    throw new AppError(
      'store.other_dialect',
      `${from} is a backup of a store on SQLite, and the configuration names PostgreSQL.`,
      { remedy: 'Leave the database out of the configuration for this restore.', status: 400 },
    );
  }
  const data = openDataDirectory(options.dataDir, options.clock);
  try {
    const stamp = new Date(options.clock.now()).toISOString().replaceAll(/[:.]/gu, '-');
    const movedFiles = replaceFiles(options, manifest, data, from, stamp);
    const reason = `restored from the backup of ${new Date(manifest.createdAt).toISOString()}`;
    const movedTables =
      databaseUrl === undefined
        ? await holdSqlite(options, data, reason)
        : await restorePostgres(options, manifest, databaseUrl, join(from, STATE_FOLDER), stamp, reason);
    return {
      dataDir: data.path,
      appVersion: manifest.appVersion,
      createdAt: manifest.createdAt,
      files: manifest.files.length,
      replacedTo: movedFiles ?? movedTables,
    };
  } finally {
    data.release();
  }
}

function refuseNewer(manifest: BackupManifest, sets: readonly MigrationSet[]): void {
  const known = new Set(
    [storeMigrations, ...sets].flatMap((set) => set.migrations.map(({ id }) => `${set.room}/${id}`)),
  );
  const unknown = manifest.schema.find(({ room, id }) => !known.has(`${room}/${id}`));
  if (!unknown) return;
  throw new AppError(
    'store.schema_newer',
    `The backup was written by Breakwater ${manifest.appVersion}, which is newer than this program (step ${unknown.room}/${unknown.id}).`,
    { remedy: `Restore it with Breakwater ${manifest.appVersion} or newer. Nothing was changed.` },
  );
}

/** Copies the files beside their places, moves what is there aside, then renames: a failure before that changes nothing. */
function replaceFiles(
  options: RestoreOptions,
  manifest: BackupManifest,
  data: DataDirectory,
  from: string,
  stamp: string,
): string | null {
  const staging = join(data.path, '.restoring');
  rmSync(staging, { recursive: true, force: true });
  const targets: [staged: string, target: string][] = [];
  if (manifest.events) targets.push([join(staging, EVENTS_FOLDER), data.eventsPath]);
  if (manifest.dialect === 'sqlite') targets.push([join(staging, STATE_FILE), data.databasePath]);
  const inTheWay = targets
    .flatMap(([, target]) => [target, `${target}-wal`, `${target}-shm`])
    .filter((path) => isThere(path));
  if (inTheWay.length > 0 && options.force !== true) throw notEmpty(data.path);
  try {
    mkdirSync(join(staging, EVENTS_FOLDER), { recursive: true, mode: 0o700 });
    for (const file of manifest.files) {
      if (file.path.startsWith(`${STATE_FOLDER}/`)) continue;
      const staged = join(staging, file.path);
      mkdirSync(dirname(staged), { recursive: true, mode: 0o700 });
      copyFileSync(join(from, file.path), staged);
      syncFile(staged);
    }
    let replaced: string | null = null;
    if (inTheWay.length > 0) {
      replaced = join(data.path, `replaced-${stamp}`);
      mkdirSync(replaced, { mode: 0o700 });
      for (const path of inTheWay) renameSync(path, join(replaced, path.slice(data.path.length + 1)));
    }
    for (const [staged, target] of targets) {
      rmSync(target, { recursive: true, force: true });
      renameSync(staged, target);
    }
    syncFile(data.path);
    return replaced;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

async function holdSqlite(options: RestoreOptions, data: DataDirectory, reason: string): Promise<null> {
  const db = await openSqliteDb({ path: data.databasePath, clock: options.clock, log: options.log });
  try {
    await setHold(db, reason, options.clock);
  } finally {
    await db.close();
  }
  return null;
}

async function restorePostgres(
  options: RestoreOptions,
  manifest: BackupManifest,
  url: string,
  folder: string,
  stamp: string,
  reason: string,
): Promise<string | null> {
  const db = await openPostgresDb({ url, clock: options.clock, log: options.log });
  try {
    const schema = `breakwater_replaced_${stamp.toLowerCase().replaceAll('-', '_')}`;
    const replaced = await db.exclusive(async (client) => {
      const tables = await ownTables(client);
      if (tables.length === 0) return null;
      if (options.force !== true) throw notEmpty(db.place);
      await client.query(`CREATE SCHEMA ${schema}`, []);
      for (const table of tables) await client.query(`ALTER TABLE "${table}" SET SCHEMA ${schema}`, []);
      return schema;
    });
    const taken = new Set(manifest.schema.map(({ room, id }) => `${room}/${id}`));
    const sets = options.sets.map((set) => ({
      ...set,
      migrations: set.migrations.filter(({ id }) => taken.has(`${set.room}/${id}`)),
    }));
    await migrate(db, sets, { clock: options.clock, log: options.log });
    await db.exclusive((client) => loadTables(client, folder));
    await setHold(db, reason, options.clock);
    return replaced;
  } finally {
    await db.close();
  }
}

function isThere(path: string): boolean {
  return existsSync(path) && !(path.endsWith(EVENTS_FOLDER) && readdirSync(path).length === 0);
}

function notEmpty(place: string): AppError {
  return new AppError('store.not_empty', `${place} holds data already.`, {
    remedy: 'Name another folder or database, or add --force: what is there is then moved aside, not removed.',
    status: 409,
  });
}
