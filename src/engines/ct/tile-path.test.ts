import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { edgeTiles } from './merkle.ts';
import { parseTilePath, tilePath, tileWidth } from './tile-path.ts';

describe('tile paths', () => {
  it('are those of the specification', () => {
    expect(tilePath(0, 0)).toBe('tile/0/000');
    expect(tilePath('data', 1_234_067)).toBe('tile/data/x001/x234/067');
    expect(tilePath('names', 1_234_067, 44)).toBe('tile/names/x001/x234/067.p/44');
    expect(tilePath(5, 1000, 255)).toBe('tile/5/x001/000.p/255');
  });

  it('are read back, whatever the address', () => {
    const kind = fc.oneof(fc.constantFrom('data' as const, 'names' as const), fc.integer({ min: 0, max: 5 }));
    const index = fc.integer({ min: 0, max: 2 ** 40 });
    fc.assert(
      fc.property(kind, index, fc.integer({ min: 1, max: 256 }), (kind, index, width) => {
        expect(parseTilePath(tilePath(kind, index, width))).toEqual({ kind, index, width });
      }),
    );
  });

  it.each([
    'tile/0/0',
    'tile/6/000',
    'tile/00/000',
    'tile/data/x000/001',
    'tile/data/001.p/0',
    'tile/data/001.p/256',
    'tile/data/001.p/01',
    'tile/data/../000',
    'tile/data/x001/x001/x001/x001/x001/001',
    '/tile/0/000',
    'tile/0/000/',
  ])('refuses %s', (path) => {
    expect(parseTilePath(path)).toBeNull();
  });

  it('never takes text that it would not write', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^tile\/[0-9dat]{1,4}\/[x0-9/.p]{0,20}$/), (text) => {
        const address = parseTilePath(text);
        if (address !== null) expect(tilePath(address.kind, address.index, address.width)).toBe(text);
      }),
    );
  });

  it('refuse levels, indices and widths that do not exist', () => {
    expect(() => tilePath(6, 0)).toThrow(RangeError);
    expect(() => tilePath(0, -1)).toThrow(RangeError);
    expect(() => tilePath(0, 0, 0)).toThrow(RangeError);
    expect(() => tilePath(0, 0, 257)).toThrow(RangeError);
  });
});

describe('the tiles of a tree of 70,000 leaves, the example of the specification', () => {
  it('end in partial tiles of 112, 17 and 1', () => {
    expect(edgeTiles(70_000)).toEqual([
      { level: 0, index: 273, width: 112 },
      { level: 1, index: 1, width: 17 },
      { level: 2, index: 0, width: 1 },
    ]);
  });

  it('are full before the edge and absent after it', () => {
    expect(tileWidth(70_000, 0, 272)).toBe(256);
    expect(tileWidth(70_000, 0, 273)).toBe(112);
    expect(tileWidth(70_000, 0, 274)).toBe(0);
    expect(tileWidth(70_000, 1, 0)).toBe(256);
    expect(tileWidth(256, 0, 0)).toBe(256);
    expect(edgeTiles(256)).toEqual([{ level: 1, index: 0, width: 1 }]);
    expect(edgeTiles(0)).toEqual([]);
  });
});
