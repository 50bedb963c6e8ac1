import type { TakedownCase } from './case-of.ts';

/**
 * How a name imitates, for somebody who has never seen this program: one sentence without the words of our judging. Null where
 * nothing is said of the name itself.
 */
export function imitationInWords({ verdict }: Pick<TakedownCase, 'verdict'>): string | null {
  const { brand } = verdict;
  const lures = verdict.lure.slice(0, 3).map((word) => `"${word}"`);
  const beside = lures.length === 0 ? '' : ` together with ${lures.join(', ')}, as a sign-in address would`;
  if (verdict.class === null) return null;
  if (brand === null) {
    return `The name is made of sign-in words${lures.length === 0 ? '' : ` (${lures.join(', ')})`} and passes for a company's sign-in address.`;
  }
  switch (verdict.class) {
    case 'typo':
      return `The name is that of ${brand}, misspelled by one character${beside}.`;
    case 'homoglyph':
      return `The name is written with characters that look like those of ${brand}${beside}.`;
    case 'clipped':
      return `The name is that of ${brand}, cut short${beside}.`;
    case 'two-brands':
      return `The name joins that of ${brand} with another company's${beside}.`;
    case 'sublabel':
      return `The name of ${brand} is put in front of a domain that is not ${brand}'s${beside}.`;
    default:
      return `The name holds that of ${brand}${beside}.`;
  }
}
