import { hash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Sha256 } from './crypto.ts';
import { type TileKind, tilePath } from './tile-path.ts';

export const sha256: Sha256 = (bytes) => hash('sha256', bytes, 'buffer');

/** Tiles of a real static-ct log, or null, with a printed line, where the shared corpora are absent. */
export function corpusDir(): string | null {
  const dir = path.resolve('../shared/corpora/ct/navigli2025h2');
  if (existsSync(dir)) return dir;
  console.log('skipped: ../shared/corpora/ct is absent');
  return null;
}

/** Every recorded tile: four full ones and a partial one of an earlier tree. 1,034 entries. */
export const CORPUS_TILES = [
  { index: 0, width: 256 },
  { index: 1, width: 256 },
  { index: 2, width: 256 },
  { index: 3, width: 256 },
  { index: 3, width: 10 },
] as const;

export function corpusTile(dir: string, kind: TileKind, index: number, width: number): Uint8Array {
  return new Uint8Array(readFileSync(path.join(dir, tilePath(kind, index, width))));
}
