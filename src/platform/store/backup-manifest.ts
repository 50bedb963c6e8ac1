import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { z } from 'zod';
import { AppError, errorText } from '../../base/errors.ts';
import { syncFile } from './sync-file.ts';

export const MANIFEST_FILE = 'manifest.json';
/** The state of a SQLite store in a backup, and the folder of tables of a PostgreSQL one. */
export const STATE_FILE = 'state.sqlite';
export const STATE_FOLDER = 'state';
export const EVENTS_FOLDER = 'events';

const MAX_MANIFEST_BYTES = 16 * 1024 * 1024;

/** Says what a backup holds, so that a restore knows it is whole before it touches anything. */
export const backupManifest = z.object({
  format: z.literal(1),
  appVersion: z.string().max(100),
  createdAt: z.number().int(),
  dialect: z.enum(['sqlite', 'postgres']),
  /** Whether the day files are in it; a backup made before a migration holds the state only. */
  events: z.boolean(),
  schema: z.array(z.object({ room: z.string(), id: z.string() })),
  files: z.array(
    z.object({
      /** Relative, with `/`, without `..`. */
      path: z.string().regex(/^(?!\/)(?!.*(?:^|\/)\.\.?(?:\/|$))[\w./-]{1,500}$/u),
      sizeBytes: z.number().int().nonnegative(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/u),
    }),
  ),
});

export type BackupManifest = z.output<typeof backupManifest>;
export type BackupFile = BackupManifest['files'][number];

/** Lists and sums up every file below a folder, making each durable. The files must not be open elsewhere. */
export async function describeFiles(directory: string): Promise<BackupFile[]> {
  const files: BackupFile[] = [];
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = relative(directory, path).split(sep).join('/');
    if (name === MANIFEST_FILE) continue;
    syncFile(path);
    files.push({ path: name, sizeBytes: statSync(path).size, sha256: await sha256OfFile(path) });
  }
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** Reads a backup's manifest and checks every file against it. @throws AppError `store.backup_unknown` where there is none, `store.backup_damaged` naming the file */
export async function readBackup(directory: string): Promise<BackupManifest> {
  const manifest = parseManifest(directory);
  for (const file of manifest.files) {
    const path = join(directory, file.path);
    const sizeBytes = statSync(path, { throwIfNoEntry: false })?.size;
    if (sizeBytes === undefined) throw damaged(directory, `${file.path} is missing`);
    if (sizeBytes !== file.sizeBytes)
      throw damaged(directory, `${file.path} has ${sizeBytes} bytes instead of ${file.sizeBytes}`);
    if ((await sha256OfFile(path)) !== file.sha256) throw damaged(directory, `${file.path} was changed`);
  }
  return manifest;
}

function parseManifest(directory: string): BackupManifest {
  const path = join(directory, MANIFEST_FILE);
  const sizeBytes = statSync(path, { throwIfNoEntry: false })?.size;
  if (sizeBytes === undefined) throw unknown(directory, `there is no ${MANIFEST_FILE} in it`);
  if (sizeBytes > MAX_MANIFEST_BYTES) throw unknown(directory, `${MANIFEST_FILE} is too large`);
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (thrown) {
    throw unknown(directory, `${MANIFEST_FILE} is no JSON (${errorText(thrown)})`);
  }
  const parsed = backupManifest.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw unknown(directory, `${MANIFEST_FILE}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
}

function unknown(directory: string, reason: string): AppError {
  return new AppError('store.backup_unknown', `${directory} is no backup of Breakwater: ${reason}.`, {
    remedy: 'Name the folder that `breakwater backup` made.',
    status: 400,
  });
}

function damaged(directory: string, reason: string): AppError {
  return new AppError('store.backup_damaged', `The backup ${directory} is damaged: ${reason}.`, {
    remedy: 'Use another backup. Nothing was changed.',
  });
}

async function sha256OfFile(path: string): Promise<string> {
  const sum = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) sum.update(chunk as Buffer);
  return sum.digest('hex');
}
