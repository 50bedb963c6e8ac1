import { hash } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import type { FindingDraft } from '../base/finding.ts';
import { uuidv7 } from '../base/ids.ts';
import type { FindingSink } from '../platform/findings/finding-sink.ts';
import { sealFinding } from '../platform/findings/seal-finding.ts';
import type { LivePublisher } from '../platform/live/live.ts';
import type { Sources } from '../platform/sources/sources.ts';
import type { Db, Tx } from '../platform/store/db.ts';
import type { ReportedHosts } from './ports.ts';
import { cleanReport, type Lead, readLeads, type ReportInput } from './read-report.ts';
import {
  credentialsEntered,
  messageReported,
  type Named,
  placesEntered,
  REPORTS_SOURCE,
  type ToldReport,
} from './report-findings.ts';
import type { ReportRow, ReportTables } from './tables.ts';

export interface SubmitDeps {
  db: Db;
  sources: Sources;
  sink: FindingSink;
  live: LivePublisher;
  hosts: ReportedHosts;
}

/** How a report reached us. The form does not know who fills it. */
export type ReportVia = 'api' | 'form';

/** The same text by the same person within this time is the same report: a second tap, a reloaded page. */
const SAME_WITHIN_MS = 300_000;
/** Reports older than this no longer count beside a new one. */
const COUNTED_MS = 30 * 86_400_000;

/**
 * Takes a report in one transaction: the report, who named what by now, findings, the source's health. The same report again
 * within five minutes changes nothing; said with "I typed it there" this time, that is told.
 * @returns the row as stored
 */
export async function submitReport(
  deps: SubmitDeps,
  tenantId: string,
  clock: Clock,
  input: ReportInput,
  via: ReportVia,
): Promise<ReportRow> {
  const receivedAt = clock.now();
  const report = cleanReport(input, receivedAt);
  const { leads, links, verdict } = readLeads(report, deps.hosts, tenantId);
  const sameHash = hash('sha256', JSON.stringify([report.reporter, report.text, report.link]));
  return deps.db.transaction(async (tx) => {
    const before = await findSame(tx, tenantId, sameHash, receivedAt);
    if (before !== null)
      return before.entered === 0 && report.entered ? admit(deps, tx, { ...before, via }, leads, receivedAt) : before;

    const row: ReportRow = {
      tenant_id: tenantId,
      report_id: uuidv7(receivedAt),
      reporter: report.reporter,
      text: report.text,
      link: report.link,
      links: JSON.stringify(links),
      sender: report.sender,
      entered: report.entered ? 1 : 0,
      message_at: report.messageAt,
      received_at: receivedAt,
      verdict,
      via,
      same_hash: sameHash,
      finding_id: null,
    };
    const told = toldOf(row);
    const drafts: FindingDraft[] = [];
    for (const lead of leads) {
      await countIn(tx, row, lead);
      drafts.push(messageReported(told, lead, await countNamed(tx, tenantId, lead.value, receivedAt)));
      if (lead.isLookAlike) await deps.hosts.noteSeen(tx, tenantId, lead.host, 'reports', receivedAt);
    }
    if (report.entered) drafts.push(credentialsEntered(told, placesEntered(leads)));
    const findings = drafts.map((draft) => sealFinding(tenantId, draft, receivedAt));
    // What was typed there leads to the incident; else the gravest lead, which stands first.
    row.finding_id = (report.entered ? findings.at(-1) : findings[0])?.id ?? null;
    await tx.tables<ReportTables>().insertInto('report').values(row).execute();
    if (findings.length > 0) await deps.sink.record(tx, findings);
    await recordReceipt(deps, tx, row);
    await deps.live.publish(tx, tenantId, 'report', row.report_id);
    return row;
  });
}

/** Reports are a source like others: its page says when the last one came. */
async function recordReceipt(deps: SubmitDeps, tx: Tx, row: ReportRow): Promise<void> {
  const { tenant_id: tenantId, received_at: receivedAt } = row;
  const spec = {
    id: REPORTS_SOURCE,
    kind: 'reports',
    label: 'Reports of employees',
    readOnly: false,
    silentAfterMs: 0,
    blindDetections: [],
  } as const;
  await deps.sources.register(tx, tenantId, spec, receivedAt);
  await deps.sources.recordSuccess(tx, tenantId, REPORTS_SOURCE, {
    at: receivedAt,
    records: [{ occurredAt: row.message_at ?? receivedAt, receivedAt }],
  });
}

/** A report that is there already, now with "I typed it there". @param before with the way on which that was said */
async function admit(
  deps: SubmitDeps,
  tx: Tx,
  before: ReportRow,
  leads: readonly Lead[],
  receivedAt: number,
): Promise<ReportRow> {
  const row: ReportRow = { ...before, entered: 1 };
  const draft = credentialsEntered(toldOf(row), placesEntered(leads));
  const finding = sealFinding(row.tenant_id, draft, receivedAt);
  row.finding_id = finding.id;
  await tx
    .tables<ReportTables>()
    .updateTable('report')
    .set({ entered: 1, finding_id: finding.id, via: row.via })
    .where('tenant_id', '=', row.tenant_id)
    .where('report_id', '=', row.report_id)
    .execute();
  await deps.sink.record(tx, [finding]);
  await deps.live.publish(tx, row.tenant_id, 'report', row.report_id);
  return row;
}

function toldOf(row: ReportRow): ToldReport {
  return {
    reportId: row.report_id,
    reporter: row.reporter,
    text: row.text,
    link: row.link,
    sender: row.sender,
    entered: row.entered === 1,
    messageAt: row.message_at,
    receivedAt: row.received_at,
    via: row.via,
  };
}

async function findSame(tx: Tx, tenantId: string, sameHash: string, receivedAt: number): Promise<ReportRow | null> {
  const row = await tx
    .tables<ReportTables>()
    .selectFrom('report')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('same_hash', '=', sameHash)
    .where('received_at', '>', receivedAt - SAME_WITHIN_MS)
    .orderBy('received_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

async function countIn(tx: Tx, row: ReportRow, lead: Lead): Promise<void> {
  await tx
    .tables<ReportTables>()
    .insertInto('report_lead')
    .values({
      tenant_id: row.tenant_id,
      value: lead.value,
      report_id: row.report_id,
      reporter: row.reporter,
      received_at: row.received_at,
    })
    .execute();
}

async function countNamed(tx: Tx, tenantId: string, value: string, receivedAt: number): Promise<Named> {
  const row = await tx
    .tables<ReportTables>()
    .selectFrom('report_lead')
    .select((of) => [
      of.fn.countAll<number>().as('reports'),
      of.fn.count<number>('reporter').distinct().as('reporters'),
    ])
    .where('tenant_id', '=', tenantId)
    .where('value', '=', value)
    .where('received_at', '>', receivedAt - COUNTED_MS)
    .executeTakeFirstOrThrow();
  return { reports: row.reports, reporters: row.reporters };
}
