/**
 * A place in DER (X.690): the value of one element. Mutable and reused, because a tile has tens of thousands of them
 * and most are only stepped over.
 */
export interface DerElement {
  /** Identifier octet; -1 when nothing could be read. */
  tag: number;
  /** Where the value begins and ends; `end` is also where the next element begins. */
  start: number;
  end: number;
}

export const DER_BOOLEAN = 0x01;
export const DER_INTEGER = 0x02;
export const DER_OCTET_STRING = 0x04;
const DER_OID = 0x06;
export const DER_SEQUENCE = 0x30;
export const DER_SET = 0x31;

export function derElement(): DerElement {
  return { tag: -1, start: 0, end: 0 };
}

/**
 * Where the element at `at` ends, which is also where the next begins; -1 where it does not lie wholly within `limit`, has an
 * indefinite length, a length of more than four bytes or a tag number above 30 (none of which a certificate has). Lengths that
 * are longer than they need to be are read: refusing them would hide a name that a more tolerant client accepts.
 */
export function valueEnd(bytes: Uint8Array, at: number, limit: number): number {
  if (at + 2 > limit || ((bytes[at] ?? 0) & 0x1f) === 0x1f) return -1;
  const first = bytes[at + 1] ?? 0;
  const end = first < 0x80 ? at + 2 + first : longEnd(bytes, at + 2, first & 0x7f, limit);
  return end > limit ? -1 : end;
}

function longEnd(bytes: Uint8Array, at: number, lengthBytes: number, limit: number): number {
  const start = at + lengthBytes;
  if (lengthBytes === 0 || lengthBytes > 4 || start > limit) return -1;
  if (lengthBytes === 1) return start + (bytes[at] ?? 0);
  if (lengthBytes === 2) return start + (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
  let length = 0;
  for (let i = at; i < start; i += 1) length = length * 256 + (bytes[i] ?? 0);
  return start + length;
}

/** Where the value of the element at `at` begins; the element was found to be whole. */
export function valueStart(bytes: Uint8Array, at: number): number {
  const first = bytes[at + 1] ?? 0;
  return first < 0x80 ? at + 2 : at + 2 + (first & 0x7f);
}

/** Reads the element at `at` into `out`; false where {@link valueEnd} gives none. */
export function readDer(bytes: Uint8Array, at: number, limit: number, out: DerElement): boolean {
  const end = valueEnd(bytes, at, limit);
  out.tag = end < 0 ? -1 : (bytes[at] ?? 0);
  if (end < 0) return false;
  out.start = valueStart(bytes, at);
  out.end = end;
  return true;
}

/** Whether the object identifier in `bytes[start, end)` is this one (its content octets). */
export function isOid(bytes: Uint8Array, element: DerElement, oid: readonly number[]): boolean {
  if (element.tag !== DER_OID || element.end - element.start !== oid.length) return false;
  for (let i = 0; i < oid.length; i += 1) if (bytes[element.start + i] !== oid[i]) return false;
  return true;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Longer strings are not read: X.520 allows 64 characters in a common name. */
const MAX_TEXT_BYTES = 1024;

/**
 * The text of a string element, or null for other elements, over-long ones and bytes its type forbids:
 * UTF8String, PrintableString, IA5String, TeletexString (read as ASCII), BMPString.
 */
export function readDerText(bytes: Uint8Array, element: DerElement): string | null {
  const { tag, start, end } = element;
  if (end - start > MAX_TEXT_BYTES) return null;
  if (tag === 0x1e) return readBmpString(bytes, start, end);
  if (tag !== 0x0c && tag !== 0x13 && tag !== 0x16 && tag !== 0x14) return null;
  const codes: number[] = [];
  for (let i = start; i < end; i += 1) {
    const byte = bytes[i] ?? 0;
    if (byte > 0x7f) return tag === 0x0c ? readUtf8(bytes.subarray(start, end)) : null;
    codes.push(byte);
  }
  return String.fromCharCode.apply(null, codes);
}

function readUtf8(bytes: Uint8Array): string | null {
  try {
    return UTF8.decode(bytes);
  } catch {
    return null;
  }
}

function readBmpString(bytes: Uint8Array, start: number, end: number): string | null {
  if ((end - start) % 2 !== 0) return null;
  let text = '';
  for (let i = start; i < end; i += 2) text += String.fromCharCode(((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0));
  return text.isWellFormed() ? text : null;
}
