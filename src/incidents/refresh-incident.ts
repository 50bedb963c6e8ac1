import { sql, type Kysely } from 'kysely';
import type { Message } from '../base/finding.ts';
import type { KnownFacts } from '../base/finding-facts.ts';
import type { Tx } from '../platform/store/db.ts';
import { headlineOf, severityRankOf, victimsOf, type IncidentFacts, type TellingFinding } from './summarise.ts';
import type { FindingRow, IncidentRow, IncidentTables } from './tables.ts';
import { readEntities, readMessage } from './wire-rows.ts';

/** Telling findings read for one incident; an attack on more people than this is told by its first ones. */
const MAX_TELLING = 2000;
const MAX_DOMAINS = 20;
const CHUNK = 400;

/** What changed in an incident: findings that came in, or everything (a merge or a split). */
export type Change = { placed: readonly string[] } | 'rebuild';

/** Brings an incident's sums, severity and headline up to its findings, inside the transaction that changed them. */
export async function refreshIncident(tx: Tx, incident: IncidentRow, change: Change): Promise<IncidentRow> {
  const db = tx.tables<IncidentTables>();
  const { tenant_id: tenantId, id } = incident;
  const sums = change === 'rebuild' ? await rebuild(db, tenantId, id) : await addTo(db, incident, change.placed);
  const facts = await readIncidentFacts(db, tenantId, id, sums.severityRank);
  const next = {
    findings: sums.findings,
    first_at: sums.firstAt,
    last_at: sums.lastAt,
    severity_rank: severityRankOf(facts),
    headline: JSON.stringify(headlineOf(facts)),
    victims: victimsOf(facts.telling).length,
    domains: JSON.stringify(facts.domains.slice(0, MAX_DOMAINS).map((domain) => domain.value)),
  };
  await db.updateTable('incident').set(next).where('tenant_id', '=', tenantId).where('id', '=', id).execute();
  return { ...incident, ...next };
}

interface Sums {
  findings: number;
  firstAt: number;
  lastAt: number;
  severityRank: number;
}

async function addTo(db: Kysely<IncidentTables>, incident: IncidentRow, placed: readonly string[]): Promise<Sums> {
  const { tenant_id: tenantId, id } = incident;
  const sums: Sums = {
    findings: incident.findings,
    firstAt: incident.findings === 0 ? Number.MAX_SAFE_INTEGER : incident.first_at,
    lastAt: incident.findings === 0 ? 0 : incident.last_at,
    severityRank: incident.severity_rank,
  };
  for (let from = 0; from < placed.length; from += CHUNK) {
    const ids = placed.slice(from, from + CHUNK);
    const rows = await db
      .selectFrom('incident_finding')
      .select(['occurred_at', 'severity_rank'])
      .where('tenant_id', '=', tenantId)
      .where('id', 'in', ids)
      .execute();
    for (const row of rows) {
      sums.findings += 1;
      sums.firstAt = Math.min(sums.firstAt, row.occurred_at);
      sums.lastAt = Math.max(sums.lastAt, row.occurred_at);
      sums.severityRank = Math.max(sums.severityRank, row.severity_rank);
    }
    await sumEntities(db, tenantId, id, ids);
  }
  return sums;
}

async function rebuild(db: Kysely<IncidentTables>, tenantId: string, id: string): Promise<Sums> {
  await db.deleteFrom('incident_entity').where('tenant_id', '=', tenantId).where('incident_id', '=', id).execute();
  await sumEntities(db, tenantId, id, null);
  const row = await db
    .selectFrom('incident_finding')
    .where('tenant_id', '=', tenantId)
    .where('incident_id', '=', id)
    .select((of) => [
      of.fn.countAll<number>().as('findings'),
      of.fn.min('occurred_at').as('first_at'),
      of.fn.max('occurred_at').as('last_at'),
      of.fn.max('severity_rank').as('severity_rank'),
    ])
    .executeTakeFirstOrThrow();
  return {
    findings: row.findings,
    firstAt: row.first_at ?? 0,
    lastAt: row.last_at ?? 0,
    severityRank: row.severity_rank ?? 0,
  };
}

