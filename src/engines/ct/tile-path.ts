/** Leaves, or hashes, in a full tile (static-ct-api, "Merkle Tree"). */
export const TILE_WIDTH = 256;

/** What a tile holds: log entries, names only (an extension of the Sunlight logs), or hashes at a level 0 to 5. */
export type TileKind = 'data' | 'names' | number;

/**
 * The path of a tile below the monitoring prefix, e.g. `tile/data/x001/x234/067.p/44` (static-ct-api, "Merkle Tree").
 * @param index of the tile within its level, from 0
 * @param width hashes or entries in it, 1 to 256; 256 is a full tile and has no `.p` suffix
 * @throws RangeError when an argument is outside what the specification allows
 */
export function tilePath(kind: TileKind, index: number, width: number = TILE_WIDTH): string {
  if (typeof kind === 'number' && (!Number.isInteger(kind) || kind < 0 || kind > 5)) {
    throw new RangeError(`tile level must be 0 to 5, got ${kind}`);
  }
  if (!Number.isSafeInteger(index) || index < 0) throw new RangeError(`tile index must not be negative, got ${index}`);
  if (!Number.isInteger(width) || width < 1 || width > TILE_WIDTH) {
    throw new RangeError(`tile width must be 1 to 256, got ${width}`);
  }
  let rest = Math.floor(index / 1000);
  let path = String(index % 1000).padStart(3, '0');
  while (rest > 0) {
    path = `x${String(rest % 1000).padStart(3, '0')}/${path}`;
    rest = Math.floor(rest / 1000);
  }
  return `tile/${kind}/${path}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

export interface TileAddress {
  kind: TileKind;
  index: number;
  width: number;
}

const PATH = /^tile\/(data|names|[0-5])\/((?:x[0-9]{3}\/){0,4}[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;

/** The reverse of {@link tilePath}; null for anything that it would not have written. */
export function parseTilePath(path: string): TileAddress | null {
  const match = PATH.exec(path);
  if (match === null) return null;
  const [, kindText = '', indexText = '', widthText] = match;
  const kind: TileKind = kindText === 'data' || kindText === 'names' ? kindText : Number(kindText);
  const index = Number(indexText.replaceAll('x', '').replaceAll('/', ''));
  const width = widthText === undefined ? TILE_WIDTH : Number(widthText);
  if (!Number.isSafeInteger(index) || (widthText !== undefined && width >= TILE_WIDTH)) return null;
  return tilePath(kind, index, width) === path ? { kind, index, width } : null;
}

/**
 * How many hashes the tile at (level, index) has in a tree of `size` leaves: 256 when full, 1 to 255 at the right edge,
 * 0 when there is no such tile.
 */
export function tileWidth(size: number, level: number, index: number): number {
  const atLevel = Math.floor(size / TILE_WIDTH ** level);
  return Math.max(0, Math.min(TILE_WIDTH, atLevel - index * TILE_WIDTH));
}
