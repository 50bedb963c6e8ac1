/** What a {@link JsonScan} tells while bytes pass. Depth is the number of objects and lists around. */
export interface JsonHearer {
  /**
   * A value begins. `key` is its name where it stands in an object, cut after 24 UTF-16 units.
   * @returns for a string whether its text is wanted
   */
  value(kind: 'object' | 'list' | 'string' | 'other', depth: number, key: string | null): boolean;
  /** A piece of a wanted string that stands for itself: ASCII bytes [from, to). */
  text(bytes: Uint8Array, from: number, to: number): void;
  /** One UTF-16 unit of a wanted string that was escaped; or 0xFFFD for bytes that are not ASCII. */
  unit(code: number): void;
  /** A wanted string ended. */
  textEnd(): void;
  /** An object or list at this depth ended. */
  end(depth: number): void;
}

/** Deeper texts are refused, as parsers that recurse do. */
const MAX_DEPTH = 512;
const MAX_KEY_UNITS = 24;

const [VALUE, VALUE_OR_END, KEY, KEY_OR_END, COLON, AFTER, STRING, ESCAPE, HEX, LITERAL, NUMBER] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
] as const;

/** Where in a number (RFC 8259 §6); those from `ZERO` to `EXPONENT` may be its end, but for `POINT`. */
const [MINUS, ZERO, WHOLE, POINT, FRACTION, E_MARK, E_SIGN, EXPONENT] = [0, 1, 2, 3, 4, 5, 6, 7] as const;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
/** Shorter than this, bytes are looked at one by one. */
const SWATH = 32;
/** Bytes of a string that stand for themselves. */
const PLAIN = Uint8Array.from({ length: 256 }, (_none, byte) =>
  byte >= 0x20 && byte < 0x80 && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
);
const ESCAPES = new Map(Array.from('"\\/bfnrt', (letter, i) => [letter.charCodeAt(0), '"\\/\b\f\n\r\t'.charCodeAt(i)]));
const LITERALS = new Map(['true', 'false', 'null'].map((word) => [word.charCodeAt(0), word]));

/**
 * Reads JSON (RFC 8259) from bytes as they come, holding none of them. Accepts the texts that `JSON.parse` does of valid UTF-8
 * with or without a byte order mark, up to {@link MAX_DEPTH}, and refuses all others.
 */
export class JsonScan {
  readonly #hearer: JsonHearer;
  /** By depth: 1 where an object is open, 0 for a list. */
  readonly #open = new Uint8Array(MAX_DEPTH);
  #depth = 0;
  #state: number = VALUE;
  #isBroken = false;
  #marked = 0;
  #isKey = false;
  #isWanted = false;
  #key = '';
  #hexDigits = 0;
  #hex = 0;
  #literal = '';
  #literalAt = 0;
  #number: number = MINUS;
  /** Bytes that a UTF-8 sequence still needs, and what the next of them may be. */
  #needed = 0;
  #least = 0x80;
  #most = 0xbf;

  constructor(hearer: JsonHearer) {
    this.#hearer = hearer;
  }

