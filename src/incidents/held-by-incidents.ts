import type { Tx } from '../platform/store/db.ts';
import type { IncidentTables } from './tables.ts';

/** How many things one question may name: both databases bound the number of parameters. */
const CHUNK = 200;

/** Which of these domains stand in an incident, whatever its state: what is known of them is part of the record. */
export async function domainsHeld(tx: Tx, tenantId: string, domains: readonly string[]): Promise<ReadonlySet<string>> {
  const held = new Set<string>();
  for (let from = 0; from < domains.length; from += CHUNK) {
    const rows = await tx
      .tables<IncidentTables>()
      .selectFrom('incident_entity')
      .select('value')
      .distinct()
      .where('tenant_id', '=', tenantId)
      .where('kind', '=', 'domain')
      .where('value', 'in', domains.slice(from, from + CHUNK))
      .execute();
    for (const { value } of rows) held.add(value);
  }
  return held;
}

/** Which of these findings belong to an incident. */
export async function findingsHeld(
  tx: Tx,
  tenantId: string,
  findingIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const held = new Set<string>();
  for (let from = 0; from < findingIds.length; from += CHUNK) {
    const rows = await tx
      .tables<IncidentTables>()
      .selectFrom('incident_finding')
      .select('id')
      .where('tenant_id', '=', tenantId)
      .where('incident_id', 'is not', null)
      .where('id', 'in', findingIds.slice(from, from + CHUNK))
      .execute();
    for (const { id } of rows) held.add(id);
  }
  return held;
}
