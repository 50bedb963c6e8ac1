import path from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import type { Finding } from '../../src/base/finding.ts';
import { LIVE_TENANT } from '../../src/base/ids.ts';
import type { IdentityTables } from '../../src/identity/tables.ts';
import type { IncidentTables } from '../../src/incidents/tables.ts';
import { createAuditLog } from '../../src/platform/audit/audit-log.ts';
import { silentLog } from '../../src/platform/log/log.ts';
import type { Db } from '../../src/platform/store/db.ts';
import type { EventStore, StoredEvent } from '../../src/platform/store/event-store.ts';
import { openEventStore } from '../../src/platform/store/events/open-event-store.ts';
import { openPostgresDb } from '../../src/platform/store/postgres-db.ts';
import { openSqliteDb } from '../../src/platform/store/sqlite-db.ts';
import type { ActionRow, ResponseTables } from '../../src/response/tables.ts';
import type { KillRun, KillRunOptions } from './kill-run.ts';

/** What a rehearsal left, in a form that two runs of the same attack can be compared by. */
export interface Left {
  /** One line per finding: everything that does not depend on when it was read. */
  findings: string[];
  /** One line per incident that was not merged into another: its state and the findings in it. */
  incidents: string[];
  /** One line per action: for whom, what, what became of it. */
  actions: string[];
  /** One line per person of the simulated Okta: status, authenticators, live sessions. */
  people: string[];
  /** Everything that must not be, in words. */
  faults: string[];
}

export interface Inspected {
  left: Left;
  /** When something was found, by Breakwater's clock: the one thing that a kill may change. */
  foundAtMs: ReadonlySet<number>;
}

/** Opens what a stopped Breakwater left and looks at all of it. */
export async function inspectRun(options: KillRunOptions, run: KillRun): Promise<Inspected> {
  const data = path.join(options.folder, 'data');
  const common = { clock: systemClock, log: silentLog };
  const db: Db =
    options.databaseUrl === undefined
      ? await openSqliteDb({ path: path.join(data, 'breakwater.sqlite'), ...common })
      : await openPostgresDb({ url: options.databaseUrl, ...common });
  const events = openEventStore({ directory: path.join(data, 'events'), ...common });
  try {
    return await inspect(db, events, run);
  } finally {
    await events.close();
    await db.close();
  }
}

async function inspect(db: Db, events: EventStore, run: KillRun): Promise<Inspected> {
  const rows = await db
    .read<IncidentTables>()
    .selectFrom('incident_finding')
    .select(['body', 'incident_id', 'found_at'])
    .where('tenant_id', '=', LIVE_TENANT)
    .execute();
  const findings = rows.map((row) => ({
    line: findingLine(JSON.parse(row.body) as Finding),
    incidentId: row.incident_id,
  }));
  const incidents = await db
    .read<IncidentTables>()
    .selectFrom('incident')
    .selectAll()
    .where('tenant_id', '=', LIVE_TENANT)
    .where('merged_into', 'is', null)
    .execute();
  const actions = await db
    .read<ResponseTables>()
    .selectFrom('action')
    .selectAll()
    .where('tenant_id', '=', LIVE_TENANT)
    .orderBy('principal')
    .orderBy('position')
    .execute();
  const left: Left = {
    findings: findings.map((finding) => finding.line).toSorted(),
    incidents: incidents
      .map(({ id, state, domains }) => {
        const members = findings.filter((finding) => finding.incidentId === id).map((finding) => finding.line);
        return `${state} ${domains}\n  ${members.toSorted().join('\n  ')}`;
      })
      .toSorted(),
    actions: actions.map(({ principal, kind, params, state }) => `${principal} ${kind} ${params} ${state}`).toSorted(),
    people: Object.entries(run.world.okta.snapshot().users).map(([login, user]) => `${login} ${JSON.stringify(user)}`),
    faults: [
      ...(await eventFaults(db, events, run)),
      ...(await actionFaults(db, actions, run)),
      ...(await auditFaults(db)),
      ...(await reportFaults(db, run)),
    ],
  };
  return { left, foundAtMs: new Set(rows.map((row) => row.found_at)) };
}

/** A report's own id is random; every other record has the same name in every run. */
function findingLine({ detector, key, severity, occurredAt, entities, id }: Finding): string {
  const named = entities.map(({ role, kind, value }) => `${role} ${kind} ${value}`).toSorted();
  const identity = detector.startsWith('reports.') ? 'a report' : id;
  return `${detector} ${key} ${severity} ${occurredAt} ${identity} ${named.join(', ')}`;
}

