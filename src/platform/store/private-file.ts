import { closeSync, openSync } from 'node:fs';
import { errorCode } from './store-errors.ts';

/**
 * Creates an empty file that only its owner may read, unless it exists. An existing file is not even opened: closing it would
 * drop every lock that this process holds on it (POSIX, fcntl), and SQLite's with them.
 */
export function createPrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (thrown) {
    if (errorCode(thrown) !== 'EEXIST') throw thrown;
  }
}
