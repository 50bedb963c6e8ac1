import type { Handlers } from '../../platform/http/context.ts';
import type { LivePublisher } from '../../platform/live/live.ts';
import type { Db } from '../../platform/store/db.ts';
import type { BrandBook, BrandBooks } from '../brand-books.ts';
import { readFacts } from '../enrich/facts.ts';
import type { EnrichTables } from '../enrich/tables.ts';
import { readDecided } from '../life/decided.ts';
import type { LifeTables } from '../life/tables.ts';
import { severityOf } from '../look-alike-finding.ts';
import type { ownedApi } from './api.ts';
import { learnOwned, type SignInDomains } from './learn-owned.ts';
import type { OwnedTables } from './tables.ts';

export interface OwnedDeps {
  db: Db;
  books: BrandBooks;
  live: LivePublisher;
  /** Domains under which people of ours sign in. Wired to the identity capability. */
  signInDomains: (tenantId: string) => Promise<SignInDomains>;
}

/** Domains compared with ours: those looked up last. */
const MAX_COMPARED = 2000;
const MAX_CANDIDATES = 100;

/** Handlers of owned-domain learning. */
export function ownedRoutes(deps: OwnedDeps): Handlers<typeof ownedApi> {
  const { db } = deps;
  return {
    async listOwnedDomains({ tenantId }) {
      const book = await deps.books.of(tenantId);
      const { ours } = await readDecided(db.read<LifeTables>(), tenantId);
      const decided = [...ours].flatMap(([brand, domains]) => domains.map((domain) => ({ domain, brand })));
      const owned = [
        ...book.brands.flatMap((brand) =>
          brand.domains.map((domain) => ({
            domain,
            brand: brand.name,
            from: brand.readOnly ? ('configuration' as const) : ('brand' as const),
          })),
        ),
        ...decided.map((one) => ({ ...one, from: 'decision' as const })),
      ];
      const candidates = await candidatesOf(deps, tenantId, book, owned);
      return { owned, candidates: candidates.slice(0, MAX_CANDIDATES) };
    },
    async dismissOwnedCandidate(context, { body }) {
      const domain = body.domain.toLowerCase();
      const at = context.clock.now();
      context.audit(domain);
      await db.transaction(async (tx) => {
        await tx
          .tables<OwnedTables>()
          .insertInto('owned_dismissed')
          .values({ tenant_id: context.tenantId, domain, at })
          .onConflict((conflict) => conflict.columns(['tenant_id', 'domain']).doUpdateSet({ at }))
          .execute();
        await deps.live.publish(tx, context.tenantId, 'setup', 'owned-domains');
      });
      return { ok: true };
    },
  };
}

async function candidatesOf(
  deps: OwnedDeps,
  tenantId: string,
  book: BrandBook,
  owned: readonly { domain: string; brand: string }[],
): Promise<ReturnType<typeof learnOwned>> {
  const { db } = deps;
  const recent = await db
    .read<EnrichTables>()
    .selectFrom('domain_facts')
    .select('registrable')
    .where('tenant_id', '=', tenantId)
    .where('checked_at', 'is not', null)
    .orderBy('checked_at', 'desc')
    .limit(MAX_COMPARED)
    .execute();
  const names = [...owned.map((one) => one.domain), ...recent.map((row) => row.registrable)];
  const dismissed = await db
    .read<OwnedTables>()
    .selectFrom('owned_dismissed')
    .select('domain')
    .where('tenant_id', '=', tenantId)
    .execute();
  const hostile = await db
    .read<LifeTables>()
    .selectFrom('domain_state')
    .select('registrable')
    .where('tenant_id', '=', tenantId)
    .where('decision', 'in', ['hostile', 'benign'])
    .execute();
  return learnOwned(
    book.brands.map(({ name }) => ({
      name,
      domains: owned.filter((one) => one.brand === name).map((one) => one.domain),
    })),
    await deps.signInDomains(tenantId),
    await readFacts(db, tenantId, names),
    new Set([...dismissed.map((row) => row.domain), ...hostile.map((row) => row.registrable)]),
    (domain) => {
      const verdict = book.judge(domain);
      return verdict.kind === 'look-alike' && severityOf(verdict) !== null;
    },
  );
}
