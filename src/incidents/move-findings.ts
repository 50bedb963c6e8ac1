import type { Message } from '../base/finding.ts';
import type { Tx } from '../platform/store/db.ts';
import { addEntry } from './add-entry.ts';
import { inheritApart } from './apart.ts';
import type { IncidentRow, IncidentTables } from './tables.ts';
import { numberText } from './wire-rows.ts';

/** How many ids one statement names: both databases bound the number of parameters. */
const CHUNK = 400;

/** Puts findings into an incident (out of none, or out of another). `joined` null leaves what is there. */
export async function placeFindings(
  tx: Tx,
  tenantId: string,
  findingIds: readonly string[],
  incidentId: string,
  joined: { reason: Message | null; by: 'rule' | 'person' | null; at: number } | null,
): Promise<void> {
  const db = tx.tables<IncidentTables>();
  for (let from = 0; from < findingIds.length; from += CHUNK) {
    const ids = findingIds.slice(from, from + CHUNK);
    await db
      .updateTable('incident_finding')
      .set({
        incident_id: incidentId,
        ...(joined === null
          ? {}
          : {
              joined_reason: joined.reason === null ? null : JSON.stringify(joined.reason),
              joined_by: joined.reason === null ? null : joined.by,
              joined_at: joined.reason === null ? null : joined.at,
            }),
      })
      .where('tenant_id', '=', tenantId)
      .where('id', 'in', ids)
      .execute();
    await db
      .updateTable('finding_entity')
      .set({ incident_id: incidentId })
      .where('tenant_id', '=', tenantId)
      .where('finding_id', 'in', ids)
      .execute();
  }
}

export interface MergeWords {
  by: 'rule' | 'person';
  at: number;
  /** For the findings that opened the merged incident: why they are here now. */
  reason: Message;
  /** For the timeline. */
  state: Message;
}

/**
 * Moves everything of one incident into another, which keeps its number; the emptied one stays as `mergedInto`. Findings keep
 * the reason they were joined with; the one that had none (it opened the incident) gets the merge's.
 */
export async function mergeInto(
  tx: Tx,
  tenantId: string,
  from: IncidentRow,
  into: IncidentRow,
  words: MergeWords,
): Promise<void> {
  const db = tx.tables<IncidentTables>();
  await db
    .updateTable('incident_finding')
    .set({ joined_reason: JSON.stringify(words.reason), joined_by: words.by, joined_at: words.at })
    .where('tenant_id', '=', tenantId)
    .where('incident_id', '=', from.id)
    .where('joined_reason', 'is', null)
    .execute();
  for (const table of ['incident_finding', 'finding_entity'] as const) {
    await db
      .updateTable(table)
      .set({ incident_id: into.id })
      .where('tenant_id', '=', tenantId)
      .where('incident_id', '=', from.id)
      .execute();
  }
  await db
    .updateTable('incident_entry')
    .set({ incident_id: into.id })
    .where('tenant_id', '=', tenantId)
    .where('incident_id', '=', from.id)
    .execute();
  await db.deleteFrom('incident_entity').where('tenant_id', '=', tenantId).where('incident_id', '=', from.id).execute();
  await inheritApart(tx, tenantId, from.id, into.id);
  await db
    .updateTable('incident')
    .set({ merged_into: into.id, findings: 0, victims: 0 })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', from.id)
    .execute();
  // What is open anywhere is open in the whole; people told of the graver one need not be told again.
  await db
    .updateTable('incident')
    .set({
      ...(from.state === 'open' ? { state: 'open' as const, contained_at: null } : {}),
      told_rank: Math.max(from.told_rank, into.told_rank),
    })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', into.id)
    .execute();
  await addEntry(tx, tenantId, {
    id: `${from.id}.merged.${into.id}`,
    incidentId: into.id,
    kind: 'state',
    at: words.at,
    message: words.state,
  });
  await addEntry(tx, tenantId, {
    id: `${from.id}.merged-away`,
    incidentId: from.id,
    kind: 'state',
    at: words.at,
    message: { key: 'incidents.state.merged-away', params: { into: numberText(into.number) } },
  });
}
