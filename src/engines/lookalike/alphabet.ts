import { CONFUSABLES } from './data/confusables.data.ts';

/**
 * The small alphabet in which names are compared: letters and digits folded so that characters which look alike in ASCII are
 * one symbol (i l 1, o 0, e 3, s 5), everything else {@link OTHER}. 32 symbols, so that a table row is a shift away.
 */
export const SYMBOL_COUNT = 32;
export const ROW_SHIFT = 5;
/** A character that no brand contains; also stands between labels. */
export const OTHER = 31;

const FOLDED = 'abcdefghjklmnopqrstuvwxyz246789';
const SAME: Readonly<Record<string, string>> = { i: 'l', '1': 'l', '0': 'o', '3': 'e', '5': 's' };

/** ASCII code → symbol. */
export const SYMBOL_OF: Uint8Array = new Uint8Array(128).fill(OTHER);
for (let code = 0x30; code < 0x7b; code++) {
  const character = String.fromCharCode(code);
  const folded = SAME[character] ?? character;
  const symbol = FOLDED.indexOf(folded);
  if (symbol >= 0) SYMBOL_OF[code] = symbol;
}

const M = SYMBOL_OF[0x6d] ?? OTHER;
const N = SYMBOL_OF[0x6e] ?? OTHER;
const R = SYMBOL_OF[0x72] ?? OTHER;
const V = SYMBOL_OF[0x76] ?? OTHER;
const W = SYMBOL_OF[0x77] ?? OTHER;
const C = SYMBOL_OF[0x63] ?? OTHER;
const D = SYMBOL_OF[0x64] ?? OTHER;
const L = SYMBOL_OF[0x6c] ?? OTHER;

/** The symbol that two neighbouring symbols look like together (rn m, vv w, cl d), or -1. */
export function pairLooksLike(first: number, second: number): number {
  if (first === R && second === N) return M;
  if (first === V && second === V) return W;
  if (first === C && second === L) return D;
  return -1;
}

const LATIN_OF = new Map<number, string>();
for (const [looksLike, codePoints] of CONFUSABLES) {
  for (const hex of codePoints.split(' ')) LATIN_OF.set(Number.parseInt(hex, 16), looksLike);
}

/**
 * What a non-ASCII code point looks like in ASCII letters and digits: UTS #39 prototypes, and accented letters without their
 * accents. Empty for a mark, null when it looks like nothing Latin.
 */
export function latinLookOf(codePoint: number): string | null {
  const direct = LATIN_OF.get(codePoint);
  if (direct !== undefined) return direct;
  const character = String.fromCodePoint(codePoint);
  const bare = character.normalize('NFKD').replace(/\p{M}/gu, '');
  if (bare === '') return '';
  if (/^[a-z0-9]+$/.test(bare)) return bare;
  if (bare !== character && bare.length <= 2) {
    const inner = LATIN_OF.get(bare.codePointAt(0) ?? 0);
    if (inner !== undefined) return inner;
  }
  return null;
}

const DOTLESS_I = 0x131;
const LAST_OF_LATIN_EXTENDED_B = 0x24f;

/**
 * True for a letter that living languages write: a Latin letter with an accent, a bar or a hook. A word with one is most likely a
 * word; one with a letter of another script among Latin ones, or of phonetic notation, is made to be misread.
 */
export function isOrdinaryLatin(codePoint: number): boolean {
  if (codePoint === DOTLESS_I) return false;
  if (codePoint <= LAST_OF_LATIN_EXTENDED_B) return true;
  const bare = String.fromCodePoint(codePoint).normalize('NFD').codePointAt(0) ?? codePoint;
  return bare < 0x80;
}

/** Symbols of an ASCII text without its hyphens; characters that are neither letter nor digit become OTHER. */
export function foldText(text: string): Uint8Array {
  const symbols: number[] = [];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x2d || code === 0x20) continue;
    symbols.push(SYMBOL_OF[code] ?? OTHER);
  }
  return Uint8Array.from(symbols);
}

/** The same with neighbouring symbols joined that look like one (`rn` as `m`); null when there are none. */
export function foldPairs(symbols: Uint8Array): Uint8Array | null {
  const joined: number[] = [];
  let found = false;
  for (let index = 0; index < symbols.length; index++) {
    const pair = index + 1 < symbols.length ? pairLooksLike(symbols[index] ?? OTHER, symbols[index + 1] ?? OTHER) : -1;
    if (pair >= 0) {
      joined.push(pair);
      index++;
      found = true;
    } else {
      joined.push(symbols[index] ?? OTHER);
    }
  }
  return found ? Uint8Array.from(joined) : null;
}
