import { getDomain } from 'tldts';
import type { Db } from '../../platform/store/db.ts';
import type { EnrichTables } from '../enrich/tables.ts';
import { want } from '../enrich/want.ts';
import type { OwningBrand } from './learn-owned.ts';

/** Own domains looked up: enough to know who runs them; a company with a thousand has them at the same few places. */
const MAX_OWN = 100;

/** Puts our own domains into the look-up queue, once each, so that others can be compared with them. */
export async function wantOwn(db: Db, tenantId: string, brands: readonly OwningBrand[], at: number): Promise<void> {
  const domains = brands.flatMap((brand) => brand.domains.flatMap((domain) => getDomain(domain) ?? []));
  const wanted = [...new Set(domains)].slice(0, MAX_OWN);
  if (wanted.length === 0) return;
  const rows = await db
    .read<EnrichTables>()
    .selectFrom('domain_facts')
    .select('registrable')
    .where('tenant_id', '=', tenantId)
    .where('registrable', 'in', wanted)
    .execute();
  const known = new Set(rows.map((row) => row.registrable));
  const fresh = wanted.filter((domain) => !known.has(domain));
  // A start writes nothing where nothing is new: the disk may be full.
  if (fresh.length === 0) return;
  await db.transaction(async (tx) => {
    for (const domain of fresh) await want(tx, tenantId, domain, 'own', at);
  });
}
