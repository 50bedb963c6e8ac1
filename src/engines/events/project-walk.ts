import { isEscape, MAX_DEPTH, skipBare, skipSpace } from './project-skip.ts';
import { stringFinder } from './project-strings.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SLASH = 0x2f;
const LETTER_U = 0x75;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;

/**
 * Walks over one JSON text whose strings are found beforehand, so that none of them is read again. Every method gives the index
 * after what it walked over, or -1 where that is no JSON; they are called in the order of the text, each string once.
 */
export class JsonWalk {
  bytes: Uint8Array = new Uint8Array();
  end = 0;
  #marks: Int32Array = new Int32Array();
  #count = 0;
  #next = 0;
  /** The text is nothing but ASCII. */
  isAscii = false;
  /** The string walked over last has escapes. */
  hasEscapes = false;
  /** A string walked over had an escape that stands for a letter: by its number, or a slash. */
  hidesLetters = false;
  readonly #finder = stringFinder();
  /** Which brackets are open in the value being walked over: 1 for an object. */
  readonly #isObject = new Uint8Array(MAX_DEPTH + 1);

  /** Turns to a text. False when its strings show that it is no JSON. */
  begin(bytes: Uint8Array, start: number, end: number): boolean {
    const { at, count, isAscii } = this.#finder.find(bytes, start, end);
    this.isAscii = isAscii;
    this.bytes = bytes;
    this.end = end;
    this.#marks = at;
    this.#count = count;
    this.#next = 0;
    this.hidesLetters = false;
    return count >= 0;
  }

  /** A string, from its opening quote. */
  string(from: number): number {
    const marks = this.#marks;
    let next = this.#next;
    if (next >= this.#count || marks[next] !== from) return -1;
    const { bytes } = this;
    next += 1;
    let at = marks[next] as number;
    this.hasEscapes = bytes[at] === BACKSLASH;
    while (bytes[at] === BACKSLASH) {
      if (!isEscape(bytes, at + 1)) return -1;
      if (bytes[at + 1] === LETTER_U || bytes[at + 1] === SLASH) this.hidesLetters = true;
      next += 1;
      at = marks[next] as number;
    }
    this.#next = next + 1;
    return at + 1;
  }

  /** From after a member's name to its value. */
  colon(from: number): number {
    const { bytes, end } = this;
    let at = from;
    if (bytes[at] !== COLON) at = skipSpace(bytes, at, end);
    if (at >= end || bytes[at] !== COLON) return -1;
    at += 1;
    return skipSpace(bytes, at, end);
  }

  /**
   * A value of any kind, from its first byte.
   * @param outerDepth how many brackets are open around it
   */
  value(from: number, outerDepth: number): number {
    const { bytes, end } = this;
    const isObjectAt = this.#isObject;
    let at = from;
    let depth = 0;
    for (;;) {
      if (at >= end) return -1;
      const byte = bytes[at] as number;
      if (byte === QUOTE) at = this.string(at);
      else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
        const isObject = byte === OPEN_OBJECT;
        at = skipSpace(bytes, at + 1, end);
        if (outerDepth + depth >= MAX_DEPTH || at >= end) return -1;
        if (bytes[at] === (isObject ? CLOSE_OBJECT : CLOSE_LIST)) at += 1;
        else {
          isObjectAt[depth] = isObject ? 1 : 0;
          depth += 1;
          if (isObject) at = this.#key(at);
          if (at < 0) return -1;
          continue;
        }
      } else at = skipBare(bytes, at, end);
      if (at < 0) return -1;
      // After a value: what it is in goes on or ends, and then that is a value too.
      for (;;) {
        if (depth === 0) return at;
        at = skipSpace(bytes, at, end);
        if (at >= end) return -1;
        const next = bytes[at] as number;
        at = skipSpace(bytes, at + 1, end);
        if (next === COMMA) {
          if (isObjectAt[depth - 1] === 1) at = this.#key(at);
          if (at < 0) return -1;
          break;
        }
        if (next !== (isObjectAt[depth - 1] === 1 ? CLOSE_OBJECT : CLOSE_LIST)) return -1;
        depth -= 1;
      }
    }
  }

  #key(from: number): number {
    if (from >= this.end || this.bytes[from] !== QUOTE) return -1;
    const at = this.string(from);
    return at < 0 ? -1 : this.colon(at);
  }
}
