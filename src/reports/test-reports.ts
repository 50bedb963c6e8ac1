import { LIVE_TENANT } from '../base/ids.ts';
import { createDomains } from '../domains/create-domains.ts';
import { LOOK_UPS_BY_CONSENT, makeTestOutside } from '../domains/enrich/test-look-ups.ts';
import { domainMigrations } from '../domains/migrations.ts';
import { createIncidents, type Incidents } from '../incidents/create-incidents.ts';
import { incidentMigrations } from '../incidents/migrations.ts';
import { Activity } from '../platform/clock/activity.ts';
import { VirtualClock } from '../platform/clock/virtual-clock.ts';
import { Loops } from '../platform/jobs/loops.ts';
import type { LivePublisher } from '../platform/live/live.ts';
import { silentLog } from '../platform/log/log.ts';
import { sourceMigrations } from '../platform/sources/migrations.ts';
import { createSources, type Sources } from '../platform/sources/sources.ts';
import { openTestDb, type TestDb } from '../platform/store/test-db.ts';
import { createReports, type Reports } from './create-reports.ts';
import { reportMigrations } from './migrations.ts';
import type { ReportInput } from './read-report.ts';

export const START_MS = Date.UTC(2026, 10, 21, 22, 50);
export const LURE = 'Alert!! Your Acme schedule has been updated, Please tap acme-okta[.]com to view your changes.';

export interface TestReports {
  store: TestDb;
  clock: VirtualClock;
  sources: Sources;
  incidents: Incidents;
  reports: Reports;
  published: string[];
  report(reporter: string, more?: Partial<ReportInput>): ReturnType<Reports['submit']>;
  close(): Promise<void>;
}

/** The reports room with the real domains and incidents rooms beside it. For tests only. */
export async function openTestReports(): Promise<TestReports> {
  const clock = new VirtualClock(START_MS, []);
  const store = await openTestDb([reportMigrations, domainMigrations, incidentMigrations, sourceMigrations]);
  const { db } = store;
  const published: string[] = [];
  const live: LivePublisher = { publish: async (_tx, _tenantId, kind, id) => void published.push(`${kind} ${id}`) };
  const incidents = createIncidents({
    db,
    live,
    log: silentLog,
    notifyOpened: () => Promise.resolve(),
    changed: () => Promise.resolve(),
  });
  const sources = createSources({ db, live, findings: incidents.sink });
  const domains = createDomains({
    db,
    sources,
    sink: incidents.sink,
    live,
    log: silentLog,
    openReader: () => {
      throw new Error('no log is read here');
    },
    openList: () => Promise.reject(new Error('no list is read here')),
    readLogSize: () => Promise.reject(new Error('no log is looked at here')),
    openLookUps: () => makeTestOutside().lookUps,
    configuredLookUps: () => LOOK_UPS_BY_CONSENT,
    configuredList: () => null,
    dataPath: '/nonexistent',
    configuredGiB: () => null,
    configuredNameLists: () => [],
    configured: () => ({ brands: [{ name: 'Acme', domains: ['acme.com'], aliases: [] }], certificateLogs: [] }),
    incidentOfDomain: (tenantId, registrable) => incidents.incidentOfDomain(tenantId, registrable),
    signInDomains: () => Promise.resolve({ people: new Map(), providers: [] }),
  });
  await domains.startTenant({ tenantId: LIVE_TENANT, clock, loops: new Loops(clock, new Activity(), silentLog) });
  const reports = createReports({
    db,
    sources,
    sink: incidents.sink,
    live,
    log: silentLog,
    hosts: domains.hostJudge,
    incidentOfFinding: (tenantId, findingId) => incidents.incidentOfFinding(tenantId, findingId),
  });
  return {
    store,
    clock,
    sources,
    incidents,
    reports,
    published,
    report: (reporter, more = {}) =>
      reports.submit(LIVE_TENANT, clock, { text: LURE, reporter, entered: false, ...more }, 'api'),
    close: () => store.close(),
  };
}
