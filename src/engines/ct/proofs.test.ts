import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHashTree } from '../../simulator/ct-log/tree.ts';
import { concatBytes } from './bytes.ts';
import { EMPTY_FRONTIER, extendFrontier, frontierOfEdge, frontierRoot, frontierWidth } from './frontier.ts';
import { edgeTiles, foldHashes } from './merkle.ts';
import { isConsistent, walkAuditPath } from './proofs.ts';
import { sha256 as nodeSha256 } from './test-corpus.ts';

/** Plain bytes: vitest tells a Buffer from a Uint8Array. */
const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(nodeSha256(bytes));

const leafOf = (index: number): Uint8Array => sha256(Uint8Array.of(index >> 16, index >> 8, index & 255));
const leaves = Array.from({ length: 70 }, (_, index) => leafOf(index));
const tree = createHashTree(sha256);
for (const leaf of leaves) tree.append(leaf);

const plain = (hash: Uint8Array): Uint8Array => new Uint8Array(hash);
const headOf = (size: number) => ({ size, rootHash: foldHashes(concatBytes(leaves.slice(0, size)), null, sha256) });
const frontierOf = (size: number) => extendFrontier(EMPTY_FRONTIER, leaves.slice(0, size), sha256);

describe('a frontier', () => {
  it('gives the root of every tree, however the leaves come', () => {
    for (let size = 1; size <= leaves.length; size += 1) {
      const frontier = frontierOf(size);
      expect(frontier.hashes).toHaveLength(frontierWidth(size));
      expect(frontierRoot(frontier, sha256)).toEqual(plain(headOf(size).rootHash));
      const split = Math.floor(size / 3);
      expect(extendFrontier(frontierOf(split), leaves.slice(split, size), sha256)).toEqual(frontier);
    }
    expect(frontierRoot(EMPTY_FRONTIER, sha256)).toEqual(sha256(new Uint8Array(0)));
  });

  it('is the same from the tiles at the edge of a larger tree', () => {
    const big = createHashTree(sha256);
    let frontier = EMPTY_FRONTIER;
    for (let index = 0; index < 66_000; index += 1) {
      big.append(leafOf(index));
      frontier = extendFrontier(frontier, [leafOf(index)], sha256);
      if (![255, 256, 700, 65_535, 65_536, 65_999].includes(index)) continue;
      const edges = edgeTiles(index + 1).map(
        (tile) => big.tile(tile.level, tile.index, tile.width) ?? new Uint8Array(0),
      );
      expect(frontierOfEdge(index + 1, edges, sha256)).toEqual(frontier);
      expect(frontierRoot(frontier, sha256)).toEqual(big.root(index + 1));
    }
  });

  it('is refused with too few hashes', () => {
    expect(() => frontierRoot({ size: 3, hashes: [leafOf(0)] }, sha256)).toThrow(RangeError);
  });
});

describe('an audit path', () => {
  it('leads every leaf of every tree to its root, and proves the frontier before the leaf', () => {
    for (let size = 1; size <= leaves.length; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const walked = walkAuditPath(leafOf(index), index, size, tree.auditPath(index, size), sha256);
        expect(walked?.root).toEqual(plain(headOf(size).rootHash));
        expect(walked?.before).toEqual(frontierOf(index));
      }
    }
  });

  it('never leads to the root from another leaf, place or path', () => {
    const size = 37;
    fc.assert(
      fc.property(fc.nat(size - 1), fc.nat(size - 1), fc.nat(10), fc.nat(31), (index, other, step, byte) => {
        const path = tree.auditPath(index, size);
        const root = headOf(size).rootHash;
        const rootOf = (leaf: Uint8Array, at: number, hashes: readonly Uint8Array[]) =>
          walkAuditPath(leaf, at, size, hashes, sha256)?.root ?? null;
        if (other !== index) {
          expect(rootOf(leafOf(other), index, path)).not.toEqual(root);
          expect(rootOf(leafOf(index), other, path)).not.toEqual(root);
        }
        expect(rootOf(leafOf(index), index, [...path, leafOf(0)])).toBeNull();
        expect(rootOf(leafOf(index), index, path.slice(1))).not.toEqual(root);
        const bent = path.map((hash) => hash.slice());
        const target = bent[step % bent.length];
        if (target !== undefined) target[byte] = (target[byte] ?? 0) ^ 1;
        expect(rootOf(leafOf(index), index, bent)).not.toEqual(root);
      }),
    );
    expect(walkAuditPath(leafOf(0), 5, 5, [], sha256)).toBeNull();
  });
});

describe('a consistency proof', () => {
  it('holds between every two trees', () => {
    for (let second = 1; second <= leaves.length; second += 1) {
      for (let first = 1; first <= second; first += 1) {
        expect(isConsistent(headOf(first), headOf(second), tree.consistencyProof(first, second), sha256)).toBe(true);
      }
      expect(isConsistent({ size: 0, rootHash: sha256(new Uint8Array(0)) }, headOf(second), [], sha256)).toBe(true);
    }
  });

  it('does not hold for another first tree, a smaller second one, or a proof that was changed', () => {
    const wrong = new Uint8Array(32).fill(9);
    for (let second = 2; second <= 40; second += 1) {
      for (let first = 1; first < second; first += 1) {
        const proof = tree.consistencyProof(first, second);
        const [a, b] = [headOf(first), headOf(second)];
        expect(isConsistent({ ...a, rootHash: wrong }, b, proof, sha256)).toBe(false);
        expect(isConsistent(a, { ...b, rootHash: wrong }, proof, sha256)).toBe(false);
        expect(isConsistent(a, b, [...proof, wrong], sha256)).toBe(false);
        expect(isConsistent(a, b, proof.slice(0, -1), sha256)).toBe(false);
        for (const at of proof.keys()) expect(isConsistent(a, b, proof.with(at, wrong), sha256)).toBe(false);
        expect(isConsistent(b, a, proof, sha256)).toBe(false);
      }
    }
    expect(isConsistent(headOf(5), { ...headOf(5), rootHash: wrong }, [], sha256)).toBe(false);
  });
});
