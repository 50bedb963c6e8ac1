import { findSingleEdit } from './edits.ts';

/** Base of the polynomial hash; odd, so that multiplication modulo 2^32 loses nothing. */
export const HASH_BASE = 0x01000193;

/** `HASH_POWERS[n]` = HASH_BASE ** n modulo 2^32. */
export const HASH_POWERS: Int32Array = new Int32Array(300);
HASH_POWERS[0] = 1;
for (let index = 1; index < HASH_POWERS.length; index++)
  HASH_POWERS[index] = Math.imul(HASH_POWERS[index - 1] ?? 0, HASH_BASE);

/**
 * Deletion neighbourhood (Mor and Fraenkel 1982, known from SymSpell): every term and every term less one symbol, by hash. A text
 * is within one edit of a term only if the text or the text less one symbol is among them.
 */
export interface TypoIndex {
  /** A Bloom filter (1970) that says no quickly: two bits for each hash, both in one word, so that an answer is one read. */
  filter: Int32Array;
  filterMask: number;
  /** Pairs of a hash and its position in `termIds` (0 for an empty slot), side by side for the cache's sake. */
  slots: Int32Array;
  slotMask: number;
  /** Term ids ended by -1. */
  termIds: Int32Array;
  maxLength: number;
  /**
   * One bit for the first and one for the last letters of each term, with the size of the text that they may be found in. A slip
   * leaves one end of a term as it is, so two reads here spare most texts one read of the filter for each of their letters.
   */
  ends: Int32Array;
  endsMask: number;
  /**
   * By id: where the list of the texts that are one slip away starts in `neighbours`, 0 when there are none, -1 when they are too
   * many to list. For a stretch that is a text exactly, this is the whole answer.
   */
  neighboursAt: Int32Array;
  /** Ids ended by -1. */
  neighbours: Int32Array;
}

/** Terms shorter than this are not looked for with a mistake in them: too many ordinary words are one letter away. */
export const MIN_TYPO_LENGTH = 5;

/** Spreads the polynomial hash, whose low bits alone are poor. */
export function mixHash(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  return mixed ^ (mixed >>> 15);
}

/** One in 200 hashes that are not there passes the filter; a larger one would not stay in the cache with 10,000 brands. */
const FILTER_BITS_PER_HASH = 16;

const END_BITS_PER_HASH = 12;
const MAX_END_LENGTH = 6;

/** How many letters at one end or the other a single slip leaves alone in a text of this size. */
export function endLength(size: number): number {
  return Math.min(MAX_END_LENGTH, (size - 2) >> 1);
}

/** Where the end of a text, given by its hash, has its bit. `side` is 0 for the first letters, 1 for the last. */
function endBit(hash: number, size: number, side: 0 | 1): number {
  return mixHash(hash ^ Math.imul(size * 2 + side + 1, 0x9e3779b1)) >>> 3;
}

