const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** Of an ASCII code its value as a base64 digit; -1 for all others. */
export const BASE64_VALUES = new Int8Array(128).fill(-1);
for (let i = 0; i < 64; i += 1) BASE64_VALUES[ALPHABET.charCodeAt(i)] = i;

/**
 * Bytes of standard base64 (RFC 4648 §4) with padding, or null where the text is anything else: white space, the URL
 * alphabet, missing padding and padding bits that are not zero are all refused, so that one value has one spelling.
 */
export function decodeBase64(text: string): Uint8Array | null {
  if (text.length % 4 !== 0) return null;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const digits = text.length - padding;
  const out = new Uint8Array((text.length / 4) * 3 - padding);
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let i = 0; i < digits; i += 1) {
    const code = text.charCodeAt(i);
    const value = code < 128 ? (BASE64_VALUES[code] ?? -1) : -1;
    if (value < 0) return null;
    held = ((held << 6) | value) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out[at] = (held >> bits) & 0xff;
      at += 1;
    }
  }
  return (held & ((1 << bits) - 1)) === 0 ? out : null;
}

/** Standard base64 (RFC 4648 §4) with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const word = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    out += ALPHABET.charAt(word >> 18) + ALPHABET.charAt((word >> 12) & 63);
    out += i + 1 < bytes.length ? ALPHABET.charAt((word >> 6) & 63) : '=';
    out += i + 2 < bytes.length ? ALPHABET.charAt(word & 63) : '=';
  }
  return out;
}

const HEX = Array.from({ length: 256 }, (_none, byte) => byte.toString(16).padStart(2, '0'));

/** Lower-case hexadecimal. Joined at once: put together piece by piece, a text stays a tree of a kilobyte for every 32 bytes. */
export function encodeHex(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (const byte of bytes) parts.push(HEX[byte] ?? '');
  return parts.join('');
}

/** Whether two byte strings are the same. Not constant-time: everything compared here is public. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  for (let i = 0; i < left.length; i += 1) if (left[i] !== right[i]) return false;
  return true;
}

/** The parts one after the other. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** A whole number as eight big-endian bytes (TLS `uint64`). @throws RangeError outside 0 … 2⁵³−1 */
export function uint64Bytes(value: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not an unsigned safe integer: ${value}`);
  const out = new Uint8Array(8);
  const view = new DataView(out.buffer);
  view.setUint32(0, Math.floor(value / 0x1_0000_0000));
  view.setUint32(4, value >>> 0);
  return out;
}

/** Eight big-endian bytes at `at` as a number, or null when they are not there or exceed 2⁵³−1. */
export function readUint64(bytes: Uint8Array, at: number): number | null {
  if (at < 0 || at + 8 > bytes.length) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const value = view.getUint32(at) * 0x1_0000_0000 + view.getUint32(at + 4);
  return Number.isSafeInteger(value) ? value : null;
}
