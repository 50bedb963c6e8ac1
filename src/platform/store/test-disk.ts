import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A real file system of a few mebibytes that can be filled to the last byte. */
export interface SmallDisk {
  path: string;
  /** Writes until nothing more fits. */
  fill(): void;
  /** Removes what {@link SmallDisk.fill} and others left under `ballast*`. */
  empty(): void;
  unmount(): void;
}

/** Mounts a tmpfs for a test of a full disk; null (with a printed line) where this user may not mount. */
export function mountSmallDisk(under: string, sizeMiB: number): SmallDisk | null {
  const path = join(under, 'small-disk');
  mkdirSync(path);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMiB}m,mode=755`, 'tmpfs', path]);
  if (mounted.status !== 0) {
    console.log('skipped: a full disk (mounting a small file system needs root)');
    return null;
  }
  return {
    path,
    fill() {
      const file = openSync(join(path, 'ballast-fill'), 'a');
      try {
        for (const size of [65_536, 4_096, 1]) while (writes(file, size));
      } finally {
        closeSync(file);
      }
    },
    empty() {
      for (const name of ['ballast', 'ballast-2', 'ballast-fill']) rmSync(join(path, name), { force: true });
    },
    unmount() {
      const gone = spawnSync('umount', [path]);
      if (gone.status !== 0) throw new Error(`umount ${path}: ${String(gone.stderr)}`);
    },
  };
}

function writes(file: number, sizeBytes: number): boolean {
  try {
    return writeSync(file, new Uint8Array(sizeBytes)) > 0;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOSPC') return false;
    throw thrown;
  }
}
