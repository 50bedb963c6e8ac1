/** A stretch of whole lines. */
export interface LineBlock {
  /** UTF-8, without the last line's end. Its buffer is its own. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Lines longer than {@link MAX_LINE_BYTES} that stood before these and were left out. */
  skipped: number;
}

/** About ten thousand names: enough work for a thread, little to hold. */
export const BLOCK_BYTES = 256 * 1024;
/** A certificate with hundreds of names fits; what is longer is no list. */
export const MAX_LINE_BYTES = 1024 * 1024;

const NEWLINE = 0x0a;

/**
 * Cuts text into blocks of whole lines of about {@link BLOCK_BYTES}. Holds at most one block and one line, whatever the text: a
 * line beyond {@link MAX_LINE_BYTES} is dropped and counted. A byte order mark at the start is left out. Where reading fails, the
 * whole lines that came before are given first.
 */
export async function* blocksOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<LineBlock> {
  let parts: Buffer[] = [];
  let size = 0;
  let skipped = 0;
  let isSkipping = false;
  let isFirst = true;
  const faults: unknown[] = [];
  for await (const chunk of untilFault(chunks, faults)) {
    let from = 0;
    if (isSkipping) {
      const end = chunk.indexOf(NEWLINE);
      if (end < 0) continue;
      isSkipping = false;
      from = end + 1;
    }
    parts.push(chunk.subarray(from));
    size += chunk.length - from;
    while (size >= BLOCK_BYTES) {
      const text = Buffer.concat(parts, size);
      const end = text.subarray(0, BLOCK_BYTES).lastIndexOf(NEWLINE);
      const cut = end >= 0 ? end : text.indexOf(NEWLINE);
      if (cut < 0 && size <= MAX_LINE_BYTES) {
        // one long line: go on reading, without copying it together for every chunk
        parts = [text];
        break;
      }
      const rest = cut < 0 ? Buffer.alloc(0) : text.subarray(cut + 1);
      if (cut < 0 || cut > MAX_LINE_BYTES) {
        skipped += 1;
        isSkipping = cut < 0;
      } else {
        yield { bytes: copyOf(text.subarray(isFirst ? markOf(text) : 0, cut)), skipped };
        skipped = 0;
        isFirst = false;
      }
      parts = rest.length === 0 ? [] : [rest];
      size = rest.length;
    }
  }
  const rest = Buffer.concat(parts, size);
  // what was cut off in its middle is another name
  const text = faults.length === 0 ? rest : rest.subarray(0, Math.max(0, rest.lastIndexOf(NEWLINE)));
  if (text.length > 0 || skipped > 0) yield { bytes: copyOf(text.subarray(isFirst ? markOf(text) : 0)), skipped };
  if (faults.length > 0) throw faults[0];
}

async function* untilFault(chunks: AsyncIterable<Buffer>, faults: unknown[]): AsyncGenerator<Buffer> {
  try {
    yield* chunks;
  } catch (thrown) {
    faults.push(thrown);
  }
}

/** A buffer of its own, so that it can be handed to a thread. */
function copyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  return copy;
}

function markOf(text: Buffer): number {
  return text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf ? 3 : 0;
}
