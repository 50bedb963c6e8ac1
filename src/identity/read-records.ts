import { createGunzip } from 'node:zlib';
import { pipeline, Readable } from 'node:stream';
import { AppError } from '../base/errors.ts';
import { JsonScanner, MAX_RECORD_CHARS, type FoundRecord } from './scan-json.ts';

/** Unpacked bytes of one file; more is a bomb, or better sent in parts. */
const MAX_UNPACKED_BYTES = 16 * 1024 ** 3;

/** Lines looked at to tell a file of one record a line from other JSON. */
const LINES_LOOKED_AT = 5;

const SAMPLE_CHARS = 200;

export interface ReadOptions {
  /** `lines`: one record a line and nothing else; `auto`: whatever JSON it is. */
  shape: 'lines' | 'auto';
  /** Told of every piece as it came, packed. */
  onBytes?: (bytes: number) => void;
}

/**
 * The records of a stream of JSON, gzip or not, one by one, with the line each begins on. Holds no more than one record of at
 * most 1 MiB at a time.
 * @throws AppError `import.not_gzip` where a gzip stream is broken, `import.too_large`
 */
export async function* readRecords(body: AsyncIterable<Uint8Array>, options: ReadOptions): AsyncGenerator<FoundRecord> {
  const text = decoded(unpacked(counted(body, options.onBytes)));
  if (options.shape === 'lines') {
    yield* linesOf(text, '');
    return;
  }
  const iterator = text[Symbol.asyncIterator]();
  let head = '';
  let done = false;
  while (!done && head.length < MAX_RECORD_CHARS && countLines(head) <= LINES_LOOKED_AT) {
    const next = await iterator.next();
    if (next.done === true) done = true;
    else head += next.value;
  }
  const rest: AsyncIterable<string> = { [Symbol.asyncIterator]: () => iterator };
  if (isLineByLine(head, done)) yield* linesOf(rest, head);
  else yield* scanned(rest, head);
}

async function* scanned(text: AsyncIterable<string>, head: string): AsyncGenerator<FoundRecord> {
  const scanner = new JsonScanner();
  yield* scanner.push(head);
  for await (const piece of text) yield* scanner.push(piece);
  yield* scanner.end();
}

async function* linesOf(text: AsyncIterable<string>, head: string): AsyncGenerator<FoundRecord> {
  let line = 1;
  let pieces: string[] = [];
  let chars = 0;
  const take = function* (piece: string): Generator<FoundRecord> {
    let from = 0;
    for (let end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', from)) {
      pieces.push(piece.slice(from, end));
      const found = lineRecord(pieces, chars + end - from, line);
      if (found !== null) yield found;
      pieces = [];
      chars = 0;
      line += 1;
      from = end + 1;
    }
    chars += piece.length - from;
    // Beyond the limit nothing more is kept of the line, only counted.
    if (chars <= MAX_RECORD_CHARS || pieces.length === 0) pieces.push(piece.slice(from, from + MAX_RECORD_CHARS));
  };
  yield* take(head);
  for await (const piece of text) yield* take(piece);
  const last = lineRecord(pieces, chars, line);
  if (last !== null) yield last;
}

function lineRecord(pieces: readonly string[], chars: number, line: number): FoundRecord | null {
  const text = pieces.join('');
  if (chars > MAX_RECORD_CHARS) {
    return { kind: 'unreadable', line, reason: 'longer than 1 MiB', sample: text.slice(0, SAMPLE_CHARS) };
  }
  const trimmed = text.trim();
  return trimmed === '' ? null : { kind: 'record', line, text: trimmed };
}

/** True when a line near the beginning is a whole record by itself (and not an export's one-line container). */
function isLineByLine(head: string, isAll: boolean): boolean {
  const lines = head.split('\n');
  if (!isAll) lines.pop();
  return lines.slice(0, LINES_LOOKED_AT).some((line) => {
    const text = line.trim();
    if (!text.startsWith('{') || !text.endsWith('}') || !isJson(text)) return false;
    const [first] = new JsonScanner().push(text);
    return first?.kind === 'record' && first.text === text;
  });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // Whether it is JSON is the question asked.
    return false;
  }
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

async function* counted(
  body: AsyncIterable<Uint8Array>,
  onBytes: ((bytes: number) => void) | undefined,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    onBytes?.(chunk.byteLength);
    yield chunk;
  }
}

/** Unpacks gzip (RFC 1952: 1f 8b), recognised by its first bytes whatever the file is called. */
async function* unpacked(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = body[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array();
  while (head.length < 2) {
    const next = await iterator.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  const whole = prepend(head, { [Symbol.asyncIterator]: () => iterator });
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  let sizeBytes = 0;
  try {
    for await (const chunk of isGzip ? gunzip(whole) : whole) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > MAX_UNPACKED_BYTES) {
        throw new AppError('import.too_large', 'The file is longer than 16 GiB unpacked', {
          status: 413,
          remedy: 'Send it in parts.',
        });
      }
      yield chunk;
    }
  } catch (thrown) {
    if (isGzip && isZlibFault(thrown)) {
      throw new AppError('import.not_gzip', 'The file begins like gzip but cannot be unpacked to its end', {
        status: 400,
        remedy: 'Check that it was copied whole. What could be read was kept.',
        cause: thrown,
      });
    }
    throw thrown;
  }
}

function gunzip(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  // The pipeline's own error also ends the iteration below, where it is thrown.
  return pipeline(Readable.from(body), createGunzip(), () => undefined);
}

function isZlibFault(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' && thrown.code.startsWith('Z_');
}

async function* prepend(head: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  yield* rest;
}

async function* decoded(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8');
  for await (const chunk of body) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== '') yield text;
  }
  const last = decoder.decode();
  if (last !== '') yield last;
}
