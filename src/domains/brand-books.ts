import {
  createMatcher,
  type ExtraLure,
  type Matcher,
  type MatcherOptions,
  type Verdict,
} from '../engines/lookalike/index.ts';
import type { Db, Tx } from '../platform/store/db.ts';
import { type DecidedDomains, quietened, readDecided, withOurs } from './life/decided.ts';
import type { LifeTables } from './life/tables.ts';
import { listOf } from './look-alikes.ts';
import { readLearned, withLearned } from './lures/learned.ts';
import type { LuresTables } from './lures/tables.ts';
import { byPlace } from './place-of.ts';
import type { ConfiguredBrand } from './ports.ts';
import { plainOwnDomain } from './read-domain-name.ts';
import type { BrandRow, DomainTables } from './tables.ts';

/** A brand that is protected. */
export interface ProtectedBrand {
  brandId: string;
  name: string;
  domains: string[];
  aliases: string[];
  /** True when the configuration sets it. */
  readOnly: boolean;
}

/** The brands of one data space, ready to judge by. */
export interface BrandBook {
  brands: readonly ProtectedBrand[];
  matcher: Matcher;
  /** What hosts are judged by beside what is built in: what the configuration adds, and what was learned. */
  lexicon: MatcherOptions;
  /** As `matcher.match`, remembering the last hosts. */
  judge(host: string): Verdict;
}

/** Verdicts remembered: resolvers ask for the same names over and over. */
const MAX_REMEMBERED = 20_000;

/** Compiles brands, what was decided about domains, and what the configuration adds to the lexicon and people let it learn. @throws AppError `lookalike.bad_brand` naming the one that cannot be read */
export function compileBook(
  brands: readonly ProtectedBrand[],
  decided: DecidedDomains,
  lexicon: MatcherOptions = {},
): BrandBook {
  const judging = createMatcher(withOurs(brands, decided.ours), lexicon);
  // Once for a platform that a person silenced as a whole, once for a customer's place below one.
  const matcher = quietened(byPlace(quietened(judging, decided.benign)), decided.benign);
  const remembered = new Map<string, Verdict>();
  return {
    brands,
    matcher,
    lexicon,
    judge(host) {
      const known = remembered.get(host);
      if (known !== undefined) return known;
      const verdict = matcher.match(host);
      if (remembered.size >= MAX_REMEMBERED) {
        const oldest = remembered.keys().next().value;
        if (oldest !== undefined) remembered.delete(oldest);
      }
      remembered.set(host, verdict);
      return verdict;
    },
  };
}

/** The books of all data spaces: read once, replaced by the commit that changes brands. */
export interface BrandBooks {
  /** Reads the space's brands where that has not been done. */
  of(tenantId: string): Promise<BrandBook>;
  /** The book as far as it has been read: null before. */
  ready(tenantId: string): BrandBook | null;
  /** Compiles brands by the space's lexicon and the words it has learned: see {@link compileBook}. */
  compile(
    tenantId: string,
    brands: readonly ProtectedBrand[],
    decided: DecidedDomains,
    learned: readonly ExtraLure[],
  ): BrandBook;
  /** Takes a book into use once the transaction has committed. */
  replaceAfter(tx: Tx, tenantId: string, book: BrandBook): void;
  forgetAfter(tx: Tx, tenantId: string): void;
}

export function createBrandBooks(
  db: Db,
  configured: (tenantId: string) => readonly ConfiguredBrand[],
  /** What the configuration adds to the lexicon of a space. */
  lexiconOf: (tenantId: string) => MatcherOptions = () => ({}),
): BrandBooks {
  const reading = new Map<string, Promise<BrandBook>>();
  const ready = new Map<string, BrandBook>();

  const compile: BrandBooks['compile'] = (tenantId, brands, decided, learned) =>
    compileBook(brands, decided, withLearned(lexiconOf(tenantId), learned));

  async function read(tenantId: string): Promise<BrandBook> {
    const rows = await db
      .read<DomainTables>()
      .selectFrom('brand')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .orderBy('name_key')
      .execute();
    return compile(
      tenantId,
      mergeBrands(configured(tenantId), rows),
      await readDecided(db.read<LifeTables>(), tenantId),
      await readLearned(db.read<LuresTables>(), tenantId),
    );
  }

  /** @param isCurrent whether no commit has replaced the book while it was being read */
  async function readAndKeep(tenantId: string, isCurrent: () => boolean): Promise<BrandBook> {
    try {
      const book = await read(tenantId);
      if (isCurrent()) ready.set(tenantId, book);
      return book;
    } catch (thrown) {
      if (isCurrent()) reading.delete(tenantId);
      throw thrown;
    }
  }

  function of(tenantId: string): Promise<BrandBook> {
    const known = reading.get(tenantId);
    if (known !== undefined) return known;
    const book: Promise<BrandBook> = readAndKeep(tenantId, () => reading.get(tenantId) === book);
    reading.set(tenantId, book);
    return book;
  }

  return {
    of,
    compile,
    ready: (tenantId) => ready.get(tenantId) ?? null,
    replaceAfter(tx, tenantId, book) {
      tx.afterCommit(() => {
        reading.set(tenantId, Promise.resolve(book));
        ready.set(tenantId, book);
      });
    },
    forgetAfter(tx, tenantId) {
      tx.afterCommit(() => {
        reading.delete(tenantId);
        ready.delete(tenantId);
      });
    },
  };
}

/** Brands of the configuration first; a stored one of the same name stands back. */
export function mergeBrands(configured: readonly ConfiguredBrand[], rows: readonly BrandRow[]): ProtectedBrand[] {
  const brands = configured.map(({ name, domains, aliases }): ProtectedBrand => ({
    brandId: `configuration:${nameKey(name)}`,
    name,
    domains: [...new Set(domains.map(plainOwnDomain))],
    aliases: [...aliases],
    readOnly: true,
  }));
  const taken = new Set(brands.map((brand) => nameKey(brand.name)));
  for (const row of rows) {
    if (taken.has(row.name_key)) continue;
    brands.push({
      brandId: row.brand_id,
      name: row.name,
      domains: [...new Set(listOf(row.domains).map(plainOwnDomain))],
      aliases: listOf(row.aliases),
      readOnly: false,
    });
  }
  return brands;
}

/** Brands are told apart by name, whatever its case. */
export function nameKey(name: string): string {
  return name.trim().toLowerCase();
}
