import type { Finding, Message } from '../base/finding.ts';
import type { Tx } from '../platform/store/db.ts';
import { addEntry } from './add-entry.ts';
import { apartFrom } from './apart.ts';
import { findNeighbours, type Neighbour } from './find-neighbours.ts';
import { incidentById, openIncident } from './incident-rows.ts';
import { mergeInto, placeFindings } from './move-findings.ts';
import type { IncidentRow, IncidentTables } from './tables.ts';
import { joinReason, reopens, threadRank, type Thread } from './threads.ts';
import { numberText } from './wire-rows.ts';

/** A closed incident is opened again by a finding on one of its sessions or authenticators that comes within this time. */
export const REOPEN_WITHIN_MS = 7 * 86_400_000;

/** At most so many closed incidents are named as forerunners of a new one. */
const MAX_FORERUNNERS = 5;

interface Candidate extends Neighbour {
  row: IncidentRow;
}

/** What the grouping of one finding changed. */
export interface Grouped {
  /** null when the finding stays loose (info, and nothing to join). */
  incidentId: string | null;
  /** The finding itself and the loose ones that came in with it. */
  placed: string[];
  /** Incidents that this one swallowed. */
  merged: string[];
}

/**
 * Finds the place of a finding that was just inserted. The partition that results is the connected components of "shares a
 * joining thing" over all findings, in whatever order they came, except where a person has split or where an incident was closed.
 */
export async function groupFinding(tx: Tx, finding: Finding): Promise<Grouped> {
  const { tenantId } = finding;
  const seed = { findingId: finding.id, occurredAt: finding.occurredAt };
  const around = await findNeighbours(tx, tenantId, seed, finding.severity !== 'info');
  const candidates = await withRows(tx, tenantId, around.incidents);
  const live = candidates.filter((candidate) => candidate.row.state !== 'closed' || mayReopen(candidate, finding));
  const closed = candidates.filter((candidate) => !live.includes(candidate));
  live.sort(bestFirst);
  const placed = [finding.id, ...around.orphans.keys()];
  const [home, ...others] = live;
  if (home === undefined) {
    if (finding.severity === 'info') return { incidentId: null, placed: [], merged: [] };
    const opened = await openIncident(tx, tenantId, finding.foundAt);
    await placeFindings(tx, tenantId, [finding.id], opened.id, null);
    await noteForerunners(tx, tenantId, opened, closed, finding);
    await adopt(tx, tenantId, around.orphans, opened.id, finding.foundAt);
    return { incidentId: opened.id, placed, merged: [] };
  }
  const { survivor, merged } = await bringTogether(tx, finding, home, others);
  const thread = directThread(home, finding) ?? home.threads[0];
  await placeFindings(tx, tenantId, [finding.id], survivor.id, {
    reason: thread === undefined ? null : joinReason(thread),
    by: 'rule',
    at: finding.foundAt,
  });
  await adopt(tx, tenantId, around.orphans, survivor.id, finding.foundAt);
  await openAgain(tx, survivor, finding);
  return { incidentId: survivor.id, placed, merged };
}

async function withRows(tx: Tx, tenantId: string, neighbours: readonly Neighbour[]): Promise<Candidate[]> {
  const out: Candidate[] = [];
  for (const neighbour of neighbours) {
    const row = await incidentById(tx.tables<IncidentTables>(), tenantId, neighbour.incidentId);
    if (row !== null) out.push({ ...neighbour, row });
  }
  return out;
}

function mayReopen(candidate: Candidate, finding: Finding): boolean {
  const { closed_at: closedAt } = candidate.row;
  if (finding.severity === 'info' || closedAt === null || finding.foundAt - closedAt > REOPEN_WITHIN_MS) return false;
  return candidate.threads.some((thread) => reopens(thread.kind));
}

/** The strongest thread decides, then how many there are, then age: the same whatever the order of arrival. */
function bestFirst(a: Candidate, b: Candidate): number {
  const rank = (candidate: Candidate): number => {
    const [first] = candidate.threads;
    return first === undefined ? 99 : threadRank(first.kind);
  };
  return rank(a) - rank(b) || b.threads.length - a.threads.length || a.row.number - b.row.number;
}

