import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import { createPrivateFile } from './private-file.ts';
import { isBusy, unwritableError } from './store-errors.ts';

/** The folder that holds everything Breakwater keeps on this machine, taken for this process alone. */
export interface DataDirectory {
  path: string;
  /** The transactional store, where it is SQLite. */
  databasePath: string;
  /** Event day files. */
  eventsPath: string;
  /** Backups made before migrations. */
  backupsPath: string;
  /** Lets another process have it. */
  release(): void;
}

const LOCK_FILE = 'breakwater.lock';
const HOLDER_FILE = 'breakwater.pid';

/** Locks of this process. Kept here because a collected connection would let its lock go. */
const taken = new Map<string, DatabaseSync>();

/**
 * Creates the folder when needed (readable by its owner only), checks that it can be written, and takes it. The lock is the
 * operating system's (through SQLite), so it ends with the process, however that dies; the pid file only serves the message.
 * @throws AppError `store.exposed` where others may write, `store.unwritable` or `store.in_use` (naming the pid)
 */
export function openDataDirectory(directory: string, clock: Clock): DataDirectory {
  const path = resolve(directory);
  refuseExposed(path);
  checkWritable(path);
  const lock = takeLock(path);
  const holder = join(path, HOLDER_FILE);
  writeFileSync(holder, JSON.stringify({ pid: process.pid, host: hostname(), startedAt: clock.now() }), {
    mode: 0o600,
  });
  return {
    path,
    databasePath: join(path, 'breakwater.sqlite'),
    eventsPath: join(path, 'events'),
    backupsPath: join(path, 'backups'),
    release() {
      if (!lock.isOpen) return;
      rmSync(holder, { force: true });
      taken.delete(path);
      lock.close();
    },
  };
}

/**
 * The process that holds the folder now, or null; nothing is made or changed there. Files that a killed process left do not count.
 * @returns `pid` null where the holder has not written it yet
 * @throws Error where the lock cannot be read
 */
export function findHolder(directory: string): { pid: number | null } | null {
  const path = resolve(directory);
  // Asked first, for the same reason as in takeLock.
  if (taken.has(path)) return { pid: process.pid };
  const file = join(path, LOCK_FILE);
  if (!existsSync(file)) return null;
  // A read needs what an exclusive holder does not share, and two who ask at once do not take each other for a holder.
  const probe = new DatabaseSync(file, { timeout: 0, readOnly: true });
  try {
    probe.prepare('SELECT count(*) FROM sqlite_schema').get();
    return null;
  } catch (thrown) {
    if (isBusy(thrown)) return { pid: readHolder(path)?.pid ?? null };
    throw thrown;
  } finally {
    probe.close();
  }
}

/**
 * Who may write in the folder may put another database, lock or operator's file there. A sticky folder (such as /tmp) is no
 * better: it keeps others from removing files, not from making ours before we do. Windows has no such bits.
 */
function refuseExposed(path: string): void {
  if (process.platform === 'win32') return;
  let mode: number | null;
  try {
    mode = statSync(path, { throwIfNoEntry: false })?.mode ?? null;
  } catch (thrown) {
    throw unwritableError(`The data folder ${path}`, thrown);
  }
  if (mode === null || (mode & 0o022) === 0) return;
  throw new AppError('store.exposed', `The data folder ${path} can be written by other users of this machine.`, {
    remedy: `Run chmod 700 ${path}, or name a folder of your own with --data.`,
  });
}

function checkWritable(path: string): void {
  const probe = join(path, `.breakwater-write-test-${process.pid}`);
  try {
    makeFolder(path);
    closeSync(openSync(probe, 'w', 0o600));
    rmSync(probe, { force: true });
  } catch (thrown) {
    throw unwritableError(`The data folder ${path}`, thrown);
  }
}

/**
 * The folder and those above it. Not by mkdir's own `recursive`: where the file system lets nobody make folders and says
 * ENOENT (as /proc does), Node 26 tries for ever.
 */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (thrown) {
    // Somebody else was faster; whether it can be written is seen next.
    if (!existsSync(path)) throw thrown;
  }
}

function takeLock(path: string): DatabaseSync {
  // Asked first: opening and closing the file once more would drop this process's own lock (POSIX, fcntl).
  if (taken.has(path)) throw inUse(path);
  const file = join(path, LOCK_FILE);
  createPrivateFile(file);
  const lock = new DatabaseSync(file, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    taken.set(path, lock);
    return lock;
  } catch (thrown) {
    lock.close();
    throw inUse(path, thrown);
  }
}

function inUse(path: string, cause?: unknown): AppError {
  return new AppError('store.in_use', `The data folder ${path} is in use by another Breakwater${holderOf(path)}.`, {
    remedy: 'Stop the other process, or name another folder with --data.',
    ...(cause === undefined ? {} : { cause }),
  });
}

/** ` (process 123)`, or nothing when the file does not say. */
function holderOf(path: string): string {
  const holder = readHolder(path);
  if (holder === null) return '';
  return ` (process ${holder.pid}${holder.host === null || holder.host === hostname() ? '' : ` on ${holder.host}`})`;
}

function readHolder(path: string): { pid: number; host: string | null } | null {
  try {
    const holder: unknown = JSON.parse(readFileSync(join(path, HOLDER_FILE), 'utf8'));
    if (typeof holder !== 'object' || holder === null || !('pid' in holder) || !Number.isSafeInteger(holder.pid))
      return null;
    return { pid: Number(holder.pid), host: 'host' in holder && typeof holder.host === 'string' ? holder.host : null };
  } catch {
    // The other process is just starting, or an old file is damaged: the lock counts, the name is a courtesy.
    return null;
  }
}
