import { AppError } from '../../base/errors.ts';
import type { LivePublisher } from '../../platform/live/live.ts';
import type { Db, Tx } from '../../platform/store/db.ts';
import type { BrandBooks } from '../brand-books.ts';
import { useDecisions } from '../change-brands.ts';
import { want } from '../enrich/want.ts';
import { isWidelyUsed, refusalOf, type RefusalCode } from '../feeds/refusal.ts';
import { settleFeed } from '../feeds/settle-feed.ts';
import { readDomain } from '../read-domain-name.ts';
import type { ConfiguredBrand } from '../ports.ts';
import type { DomainTables } from '../tables.ts';
import { decide, type Decider, decisionOf, revoke } from './decide.ts';
import type { Decision } from './tables.ts';

export interface DecideDomainsDeps {
  db: Db;
  live: LivePublisher;
  books: BrandBooks;
  configured: (tenantId: string) => readonly ConfiguredBrand[];
}

export interface DecideInput {
  registrables: readonly string[];
  decision: Decision;
  reason: string;
  /** For `ours`: the brand they belong to; that which each imitates where none is named. */
  brand?: string | undefined;
  /** The domain's own name, typed: lists it although blocklists refuse it, silences it although many share it. Only for one. */
  confirm?: string | undefined;
}

/** What came of a decision about one domain. */
export interface Decided {
  registrable: string;
  /** Whether it is in the blocklists now. */
  listed: boolean;
  /** Why it is hostile and still not listed. */
  refused: RefusalCode | null;
}

/**
 * Decides about domains in one transaction: with the matcher that judges by it and the blocklists that follow from it. Incidents
 * stay as they are: closing one is a decision of its own.
 * @throws AppError `domains.bad_domain`, `domains.no_brand`, `domains.confirm_mismatch` (400), `domains.shared_by_many` (409)
 */
export async function decideDomains(
  deps: DecideDomainsDeps,
  tenantId: string,
  input: DecideInput,
  by: Decider,
  at: number,
): Promise<Decided[]> {
  const registrables = [...new Set(input.registrables.map(readDomain))];
  const confirmed = isConfirmed(registrables, input);
  if (!confirmed && JUDGED_BY.has(input.decision)) refuseShared(registrables);
  const book = await deps.books.of(tenantId);
  return deps.db.transaction(async (tx) => {
    const brands = await brandsOfDomains(tx, tenantId, registrables);
    const first = deps.books.ready(tenantId)?.brands[0]?.name ?? null;
    let isJudging = JUDGED_BY.has(input.decision);
    for (const registrable of registrables) {
      const wasQuiet = await isJudgedBy(tx, tenantId, registrable);
      isJudging ||= wasQuiet;
      const brand = input.decision === 'ours' ? (input.brand ?? brands.get(registrable) ?? first) : null;
      if (input.decision === 'ours') requireBrand(deps.books, tenantId, brand);
      // What nothing spoke against was not confirmed: should it become ours later, it leaves the blocklists.
      const isListedAnyhow = confirmed && input.decision === 'hostile' && refusalOf(book, registrable) !== null;
      await decide(tx, tenantId, registrable, { ...input, by, at, brand, confirmed: isListedAnyhow });
      if (wasQuiet && !JUDGED_BY.has(input.decision)) await wantAgain(tx, tenantId, registrable, at);
    }
    return settleDecided(deps, tx, tenantId, registrables, isJudging, at);
  });
}

/** Decisions that hosts are judged by; the others change the blocklists alone. */
const JUDGED_BY: ReadonlySet<Decision> = new Set(['ours', 'benign']);

async function isJudgedBy(tx: Tx, tenantId: string, registrable: string): Promise<boolean> {
  const standing = await decisionOf(tx, tenantId, registrable);
  return standing !== null && JUDGED_BY.has(standing.decision);
}

