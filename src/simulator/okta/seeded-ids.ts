import { hash } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Names for things, the same in the same order for the same seed. */
export interface SeededIds {
  /** 20 characters, as Okta's ids: a prefix that tells the kind (`00u` a person, `opf` a push factor). */
  oktaId(prefix: string): string;
  uuid(): string;
  /** Lower-case hex. */
  hex(length: number): string;
  /** Session and token text, base64url. */
  text(length: number): string;
}

/** Ids from a seed and a counter: a rehearsal that is run again has the same ids. For simulations only, guessable by design. */
export function createSeededIds(seed: string): SeededIds {
  let counter = 0;
  const next = (): Buffer => {
    counter += 1;
    return hash('sha512', `breakwater simulator id ${seed} ${counter}`, 'buffer');
  };
  return {
    oktaId: (prefix) => {
      const bytes = next();
      let id = prefix;
      for (let i = 0; id.length < 20; i += 1) id += ALPHABET[(bytes[i] ?? 0) % ALPHABET.length] ?? '0';
      return id;
    },
    uuid: () => {
      const bytes = next();
      // Version and variant of RFC 9562 §5.8 (custom).
      const hex = bytes.toString('hex');
      const variant = ((bytes[8] ?? 0) & 0x3f) | 0x80;
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant.toString(16)}${hex.slice(18, 20)}-${hex.slice(20, 32)}`;
    },
    hex: (length) => next().toString('hex').slice(0, length),
    text: (length) => next().toString('base64url').slice(0, length),
  };
}

/** Lower-case hex that depends on nothing but the label: for what must be the same at every visit (a browser's token). */
export function seededHex(label: string, length: number): string {
  return hash('sha512', `breakwater simulator label ${label}`, 'hex').slice(0, length);
}

/** A number from 0 up to, not including, `below`, that depends on nothing but the label. */
export function seededNumber(label: string, below: number): number {
  return hash('sha256', `breakwater simulator number ${label}`, 'buffer').readUInt32BE(0) % below;
}
