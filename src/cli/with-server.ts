import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { apis } from '../app/apis.ts';
import { AppError } from '../base/errors.ts';
import type { LoadedConfig } from '../platform/config/load-config.ts';
import { createClient, type Client } from '../platform/http/client.ts';
import { silentLog } from '../platform/log/log.ts';
import { findHolder } from '../platform/store/data-directory.ts';
import type { CommandInput } from './command.ts';
import { configFor } from './options.ts';
import { readVersion } from './read-version.ts';

/** What a running server leaves in its data folder for the operator of the machine (docs/decisions/002). */
const operatorFile = z.object({
  pid: z.number().int(),
  url: z.url(),
  token: z.string().min(20),
  shownUrl: z.url(),
});

/** A server that was found running. */
export interface RunningServer {
  /** This machine's own way in. */
  url: string;
  token: string;
  /** What people open. */
  shownUrl: string;
}

export interface ServerAccess {
  client: Client<typeof apis>;
  /** What people open. */
  url: string;
  config: LoadedConfig;
  dataDir: string;
  /** False when the store was opened by this command itself, without reading any real source. */
  wasRunning: boolean;
}

/** What a command does where no data is yet: make the folder, use it and take it away again, or refuse. */
type WithoutData = 'create' | 'leave-nothing' | 'refuse';

/**
 * Works with the server of this data folder: the running one through its API, or, where none runs, one of our own that reads no
 * real source, listens on loopback only and ends with the command.
 * @throws AppError `cli.no_data` where there is nothing to work on and `withoutData` says refuse
 */
export async function withServer<T>(
  input: CommandInput,
  withoutData: WithoutData,
  work: (access: ServerAccess) => Promise<T>,
): Promise<T> {
  const config = configFor(input);
  const dataDir = path.resolve(input.cwd, config.config.dataDir);
  const running = await findRunning(dataDir);
  if (running !== null)
    return work({ client: clientOf(running), url: running.shownUrl, config, dataDir, wasRunning: true });
  const isEmpty = isMissingOrEmpty(dataDir);
  if (isEmpty && withoutData === 'refuse' && config.config.database === undefined) throw noData(dataDir);
  try {
    return await onOwnServer(input, config, work);
  } finally {
    if (isEmpty && withoutData === 'leave-nothing') rmSync(dataDir, { recursive: true, force: true });
  }
}

async function onOwnServer<T>(
  input: CommandInput,
  config: LoadedConfig,
  work: (access: ServerAccess) => Promise<T>,
): Promise<T> {
  const own = configFor(input, { listen: { host: '127.0.0.1', port: 0 } });
  const { port } = config.config.listen;
  // Only now: the whole program takes its time to load, and beside a running server it is not needed.
  const { startApp } = await import('../app.ts');
  const app = await startApp({
    config: own,
    cwd: input.cwd,
    version: readVersion(),
    log: silentLog,
    offline: true,
    ...(port === 0 ? {} : { shownPort: port }),
  });
  try {
    const client = clientOf({ url: app.localUrl, token: app.operatorToken });
    return await work({ client, url: app.url, config, dataDir: app.dataPath, wasRunning: false });
  } finally {
    await app.stop();
  }
}

/**
 * The server that holds this data folder, or null. A file left by a process that was killed is not believed: by now somebody else
 * may listen at its address, and would be asked for the links that make an administrator.
 * @throws AppError `cli.operator_file` when the file cannot be read, or others could have read or written it
 */
export async function findRunning(dataDir: string): Promise<RunningServer | null> {
  let holder: ReturnType<typeof findHolder>;
  let text: string;
  try {
    holder = findHolder(dataDir);
    if (holder === null) return null;
    text = readOperatorFile(dataDir);
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new AppError('cli.operator_file', `${dataDir}/operator.json cannot be read`, {
      cause: thrown,
      remedy: 'Run this as the user that runs Breakwater.',
    });
  }
  const parsed = operatorFile.safeParse(safeJson(text));
  // The holder has not left its own file yet: what lies there is of one before it.
  if (!parsed.success || parsed.data.pid !== holder.pid) return null;
  try {
    await clientOf(parsed.data).getMe({});
    return parsed.data;
  } catch (thrown) {
    // It does not answer (any more): opening the store says whether it is still there.
    if (thrown instanceof AppError) return null;
    throw thrown;
  }
}

/** The file's text, if it is a plain file of this user (or root's, or for root the folder's owner's) that nobody else may read. */
function readOperatorFile(dataDir: string): string {
  const file = path.join(dataDir, 'operator.json');
  // Windows has neither the flag nor owners and modes that say anything; there the folder's own rights count.
  const isPosix = process.platform !== 'win32';
  const descriptor = openSync(file, constants.O_RDONLY | (isPosix ? constants.O_NOFOLLOW | constants.O_NONBLOCK : 0));
  try {
    const { uid, mode } = fstatSync(descriptor);
    const me = process.geteuid?.();
    const isTrusted = uid === me || uid === 0 || (me === 0 && uid === statSync(dataDir).uid);
    if (isPosix && (!isTrusted || (mode & 0o077) !== 0))
      throw new AppError('cli.operator_file', `${file} is not private to the user that runs Breakwater`, {
        remedy: 'See who changed it, then restart the server: it makes the file anew.',
      });
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

/** A client of a running server with every call, as the operator of the machine. */
function clientOf(server: Pick<RunningServer, 'url' | 'token'>): Client<typeof apis> {
  return createClient(apis, { baseUrl: server.url, token: server.token });
}

/** Whether nothing was ever kept in a folder. */
function isMissingOrEmpty(dataDir: string): boolean {
  if (!existsSync(dataDir)) return true;
  try {
    return readdirSync(dataDir).length === 0;
  } catch {
    // Not a folder, or not ours to read: opening the store says so in its own words.
    return false;
  }
}

function noData(dataDir: string): AppError {
  return new AppError('cli.no_data', `there is no Breakwater data in ${dataDir}`, {
    remedy: 'Name its folder with --data, or run this where the server runs.',
  });
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
