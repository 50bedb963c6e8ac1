import { hash, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { RandomBytes } from '../../base/ids.ts';

/**
 * `bw_` + 43 characters (256 random bits, base64url) + 7 characters (CRC-32 of what stands before, base 36).
 * The prefix lets secret scanners find a leaked token; the checksum lets us refuse a mistyped one without asking the store.
 */
const FORM = /^bw_[A-Za-z0-9_-]{43}[0-9a-z]{7}$/;

function checksum(text: string): string {
  return crc32(text).toString(36).padStart(7, '0');
}

/** A new API token. Shown once; only its {@link secretHash} is kept. */
export function newApiToken(randomBytes: RandomBytes): string {
  const body = `bw_${Buffer.from(randomBytes(32)).toString('base64url')}`;
  return body + checksum(body);
}

/** Whether a text has the form and checksum of an API token. */
export function isApiToken(text: string): boolean {
  return FORM.test(text) && checksum(text.slice(0, -7)) === text.slice(-7);
}

/** 256 random bits for cookies and links, base64url. */
export function newSecret(randomBytes: RandomBytes): string {
  return Buffer.from(randomBytes(32)).toString('base64url');
}

/**
 * What is kept of a secret: SHA-256, hex. Enough for 256 random bits (nothing to guess), and a stolen database opens nothing.
 */
export function secretHash(secret: string): string {
  return hash('sha256', secret);
}

/** Compares two hashes in constant time. */
export function sameHash(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.byteLength === right.byteLength && timingSafeEqual(left, right);
}
