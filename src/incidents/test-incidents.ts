import type { Finding } from '../base/finding.ts';
import { LIVE_TENANT } from '../base/ids.ts';
import type { RequestContext } from '../platform/http/context.ts';
import type { LivePublisher } from '../platform/live/live.ts';
import { silentLog } from '../platform/log/log.ts';
import { openTestDb, type TestDb } from '../platform/store/test-db.ts';
import { createIncidents, type Incidents } from './create-incidents.ts';
import { incidentMigrations } from './migrations.ts';
import type { IncidentTold } from './ports.ts';
import type { IncidentTables } from './tables.ts';
import { T0 } from './test-findings.ts';

/** The incidents room on a fresh store, with what it told others. For tests only. */
export interface TestIncidents extends TestDb {
  incidents: Incidents;
  told: IncidentTold[];
  changed: { incidentId: string; mergedFrom: readonly string[] }[];
  published: string[];
  record(...findings: Finding[]): Promise<void>;
  /** Finding keys by incident number; loose ones under 0. Sorted, so that two runs compare. */
  partition(): Promise<string[][]>;
  context(overrides?: Partial<RequestContext>): RequestContext;
}

export async function openTestIncidents(): Promise<TestIncidents> {
  const store = await openTestDb([incidentMigrations]);
  const told: IncidentTold[] = [];
  const changed: TestIncidents['changed'] = [];
  const published: string[] = [];
  const live: LivePublisher = {
    publish: (_tx, _tenantId, kind, id) => {
      published.push(`${kind} ${id}`);
      return Promise.resolve();
    },
  };
  const incidents = createIncidents({
    db: store.db,
    live,
    log: silentLog,
    notifyOpened: (_tx, one) => {
      told.push(one);
      return Promise.resolve();
    },
    changed: (_tx, { incidentId, mergedFrom }) => {
      changed.push({ incidentId, mergedFrom });
      return Promise.resolve();
    },
  });
  return {
    ...store,
    incidents,
    told,
    changed,
    published,
    record: (...findings) => store.db.transaction((tx) => incidents.sink.record(tx, findings)),
    async partition() {
      const rows = await store.db
        .read<IncidentTables>()
        .selectFrom('incident_finding')
        .select(['incident_id', 'body'])
        .execute();
      const groups = new Map<string, string[]>();
      for (const row of rows) {
        const key = (JSON.parse(row.body) as Finding).key;
        const group = row.incident_id ?? `loose ${key}`;
        groups.set(group, [...(groups.get(group) ?? []), key]);
      }
      return [...groups]
        .map(([group, keys]) => [group.startsWith('loose') ? 'loose' : 'incident', ...keys.toSorted()])
        .toSorted((a, b) => (a.join('|') < b.join('|') ? -1 : 1));
    },
    context: (overrides = {}) => testContext(overrides),
  };
}

/** A request of a responder, at T0 + 10 minutes. */
export function testContext(overrides: Partial<RequestContext> = {}): RequestContext {
  return {
    tenantId: LIVE_TENANT,
    actor: {
      kind: 'account',
      id: 'acc1',
      name: 'Ada',
      role: 'responder',
      permissions: new Set(),
      freshUntilMs: null,
      sessionId: null,
    },
    requestId: 'req1',
    clock: { now: () => T0 + 600_000, steadyMs: () => 0, sleep: () => Promise.resolve() },
    signal: new AbortController().signal,
    request: new Request('http://localhost/'),
    peerAddress: '127.0.0.1',
    isLoopback: true,
    audit: () => undefined,
    setHeader: () => undefined,
    ...overrides,
  };
}