/** Every record exactly once, every one judged. */
async function eventFaults(db: Db, events: EventStore, run: KillRun): Promise<string[]> {
  const faults: string[] = [];
  const stored = await allEvents(events);
  const judge = await db
    .read<IdentityTables>()
    .selectFrom('identity_judge')
    .select('judged_seq')
    .where('tenant_id', '=', LIVE_TENANT)
    .executeTakeFirst();
  const headSeq = await events.headSeq(LIVE_TENANT);
  if (judge?.judged_seq !== headSeq) faults.push(`judged up to ${judge?.judged_seq} of ${headSeq}`);
  if (new Set(stored.map((event) => event.seq)).size !== stored.length) faults.push('a position was given twice');
  const counts = new Map<string, number>();
  for (const event of stored) {
    const id = vendorId(event);
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  const sent = [...run.world.okta.org.systemLog.all().map((record) => record.uuid), ...run.sentLines];
  for (const id of sent) {
    const times = counts.get(id) ?? 0;
    if (times !== 1) faults.push(`record ${id} is stored ${times} times`);
    counts.delete(id);
  }
  for (const id of counts.keys()) faults.push(`record ${id} was never sent`);
  return faults;
}

async function allEvents(events: EventStore): Promise<StoredEvent[]> {
  const all: StoredEvent[] = [];
  for (;;) {
    const page = await events.readAfter(LIVE_TENANT, all.at(-1)?.seq ?? 0, 1000);
    if (page.length === 0) return all;
    all.push(...page);
  }
}

function vendorId(event: StoredEvent): string {
  const raw = JSON.parse(event.raw) as { uuid?: string; id?: string };
  return raw.uuid ?? raw.id ?? '';
}

/** Nothing that was approved is lost, and nothing was done at the vendor that the plan does not say, or again without need. */
async function actionFaults(db: Db, actions: readonly ActionRow[], run: KillRun): Promise<string[]> {
  const faults: string[] = [];
  const known = new Set(actions.map((action) => action.id));
  for (const id of run.approved) if (!known.has(id)) faults.push(`the approved action ${id} is lost`);
  for (const { kind, principal, state } of actions)
    if (state !== 'verified') faults.push(`${kind} of ${principal} is ${state}`);

  const lines = await db
    .read<ResponseTables>()
    .selectFrom('journal')
    .select(['action_id', 'kind'])
    .where('tenant_id', '=', LIVE_TENANT)
    .execute();
  for (const action of actions) {
    const times = (kind: string): number =>
      lines.filter((line) => line.action_id === action.id && line.kind === kind).length;
    for (const once of ['intent', 'accepted', 'verified'])
      if (times(once) > 1) faults.push(`the journal has ${once} ${times(once)} times for ${action.kind}`);
  }

  const { users } = run.world.okta.org.state;
  const wanted = new Map<string, number>();
  for (const { kind, principal, snapshot } of actions) {
    const userId = [...users.values()].find((user) => user.profile.login === principal)?.id ?? principal;
    const [target] = (JSON.parse(snapshot ?? '{"vendorIds":[]}') as { vendorIds: string[] }).vendorIds;
    const call = CALLS[kind](userId, target ?? '');
    wanted.set(call, (wanted.get(call) ?? 0) + 1);
  }
  const done = new Map<string, KillRun['writes']>();
  for (const write of run.writes) {
    const call = `${write.method} ${write.path.split('?')[0]}`;
    if (!wanted.has(call)) faults.push(`nobody asked for ${call}`);
    done.set(call, [...(done.get(call) ?? []), write]);
  }
  for (const [call, times] of wanted) {
    const calls = done.get(call) ?? [];
    if (calls.length < times) faults.push(`${call} was made ${calls.length} times, ${times} were approved`);
    if (calls.length === times) continue;
    if (!call.endsWith('/sessions')) faults.push(`${call} was made ${calls.length} times`);
    // Sessions may be ended once more where a kill swallowed the outcome; without one there is no reason to.
    const afterKill = calls.filter((one, index) => index > 0 && one.life > (calls[index - 1]?.life ?? 0));
    if (calls.length - times > afterKill.length) faults.push(`${call} was repeated although its outcome was known`);
  }
  const removed = run.world.okta.org.systemLog.all().filter((one) => one.eventType === 'user.mfa.factor.deactivate');
  // The attacker's push and the one-time codes that come with it.
  if (removed.length !== 2) faults.push(`${removed.length} authenticators were removed`);
  return faults;
}

const CALLS: Readonly<Record<ActionRow['kind'], (userId: string, target: string) => string>> = {
  'end-sessions': (userId) => `DELETE /api/v1/users/${userId}/sessions`,
  'expire-password': (userId) => `POST /api/v1/users/${userId}/lifecycle/expire_password`,
  'remove-authenticator': (userId, target) => `DELETE /api/v1/users/${userId}/factors/${target}`,
};

async function auditFaults(db: Db): Promise<string[]> {
  const chain = await createAuditLog({ db, clock: systemClock }).verify();
  return chain.whole ? [] : [`the audit chain is broken at ${chain.brokenAtSeq}: ${chain.reason}`];
}

async function reportFaults(db: Db, run: KillRun): Promise<string[]> {
  const rows = await db
    .read<{ report: { tenant_id: string; reporter: string; text: string } }>()
    .selectFrom('report')
    .select(['reporter', 'text'])
    .where('tenant_id', '=', LIVE_TENANT)
    .execute();
  return run.sentReports.flatMap(({ reporter, text }) => {
    const times = rows.filter((row) => row.reporter === reporter && row.text === text).length;
    return times === 1 ? [] : [`the report of ${reporter} is there ${times} times`];
  });
}
