import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Parts of a set, by the first bits of the hash: the largest part is what is held at a time. */
const PARTS = 64;
/** Hashes gathered of a part before they are written. */
const GATHERED = 4096;
const PART_SIZE = 2 ** 53 / PARTS;

/**
 * 53 bits of a name, so that it is a number. Two of 160 million names share one by a chance of about one in a hundred; that a
 * certain name is taken for another is one in 10^8.
 */
export function nameHash(name: string): number {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let i = 0; i < name.length; i += 1) {
    const code = name.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x5bd1e995);
    b ^= b >>> 13;
  }
  // Names differ in their ends most of all: what came last is spread over the whole.
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b);
  b = Math.imul(b ^ (b >>> 15), 0xc2b2ae35);
  return ((a ^ (a >>> 13)) >>> 0) * 2 ** 21 + (((b ^ (b >>> 16)) >>> 0) >>> 11);
}

/** What a new copy of a list is against the one before. */
export interface SetChanges {
  names: number;
  added: number;
  removed: number;
  /** Of the hashes that were asked about, those that the copy before did not have. */
  news: Set<number>;
}

/**
 * The names of a list as sorted hashes on the disk, 8 bytes each. A new copy is written beside the old one in parts, so that a
 * zone of a hundred million names is compared in a few dozen megabytes of memory.
 */
export class NameSet {
  readonly #folder: string;
  readonly #gathered = Array.from({ length: PARTS }, () => ({ hashes: new Float64Array(GATHERED), count: 0 }));
  readonly #files = new Map<number, FileHandle>();

  /** @param folder of this list alone */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Begins a new copy; what is left of one that was not finished goes, and what was put aside when the program died comes back. */
  begin(): void {
    if (existsSync(this.#before) && !existsSync(this.#current)) renameSync(this.#before, this.#current);
    rmSync(this.#before, { recursive: true, force: true });
    rmSync(this.#next, { recursive: true, force: true });
    mkdirSync(this.#next, { recursive: true, mode: 0o700 });
    for (const part of this.#gathered) part.count = 0;
  }

  /** Adds a name; {@link NameSet.flush} is called after a few thousand. */
  add(hash: number): void {
    const part = this.#gathered[Math.floor(hash / PART_SIZE)];
    if (part === undefined) return;
    if (part.count === part.hashes.length) {
      const wider = new Float64Array(part.hashes.length * 2);
      wider.set(part.hashes);
      part.hashes = wider;
    }
    part.hashes[part.count] = hash;
    part.count += 1;
  }

  /** Writes the parts of which enough is gathered. */
  async flush(): Promise<void> {
    for (const [number, part] of this.#gathered.entries()) if (part.count >= GATHERED) await this.#write(number);
  }

  /** Compares the new copy with the one before. @param asked hashes whose being new matters */
  async compare(asked: Iterable<number>): Promise<SetChanges> {
    const wanted = new Map<number, number[]>();
    for (const hash of asked) {
      const number = Math.floor(hash / PART_SIZE);
      wanted.set(number, [...(wanted.get(number) ?? []), hash]);
    }
    const changes: SetChanges = { names: 0, added: 0, removed: 0, news: new Set() };
    for (let number = 0; number < PARTS; number += 1) {
      await this.#write(number);
      await this.#files.get(number)?.close();
      this.#files.delete(number);
      const fresh = sortedOnce(await hashesOf(path.join(this.#next, partName(number))));
      const before = await hashesOf(path.join(this.#current, partName(number)));
      await writeWhole(path.join(this.#next, partName(number)), fresh);
      const shared = countShared(fresh, before);
      changes.names += fresh.length;
      changes.added += fresh.length - shared;
      changes.removed += before.length - shared;
      for (const hash of wanted.get(number) ?? []) if (!holds(before, hash)) changes.news.add(hash);
    }
    return changes;
  }

  /** Takes the new copy for the one that the next is compared with. At no moment is there none: the old one goes last. */
  keep(): void {
    if (existsSync(this.#current)) renameSync(this.#current, this.#before);
    renameSync(this.#next, this.#current);
    rmSync(this.#before, { recursive: true, force: true });
  }

  /** Lets go of a copy that is not finished. */
  async abandon(): Promise<void> {
    for (const file of this.#files.values()) await file.close();
    this.#files.clear();
    rmSync(this.#next, { recursive: true, force: true });
  }

  get #current(): string {
    return path.join(this.#folder, 'names');
  }

  get #before(): string {
    return path.join(this.#folder, 'names.before');
  }

  get #next(): string {
    return path.join(this.#folder, 'names.next');
  }

  async #write(number: number): Promise<void> {
    const part = this.#gathered[number];
    if (part === undefined || part.count === 0) return;
    let file = this.#files.get(number);
    if (file === undefined) {
      file = await open(path.join(this.#next, partName(number)), 'a', 0o600);
      this.#files.set(number, file);
    }
    await file.appendFile(new Uint8Array(part.hashes.buffer.slice(0, part.count * 8)));
    part.count = 0;
  }
}

function partName(number: number): string {
  return `${number.toString().padStart(2, '0')}.f64`;
}

/** Writes a part and waits until it is on the disk: the copy is renamed over the one before. */
async function writeWhole(file: string, hashes: Float64Array): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    await handle.writeFile(new Uint8Array(hashes.buffer, hashes.byteOffset, hashes.byteLength));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function hashesOf(file: string): Promise<Float64Array> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch {
    // The first copy, or a part without names.
    return new Float64Array(0);
  }
  const whole = bytes.length - (bytes.length % 8);
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + whole));
}

function sortedOnce(hashes: Float64Array): Float64Array {
  hashes.sort();
  let count = 0;
  for (const [at, hash] of hashes.entries()) {
    if (at > 0 && hash === hashes[count - 1]) continue;
    hashes[count] = hash;
    count += 1;
  }
  return hashes.subarray(0, count);
}

function countShared(a: Float64Array, b: Float64Array): number {
  let shared = 0;
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const left = a[i] ?? 0;
    const right = b[j] ?? 0;
    if (left === right) shared += 1;
    if (left <= right) i += 1;
    if (right <= left) j += 1;
  }
  return shared;
}

function holds(sorted: Float64Array, hash: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < hash) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === hash;
}
