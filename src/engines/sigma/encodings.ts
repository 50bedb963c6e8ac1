/** UTF-8 (RFC 3629), without a mark. */
export function utf8Bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** UTF-16 with the given order of bytes, without a mark. */
export function utf16Bytes(text: string, littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < text.length; index++) view.setUint16(index * 2, text.charCodeAt(index), littleEndian);
  return bytes;
}

/** One letter for each byte, as log sources show binary data. */
export function binaryText(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** Base64 (RFC 4648 section 4, with padding). */
export function base64Text(bytes: Uint8Array): string {
  return btoa(binaryText(bytes));
}

/**
 * The three texts one of which stands in the Base64 of any data that holds `bytes`, by its place modulo three: those letters that
 * depend on nothing before or after it.
 */
export function base64Offsets(bytes: Uint8Array): string[] {
  const skip = [0, 2, 3];
  const cut = [0, -3, -2];
  return [0, 1, 2].map((shift) => {
    const shifted = new Uint8Array(shift + bytes.length);
    shifted.set(bytes, shift);
    const text = base64Text(shifted);
    return text.slice(skip[shift], text.length + (cut[shifted.length % 3] ?? 0));
  });
}

const DASHES = ['-', '/', '–', '—', '―'];

/** Most texts one value may expand to. */
export const MAX_VARIANTS = 4096;

/**
 * `windash`: every text in which each flag mark (one of `- / – — ―` that begins a word and ends none) is any of the five.
 * Null when that would be more than {@link MAX_VARIANTS}.
 */
export function dashVariants(text: string): string[] | null {
  const places: number[] = [];
  for (let index = 0; index < text.length; index++)
    if (DASHES.includes(text.charAt(index)) && !isWord(text.charAt(index - 1)) && isWord(text.charAt(index + 1)))
      places.push(index);
  if (DASHES.length ** places.length > MAX_VARIANTS) return null;
  let variants = [text];
  for (const place of places)
    variants = variants.flatMap((variant) =>
      DASHES.map((dash) => variant.slice(0, place) + dash + variant.slice(place + 1)),
    );
  return [...new Set(variants)];
}

function isWord(letter: string): boolean {
  return /^\w$/.test(letter);
}
