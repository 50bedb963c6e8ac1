import { accessSync, constants, mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Linux's folder in memory. */
const MEMORY = '/dev/shm';
/** A store that is nearly full stops writing, and the test would measure that. */
const ENOUGH_BYTES = 512 * 1024 * 1024;

/**
 * A new empty folder. `memory`: in memory where the machine has such a folder, because an hour of virtual time commits
 * thousands of times and would wait for the disk; a process that is killed leaves the same behind in both.
 */
export function makeTestFolder(where: 'memory' | 'disk'): string {
  return mkdtempSync(path.join(where === 'memory' && hasMemoryFolder() ? MEMORY : tmpdir(), 'breakwater-system-'));
}

function hasMemoryFolder(): boolean {
  try {
    accessSync(MEMORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize > ENOUGH_BYTES;
  } catch {
    // Not Linux, or not for us: the disk will do.
    return false;
  }
}
