import { statfsSync } from 'node:fs';

/** Free space from which writing goes on after a full disk: enough that it does not stop again at once. */
export const DEFAULT_MIN_FREE_BYTES = 32 * 1024 * 1024;

/** @throws Error when the file system that holds the folder has less free space for this user than wanted */
export function assertFreeSpace(directory: string, minFreeBytes: number): void {
  const { bavail, bsize } = statfsSync(directory);
  const freeBytes = bavail * bsize;
  if (freeBytes < minFreeBytes) {
    throw new Error(`${freeBytes} bytes free under ${directory}, ${minFreeBytes} wanted before writing goes on`);
  }
}
