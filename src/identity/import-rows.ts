import type { LivePublisher } from '../platform/live/live.ts';
import type { Tx } from '../platform/store/db.ts';
import type { ImportWire } from './api.ts';
import type { IdentityTables, ImportRow } from './tables.ts';

/** Writes how far an import is, and tells the consoles. */
export async function saveImport(tx: Tx, live: LivePublisher, row: ImportRow): Promise<void> {
  const { tenant_id, import_id, ...values } = row;
  await tx
    .tables<IdentityTables>()
    .updateTable('identity_import')
    .set(values)
    .where('tenant_id', '=', tenant_id)
    .where('import_id', '=', import_id)
    .execute();
  await live.publish(tx, tenant_id, 'import', import_id);
}

const STATES: readonly ImportWire['state'][] = ['reading', 'judging', 'done', 'failed'];

export function importWireOf(row: ImportRow): ImportWire {
  const rejections: ImportWire['rejections'] = JSON.parse(row.rejections);
  return {
    importId: row.import_id,
    fileName: row.file_name,
    format: row.found,
    state: STATES.find((state) => state === row.state) ?? 'failed',
    bytesRead: row.bytes_read,
    records: row.records,
    duplicates: row.duplicates,
    rejected: row.rejected,
    rejections,
    findings: row.findings,
    error: row.error,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}
