/** JSON that is not one document a line: an array, or objects spread over lines. */
export type JsonShape = 'array' | 'objects';

const PEEK_BYTES = 4096;

/**
 * Tells JSON over several lines, or as one array, from its first bytes: `[` before a value or an end at once, or `{` at the end of a line. Null for
 * everything else, one document a line included.
 */
export function jsonShapeOf(start: Uint8Array): JsonShape | null {
  const text = new TextDecoder().decode(start.subarray(0, PEEK_BYTES)).replace(/^\ufeff/, '');
  if (/^\s*\[\s*(?:[[{"]|\]\s*$)/.test(text)) return 'array';
  return /^\s*\{[ \t\r]*\n\s*"/.test(text) ? 'objects' : null;
}

const CODE = { quote: 0x22, backslash: 0x5c, comma: 0x2c, newline: 0x0a, return: 0x0d, space: 0x20 } as const;

/**
 * Rewrites JSON of either shape as one document a line: line ends inside a document become spaces, the commas between the documents of
 * an array line ends. Holds nothing but where it is (a depth and whether it is in a string), however long the text; what is no JSON
 * comes out as lines that are none.
 */
export async function* jsonLinesOf(chunks: AsyncIterable<Buffer>, shape: JsonShape): AsyncGenerator<Buffer> {
  const top = shape === 'array' ? 1 : 0;
  let depth = 0;
  let isInString = false;
  let isEscaped = false;
  for await (const chunk of chunks) {
    const out = Buffer.alloc(chunk.length * 2);
    let size = 0;
    for (const byte of chunk) {
      let written: number = byte;
      let endsDocument = false;
      if (isEscaped) isEscaped = false;
      else if (isInString) {
        if (byte === CODE.backslash) isEscaped = true;
        else if (byte === CODE.quote) isInString = false;
      } else if (byte === CODE.quote) isInString = true;
      else if (byte === 0x7b || byte === 0x5b) {
        depth += 1;
        if (top === 1 && depth === 1) written = CODE.space;
      } else if (byte === 0x7d || byte === 0x5d) {
        depth = Math.max(0, depth - 1);
        if (top === 1 && depth === 0) written = CODE.space;
        endsDocument = depth === 0;
      } else if (byte === CODE.comma && depth === top) written = top === 1 ? CODE.newline : CODE.space;
      else if (byte === CODE.newline || byte === CODE.return) written = CODE.space;
      out[size++] = isInString && (byte === CODE.newline || byte === CODE.return) ? CODE.space : written;
      if (endsDocument) out[size++] = CODE.newline;
    }
    yield out.subarray(0, size);
  }
}
