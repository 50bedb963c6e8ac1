import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeTileLeaf } from '../../simulator/ct-log/tile-leaf.ts';
import { concatBytes } from './bytes.ts';
import { parseExtraData, parseHashList, parseLeafInput } from './get-entries.ts';
import { leafHash } from './merkle.ts';
import { sha256 } from './test-corpus.ts';

const tbs = Uint8Array.of(0x30, 0);
const { tileLeaf, entryBytes } = encodeTileLeaf({
  leafIndex: 7,
  timestampMs: 1_700_000_000_000,
  issuerKeyHash: new Uint8Array(32).fill(7),
  tbs,
  precertificate: Uint8Array.of(0x30, 1, 5),
  chainFingerprints: [],
});
const leafInput = concatBytes([Uint8Array.of(0, 0), tileLeaf.subarray(0, entryBytes)]);
const sized = (bytes: Uint8Array): Uint8Array => concatBytes([Uint8Array.of(0, 0, bytes.length), bytes]);

describe('a leaf input', () => {
  it('is read, and hashed as it stands', () => {
    const parsed = parseLeafInput(leafInput, 7);
    if (!parsed.ok) throw new Error(parsed.reason);
    expect(parsed.leaf).toMatchObject({ leafIndex: 7, timestampMs: 1_700_000_000_000, precertificate: true });
    expect(parsed.leaf.certificate).toEqual(tbs);
    expect(leafHash(parsed.leaf.timestampedEntry, sha256)).toEqual(sha256(concatBytes([Uint8Array.of(0), leafInput])));
  });

  it('is refused when cut anywhere, with bytes left over, and in other versions', () => {
    for (let length = 0; length < leafInput.length; length += 1) {
      expect(parseLeafInput(leafInput.subarray(0, length), 7).ok, `${length} bytes`).toBe(false);
    }
    expect(parseLeafInput(concatBytes([leafInput, Uint8Array.of(0)]), 7)).toMatchObject({ ok: false });
    expect(parseLeafInput(leafInput.with(0, 1), 7)).toMatchObject({ ok: false });
    expect(parseLeafInput(leafInput.with(1, 1), 7)).toMatchObject({ ok: false });
  });

  it('never makes it throw, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void parseLeafInput(bytes, 0)));
  });
});

describe('extra data', () => {
  const [a, b] = [Uint8Array.of(1, 2), Uint8Array.of(3)];
  const chain = sized(concatBytes([sized(a), sized(b)]));

  it('has the submitted precertificate and the chain', () => {
    expect(parseExtraData(concatBytes([sized(tbs), chain]), true)).toEqual({ ok: true, submitted: tbs, chain: [a, b] });
    expect(parseExtraData(chain, false)).toEqual({ ok: true, submitted: null, chain: [a, b] });
    expect(parseExtraData(sized(new Uint8Array(0)), false)).toEqual({ ok: true, submitted: null, chain: [] });
  });

  it('is refused when cut, with bytes left over, and with empty certificates', () => {
    const whole = concatBytes([sized(tbs), chain]);
    for (let length = 0; length < whole.length; length += 1) {
      expect(parseExtraData(whole.subarray(0, length), true).ok, `${length} bytes`).toBe(false);
    }
    expect(parseExtraData(concatBytes([chain, a]), false)).toMatchObject({ ok: false });
    expect(parseExtraData(sized(sized(new Uint8Array(0))), false)).toMatchObject({ ok: false });
    expect(parseExtraData(sized(concatBytes(Array(101).fill(sized(b)))), false)).toMatchObject({ ok: false });
  });

  it('never makes it throw, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.boolean(), (bytes, pre) => void parseExtraData(bytes, pre)),
    );
  });
});

it('reads the hashes of a proof and nothing else', () => {
  const hash = Buffer.alloc(32, 5);
  expect(parseHashList([hash.toString('base64')])).toEqual([new Uint8Array(hash)]);
  expect(parseHashList([])).toEqual([]);
  for (const bad of [
    null,
    'x',
    [5],
    ['AAAA'],
    [Buffer.alloc(33).toString('base64')],
    Array(65).fill(hash.toString('base64')),
  ]) {
    expect(parseHashList(bad)).toBeNull();
  }
});
