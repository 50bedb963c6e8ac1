import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldText } from './alphabet.ts';
import { findSingleEdit, nameReplacement, nameSlip } from './edits.ts';

function codes(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}

function edit(intended: string, typed: string): number {
  return findSingleEdit(codes(intended), codes(typed), 0, typed.length);
}

/** Optimal string alignment distance, the plain table. */
function distance(a: string, b: string): number {
  const rows: number[][] = Array.from({ length: a.length + 1 }, (_, i) => [i]);
  for (let j = 0; j <= b.length; j++) rows[0]![j] = j;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      let best = Math.min(
        rows[i - 1]![j]! + 1,
        rows[i]![j - 1]! + 1,
        rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, rows[i - 2]![j - 2]! + 1);
      rows[i]![j] = best;
    }
  }
  return rows[a.length]![b.length]!;
}

describe('findSingleEdit', () => {
  it('finds an edit exactly when the distance is one', () => {
    const word = fc.stringMatching(/^[abc]{0,7}$/);
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(edit(a, b) >= 0).toBe(distance(a, b) === 1);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['twilio', 'twlio', 'omission'],
    ['twilio', 'twillio', 'repetition'],
    ['twilio', 'twilxio', 'insertion'],
    ['twilio', 'tiwlio', 'transposition'],
    ['twilio', 'twolio', 'neighbour-key'],
    ['twilio', 'twalio', 'vowel-swap'],
    ['google', 'goxgle', 'replacement'],
    ['cat', 'cqt', 'neighbour-key'],
    ['zebra', 'zefra', 'bit-flip'],
  ])('names what turns %s into %s: %s', (intended, typed, kind) => {
    const [wanted, given] = [foldText(intended), foldText(typed)];
    const at = findSingleEdit(wanted, given, 0, given.length);
    const slip = nameSlip(wanted, given, 0, given.length, at);
    const told = slip === 'replacement' ? nameReplacement(intended.charCodeAt(at), typed.charCodeAt(at)) : slip;
    expect(told).toBe(kind);
  });
});
