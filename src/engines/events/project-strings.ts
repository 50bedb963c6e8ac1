import { BEYOND_ASCII, createStringScan } from './project-strings-wasm.ts';

/**
 * Where the strings of a JSON text are: the positions of every quote that opens or closes one, in order, and between them those of
 * the backslashes that begin an escape. Text that is no JSON has positions too, up to where its strings make no sense.
 */
export interface StringMarks {
  readonly at: Int32Array;
  /** How many of them are filled, or -1: a string has a control character in it or does not end. */
  readonly count: number;
  /** The text is nothing but ASCII. */
  readonly isAscii: boolean;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;

/** Longest text that is scanned sixteen bytes at a time; longer ones are scanned one by one. */
const MAX_WIDE_BYTES = 262_144;
/** How far the wide scan reads beyond the text. */
const BLOCK_BYTES = 64;
const PAGE_BYTES = 65_536;

/**
 * Finds the strings of texts, one text at a time: what is found holds until the next.
 * Both ways, wide and narrow, find the same.
 */
export interface StringFinder {
  /** @param bytes the text is in bytes `start` to `end` of them; positions are of `bytes` */
  find(bytes: Uint8Array, start: number, end: number): StringMarks;
}

/** The narrow way: byte by byte. */
export function createNarrowFinder(): StringFinder {
  let at = new Int32Array(1_024);
  return {
    find(bytes, start, end) {
      if (at.length < end - start) at = new Int32Array((end - start) * 2);
      let count = 0;
      let isIn = false;
      let all = 0;
      for (let i = start; i < end; i += 1) {
        const byte = bytes[i] as number;
        all |= byte;
        if (byte === QUOTE) {
          isIn = !isIn;
          at[count++] = i;
        } else if (byte === BACKSLASH) {
          at[count++] = i;
          i += 1;
          all |= i < end ? (bytes[i] as number) : 0;
          // What is escaped is in the string as well.
          if (isIn && i < end && (bytes[i] as number) < SPACE) return { at, count: -1, isAscii: false };
        } else if (isIn && byte < SPACE) return { at, count: -1, isAscii: false };
      }
      return { at, count: isIn ? -1 : count, isAscii: all < 0x80 };
    },
  };
}

/** The wide way, sixteen bytes at a time, where WebAssembly has vectors; null where it has none. */
function createWideFinder(): StringFinder | null {
  const marksFrom = MAX_WIDE_BYTES + BLOCK_BYTES;
  const pages = Math.ceil((marksFrom + 4 * (MAX_WIDE_BYTES + BLOCK_BYTES)) / PAGE_BYTES);
  const scanner = createStringScan(pages);
  if (scanner === null) return null;
  const text = new Uint8Array(scanner.memory.buffer, 0, marksFrom);
  const at = new Int32Array(scanner.memory.buffer, marksFrom);
  return {
    find(bytes, start, end) {
      const sizeBytes = end - start;
      text.set(start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end));
      text.fill(SPACE, sizeBytes, sizeBytes + BLOCK_BYTES);
      const found = scanner.scan(sizeBytes, marksFrom, start);
      return { at, count: found < 0 ? found : found & (BEYOND_ASCII - 1), isAscii: (found & BEYOND_ASCII) === 0 };
    },
  };
}

let shared: StringFinder | null = null;

/** The faster way for each text: one for all readers, as its memory is large and only used while a text is walked over. */
export function stringFinder(): StringFinder {
  shared ??= createStringFinder();
  return shared;
}

function createStringFinder(): StringFinder {
  const narrow = createNarrowFinder();
  const wide = createWideFinder();
  if (wide === null) return narrow;
  return {
    find: (bytes, start, end) => (end - start > MAX_WIDE_BYTES ? narrow : wide).find(bytes, start, end),
  };
}
