import { AppError } from '../../base/errors.ts';
import { uuidv7 } from '../../base/ids.ts';
import type { Tx } from '../../platform/store/db.ts';
import { readState, recordLife, writeState } from './record-life.ts';
import type { Decision, DomainDecisionRow, LifeTables } from './tables.ts';

/** Who decides: an id that stays, and the name at that time. */
export interface Decider {
  id: string;
  name: string;
}

export interface NewDecision {
  decision: Decision;
  reason: string;
  by: Decider;
  /** Milliseconds UTC. */
  at: number;
  /** For `ours`: the brand it belongs to. */
  brand: string | null;
  /** The person typed the domain's name, knowing why blocklists refuse it. */
  confirmed: boolean;
}

/** The decision about a domain that stands, or null. */
export async function decisionOf(tx: Tx, tenantId: string, registrable: string): Promise<DomainDecisionRow | null> {
  const row = await tx
    .tables<LifeTables>()
    .selectFrom('domain_decision')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('registrable', '=', registrable)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return row ?? null;
}

/** Decides about a domain. What stood before is dated as undone, so that the history stays whole. */
export async function decide(tx: Tx, tenantId: string, registrable: string, made: NewDecision): Promise<void> {
  const before = await decisionOf(tx, tenantId, registrable);
  if (before !== null) await endDecision(tx, before, made.by, made.at);
  await tx
    .tables<LifeTables>()
    .insertInto('domain_decision')
    .values({
      tenant_id: tenantId,
      decision_id: uuidv7(made.at),
      registrable,
      decision: made.decision,
      reason: made.reason,
      by: made.by.id,
      by_name: made.by.name,
      at: made.at,
      revoked_at: null,
      revoked_by: null,
      confirmed: made.confirmed ? 1 : 0,
    })
    .execute();
  const state = await readState(tx, tenantId, registrable);
  await writeState(tx, {
    ...state,
    decision: made.decision,
    decided_at: made.at,
    decided_brand: made.decision === 'ours' ? made.brand : null,
  });
  await recordLife(tx, tenantId, registrable, {
    kind: 'decided',
    at: made.at,
    detail: { decision: made.decision, reason: made.reason, by: made.by.name },
  });
}

/** Undoes the decision about a domain. @throws AppError `domains.not_decided` when there is none */
export async function revoke(tx: Tx, tenantId: string, registrable: string, by: Decider, at: number): Promise<void> {
  const before = await decisionOf(tx, tenantId, registrable);
  if (before === null) {
    throw new AppError('domains.not_decided', `Nothing is decided about ${registrable}`, {
      status: 409,
      remedy: 'Somebody else may have undone it: reload the page.',
    });
  }
  await endDecision(tx, before, by, at);
  const state = await readState(tx, tenantId, registrable);
  await writeState(tx, { ...state, decision: null, decided_at: null, decided_brand: null });
  await recordLife(tx, tenantId, registrable, {
    kind: 'undecided',
    at,
    detail: { decision: before.decision, by: by.name },
  });
}

async function endDecision(tx: Tx, row: DomainDecisionRow, by: Decider, at: number): Promise<void> {
  await tx
    .tables<LifeTables>()
    .updateTable('domain_decision')
    .set({ revoked_at: at, revoked_by: by.name })
    .where('tenant_id', '=', row.tenant_id)
    .where('decision_id', '=', row.decision_id)
    .execute();
}
