import type { Clock } from '../../base/clock.ts';
import type { Db } from './db.ts';
import type { StoreGate } from './store-gate.ts';
import type { StoreTables } from './tables.ts';

/** Reads whether this copy was restored and not yet released, and tells the gate. Call after `migrate`. */
export async function loadHold(db: Db, gate: StoreGate): Promise<void> {
  const row = await db
    .read<StoreTables>()
    .selectFrom('store_state')
    .select('value')
    .where('name', '=', 'held')
    .executeTakeFirst();
  if (row) gate.hold(row.value);
}

/** Marks a restored copy: from now on nothing is sent until {@link releaseHold}. */
export async function setHold(db: Db, reason: string, clock: Clock): Promise<void> {
  await db.transaction(async (tx) => {
    const row = { name: 'held', value: reason, changed_at: clock.now() };
    await tx
      .tables<StoreTables>()
      .insertInto('store_state')
      .values(row)
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: row.value, changed_at: row.changed_at }))
      .execute();
  });
}

/** Lets a restored copy send again: a person has decided that it is the one that counts. */
export async function releaseHold(db: Db, gate: StoreGate): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.tables<StoreTables>().deleteFrom('store_state').where('name', '=', 'held').execute();
    tx.afterCommit(() => gate.release());
  });
}
