/**
 * 48 bits of a text, to find rows by: small in the row and in its index, the same on every machine for ever. Two lanes of
 * multiply-and-xor over UTF-16 units (after FNV-1a, with a final mix). Not a secret, not unique: who looks up by it compares
 * the text afterwards.
 */
export function keyHash(text: string): number {
  let a = 0x811c_9dc5;
  let b = 0x9e37_79b9 ^ text.length;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x0100_0193);
    b = Math.imul(b ^ unit, 0x85eb_ca6b);
    b ^= b >>> 13;
  }
  a = Math.imul(a ^ (a >>> 16), 0x7feb_352d);
  b = Math.imul(b ^ (b >>> 15), 0x846c_a68b);
  return ((b ^ (b >>> 16)) & 0xffff) * 2 ** 32 + ((a ^ (a >>> 15)) >>> 0);
}
