import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AppError, errorText } from '../base/errors.ts';
import type { ConfigFile } from '../platform/config/schema.ts';
import type { EdgeApp } from '../platform/http/create-edge-app.ts';
import { createHttpServer, type HttpServer } from '../platform/http/http-server.ts';
import type { Log } from '../platform/log/log.ts';

/** Listening here, `localhost` reaches us. */
const LOCAL_ADDRESSES: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '::1', '0.0.0.0', '::']);

/**
 * How this machine's own programs (the command line, the people of a rehearsal) reach the server. Where it serves https, whose
 * certificate is not for `localhost`, or listens on one outer address only, they get a door of their own on loopback.
 * @returns null when the server itself can be reached
 */
export async function openOwnDoor(settings: ConfigFile, app: EdgeApp, log: Log): Promise<HttpServer | null> {
  if (settings.tls === undefined && LOCAL_ADDRESSES.has(settings.listen.host)) return null;
  return createHttpServer({ hostname: '127.0.0.1', port: 0, app, log });
}

/**
 * Leaves in the data folder where this server is, for whoever can read that folder: the operator of the machine.
 * @param shownUrl what people open
 * @returns the function that takes it away again
 */
export function leaveOperatorFile(
  dataPath: string,
  door: { url: string; token: string; shownUrl: string },
): () => Promise<void> {
  const file = path.join(dataPath, 'operator.json');
  // Made anew: the mode of a file that is there already would stay as it is, and a link would be followed.
  rmSync(file, { force: true });
  writeFileSync(file, JSON.stringify({ pid: process.pid, ...door }), { mode: 0o600, flag: 'wx' });
  return async () => rmSync(file, { force: true });
}

/** The certificate and key to serve https with, where they are configured. @throws AppError `config.tls_unreadable` */
export function readTls(settings: ConfigFile, cwd: string): { tls?: { cert: string; key: string } } {
  if (settings.tls === undefined) return {};
  const read = (key: 'certFile' | 'keyFile', file: string): string => {
    try {
      return readFileSync(path.resolve(cwd, file), 'utf8');
    } catch (cause) {
      throw new AppError('config.tls_unreadable', `tls.${key} cannot be read: ${errorText(cause)}`, {
        cause,
        remedy: 'Check its path and that the user that runs Breakwater may read it.',
      });
    }
  };
  return { tls: { cert: read('certFile', settings.tls.certFile), key: read('keyFile', settings.tls.keyFile) } };
}
