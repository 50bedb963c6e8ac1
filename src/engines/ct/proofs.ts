import { equalBytes } from './bytes.ts';
import type { Sha256 } from './crypto.ts';
import type { Frontier } from './frontier.ts';
import { nodeHash } from './merkle.ts';

/**
 * What an audit path (RFC 6962 §2.1.1) leads to: the root over the leaf and everything beside its path, and what it proves on
 * the way, the frontier of all leaves before this one. Null where the path cannot be one of that leaf in a tree of that size.
 * The root must be compared with a signed one; then the frontier is proven too.
 */
export function walkAuditPath(
  leaf: Uint8Array,
  leafIndex: number,
  treeSize: number,
  path: readonly Uint8Array[],
  sha256: Sha256,
): { root: Uint8Array; before: Frontier } | null {
  if (leafIndex >= treeSize) return null;
  let node = leaf;
  let place = leafIndex;
  let last = treeSize - 1;
  const left: Uint8Array[] = [];
  for (const sibling of path) {
    if (last === 0) return null;
    if (place % 2 === 1 || place === last) {
      node = nodeHash(sibling, node, sha256);
      left.push(sibling);
      // At the right edge there are levels without a sibling.
      while (place % 2 === 0 && place !== 0) [place, last] = [half(place), half(last)];
    } else {
      node = nodeHash(node, sibling, sha256);
    }
    [place, last] = [half(place), half(last)];
  }
  return last === 0 ? { root: node, before: { size: leafIndex, hashes: left.toReversed() } } : null;
}

/**
 * Whether a consistency proof (RFC 6962 §2.1.2, checked as in RFC 9162 §2.1.4.2) shows that the tree of `second` leaves begins
 * with the tree of `first` leaves.
 */
export function isConsistent(
  first: { size: number; rootHash: Uint8Array },
  second: { size: number; rootHash: Uint8Array },
  proof: readonly Uint8Array[],
  sha256: Sha256,
): boolean {
  if (first.size > second.size) return false;
  if (first.size === second.size) return proof.length === 0 && equalBytes(first.rootHash, second.rootHash);
  // Every tree begins with the empty one.
  if (first.size === 0) return proof.length === 0;
  let place = first.size - 1;
  let last = second.size - 1;
  while (place % 2 === 1) [place, last] = [half(place), half(last)];
  // A first tree that is one complete subtree is its own beginning; otherwise the proof brings the first hash.
  const seed = place === 0 ? first.rootHash : proof[0];
  if (seed === undefined) return false;
  let ofFirst = seed;
  let ofSecond = seed;
  for (const sibling of proof.slice(place === 0 ? 0 : 1)) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      ofFirst = nodeHash(sibling, ofFirst, sha256);
      ofSecond = nodeHash(sibling, ofSecond, sha256);
      while (place % 2 === 0 && place !== 0) [place, last] = [half(place), half(last)];
    } else {
      ofSecond = nodeHash(ofSecond, sibling, sha256);
    }
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && equalBytes(ofFirst, first.rootHash) && equalBytes(ofSecond, second.rootHash);
}

function half(value: number): number {
  return Math.floor(value / 2);
}
