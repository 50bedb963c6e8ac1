import type { Message } from '../base/finding.ts';
import type { Tx } from '../platform/store/db.ts';
import type { IncidentTables } from './tables.ts';

export interface NewEntry {
  /** Unique per tenant; the same id again is ignored. */
  id: string;
  incidentId: string;
  kind: 'note' | 'state' | 'action';
  at: number;
  message: Message;
  severityRank?: number;
  author?: string;
  text?: string;
}

/** Writes one line of an incident's timeline besides its findings. Lines are never changed. */
export async function addEntry(tx: Tx, tenantId: string, entry: NewEntry): Promise<void> {
  await tx
    .tables<IncidentTables>()
    .insertInto('incident_entry')
    .values({
      tenant_id: tenantId,
      id: entry.id,
      incident_id: entry.incidentId,
      kind: entry.kind,
      at: entry.at,
      seq: await tx.next(tenantId, 'incidents.entry'),
      message: JSON.stringify(entry.message),
      severity_rank: entry.severityRank ?? null,
      author: entry.author ?? null,
      text: entry.text ?? null,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'id']).doNothing())
    .execute();
}
