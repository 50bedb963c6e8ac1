import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNarrowFinder, stringFinder, type StringMarks } from './project-strings.ts';
import { createStringScan } from './project-strings-wasm.ts';

const narrow = createNarrowFinder();

function toldBy({ at, count, isAscii }: StringMarks): unknown {
  return count < 0 ? 'no JSON' : { marks: [...at.subarray(0, count)], isAscii };
}

/** Bytes that matter to the scan, in any order, and longer than its blocks. */
const bytes = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...Buffer.from('"\\a{}[]:, ')) },
      { weight: 1, arbitrary: fc.constantFrom(0x1f, 0x0a, 0x80, 0xff, 0x20) },
    ),
    { maxLength: 400, size: 'max' },
  )
  .map((list) => Uint8Array.from(list));

describe('the wide and the narrow scan for strings', () => {
  it('find the same in any bytes, and in any part of them', () => {
    const wide = stringFinder();
    fc.assert(
      fc.property(bytes, fc.nat(80), fc.nat(80), (all, before, after) => {
        const [start, end] = [Math.min(before, all.length), Math.max(Math.min(before, all.length), all.length - after)];
        expect(toldBy(wide.find(all, start, end))).toEqual(toldBy(narrow.find(all, start, end)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('find runs of backslashes across blocks, whatever their length and place', () => {
    const wide = stringFinder();
    for (let before = 0; before < 70; before += 1)
      for (let run = 1; run < 70; run += 7) {
        const text = Buffer.from(`"${'a'.repeat(before)}${'\\'.repeat(run)}"${'"'.repeat(run % 2)}`);
        expect(toldBy(wide.find(text, 0, text.length))).toEqual(toldBy(narrow.find(text, 0, text.length)));
      }
  });

  it('read texts too long for the wide one', () => {
    const text = Buffer.from(`"${'a'.repeat(300_000)}"`);
    expect(toldBy(stringFinder().find(text, 0, text.length))).toEqual({ marks: [0, 300_001], isAscii: true });
  });

  it('are both here', () => {
    expect(createStringScan(20)).not.toBeNull();
  });
});
