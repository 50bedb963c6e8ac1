import { statSync } from 'node:fs';
import type { Clock } from '../../../base/clock.ts';
import { AppError } from '../../../base/errors.ts';
import { isUnwritable, sqliteCode } from '../store-errors.ts';
import { DayFile } from './day-file.ts';

interface OpenFile {
  file: DayFile;
  immutable: boolean;
  usedAtMs: number;
  /** Copies under way: not to be closed. */
  pins: number;
}

/** SQLITE_CANTOPEN: the write-ahead log cannot be made beside the file, as on a full disk. */
const CANNOT_OPEN = 14;

/** Day files kept open: the least recently used is closed, and each after a while without use. */
export class OpenFiles {
  readonly #clock: Clock;
  readonly #max: number;
  readonly #open = new Map<string, OpenFile>();

  constructor(clock: Clock, max: number) {
    this.#clock = clock;
    this.#max = max;
  }

  get size(): number {
    return this.#open.size;
  }

  /** For reading: on a full disk a cleanly closed file is opened as it lies. */
  reading(path: string): DayFile {
    const known = this.#touch(path);
    if (known) return known.file;
    try {
      return this.#keep(path, new DayFile(path), false);
    } catch (thrown) {
      const cannotWrite = isUnwritable(thrown) || ((sqliteCode(thrown) ?? 0) & 0xff) === CANNOT_OPEN;
      if (thrown instanceof AppError || !cannotWrite || hasLog(path)) throw thrown;
      return this.#keep(path, new DayFile(path, true), true);
    }
  }

  /** For appending. */
  writing(path: string): DayFile {
    const known = this.#touch(path);
    if (known && !known.immutable) return known.file;
    this.discard(path);
    return this.#keep(path, new DayFile(path), false);
  }

  /** Keeps a file open until `use` has ended. */
  async pinned<T>(path: string, use: (file: DayFile) => Promise<T>): Promise<T> {
    const file = this.reading(path);
    const entry = this.#open.get(path);
    if (!entry) throw new Error(`day file ${path} was closed while opened`);
    entry.pins += 1;
    try {
      return await use(file);
    } finally {
      entry.pins -= 1;
    }
  }

  /** Closes a file, for instance because it is going to be removed or has shown a fault. */
  discard(path: string): void {
    const entry = this.#open.get(path);
    if (!entry) return;
    this.#open.delete(path);
    entry.file.close();
  }

  /** Closes files not used for so long. @param idleMs milliseconds of the clock */
  closeIdle(idleMs: number): void {
    const before = this.#clock.steadyMs() - idleMs;
    for (const [path, entry] of this.#open) if (entry.usedAtMs <= before && entry.pins === 0) this.discard(path);
  }

  closeAll(): void {
    for (const path of this.#open.keys()) this.discard(path);
  }

  #touch(path: string): OpenFile | null {
    const entry = this.#open.get(path);
    if (!entry) return null;
    entry.usedAtMs = this.#clock.steadyMs();
    this.#open.delete(path);
    this.#open.set(path, entry);
    return entry;
  }

  #keep(path: string, file: DayFile, immutable: boolean): DayFile {
    this.#open.set(path, { file, immutable, usedAtMs: this.#clock.steadyMs(), pins: 0 });
    for (const [other, entry] of this.#open) {
      if (this.#open.size <= this.#max) break;
      if (other !== path && entry.pins === 0) this.discard(other);
    }
    return file;
  }
}

/** True when something was written that is not yet in the file itself. */
function hasLog(path: string): boolean {
  return (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}
