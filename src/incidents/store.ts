import { sql, type Kysely } from 'kysely';
import type { EntityRef } from '../base/finding.ts';
import type { IncidentRowWire, IncidentWire, TimelineEntryWire } from './api.ts';
import { cursorOf, placeOf } from './paging.ts';
import type { IncidentRow, IncidentTables } from './tables.ts';
import { strongerRole } from './threads.ts';
import { numberText, parseNumber, readEntities, severityOf } from './wire-rows.ts';

type Reader = Kysely<IncidentTables>;

/** One incident as lists show it. */
export function rowWire(row: IncidentRow): IncidentRowWire {
  return {
    incidentId: row.id,
    number: numberText(row.number),
    state: row.state,
    severity: severityOf(row.severity_rank),
    headline: wireMessage(row.headline),
    findings: row.findings,
    victims: row.victims,
    domains: JSON.parse(row.domains) as string[],
    firstAt: row.first_at,
    lastAt: row.last_at,
    openedAt: row.opened_at,
    mergedInto: row.merged_into,
  };
}

export interface ListQuery {
  state: IncidentRow['state'] | 'all';
  q?: string | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** Incidents, those with the newest finding first; merged ones are left out. Searched by number, person, domain, network. */
export async function listIncidents(
  db: Reader,
  tenantId: string,
  query: ListQuery,
): Promise<{ items: IncidentRowWire[]; nextCursor: string | null }> {
  const after = placeOf(query.cursor);
  const words = query.q?.trim().toLowerCase() ?? '';
  const number = parseNumber(words);
  let rows = db
    .selectFrom('incident')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('merged_into', 'is', null)
    .orderBy('last_at', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit + 1);
  if (query.state !== 'all') rows = rows.where('state', '=', query.state);
  if (number !== null) rows = rows.where('number', '=', number);
  else if (words !== '') rows = rows.where((where) => where.exists(entitiesLike(db, tenantId, words)));
  if (after !== null) {
    rows = rows.where((where) =>
      where.or([
        where('last_at', '<', after.at),
        where.and([where('last_at', '=', after.at), where('id', '<', after.id)]),
      ]),
    );
  }
  const found = await rows.execute();
  const page = found.slice(0, query.limit);
  const last = page.at(-1);
  const more = found.length > query.limit && last !== undefined;
  return { items: page.map(rowWire), nextCursor: more ? cursorOf({ at: last.last_at, id: last.id }) : null };
}

function entitiesLike(db: Reader, tenantId: string, words: string) {
  const pattern = `%${words.replaceAll(/[\\%_]/gu, (sign) => `\\${sign}`)}%`;
  return db
    .selectFrom('incident_entity')
    .select(sql<number>`1`.as('one'))
    .where('incident_entity.tenant_id', '=', tenantId)
    .where(sql<boolean>`incident_entity.incident_id = incident.id`)
    .where(
      sql<boolean>`(lower(incident_entity.value) like ${pattern} escape '\\' or lower(incident_entity.label) like ${pattern} escape '\\')`,
    );
}

/** Things involved: one line each, in the role a reader must know first; at most `limit`, most often named first. */
export async function readEntitySums(
  db: Reader,
  tenantId: string,
  incidentId: string,
  limit: number,
): Promise<IncidentWire['entities']> {
  const rows = await db
    .selectFrom('incident_entity')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('incident_id', '=', incidentId)
    .orderBy('findings', 'desc')
    .orderBy('kind')
    .orderBy('value')
    .limit(limit)
    .execute();
  const byThing = new Map<string, IncidentWire['entities'][number]>();
  for (const row of rows) {
    const key = `${row.kind} ${row.value}`;
    const before = byThing.get(key);
    const role = before === undefined ? row.role : strongerRole(before.role, row.role);
    byThing.set(key, {
      kind: row.kind as EntityRef['kind'],
      value: row.value,
      label: before !== undefined && role === before.role ? before.label : row.label,
      role: role as EntityRef['role'],
      findings: row.findings + (before?.findings ?? 0),
      firstAt: Math.min(row.first_at, before?.firstAt ?? row.first_at),
      lastAt: Math.max(row.last_at, before?.lastAt ?? row.last_at),
    });
  }
  return [...byThing.values()];
}

/** Notes of an incident, earliest first. */
export async function readNotes(db: Reader, tenantId: string, incidentId: string): Promise<IncidentWire['notes']> {
  const rows = await db
    .selectFrom('incident_entry')
    .select(['id', 'author', 'text', 'at'])
    .where('tenant_id', '=', tenantId)
    .where('incident_id', '=', incidentId)
    .where('kind', '=', 'note')
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ noteId: row.id, author: row.author ?? '', text: row.text ?? '', at: row.at }));
}

