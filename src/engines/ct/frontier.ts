import type { Sha256 } from './crypto.ts';
import { completeRoot, edgeTiles, HASH_BYTES, nodeHash } from './merkle.ts';

/**
 * The first `size` leaves of a log in as few hashes as prove them: the roots of the complete subtrees they fall into, one for
 * each bit of `size`, the largest (leftmost) first. Also called a compact range. It gives the root (RFC 6962 §2.1), takes
 * further leaves without anything else, and a tree head that it gives the root of contains exactly these leaves.
 */
export interface Frontier {
  size: number;
  hashes: readonly Uint8Array[];
}

export const EMPTY_FRONTIER: Frontier = { size: 0, hashes: [] };

/** How many hashes a frontier of `size` leaves has. */
export function frontierWidth(size: number): number {
  let width = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) width += rest % 2;
  return width;
}

/** The frontier after further leaves, given by their hashes. */
export function extendFrontier(frontier: Frontier, leafHashes: Iterable<Uint8Array>, sha256: Sha256): Frontier {
  const hashes = [...frontier.hashes];
  let { size } = frontier;
  for (const leaf of leafHashes) {
    let node = leaf;
    // As in adding one to a binary number: every trailing 1 is carried.
    for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) {
      const left = hashes.pop();
      if (left !== undefined) node = nodeHash(left, node, sha256);
    }
    hashes.push(node);
    size += 1;
  }
  return { size, hashes };
}

/** Root of the leaves of a frontier: the hash of nothing for none. @throws RangeError when hashes and size do not go together */
export function frontierRoot(frontier: Frontier, sha256: Sha256): Uint8Array {
  if (frontier.hashes.length !== frontierWidth(frontier.size)) {
    throw new RangeError(`${frontier.hashes.length} hashes are not a frontier of ${frontier.size} leaves`);
  }
  let root: Uint8Array | null = null;
  for (const hash of frontier.hashes.toReversed()) root = root === null ? hash : nodeHash(hash, root, sha256);
  return root ?? sha256(new Uint8Array(0));
}

/** The frontier of a tree of `size` leaves from the hashes of its `edgeTiles`, in the same order. */
export function frontierOfEdge(size: number, edges: readonly Uint8Array[], sha256: Sha256): Frontier {
  const hashes: Uint8Array[] = [];
  const tiles = edgeTiles(size);
  for (const [i, { width }] of [...tiles.entries()].toReversed()) {
    const tile = edges[i] ?? new Uint8Array(0);
    if (tile.length !== width * HASH_BYTES) throw new RangeError(`edge tile ${i} has ${tile.length} bytes`);
    let from = 0;
    for (let span = 128; span > 0; span /= 2) {
      if ((width & span) === 0) continue;
      // Copied: a view would keep the whole tile alive.
      hashes.push(new Uint8Array(completeRoot(tile, from, span, sha256)));
      from += span;
    }
  }
  return { size, hashes };
}
