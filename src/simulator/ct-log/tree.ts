import {
  edgeTiles,
  foldHashes,
  HASH_BYTES,
  nodeHash,
  rootFromEdge,
  type Sha256,
  TILE_WIDTH,
} from '../../engines/ct/index.ts';

/** The hashes of a growing log, kept by level so that tiles and roots of any earlier size can be served. */
export interface HashTree {
  readonly size: number;
  append(leafHash: Uint8Array): void;
  /** `width` hashes of the tile at (level, index), or null when the tree does not have them. */
  tile(level: number, index: number, width: number): Uint8Array | null;
  /** Root of the first `size` leaves. @throws RangeError when there are fewer */
  root(size: number): Uint8Array;
  /** PATH(leafIndex, D[size]) of RFC 6962 §2.1.1. @throws RangeError */
  auditPath(leafIndex: number, size: number): Uint8Array[];
  /** PROOF(first, D[second]) of RFC 6962 §2.1.2. @throws RangeError */
  consistencyProof(first: number, second: number): Uint8Array[];
}

/** An empty tree (RFC 6962 §2.1, tiled as in static-ct-api). */
export function createHashTree(sha256: Sha256): HashTree {
  const levels: Uint8Array[][] = [[]];

  function append(hash: Uint8Array, level: number): void {
    const row = (levels[level] ??= []);
    row.push(hash);
    if (row.length % TILE_WIDTH !== 0) return;
    const full = tile(level, row.length / TILE_WIDTH - 1, TILE_WIDTH);
    if (full !== null) append(foldHashes(full, null, sha256), level + 1);
  }

  function tile(level: number, index: number, width: number): Uint8Array | null {
    const hashes = levels[level]?.slice(index * TILE_WIDTH, index * TILE_WIDTH + width) ?? [];
    if (hashes.length < width) return null;
    const out = new Uint8Array(width * HASH_BYTES);
    for (const [place, hash] of hashes.entries()) out.set(hash, place * HASH_BYTES);
    return out;
  }

  /** MTH(D[from:to]); `from` is where a subtree of that size may begin. */
  function hashOf(from: number, to: number): Uint8Array {
    const count = to - from;
    for (let level = 0, span = 1; span <= count; level += 1, span *= TILE_WIDTH) {
      const known = span === count ? levels[level]?.[from / span] : undefined;
      if (known !== undefined) return known;
    }
    if (count < 2) throw new RangeError(`the tree has fewer than ${to} leaves`);
    const middle = from + splitOf(count);
    return nodeHash(hashOf(from, middle), hashOf(middle, to), sha256);
  }

  function pathOf(leafIndex: number, from: number, to: number): Uint8Array[] {
    if (to - from < 2) return [];
    const middle = from + splitOf(to - from);
    return leafIndex < middle
      ? [...pathOf(leafIndex, from, middle), hashOf(middle, to)]
      : [...pathOf(leafIndex, middle, to), hashOf(from, middle)];
  }

  /** SUBPROOF(end, D[from:to], isOld): `isOld` while the subtree begins the first tree, whose root the asker has. */
  function subproof(end: number, from: number, to: number, isOld: boolean): Uint8Array[] {
    if (end === to) return isOld ? [] : [hashOf(from, to)];
    const middle = from + splitOf(to - from);
    return end <= middle
      ? [...subproof(end, from, middle, isOld), hashOf(middle, to)]
      : [...subproof(end, middle, to, false), hashOf(from, middle)];
  }

  return {
    auditPath(leafIndex, size) {
      if (leafIndex < 0 || leafIndex >= size) throw new RangeError(`no leaf ${leafIndex} in a tree of ${size}`);
      return pathOf(leafIndex, 0, size);
    },
    consistencyProof(first, second) {
      if (first < 1 || first > second) throw new RangeError(`no proof from ${first} to ${second}`);
      return subproof(first, 0, second, true);
    },
    get size() {
      return levels[0]?.length ?? 0;
    },
    append: (leafHash) => append(leafHash, 0),
    tile,
    root: (size) => {
      const edges = edgeTiles(size).map(({ level, index, width }) => {
        const hashes = tile(level, index, width);
        if (hashes === null) throw new RangeError(`the tree has fewer than ${size} leaves`);
        return hashes;
      });
      return rootFromEdge(edges, sha256);
    },
  };
}

/** The largest power of two below `count`, which is at least 2. */
function splitOf(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}
