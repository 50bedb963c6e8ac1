import { getPublicSuffix } from 'tldts';
import { AppError } from '../base/errors.ts';
import { uuidv7 } from '../base/ids.ts';
import type { LivePublisher } from '../platform/live/live.ts';
import type { Db, Tx } from '../platform/store/db.ts';
import { type BrandBook, type BrandBooks, mergeBrands, nameKey, type ProtectedBrand } from './brand-books.ts';
import { readDecided } from './life/decided.ts';
import type { LifeTables } from './life/tables.ts';
import { listOf } from './look-alikes.ts';
import { readLearned } from './lures/learned.ts';
import type { LuresTables } from './lures/tables.ts';
import type { ConfiguredBrand } from './ports.ts';
import { plainOwnDomain } from './read-domain-name.ts';
import type { BrandRow, DomainTables } from './tables.ts';

export interface ChangeBrandsDeps {
  db: Db;
  live: LivePublisher;
  books: BrandBooks;
  configured: (tenantId: string) => readonly ConfiguredBrand[];
  /** With a brand that is added or changed: names seen before may imitate it. */
  brandPut(tx: Tx, tenantId: string, name: string, at: number): Promise<void>;
}

/** Brands that people may store in one space; files take more. */
const MAX_BRANDS = 2000;

/**
 * Adds a brand, or replaces the one of the same name; names are told apart without case. Judged by from the commit on.
 * @throws AppError `domains.brand_read_only`, `domains.public_suffix`, `domains.too_many_brands`, `lookalike.bad_brand`
 */
export async function putBrand(
  deps: ChangeBrandsDeps,
  tenantId: string,
  brand: { name: string; domains: readonly string[]; aliases: readonly string[] },
  at: number,
): Promise<ProtectedBrand> {
  const key = nameKey(brand.name);
  const configured = deps.configured(tenantId);
  if (configured.some((one) => nameKey(one.name) === key)) throw readOnly(brand.name);
  const domains = [...new Set(brand.domains.map(plainOwnDomain))];
  for (const domain of domains) refusePublicSuffix(domain);
  return deps.db.transaction(async (tx) => {
    const rows = await readBrands(tx, tenantId);
    const before = rows.find((row) => row.name_key === key);
    if (before === undefined && rows.length >= MAX_BRANDS) {
      throw new AppError('domains.too_many_brands', `There are ${rows.length} brands already`, {
        status: 409,
        remedy: 'List further brands in breakwater.yaml.',
      });
    }
    const row: BrandRow = {
      tenant_id: tenantId,
      brand_id: before?.brand_id ?? uuidv7(at),
      name: brand.name,
      name_key: key,
      domains: JSON.stringify(domains),
      aliases: JSON.stringify([...new Set(brand.aliases)]),
      added_at: before?.added_at ?? at,
    };
    const { tenant_id: _tenant, brand_id: _id, ...values } = row;
    await tx
      .tables<DomainTables>()
      .insertInto('brand')
      .values(row)
      .onConflict((conflict) => conflict.columns(['tenant_id', 'brand_id']).doUpdateSet(values))
      .execute();
    await useBrands(deps, tx, tenantId, [...rows.filter((one) => one.name_key !== key), row]);
    await deps.brandPut(tx, tenantId, brand.name, at);
    return {
      brandId: row.brand_id,
      name: row.name,
      domains,
      aliases: listOf(row.aliases),
      readOnly: false,
    };
  });
}

/** Stops protecting a brand. @throws AppError `domains.brand_not_found`, `domains.brand_read_only` */
export async function deleteBrand(deps: ChangeBrandsDeps, tenantId: string, brandId: string): Promise<void> {
  const configured = mergeBrands(deps.configured(tenantId), []).find((brand) => brand.brandId === brandId);
  if (configured !== undefined) throw readOnly(configured.name);
  await deps.db.transaction(async (tx) => {
    const rows = await readBrands(tx, tenantId);
    if (!rows.some((row) => row.brand_id === brandId)) {
      throw new AppError('domains.brand_not_found', 'There is no such brand', { status: 404 });
    }
    await tx
      .tables<DomainTables>()
      .deleteFrom('brand')
      .where('tenant_id', '=', tenantId)
      .where('brand_id', '=', brandId)
      .execute();
    await useBrands(
      deps,
      tx,
      tenantId,
      rows.filter((row) => row.brand_id !== brandId),
    );
  });
}

/** Compiles the brands before the commit, so that what cannot be judged by is never stored. */
async function useBrands(deps: ChangeBrandsDeps, tx: Tx, tenantId: string, rows: readonly BrandRow[]): Promise<void> {
  deps.books.replaceAfter(tx, tenantId, await compileRows(deps, tx, tenantId, rows));
  await deps.live.publish(tx, tenantId, 'setup', 'brands');
}

/**
 * Judges by what is decided about domains, and about words they taught, from the commit on.
 * @returns the book that then stands
 */
export async function useDecisions(
  deps: Pick<ChangeBrandsDeps, 'books' | 'configured'>,
  tx: Tx,
  tenantId: string,
): Promise<BrandBook> {
  const book = await compileRows(deps, tx, tenantId, await readBrands(tx, tenantId));
  deps.books.replaceAfter(tx, tenantId, book);
  return book;
}

async function compileRows(
  deps: Pick<ChangeBrandsDeps, 'books' | 'configured'>,
  tx: Tx,
  tenantId: string,
  rows: readonly BrandRow[],
): Promise<BrandBook> {
  const decided = await readDecided(tx.tables<LifeTables>(), tenantId);
  const learned = await readLearned(tx.tables<LuresTables>(), tenantId);
  return deps.books.compile(tenantId, mergeBrands(deps.configured(tenantId), sortByName(rows)), decided, learned);
}

function sortByName(rows: readonly BrandRow[]): BrandRow[] {
  return rows.toSorted((a, b) => (a.name_key < b.name_key ? -1 : a.name_key > b.name_key ? 1 : 0));
}

async function readBrands(tx: Tx, tenantId: string): Promise<BrandRow[]> {
  return tx.tables<DomainTables>().selectFrom('brand').selectAll().where('tenant_id', '=', tenantId).execute();
}

/** Who owns `co.uk` owns everybody in it, and would never be told of anything. What is no domain at all, the engine says. */
function refusePublicSuffix(domain: string): void {
  if (!domain.includes('.') || getPublicSuffix(domain, { allowPrivateDomains: true }) !== domain) return;
  throw new AppError(
    'domains.public_suffix',
    `"${domain.slice(0, 253)}" is no registered domain: others register names below it`,
    {
      status: 400,
      remedy: 'Give the domain that you have registered, such as example.co.uk.',
    },
  );
}

function readOnly(name: string): AppError {
  return new AppError('domains.brand_read_only', `The brand "${name}" is set by the configuration`, {
    status: 409,
    remedy: 'Change it in breakwater.yaml and restart.',
  });
}
