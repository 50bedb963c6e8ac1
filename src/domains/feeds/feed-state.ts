import type { Kysely } from 'kysely';
import type { Tx } from '../../platform/store/db.ts';
import type { FeedStateRow, FeedTables } from './tables.ts';

/** Both databases bound the number of parameters of one statement. */
const CHUNK = 200;

/**
 * Serial of the next version of the zone. Higher than the last, and never below the seconds of now: a store restored from a
 * backup goes on above what resolvers have seen.
 */
export function nextSerial(last: number, at: number): number {
  return Math.max(last + 1, Math.floor(at / 1000));
}

/** The version of a data space's lists; that of an empty list where nothing was ever listed. */
export async function readFeedState(q: Kysely<FeedTables>, tenantId: string): Promise<FeedStateRow> {
  const row = await q.selectFrom('feed_state').selectAll().where('tenant_id', '=', tenantId).executeTakeFirst();
  return row ?? { tenant_id: tenantId, auto_score: null, serial: 1, changed_at: 0 };
}

/** Keeps the version of the lists. */
export async function writeFeedState(tx: Tx, row: FeedStateRow): Promise<void> {
  const { tenant_id: _tenant, ...values } = row;
  await tx
    .tables<FeedTables>()
    .insertInto('feed_state')
    .values(row)
    .onConflict((conflict) => conflict.columns(['tenant_id']).doUpdateSet(values))
    .execute();
}

/**
 * Gives the lists a new version where what is said of a listed domain changed: hosts files name the hosts that were seen, and a
 * reader who asks whether anything changed would otherwise never hear of another one.
 * @param changed domains of which more, or other, is known than before
 */
export async function renewFeed(tx: Tx, tenantId: string, changed: readonly string[], at: number): Promise<void> {
  for (let from = 0; from < changed.length; from += CHUNK) {
    const listed = await tx
      .tables<FeedTables>()
      .selectFrom('feed_entry')
      .select('registrable')
      .where('tenant_id', '=', tenantId)
      .where('registrable', 'in', changed.slice(from, from + CHUNK))
      .where('removed_at', 'is', null)
      .limit(1)
      .executeTakeFirst();
    if (listed === undefined) continue;
    const state = await readFeedState(tx.tables<FeedTables>(), tenantId);
    await writeFeedState(tx, {
      ...state,
      serial: nextSerial(state.serial, at),
      changed_at: Math.max(state.changed_at, at),
    });
    return;
  }
}
