import { getDomain } from 'tldts';
import type { z } from 'zod';
import type { Db, Tx } from '../../platform/store/db.ts';
import type { firstLookWire } from './api.ts';
import type { EnrichTables, FirstLookRow } from './tables.ts';

export type FirstLookWire = z.output<typeof firstLookWire>;

/** Names shown of one run. */
const MAX_SHOWN = 200;
/** Runs kept of one data space beside the last of each brand. */
const MAX_RUNS = 50;

/** What one name turned out to be. */
export interface Hit {
  host: string;
  state: 'standing' | 'parked' | 'wildcard';
  addresses: string[];
  mail: boolean;
}

/** How far a run got. */
export type Progress = Pick<FirstLookRow, 'done' | 'standing' | 'parked' | 'wildcard' | 'unanswered'>;

/** The run under way, oldest first; null when there is none. */
export async function runningLook(db: Db, tenantId: string): Promise<FirstLookRow | null> {
  const row = await db
    .read<EnrichTables>()
    .selectFrom('first_look')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('state', '=', 'running')
    .orderBy('started_at')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

export async function insertLook(tx: Tx, row: FirstLookRow): Promise<void> {
  const tables = tx.tables<EnrichTables>();
  await tables.insertInto('first_look').values(row).execute();
  const old = await tables
    .selectFrom('first_look')
    .select('run_id')
    .where('tenant_id', '=', row.tenant_id)
    .orderBy('started_at', 'desc')
    .offset(MAX_RUNS)
    .limit(MAX_RUNS)
    .execute();
  const ids = old.map((one) => one.run_id);
  if (ids.length === 0) return;
  for (const table of ['first_look_hit', 'first_look'] as const) {
    await tables.deleteFrom(table).where('tenant_id', '=', row.tenant_id).where('run_id', 'in', ids).execute();
  }
}

/** Writes down how far a run got, with what was found since. */
export async function keepProgress(
  tx: Tx,
  row: FirstLookRow,
  progress: Progress,
  hits: readonly Hit[],
  at: number,
): Promise<void> {
  const tables = tx.tables<EnrichTables>();
  await tables
    .updateTable('first_look')
    .set(progress)
    .where('tenant_id', '=', row.tenant_id)
    .where('run_id', '=', row.run_id)
    .execute();
  for (const hit of hits) {
    await tables
      .insertInto('first_look_hit')
      .values({
        tenant_id: row.tenant_id,
        run_id: row.run_id,
        host: hit.host,
        state: hit.state,
        addresses: JSON.stringify(hit.addresses.slice(0, 4)),
        mail: hit.mail ? 1 : 0,
        found_at: at,
      })
      .onConflict((conflict) => conflict.columns(['tenant_id', 'run_id', 'host']).doNothing())
      .execute();
  }
}

/** Ends a run that is under way. @returns whether it was */
export async function endLook(
  tx: Tx,
  tenantId: string,
  runId: string,
  state: 'finished' | 'stopped' | 'failed',
  at: number,
  error: string | null = null,
): Promise<boolean> {
  const done = await tx
    .tables<EnrichTables>()
    .updateTable('first_look')
    .set({ state, ended_at: at, error })
    .where('tenant_id', '=', tenantId)
    .where('run_id', '=', runId)
    .where('state', '=', 'running')
    .executeTakeFirst();
  return done.numUpdatedRows > 0n;
}

/** The last run of each brand, newest first, with what stands. @param now milliseconds UTC */
export async function lastLooks(db: Db, tenantId: string, now: number): Promise<FirstLookWire[]> {
  const rows = await db
    .read<EnrichTables>()
    .selectFrom('first_look')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .orderBy('started_at', 'desc')
    .limit(MAX_RUNS)
    .execute();
  const last = new Map<string, FirstLookRow>();
  for (const row of rows) if (!last.has(row.brand)) last.set(row.brand, row);
  return Promise.all([...last.values()].map((row) => lookWire(db, row, now)));
}

/** One run for the console. */
export async function lookWire(db: Db, row: FirstLookRow, now: number): Promise<FirstLookWire> {
  const hits = await db
    .read<EnrichTables>()
    .selectFrom('first_look_hit')
    .selectAll()
    .where('tenant_id', '=', row.tenant_id)
    .where('run_id', '=', row.run_id)
    .where('state', '<>', 'wildcard')
    .orderBy('state', 'desc')
    .orderBy('found_at')
    .orderBy('host')
    .limit(MAX_SHOWN)
    .execute();
  const spentMs = Math.max(1, (row.ended_at ?? now) - row.started_at);
  const rate = row.done === 0 ? null : Math.round((row.done * 10_000) / spentMs) / 10;
  return {
    runId: row.run_id,
    brand: row.brand,
    state: row.state as FirstLookWire['state'],
    total: row.total,
    done: row.done,
    standing: row.standing,
    parked: row.parked,
    wildcard: row.wildcard,
    unanswered: row.unanswered,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    rate,
    leftMs:
      row.state !== 'running' || row.done === 0 ? null : Math.round(((row.total - row.done) * spentMs) / row.done),
    error: row.error,
    hits: hits.map((hit) => ({
      host: hit.host,
      registrable: getDomain(hit.host) ?? hit.host,
      state: hit.state === 'parked' ? 'parked' : 'standing',
      addresses: JSON.parse(hit.addresses) as string[],
      mail: hit.mail === 1,
    })),
  };
}