/**
 * The timeline after a cursor: findings and the other lines, merged by time. Of one moment findings come first, then the others
 * in the order they were written. Evidence is never read for it.
 */
export async function readTimeline(
  db: Reader,
  tenantId: string,
  incidentId: string,
  query: { cursor?: string | undefined; limit: number },
): Promise<{ items: TimelineEntryWire[]; nextCursor: string | null }> {
  const after = placeOf(query.cursor);
  const lines = [
    ...(await findingLines(db, tenantId, incidentId, after, query.limit + 1)),
    ...(await otherLines(db, tenantId, incidentId, after, query.limit + 1)),
  ].toSorted((a, b) => a.line.at - b.line.at || (a.key < b.key ? -1 : 1));
  const page = lines.slice(0, query.limit);
  const last = page.at(-1);
  const more = lines.length > query.limit && last !== undefined;
  return {
    items: page.map(({ line }) => line),
    nextCursor: more ? cursorOf({ at: last.line.at, id: last.key }) : null,
  };
}

/** A line with its place among those of the same moment: a finding's id, or `~` (which sorts behind) and the order of writing. */
interface PlacedLine {
  key: string;
  line: TimelineEntryWire;
}

const SEQ_DIGITS = 16;

function entryKey(seq: number): string {
  return `~${String(seq).padStart(SEQ_DIGITS, '0')}`;
}

/** The order of writing in a key; −1 for a finding's, which lies before all others of its moment. */
function seqOf(key: string): number {
  return key.startsWith('~') ? Number(key.slice(1)) : -1;
}

async function findingLines(
  db: Reader,
  tenantId: string,
  incidentId: string,
  after: { at: number; id: string } | null,
  limit: number,
): Promise<PlacedLine[]> {
  let rows = db
    .selectFrom('incident_finding')
    .select([
      'id',
      'detector',
      'severity_rank',
      'occurred_at',
      'received_at',
      'found_at',
      'message',
      'entities',
      'joined_reason',
      'joined_by',
      'joined_at',
    ])
    .where('tenant_id', '=', tenantId)
    .where('incident_id', '=', incidentId)
    .orderBy('occurred_at')
    .orderBy('id')
    .limit(limit);
  if (after !== null) {
    rows = rows.where((where) =>
      where.or([
        where('occurred_at', '>', after.at),
        where.and([where('occurred_at', '=', after.at), where('id', '>', after.id)]),
      ]),
    );
  }
  const lineOf = (row: Awaited<ReturnType<typeof rows.execute>>[number]): TimelineEntryWire => ({
    entryId: row.id,
    kind: 'finding',
    at: row.occurred_at,
    severity: severityOf(row.severity_rank),
    message: wireMessage(row.message),
    findingId: row.id,
    detector: row.detector,
    joined:
      row.joined_reason === null || row.joined_by === null || row.joined_at === null
        ? null
        : { reason: wireMessage(row.joined_reason), by: row.joined_by, at: row.joined_at },
    entities: entityWires(row.entities),
    receivedAt: row.received_at,
    foundAt: row.found_at,
  });
  return (await rows.execute()).map((row) => ({ key: row.id, line: lineOf(row) }));
}

async function otherLines(
  db: Reader,
  tenantId: string,
  incidentId: string,
  after: { at: number; id: string } | null,
  limit: number,
): Promise<PlacedLine[]> {
  let rows = db
    .selectFrom('incident_entry')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('incident_id', '=', incidentId)
    .orderBy('at')
    .orderBy('seq')
    .limit(limit);
  if (after !== null) {
    rows = rows.where((where) =>
      where.or([
        where('at', '>', after.at),
        where.and([where('at', '=', after.at), where('seq', '>', seqOf(after.id))]),
      ]),
    );
  }
  const lineOf = (row: Awaited<ReturnType<typeof rows.execute>>[number]): TimelineEntryWire => ({
    entryId: row.id,
    kind: row.kind,
    at: row.at,
    severity: row.severity_rank === null ? null : severityOf(row.severity_rank),
    message: wireMessage(row.message),
    findingId: null,
    detector: null,
    joined: null,
    entities: [],
    receivedAt: null,
    foundAt: null,
  });
  return (await rows.execute()).map((row) => ({ key: entryKey(row.seq), line: lineOf(row) }));
}

/** A message as the wire has it: lists may not be read-only there. */
export function wireMessage(json: string): TimelineEntryWire['message'] {
  return JSON.parse(json) as TimelineEntryWire['message'];
}

/** The entities of a finding as the wire has them: whether they join is our own business. */
export function entityWires(json: string): TimelineEntryWire['entities'] {
  return readEntities(json).map(({ kind, value, label, role }) => ({ kind, value, label, role }));
}
