/**
 * Whether a name was there lately, roughly: a table of fixed size in which a newer name takes the place of an older one. Never
 * says that a name was there that was not, but for one in about 2^52 pairs; may forget one that was.
 */
export interface RecentNames {
  /** True the first time, as far as is remembered. */
  isNew(name: string): boolean;
}

/** @param slots a power of two; takes 4 bytes each */
export function createRecentNames(slots = 1 << 20): RecentNames {
  const marks = new Uint32Array(slots);
  return {
    isNew(name) {
      let a = 0x811c9dc5;
      let b = 0x9747b28c;
      for (let i = 0; i < name.length; i += 1) {
        const code = name.charCodeAt(i);
        a = Math.imul(a ^ code, 0x01000193);
        b = Math.imul(b ^ code, 0x5bd1e995);
        b ^= b >>> 13;
      }
      const slot = (a ^ (a >>> 15)) & (slots - 1);
      const mark = (b >>> 0) | 1;
      if (marks[slot] === mark >>> 0) return false;
      marks[slot] = mark;
      return true;
    },
  };
}
