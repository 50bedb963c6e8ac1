import {
  equalBytes,
  hashAt,
  leafHash,
  type NamesTileEntry,
  parseDataTile,
  parseNamesTile,
  type Sha256,
  TILE_WIDTH,
  type TileKind,
  tilePath,
  tileWidth,
} from '../../engines/ct/index.ts';
import type { LeafRange } from '../../domains/ports.ts';
import { ctLogError } from './ct-log-errors.ts';
import type { ProvenLeaf } from './entry.ts';
import { missingTile, type ProvenHashes } from './hash-tiles.ts';
import type { LogClient } from './log-client.ts';

export interface TileRange {
  /** Index of the tile. */
  index: number;
  /** Entries it has under the tree head: 256, or fewer at the right edge. */
  width: number;
}

/** The tiles that hold the leaves of a range, with the width they have in a tree of `size`. */
export function tilesOf(range: LeafRange, size: number): TileRange[] {
  const tiles: TileRange[] = [];
  for (let index = Math.floor(range.from / TILE_WIDTH); index * TILE_WIDTH < range.to; index += 1) {
    tiles.push({ index, width: tileWidth(size, 0, index) });
  }
  return tiles;
}

/** Fetches an entry tile; asks for the full tile when the partial one is gone and gives what came, with its true width. */
async function fetchEntryTile(
  client: LogClient,
  kind: TileKind,
  range: TileRange,
  maxBytes: number,
  signal: AbortSignal,
): Promise<{ bytes: Uint8Array; width: number; path: string } | null> {
  for (const width of range.width === TILE_WIDTH ? [TILE_WIDTH] : [range.width, TILE_WIDTH]) {
    const path = tilePath(kind, range.index, width);
    const bytes = await client.read({ path, maxBytes }, signal);
    if (bytes !== null) return { bytes, width, path };
  }
  return null;
}

/** The entries of a data tile and the proof that each of them is under the signed tree. */
export async function readDataTile(
  client: LogClient,
  range: TileRange,
  hashes: ProvenHashes,
  sha256: Sha256,
  maxBytes: number,
  signal: AbortSignal,
): Promise<readonly ProvenLeaf[]> {
  const [tile, proven] = await Promise.all([
    fetchEntryTile(client, 'data', range, maxBytes, signal),
    hashes.tile(0, range.index),
  ]);
  if (tile === null) throw missingTile(tilePath('data', range.index, range.width));
  const parsed = parseDataTile(tile.bytes, range.index, tile.width);
  if (!parsed.ok) {
    throw ctLogError('garbage', `${tile.path}: ${parsed.reason} (byte ${parsed.offset})`, { retryable: true });
  }
  return parsed.leaves.slice(0, range.width).map((leaf, place) => {
    const hash = leafHash(leaf.timestampedEntry, sha256);
    if (!equalBytes(hash, hashAt(proven, place))) {
      throw ctLogError('inconsistent', `${tile.path}: leaf ${leaf.leafIndex} is not the one under the signed tree`, {
        retryable: true,
        details: { kind: 'leaf_contradicts_tree', leafIndex: leaf.leafIndex },
      });
    }
    return { leaf, hash };
  });
}

export type NamesTile =
  | { state: 'read'; entries: readonly NamesTileEntry[] }
  /** The log does not have one. */
  | { state: 'absent' }
  | { state: 'unreadable'; reason: string };

/**
 * The names of a tile without its certificates: a twentieth of the bytes, and there as soon as the entries are, but vouched
 * for by nobody. Malformed content is an answer, not a fault; faults of the connection are thrown.
 */
export async function readNamesTile(
  client: LogClient,
  range: TileRange,
  maxBytes: number,
  signal: AbortSignal,
): Promise<NamesTile> {
  const tile = await fetchEntryTile(client, 'names', range, maxBytes, signal);
  if (tile === null) return { state: 'absent' };
  const parsed = parseNamesTile(tile.bytes, range.index, tile.width);
  if (!parsed.ok) return { state: 'unreadable', reason: `${tile.path}: ${parsed.reason}` };
  return { state: 'read', entries: parsed.entries.slice(0, range.width) };
}
