import { decodeBase64 } from './bytes.ts';
import type { LogLeaf } from './data-tile.ts';
import { type EntryFault, entryPlaces, type EntryPlaces, readTimestampedEntry, unsigned } from './timestamped-entry.ts';

export type LeafInputResult = { ok: true; leaf: LogLeaf } | ({ ok: false } & EntryFault);

const HEADER_BYTES = 2;

class LeafInput implements LogLeaf {
  readonly leafIndex: number;
  readonly timestampMs: number;
  readonly precertificate: boolean;
  readonly source: Uint8Array;
  readonly certificateStart: number;
  readonly certificateEnd: number;

  constructor(source: Uint8Array, leafIndex: number, places: EntryPlaces) {
    this.source = source;
    this.leafIndex = leafIndex;
    this.timestampMs = places.timestampMs;
    this.precertificate = places.precertificate;
    this.certificateStart = places.certificateStart;
    this.certificateEnd = places.certificateEnd;
  }

  get certificate(): Uint8Array {
    return this.source.subarray(this.certificateStart, this.certificateEnd);
  }

  get timestampedEntry(): Uint8Array {
    return this.source.subarray(HEADER_BYTES);
  }
}

/**
 * Parses the `leaf_input` of a get-entries answer: a MerkleTreeLeaf (RFC 6962 §3.4) of version 1 and type
 * `timestamped_entry`, the very bytes that the leaf hash is made of. Strict: nothing may follow.
 * @param leafIndex the place it was asked for; only a proof shows that it is there
 */
export function parseLeafInput(leafInput: Uint8Array, leafIndex: number): LeafInputResult {
  if (leafInput[0] !== 0 || leafInput[1] !== 0) {
    return { ok: false, reason: 'is no version 1 timestamped entry', offset: 0 };
  }
  const places = entryPlaces();
  const fault = readTimestampedEntry(leafInput, HEADER_BYTES, places);
  if (fault !== null) return { ok: false, ...fault };
  if (places.end !== leafInput.length) {
    return { ok: false, reason: `has ${leafInput.length - places.end} bytes left over`, offset: places.end };
  }
  return { ok: true, leaf: new LeafInput(leafInput, leafIndex, places) };
}

/** What a log keeps beside an entry. The tree does not cover it. */
export type ExtraDataResult =
  | {
      ok: true;
      /** DER of the precertificate as submitted; null for a final certificate. */
      submitted: Uint8Array | null;
      /** DER of the certificates up to the root, the issuer first. */
      chain: readonly Uint8Array[];
    }
  | ({ ok: false } & EntryFault);

/** More certificates than any chain has. */
const MAX_CHAIN = 100;

/**
 * Parses the `extra_data` of a get-entries answer: a certificate's chain, or for a precertificate a PrecertChainEntry
 * (RFC 6962 §3.1, §4.6). Strict: nothing may follow.
 */
export function parseExtraData(extraData: Uint8Array, precertificate: boolean): ExtraDataResult {
  let at = 0;
  let submitted: Uint8Array | null = null;
  if (precertificate) {
    submitted = vector(extraData, 0);
    if (submitted === null || submitted.length === 0)
      return { ok: false, reason: 'has a truncated precertificate', offset: 0 };
    at = 3 + submitted.length;
  }
  const list = vector(extraData, at);
  if (list === null || at + 3 + list.length !== extraData.length) {
    return { ok: false, reason: 'has a chain that does not fill it', offset: at };
  }
  const chain: Uint8Array[] = [];
  for (let next = 0; next < list.length;) {
    const certificate = vector(list, next);
    if (certificate === null || certificate.length === 0 || chain.length === MAX_CHAIN) {
      return { ok: false, reason: 'has a malformed chain', offset: at + 3 + next };
    }
    chain.push(certificate);
    next += 3 + certificate.length;
  }
  return { ok: true, submitted, chain };
}

function vector(bytes: Uint8Array, at: number): Uint8Array | null {
  if (at + 3 > bytes.length) return null;
  const end = at + 3 + unsigned(bytes, at, 3);
  return end > bytes.length ? null : bytes.subarray(at + 3, end);
}

/** The hashes of a proof in a log's JSON answer, or null where it is not a list of at most 64 base64 texts of 32 bytes. */
export function parseHashList(value: unknown): Uint8Array[] | null {
  if (!Array.isArray(value) || value.length > 64) return null;
  const hashes: Uint8Array[] = [];
  for (const item of value as readonly unknown[]) {
    const hash = typeof item === 'string' && item.length === 44 ? decodeBase64(item) : null;
    if (hash?.length !== 32) return null;
    hashes.push(hash);
  }
  return hashes;
}
