import { crc32 } from 'node:zlib';

export interface ZipEntry {
  /** Relative, ASCII, with `/` between folders. */
  name: string;
  bytes: Uint8Array;
}

const VERSION = 20;
/** 1980-01-01, the earliest date the format knows: the same content gives the same file. */
const DOS_DATE = 0x0021;

/**
 * A ZIP archive (PKWARE APPNOTE 6.3.3) without compression: letters and pictures, too small or too dense to be worth it.
 * Without ZIP64: up to 65,535 entries and 4 GiB.
 */
export function zipFile(entries: readonly ZipEntry[]): Uint8Array<ArrayBuffer> {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes } of entries) {
    const nameBytes = Buffer.from(name, 'ascii');
    const common = Buffer.alloc(26);
    common.writeUInt16LE(VERSION, 0);
    common.writeUInt16LE(DOS_DATE, 8);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(bytes.byteLength, 14);
    common.writeUInt32LE(bytes.byteLength, 18);
    common.writeUInt16LE(nameBytes.byteLength, 22);
    const local = Buffer.concat([signature(0x04034b50), common, nameBytes, bytes]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    const madeBy = Buffer.alloc(2);
    madeBy.writeUInt16LE(VERSION);
    directory.push(Buffer.concat([signature(0x02014b50), madeBy, common, place, nameBytes]));
    parts.push(local);
    offset += local.byteLength;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(listing.byteLength, 8);
  end.writeUInt32LE(offset, 12);
  return new Uint8Array(Buffer.concat([...parts, listing, signature(0x06054b50), end]));
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
