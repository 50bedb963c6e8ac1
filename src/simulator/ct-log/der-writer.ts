/** One DER element (X.690) with definite, shortest length. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const header = length < 0x80 ? [tag, length] : [tag, 0x80 + lengthBytes(length).length, ...lengthBytes(length)];
  const out = new Uint8Array(header.length + length);
  out.set(header);
  let at = header.length;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function lengthBytes(length: number): number[] {
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return bytes;
}

export function sequence(...parts: readonly Uint8Array[]): Uint8Array {
  return der(0x30, ...parts);
}

export function set(...parts: readonly Uint8Array[]): Uint8Array {
  return der(0x31, ...parts);
}

/** Encoded once each: a certificate has a dozen, always the same. */
const encodedOids = new Map<string, Uint8Array>();

/** An object identifier from its dotted form, one of the few that the simulator writes. */
export function oid(dotted: string): Uint8Array {
  const known = encodedOids.get(dotted) ?? encodeOid(dotted);
  encodedOids.set(dotted, known);
  return known;
}

function encodeOid(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const group = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) group.unshift(128 + (left % 128));
    bytes.push(...group);
  }
  return der(0x06, Uint8Array.from(bytes));
}

/** A non-negative integer from its big-endian bytes. */
export function unsignedInteger(bytes: Uint8Array): Uint8Array {
  const firstUsed = bytes.findIndex((byte) => byte !== 0);
  const trimmed = firstUsed < 0 ? Uint8Array.of(0) : bytes.subarray(firstUsed);
  const isNegative = ((trimmed[0] ?? 0) & 0x80) !== 0;
  return isNegative ? der(0x02, Uint8Array.of(0), trimmed) : der(0x02, trimmed);
}

export function octetString(content: Uint8Array): Uint8Array {
  return der(0x04, content);
}

/** A bit string, without unused bits unless told. */
export function bitString(content: Uint8Array, unusedBits = 0): Uint8Array {
  return der(0x03, Uint8Array.of(unusedBits), content);
}

export function derTrue(): Uint8Array {
  return der(0x01, Uint8Array.of(0xff));
}

export function utf8String(text: string): Uint8Array {
  return der(0x0c, new TextEncoder().encode(text));
}

/** UTCTime up to 2049 and GeneralizedTime from 2050, as RFC 5280 §4.1.2.5 wants it. @param timeMs milliseconds UTC */
export function time(timeMs: number): Uint8Array {
  const iso = new Date(timeMs).toISOString();
  const digits = `${iso.slice(0, 19).replaceAll(/[-:T]/g, '')}Z`;
  const isShort = Number(digits.slice(0, 4)) < 2050;
  return der(isShort ? 0x17 : 0x18, new TextEncoder().encode(isShort ? digits.slice(2) : digits));
}
