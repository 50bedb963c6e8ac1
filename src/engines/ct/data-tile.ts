import { TILE_WIDTH } from './tile-path.ts';
import { type EntryFault, entryPlaces, type EntryPlaces, readTimestampedEntry, unsigned } from './timestamped-entry.ts';

/** One entry of a log. The byte fields are views into the bytes it was read from, made when asked for: copy what is kept. */
export interface LogLeaf {
  leafIndex: number;
  /** When the log took it, milliseconds UTC. */
  timestampMs: number;
  precertificate: boolean;
  /** DER of the certificate, or of the TBSCertificate of a precertificate (what the log signed). */
  readonly certificate: Uint8Array;
  /** The TimestampedEntry, the part the tree covers: input of `leafHash`. */
  readonly timestampedEntry: Uint8Array;
  /** The bytes it was read from, and where in them the certificate lies: for readers that need no view of it. */
  readonly source: Uint8Array;
  readonly certificateStart: number;
  readonly certificateEnd: number;
}

/** One entry of a data tile; its index is as its `leaf_index` extension says, checked against its place. */
export interface TileLeaf extends LogLeaf {
  /** DER of the precertificate as submitted; not covered by the tree. */
  readonly submitted: Uint8Array | null;
}

export type DataTileResult =
  | { ok: true; leaves: readonly TileLeaf[] }
  | {
      ok: false;
      reason: string;
      /** Byte offset of the entry or field at fault, within the tile. */
      offset: number;
    };

const EXTENSION_LEAF_INDEX = 0;
const FINGERPRINT_BYTES = 32;

/** A typed array's view costs more than reading the entry, and most are never asked for. */
class LeafInTile implements TileLeaf {
  readonly leafIndex: number;
  readonly timestampMs: number;
  readonly precertificate: boolean;
  readonly source: Uint8Array;
  readonly certificateStart: number;
  readonly certificateEnd: number;
  readonly #begin: number;
  readonly #entryEnd: number;
  readonly #submittedEnd: number;

  constructor(source: Uint8Array, leafIndex: number, begin: number, places: EntryPlaces, submittedEnd: number) {
    this.source = source;
    this.leafIndex = leafIndex;
    this.timestampMs = places.timestampMs;
    this.precertificate = places.precertificate;
    this.certificateStart = places.certificateStart;
    this.certificateEnd = places.certificateEnd;
    this.#begin = begin;
    this.#entryEnd = places.end;
    this.#submittedEnd = submittedEnd;
  }

  get certificate(): Uint8Array {
    return this.source.subarray(this.certificateStart, this.certificateEnd);
  }

  get timestampedEntry(): Uint8Array {
    return this.source.subarray(this.#begin, this.#entryEnd);
  }

  get submitted(): Uint8Array | null {
    return this.precertificate ? this.source.subarray(this.#entryEnd + 3, this.#submittedEnd) : null;
  }
}

/**
 * Parses a data tile: `TileLeaf` structures one after the other (static-ct-api, "Log entries"). Strict: a truncated
 * field, a leaf index that is not the one of its place, an unknown entry type, or anything left over refuses the tile.
 * @param tileIndex index of the tile, so that its first entry is leaf `256 × tileIndex`
 * @param width entries it must have, 1 to 256
 */
export function parseDataTile(tile: Uint8Array, tileIndex: number, width: number = TILE_WIDTH): DataTileResult {
  const leaves: TileLeaf[] = [];
  const places = entryPlaces();
  let at = 0;
  for (let place = 0; place < width; place += 1) {
    const leafIndex = tileIndex * TILE_WIDTH + place;
    // 1. What the tree covers; the leaf index among it, so a wrong one is the log contradicting itself.
    const fault = readTimestampedEntry(tile, at, places) ?? checkLeafIndex(tile, places, leafIndex);
    if (fault !== null) return refuse(place, fault);
    // 2. What the tree does not cover: the submitted precertificate and the fingerprints of its chain.
    let end = places.end;
    if (places.precertificate) {
      end = vectorEnd(tile, places.end, 3);
      if (end < 0 || end === places.end + 3)
        return refuse(place, { reason: 'has a truncated precertificate', offset: places.end });
    }
    const chainEnd = vectorEnd(tile, end, 2);
    if (chainEnd < 0 || (chainEnd - end - 2) % FINGERPRINT_BYTES !== 0)
      return refuse(place, { reason: 'has truncated chain fingerprints', offset: end });
    leaves.push(new LeafInTile(tile, leafIndex, at, places, end));
    at = chainEnd;
  }
  if (at !== tile.length) {
    return { ok: false, reason: `data tile has ${tile.length - at} bytes after ${width} entries`, offset: at };
  }
  return { ok: true, leaves };
}

function refuse(place: number, { reason, offset }: EntryFault): DataTileResult {
  return { ok: false, reason: `data tile entry ${place} ${reason}`, offset };
}

function checkLeafIndex(tile: Uint8Array, places: EntryPlaces, expected: number): EntryFault | null {
  const claimed = readLeafIndex(tile, places.extensionsStart, places.end);
  if (claimed === expected) return null;
  const found = claimed === null ? 'has no single leaf index' : `says it is leaf ${claimed}`;
  return { reason: `${found}, expected ${expected}`, offset: places.certificateEnd };
}

/** The `leaf_index` in CtExtensions, or null unless there is exactly one, of five bytes, and all of it parses. */
function readLeafIndex(bytes: Uint8Array, start: number, end: number): number | null {
  let found: number | null = null;
  let at = start;
  while (at < end) {
    if (at + 3 > end) return null;
    const valueStart = at + 3;
    const valueEnd = valueStart + unsigned(bytes, at + 1, 2);
    if (valueEnd > end) return null;
    if (bytes[at] === EXTENSION_LEAF_INDEX) {
      if (found !== null || valueEnd - valueStart !== 5) return null;
      found = unsigned(bytes, valueStart, 5);
    }
    at = valueEnd;
  }
  return found;
}

/** Where the TLS vector at `at`, whose length takes `size` bytes, ends; -1 when it is cut off. */
function vectorEnd(bytes: Uint8Array, at: number, size: number): number {
  if (at + size > bytes.length) return -1;
  const end = at + size + unsigned(bytes, at, size);
  return end > bytes.length ? -1 : end;
}