/** Undoes what stands about domains. Those about which nothing stands are left alone. */
export async function undoDecisions(
  deps: DecideDomainsDeps,
  tenantId: string,
  names: readonly string[],
  by: Decider,
  at: number,
): Promise<Decided[]> {
  const registrables = [...new Set(names.map(readDomain))];
  return deps.db.transaction(async (tx) => {
    let isJudging = false;
    for (const registrable of registrables) {
      const wasQuiet = await isJudgedBy(tx, tenantId, registrable);
      isJudging ||= wasQuiet;
      if ((await decisionOf(tx, tenantId, registrable)) !== null) await revoke(tx, tenantId, registrable, by, at);
      if (wasQuiet) await wantAgain(tx, tenantId, registrable, at);
    }
    return settleDecided(deps, tx, tenantId, registrables, isJudging, at);
  });
}

/** What was ours or harmless was hardly looked at meanwhile: a look-alike that no longer is, is looked up at once. */
async function wantAgain(tx: Tx, tenantId: string, registrable: string, at: number): Promise<void> {
  const seen = await tx
    .tables<DomainTables>()
    .selectFrom('look_alike')
    .select('registrable')
    .where('tenant_id', '=', tenantId)
    .where('registrable', '=', registrable)
    .executeTakeFirst();
  if (seen !== undefined) await want(tx, tenantId, registrable, 'person', at);
}

async function settleDecided(
  deps: DecideDomainsDeps,
  tx: Tx,
  tenantId: string,
  registrables: readonly string[],
  isJudging: boolean,
  at: number,
): Promise<Decided[]> {
  const ready = deps.books.ready(tenantId);
  const book = isJudging || ready === null ? await useDecisions(deps, tx, tenantId) : ready;
  // A domain that became ours may have kept others off the lists, or let them on.
  await settleFeed(tx, tenantId, book, at, isJudging ? null : registrables);
  const decided: Decided[] = [];
  for (const registrable of registrables) {
    const standing = await decisionOf(tx, tenantId, registrable);
    const refused = standing?.decision === 'hostile' && standing.confirmed === 0 ? refusalOf(book, registrable) : null;
    decided.push({ registrable, listed: standing?.decision === 'hostile' && refused === null, refused });
    await deps.live.publish(tx, tenantId, 'look-alike', registrable);
  }
  return decided;
}

function isConfirmed(registrables: readonly string[], input: DecideInput): boolean {
  if (input.confirm === undefined) return false;
  const [only, ...others] = registrables;
  if (others.length === 0 && input.confirm.trim().toLowerCase() === only) return true;
  throw new AppError('domains.confirm_mismatch', 'The name that was typed is not that of the domain', {
    status: 400,
    remedy: 'Type the domain exactly, one domain at a time.',
  });
}

/** Strangers have names below such a domain: whoever silences it for one of them silences it for the next attacker, too. */
function refuseShared(registrables: readonly string[]): void {
  const shared = registrables.find(isWidelyUsed);
  if (shared === undefined) return;
  throw new AppError('domains.shared_by_many', `Many have names below ${shared}: nobody would be told of any of them`, {
    status: 409,
    remedy: 'Decide about this domain alone, and type its name, if that is what you want.',
  });
}

function requireBrand(books: BrandBooks, tenantId: string, brand: string | null): void {
  if (brand !== null && books.ready(tenantId)?.brands.some((one) => one.name === brand)) return;
  throw new AppError('domains.no_brand', 'There is no brand that the domain could belong to', {
    status: 400,
    remedy: 'Name one of the brands that are protected, or add one first.',
  });
}

async function brandsOfDomains(
  tx: Tx,
  tenantId: string,
  registrables: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx
    .tables<DomainTables>()
    .selectFrom('look_alike')
    .select(['registrable', 'brand'])
    .where('tenant_id', '=', tenantId)
    .where('registrable', 'in', registrables)
    .where('brand', 'is not', null)
    .execute();
  return new Map(rows.map((row) => [row.registrable, row.brand ?? '']));
}
