import {
  type EdgeTile,
  edgeTiles,
  equalBytes,
  foldHashes,
  type Frontier,
  frontierOfEdge,
  HASH_BYTES,
  hashAt,
  rootFromEdge,
  type Sha256,
  TILE_WIDTH,
  tilePath,
  type TreeHead,
  tileWidth,
} from '../../engines/ct/index.ts';
import { ctLogError } from './ct-log-errors.ts';
import type { LogClient } from './log-client.ts';

/** Hashes of a tree, every one of them proven to be under its signed root. */
export interface ProvenHashes {
  /** The hashes of the tile at (level, index): 256, or fewer at the right edge. */
  tile(level: number, index: number): Promise<Uint8Array>;
  /** Root of the first `size` leaves of this tree. */
  rootOf(size: number): Promise<Uint8Array>;
  /** The whole tree in as few hashes as prove it. */
  frontier(): Frontier;
}

/** Tiles kept, at most 8 KiB each. Files under a path never change, and the upper ones are needed again and again. */
const KEPT_TILES = 128;

export interface HashTileReader {
  /** @throws AppError `ct_log.inconsistent` when the log's hash tiles do not make up the signed root */
  open(head: TreeHead, signal: AbortSignal): Promise<ProvenHashes>;
}

/**
 * Reads a log's hash tiles and proves them before anybody uses them: the partial tiles at the right edge must make up the
 * signed root, and every full tile must hash to its entry in the tile above, up to that edge (RFC 6962 §2.1 over
 * static-ct-api tiles). So no inclusion or consistency proofs are needed: what the tiles say is what the log signed.
 */
export function createHashTileReader(client: LogClient, sha256: Sha256): HashTileReader {
  /** By path, least recently used first. Kept under one head and proven again under the next. */
  const kept = new Map<string, Uint8Array>();

  function keep(path: string, hashes: Uint8Array): void {
    kept.delete(path);
    kept.set(path, hashes);
    const oldest = kept.keys().next();
    if (kept.size > KEPT_TILES && oldest.done !== true) kept.delete(oldest.value);
  }

  /**
   * Loads tiles, kept ones where allowed, until they pass the test; a second time without kept ones, because those may be
   * of another tree, or the log's cache may just have been refreshed.
   */
  async function loadUntil(
    tiles: readonly EdgeTile[],
    passes: (hashes: readonly Uint8Array[]) => boolean,
    signal: AbortSignal,
  ): Promise<readonly Uint8Array[] | null> {
    for (const mayKeep of [true, false]) {
      const loading = tiles.map(async ({ level, index, width }) => {
        const known = mayKeep ? kept.get(tilePath(level, index, width)) : undefined;
        return known ?? fetchHashes(client, level, index, width, signal);
      });
      const hashes = await Promise.all(loading);
      if (!passes(hashes)) continue;
      for (const [i, { level, index, width }] of tiles.entries()) {
        keep(tilePath(level, index, width), hashes[i] ?? new Uint8Array(0));
      }
      return hashes;
    }
    return null;
  }

  async function open(head: TreeHead, signal: AbortSignal): Promise<ProvenHashes> {
    const edges = edgeTiles(head.size);
    const edgeHashes = await loadUntil(edges, (all) => equalBytes(rootFromEdge(all, sha256), head.rootHash), signal);
    if (edgeHashes === null) throw contradiction(`the hash tiles do not make up the signed root of size ${head.size}`);
    /** Proven, or being proven, under this head. */
    const proven = new Map<string, Promise<Uint8Array>>();
    for (const [i, { level, index }] of edges.entries()) {
      proven.set(`${level}/${index}`, Promise.resolve(edgeHashes[i] ?? new Uint8Array(0)));
    }

    async function tile(level: number, index: number): Promise<Uint8Array> {
      const key = `${level}/${index}`;
      const known = proven.get(key);
      if (known !== undefined) return known;
      if (tileWidth(head.size, level, index) !== TILE_WIDTH) {
        throw new RangeError(`no hash tile ${key} in a tree of ${head.size}`);
      }
      const proving = proveFullTile(level, index);
      proven.set(key, proving);
      return proving;
    }

    async function proveFullTile(level: number, index: number): Promise<Uint8Array> {
      const above = await tile(level + 1, Math.floor(index / TILE_WIDTH));
      const expected = hashAt(above, index % TILE_WIDTH);
      const wanted = [{ level, index, width: TILE_WIDTH }];
      const isUnderRoot = (all: readonly Uint8Array[]): boolean =>
        all.every((hashes) => equalBytes(foldHashes(hashes, null, sha256), expected));
      const [hashes] = (await loadUntil(wanted, isUnderRoot, signal)) ?? [];
      if (hashes === undefined) throw contradiction(`hash tile ${tilePath(level, index)} is not under the signed root`);
      return hashes;
    }

    async function rootOf(size: number): Promise<Uint8Array> {
      const prefix = edgeTiles(size).map(async ({ level, index, width }) => {
        const hashes = await tile(level, index);
        return hashes.subarray(0, width * HASH_BYTES);
      });
      return rootFromEdge(await Promise.all(prefix), sha256);
    }

    return { tile, rootOf, frontier: () => frontierOfEdge(head.size, edgeHashes ?? [], sha256) };
  }

  return { open };
}

/** Retryable: the files may be right later (a stale cache), the signed root itself is not in doubt. */
function contradiction(message: string): Error {
  return ctLogError('inconsistent', message, { retryable: true, details: { kind: 'tiles_contradict_root' } });
}

/** The first `width` hashes of a tile. A partial tile may be gone once the full one is there, so that is asked next. */
async function fetchHashes(
  client: LogClient,
  level: number,
  index: number,
  width: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  for (const tried of width === TILE_WIDTH ? [TILE_WIDTH] : [width, TILE_WIDTH]) {
    const path = tilePath(level, index, tried);
    const exactBytes = tried * HASH_BYTES;
    // Twice the size leaves room for a gzip wrapper around bytes that do not compress.
    const bytes = await client.read({ path, maxBytes: 2 * exactBytes + 64, exactBytes }, signal);
    if (bytes === null) continue;
    if (bytes.length !== exactBytes) {
      throw ctLogError('garbage', `${path}: ${bytes.length} bytes, expected ${exactBytes}`, { retryable: true });
    }
    return bytes.subarray(0, width * HASH_BYTES);
  }
  throw missingTile(tilePath(level, index, width));
}

/** A tile that a signed checkpoint promises and the log does not serve. */
export function missingTile(path: string): Error {
  return ctLogError('unreachable', `${path}: not served, although the checkpoint needs it`, { retryable: true });
}
