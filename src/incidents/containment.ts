import type { Message } from '../base/finding.ts';
import type { Exposure } from '../base/finding-facts.ts';
import type { LivePublisher } from '../platform/live/live.ts';
import type { Db, Tx } from '../platform/store/db.ts';
import { addEntry } from './add-entry.ts';
import { findIncident, incidentById, rootOf } from './incident-rows.ts';
import { readIncidentFacts } from './refresh-incident.ts';
import { victimsOf, type Victim } from './summarise.ts';
import type { IncidentRow, IncidentTables } from './tables.ts';
import { numberText } from './wire-rows.ts';

/** One person to contain, as response/ports.ts `ContainmentTarget` has it. */
export interface IncidentTarget {
  principal: string;
  principalVendorId: string | null;
  label: string;
  exposure: Exposure;
  attackerAuthenticators: {
    vendorId: string | null;
    kind: string | null;
    enrolledAtMs: number;
    findingId: string;
    label: string;
  }[];
  findingIds: string[];
  /** When the last finding that names this person as a victim happened. */
  lastAtMs: number;
}

export interface IncidentTargets {
  incidentId: string;
  number: string;
  targets: IncidentTarget[];
  /** People named in other roles, of whom nothing is asked: how many, and the first few names. */
  bystanders: { role: 'reporter' | 'exposed'; count: number; labels: string[] }[];
  findingMessages: Record<string, Message>;
}

export interface ContainmentDeps {
  db: Db;
  live: LivePublisher;
}

/** The incidents' side of the response capability: what to contain, and what became of it. */
export function createContainment(deps: ContainmentDeps): {
  targets(tenantId: string, idOrNumber: string): Promise<IncidentTargets | null>;
  contained(tx: Tx, tenantId: string, incidentId: string, at: number): Promise<void>;
  undone(tx: Tx, tenantId: string, incidentId: string, at: number, reason: string): Promise<void>;
  step(tx: Tx, tenantId: string, step: ResponseStep): Promise<void>;
} {
  return {
    targets: (tenantId, idOrNumber) => readTargets(deps.db, tenantId, idOrNumber),
    contained: (tx, tenantId, incidentId, at) => setContained(tx, deps, tenantId, incidentId, at),
    undone: (tx, tenantId, incidentId, at, reason) => setUndone(tx, deps, tenantId, incidentId, at, reason),
    async step(tx, tenantId, step) {
      const row = await root(tx, tenantId, step.incidentId);
      if (row === null) return;
      await addEntry(tx, tenantId, { ...step, incidentId: row.id, kind: 'action' });
    },
  };
}

/** One step of a response, for the timeline. The same id again is ignored. */
export interface ResponseStep {
  id: string;
  incidentId: string;
  at: number;
  message: Message;
}

async function root(tx: Tx, tenantId: string, incidentId: string): Promise<IncidentRow | null> {
  const db = tx.tables<IncidentTables>();
  const row = await incidentById(db, tenantId, incidentId);
  return row === null ? null : rootOf(db, tenantId, row);
}

async function readTargets(db: Db, tenantId: string, idOrNumber: string): Promise<IncidentTargets | null> {
  const read = db.read<IncidentTables>();
  const named = await findIncident(read, tenantId, idOrNumber);
  if (named === null) return null;
  const incident = await rootOf(read, tenantId, named);
  const facts = await readIncidentFacts(read, tenantId, incident.id, incident.severity_rank);
  const victims = victimsOf(facts.telling);
  const findingMessages: Record<string, Message> = {};
  for (const finding of facts.telling) findingMessages[finding.id] = finding.message;
  const vendorIds = new Map<string, string>();
  for (const finding of facts.telling) {
    const id = finding.facts.principalVendorId;
    const people = finding.entities.filter((entity) => entity.kind === 'principal' && entity.role === 'victim');
    // A finding about two people cannot say whose id it is.
    if (typeof id === 'string' && people.length === 1 && people[0] !== undefined) vendorIds.set(people[0].value, id);
  }
  return {
    incidentId: incident.id,
    number: numberText(incident.number),
    targets: victims
      .map((victim) => targetOf(victim, vendorIds.get(victim.value) ?? null))
      .toSorted((a, b) => (a.principal < b.principal ? -1 : 1)),
    bystanders: await readBystanders(db, tenantId, incident.id, new Set(victims.map((victim) => victim.value))),
    findingMessages,
  };
}

