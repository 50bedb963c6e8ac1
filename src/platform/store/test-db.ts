import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { type Clock, systemClock } from '../../base/clock.ts';
import { silentLog } from '../log/log.ts';
import type { Db, MigrationSet } from './db.ts';
import { migrate } from './migrate.ts';
import { openPostgresDb } from './postgres-db.ts';
import { openSqliteDb } from './sqlite-db.ts';

export interface TestDb {
  db: Db;
  /** Closes the store and removes its files. */
  close(): Promise<void>;
}

/**
 * A fresh, empty, migrated store for a test: a temporary SQLite file, or a database of its own on the PostgreSQL server named
 * by BREAKWATER_TEST_POSTGRES (a URL of a user that may create databases) when BREAKWATER_TEST_DB is `postgres`.
 * @param sets the migrations of the rooms under test (the store's own run always)
 */
export async function openTestDb(sets: readonly MigrationSet[] = [], clock: Clock = systemClock): Promise<TestDb> {
  const server = process.env['BREAKWATER_TEST_DB'] === 'postgres' ? process.env['BREAKWATER_TEST_POSTGRES'] : undefined;
  const opened = server ? await openOnPostgres(server, clock) : await openOnSqlite(clock);
  await migrate(opened.db, sets, { clock });
  return opened;
}

async function openOnSqlite(clock: Clock): Promise<TestDb> {
  const directory = mkdtempSync(join(tmpdir(), 'breakwater-test-'));
  const db = await openSqliteDb({ path: join(directory, 'test.sqlite'), clock, log: silentLog, synchronous: 'OFF' });
  return {
    db,
    async close() {
      await db.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function openOnPostgres(server: string, clock: Clock): Promise<TestDb> {
  const { url, drop } = await createTestDatabase(server);
  const db = await openPostgresDb({ url, clock, log: silentLog });
  return {
    db,
    async close() {
      await db.close();
      await drop();
    },
  };
}

/** Makes an empty database on a server. @param server URL of a user that may create databases */
export async function createTestDatabase(server: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `breakwater_test_${randomBytes(6).toString('hex')}`;
  await onServer(server, `create database ${name} template template0 encoding 'UTF8'`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(server, `drop database if exists ${name} with (force)`) };
}

/**
 * Creating and dropping a database waits for a checkpoint of the whole server, and that has failed where another test of the run was
 * filling the small disk of its own database. It says nothing of the code under test, so it is asked again.
 */
const ATTEMPTS = 5;

async function onServer(server: string, sql: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const client = new Client({ connectionString: server, connectionTimeoutMillis: 3_000 });
    await client.connect();
    try {
      await client.query(sql);
      return;
    } catch (error) {
      if (attempt === ATTEMPTS || !(error instanceof Error && error.message === 'checkpoint request failed'))
        throw error;
    } finally {
      await client.end();
    }
    await sleep(attempt * 200);
  }
}
