import { BASE64_VALUES } from './bytes.ts';
import type { LogLeaf } from './data-tile.ts';
import { parseLeafInput } from './get-entries.ts';
import { type JsonHearer, JsonScan } from './json-scan.ts';

export interface EntriesScanOptions<T> {
  /** The index that was asked for first. */
  start: number;
  /** Entries beyond are passed over: some logs give more than they were asked for. */
  most: number;
  /** When the leaves of an answer have so many bytes together, no more of them are taken. */
  mostBytes: number;
  /** Makes of a leaf what is kept of it. Its bytes are written over as soon as this returns. */
  use: (leaf: LogLeaf) => T;
}

export type EntriesResult<T> =
  | { ok: true; leaves: T[]; leafBytes: number }
  /** As it follows on the name of what was asked for. */
  | { ok: false; reason: string };

/** Reads one get-entries answer (RFC 6962 §4.6) as it comes. */
export interface EntriesScan<T> {
  /** Takes the next bytes. False: the rest is not needed, since it is no answer, or since there are leaves enough. */
  take(part: Uint8Array): boolean;
  /** What the answer said, as far as it was taken. */
  finish(): EntriesResult<T>;
}

const FIRST_BYTES = 8_192;

/**
 * Makes a scan of a get-entries answer. Of all its bytes only one leaf is held at a time, decoded as it passes: neither the
 * text nor what it says of chains is ever there as a whole. The same leaves come of it as of `JSON.parse`, `decodeBase64` and
 * `parseLeafInput`; of a name that stands twice the last counts. Base64 is taken as {@link decodeBase64} takes it.
 */
export function createEntriesScan<T>(options: EntriesScanOptions<T>): EntriesScan<T> {
  const hearer = new EntriesHearer(options);
  const scan = new JsonScan(hearer);
  let isEnough = false;
  return {
    take(part) {
      if (!scan.take(part)) return false;
      isEnough = hearer.fault === null && hearer.leafBytes >= options.mostBytes;
      return !isEnough;
    },
    finish() {
      if (!isEnough && !scan.isWhole()) return { ok: false, reason: 'is not JSON' };
      const { count, fault, leaves, leafBytes } = hearer;
      if (count === 0) return { ok: false, reason: 'has no entries' };
      return fault === null ? { ok: true, leaves, leafBytes } : { ok: false, reason: fault };
    },
  };
}

/** Follows where in the answer a value stands: the root, its `entries`, one of them, its `leaf_input`. */
class EntriesHearer<T> implements JsonHearer {
  readonly #options: EntriesScanOptions<T>;
  readonly #leaf = new LeafBytes();
  #isRoot = false;
  #inEntries = false;
  #inEntry = false;
  /** Of the entry that is being read. */
  #input: Uint8Array | null = null;
  count = 0;
  leaves: T[] = [];
  leafBytes = 0;
  fault: string | null = null;

  constructor(options: EntriesScanOptions<T>) {
    this.#options = options;
  }

