/**
 * A TimestampedEntry (RFC 6962 §3.4), the part of a log entry that the tree covers, as places in the bytes it was found in.
 * Mutable and reused while a tile is read; see {@link readTimestampedEntry}.
 */
export interface EntryPlaces {
  timestampMs: number;
  precertificate: boolean;
  /** Of the certificate, or of a precertificate's TBSCertificate. */
  certificateStart: number;
  certificateEnd: number;
  /** Of the CtExtensions, without their length. */
  extensionsStart: number;
  /** Where the extensions and the entry end. */
  end: number;
}

export function entryPlaces(): EntryPlaces {
  return {
    timestampMs: 0,
    precertificate: false,
    certificateStart: 0,
    certificateEnd: 0,
    extensionsStart: 0,
    end: 0,
  };
}

export interface EntryFault {
  reason: string;
  offset: number;
}

/**
 * Reads uint64 timestamp, uint16 entry type, the entry (a certificate; or issuer key hash and TBSCertificate), extensions.
 * Gives the fault, with its byte offset, or null when `out` was filled.
 */
export function readTimestampedEntry(bytes: Uint8Array, begin: number, out: EntryPlaces): EntryFault | null {
  const limit = bytes.length;
  if (begin + 10 > limit) return { reason: 'has no timestamp', offset: begin };
  const high = unsigned(bytes, begin, 4);
  if (high > 0x1f_ffff) return { reason: 'has no timestamp', offset: begin };
  const entryType = unsigned(bytes, begin + 8, 2);
  if (entryType > 1) return { reason: `has entry type ${entryType}, expected 0 or 1`, offset: begin + 8 };
  const lengthAt = begin + 10 + (entryType === 1 ? 32 : 0);
  const start = lengthAt + 3;
  const end = start > limit ? limit + 1 : start + unsigned(bytes, lengthAt, 3);
  if (end > limit || end === start) return { reason: 'has a truncated certificate', offset: begin + 10 };
  const extensionsStart = end + 2;
  const extensionsEnd = extensionsStart > limit ? limit + 1 : extensionsStart + unsigned(bytes, end, 2);
  if (extensionsEnd > limit) return { reason: 'has truncated extensions', offset: end };
  out.timestampMs = high * 0x1_0000_0000 + unsigned(bytes, begin + 4, 4);
  out.precertificate = entryType === 1;
  out.certificateStart = start;
  out.certificateEnd = end;
  out.extensionsStart = extensionsStart;
  out.end = extensionsEnd;
  return null;
}

/** A big-endian number of `size` bytes (at most 6) at `at`; they must be there. */
export function unsigned(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let i = at; i < at + size; i += 1) value = value * 256 + (bytes[i] ?? 0);
  return value;
}
