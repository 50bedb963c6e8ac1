import { createReadStream, statSync } from 'node:fs';
import path from 'node:path';
import { pipeline, Readable } from 'node:stream';
import zlib from 'node:zlib';
import { AppError } from '../../base/errors.ts';
import type { CommandInput } from '../command.ts';

/** A list to scan: a file or standard input. */
export interface ScanSource {
  /** As given, or `standard input`. */
  name: string;
  /** Bytes as they lie on the disk; null for what has no size (a pipe). */
  sizeBytes: number | null;
  open(): Readable;
}

/** Enough for every magic number below. */
const PEEK_BYTES = 262;

type Packing = 'none' | 'gzip' | 'zstd' | 'utf-16le' | 'utf-16be';

/** What is packed in a way that is not read here, by its first bytes. */
const REFUSED: readonly (readonly [magic: string, at: number, what: string])[] = [
  ['504b0304', 0, 'a ZIP archive'],
  ['fd377a585a00', 0, 'packed with xz'],
  ['425a68', 0, 'packed with bzip2'],
  ['377abcaf271c', 0, 'a 7-Zip archive'],
  ['7573746172', 257, 'a tar archive'],
  ['25504446', 0, 'a PDF'],
  ['d0cf11e0', 0, 'an old Office document'],
];

/** The lists given on the command line; standard input for `-` and for none. @throws AppError `cli.file` naming the file that cannot be read */
export function sourcesOf(input: CommandInput): ScanSource[] {
  const given = input.positionals.length === 0 ? ['-'] : input.positionals;
  if (given.filter((name) => name === '-').length > 1)
    throw new AppError('cli.usage', 'standard input can be read only once', { status: 400, remedy: 'Give - once.' });
  if (given.includes('-') && input.stdin.isTTY === true && input.positionals.length === 0)
    throw new AppError('cli.usage', 'a FILE is wanted, or a list on standard input', {
      status: 400,
      remedy: 'breakwater scan --brands brands.yaml names.txt',
    });
  return given.map((name): ScanSource => {
    if (name === '-') return { name: 'standard input', sizeBytes: null, open: () => Readable.from(input.stdin) };
    const file = path.resolve(input.cwd, name);
    try {
      const facts = statSync(file);
      if (facts.isDirectory()) throw new Error('it is a folder');
      return { name, sizeBytes: facts.isFile() ? facts.size : null, open: () => createReadStream(file) };
    } catch (thrown) {
      throw unreadable(name, thrown);
    }
  });
}

/**
 * The text of a list as bytes in UTF-8, unpacked: gzip (RFC 1952) and zstd (RFC 8878) are known by their first bytes, and so is
 * UTF-16 by its byte order mark. Reads no faster than it is read from. @throws AppError `cli.file`
 * @param onRead told the bytes read from the source, before unpacking
 */
export async function* textBytesOf(source: ScanSource, onRead: (bytes: number) => void): AsyncGenerator<Buffer> {
  const raw = countedChunks(source, onRead);
  const head: Buffer[] = [];
  let size = 0;
  while (size < PEEK_BYTES) {
    const { value, done } = await raw.next();
    if (done === true) break;
    head.push(value);
    size += value.length;
  }
  const start = Buffer.concat(head);
  const packing = packingOf(source.name, start);
  const whole = rejoin(start, raw);
  try {
    if (packing === 'gzip') yield* through(whole, zlib.createGunzip());
    else if (packing === 'zstd') yield* through(whole, zlib.createZstdDecompress());
    else if (packing !== 'none') yield* decoded(whole, packing);
    else yield* whole;
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    throw new AppError('cli.file', `${source.name} is cut off or damaged: ${messageOf(thrown)}`, {
      cause: thrown,
      status: 400,
      remedy: 'What came before was judged. Get the file again.',
    });
  }
}

async function* countedChunks(source: ScanSource, onRead: (bytes: number) => void): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of source.open()) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer);
      onRead(bytes.length);
      yield bytes;
    }
  } catch (thrown) {
    throw unreadable(source.name, thrown);
  }
}

function packingOf(name: string, start: Buffer): Packing {
  for (const [magic, at, what] of REFUSED) {
    if (start.subarray(at, at + magic.length / 2).toString('hex') !== magic) continue;
    throw new AppError('cli.file', `${name} is ${what}`, { status: 400, remedy: 'Unpack it and give the list in it.' });
  }
  const [a, b, c, d] = start;
  if (a === 0x1f && b === 0x8b) return 'gzip';
  const isSkippable = a !== undefined && a >> 4 === 5 && b === 0x2a && c === 0x4d && d === 0x18;
  if ((a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) || isSkippable) return 'zstd';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  return a === 0xfe && b === 0xff ? 'utf-16be' : 'none';
}

/** A chunk that was read ahead, and what comes after it. */
export async function* rejoin(start: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (start.length > 0) yield start;
  yield* rest;
}

async function* through(chunks: AsyncGenerator<Buffer>, unpack: NodeJS.ReadWriteStream): AsyncGenerator<Buffer> {
  // the fault of a damaged file comes out of the iteration below
  pipeline(Readable.from(chunks, { objectMode: false }), unpack, () => undefined);
  try {
    for await (const chunk of unpack) yield chunk as Buffer;
  } catch (thrown) {
    // the iteration leaves what was unpacked before the fault
    for (let left = unpack.read(); left !== null; left = unpack.read()) yield left as Buffer;
    throw thrown;
  }
}

async function* decoded(chunks: AsyncGenerator<Buffer>, encoding: 'utf-16le' | 'utf-16be'): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

/** A file that a command cannot read, and why. */
export function unreadable(name: string, thrown: unknown): AppError {
  return new AppError('cli.file', `${name} cannot be read: ${messageOf(thrown)}`, {
    cause: thrown,
    status: 400,
    remedy: 'Check the path and its permissions.',
  });
}

function messageOf(thrown: unknown): string {
  const code = (thrown as { code?: unknown }).code;
  if (code === 'ENOENT') return 'there is no such file or folder';
  return thrown instanceof Error ? thrown.message : String(thrown);
}