/** Could a term begin (`side` 0) or end (1) with the letters of this hash, seen in a text of this size? May say yes too often. */
export function mayHaveEnd({ ends, endsMask }: TypoIndex, hash: number, size: number, side: 0 | 1): boolean {
  const bit = endBit(hash, size, side) & endsMask;
  return ((ends[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0;
}

function hashOf(symbols: Uint8Array, from: number, to: number): number {
  let hash = 0;
  for (let index = from; index < to; index++) hash = (Math.imul(hash, HASH_BASE) + (symbols[index] ?? 0) + 1) | 0;
  return hash;
}

function buildEnds(terms: readonly Indexed[], minLength: number): Pick<TypoIndex, 'ends' | 'endsMask'> {
  const bitCount = powerOfTwo(terms.length * 6 * END_BITS_PER_HASH);
  const ends = new Int32Array(bitCount / 32);
  const mark = (bit: number): void => {
    const at = bit & (bitCount - 1);
    ends[at >>> 5] = (ends[at >>> 5] ?? 0) | (1 << (at & 31));
  };
  for (const { symbols } of terms) {
    const { length } = symbols;
    if (length < minLength) continue;
    for (let size = length - 1; size <= length + 1; size++) {
      const count = endLength(size);
      mark(endBit(hashOf(symbols, 0, count), size, 0));
      mark(endBit(hashOf(symbols, length - count, length), size, 1));
    }
  }
  return { ends, endsMask: bitCount - 1 };
}

/** More texts than this that share all letters but one are not paired: numbered names would take quadratic time. */
const MAX_PAIRED = 48;

/** For each text those one slip away, by the lists of texts that are the same less one symbol. */
function listNeighbours(
  terms: readonly Indexed[],
  lists: Iterable<readonly number[]>,
): Pick<TypoIndex, 'neighbours' | 'neighboursAt'> {
  const byId = new Map(terms.map((term) => [term.id, term.symbols]));
  const near = new Map<number, Set<number> | null>();
  for (const ids of lists) {
    if (ids.length < 2) continue;
    for (const id of ids) {
      if (ids.length > MAX_PAIRED) near.set(id, null);
      const known = near.get(id);
      if (known === null) continue;
      const typed = byId.get(id) ?? new Uint8Array();
      const mine = known ?? new Set();
      for (const other of ids) {
        if (other === id || mine.has(other)) continue;
        if (findSingleEdit(byId.get(other) ?? typed, typed, 0, typed.length) >= 0) mine.add(other);
      }
      near.set(id, mine);
    }
  }
  const neighboursAt = new Int32Array(terms.reduce((most, term) => Math.max(most, term.id + 1), 0));
  const neighbours: number[] = [-1];
  for (const [id, others] of near) {
    if (others !== null && others.size === 0) continue;
    neighboursAt[id] = others === null ? -1 : neighbours.length;
    if (others !== null) neighbours.push(...others, -1);
  }
  return { neighboursAt, neighbours: Int32Array.from(neighbours) };
}

/** The two bits of a mixed hash in its word of the filter. */
function filterBits(mixed: number): number {
  return (1 << (mixed & 31)) | (1 << ((mixed >>> 5) & 31));
}

function hashWithout(symbols: Uint8Array, skipped: number): number {
  let hash = 0;
  for (let index = 0; index < symbols.length; index++) {
    if (index !== skipped) hash = (Math.imul(hash, HASH_BASE) + (symbols[index] ?? 0) + 1) | 0;
  }
  return hash;
}

/** The least power of two that is no less, and at least 64. */
export function powerOfTwo(atLeast: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(64, atLeast)));
}

/** What can be looked up with a slip. */
export interface Indexed {
  id: number;
  symbols: Uint8Array;
}

/** Builds the index of those with at least `minLength` symbols; memory is about 40 bytes per term and letter. */
export function buildTypoIndex(terms: readonly Indexed[], minLength: number): TypoIndex {
  const byHash = new Map<number, number[]>();
  let maxLength = 0;
  for (const term of terms) {
    const { length } = term.symbols;
    if (length < minLength) continue;
    maxLength = Math.max(maxLength, length);
    for (let skipped = -1; skipped < length; skipped++) {
      const hash = hashWithout(term.symbols, skipped);
      const ids = byHash.get(hash);
      if (ids === undefined) byHash.set(hash, [term.id]);
      else if (!ids.includes(term.id)) ids.push(term.id);
    }
  }
  const filterSize = powerOfTwo(Math.ceil((byHash.size * FILTER_BITS_PER_HASH) / 32));
  const slotCount = powerOfTwo(byHash.size * 2);
  const filter = new Int32Array(filterSize);
  const slots = new Int32Array(slotCount * 2);
  const termIds: number[] = [-1];
  for (const [hash, ids] of byHash) {
    const mixed = mixHash(hash);
    const word = (mixed >>> 10) & (filterSize - 1);
    filter[word] = (filter[word] ?? 0) | filterBits(mixed);
    let slot = (mixed >>> 7) & (slotCount - 1);
    while ((slots[slot * 2 + 1] ?? 0) !== 0) slot = (slot + 1) & (slotCount - 1);
    slots[slot * 2] = hash;
    slots[slot * 2 + 1] = termIds.length;
    termIds.push(...ids, -1);
  }
  return {
    ...buildEnds(terms, minLength),
    ...listNeighbours(terms, byHash.values()),
    filter,
    filterMask: filterSize - 1,
    slots,
    slotMask: slotCount - 1,
    termIds: Int32Array.from(termIds),
    maxLength,
  };
}

/** Position of the list of terms for a hash in `termIds`, 0 for none. */
export function lookUpTypo(index: TypoIndex, hash: number): number {
  const mixed = mixHash(hash);
  const wanted = filterBits(mixed);
  if (((index.filter[(mixed >>> 10) & index.filterMask] ?? 0) & wanted) !== wanted) return 0;
  let slot = (mixed >>> 7) & index.slotMask;
  for (;;) {
    const at = index.slots[slot * 2 + 1] ?? 0;
    if (at === 0 || index.slots[slot * 2] === hash) return at;
    slot = (slot + 1) & index.slotMask;
  }
}

/**
 * Ids of the indexed texts that are the given stretch of symbols, or one slip away from it (and possibly some others: compare
 * them). For the slow path; the hot path has its own loop over prefix hashes.
 */
export function lookUpSlips(index: TypoIndex, symbols: Uint8Array, from: number, to: number): number[] {
  const ids: number[] = [];
  const size = to - from;
  if (size > index.maxLength + 1) return ids;
  // [from, skipped) and (skipped, to) hashed apart, then joined: constant work for each place that is left out
  let rest = 0;
  for (let at = from; at < to; at++) rest = (Math.imul(rest, HASH_BASE) + (symbols[at] ?? 0) + 1) | 0;
  addListed(index, rest, ids);
  let head = 0;
  for (let skipped = from; skipped < to; skipped++) {
    const symbol = (symbols[skipped] ?? 0) + 1;
    const restSize = to - skipped - 1;
    rest = (rest - Math.imul(symbol, HASH_POWERS[restSize] ?? 0)) | 0;
    addListed(index, (Math.imul(head, HASH_POWERS[restSize] ?? 0) + rest) | 0, ids);
    head = (Math.imul(head, HASH_BASE) + symbol) | 0;
  }
  return ids;
}

function addListed(index: TypoIndex, hash: number, into: number[]): void {
  const list = lookUpTypo(index, hash);
  if (list === 0) return;
  for (let entry = list; (index.termIds[entry] ?? -1) >= 0; entry++) {
    const id = index.termIds[entry] ?? 0;
    if (!into.includes(id)) into.push(id);
  }
}
