import { hash } from 'node:crypto';
import { murmur3 } from './murmur3.ts';

/**
 * Both hashes of an icon: SHA-256 of its bytes, and MurmurHash3 of its base64 in lines of 76 with a line feed after each, the
 * form in which search engines for hosts index icons.
 */
export function faviconHash(icon: Uint8Array): string {
  const lines = Buffer.from(icon)
    .toString('base64')
    .replace(/.{1,76}/g, '$&\n');
  return `sha256:${hash('sha256', icon)} mmh3:${murmur3(Buffer.from(lines, 'latin1'))}`;
}