  /** Takes the next bytes. False: this is no JSON, and never becomes any. */
  take(part: Uint8Array): boolean {
    let at = 0;
    while (at < part.length && !this.#isBroken) {
      const byte = part[at] ?? 0;
      if (this.#state === STRING) at = this.#inString(part, at);
      else if (this.#state === NUMBER && this.#inNumber(byte)) at += 1;
      else {
        this.#step(byte);
        at += 1;
      }
    }
    return !this.#isBroken;
  }

  /** Whether what was taken is one whole value. */
  isWhole(): boolean {
    if (this.#isBroken || this.#depth > 0 || (this.#marked > 0 && this.#marked < 3)) return false;
    return this.#state === AFTER || (this.#state === NUMBER && this.#mayEndNumber());
  }

  #fail(): void {
    this.#isBroken = true;
  }

  #step(byte: number): void {
    switch (this.#state) {
      case ESCAPE:
        return this.#escape(byte);
      case HEX:
        return this.#hexDigit(byte);
      case LITERAL:
        if (byte !== this.#literal.charCodeAt(this.#literalAt)) return this.#fail();
        this.#literalAt += 1;
        if (this.#literalAt === this.#literal.length) this.#state = AFTER;
        return;
      case NUMBER:
        // It ended before this byte.
        if (!this.#mayEndNumber()) return this.#fail();
        this.#state = AFTER;
        break;
      default:
    }
    if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) {
      if (this.#marked > 0 && this.#marked < 3) this.#fail();
      this.#marked = 3;
      return;
    }
    if (this.#marked < 3) {
      if (byte === BYTE_ORDER_MARK[this.#marked]) {
        this.#marked += 1;
        return;
      }
      if (this.#marked > 0) return this.#fail();
      this.#marked = 3;
    }
    this.#structure(byte);
  }

  #structure(byte: number): void {
    switch (this.#state) {
      case COLON:
        if (byte !== 0x3a) return this.#fail();
        this.#state = VALUE;
        return;
      case KEY_OR_END:
        if (byte === 0x7d) return this.#close();
        return this.#beginKey(byte);
      case KEY:
        return this.#beginKey(byte);
      case VALUE_OR_END:
        if (byte === 0x5d) return this.#close();
        return this.#beginValue(byte);
      case VALUE:
        return this.#beginValue(byte);
      default:
    }
    if (this.#depth === 0) return this.#fail();
    const isObject = this.#open[this.#depth - 1] === 1;
    if (byte === 0x2c) this.#state = isObject ? KEY : VALUE;
    else if (byte === (isObject ? 0x7d : 0x5d)) this.#close();
    else this.#fail();
  }

  #beginKey(byte: number): void {
    if (byte !== QUOTE) return this.#fail();
    this.#isKey = true;
    this.#isWanted = false;
    this.#key = '';
    this.#state = STRING;
  }

  #beginValue(byte: number): void {
    const isNamed = this.#depth > 0 && this.#open[this.#depth - 1] === 1;
    const key = isNamed ? this.#key : null;
    const hear = (kind: 'object' | 'list' | 'string' | 'other'): boolean => this.#hearer.value(kind, this.#depth, key);
    if (byte === 0x7b || byte === 0x5b) {
      if (this.#depth === MAX_DEPTH) return this.#fail();
      hear(byte === 0x7b ? 'object' : 'list');
      this.#open[this.#depth] = byte === 0x7b ? 1 : 0;
      this.#depth += 1;
      this.#state = byte === 0x7b ? KEY_OR_END : VALUE_OR_END;
      return;
    }
    if (byte === QUOTE) {
      this.#isKey = false;
      this.#isWanted = hear('string');
      this.#state = STRING;
      return;
    }
    const literal = LITERALS.get(byte);
    if (literal !== undefined) {
      hear('other');
      [this.#literal, this.#literalAt, this.#state] = [literal, 1, LITERAL];
      return;
    }
    if (byte !== 0x2d && !isDigit(byte)) return this.#fail();
    hear('other');
    this.#number = byte === 0x2d ? MINUS : byte === 0x30 ? ZERO : WHOLE;
    this.#state = NUMBER;
  }

  #close(): void {
    this.#depth -= 1;
    this.#state = AFTER;
    this.#hearer.end(this.#depth);
  }

  /** @returns where to go on */
  #inString(part: Uint8Array, from: number): number {
    let at = from;
    while (at < part.length && this.#needed > 0) {
      const byte = part[at] ?? 0;
      if (byte < this.#least || byte > this.#most) return (this.#fail(), at);
      [this.#least, this.#most] = [0x80, 0xbf];
      this.#needed -= 1;
      at += 1;
    }
    const begin = at;
    at = plainEnd(part, at);
    if (at > begin) this.#plain(part, begin, at);
    if (at === part.length) return at;
    const byte = part[at] ?? 0;
    if (byte === QUOTE) {
      if (this.#isWanted) this.#hearer.textEnd();
      this.#state = this.#isKey ? COLON : AFTER;
    } else if (byte === BACKSLASH) this.#state = ESCAPE;
    else if (byte < 0x20) this.#fail();
    else if (byte >= 0x80) this.#beginSequence(byte);
    return at + 1;
  }

  #plain(part: Uint8Array, from: number, to: number): void {
    if (this.#isWanted) this.#hearer.text(part, from, to);
    if (!this.#isKey) return;
    const end = Math.min(to, from + MAX_KEY_UNITS - this.#key.length);
    for (let at = from; at < end; at += 1) this.#key += String.fromCharCode(part[at] ?? 0);
  }

  /** The first byte of several (RFC 3629 §4): nothing overlong, no surrogates, nothing above U+10FFFF. */
  #beginSequence(byte: number): void {
    if (byte < 0xc2 || byte > 0xf4) return this.#fail();
    this.#needed = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    this.#least = byte === 0xe0 ? 0xa0 : byte === 0xf0 ? 0x90 : 0x80;
    this.#most = byte === 0xed ? 0x9f : byte === 0xf4 ? 0x8f : 0xbf;
    this.#unit(0xfffd);
  }

  #unit(code: number): void {
    if (this.#isWanted) this.#hearer.unit(code);
    if (this.#isKey && this.#key.length < MAX_KEY_UNITS) this.#key += String.fromCharCode(code);
  }

  #escape(byte: number): void {
    if (byte === 0x75) {
      [this.#hexDigits, this.#hex, this.#state] = [0, 0, HEX];
      return;
    }
    const code = ESCAPES.get(byte);
    if (code === undefined) return this.#fail();
    this.#state = STRING;
    this.#unit(code);
  }

  #hexDigit(byte: number): void {
    const lower = byte | 0x20;
    const digit = isDigit(byte) ? byte - 0x30 : lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
    if (digit < 0) return this.#fail();
    this.#hex = this.#hex * 16 + digit;
    this.#hexDigits += 1;
    if (this.#hexDigits < 4) return;
    this.#state = STRING;
    this.#unit(this.#hex);
  }

  /** Whether a byte goes on with the number. */
  #inNumber(byte: number): boolean {
    const next = afterInNumber(this.#number, byte);
    if (next === null) return false;
    this.#number = next;
    return true;
  }

  #mayEndNumber(): boolean {
    const at = this.#number;
    return at === ZERO || at === WHOLE || at === FRACTION || at === EXPONENT;
  }
}

function afterInNumber(state: number, byte: number): number | null {
  const isExponent = byte === 0x65 || byte === 0x45;
  switch (state) {
    case MINUS:
      return byte === 0x30 ? ZERO : isDigit(byte) ? WHOLE : null;
    case ZERO:
      return byte === 0x2e ? POINT : isExponent ? E_MARK : null;
    case WHOLE:
      return isDigit(byte) ? WHOLE : byte === 0x2e ? POINT : isExponent ? E_MARK : null;
    case POINT:
      return isDigit(byte) ? FRACTION : null;
    case FRACTION:
      return isDigit(byte) ? FRACTION : isExponent ? E_MARK : null;
    case E_MARK:
      return byte === 0x2b || byte === 0x2d ? E_SIGN : isDigit(byte) ? EXPONENT : null;
    default:
      return isDigit(byte) ? EXPONENT : null;
  }
}

/** Where bytes that stand for themselves end: four at a time as long as that goes, since most of an answer is long strings. */
function plainEnd(part: Uint8Array, from: number): number {
  let at = from;
  if (part.length - at >= SWATH) {
    const view = new DataView(part.buffer, part.byteOffset, part.byteLength);
    for (; at + 4 <= part.length; at += 4) {
      const word = view.getInt32(at);
      // The top bit of a byte is set in each term where it is no ASCII, a control character, a quote, a backslash; and
      // sometimes above such a byte, which costs no more than a look at each.
      const quotes = word ^ 0x22222222;
      const slashes = word ^ 0x5c5c5c5c;
      const special =
        word | ((word - 0x20202020) & ~word) | ((quotes - 0x01010101) & ~quotes) | ((slashes - 0x01010101) & ~slashes);
      if ((special & 0x80808080) !== 0) break;
    }
  }
  while (at < part.length && PLAIN[part[at] ?? 0] === 1) at += 1;
  return at;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
