import { homedir } from 'node:os';
import path from 'node:path';
import type { Clock } from '../base/clock.ts';
import { allMigrations } from './migrations.ts';
import type { IdentityTables } from '../identity/tables.ts';
import type { LoadedConfig } from '../platform/config/load-config.ts';
import type { Log } from '../platform/log/log.ts';
import { createSecrets, type SecretStore } from '../platform/secrets/create-secrets.ts';
import { findSealingKey, loadSealingKey, type SealingKey } from '../platform/secrets/sealing-key.ts';
import { createBackup } from '../platform/store/backup.ts';
import { openDataDirectory, type DataDirectory } from '../platform/store/data-directory.ts';
import type { Db } from '../platform/store/db.ts';
import { openEventStore, type EventDayStore } from '../platform/store/events/open-event-store.ts';
import { migrate } from '../platform/store/migrate.ts';
import { openPostgresDb } from '../platform/store/postgres-db.ts';
import { openSqliteDb } from '../platform/store/sqlite-db.ts';
import { StoreGate } from '../platform/store/store-gate.ts';
import { loadHold } from '../platform/store/store-state.ts';

/** Everything that is kept: opened, migrated, and held by this process alone. */
export interface Stores {
  directory: DataDirectory;
  db: Db;
  events: EventDayStore;
  gate: StoreGate;
  secrets: SecretStore;
  /** Where the sealing key is, or will be made at its first use. */
  keyFile: string;
  close(): Promise<void>;
}

export interface StoreOptions {
  config: LoadedConfig;
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  version: string;
  clock: Clock;
  log: Log;
}

/** Opens the stores. @throws AppError `store.*`, each one clear line with its remedy; nothing stays open then */
export async function openStores(options: StoreOptions): Promise<Stores> {
  const { config, cwd, clock, log } = options;
  const directory = openDataDirectory(path.resolve(cwd, config.config.dataDir), clock);
  const gate = new StoreGate(clock, log);
  const open: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of open.toReversed()) await end();
    directory.release();
  };
  try {
    const { database } = config.config;
    const db: Db =
      database === undefined
        ? await openSqliteDb({ path: directory.databasePath, clock, log, gate })
        : await openPostgresDb({ url: config.readSecret(database.url).reveal(), clock, log, gate });
    open.push(() => db.close());
    await migrate(db, allMigrations, {
      clock,
      log,
      appVersion: options.version,
      backup: () => backupBeforeMigration(directory, db, options),
    });
    await loadHold(db, gate);
    const events = openEventStore({
      directory: directory.eventsPath,
      clock,
      log,
      readOnlyGate: gate,
      seqFloor: (tenantId) => judgedSeq(db, tenantId),
    });
    open.push(() => events.close());
    const keyFile = path.resolve(cwd, config.config.keyFile ?? path.join(homedir(), '.config/breakwater/key'));
    const place = { file: keyFile, fromEnvironment: options.env['BREAKWATER_KEY'] };
    let key: SealingKey | null = null;
    const secrets = createSecrets({
      db,
      clock,
      key: (make) => (key ??= make ? loadSealingKey(place) : findSealingKey(place)),
    });
    return { directory, db, events, gate, secrets, keyFile, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

/** Seqs up to here were judged once and are never given again, even when all day files are gone. */
async function judgedSeq(db: Db, tenantId: string): Promise<number> {
  const row = await db
    .read<IdentityTables>()
    .selectFrom('identity_judge')
    .select('judged_seq')
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst();
  return row?.judged_seq ?? 0;
}

async function backupBeforeMigration(
  directory: DataDirectory,
  db: Db,
  { clock, version }: StoreOptions,
): Promise<string> {
  const stamp = new Date(clock.now()).toISOString().replaceAll(/[:.]/g, '-');
  const to = path.join(directory.backupsPath, `before-migration-${stamp}`);
  return (await createBackup({ db, events: null, to, clock, appVersion: version })).directory;
}
