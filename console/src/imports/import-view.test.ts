import { describe, expect, it } from 'vitest';
import { isNothingRead, linesText, reasonsOf } from './import-view.ts';

describe('isNothingRead', () => {
  const read = { state: 'done', records: 0, duplicates: 0, rejected: 54 } as const;
  it('holds for a file of which every record was refused', () => {
    expect(isNothingRead(read)).toBe(true);
  });
  it.each([{ records: 1 }, { duplicates: 1 }, { rejected: 0 }, { state: 'judging' as const }])(
    'does not hold with %o',
    (other) => {
      expect(isNothingRead({ ...read, ...other })).toBe(false);
    },
  );
});

describe('reasonsOf', () => {
  it('names equal reasons once, with their lines', () => {
    const reasons = reasonsOf([
      { line: 1, reason: 'no JSON' },
      { line: 2, reason: 'of no known source' },
      { line: 3, reason: 'no JSON' },
    ]);
    expect(reasons).toEqual([
      { reason: 'no JSON', lines: [1, 3] },
      { reason: 'of no known source', lines: [2] },
    ]);
  });
});

describe('linesText', () => {
  it('names few lines and counts the rest', () => {
    expect(linesText([4])).toBe('line 4');
    expect(linesText([1, 2, 3])).toBe('lines 1, 2 and 3');
    expect(linesText([1, 2, 3, 4, 5])).toBe('lines 1, 2, 3, 4 and 5');
    expect(linesText(Array.from({ length: 20 }, (_, index) => index + 1))).toBe('lines 1, 2, 3, 4, 5 and 15 more');
  });
});