/** Adds the entities of some findings (null: of all in the incident) to the incident's sums. */
async function sumEntities(
  db: Kysely<IncidentTables>,
  tenantId: string,
  incidentId: string,
  findingIds: readonly string[] | null,
): Promise<void> {
  let named = db.selectFrom('finding_entity').where('tenant_id', '=', tenantId).where('incident_id', '=', incidentId);
  if (findingIds !== null) named = named.where('finding_id', 'in', [...findingIds]);
  await db
    .insertInto('incident_entity')
    .columns(['tenant_id', 'incident_id', 'kind', 'value', 'role', 'label', 'findings', 'first_at', 'last_at'])
    .expression(
      named
        .select((of) => [
          sql<string>`${tenantId}`.as('tenant_id'),
          sql<string>`${incidentId}`.as('incident_id'),
          'kind',
          'value',
          'role',
          of.fn.max('label').as('label'),
          of.fn.countAll<number>().as('findings'),
          of.fn.min('occurred_at').as('first_at'),
          of.fn.max('occurred_at').as('last_at'),
        ])
        .groupBy(['kind', 'value', 'role']),
    )
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'incident_id', 'kind', 'value', 'role']).doUpdateSet({
        findings: sql`incident_entity.findings + excluded.findings`,
        label: sql`excluded.label`,
        first_at: sql`case when excluded.first_at < incident_entity.first_at then excluded.first_at else incident_entity.first_at end`,
        last_at: sql`case when excluded.last_at > incident_entity.last_at then excluded.last_at else incident_entity.last_at end`,
      }),
    )
    .execute();
}

/** Reads what headline, story, severity and containment are made of. @param maxSeverityRank the gravest finding's */
export async function readIncidentFacts(
  db: Kysely<IncidentTables>,
  tenantId: string,
  incidentId: string,
  maxSeverityRank: number,
): Promise<IncidentFacts> {
  const telling = await readTelling(db, tenantId, incidentId);
  const reports = await db
    .selectFrom('incident_finding')
    .where('tenant_id', '=', tenantId)
    .where('incident_id', '=', incidentId)
    .where('telling', 'in', [1, 2])
    .where('report_id', 'is not', null)
    .select((of) => [of.fn.count<number>('report_id').distinct().as('count'), of.fn.min('reported_at').as('first_at')])
    .executeTakeFirstOrThrow();
  const entities = await db
    .selectFrom('incident_entity')
    .select(['kind', 'value', 'label', 'role', 'first_at'])
    .where('tenant_id', '=', tenantId)
    .where('incident_id', '=', incidentId)
    .where((where) =>
      where.or([
        where('kind', '=', 'domain'),
        where.and([where('kind', '=', 'principal'), where('role', '=', 'exposed')]),
      ]),
    )
    .orderBy('first_at')
    .orderBy('value')
    .execute();
  const domains = new Map<string, IncidentFacts['domains'][number]>();
  for (const row of entities.filter((row) => row.kind === 'domain')) {
    if (!domains.has(row.value)) domains.set(row.value, { value: row.value, label: row.label, firstAt: row.first_at });
  }
  const exposed = entities.filter((row) => row.kind === 'principal');
  return {
    telling,
    reports: { count: reports.count, firstAt: reports.first_at },
    domains: [...domains.values()],
    exposed: exposed.length,
    firstExposedAt: exposed[0]?.first_at ?? null,
    maxSeverityRank,
    earliest: await earliestMessage(db, tenantId, incidentId),
  };
}

async function readTelling(
  db: Kysely<IncidentTables>,
  tenantId: string,
  incidentId: string,
): Promise<TellingFinding[]> {
  const rows = await db
    .selectFrom('incident_finding')
    .select(['id', 'occurred_at', 'message', 'entities', 'facts'])
    .where('tenant_id', '=', tenantId)
    .where('incident_id', '=', incidentId)
    .where('telling', '=', 1)
    .orderBy('occurred_at')
    .orderBy('id')
    .limit(MAX_TELLING)
    .execute();
  return rows.map(tellingOf);
}

function tellingOf(row: Pick<FindingRow, 'id' | 'occurred_at' | 'message' | 'entities' | 'facts'>): TellingFinding {
  return {
    id: row.id,
    occurredAt: row.occurred_at,
    message: readMessage(row.message),
    entities: readEntities(row.entities),
    facts: JSON.parse(row.facts) as KnownFacts,
  };
}

async function earliestMessage(db: Kysely<IncidentTables>, tenantId: string, incidentId: string): Promise<Message> {
  const row = await db
    .selectFrom('incident_finding')
    .select('message')
    .where('tenant_id', '=', tenantId)
    .where('incident_id', '=', incidentId)
    .orderBy('occurred_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? { key: 'incidents.state.opened', params: {} } : readMessage(row.message);
}
