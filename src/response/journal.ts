import type { Tx } from '../platform/store/db.ts';
import type { ActionRow, JournalKind, ResponseTables } from './tables.ts';

/** Numbers the lines of a tenant's journal. */
export const JOURNAL_COUNTER = 'response.journal';

/** Adds a line to the journal. Lines are never changed; `detail` holds no secrets. */
export async function journal(
  tx: Tx,
  action: Pick<ActionRow, 'tenant_id' | 'id' | 'principal'>,
  kind: JournalKind,
  at: number,
  detail: Record<string, unknown> = {},
): Promise<void> {
  const seq = await tx.next(action.tenant_id, JOURNAL_COUNTER);
  await tx
    .tables<ResponseTables>()
    .insertInto('journal')
    .values({
      tenant_id: action.tenant_id,
      seq,
      action_id: action.id,
      principal: action.principal,
      at,
      kind,
      detail: JSON.stringify(detail),
    })
    .execute();
}