/** Merges every candidate that no person has set apart; the oldest survives. */
async function bringTogether(
  tx: Tx,
  finding: Finding,
  home: Candidate,
  others: readonly Candidate[],
): Promise<{ survivor: IncidentRow; merged: string[] }> {
  const { tenantId } = finding;
  let survivor = home.row;
  const merged: string[] = [];
  for (const other of others) {
    const apart = await apartFrom(tx, tenantId, survivor.id);
    if (apart.has(other.row.id)) continue;
    const [into, from] = survivor.number < other.row.number ? [survivor, other.row] : [other.row, survivor];
    // What the finding shares with the one that goes: what it shares with the other stands at the finding itself.
    const goes = from.id === other.row.id ? other : home;
    const thread = goes.threads[0];
    if (thread === undefined) continue;
    const params = { from: numberText(from.number), label: thread.label, value: thread.value, withFinding: finding.id };
    const reason: Message = { key: `incidents.merged.${thread.kind}`, params };
    const state: Message = { key: `incidents.state.merged.${thread.kind}`, params };
    await mergeInto(tx, tenantId, from, into, { by: 'rule', at: finding.foundAt, reason, state });
    merged.push(from.id);
    survivor = (await incidentById(tx.tables<IncidentTables>(), tenantId, into.id)) ?? into;
  }
  return { survivor, merged: merged.filter((id) => id !== survivor.id) };
}

/** A thread that the finding itself holds, rather than one through a loose finding. */
function directThread(home: Candidate, finding: Finding): Thread | undefined {
  return home.threads.find((thread) =>
    finding.entities.some((entity) => entity.kind === thread.kind && entity.value === thread.value),
  );
}

/** Info findings that opened nothing come in as soon as something they belong to is an incident. */
async function adopt(
  tx: Tx,
  tenantId: string,
  orphans: ReadonlyMap<string, Thread>,
  incidentId: string,
  at: number,
): Promise<void> {
  for (const [findingId, thread] of orphans) {
    await placeFindings(tx, tenantId, [findingId], incidentId, { reason: joinReason(thread), by: 'rule', at });
  }
}

/**
 * A closed incident that a finding joins is open again. A contained one is, when the finding names a victim and tells something
 * new: a person whom the incident did not know as one, or something that happened after the containment. What happened before
 * and only came late does not undo it.
 */
async function openAgain(tx: Tx, incident: IncidentRow, finding: Finding): Promise<void> {
  if (incident.state === 'open') return;
  if (incident.state === 'contained' && !(await isNews(tx, incident, finding))) return;
  await tx
    .tables<IncidentTables>()
    .updateTable('incident')
    .set({ state: 'open', contained_at: null, closed_at: null, closed_reason: null })
    .where('tenant_id', '=', finding.tenantId)
    .where('id', '=', incident.id)
    .execute();
  await addEntry(tx, finding.tenantId, {
    id: `${incident.id}.reopened.${finding.id}`,
    incidentId: incident.id,
    kind: 'state',
    at: finding.foundAt,
    message: { key: 'incidents.state.reopened-by-finding', params: {} },
  });
}

async function isNews(tx: Tx, incident: IncidentRow, finding: Finding): Promise<boolean> {
  const victims = finding.entities.filter((entity) => entity.kind === 'principal' && entity.role === 'victim');
  if (finding.severity === 'info' || victims.length === 0) return false;
  if (finding.occurredAt > (incident.contained_at ?? 0)) return true;
  const known = await tx
    .tables<IncidentTables>()
    .selectFrom('incident_entity')
    .select('value')
    .where('tenant_id', '=', finding.tenantId)
    .where('incident_id', '=', incident.id)
    .where('kind', '=', 'principal')
    .where('role', '=', 'victim')
    .where(
      'value',
      'in',
      victims.map((victim) => victim.value),
    )
    .execute();
  return victims.some((victim) => !known.some((one) => one.value === victim.value));
}

/** A new incident says which closed ones it follows: the same thing was named there. */
async function noteForerunners(
  tx: Tx,
  tenantId: string,
  opened: IncidentRow,
  closed: readonly Candidate[],
  finding: Finding,
): Promise<void> {
  const newestFirst = closed.toSorted((a, b) => b.row.number - a.row.number).slice(0, MAX_FORERUNNERS);
  for (const candidate of newestFirst) {
    const [thread] = candidate.threads;
    if (thread === undefined) continue;
    await addEntry(tx, tenantId, {
      id: `${opened.id}.follows.${candidate.row.id}`,
      incidentId: opened.id,
      kind: 'state',
      at: finding.foundAt,
      message: {
        key: `incidents.state.follows.${thread.kind}`,
        params: { number: numberText(candidate.row.number), label: thread.label, value: thread.value },
      },
    });
  }
}
