import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeTileLeaf } from '../../simulator/ct-log/tile-leaf.ts';
import { concatBytes } from './bytes.ts';
import { parseDataTile } from './data-tile.ts';
import { corpusDir, corpusTile } from './test-corpus.ts';

const dir = corpusDir();

function leaf(leafIndex: number, timestampMs = 1_700_000_000_000): Uint8Array {
  return encodeTileLeaf({
    leafIndex,
    timestampMs,
    issuerKeyHash: new Uint8Array(32).fill(7),
    tbs: Uint8Array.of(0x30, 0),
    precertificate: Uint8Array.of(0x30, 1, 5),
    chainFingerprints: [new Uint8Array(32), new Uint8Array(32)],
  }).tileLeaf;
}

/** An entry of a final certificate: type 0, no issuer key hash, no precertificate. */
function finalLeaf(extensions: readonly number[]): Uint8Array {
  const timestamp = [0, 0, 1, 0x8b, 0xcf, 0xe5, 0x68, 0];
  return Uint8Array.from([...timestamp, 0, 0, 0, 0, 2, 0x30, 0, 0, extensions.length, ...extensions, 0, 0]);
}

describe('a data tile', () => {
  it('is read entry by entry, with the bytes the tree covers apart from the rest', () => {
    const parsed = parseDataTile(concatBytes([leaf(512), leaf(513, 1_700_000_000_001)]), 2, 2);
    expect(parsed).toMatchObject({ ok: true });
    if (!parsed.ok) return;
    expect(parsed.leaves.map((one) => [one.leafIndex, one.timestampMs, one.precertificate])).toEqual([
      [512, 1_700_000_000_000, true],
      [513, 1_700_000_000_001, true],
    ]);
    const [first] = parsed.leaves;
    expect(first?.certificate).toEqual(Uint8Array.of(0x30, 0));
    expect(first?.submitted).toEqual(Uint8Array.of(0x30, 1, 5));
    expect(first?.timestampedEntry.length).toBe(8 + 2 + 32 + 3 + 2 + 2 + 8);
  });

  it('is read with final certificates, and with extensions of kinds unknown to us', () => {
    const index = [0, 0, 5, 0, 0, 0, 0, 0];
    const unknown = [9, 0, 2, 1, 1];
    for (const extensions of [index, [...unknown, ...index], [...index, ...unknown]]) {
      const parsed = parseDataTile(finalLeaf(extensions), 0, 1);
      expect(parsed).toMatchObject({ ok: true, leaves: [{ leafIndex: 0, precertificate: false, submitted: null }] });
    }
  });

  const index0 = [0, 0, 5, 0, 0, 0, 0, 0];
  it.each([
    ['an entry of another place', leaf(1), 0, 1, /leaf 1, expected 0/],
    ['fewer entries than asked for', leaf(0), 0, 2, /entry 1 has no timestamp/],
    ['more bytes than entries', concatBytes([leaf(0), leaf(1)]), 0, 1, /bytes after 1 entries/],
    ['an unknown entry type', finalLeaf(index0).fill(2, 9, 10), 0, 1, /entry type 2/],
    ['no leaf index', finalLeaf([]), 0, 1, /no single leaf index/],
    ['two leaf indices', finalLeaf([...index0, ...index0]), 0, 1, /no single leaf index/],
    ['a leaf index of four bytes', finalLeaf([0, 0, 4, 0, 0, 0, 0]), 0, 1, /no single leaf index/],
    ['cut-off extensions', finalLeaf([0, 0, 5, 0]), 0, 1, /no single leaf index/],
    ['an empty certificate', finalLeaf(index0).fill(0, 10, 13), 0, 1, /truncated certificate|leaf index|fingerprints/],
    ['a timestamp beyond 2^53', finalLeaf(index0).fill(0xff, 0, 8), 0, 1, /no timestamp/],
    ['fingerprints of other lengths', finalLeaf(index0).fill(1, -1), 0, 1, /fingerprints/],
  ])('is refused with %s', (_what, bytes, tileIndex, width, reason) => {
    const parsed = parseDataTile(bytes, tileIndex, width);
    expect(parsed).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
  });

  it('is refused, with an offset within it, when cut anywhere', () => {
    const tile = concatBytes([leaf(0), leaf(1)]);
    for (let length = 0; length < tile.length; length += 1) {
      const parsed = parseDataTile(tile.subarray(0, length), 0, 2);
      if (parsed.ok) throw new Error(`accepted ${length} bytes`);
      expect(parsed.offset).toBeLessThanOrEqual(length + 32);
    }
  });

  it('never makes it throw, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void parseDataTile(bytes, 0)));
  });
});

describe.skipIf(dir === null)('a recorded data tile', () => {
  it('gives the same entries when it is partial as when it is full', () => {
    const full = parseDataTile(corpusTile(dir ?? '', 'data', 3, 256), 3);
    const partial = parseDataTile(corpusTile(dir ?? '', 'data', 3, 10), 3, 10);
    if (!full.ok || !partial.ok) throw new Error('refused');
    const entries = (leaves: typeof full.leaves): string[] =>
      leaves.map((one) => Buffer.from(one.timestampedEntry).toString('hex'));
    expect(entries(partial.leaves)).toEqual(entries(full.leaves.slice(0, 10)));
  });

  it('is refused under the index of another tile', () => {
    const parsed = parseDataTile(corpusTile(dir ?? '', 'data', 3, 256), 2);
    expect(parsed).toMatchObject({ ok: false, reason: 'data tile entry 0 says it is leaf 768, expected 512' });
  });
});
