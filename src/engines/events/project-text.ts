const QUOTE = 0x22;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** A character for each byte; the standard means windows-1252 by this label, which is the same for ASCII. */
const latin1 = new TextDecoder('latin1');

type Slice = (this: Uint8Array, start: number, end: number) => string;

/** Node's way to a text of one character for each byte. No browser has it, and nothing here may need it. */
const nodeSlice = (globalThis as { Buffer?: { prototype: { latin1Slice: Slice } } }).Buffer?.prototype.latin1Slice;

const latin1Of: (bytes: Uint8Array, start: number, end: number) => string =
  nodeSlice === undefined
    ? (bytes, start, end) => latin1.decode(bytes.subarray(start, end))
    : (bytes, start, end) => nodeSlice.call(bytes, start, end);

/** Makes values of the valid JSON in parts of a record's bytes. */
export class RecordText {
  #bytes: Uint8Array = new Uint8Array();
  #start = 0;
  #isAscii = false;
  #end = 0;
  /** The bytes as one text, one character each, once that is wanted. */
  #text: string | null = null;

  /** Turns to another record. */
  begin(bytes: Uint8Array, start: number, end: number, isAscii: boolean): void {
    this.#isAscii = isAscii;
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    this.#text = null;
  }

  /** The value that bytes `from` to `to` stand for. @param hasEscapes where it is a string: it has escapes */
  valueOf(from: number, to: number, hasEscapes: boolean): unknown {
    switch (this.#bytes[from]) {
      case QUOTE:
        return hasEscapes ? this.#parse(from, to) : this.#stringOf(from + 1, to - 1);
      case 0x74:
        return true;
      case 0x66:
        return false;
      case 0x6e:
        return null;
      case 0x7b:
      case 0x5b:
        return this.#parse(from, to);
      default:
        return this.#numberOf(from, to);
    }
  }

  #numberOf(from: number, to: number): number {
    const bytes = this.#bytes;
    let value = 0;
    if (to - from <= 15) {
      let at = from;
      for (; at < to; at += 1) {
        const digit = (bytes[at] as number) - 0x30;
        if (digit < 0 || digit > 9) break;
        value = value * 10 + digit;
      }
      if (at === to) return value;
    }
    return Number(latin1Of(bytes, from, to));
  }

  #parse(from: number, to: number): unknown {
    return JSON.parse(this.#stringOf(from, to)) as unknown;
  }

  /** The text of some bytes of the record. */
  #stringOf(from: number, to: number): string {
    const bytes = this.#bytes;
    if (!this.#isAscii) return decoder.decode(bytes.subarray(from, to));
    // Text of a long record is not made for a short part of it.
    if (this.#end - this.#start > 65_536) return latin1Of(bytes, from, to);
    this.#text ??= latin1Of(bytes, this.#start, this.#end);
    return this.#text.slice(from - this.#start, to - this.#start);
  }
}
