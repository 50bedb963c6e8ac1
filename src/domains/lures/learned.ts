import type { Kysely } from 'kysely';
import type { ExtraLure, MatcherOptions } from '../../engines/lookalike/index.ts';
import type { LuresTables } from './tables.ts';

/** The lure words that people of a data space let it learn. */
export async function readLearned(q: Kysely<LuresTables>, tenantId: string): Promise<ExtraLure[]> {
  return q
    .selectFrom('lure_word')
    .select(['word', 'tier'])
    .where('tenant_id', '=', tenantId)
    .where('decision', '=', 'learned')
    .orderBy('word')
    .execute();
}

/** The lexicon with words that were learned. What the configuration says of the same word stands. */
export function withLearned(lexicon: MatcherOptions, learned: readonly ExtraLure[]): MatcherOptions {
  if (learned.length === 0) return lexicon;
  return { ...lexicon, lures: [...learned, ...(lexicon.lures ?? [])] };
}
