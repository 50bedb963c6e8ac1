import { hash } from 'node:crypto';
import { type CertificateName, TILE_WIDTH } from '../../engines/ct/index.ts';

/** What a names tile said of leaves that are not proven yet, in few bytes, so that it can be held against the certificates. */
export interface ToldNames {
  tell(leafIndex: number, timestampMs: number, names: readonly CertificateName[]): void;
  /** Whether the certificate says what was told; null where it is not known any more. */
  agrees(leafIndex: number, timestampMs: number, names: readonly CertificateName[]): boolean | null;
  /** Forgets a tile that was proven. */
  forget(tileIndex: number): void;
}

/** Tiles remembered, 2 KiB each: an hour of the busiest logs. What is forgotten is compared with the names tile again. */
const MAX_TILES = 4_096;

/** Remembers in memory only: after a restart it knows nothing. */
export function createToldNames(): ToldNames {
  const tiles = new Map<number, Float64Array>();

  return {
    tell(leafIndex, timestampMs, names) {
      const tileIndex = Math.floor(leafIndex / TILE_WIDTH);
      let tile = tiles.get(tileIndex);
      if (tile === undefined) {
        tile = new Float64Array(TILE_WIDTH).fill(-1);
        tiles.set(tileIndex, tile);
        const oldest = tiles.keys().next();
        if (tiles.size > MAX_TILES && oldest.done !== true) tiles.delete(oldest.value);
      }
      tile[leafIndex % TILE_WIDTH] = digest(timestampMs, names);
    },
    agrees(leafIndex, timestampMs, names) {
      const told = tiles.get(Math.floor(leafIndex / TILE_WIDTH))?.[leafIndex % TILE_WIDTH] ?? -1;
      return told < 0 ? null : told === digest(timestampMs, names);
    },
    forget: (tileIndex) => void tiles.delete(tileIndex),
  };
}

/** 48 bits of SHA-256: enough to notice a slip or a lie; what was missed is judged again from the certificate in any case. */
function digest(timestampMs: number, names: readonly CertificateName[]): number {
  const text = `${timestampMs} ${names.map((name) => (name.wildcard ? `*.${name.host}` : name.host)).join(' ')}`;
  return hash('sha256', text, 'buffer').readUIntBE(0, 6);
}
