/** What kind of slip turns a name into its look-alike. */
export type TypoKind =
  | 'omission'
  | 'repetition'
  | 'insertion'
  | 'transposition'
  | 'neighbour-key'
  | 'vowel-swap'
  | 'bit-flip'
  | 'replacement'
  | 'added-dot';

/** One edit between two texts: the kind and where it is in the intended name. */
export interface TypoEdit {
  kind: TypoKind;
  at: number;
}

const KEYBOARDS = [
  ['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'],
  ['1234567890', 'qwertzuiop', 'asdfghjkl', 'yxcvbnm'],
];

const CODES = 128;
/** Pairs of keys that touch, as `code * 128 + code`. */
const NEIGHBOURS = new Uint8Array(CODES * CODES);
for (const rows of KEYBOARDS) {
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) {
      for (const other of [row[x - 1], row[x + 1], rows[y + 1]?.[x - 1], rows[y + 1]?.[x]]) {
        if (other === undefined) continue;
        NEIGHBOURS[row.charCodeAt(x) * CODES + other.charCodeAt(0)] = 1;
        NEIGHBOURS[other.charCodeAt(0) * CODES + row.charCodeAt(x)] = 1;
      }
    }
  });
}

function isVowel(code: number): boolean {
  return code === 0x61 || code === 0x65 || code === 0x69 || code === 0x6f || code === 0x75;
}

/** What kind of mistake it is to write the letter or digit `typed` for `intended`, both by ASCII code. */
export function nameReplacement(intended: number, typed: number): TypoKind {
  if (NEIGHBOURS[intended * CODES + typed] === 1) return 'neighbour-key';
  if (isVowel(intended) && isVowel(typed)) return 'vowel-swap';
  const difference = intended ^ typed;
  return (difference & (difference - 1)) === 0 ? 'bit-flip' : 'replacement';
}

/** A text as symbols or letters: anything that compares by code. */
interface Codes {
  readonly length: number;
  readonly [index: number]: number;
}

/**
 * Where the single edit (omission, insertion, replacement or transposition of neighbours) is that turns `intended`, or its part
 * [wantedFrom, wantedTo), into the part [from, to) of `typed`; counted from `wantedFrom`. -1 when there is none or they are equal.
 * Linear time, no allocation.
 */
export function findSingleEdit(
  intended: Codes,
  typed: Codes,
  from: number,
  to: number,
  wantedFrom = 0,
  wantedTo = intended.length,
): number {
  const a = wantedTo - wantedFrom;
  const b = to - from;
  if (a - b > 1 || b - a > 1) return -1;
  const shorter = a < b ? a : b;
  let head = 0;
  while (head < shorter && intended[wantedFrom + head] === typed[from + head]) head++;
  if (head === a && a === b) return -1;
  let tail = 0;
  while (tail < shorter - head && intended[wantedTo - 1 - tail] === typed[to - 1 - tail]) tail++;
  if (a !== b) return head + tail >= shorter ? head : -1;
  const middle = a - head - tail;
  if (middle === 1) return head;
  const at = wantedFrom + head;
  const isSwapped = intended[at] === typed[from + head + 1] && intended[at + 1] === typed[from + head];
  return middle === 2 && isSwapped ? head : -1;
}

/**
 * Names the slip at `at`, as found by {@link findSingleEdit} in the same symbols and parts, for people: which kind of mistake it is. A letter
 * for another gives `replacement`; {@link nameReplacement}, which sees letters rather than symbols, tells more about it.
 */
export function nameSlip(
  intended: Codes,
  typed: Codes,
  from: number,
  to: number,
  at: number,
  wantedFrom = 0,
  wantedTo = intended.length,
): TypoKind {
  const size = to - from;
  const wanted = wantedTo - wantedFrom;
  if (wanted > size) return 'omission';
  const here = typed[from + at];
  const after = at + 1 < size ? typed[from + at + 1] : undefined;
  if (wanted < size) {
    const before = at > 0 ? typed[from + at - 1] : undefined;
    return here === before || here === after ? 'repetition' : 'insertion';
  }
  const next = at + 1 < wanted ? intended[wantedFrom + at + 1] : undefined;
  return intended[wantedFrom + at] === after && next === here ? 'transposition' : 'replacement';
}
