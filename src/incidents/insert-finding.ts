import type { EntityRef, Finding } from '../base/finding.ts';
import { knownFacts, type KnownFacts } from '../base/finding-facts.ts';
import type { Tx } from '../platform/store/db.ts';
import type { IncidentTables } from './tables.ts';
import { threadKind } from './threads.ts';
import { rankOf } from './wire-rows.ts';

/** Labels are shown, never looked up: they may be cut. */
const MAX_LABEL_CHARS = 300;
/** Values are keys: three bytes a character, and more would not fit an index row of PostgreSQL (2704 bytes). */
const MAX_VALUE_CHARS = 500;

/**
 * Keeps a finding whole, with what it names, in no incident yet.
 * @returns false when it is there already: a second judgement changes nothing
 */
export async function insertFinding(tx: Tx, finding: Finding): Promise<boolean> {
  const db = tx.tables<IncidentTables>();
  const facts = knownFacts(finding);
  const reports = finding.entities.some((entity) => entity.role === 'reporter');
  const entities = uniqueEntities(finding.entities);
  const inserted = await db
    .insertInto('incident_finding')
    .values({
      tenant_id: finding.tenantId,
      id: finding.id,
      incident_id: null,
      detector: finding.detector,
      severity_rank: rankOf(finding.severity),
      occurred_at: finding.occurredAt,
      received_at: finding.receivedAt,
      found_at: finding.foundAt,
      telling: telling(finding, facts, reports),
      reported_at: reports ? (facts.messageAtMs ?? finding.occurredAt) : null,
      report_id: reports ? (finding.evidence[0]?.id ?? finding.id) : null,
      message: JSON.stringify(finding.message),
      entities: JSON.stringify(entities),
      facts: JSON.stringify(facts),
      joined_reason: null,
      joined_by: null,
      joined_at: null,
      body: JSON.stringify(finding),
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'id']).doNothing())
    .returning('id')
    .execute();
  if (inserted.length === 0) return false;
  if (entities.length === 0) return true;
  await db
    .insertInto('finding_entity')
    .values(
      entities.map((entity) => ({
        tenant_id: finding.tenantId,
        finding_id: finding.id,
        incident_id: null,
        kind: entity.kind,
        value: entity.value,
        role: entity.role,
        label: entity.label,
        joins: threadKind(entity) === null ? 0 : 1,
        occurred_at: finding.occurredAt,
      })),
    )
    .execute();
  return true;
}

function telling(finding: Finding, facts: KnownFacts, reports: boolean): number {
  const victim = finding.entities.some((entity) => entity.kind === 'principal' && entity.role === 'victim');
  if (victim || facts.certifiedAtMs !== undefined || facts.enrolledAtMs !== undefined) return 1;
  return reports ? 2 : 0;
}

/** One row per kind, value and role, bounded in length; a thing named twice joins when one of the two does. */
function uniqueEntities(entities: readonly EntityRef[]): EntityRef[] {
  const byKey = new Map<string, EntityRef>();
  for (const entity of entities) {
    const cut = entity.value.length > MAX_VALUE_CHARS;
    const value = cut ? entity.value.slice(0, MAX_VALUE_CHARS) : entity.value;
    const key = JSON.stringify([entity.kind, value, entity.role]);
    const joins = (entity.joins && !cut) || (byKey.get(key)?.joins ?? false);
    byKey.set(key, { ...entity, value, joins, label: entity.label.slice(0, MAX_LABEL_CHARS) });
  }
  return [...byKey.values()];
}
