import type { Tx } from '../platform/store/db.ts';
import type { StoreTables } from '../platform/store/tables.ts';
import type { IncidentTables } from './tables.ts';

const TABLES = [
  'incident_apart',
  'incident_entry',
  'incident_entity',
  'finding_entity',
  'incident_finding',
  'incident',
] as const;

/** Removes everything this room holds of a tenant (a rehearsal). */
export async function removeTenantIncidents(tx: Tx, tenantId: string): Promise<void> {
  const db = tx.tables<IncidentTables>();
  for (const table of TABLES) await db.deleteFrom(table).where('tenant_id', '=', tenantId).execute();
  // The next rehearsal's first incident is BW-1 again.
  await tx
    .tables<StoreTables>()
    .deleteFrom('tenant_counter')
    .where('tenant_id', '=', tenantId)
    .where('counter', 'in', ['incident', 'incidents.entry'])
    .execute();
}
