import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { errorText } from '../../base/errors.ts';
import type { Log } from '../../platform/log/log.ts';
import { Mutex } from '../../platform/store/mutex.ts';
import type { CertificateEntry } from '../ports.ts';
import { type ArchivedEntry, BLOCK_HEAD_BYTES, packedLength, packNames, unpackNames } from './name-blocks.ts';
import { createRecentNames, type RecentNames } from './recent-names.ts';

/** A place in the archive: after the block that ends there. */
export interface ArchivePlace {
  /** `2026-11-22T14`, UTC. */
  hour: string;
  offsetBytes: number;
}

export interface ArchiveBlock {
  entries: ArchivedEntry[];
  /** Where to go on. */
  next: ArchivePlace;
  bytes: number;
}

const SUFFIX = '.names';
/** Characters gathered before a block is written: about ten thousand names. */
const BLOCK_CHARACTERS = 256 * 1024;
/** What is gathered is written after this long at the latest. */
const FLUSH_AFTER_MS = 30_000;

/**
 * Names seen in certificates, in one file an hour of append-only blocks, the oldest removed when it grows beyond its size.
 * An aid, not a record: a name that was seen again lately is not written again, and what was gathered and not yet written when
 * the program is killed is lost.
 */
export class NameArchive {
  readonly #folder: string;
  readonly #log: Log;
  readonly #turns = new Mutex();
  #maxBytes: number;
  #recent: RecentNames = createRecentNames();
  #gathered: ArchivedEntry[] = [];
  #characters = 0;
  #gatheredAt = 0;
  /** Hours whose end was checked since the start: what a kill cut off is cut away before anything is added. */
  readonly #checked = new Set<string>();

  /** @param folder made when something is written */
  constructor(folder: string, maxBytes: number, log: Log) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
    this.#log = log;
  }

  /** Takes a new size at once. */
  async resize(maxBytes: number): Promise<void> {
    this.#maxBytes = maxBytes;
    await this.#turns.run(() => this.#makeRoom());
  }

  /** Takes the new names of certificates. @param at now, milliseconds UTC */
  async add(sourceId: string, entries: readonly CertificateEntry[], at: number): Promise<void> {
    for (const { leafIndex, timestampMs, names } of entries) {
      const fresh = names.filter((name) => this.#recent.isNew(name));
      if (fresh.length === 0) continue;
      if (this.#gathered.length === 0) this.#gatheredAt = at;
      this.#gathered.push({ sourceId, leafIndex, timestampMs, names: fresh });
      this.#characters += 20 + fresh.reduce((sum, name) => sum + name.length + 1, 0);
      if (this.#characters >= BLOCK_CHARACTERS) await this.flush(at);
    }
    if (this.#gathered.length > 0 && at - this.#gatheredAt >= FLUSH_AFTER_MS) await this.flush(at);
  }

  /** Writes what was gathered. A disk that refuses costs names, never the reading of logs. */
  async flush(at: number): Promise<void> {
    const entries = this.#gathered;
    this.#gathered = [];
    this.#characters = 0;
    if (entries.length === 0) return;
    await this.#turns.run(async () => {
      try {
        await this.#append(new Date(at).toISOString().slice(0, 13), packNames(entries));
        await this.#makeRoom();
      } catch (thrown) {
        this.#log.warn({ err: errorText(thrown), names: entries.length }, 'names seen could not be kept');
      }
    });
  }

  /** Hours there are, oldest first, with their sizes in bytes. */
  hours(): { hour: string; sizeBytes: number }[] {
    let names: string[];
    try {
      names = readdirSync(this.#folder);
    } catch {
      return [];
    }
    return names
      .filter((name) => /^\d{4}-\d\d-\d\dT\d\d\.names$/.test(name))
      .toSorted()
      .map((name) => ({
        hour: name.slice(0, -SUFFIX.length),
        sizeBytes: statSync(path.join(this.#folder, name), { throwIfNoEntry: false })?.size ?? 0,
      }));
  }

  /** The block after a place, or null at the end. What is damaged is passed over, to the next hour. */
  async read(from: ArchivePlace): Promise<ArchiveBlock | null> {
    for (const { hour } of this.hours().filter((one) => one.hour >= from.hour)) {
      const offset = hour === from.hour ? from.offsetBytes : 0;
      const block = await this.#blockAt(hour, offset);
      if (block !== null) return block;
    }
    return null;
  }

  /** Forgets everything. */
  remove(): void {
    this.#gathered = [];
    this.#characters = 0;
    this.#recent = createRecentNames();
    this.#checked.clear();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #fileOf(hour: string): string {
    return path.join(this.#folder, `${hour}${SUFFIX}`);
  }

  async #blockAt(hour: string, offset: number): Promise<ArchiveBlock | null> {
    let file;
    try {
      file = await open(this.#fileOf(hour), 'r');
    } catch {
      // Removed for its age meanwhile.
      return null;
    }
    try {
      const head = Buffer.alloc(BLOCK_HEAD_BYTES);
      const { bytesRead } = await file.read(head, 0, BLOCK_HEAD_BYTES, offset);
      const packed = bytesRead === BLOCK_HEAD_BYTES ? packedLength(head) : null;
      if (packed === null) return null;
      const block = Buffer.alloc(BLOCK_HEAD_BYTES + packed);
      const read = await file.read(block, 0, block.length, offset);
      if (read.bytesRead < block.length) return null;
      const next = { hour, offsetBytes: offset + block.length };
      // One block that rotted is passed over; its head says where the next begins.
      return { entries: unpackNames(block) ?? [], next, bytes: block.length };
    } finally {
      await file.close();
    }
  }

  async #append(hour: string, block: Buffer): Promise<void> {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const file = await open(this.#fileOf(hour), 'a+', 0o600);
    try {
      if (!this.#checked.has(hour)) {
        await file.truncate(await wholeLength(file));
        this.#checked.add(hour);
      }
      await file.appendFile(block);
    } finally {
      await file.close();
    }
  }

  async #makeRoom(): Promise<void> {
    const hours = this.hours();
    let total = hours.reduce((sum, one) => sum + one.sizeBytes, 0);
    // The newest hour stays: of the rest, the oldest go.
    for (const { hour, sizeBytes } of hours.slice(0, -1)) {
      if (total <= this.#maxBytes) return;
      await rm(this.#fileOf(hour), { force: true });
      total -= sizeBytes;
    }
  }
}

/** The length of a file up to the end of its last whole block. */
async function wholeLength(file: Awaited<ReturnType<typeof open>>): Promise<number> {
  const { size } = await file.stat();
  const head = Buffer.alloc(BLOCK_HEAD_BYTES);
  let offset = 0;
  for (;;) {
    const { bytesRead } = await file.read(head, 0, BLOCK_HEAD_BYTES, offset);
    const packed = bytesRead === BLOCK_HEAD_BYTES ? packedLength(head) : null;
    if (packed === null || offset + BLOCK_HEAD_BYTES + packed > size) return offset;
    offset += BLOCK_HEAD_BYTES + packed;
  }
}
