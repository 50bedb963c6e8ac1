import { constants, crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { CertificateEntry } from '../ports.ts';

/** A certificate as the archive keeps it. */
export interface ArchivedEntry {
  sourceId: string;
  leafIndex: number;
  /** The log's time, milliseconds UTC. */
  timestampMs: number;
  names: string[];
}

/** `BWN1`, little-endian. */
const MAGIC = 0x314e5742;
export const BLOCK_HEAD_BYTES = 16;
/** A block unpacked; what claims to be longer is damage. */
export const MAX_BLOCK_BYTES = 4 * 1024 * 1024;
const OPTIONS = { params: { [constants.ZSTD_c_compressionLevel]: 6 } };

/**
 * Packs entries: head {magic, packed bytes, unpacked bytes, CRC-32 of the packed bytes}, then one zstd frame (RFC 8878) of
 * lines: first the ids of the sources and the earliest time, then per certificate the time after that, the source's number, the
 * leaf and the names. Names hold neither blanks nor line ends, by the rules of host names.
 */
export function packNames(entries: readonly ArchivedEntry[]): Buffer {
  const sources = [...new Set(entries.map((entry) => entry.sourceId))];
  const numbers = new Map(sources.map((sourceId, number) => [sourceId, number]));
  const baseMs = entries.reduce((least, entry) => Math.min(least, entry.timestampMs), entries[0]?.timestampMs ?? 0);
  const lines = [JSON.stringify({ baseMs, sources })];
  for (const { sourceId, leafIndex, timestampMs, names } of entries) {
    const number = numbers.get(sourceId) ?? 0;
    lines.push(
      [timestampMs - baseMs, number, leafIndex].map((value) => value.toString(36)).join(' ') + ` ${names.join(' ')}`,
    );
  }
  const raw = Buffer.from(lines.join('\n'));
  const packed = zstdCompressSync(raw, OPTIONS);
  const head = Buffer.alloc(BLOCK_HEAD_BYTES);
  head.writeUInt32LE(MAGIC, 0);
  head.writeUInt32LE(packed.length, 4);
  head.writeUInt32LE(raw.length, 8);
  head.writeUInt32LE(crc32(packed), 12);
  return Buffer.concat([head, packed]);
}

/** The length of the packed part by a block's head; null where that is none: the end of what was written whole. */
export function packedLength(head: Buffer): number | null {
  if (head.length < BLOCK_HEAD_BYTES || head.readUInt32LE(0) !== MAGIC) return null;
  const packed = head.readUInt32LE(4);
  return packed > MAX_BLOCK_BYTES || head.readUInt32LE(8) > MAX_BLOCK_BYTES ? null : packed;
}

/** The entries of a block; null where it is damaged. @param block head and packed part */
export function unpackNames(block: Buffer): ArchivedEntry[] | null {
  const packed = block.subarray(BLOCK_HEAD_BYTES);
  if (packedLength(block) !== packed.length || crc32(packed) !== block.readUInt32LE(12)) return null;
  const text = zstdDecompressSync(packed, { maxOutputLength: MAX_BLOCK_BYTES }).toString();
  const [first = '', ...lines] = text.split('\n');
  const { baseMs, sources } = JSON.parse(first) as { baseMs: number; sources: string[] };
  return lines.map((line) => {
    const [time = '0', number = '0', leaf = '0', ...names] = line.split(' ');
    return {
      timestampMs: baseMs + Number.parseInt(time, 36),
      sourceId: sources[Number.parseInt(number, 36)] ?? '',
      leafIndex: Number.parseInt(leaf, 36),
      names,
    };
  });
}

/** The certificate of an archived entry, for the judge. */
export function certificateOf({ leafIndex, timestampMs, names }: ArchivedEntry): CertificateEntry {
  // That it was proven was checked when it was read; what is told again is what was told then.
  return { leafIndex, timestampMs, names, verified: true };
}
