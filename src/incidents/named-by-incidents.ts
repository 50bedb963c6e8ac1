import type { Tx } from '../platform/store/db.ts';
import type { IncidentTables } from './tables.ts';
import { numberText } from './wire-rows.ts';

/** How many things one question may name: both databases bound the number of parameters. */
const CHUNK = 200;

/**
 * Which of these things stand in an incident that is open or contained, in the role of attacker or as a look-alike: lets a
 * detector tell "a network new to her" from "the attacker's network". The oldest such incident is named.
 */
export async function namedByIncidents(
  tx: Tx,
  tenantId: string,
  entities: readonly { kind: string; value: string }[],
): Promise<{ kind: string; value: string; incidentNumber: string }[]> {
  const numbers = new Map<string, { kind: string; value: string; number: number }>();
  for (let from = 0; from < entities.length; from += CHUNK) {
    const asked = entities.slice(from, from + CHUNK);
    const rows = await tx
      .tables<IncidentTables>()
      .selectFrom('incident_entity')
      .innerJoin('incident', (join) =>
        join
          .onRef('incident.tenant_id', '=', 'incident_entity.tenant_id')
          .onRef('incident.id', '=', 'incident_entity.incident_id'),
      )
      .select(['incident_entity.kind', 'incident_entity.value', 'incident.number'])
      .where('incident_entity.tenant_id', '=', tenantId)
      .where('incident.state', 'in', ['open', 'contained'])
      .where((where) =>
        where.or(
          asked.map(({ kind, value }) =>
            where.and([where('incident_entity.kind', '=', kind), where('incident_entity.value', '=', value)]),
          ),
        ),
      )
      .where((where) =>
        where.or([where('incident_entity.role', '=', 'attacker'), where('incident_entity.kind', '=', 'domain')]),
      )
      .execute();
    for (const row of rows) {
      const key = `${row.kind} ${row.value}`;
      const before = numbers.get(key);
      if (before === undefined || row.number < before.number) numbers.set(key, row);
    }
  }
  return [...numbers.values()].map(({ kind, value, number }) => ({ kind, value, incidentNumber: numberText(number) }));
}
