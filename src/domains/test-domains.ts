import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Finding } from '../base/finding.ts';
import { createCtLogReader } from '../connectors/ct-log/ct-log-reader.ts';
import { readLogSize } from '../connectors/ct-log/read-log-size.ts';
import { serveTestLog, type TestLogServer } from '../connectors/ct-log/test-log-server.ts';
import { createListingOpener } from '../connectors/listing/open-listing.ts';
import { createEgress } from '../platform/http/egress.ts';
import { createResolveHost } from '../platform/http/egress-resolve.ts';
import { Activity } from '../platform/clock/activity.ts';
import { VirtualClock } from '../platform/clock/virtual-clock.ts';
import type { FindingSink } from '../platform/findings/finding-sink.ts';
import { Loops } from '../platform/jobs/loops.ts';
import type { LivePublisher } from '../platform/live/live.ts';
import { silentLog } from '../platform/log/log.ts';
import { createSources, type Sources } from '../platform/sources/sources.ts';
import { sourceMigrations } from '../platform/sources/migrations.ts';
import { textKeyType } from '../platform/store/column-types.ts';
import type { Db, MigrationSet } from '../platform/store/db.ts';
import { openTestDb, type TestDb } from '../platform/store/test-db.ts';
import { createCtLogSimulator, type CtLogSimulator } from '../simulator/ct-log/ct-log-simulator.ts';
import { createDomains, type Domains, type DomainsDeps } from './create-domains.ts';
import { LOOK_UPS_BY_CONSENT, makeTestOutside } from './enrich/test-look-ups.ts';
import type { ConfiguredNameList } from './elsewhere/ports.ts';
import type { LogListSettings } from './logs/log-list-store.ts';
import { domainMigrations } from './migrations.ts';
import type { CertificateLogSettings, ConfiguredDomains, OpenCertificateLog } from './ports.ts';

export const START_MS = Date.UTC(2026, 10, 21, 22);
export const ACME = { name: 'Acme', domains: ['acme.com'], aliases: [] };
export const LOG_ORIGIN = 'ct.acme.test/2026h2';

interface KeptTables {
  kept_finding: { tenant_id: string; finding_id: string; body: string };
}

const keptMigrations: MigrationSet = {
  room: 'test-findings',
  migrations: [
    {
      id: '0001-initial',
      async up(db, dialect) {
        await db.schema
          .createTable('kept_finding')
          .addColumn('tenant_id', textKeyType(dialect), (column) => column.notNull())
          .addColumn('finding_id', textKeyType(dialect), (column) => column.notNull())
          .addColumn('body', 'text', (column) => column.notNull())
          .addPrimaryKeyConstraint('kept_finding_pk', ['tenant_id', 'finding_id'])
          .execute();
      },
    },
  ],
};

/** A sink that keeps findings in the store, in the caller's transaction, and refuses one that is there already. */
export const keepingSink: FindingSink = {
  async record(tx, findings) {
    for (const finding of findings) {
      await tx
        .tables<KeptTables>()
        .insertInto('kept_finding')
        .values({ tenant_id: finding.tenantId, finding_id: finding.id, body: JSON.stringify(finding) })
        .execute();
    }
  },
};

/** Findings of a data space, oldest first. */
export async function keptFindings(db: Db, tenantId: string): Promise<Finding[]> {
  const rows = await db
    .read<KeptTables>()
    .selectFrom('kept_finding')
    .select('body')
    .where('tenant_id', '=', tenantId)
    .execute();
  return rows
    .map((row) => JSON.parse(row.body) as Finding)
    .toSorted((a, b) => a.occurredAt - b.occurredAt || (a.key < b.key ? -1 : 1));
}

/** A store with the tables of this room, of the sources room and of {@link keepingSink}. */
export function openDomainsDb(): Promise<TestDb> {
  return openTestDb([domainMigrations, sourceMigrations, keptMigrations]);
}

export interface TestDomains {
  store: TestDb;
  clock: VirtualClock;
  loops: Loops;
  sources: Sources;
  domains: Domains;
  published: string[];
  log: CtLogSimulator;
  server: TestLogServer;
  /** How to read the simulated log. */
  logSettings: CertificateLogSettings;
  /** For which addresses readers were made, and whether those may lie inside. */
  opened: readonly { monitoringUrl: string; isTrusted: boolean }[];
  /** Certifies names in one certificate and publishes it. */
  certify(...names: string[]): void;
  pass(ms: number): Promise<void>;
  /** A second process on the same store, after the first was killed. */
  again(): Domains;
  close(): Promise<void>;
}

/** The domains room on a fresh store, with a real log on a real socket. For tests only. */
export async function openTestDomains(
  configured: Partial<ConfiguredDomains> = {},
  configuredList: LogListSettings | null = null,
  nameLists: readonly ConfiguredNameList[] = [],
): Promise<TestDomains> {
  const activity = new Activity();
  const clock = new VirtualClock(START_MS, [activity]);
  const store = await openDomainsDb();
  const loops = new Loops(clock, activity, silentLog);
  const published: string[] = [];
  const live: LivePublisher = {
    publish: async (_tx, _tenantId, kind, id) => void published.push(`${kind} ${id}`),
  };
  const log = createCtLogSimulator({ origin: LOG_ORIGIN, clock, seed: 'domains' });
  const server = await serveTestLog(log.handler);
  const logSettings: CertificateLogSettings = {
    monitoringUrl: server.url,
    origin: LOG_ORIGIN,
    publicKey: log.publicKeySpkiBase64,
    startAt: 'beginning',
  };
  const egress = createEgress({ resolve: createResolveHost(), proxy: null, allow: [{ range: '127.0.0.0/8' }] });
  const opened: { monitoringUrl: string; isTrusted: boolean }[] = [];
  const openReader: OpenCertificateLog = (settings) => {
    opened.push({ monitoringUrl: settings.monitoringUrl, isTrusted: settings.isTrusted });
    return createCtLogReader({ ...settings, egress, ports: 'any', userAgentContact: 'security@acme.test' });
  };
  const dataPath = mkdtempSync(path.join(tmpdir(), 'breakwater-domains-'));
  const sources = createSources({ db: store.db, live, findings: keepingSink });
  const deps: DomainsDeps = {
    db: store.db,
    sources,
    sink: keepingSink,
    live,
    log: silentLog,
    openReader,
    openLookUps: () => makeTestOutside().lookUps,
    configuredLookUps: () => LOOK_UPS_BY_CONSENT,
    openList: createListingOpener({ guarded: egress, trusted: egress, userAgent: 'Breakwater (security@acme.test)' }),
    readLogSize: (settings, signal) =>
      readLogSize({ ...settings, egress, ports: 'any', userAgentContact: 'security@acme.test' }, signal),
    configuredList: () => configuredList,
    dataPath,
    configuredGiB: () => null,
    configuredNameLists: () => nameLists,
    configured: () => ({ brands: [ACME], certificateLogs: [], ...configured }),
    signInDomains: async () => ({ people: new Map(), providers: [] }),
    incidentOfDomain: async (_tenantId, registrable) => (registrable === 'acme-okta.com' ? 'incident-1' : null),
  };
  return {
    store,
    clock,
    loops,
    sources,
    domains: createDomains(deps),
    published,
    log,
    server,
    logSettings,
    opened,
    certify(...names) {
      log.addCertificate({ names });
      log.publish();
    },
    pass: (ms) => clock.advanceTo(clock.now() + ms),
    again: () => createDomains(deps),
    async close() {
      await loops.stopAll();
      await server.close();
      await store.close();
      rmSync(dataPath, { recursive: true, force: true });
    },
  };
}
