import { HASH_BASE, mixHash } from './typo-index.ts';
import { WORDS_LEVEL_1, WORDS_LEVEL_2, WORDS_LEVEL_3 } from './data/words.data.ts';

/** How much a name says by itself. */
export interface Distinctiveness {
  /** Surprise of the letters under a model of ordinary words, in bits: 10 for `att`, 14 for `box`, 27 for `okta`, 48 for `teleperformance`. */
  bits: number;
  /** 1 very common word, 2 common, 3 known, 0 not in the word list. */
  wordLevel: number;
  /** What the name brings to a score, from 8 to 50, which is the cap. */
  points: number;
}

interface LetterModel {
  levels: ReadonlyMap<string, number>;
  /** One bit for the hash of each word and its plural, to say no without a look into the map. */
  filter: Int32Array;
  bitsOf(letters: string): number;
}

const ALPHABET = 27;
/** Lengths of words in the list, plurals included. */
const MIN_WORD_LENGTH = 3;
const MAX_WORD_LENGTH = 15;
const SMOOTHING = 3;
const DIGIT_BITS = 5;
/** 64 KiB, about ten bits a word: nine of ten texts that are no words stop here. */
const FILTER_BITS = 2 ** 19;

function hashText(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index++) hash = (Math.imul(hash, HASH_BASE) + text.charCodeAt(index)) | 0;
  return mixHash(hash);
}

function passesFilter(filter: Int32Array, hash: number): boolean {
  const bit = hash & (FILTER_BITS - 1);
  return ((filter[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0;
}

/** False when the characters [start, end) of ASCII codes are no word that {@link wordLevel} knows; true when they may be one. */
export function mayBeWord(codes: Uint8Array, start: number, end: number): boolean {
  if (end - start < MIN_WORD_LENGTH || end - start > MAX_WORD_LENGTH) return false;
  let hash = 0;
  for (let index = start; index < end; index++) hash = (Math.imul(hash, HASH_BASE) + (codes[index] ?? 0)) | 0;
  return passesFilter(letterModel().filter, mixHash(hash));
}

function unpack(packed: string, level: number, into: Map<string, number>): void {
  let word = '';
  let index = 0;
  while (index < packed.length) {
    const lead = packed.charCodeAt(index++);
    const shared = lead < 0x41 ? lead - 0x30 : lead - 0x41 + 10;
    let end = index;
    while (end < packed.length && packed.charCodeAt(end) >= 0x61) end++;
    word = word.slice(0, shared) + packed.slice(index, end);
    into.set(word, level);
    index = end;
  }
}

function buildModel(): LetterModel {
  const levels = new Map<string, number>();
  unpack(WORDS_LEVEL_1, 1, levels);
  unpack(WORDS_LEVEL_2, 2, levels);
  unpack(WORDS_LEVEL_3, 3, levels);
  const one = new Float64Array(ALPHABET);
  const two = new Float64Array(ALPHABET * ALPHABET);
  const three = new Float64Array(ALPHABET * ALPHABET * ALPHABET);
  let total = 0;
  for (const word of levels.keys()) {
    let a = 26;
    let b = 26;
    for (let index = 0; index < word.length; index++) {
      const c = word.charCodeAt(index) - 0x61;
      one[c] = (one[c] ?? 0) + 1;
      total++;
      if (b !== 26) two[b * ALPHABET + c] = (two[b * ALPHABET + c] ?? 0) + 1;
      if (a !== 26) {
        const at = (a * ALPHABET + b) * ALPHABET + c;
        three[at] = (three[at] ?? 0) + 1;
      }
      a = b;
      b = c;
    }
  }
  const filter = new Int32Array(FILTER_BITS >>> 5);
  for (const word of levels.keys()) {
    for (const form of [word, `${word}s`]) {
      const bit = hashText(form) & (FILTER_BITS - 1);
      filter[bit >>> 5] = (filter[bit >>> 5] ?? 0) | (1 << (bit & 31));
    }
  }
  const bitsOf = (letters: string): number => {
    let bits = 0;
    let a = -1;
    let b = -1;
    for (let index = 0; index < letters.length; index++) {
      const c = letters.charCodeAt(index) - 0x61;
      if (c < 0 || c > 25) {
        bits += DIGIT_BITS;
        a = -1;
        b = -1;
        continue;
      }
      let chance = (one[c] ?? 0) / total;
      if (b >= 0) chance = ((two[b * ALPHABET + c] ?? 0) + SMOOTHING * chance) / ((one[b] ?? 0) + SMOOTHING);
      if (a >= 0) {
        const pair = two[a * ALPHABET + b] ?? 0;
        chance = ((three[(a * ALPHABET + b) * ALPHABET + c] ?? 0) + SMOOTHING * chance) / (pair + SMOOTHING);
      }
      bits -= Math.log2(chance);
      a = b;
      b = c;
    }
    return bits;
  };
  return { levels, filter, bitsOf };
}

let model: LetterModel | undefined;

function letterModel(): LetterModel {
  model ??= buildModel();
  return model;
}

/** Commonness of an English word, plural included: 1 very common to 3 known, 0 not in the list. Lower-case letters expected. */
export function wordLevel(word: string): number {
  if (word.length < MIN_WORD_LENGTH || word.length > MAX_WORD_LENGTH) return 0;
  const { levels, filter } = letterModel();
  if (!passesFilter(filter, hashText(word))) return 0;
  const direct = levels.get(word);
  if (direct !== undefined) return direct;
  const isPlural =
    word.length > 4 && word.charCodeAt(word.length - 1) === 0x73 && word.charCodeAt(word.length - 2) !== 0x73;
  return isPlural ? (levels.get(word.slice(0, -1)) ?? 0) : 0;
}

/** Short names whose letters hardly ever stand together (`bbt`, `iqor`) are as telling as longer ones. */
const RARE_BITS_OF_THREE = 20;
const RARE_BITS_OF_FOUR = 26;

const WORD_POINTS = [0, 22, 24, 28];

/**
 * Measures a name (lower-case letters and digits, hyphens removed) against ordinary words: how surprising its letters are, and
 * whether it is itself a word; `isGeneric` says that it is one of the lure lexicon (`online`), whatever the word list knows. Long and surprising names may be recognised with little company; short ones and words need more.
 */
export function measureDistinctiveness(name: string, isGeneric = false): Distinctiveness {
  const level = isGeneric ? Math.max(1, wordLevel(name)) : wordLevel(name);
  const bits = letterModel().bitsOf(name);
  let points = Math.min(50, 4 + bits * 1.6);
  if (name.length <= 2) points = Math.min(points, 17);
  else if (name.length === 3) points = Math.min(points, bits >= RARE_BITS_OF_THREE ? 34 : 28);
  else if (name.length === 4) points = Math.min(points, bits >= RARE_BITS_OF_FOUR ? 40 : 34);
  const cap = WORD_POINTS[level] ?? 0;
  if (level > 0) points = Math.min(points, cap + (name.length >= 8 ? 10 : name.length >= 6 ? 5 : 0));
  return { bits: Math.round(bits * 10) / 10, wordLevel: level, points: Math.max(8, Math.round(points)) };
}
