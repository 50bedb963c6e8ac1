import { pipeline, Readable } from 'node:stream';
import { createGunzip, createInflateRaw, createZstdDecompress } from 'node:zlib';
import { AppError, errorText } from '../../base/errors.ts';

/** Enough for every magic number, and for the fixed part of a ZIP entry's header (APPNOTE 4.3.7). */
const HEAD_BYTES = 30;
const ZIP_STORED = 0;
const ZIP_DEFLATED = 8;

/**
 * Bytes unpacked by what they begin with: gzip (RFC 1952), zstd (RFC 8878), the first file of a ZIP archive; everything else as
 * it is. Reads no faster than it is read from.
 * @param maxBytes of what comes out
 * @throws AppError `domains.list_damaged`, `domains.list_too_large` while it is read
 */
export async function* unpacked(chunks: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  const source = chunks[Symbol.asyncIterator]();
  let sizeBytes = 0;
  try {
    const head = await readAtLeast(source, Buffer.alloc(0), HEAD_BYTES);
    for await (const part of through(head, source)) {
      sizeBytes += part.length;
      if (sizeBytes > maxBytes) {
        throw new AppError('domains.list_too_large', `The list is longer than ${maxBytes} bytes`, {
          status: 400,
          remedy: 'Give a smaller list: a zone in parts, or one day at a time.',
        });
      }
      yield part;
    }
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    throw damaged(errorText(thrown), thrown);
  } finally {
    await source.return?.();
  }
}

function through(head: Buffer, source: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  const [a, b, c, d] = head;
  if (a === 0x1f && b === 0x8b) return piped(rejoin(head, source), createGunzip());
  if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) return piped(rejoin(head, source), createZstdDecompress());
  if (a === 0x50 && b === 0x4b && c === 0x03 && d === 0x04) return firstOfZip(head, source);
  return rejoin(head, source);
}

/** The first file of a ZIP archive, read as it comes: the directory at the archive's end is not waited for. */
async function* firstOfZip(start: Buffer, source: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (start.length < HEAD_BYTES) throw damaged('the archive is cut off');
  const isEncrypted = (start.readUInt16LE(6) & 1) === 1;
  const method = start.readUInt16LE(8);
  const packedBytes = start.readUInt32LE(18);
  const skip = HEAD_BYTES + start.readUInt16LE(26) + start.readUInt16LE(28);
  if (isEncrypted) throw damaged('the archive is encrypted');
  const head = await readAtLeast(source, start, skip);
  const body = rejoin(head.subarray(skip), source);
  if (method === ZIP_DEFLATED) {
    yield* piped(body, createInflateRaw());
    return;
  }
  if (method !== ZIP_STORED || packedBytes === 0xffffffff) throw damaged(`the archive is packed by method ${method}`);
  let left = packedBytes;
  for await (const part of body) {
    yield part.subarray(0, left);
    left -= part.length;
    if (left <= 0) return;
  }
}

async function readAtLeast(source: AsyncIterator<Uint8Array>, start: Buffer, sizeBytes: number): Promise<Buffer> {
  const parts: Uint8Array[] = [start];
  let have = start.length;
  while (have < sizeBytes) {
    const { value, done } = await source.next();
    if (done === true) break;
    parts.push(value);
    have += value.length;
  }
  return Buffer.concat(parts, have);
}

async function* rejoin(start: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (start.length > 0) yield start;
  for (;;) {
    const { value, done } = await rest.next();
    if (done === true) return;
    yield value;
  }
}

async function* piped(
  chunks: AsyncIterable<Uint8Array>,
  decoder: NodeJS.ReadWriteStream & { destroy(): void },
): AsyncGenerator<Uint8Array> {
  // What goes wrong comes out of the loop below.
  pipeline(Readable.from(chunks, { objectMode: false }), decoder, () => undefined);
  try {
    for await (const part of decoder) yield part as Buffer;
  } finally {
    decoder.destroy();
  }
}

function damaged(why: string, cause?: unknown): AppError {
  return new AppError('domains.list_damaged', `The list is cut off or damaged: ${why}`, {
    retryable: true,
    status: 400,
    remedy: 'Get it again; if it stays so, unpack it yourself.',
    cause,
  });
}
