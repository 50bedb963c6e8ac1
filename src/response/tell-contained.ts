import type { Tx } from '../platform/store/db.ts';
import type { ContainmentOutcome } from './ports.ts';
import type { ResponseTables } from './tables.ts';

/**
 * Tells the incident that it is contained, once, when every action that its plan asks for is verified or was not needed, and the
 * plan has followed everything the incident has learned. Something new to do makes it worth telling again.
 */
export async function tellContained(
  tx: Tx,
  outcome: ContainmentOutcome,
  tenantId: string,
  planId: string,
  at: number,
): Promise<void> {
  const db = tx.tables<ResponseTables>();
  const plan = await db
    .selectFrom('plan')
    .select(['incident_id', 'changed_seq', 'followed_seq', 'contained_told'])
    .where('tenant_id', '=', tenantId)
    .where('id', '=', planId)
    .executeTakeFirst();
  if (plan === undefined || plan.changed_seq > plan.followed_seq) return;
  const states = await db
    .selectFrom('action')
    .select('state')
    .distinct()
    .where('tenant_id', '=', tenantId)
    .where('plan_id', '=', planId)
    .where('state', '!=', 'withdrawn')
    .execute();
  const done = states.length > 0 && states.every(({ state }) => state === 'verified' || state === 'not-needed');
  if (done === (plan.contained_told === 1)) return;
  await db
    .updateTable('plan')
    .set({ contained_told: done ? 1 : 0 })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', planId)
    .execute();
  if (done) await outcome.contained(tx, tenantId, plan.incident_id, at);
  else await outcome.undone(tx, tenantId, plan.incident_id, at, 'its plan asks for more');
}
