import type { Tx } from '../../platform/store/db.ts';
import type { EnrichTables } from './tables.ts';

/**
 * Why a domain is looked up. An alarm goes before what is only worth knowing. `own`: one of ours, to learn what others share with
 * it; nothing is told of it.
 */
export type WantedBecause = 'alarm' | 'unverified-use' | 'look-up' | 'person' | 'own';

const PRIORITY: Readonly<Record<WantedBecause, number>> = {
  person: 0,
  alarm: 0,
  'look-up': 0,
  'unverified-use': 1,
  own: 1,
};

/**
 * Puts a domain into the look-up queue, in the caller's transaction. One that is there already keeps its place, except that a
 * graver reason moves it forward and a person's wish makes it due now. Nothing is contacted before look-ups are agreed to.
 * @param at now, milliseconds UTC
 */
export async function want(
  tx: Tx,
  tenantId: string,
  registrable: string,
  why: WantedBecause,
  at: number,
): Promise<void> {
  const tables = tx.tables<EnrichTables>();
  const before = await tables
    .selectFrom('domain_facts')
    .select(['priority', 'next_check_at'])
    .where('tenant_id', '=', tenantId)
    .where('registrable', '=', registrable)
    .executeTakeFirst();
  const priority = PRIORITY[why];
  if (before === undefined) {
    await tables
      .insertInto('domain_facts')
      .values({
        tenant_id: tenantId,
        registrable,
        stage: 'waiting',
        priority,
        why,
        wanted_at: at,
        checked_at: null,
        next_check_at: at,
        claimed_until: null,
        attempts: 0,
        changed_at: null,
        told_at: null,
        told_rank: 0,
        error: null,
        dns: null,
        rdap: null,
        host: null,
        tls: null,
        page: null,
      })
      .execute();
    return;
  }
  const isForward = priority < before.priority;
  if (!isForward && why !== 'person') return;
  await tables
    .updateTable('domain_facts')
    .set({
      priority: Math.min(priority, before.priority),
      why,
      next_check_at: Math.min(at, before.next_check_at ?? at),
      ...(why === 'person' ? { attempts: 0 } : {}),
    })
    .where('tenant_id', '=', tenantId)
    .where('registrable', '=', registrable)
    .execute();
}
