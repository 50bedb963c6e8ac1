/**
 * Reading over JSON text (RFC 8259) byte by byte, as strictly as `JSON.parse`, without making anything of it. Every function
 * takes the bytes, where to begin and where the text ends (exclusive), and gives the index after what it read, or -1 where
 * that is no JSON. None throws or recurses.
 */

/** Nesting beyond which a text is refused: no log record is that deep, and a bomb of brackets is. */
export const MAX_DEPTH = 512;

const MINUS = 0x2d;
const PLUS = 0x2b;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;

/** The four characters that JSON calls whitespace. */
export function skipSpace(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const byte = bytes[at] as number;
    if (byte > 0x20 || (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) break;
    at += 1;
  }
  return at;
}

/** True when the bytes from the one after a backslash are an escape: one of eight letters, or `u` and four hexadecimal digits. */
export function isEscape(bytes: Uint8Array, at: number): boolean {
  switch (bytes[at]) {
    case 0x22: // "
    case 0x5c: // \\
    case 0x2f: // /
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return true;
    case 0x75: // u: the quote that ends the string is no hexadecimal digit
      for (let i = at + 1; i <= at + 4; i += 1) if (!isHex(bytes[i] ?? 0)) return false;
      return true;
    default:
      return false;
  }
}

function isHex(byte: number): boolean {
  const lower = byte | 0x20;
  return (byte >= ZERO && byte <= NINE) || (lower >= 0x61 && lower <= 0x66);
}

/** A number, from its sign or first digit. */
function skipNumber(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  if (bytes[at] === MINUS) at += 1;
  if (at >= end) return -1;
  if (bytes[at] === ZERO) at += 1;
  else {
    const first = at;
    at = skipDigits(bytes, at, end);
    if (at === first) return -1;
  }
  if (at < end && bytes[at] === DOT) {
    const first = at + 1;
    at = skipDigits(bytes, first, end);
    if (at === first) return -1;
  }
  if (at < end && ((bytes[at] as number) | 0x20) === 0x65) {
    at += 1;
    if (at < end && (bytes[at] === PLUS || bytes[at] === MINUS)) at += 1;
    const first = at;
    at = skipDigits(bytes, first, end);
    if (at === first) return -1;
  }
  return at;
}

function skipDigits(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const byte = bytes[at] as number;
    if (byte < ZERO || byte > NINE) break;
    at += 1;
  }
  return at;
}

/** `true`, `false`, `null` or a number. */
export function skipBare(bytes: Uint8Array, at: number, end: number): number {
  switch (bytes[at]) {
    case 0x74:
      return at + 4 <= end && bytes[at + 1] === 0x72 && bytes[at + 2] === 0x75 && bytes[at + 3] === 0x65 ? at + 4 : -1;
    case 0x66:
      return at + 5 <= end &&
        bytes[at + 1] === 0x61 &&
        bytes[at + 2] === 0x6c &&
        bytes[at + 3] === 0x73 &&
        bytes[at + 4] === 0x65
        ? at + 5
        : -1;
    case 0x6e:
      return at + 4 <= end && bytes[at + 1] === 0x75 && bytes[at + 2] === 0x6c && bytes[at + 3] === 0x6c ? at + 4 : -1;
    default:
      return skipNumber(bytes, at, end);
  }
}