function targetOf(victim: Victim, principalVendorId: string | null): IncidentTarget {
  const authenticators = new Map<string, IncidentTarget['attackerAuthenticators'][number]>();
  for (const finding of victim.enrolled) {
    const named = finding.entities.find((entity) => entity.kind === 'authenticator');
    const vendorId = finding.facts.authenticatorVendorId ?? null;
    const kind = finding.facts.authenticatorKind ?? null;
    const enrolledAtMs = finding.facts.enrolledAtMs ?? finding.occurredAt;
    const key = vendorId ?? `${kind ?? ''}@${enrolledAtMs}`;
    if (authenticators.has(key)) continue;
    const label = named?.label ?? kind ?? '';
    authenticators.set(key, { vendorId, kind, enrolledAtMs, findingId: finding.id, label });
  }
  return {
    principal: victim.value,
    principalVendorId,
    label: victim.label,
    // A victim of whom no finding says more: his password is taken as known.
    exposure: victim.exposure ?? 'password-known',
    attackerAuthenticators: [...authenticators.values()],
    findingIds: victim.findingIds,
    lastAtMs: victim.lastAt,
  };
}

const MAX_LABELS = 5;

async function readBystanders(
  db: Db,
  tenantId: string,
  incidentId: string,
  victims: ReadonlySet<string>,
): Promise<IncidentTargets['bystanders']> {
  const rows = await db
    .read<IncidentTables>()
    .selectFrom('incident_entity')
    .select(['value', 'label', 'role'])
    .where('tenant_id', '=', tenantId)
    .where('incident_id', '=', incidentId)
    .where('kind', '=', 'principal')
    .where('role', 'in', ['reporter', 'exposed'])
    .orderBy('first_at')
    .orderBy('value')
    .execute();
  const out: IncidentTargets['bystanders'] = [];
  for (const role of ['reporter', 'exposed'] as const) {
    const people = rows.filter((row) => row.role === role && !victims.has(row.value));
    if (people.length === 0) continue;
    out.push({ role, count: people.length, labels: people.slice(0, MAX_LABELS).map((row) => row.label) });
  }
  return out;
}

async function setContained(tx: Tx, deps: ContainmentDeps, tenantId: string, id: string, at: number): Promise<void> {
  const row = await root(tx, tenantId, id);
  if (row === null || row.state !== 'open') return;
  await tx
    .tables<IncidentTables>()
    .updateTable('incident')
    .set({ state: 'contained', contained_at: at })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', row.id)
    .execute();
  await addEntry(tx, tenantId, {
    id: `${row.id}.contained.${at}`,
    incidentId: row.id,
    kind: 'state',
    at,
    message: { key: 'incidents.state.contained-by-plan', params: {} },
  });
  await deps.live.publish(tx, tenantId, 'incident', row.id);
}

async function setUndone(
  tx: Tx,
  deps: ContainmentDeps,
  tenantId: string,
  id: string,
  at: number,
  reason: string,
): Promise<void> {
  const row = await root(tx, tenantId, id);
  if (row === null || row.state !== 'contained') return;
  await tx
    .tables<IncidentTables>()
    .updateTable('incident')
    .set({ state: 'open', contained_at: null })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', row.id)
    .execute();
  await addEntry(tx, tenantId, {
    id: `${row.id}.undone.${at}`,
    incidentId: row.id,
    kind: 'state',
    at,
    message: { key: 'incidents.state.undone', params: { reason } },
  });
  await deps.live.publish(tx, tenantId, 'incident', row.id);
}