  value(kind: 'object' | 'list' | 'string' | 'other', depth: number, key: string | null): boolean {
    if (depth === 0) this.#isRoot = kind === 'object';
    else if (depth === 1 && this.#isRoot && key === 'entries') {
      [this.count, this.leaves, this.leafBytes, this.fault] = [0, [], 0, null];
      this.#inEntries = kind === 'list';
    } else if (depth === 2 && this.#inEntries) {
      this.#input = null;
      this.#inEntry = kind === 'object';
      if (kind === 'string' || kind === 'other') this.#take();
    } else if (depth === 3 && this.#inEntry && key === 'leaf_input') {
      this.#input = null;
      if (kind !== 'string' || this.count >= this.#options.most) return false;
      this.#leaf.begin();
      return true;
    }
    return false;
  }

  text(bytes: Uint8Array, from: number, to: number): void {
    this.#leaf.add(bytes, from, to);
  }

  unit(code: number): void {
    this.#leaf.digit(code);
  }

  textEnd(): void {
    this.#input = this.#leaf.end();
  }

  end(depth: number): void {
    if (depth === 2 && this.#inEntries) this.#take();
    if (depth === 1) this.#inEntries = false;
  }

  #take(): void {
    const place = this.count;
    this.count += 1;
    this.#inEntry = false;
    if (place >= this.#options.most || this.fault !== null) return;
    const input = this.#input;
    this.#input = null;
    if (input === null) {
      this.fault = `entry ${place} has no leaf_input`;
      return;
    }
    const parsed = parseLeafInput(input, this.#options.start + place);
    if (!parsed.ok) {
      this.fault = `entry ${place} ${parsed.reason} (byte ${parsed.offset})`;
      return;
    }
    this.leaves.push(this.#options.use(parsed.leaf));
    this.leafBytes += input.length;
  }
}

/** One leaf's base64 decoded, over the one before: thousands of leaves take one allocation. */
class LeafBytes {
  #bytes = new Uint8Array(FIRST_BYTES);
  /** Where its next byte goes. */
  #at = 0;
  #held = 0;
  #digits = 0;
  #padding = 0;
  #isBad = false;

  begin(): void {
    this.#at = 0;
    [this.#held, this.#digits, this.#padding, this.#isBad] = [0, 0, 0, false];
  }

  add(bytes: Uint8Array, from: number, to: number): void {
    let at = from;
    // Up to where a group of four begins, then group by group, then what is left.
    while (at < to && this.#digits % 4 !== 0) this.digit(bytes[at++] ?? 0);
    if (this.#padding === 0 && !this.#isBad) at = this.#addGroups(bytes, at, to);
    while (at < to) this.digit(bytes[at++] ?? 0);
  }

  /** @returns where the first group begins that is not four digits */
  #addGroups(bytes: Uint8Array, from: number, to: number): number {
    const most = Math.floor((to - from) / 4);
    if (this.#at + most * 3 > this.#bytes.length) this.#grow(most * 3);
    const bytesOut = this.#bytes;
    let at = from;
    let put = this.#at;
    for (const end = from + most * 4; at < end; at += 4) {
      const word =
        ((BASE64_VALUES[bytes[at] ?? 0] ?? -1) << 18) |
        ((BASE64_VALUES[bytes[at + 1] ?? 0] ?? -1) << 12) |
        ((BASE64_VALUES[bytes[at + 2] ?? 0] ?? -1) << 6) |
        (BASE64_VALUES[bytes[at + 3] ?? 0] ?? -1);
      if (word < 0) break;
      bytesOut[put] = word >> 16;
      bytesOut[put + 1] = (word >> 8) & 0xff;
      bytesOut[put + 2] = word & 0xff;
      put += 3;
    }
    this.#at = put;
    this.#digits += at - from;
    return at;
  }

  digit(code: number): void {
    if (code === 0x3d) {
      this.#padding += 1;
      return;
    }
    const value = code < 128 ? (BASE64_VALUES[code] ?? -1) : -1;
    if (value < 0 || this.#padding > 0) {
      this.#isBad = true;
      return;
    }
    this.#held = ((this.#held << 6) | value) & 0xff_ffff;
    this.#digits += 1;
    if (this.#digits % 4 === 0) this.#put(3, this.#held);
  }

  /** The bytes of the text; null where it is no base64. */
  end(): Uint8Array | null {
    const rest = this.#digits % 4;
    const isWhole = (this.#digits + this.#padding) % 4 === 0 && this.#padding <= 2;
    // What is left of the last digit must be zero, so that one value has one spelling.
    const isSpare = rest === 2 ? (this.#held & 0x0f) === 0 : rest === 3 ? (this.#held & 0x03) === 0 : rest === 0;
    if (this.#isBad || !isWhole || !isSpare) return null;
    if (rest === 2) this.#put(1, this.#held >> 4);
    if (rest === 3) this.#put(2, this.#held >> 2);
    return this.#bytes.subarray(0, this.#at);
  }

  #put(count: number, word: number): void {
    if (this.#at + count > this.#bytes.length) this.#grow(count);
    for (let shift = (count - 1) * 8; shift >= 0; shift -= 8) {
      this.#bytes[this.#at] = (word >> shift) & 0xff;
      this.#at += 1;
    }
  }

  /** Room for so much more. */
  #grow(more: number): void {
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + more));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = larger;
  }
}
