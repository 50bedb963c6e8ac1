import type { Clock } from '../base/clock.ts';
import { LIVE_TENANT } from '../base/ids.ts';
import type { Secret } from '../base/secret.ts';
import type { FindingSink } from '../platform/findings/finding-sink.ts';
import type { Handlers } from '../platform/http/context.ts';
import type { EdgeApp } from '../platform/http/create-edge-app.ts';
import type { LivePublisher } from '../platform/live/live.ts';
import type { Log } from '../platform/log/log.ts';
import type { Sources } from '../platform/sources/sources.ts';
import type { Db, MigrationSet, Tx } from '../platform/store/db.ts';
import type { reportsApi, ReportWire } from './api.ts';
import { type IncidentOfFinding, listReports, reportWireOf } from './list-reports.ts';
import { reportMigrations } from './migrations.ts';
import type { ReportedHosts } from './ports.ts';
import type { ReportInput } from './read-report.ts';
import { createReportForm } from './report-form.ts';
import { type ReportVia, submitReport } from './submit-report.ts';
import type { ReportTables } from './tables.ts';

export interface ReportsDeps {
  db: Db;
  sources: Sources;
  sink: FindingSink;
  live: LivePublisher;
  log: Log;
  /** Wired to the domains capability. */
  hosts: ReportedHosts;
  /** The incident of a finding, or null. Wired to the incidents capability. */
  incidentOfFinding: IncidentOfFinding;
}

export interface MountFormOptions {
  /** When set, the form opens only with `?k=` and this. */
  linkToken: Secret | null;
  /** Real time. */
  clock: Clock;
  /** Origins under which this server's own pages are opened (NetworkPolicy.pageOrigins). */
  pageOrigins: () => readonly string[];
}

export interface Reports {
  handlers: Handlers<typeof reportsApi>;
  migrations: MigrationSet;
  /** Takes a report. The same again within five minutes is the same report. */
  submit(tenantId: string, clock: Clock, input: ReportInput, via: ReportVia): Promise<ReportWire>;
  /** Serves `/report`, on which employees of the live space report. */
  mountForm(app: EdgeApp, options: MountFormOptions): void;
  dropTenant(tx: Tx, tenantId: string): Promise<void>;
}

/** Builds the reports capability: what employees say that they received. */
export function createReports(deps: ReportsDeps): Reports {
  async function submit(tenantId: string, clock: Clock, input: ReportInput, via: ReportVia): Promise<ReportWire> {
    const row = await submitReport(deps, tenantId, clock, input, via);
    return reportWireOf(row, deps.incidentOfFinding);
  }

  return {
    migrations: reportMigrations,
    submit,

    handlers: {
      async submitReport(context, { body }) {
        const report = await submit(context.tenantId, context.clock, body, 'api');
        context.audit(report.reportId);
        return report;
      },
      listReports: (context, { query }) => listReports(deps.db, context.tenantId, query, deps.incidentOfFinding),
    },

    mountForm(app, { clock, linkToken, pageOrigins }) {
      const form = createReportForm({
        submit: (input) => submit(LIVE_TENANT, clock, input, 'form'),
        clock,
        log: deps.log,
        linkToken,
        pageOrigins,
      });
      app.get('/report', (c) => form.get(c.req.raw));
      app.post('/report', (c) => form.post(c.req.raw, c.get('facts').peer.peerAddress));
      app.get('/report.css', () => form.stylesheet());
    },

    async dropTenant(tx, tenantId) {
      const tables = tx.tables<ReportTables>();
      await tables.deleteFrom('report').where('tenant_id', '=', tenantId).execute();
      await tables.deleteFrom('report_lead').where('tenant_id', '=', tenantId).execute();
    },
  };
}
