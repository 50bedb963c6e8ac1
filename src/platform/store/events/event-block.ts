import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { AppError, errorText } from '../../../base/errors.ts';

/** One event's stored bytes with its place. */
export interface BlockEntry {
  seq: number;
  body: Buffer;
}

/** A block is full at this many events, or at this many bytes before packing, whichever comes first. */
export const BLOCK_EVENTS = 100;
export const BLOCK_BYTES = 512 * 1024;

/** A block never unpacks to more than this: what a forged file could ask for. One event alone may exceed BLOCK_BYTES. */
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;

const ENTRY_HEAD_BYTES = 12;
const OPTIONS = { params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 } };

/**
 * Packs events: u32 count, per event u64 seq and u32 length, then the bodies; all of it one zstd frame (RFC 8878) with its
 * checksum, so that a flipped bit is told and not read.
 */
export function packBlock(entries: readonly BlockEntry[]): Buffer {
  const head = Buffer.allocUnsafe(4 + entries.length * ENTRY_HEAD_BYTES);
  head.writeUInt32LE(entries.length, 0);
  for (const [index, { seq, body }] of entries.entries()) {
    const at = 4 + index * ENTRY_HEAD_BYTES;
    head.writeUInt32LE(seq >>> 0, at);
    head.writeUInt32LE(Math.floor(seq / 2 ** 32), at + 4);
    head.writeUInt32LE(body.length, at + 8);
  }
  return zstdCompressSync(Buffer.concat([head, ...entries.map((entry) => entry.body)]), OPTIONS);
}

/** The events of a packed block, ascending by seq. @throws AppError `events.block_damaged` */
export function unpackBlock(packed: Uint8Array): BlockEntry[] {
  let bytes: Buffer;
  try {
    bytes = zstdDecompressSync(packed, { maxOutputLength: MAX_UNPACKED_BYTES });
  } catch (thrown) {
    throw damaged(errorText(thrown), thrown);
  }
  if (bytes.length < 4) throw damaged('it is empty');
  const count = bytes.readUInt32LE(0);
  let at = 4 + count * ENTRY_HEAD_BYTES;
  if (at > bytes.length) throw damaged('its list is longer than it is');
  const entries: BlockEntry[] = [];
  for (let index = 0; index < count; index += 1) {
    const head = 4 + index * ENTRY_HEAD_BYTES;
    const length = bytes.readUInt32LE(head + 8);
    if (at + length > bytes.length) throw damaged('an event is longer than the block');
    entries.push({
      seq: bytes.readUInt32LE(head) + bytes.readUInt32LE(head + 4) * 2 ** 32,
      body: bytes.subarray(at, at + length),
    });
    at += length;
  }
  return entries;
}

function damaged(reason: string, cause?: unknown): AppError {
  return new AppError('events.block_damaged', `A block of stored events cannot be unpacked: ${reason}`, {
    remedy: 'Restore the day from a backup; `breakwater doctor` names the file.',
    ...(cause === undefined ? {} : { cause }),
  });
}
