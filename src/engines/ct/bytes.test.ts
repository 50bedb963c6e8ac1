import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes, decodeBase64, encodeBase64, encodeHex, equalBytes, readUint64, uint64Bytes } from './bytes.ts';

describe('base64', () => {
  it('writes and reads what Node writes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64');
        expect(encodeBase64(bytes)).toBe(text);
        expect(decodeBase64(text)).toEqual(new Uint8Array(bytes));
      }),
    );
  });

  it.each(['A', 'AA', 'AAA', 'AA==\n', ' AAA', 'AB==', 'AAB=', 'A===', '====', 'AA-_', 'AAé=', 'AA=A'])(
    'refuses %j',
    (text) => {
      expect(decodeBase64(text)).toBeNull();
    },
  );

  it('has one spelling for one value', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-D+/=]{0,12}$/), (text) => {
        const bytes = decodeBase64(text);
        if (bytes !== null) expect(encodeBase64(bytes)).toBe(text);
      }),
    );
  });
});

describe('64-bit numbers', () => {
  it('reads back what it wrote, up to 2^53', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        expect(readUint64(concatBytes([Uint8Array.of(9), uint64Bytes(value)]), 1)).toBe(value);
      }),
    );
  });

  it('gives null where they are cut off or beyond 2^53, and refuses to write others', () => {
    expect(readUint64(new Uint8Array(7), 0)).toBeNull();
    expect(readUint64(Uint8Array.of(0, 0x20, 0, 0, 0, 0, 0, 0), 0)).toBeNull();
    expect(readUint64(new Uint8Array(8).fill(255), 0)).toBeNull();
    expect(() => uint64Bytes(-1)).toThrow(RangeError);
    expect(() => uint64Bytes(2 ** 53)).toThrow(RangeError);
  });
});

it('compares bytes by length and content, and prints them in hex', () => {
  expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
  expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
  expect(equalBytes(Uint8Array.of(1), Uint8Array.of(1, 0))).toBe(false);
  expect(encodeHex(Uint8Array.of(0, 10, 255))).toBe('000aff');
});
