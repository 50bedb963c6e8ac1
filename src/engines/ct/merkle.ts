import type { Sha256 } from './crypto.ts';
import { TILE_WIDTH } from './tile-path.ts';

/** Bytes of one hash. */
export const HASH_BYTES = 32;

/**
 * Hash of a leaf: SHA-256(0x00 || MerkleTreeLeaf), where the MerkleTreeLeaf is version 1 (0), leaf type
 * `timestamped_entry` (0) and the TimestampedEntry as it stands in a data tile (RFC 6962 §2.1, §3.4; static-ct-api).
 */
export function leafHash(timestampedEntry: Uint8Array, sha256: Sha256): Uint8Array {
  const input = new Uint8Array(3 + timestampedEntry.length);
  input.set(timestampedEntry, 3);
  return sha256(input);
}

/** Hash of an inner node: SHA-256(0x01 || left || right) (RFC 6962 §2.1). */
export function nodeHash(left: Uint8Array, right: Uint8Array, sha256: Sha256): Uint8Array {
  const input = new Uint8Array(1 + 2 * HASH_BYTES);
  input[0] = 1;
  input.set(left, 1);
  input.set(right, 1 + HASH_BYTES);
  return sha256(input);
}

/** The `position`-th hash of a tile's bytes. */
export function hashAt(hashes: Uint8Array, position: number): Uint8Array {
  return hashes.subarray(position * HASH_BYTES, (position + 1) * HASH_BYTES);
}

/**
 * Root over a run of hashes of equally large, complete subtrees, with what lies to their right already hashed into
 * `right`. With `right` null and any number of hashes this is the Merkle Tree Hash of RFC 6962 §2.1 over them.
 * @throws RangeError on no hash at all, or bytes that are not whole hashes
 */
export function foldHashes(hashes: Uint8Array, right: Uint8Array | null, sha256: Sha256): Uint8Array {
  if (hashes.length % HASH_BYTES !== 0) throw new RangeError(`not whole hashes: ${hashes.length} bytes`);
  let end = hashes.length / HASH_BYTES;
  let folded = right;
  // The tree over n hashes is a row of complete subtrees, one for each bit of n, the smallest at the right.
  for (let span = 1; end > 0; span *= 2) {
    if (end % (span * 2) === 0) continue;
    const peak = completeRoot(hashes, end - span, span, sha256);
    folded = folded === null ? peak : nodeHash(peak, folded, sha256);
    end -= span;
  }
  if (folded === null) throw new RangeError('no hashes to fold');
  return folded;
}

/** Root of `span` hashes from `from`; `span` is a power of two. */
export function completeRoot(hashes: Uint8Array, from: number, span: number, sha256: Sha256): Uint8Array {
  let row: Uint8Array[] = [];
  for (let i = 0; i < span; i += 1) row.push(hashAt(hashes, from + i));
  while (row.length > 1) {
    const above: Uint8Array[] = [];
    for (let i = 0; i + 1 < row.length; i += 2) {
      const [left, right] = [row[i], row[i + 1]];
      if (left !== undefined && right !== undefined) above.push(nodeHash(left, right, sha256));
    }
    row = above;
  }
  return row[0] ?? hashAt(hashes, from);
}

/** A tile at the right edge of a tree. */
export interface EdgeTile {
  level: number;
  index: number;
  /** 1 to 255. */
  width: number;
}

/**
 * The partial tiles of a tree of `size` leaves, lowest level first: together they hold every hash its root is made of
 * (static-ct-api, "Partial Tiles").
 */
export function edgeTiles(size: number): EdgeTile[] {
  const tiles: EdgeTile[] = [];
  let count = size;
  for (let level = 0; count > 0; level += 1) {
    const index = Math.floor(count / TILE_WIDTH);
    const width = count % TILE_WIDTH;
    if (width > 0) tiles.push({ level, index, width });
    count = index;
  }
  return tiles;
}

/**
 * The root of a tree from the hashes of its {@link edgeTiles}, in the same order. An empty list is the empty tree.
 * Equality with a signed root proves every hash that was put in; inequality only says that one of them is wrong.
 * @throws RangeError when a tile is empty or not whole hashes
 */
export function rootFromEdge(edges: readonly Uint8Array[], sha256: Sha256): Uint8Array {
  let root: Uint8Array | null = null;
  for (const hashes of edges) root = foldHashes(hashes, root, sha256);
  return root ?? sha256(new Uint8Array(0));
}
