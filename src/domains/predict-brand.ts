import type { z } from 'zod';
import { createMatcher, type MatcherOptions, type Prediction, predictLookAlikes } from '../engines/lookalike/index.ts';
import type { brandInput } from './api.ts';
import { nameKey, type ProtectedBrand } from './brand-books.ts';

/**
 * The look-alikes of a brand as typed, protected or not yet, beside the others that are protected.
 * @param limit how many at most
 * @throws AppError `lookalike.bad_brand`
 */
export function predictBrand(
  others: readonly ProtectedBrand[],
  lexicon: MatcherOptions,
  brand: z.output<typeof brandInput>,
  limit: number,
): Prediction[] {
  const key = nameKey(brand.name);
  const matcher = createMatcher([brand, ...others.filter(({ name }) => nameKey(name) !== key)], lexicon);
  return predictLookAlikes(matcher, brand.name, limit);
}
