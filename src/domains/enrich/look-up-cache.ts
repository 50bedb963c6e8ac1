import type { Db } from '../../platform/store/db.ts';
import type { LookUpCache } from './ports.ts';
import type { EnrichTables } from './tables.ts';

/** Last good copies, in the store: a restart asks nobody again. */
export function createLookUpCache(db: Db, tenantId: string): LookUpCache {
  return {
    async read(name) {
      const row = await db
        .read<EnrichTables>()
        .selectFrom('lookup_cache')
        .select(['body', 'fetched_at'])
        .where('tenant_id', '=', tenantId)
        .where('name', '=', name)
        .executeTakeFirst();
      return row === undefined ? null : { body: row.body, fetchedAt: row.fetched_at };
    },
    async write(name, body, at) {
      await db.transaction(async (tx) => {
        await tx
          .tables<EnrichTables>()
          .insertInto('lookup_cache')
          .values({ tenant_id: tenantId, name, body, fetched_at: at })
          .onConflict((conflict) => conflict.columns(['tenant_id', 'name']).doUpdateSet({ body, fetched_at: at }))
          .execute();
      });
    },
  };
}
