import type { Tx } from '../platform/store/db.ts';
import type { IncidentTables } from './tables.ts';

function pair(a: string, b: string): { a: string; b: string } {
  return a < b ? { a, b } : { a: b, b: a };
}

/** Remembers that a person split these two: no rule brings them together again. */
export async function keepApart(tx: Tx, tenantId: string, a: string, b: string): Promise<void> {
  if (a === b) return;
  await tx
    .tables<IncidentTables>()
    .insertInto('incident_apart')
    .values({ tenant_id: tenantId, ...pair(a, b) })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'a', 'b']).doNothing())
    .execute();
}

/** Forgets it: a person merged them after all. */
export async function allowTogether(tx: Tx, tenantId: string, a: string, b: string): Promise<void> {
  const { a: first, b: second } = pair(a, b);
  await tx
    .tables<IncidentTables>()
    .deleteFrom('incident_apart')
    .where('tenant_id', '=', tenantId)
    .where('a', '=', first)
    .where('b', '=', second)
    .execute();
}

/** The incidents that must not come together with this one. */
export async function apartFrom(tx: Tx, tenantId: string, incidentId: string): Promise<Set<string>> {
  const rows = await tx
    .tables<IncidentTables>()
    .selectFrom('incident_apart')
    .select(['a', 'b'])
    .where('tenant_id', '=', tenantId)
    .where((where) => where.or([where('a', '=', incidentId), where('b', '=', incidentId)]))
    .execute();
  return new Set(rows.map((row) => (row.a === incidentId ? row.b : row.a)));
}

/** What was apart from a merged incident is apart from the one it went into. */
export async function inheritApart(tx: Tx, tenantId: string, from: string, into: string): Promise<void> {
  for (const other of await apartFrom(tx, tenantId, from)) {
    await allowTogether(tx, tenantId, from, other);
    await keepApart(tx, tenantId, into, other);
  }
}
