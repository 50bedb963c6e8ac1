import { needleOf } from './compile-items.ts';
import { KEYWORDS, type Program } from './compile-program.ts';

/** Slots of the table of how far a pair of letters lets the search jump. */
const TABLE_SIZE = 4096;
const MAX_JUMP = 255;
/** Letters that JSON writes with an escape, so that they do not stand in the bytes as they are. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const ESCAPED = /["\\\u0000-\u001f]/;
/** Texts of numbers are not always their bytes: `1e3` is 1000. */
const PART_OF_NUMBER = /^[-+.e\d]*$/;
const LARGEST = '-infinity';

/** ASCII letters without regard to case. */
const FOLDED = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte));

/**
 * Makes a quick test of a record's bytes: whether a keyword that picks rules may stand in it. The bytes must be ASCII and valid JSON in
 * which no escape stands for a letter (`\u0061`, `\/`). The search compares pairs of letters at the end of a window as long as the
 * shortest keyword and jumps as far as they allow (Wu and Manber, 1994).
 */
export function createKeywordSieve(program: Program): (bytes: Uint8Array) => boolean {
  const texts: string[] = [];
  for (const { id, slot, tests } of program.items) {
    if (slot !== KEYWORDS || (program.rulesOfItem[id] ?? []).length === 0) continue;
    for (const test of tests) {
      const text = needleOf(test)?.text;
      if (text === undefined || text.length < 2 || isDisguised(text)) return () => true;
      // what is folded to ASCII is ASCII here
      if (/^[\u0020-\u007f]*$/.test(text)) texts.push(text);
    }
  }
  return texts.length === 0 ? () => false : searchFor(texts);
}

function isDisguised(text: string): boolean {
  return ESCAPED.test(text) || PART_OF_NUMBER.test(text) || LARGEST.includes(text);
}

function searchFor(texts: readonly string[]): (bytes: Uint8Array) => boolean {
  const window = texts.reduce((least, { length }) => Math.min(least, length), MAX_JUMP);
  const jumps = new Uint8Array(TABLE_SIZE).fill(window - 1);
  const atEnd = new Map<number, Uint8Array[]>();
  const encoder = new TextEncoder();
  for (const text of new Set(texts)) {
    const needle = encoder.encode(text);
    for (let at = 1; at < window; at += 1) {
      const pair = pairOf(needle[at - 1] as number, needle[at] as number);
      jumps[pair] = Math.min(jumps[pair] as number, window - 1 - at);
      if (at === window - 1) atEnd.set(pair, [...(atEnd.get(pair) ?? []), needle]);
    }
  }

  return (bytes) => {
    const end = bytes.length;
    let at = window - 1;
    while (at < end) {
      const pair = pairOf(FOLDED[bytes[at - 1] as number] as number, FOLDED[bytes[at] as number] as number);
      const jump = jumps[pair] as number;
      if (jump > 0) at += jump;
      else {
        for (const needle of atEnd.get(pair) ?? []) if (standsAt(bytes, at - window + 1, needle)) return true;
        at += 1;
      }
    }
    return false;
  };
}

function pairOf(first: number, second: number): number {
  return ((first << 5) ^ second) & (TABLE_SIZE - 1);
}

function standsAt(bytes: Uint8Array, from: number, needle: Uint8Array): boolean {
  if (from + needle.length > bytes.length) return false;
  for (let at = 0; at < needle.length; at += 1) if (needle[at] !== FOLDED[bytes[from + at] as number]) return false;
  return true;
}
