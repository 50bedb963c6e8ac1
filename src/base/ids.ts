/** Fills bytes with cryptographic randomness; injectable so that rehearsals and tests repeat exactly. */
export type RandomBytes = (length: number) => Uint8Array;

/** The platform's randomness (Web Crypto: Node and browsers). */
export const systemRandomBytes: RandomBytes = (length) => globalThis.crypto.getRandomValues(new Uint8Array(length));

/**
 * A UUIDv7 (RFC 9562 §5.7): 48 bits of milliseconds, then randomness.
 * @param nowMs milliseconds since 1970 UTC, from the injected clock
 */
export function uuidv7(nowMs: number, randomBytes: RandomBytes = systemRandomBytes): string {
  const bytes = randomBytes(16);
  let time = Math.max(0, Math.floor(nowMs));
  for (let i = 5; i >= 0; i -= 1) {
    bytes[i] = time % 256;
    time = Math.floor(time / 256);
  }
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  let hex = '';
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/** Data spaces. `live` is the company's own; a rehearsal is a tenant of its own that refuses real credentials. */
export const LIVE_TENANT = 'live';
export const REHEARSAL_TENANT = 'rehearsal';
