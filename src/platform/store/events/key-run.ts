/** Kinds of keys that events are found by. A person who acts and one who is acted upon share a kind: a search means either. */
export const KEY_KINDS = { person: 0, ip: 1, session: 2, domain: 3 } as const;
export type KeyKind = keyof typeof KEY_KINDS;

/** The keys of one event, as hashes of key-hash.ts. */
export interface KeyedRow {
  seq: number;
  keys: readonly (readonly [KeyKind, number])[];
}

/** Events per run. Less than 4096, so that a place in it fits 12 bits. */
export const RUN_EVENTS = 2_048;

/**
 * A sorted list of the keys of some thousand events: written once, in one piece, where an index of the database would touch
 * a page per event and key (measured: twice the bytes written). Searched by halving.
 */
export interface KeyRun {
  /** Float64 little-endian, ascending: 40 bits of kind and hash, then 12 bits of place. */
  keys: Uint8Array;
  /** Float64 little-endian: the seq at each place. */
  seqs: Uint8Array;
}

export function buildKeyRun(rows: readonly KeyedRow[]): KeyRun {
  const keys: number[] = [];
  for (const [place, row] of rows.entries()) {
    for (const [kind, hash] of row.keys) keys.push(keyOf(kind, hash) * 4096 + place);
  }
  return {
    keys: new Uint8Array(Float64Array.from(keys).sort().buffer),
    seqs: new Uint8Array(Float64Array.from(rows, (row) => row.seq).buffer),
  };
}

/** The seqs of events that may have this key, ascending. @param seqs read only when something is found */
export function searchKeyRun(keys: Uint8Array, seqs: () => Uint8Array, kind: KeyKind, hash: number): number[] {
  const list = floats(keys);
  const from = keyOf(kind, hash) * 4096;
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle] ?? Infinity) < from) low = middle + 1;
    else high = middle;
  }
  if ((list[low] ?? Infinity) >= from + 4096) return [];
  const all = floats(seqs());
  const found: number[] = [];
  for (let at = low; (list[at] ?? Infinity) < from + 4096; at += 1) {
    const seq = all[(list[at] ?? 0) - from];
    if (seq !== undefined) found.push(seq);
  }
  return found;
}

function keyOf(kind: KeyKind, hash: number): number {
  const high = Math.floor(hash / 2 ** 32) & 0xff;
  return (high ^ KEY_KINDS[kind]) * 2 ** 32 + (hash >>> 0);
}

/** The bytes as numbers; copied when they do not begin at a multiple of eight. */
function floats(bytes: Uint8Array): Float64Array {
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  return new Float64Array(aligned.buffer, aligned.byteOffset, Math.floor(aligned.byteLength / 8));
}
