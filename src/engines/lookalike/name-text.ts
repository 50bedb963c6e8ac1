import { isOrdinaryLatin, latinLookOf, OTHER, SYMBOL_OF } from './alphabet.ts';
import type { ExtraConfusable } from './types.ts';

/** What stands before a symbol: nothing (it is glued to the one before), a hyphen, or the edge of a label. */
export const GLUED = 0;
export const HYPHEN = 1;
export const LABEL_EDGE = 2;

/**
 * A host name without its suffix as symbols, hyphens taken out, labels parted by one OTHER. One per matcher, refilled for
 * each name.
 */
export interface NameText {
  display: string;
  /** Nothing but ASCII before the suffix. */
  isAscii: boolean;
  /** Number of symbols. */
  length: number;
  symbols: Uint8Array;
  /** ASCII code of the character, 0 for one that is not ASCII. */
  plain: Uint8Array;
  /** 1 for a character that is there to be taken for another (UTS #39), accents apart; only meaningful where `plain` is 0. */
  disguised: Uint8Array;
  /** Where the symbol's character starts and ends in `display`. */
  rawStart: Uint16Array;
  rawEnd: Uint16Array;
  /** GLUED, HYPHEN or LABEL_EDGE before symbol i; one entry more than symbols. */
  edge: Uint8Array;
  labelCount: number;
  /** Symbols of label k are [labelStart[k], labelEnd[k]). The last label is the registrable one. */
  labelStart: Uint16Array;
  labelEnd: Uint16Array;
  /** Where the suffix starts in `display`, after the dot. */
  suffixStart: number;
  /** What further characters look like, by code point. */
  looks: ReadonlyMap<number, string>;
  /** Working space of `segmentLabel`. */
  scratch: { best: Int32Array; cameFrom: Int32Array; viaWord: Int32Array };
}

/** 253 characters of which each may look like up to three letters. */
const CAPACITY = 1024;
/** Three states per symbol and one position more. */
const SCRATCH = (CAPACITY + 1) * 3;

/** An empty buffer for {@link fillNameText}. Confusables that look like nothing of the alphabet are left out. */
export function createNameText(confusables: readonly ExtraConfusable[] = []): NameText {
  const looks = new Map<number, string>();
  for (const { character, looksLike } of confusables) {
    const codePoint = character.normalize('NFKC').toLowerCase().codePointAt(0) ?? 0;
    const letters = looksLike.toLowerCase();
    if (codePoint >= 0x80 && /^[a-z0-9]{1,3}$/.test(letters)) looks.set(codePoint, letters);
  }
  return {
    display: '',
    isAscii: true,
    length: 0,
    symbols: new Uint8Array(CAPACITY),
    plain: new Uint8Array(CAPACITY),
    disguised: new Uint8Array(CAPACITY),
    rawStart: new Uint16Array(CAPACITY),
    rawEnd: new Uint16Array(CAPACITY),
    edge: new Uint8Array(CAPACITY + 1),
    labelCount: 0,
    labelStart: new Uint16Array(130),
    labelEnd: new Uint16Array(130),
    suffixStart: 0,
    looks,
    scratch: {
      best: new Int32Array(SCRATCH),
      cameFrom: new Int32Array(SCRATCH),
      viaWord: new Int32Array(SCRATCH),
    },
  };
}

/** Reads `display` up to its suffix (which starts at `suffixStart`) into the buffer. */
export function fillNameText(text: NameText, display: string, suffixStart: number): void {
  const { symbols, plain, rawStart, rawEnd, edge } = text;
  const end = suffixStart - 1;
  let length = 0;
  let labelCount = 0;
  let before = LABEL_EDGE;
  text.labelStart[0] = 0;
  text.isAscii = true;
  for (let index = 0; index < end; index++) {
    const code = display.charCodeAt(index);
    if (code === 0x2d) {
      if (before === GLUED) before = HYPHEN;
      continue;
    }
    if (code === 0x2e) {
      text.labelEnd[labelCount++] = length;
      symbols[length] = OTHER;
      plain[length] = 0x2e;
      rawStart[length] = index;
      rawEnd[length] = index + 1;
      edge[length] = LABEL_EDGE;
      length++;
      text.labelStart[labelCount] = length;
      before = LABEL_EDGE;
      continue;
    }
    if (code < 0x80) {
      symbols[length] = SYMBOL_OF[code] ?? OTHER;
      plain[length] = code;
      rawStart[length] = index;
      rawEnd[length] = index + 1;
      edge[length] = before;
      length++;
      before = GLUED;
      continue;
    }
    text.isAscii = false;
    const codePoint = display.codePointAt(index) ?? 0xfffd;
    const width = codePoint > 0xffff ? 2 : 1;
    const look = text.looks.get(codePoint) ?? latinLookOf(codePoint);
    if (look === '' && before === GLUED) {
      // a mark belongs to the letter before it, which is then no plain letter any more
      rawEnd[length - 1] = index + width;
      if (plain[length - 1] !== 0) text.disguised[length - 1] = 0;
      plain[length - 1] = 0;
    } else {
      const letters = look === null || look === '' ? '\u007f' : look;
      const isDisguised = look !== null && look !== '' && (text.looks.has(codePoint) || !isOrdinaryLatin(codePoint));
      for (let at = 0; at < letters.length; at++) {
        symbols[length] = SYMBOL_OF[letters.charCodeAt(at)] ?? OTHER;
        plain[length] = 0;
        text.disguised[length] = isDisguised ? 1 : 0;
        rawStart[length] = index;
        rawEnd[length] = index + width;
        edge[length] = before;
        before = GLUED;
        length++;
      }
    }
    index += width - 1;
  }
  text.labelEnd[labelCount++] = length;
  edge[length] = LABEL_EDGE;
  text.display = display;
  text.length = length;
  text.labelCount = labelCount;
  text.suffixStart = suffixStart;
}

/** The label that symbol `at` is in. */
export function labelOf(text: NameText, at: number): number {
  let low = 0;
  let high = text.labelCount - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at < (text.labelEnd[middle] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** What stands in `display` for symbols [start, end). */
export function rawSlice(text: NameText, start: number, end: number): string {
  return end <= start ? '' : text.display.slice(text.rawStart[start], text.rawEnd[end - 1]);
}
