import type { Db, Tx } from '../platform/store/db.ts';
import type { ReportTables } from './tables.ts';

/** Reports looked at in one transaction. */
const AT_ONCE = 200;

/** Which of these findings an incident refers to. Wired to the incidents capability. */
export type FindingsHeld = (tx: Tx, tenantId: string, findingIds: readonly string[]) => Promise<ReadonlySet<string>>;

/**
 * Forgets reports that came before a moment and that no incident refers to, with what they lead to.
 * @param beforeMs milliseconds UTC
 * @returns how many
 */
export async function forgetReports(
  { db, findingsHeld }: { db: Db; findingsHeld: FindingsHeld },
  tenantId: string,
  beforeMs: number,
  signal: AbortSignal,
): Promise<number> {
  let forgotten = 0;
  let after = { received_at: Number.MIN_SAFE_INTEGER, report_id: '' };
  for (;;) {
    signal.throwIfAborted();
    const from = after;
    const rows = await db.transaction(async (tx) => {
      const tables = tx.tables<ReportTables>();
      const old = await tables
        .selectFrom('report')
        .select(['report_id', 'received_at', 'finding_id'])
        .where('tenant_id', '=', tenantId)
        .where('received_at', '<', beforeMs)
        .where((where) =>
          where.or([
            where('received_at', '>', from.received_at),
            where.and([where('received_at', '=', from.received_at), where('report_id', '>', from.report_id)]),
          ]),
        )
        .orderBy('received_at')
        .orderBy('report_id')
        .limit(AT_ONCE)
        .execute();
      const held = await findingsHeld(
        tx,
        tenantId,
        old.flatMap((row) => row.finding_id ?? []),
      );
      const gone = old
        .filter((row) => row.finding_id === null || !held.has(row.finding_id))
        .map((row) => row.report_id);
      if (gone.length > 0) {
        for (const table of ['report', 'report_lead'] as const) {
          await tables.deleteFrom(table).where('tenant_id', '=', tenantId).where('report_id', 'in', gone).execute();
        }
      }
      forgotten += gone.length;
      return old;
    });
    const last = rows.at(-1);
    if (last === undefined || rows.length < AT_ONCE) return forgotten;
    after = last;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
