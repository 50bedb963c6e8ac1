import { AppError } from '../base/errors.ts';
import type { Db } from '../platform/store/db.ts';
import type { ReportWire } from './api.ts';
import type { ReportRow, ReportTables } from './tables.ts';

export type IncidentOfFinding = (tenantId: string, findingId: string) => Promise<string | null>;

/** A report as the console reads it. One whose links said nothing by themselves belongs to a campaign once an incident names them. */
export async function reportWireOf(row: ReportRow, incidentOfFinding: IncidentOfFinding): Promise<ReportWire> {
  const links: string[] = JSON.parse(row.links);
  const incidentId = row.finding_id === null ? null : await incidentOfFinding(row.tenant_id, row.finding_id);
  const verdict = row.verdict as ReportWire['verdict'];
  return {
    reportId: row.report_id,
    reporter: row.reporter,
    text: row.text,
    links,
    from: row.sender,
    entered: row.entered === 1,
    messageAt: row.message_at,
    receivedAt: row.received_at,
    verdict: verdict === 'unknown' && links.length > 0 && incidentId !== null ? 'known-campaign' : verdict,
    incidentId,
  };
}

/** Reports, newest first, a page at a time. @throws AppError `reports.bad_cursor` */
export async function listReports(
  db: Db,
  tenantId: string,
  query: { cursor?: string | undefined; limit: number },
  incidentOfFinding: IncidentOfFinding,
): Promise<{ items: ReportWire[]; nextCursor: string | null }> {
  const after = query.cursor === undefined ? null : placeOf(query.cursor);
  let select = db.read<ReportTables>().selectFrom('report').selectAll().where('tenant_id', '=', tenantId);
  if (after !== null) {
    select = select.where((where) =>
      where.or([
        where('received_at', '<', after.at),
        where.and([where('received_at', '=', after.at), where('report_id', '<', after.id)]),
      ]),
    );
  }
  const rows = await select
    .orderBy('received_at', 'desc')
    .orderBy('report_id', 'desc')
    .limit(query.limit + 1)
    .execute();
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  const items = await Promise.all(page.map((row) => reportWireOf(row, incidentOfFinding)));
  const isMore = rows.length > query.limit && last !== undefined;
  return { items, nextCursor: isMore ? cursorOf(last.received_at, last.report_id) : null };
}

function cursorOf(at: number, id: string): string {
  return Buffer.from(JSON.stringify([at, id])).toString('base64url');
}

function placeOf(cursor: string): { at: number; id: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch (thrown) {
    throw badCursor(thrown);
  }
  const [at, id]: unknown[] = Array.isArray(parsed) ? parsed : [];
  if (typeof at === 'number' && Number.isSafeInteger(at) && typeof id === 'string' && !id.includes('\0'))
    return { at, id };
  throw badCursor(undefined);
}

function badCursor(cause: unknown): AppError {
  return new AppError('reports.bad_cursor', 'The cursor is not one that this list gave', {
    status: 400,
    remedy: 'Begin again without a cursor.',
    ...(cause === undefined ? {} : { cause }),
  });
}
