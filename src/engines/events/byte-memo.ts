/** Probes of one look-up: texts that fall together by hostile choice are forgotten rather than searched through. */
const MAX_PROBES = 12;
/** Bytes that are looked at to tell where in the table a text is. */
const SAMPLES = 8;

/**
 * Remembers something for texts given as bytes, so that no text must be made of them to find it. Bounded in texts and in their
 * length.
 */
export class ByteMemo<T> {
  readonly #maxTexts: number;
  readonly #maxBytes: number;
  /** Number of a text, and 1; 0 for none. A power of two, at most half full. */
  #table = new Int32Array(32);
  readonly #hashes: number[] = [];
  /** Text `n` lies in `#bytes` from `#ends[n]` to `#ends[n + 1]`. */
  readonly #ends: number[] = [0];
  readonly #values: T[] = [];
  #bytes = new Uint8Array(512);

  /**
   * @param maxTexts how many texts are remembered
   * @param maxBytes the longest text that is
   */
  constructor(maxTexts: number, maxBytes: number) {
    this.#maxTexts = maxTexts;
    this.#maxBytes = maxBytes;
  }

  /** No more texts are remembered. */
  get isFull(): boolean {
    return this.#values.length >= this.#maxTexts;
  }

  /** What was remembered for a text, by its number. */
  valueOf(entry: number): T {
    return this.#values[entry] as T;
  }

  /**
   * The number of the text in bytes `from` to `to`, or -1 where it is not remembered.
   * @param guess the number that it probably has
   */
  find(bytes: Uint8Array, from: number, to: number, guess = -1): number {
    const length = to - from;
    if (guess >= 0 && this.#isAt(guess, bytes, from, length)) return guess;
    if (length > this.#maxBytes) return -1;
    const table = this.#table;
    const mask = table.length - 1;
    const hash = hashOf(bytes, from, length);
    for (let probe = 0; probe < MAX_PROBES; probe += 1) {
      const entry = (table[(hash + probe) & mask] as number) - 1;
      if (entry < 0) return -1;
      if (this.#hashes[entry] === hash && this.#isAt(entry, bytes, from, length)) return entry;
    }
    return -1;
  }

  /** Remembers something for a text that {@link find} does not find, while there is room. */
  add(bytes: Uint8Array, from: number, to: number, value: T): void {
    const length = to - from;
    if (length > this.#maxBytes || this.isFull) return;
    const entry = this.#values.length;
    const start = this.#ends[entry] as number;
    if (start + length > this.#bytes.length) {
      const grown = new Uint8Array((start + length) * 2);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes.set(bytes.subarray(from, to), start);
    this.#ends.push(start + length);
    this.#values.push(value);
    this.#hashes.push(hashOf(bytes, from, length));
    if (this.#values.length * 2 > this.#table.length) this.#grow();
    else this.#place(entry);
  }

  #isAt(entry: number, bytes: Uint8Array, from: number, length: number): boolean {
    const own = this.#bytes;
    const start = this.#ends[entry] as number;
    if ((this.#ends[entry + 1] as number) - start !== length) return false;
    for (let at = 0; at < length; at += 1) if (own[start + at] !== bytes[from + at]) return false;
    return true;
  }

  #grow(): void {
    this.#table = new Int32Array(this.#table.length * 2);
    for (let entry = 0; entry < this.#values.length; entry += 1) this.#place(entry);
  }

  #place(entry: number): void {
    const mask = this.#table.length - 1;
    const hash = this.#hashes[entry] as number;
    for (let probe = 0; probe < MAX_PROBES; probe += 1) {
      const at = (hash + probe) & mask;
      if (this.#table[at] !== 0) continue;
      this.#table[at] = entry + 1;
      return;
    }
  }
}

function hashOf(bytes: Uint8Array, from: number, length: number): number {
  const step = Math.ceil(length / SAMPLES);
  let hash = length;
  for (let at = 0; at < length; at += step) hash = (Math.imul(hash, 31) + (bytes[from + at] as number)) | 0;
  // the last letters of names and numbers differ most
  if (length > 0) hash = Math.imul(hash, 31) + (bytes[from + length - 1] as number);
  return (hash ^ (hash >>> 15)) >>> 0;
}
