import type { Kysely } from 'kysely';
import { createMatcher, type Matcher } from '../../engines/lookalike/index.ts';
import type { BrandBook } from '../brand-books.ts';
import type { LifeTables } from '../life/tables.ts';
import { severityOf } from '../look-alike-finding.ts';
import { listOf } from '../look-alikes.ts';
import type { DomainTables } from '../tables.ts';
import { LEARNED_TIERS } from './api.ts';
import { withLearned } from './learned.ts';
import type { LearnedTier, LuresTables } from './tables.ts';
import { type UnexplainedWord, unexplainedWords } from './unexplained-words.ts';

/** A word that a hostile domain proposes as a lure. */
export interface ProposedWord {
  word: string;
  tier: LearnedTier;
  registrable: string;
  host: string;
  brand: string;
}

type Tables = LifeTables & DomainTables & LuresTables;
type Origin = UnexplainedWord & { registrable: string };

/** Hostile domains read for proposals: those decided last. */
const MAX_DOMAINS = 500;
const MAX_PROPOSED = 20;
/** Null: no tier would tell more than is told without the word. The judge is the same for as long as the book is. */
const tiersOf = new WeakMap<BrandBook, Map<string, LearnedTier | null>>();

/**
 * The words that domains decided to be hostile propose as lures, those of the last decisions first. Each is one of
 * {@link unexplainedWords}, is decided by nobody, and would let its domain, or its brand beside the word, be told that are not told today.
 * @param registrable only what this domain proposes
 */
export async function proposeWords(
  q: Kysely<Tables>,
  tenantId: string,
  book: BrandBook,
  registrable?: string,
): Promise<ProposedWord[]> {
  const rows = await q
    .selectFrom('domain_state')
    .leftJoin('look_alike', (join) =>
      join
        .onRef('look_alike.tenant_id', '=', 'domain_state.tenant_id')
        .onRef('look_alike.registrable', '=', 'domain_state.registrable'),
    )
    .select(['domain_state.registrable', 'look_alike.hosts'])
    .where('domain_state.tenant_id', '=', tenantId)
    .where('domain_state.decision', '=', 'hostile')
    .$if(registrable !== undefined, (query) => query.where('domain_state.registrable', '=', registrable ?? ''))
    .orderBy('domain_state.decided_at', 'desc')
    .orderBy('domain_state.registrable')
    .limit(MAX_DOMAINS)
    .execute();
  const decided = await q.selectFrom('lure_word').select('word').where('tenant_id', '=', tenantId).execute();
  const taken = new Set(decided.map((row) => row.word));
  const origins: Origin[] = [];
  for (const row of rows) {
    const hosts = new Set([row.registrable, ...(row.hosts === null ? [] : listOf(row.hosts))]);
    for (const unexplained of unexplainedWords(book.matcher, [...hosts])) {
      if (taken.has(unexplained.word)) continue;
      taken.add(unexplained.word);
      origins.push({ ...unexplained, registrable: row.registrable });
    }
    if (origins.length >= MAX_PROPOSED) break;
  }
  const tiers = weakestTiers(book, origins.slice(0, MAX_PROPOSED));
  return origins.flatMap(({ word, host, brand, registrable: from }) => {
    const tier = tiers.get(word) ?? null;
    return tier === null ? [] : [{ word, tier, registrable: from, host, brand }];
  });
}

/** The weakest tier by which each word would tell something that is not told today: fewer honest names are. */
function weakestTiers(book: BrandBook, origins: readonly Origin[]): ReadonlyMap<string, LearnedTier | null> {
  const known = tiersOf.get(book) ?? new Map<string, LearnedTier | null>();
  tiersOf.set(book, known);
  let open = origins.filter(({ word }) => !known.has(word));
  const imitated = new Set(open.map(({ brand }) => brand));
  const brands = book.matcher.brands.filter(({ name }) => imitated.has(name));
  for (const tier of LEARNED_TIERS) {
    if (open.length === 0) break;
    const learned = createMatcher(
      brands,
      withLearned(
        book.lexicon,
        open.map(({ word }) => ({ word, tier })),
      ),
    );
    const tells = open.filter((one) => tellsMore(book.matcher, learned, one));
    for (const { word } of tells) known.set(word, tier);
    open = open.filter((one) => !tells.includes(one));
  }
  for (const { word } of open) known.set(word, null);
  return known;
}

function tellsMore(today: Matcher, learned: Matcher, { word, host, matched }: UnexplainedWord): boolean {
  return [host, `${matched}-${word}.com`].some((name) => !isTold(today, name) && isTold(learned, name));
}

function isTold(matcher: Matcher, name: string): boolean {
  const verdict = matcher.match(name);
  return verdict.kind === 'look-alike' && severityOf(verdict) !== null;
}
