/** One entry of the simulated log, ready to be served. */
export interface StoredLeaf {
  /** `TileLeaf` as in a data tile (static-ct-api, "Log entries"). */
  tileLeaf: Uint8Array;
  /** Its beginning that the tree covers: the TimestampedEntry. */
  entryBytes: number;
  /** Hash in the tree, 32 bytes. */
  hash: Uint8Array;
  /** Its line in the names tile, without newline. */
  namesLine: string;
}

export interface PrecertificateLeaf {
  leafIndex: number;
  timestampMs: number;
  issuerKeyHash: Uint8Array;
  tbs: Uint8Array;
  precertificate: Uint8Array;
  chainFingerprints: readonly Uint8Array[];
}

/** `TileLeaf` of a precertificate (static-ct-api, "Log entries"; RFC 6962 §3.4), and where its TimestampedEntry ends. */
export function encodeTileLeaf(leaf: PrecertificateLeaf): { tileLeaf: Uint8Array; entryBytes: number } {
  const entry = Buffer.concat([
    unsigned(leaf.timestampMs, 8),
    unsigned(1, 2),
    leaf.issuerKeyHash,
    unsigned(leaf.tbs.length, 3),
    leaf.tbs,
    // CtExtensions: eight bytes, one `leaf_index` extension of five.
    unsigned(8, 2),
    unsigned(0, 1),
    unsigned(5, 2),
    unsigned(leaf.leafIndex, 5),
  ]);
  const tileLeaf = Buffer.concat([
    entry,
    unsigned(leaf.precertificate.length, 3),
    leaf.precertificate,
    unsigned(leaf.chainFingerprints.length * 32, 2),
    ...leaf.chainFingerprints,
  ]);
  return { tileLeaf, entryBytes: entry.length };
}

function unsigned(value: number, sizeBytes: number): Buffer {
  const out = Buffer.alloc(sizeBytes);
  let rest = value;
  for (let i = sizeBytes - 1; i >= 0; i -= 1) {
    out[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return out;
}
