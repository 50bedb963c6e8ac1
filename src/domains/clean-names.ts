import { hash, randomBytes } from 'node:crypto';

/**
 * Remembers certificates that named no look-alike, so that the same names are not judged again: a certificate is logged as
 * precertificate and as certificate, in two logs or more, and read from a names tile and from a data tile. Only what needed
 * nothing is remembered, so that forgetting, or remembering before a commit, never changes what is told.
 */
export interface CleanNames {
  /** The key of a certificate's names, in their order. */
  keyOf(names: readonly string[]): number;
  has(key: number): boolean;
  add(key: number): void;
  /** How many of those asked for were known, since the beginning. */
  readonly hits: number;
}

/** Slots of one generation, 8 bytes each. */
const SLOTS = 262_144;
/** Beyond this the older generation is forgotten: a quarter of an hour of all the world's certificates. */
const FULL = 150_000;

/** Two generations of a set of fixed size: 4 MiB, whatever comes. */
export function createCleanNames(): CleanNames {
  // Keyed, so that nobody can make a look-alike's certificate that counts as one seen before.
  const secret = randomBytes(16).toString('hex');
  let young = new Float64Array(SLOTS);
  let old = new Float64Array(SLOTS);
  let count = 0;
  let hits = 0;

  return {
    keyOf: (names) => hash('sha256', `${secret} ${names.join(' ')}`, 'buffer').readUIntBE(0, 6) + 1,
    has(key) {
      if (young[slotOf(young, key)] !== key && old[slotOf(old, key)] !== key) return false;
      hits += 1;
      return true;
    },
    add(key) {
      const slot = slotOf(young, key);
      if (young[slot] === key) return;
      young[slot] = key;
      count += 1;
      if (count < FULL) return;
      [young, old] = [old.fill(0), young];
      count = 0;
    },
    get hits() {
      return hits;
    },
  };
}

/** Where the key is, or would go. There is always a free slot. */
function slotOf(slots: Float64Array, key: number): number {
  let slot = key % SLOTS;
  while (slots[slot] !== 0 && slots[slot] !== key) slot = (slot + 1) % SLOTS;
  return slot;
}
