import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { leafHash, parseDataTile, type Sha256, tilePath } from '../../engines/ct/index.ts';
import type { StoredLeaf } from './tile-leaf.ts';

/**
 * The entries of a recorded log's full tiles, read from `tile/data/…` and, for the names as that log wrote them,
 * `tile/names/…` below `dir`. Stops at the first tile that is not there.
 * @throws Error when a tile is malformed
 */
export async function readPreloadedLeaves(dir: string, sha256: Sha256): Promise<StoredLeaf[]> {
  const leaves: StoredLeaf[] = [];
  for (let index = 0; existsSync(join(dir, tilePath('data', index))); index += 1) {
    const data = new Uint8Array(await readFile(join(dir, tilePath('data', index))));
    const lines = (await readFile(join(dir, tilePath('names', index)), 'utf8')).trimEnd().split('\n');
    const tile = parseDataTile(data, index);
    if (!tile.ok) throw new Error(`${tilePath('data', index)}: ${tile.reason} at byte ${tile.offset}`);
    for (const [place, leaf] of tile.leaves.entries()) {
      const begin = leaf.timestampedEntry.byteOffset - data.byteOffset;
      const next = tile.leaves[place + 1]?.timestampedEntry.byteOffset ?? data.byteOffset + data.length;
      leaves.push({
        tileLeaf: data.slice(begin, next - data.byteOffset),
        entryBytes: leaf.timestampedEntry.length,
        hash: leafHash(leaf.timestampedEntry, sha256),
        namesLine: lines[place] ?? '',
      });
    }
  }
  return leaves;
}
