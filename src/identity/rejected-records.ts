import type { Tx } from '../platform/store/db.ts';
import type { IdentityTables } from './tables.ts';

/** A record that could not be read. */
export interface Rejection {
  line: number;
  reason: string;
  /** The beginning of the record. */
  sample: string;
}

const KEPT_PER_SOURCE = 100;
const SAMPLE_CHARS = 2048;
/** Unreadable records are spoken of for a day. */
const TOLD_MS = 86_400_000;

/** Keeps a sample of what could not be read, the newest hundred of each source, and counts all of it. */
export async function saveRejections(
  tx: Tx,
  tenantId: string,
  sourceId: string,
  rejections: readonly Rejection[],
  at: number,
): Promise<void> {
  if (rejections.length === 0) return;
  const before = await newest(tx, tenantId, sourceId);
  const total = (before?.number ?? 0) + rejections.length;
  const kept = rejections.slice(-KEPT_PER_SOURCE);
  await tx
    .tables<IdentityTables>()
    .insertInto('rejected_record')
    .values(
      kept.map((rejection, index) => ({
        tenant_id: tenantId,
        source_id: sourceId,
        number: total - kept.length + index + 1,
        at,
        reason: rejection.reason.slice(0, 500),
        place: `record ${rejection.line}`,
        sample: rejection.sample.slice(0, SAMPLE_CHARS),
      })),
    )
    .execute();
  await tx
    .tables<IdentityTables>()
    .deleteFrom('rejected_record')
    .where('tenant_id', '=', tenantId)
    .where('source_id', '=', sourceId)
    .where('number', '<=', total - KEPT_PER_SOURCE)
    .execute();
}

/** What the source's health says of unreadable records of the last day; null when there were none. */
export async function rejectionWarning(
  tx: Tx,
  tenantId: string,
  sourceId: string,
  now: number,
): Promise<{ code: string; message: string; remedy: string } | null> {
  const row = await newest(tx, tenantId, sourceId);
  if (row === null || row.at < now - TOLD_MS) return null;
  return {
    code: 'identity.records_unreadable',
    message: `${row.number} record(s) of this source could not be read so far; the last: ${row.reason}, beginning ${row.sample.slice(0, 120)}`,
    remedy: 'They are counted and the newest hundred are kept; report the reason if the vendor has changed its format.',
  };
}

async function newest(
  tx: Tx,
  tenantId: string,
  sourceId: string,
): Promise<{ number: number; at: number; reason: string; sample: string } | null> {
  const row = await tx
    .tables<IdentityTables>()
    .selectFrom('rejected_record')
    .select(['number', 'at', 'reason', 'sample'])
    .where('tenant_id', '=', tenantId)
    .where('source_id', '=', sourceId)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}
