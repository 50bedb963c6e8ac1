import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes, encodeHex, equalBytes } from './bytes.ts';
import { parseDataTile } from './data-tile.ts';
import { edgeTiles, foldHashes, hashAt, leafHash, nodeHash, rootFromEdge } from './merkle.ts';
import * as vectors from './merkle.vectors.ts';
import { CORPUS_TILES, corpusDir, corpusTile, sha256 } from './test-corpus.ts';

const dir = corpusDir();

/** RFC 6962 §2.1, word for word: split at the largest power of two below n. */
function merkleTreeHash(hashes: readonly Uint8Array[]): Uint8Array {
  const [first] = hashes;
  if (first === undefined) return sha256(new Uint8Array(0));
  if (hashes.length === 1) return first;
  let split = 1;
  while (split * 2 < hashes.length) split *= 2;
  return nodeHash(merkleTreeHash(hashes.slice(0, split)), merkleTreeHash(hashes.slice(split)), sha256);
}

/** The edge tiles' bytes of a tree over these leaf hashes, each level made of the roots of full tiles below. */
function edgesOf(leaves: readonly Uint8Array[], size: number): Uint8Array[] {
  const levels: Uint8Array[][] = [leaves.slice(0, size)];
  for (let below = levels[0] ?? []; below.length >= 256; below = levels.at(-1) ?? []) {
    const above: Uint8Array[] = [];
    for (let i = 0; i + 256 <= below.length; i += 256) above.push(merkleTreeHash(below.slice(i, i + 256)));
    levels.push(above);
  }
  return edgeTiles(size).map(({ level, index, width }) =>
    concatBytes((levels[level] ?? []).slice(index * 256, index * 256 + width)),
  );
}

const numbered = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => sha256(Uint8Array.of(i >> 16, i >> 8, i & 255)));

describe('tree hashes', () => {
  it('are those of the RFC 6962 reference tree', () => {
    // The reference hashes raw inputs; our leaves always begin with the three zeros of leaf prefix, version and type.
    const hashes = vectors.leaves.map((hex) => sha256(concatBytes([Uint8Array.of(0), Buffer.from(hex, 'hex')])));
    expect(encodeHex(rootFromEdge([], sha256))).toBe(vectors.emptyRoot);
    for (const [i, root] of vectors.roots.entries()) {
      const run = concatBytes(hashes.slice(0, i + 1));
      expect(encodeHex(foldHashes(run, null, sha256))).toBe(root);
      expect(encodeHex(rootFromEdge([run], sha256))).toBe(root);
    }
  });

  it('hashes a leaf as prefix, version, type and entry', () => {
    const entry = Uint8Array.of(1, 2, 3);
    expect(leafHash(entry, sha256)).toEqual(sha256(Uint8Array.of(0, 0, 0, 1, 2, 3)));
  });

  it('fold any run of hashes to what the recursive definition gives', () => {
    const hashes = numbered(256);
    for (let count = 1; count <= 256; count += 1) {
      const folded = foldHashes(concatBytes(hashes.slice(0, count)), null, sha256);
      expect(equalBytes(folded, merkleTreeHash(hashes.slice(0, count)))).toBe(true);
    }
  });

  it('give the root of any tree from its edge tiles', () => {
    const leaves = numbered(2_000);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_000 }), (size) => {
        const root = rootFromEdge(edgesOf(leaves, size), sha256);
        expect(equalBytes(root, merkleTreeHash(leaves.slice(0, size)))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it.each([65_535, 65_536, 65_537, 70_000])('gives the root of a tree of three levels (%i leaves)', (size) => {
    const leaves = numbered(size);
    expect(encodeHex(rootFromEdge(edgesOf(leaves, size), sha256))).toBe(encodeHex(merkleTreeHash(leaves)));
  });

  it('change with every bit of every hash put in', () => {
    const edges = edgesOf(numbered(600), 600);
    const root = rootFromEdge(edges, sha256);
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.integer({ min: 0, max: 7 }), (tileAt, byteAt, bit) => {
        const changed = edges.map((tile) => tile.slice());
        const tile = changed[tileAt % changed.length] ?? new Uint8Array(1);
        tile[byteAt % tile.length] = (tile[byteAt % tile.length] ?? 0) ^ (1 << bit);
        expect(equalBytes(rootFromEdge(changed, sha256), root)).toBe(false);
      }),
    );
  });

  it('are refused over bytes that are no hashes', () => {
    expect(() => foldHashes(new Uint8Array(33), null, sha256)).toThrow(RangeError);
    expect(() => foldHashes(new Uint8Array(0), null, sha256)).toThrow(RangeError);
  });
});

describe.skipIf(dir === null)('the hash tiles of a real log', () => {
  it.each(CORPUS_TILES)('hold our hashes of the entries of data tile $index ($width entries)', ({ index, width }) => {
    const hashes = corpusTile(dir ?? '', 0, index, width);
    const tile = parseDataTile(corpusTile(dir ?? '', 'data', index, width), index, width);
    if (!tile.ok) throw new Error(tile.reason);
    expect(tile.leaves).toHaveLength(width);
    for (const [place, leaf] of tile.leaves.entries()) {
      expect(encodeHex(leafHash(leaf.timestampedEntry, sha256))).toBe(encodeHex(hashAt(hashes, place)));
    }
  });
});
