/** MurmurHash3 x86 32-bit, as a signed number: how icons are looked up elsewhere. @param seed 0 in common use */
export function murmur3(bytes: Uint8Array, seed = 0): number {
  const blocks = bytes.length >> 2;
  let hash = seed;
  for (let block = 0; block < blocks; block += 1) {
    const at = block * 4;
    hash ^= mix(
      (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24),
    );
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe654_6b64) | 0;
  }
  let tail = 0;
  const at = blocks * 4;
  for (let index = (bytes.length & 3) - 1; index >= 0; index -= 1) tail = (tail << 8) | (bytes[at + index] ?? 0);
  if ((bytes.length & 3) > 0) hash ^= mix(tail);
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) | 0;
}

function mix(word: number): number {
  const mixed = Math.imul(word, 0xcc9e_2d51);
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b87_3593);
}
