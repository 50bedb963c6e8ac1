import type { Tx } from '../platform/store/db.ts';
import type { IdentityTables } from './tables.ts';

const TABLES = [
  'identity_judge',
  'first_seen',
  'recent_sign_in',
  'recent_enrolment',
  'rejected_record',
  'identity_import',
  'identity_provider',
] as const;

/** Removes everything of a data space (a rehearsal). Its events are the event store's. */
export async function removeIdentityTenant(tx: Tx, tenantId: string): Promise<void> {
  for (const table of TABLES) {
    await tx.tables<IdentityTables>().deleteFrom(table).where('tenant_id', '=', tenantId).execute();
  }
}
