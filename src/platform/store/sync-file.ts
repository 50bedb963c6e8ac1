import { closeSync, fsyncSync, openSync, statSync } from 'node:fs';

/** Makes what was written to a file durable, or the names in a folder (which Windows keeps by itself). */
export function syncFile(path: string): void {
  if (process.platform === 'win32' && statSync(path).isDirectory()) return;
  const handle = openSync(path, process.platform === 'win32' ? 'r+' : 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
