import type { Kysely } from 'kysely';
import { uuidv7 } from '../base/ids.ts';
import type { LivePublisher } from '../platform/live/live.ts';
import type { Db, Tx } from '../platform/store/db.ts';
import { buildPlan, ROUND_POSITIONS, type PlannedAction } from './build-plan.ts';
import { planDigest, planText } from './plan-digest.ts';
import type { ContainmentDemand, ContainmentOutcome, ContainmentSubject, ContainmentTarget } from './ports.ts';
import { tellContained } from './tell-contained.ts';
import type { ActionParams, ActionRow, PlanRow, ResponseTables } from './tables.ts';

export interface ReviseDeps {
  db: Db;
  live: LivePublisher;
  subject: ContainmentSubject;
  outcome: ContainmentOutcome;
}

/**
 * Brings an incident's plan up to what the incident asks now; makes it where there is none. Actions that are approved or have
 * run stay as they are; proposed ones that nothing asks for any more are withdrawn. The revision rises only when the digest
 * changes, so that one more report does not interrupt an approval.
 * @returns null where there is no such incident
 */
export async function revisePlan(
  deps: ReviseDeps,
  tenantId: string,
  incidentId: string,
  at: number,
): Promise<PlanRow | null> {
  // What changes while the demand is read raises changed_seq further: the plan stays marked and follows again.
  const before = await planOf(deps.db.read<ResponseTables>(), tenantId, incidentId);
  const demand = await deps.subject.targets(tenantId, incidentId);
  if (demand === null) return null;
  return deps.db.transaction((tx) => writeRevision(tx, deps, tenantId, demand, before?.changed_seq ?? null, at));
}

type Reader = Kysely<ResponseTables>;

/** The plan row of an incident, or null. */
export async function planOf(db: Reader, tenantId: string, incidentId: string): Promise<PlanRow | null> {
  const row = await db
    .selectFrom('plan')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('incident_id', '=', incidentId)
    .executeTakeFirst();
  return row ?? null;
}

/** Every action of a plan, withdrawn ones included, in the order they run in. */
export async function actionsOf(db: Reader, tenantId: string, planId: string): Promise<ActionRow[]> {
  return db
    .selectFrom('action')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('plan_id', '=', planId)
    .orderBy('principal')
    .orderBy('position')
    .orderBy('key')
    .execute();
}

async function writeRevision(
  tx: Tx,
  deps: ReviseDeps,
  tenantId: string,
  demand: ContainmentDemand,
  seenSeq: number | null,
  at: number,
): Promise<PlanRow> {
  const db = tx.tables<ResponseTables>();
  const plan =
    (await planOf(db, tenantId, demand.incidentId)) ?? (await insertPlan(tx, tenantId, demand.incidentId, at));
  const existing = new Map((await actionsOf(db, tenantId, plan.id)).map((action) => [action.key, action]));
  const planned = buildPlan(demand, (target) => roundOf(target, [...existing.values()]));
  for (const action of planned) await putAction(tx, plan, existing.get(action.key) ?? null, action, at);
  const asked = new Set(planned.map((action) => action.key));
  for (const action of existing.values()) {
    if (action.state === 'proposed' && !asked.has(action.key)) await setState(tx, action, 'withdrawn');
  }
  const revised = await writeDigest(tx, deps, plan, at);
  const next = { bystanders: JSON.stringify(demand.bystanders), followed_seq: seenSeq ?? plan.followed_seq };
  await db.updateTable('plan').set(next).where('tenant_id', '=', tenantId).where('id', '=', plan.id).execute();
  await tellContained(tx, deps.outcome, tenantId, plan.id, at);
  return { ...revised, ...next };
}

/**
 * Makes the digest that of the actions as they are now; the revision rises when it is another. Whatever changes what an action
 * does calls it in the same transaction, so that no approval of the old words is taken for one of the new.
 */
export async function writeDigest(tx: Tx, deps: Pick<ReviseDeps, 'live'>, plan: PlanRow, at: number): Promise<PlanRow> {
  const db = tx.tables<ResponseTables>();
  const current = (await actionsOf(db, plan.tenant_id, plan.id)).filter((action) => action.state !== 'withdrawn');
  const digest = planDigest(planText(plan.tenant_id, plan.incident_id, current));
  if (digest === plan.digest) return plan;
  const next = { digest, revision: plan.revision + 1, updated_at: at };
  await db.updateTable('plan').set(next).where('tenant_id', '=', plan.tenant_id).where('id', '=', plan.id).execute();
  await deps.live.publish(tx, plan.tenant_id, 'plan', plan.id);
  return { ...plan, ...next };
}

/** {@link writeDigest} for the plan that an action stands in. */
export async function writeDigestOf(
  tx: Tx,
  deps: Pick<ReviseDeps, 'live'>,
  action: Pick<ActionRow, 'tenant_id' | 'plan_id'>,
  at: number,
): Promise<void> {
  const plan = await tx
    .tables<ResponseTables>()
    .selectFrom('plan')
    .selectAll()
    .where('tenant_id', '=', action.tenant_id)
    .where('id', '=', action.plan_id)
    .executeTakeFirst();
  if (plan !== undefined) await writeDigest(tx, deps, plan, at);
}

/**
 * Which round of containment a person is in. What he was contained for is over once every order was taken and read back; a
 * finding of something that happened later, with him as its victim, begins the next one.
 */
export function roundOf(target: ContainmentTarget, existing: readonly ActionRow[]): number {
  const mine = existing.filter(
    (action) =>
      action.principal === target.principal && action.kind !== 'remove-authenticator' && action.state !== 'withdrawn',
  );
  const last = Math.max(1, ...mine.map((action) => Math.floor(action.position / ROUND_POSITIONS) + 1));
  const ofLast = mine.filter((action) => Math.floor(action.position / ROUND_POSITIONS) + 1 === last);
  const over = ofLast.length > 0 && ofLast.every((one) => one.state === 'verified' || one.state === 'not-needed');
  if (!over) return last;
  const takenAt = Math.max(...ofLast.map((action) => action.accepted_at ?? action.verified_at ?? 0));
  return target.lastAtMs > takenAt ? last + 1 : last;
}

async function insertPlan(tx: Tx, tenantId: string, incidentId: string, at: number): Promise<PlanRow> {
  const row: PlanRow = {
    tenant_id: tenantId,
    id: uuidv7(at),
    incident_id: incidentId,
    revision: 0,
    digest: '',
    bystanders: '[]',
    changed_seq: 0,
    followed_seq: 0,
    contained_told: 0,
    created_at: at,
    updated_at: at,
  };
  await tx.tables<ResponseTables>().insertInto('plan').values(row).execute();
  return row;
}

async function putAction(
  tx: Tx,
  plan: PlanRow,
  existing: ActionRow | null,
  planned: PlannedAction,
  at: number,
): Promise<void> {
  const db = tx.tables<ResponseTables>();
  const words = {
    position: planned.position,
    principal_vendor_id: planned.principalVendorId ?? existing?.principal_vendor_id ?? null,
    label: planned.label,
    ...lookOf(planned.params, existing),
    because: JSON.stringify(planned.because),
    finding_ids: JSON.stringify(planned.findingIds),
  };
  if (existing === null) {
    await db
      .insertInto('action')
      .values({
        tenant_id: plan.tenant_id,
        id: uuidv7(at),
        plan_id: plan.id,
        incident_id: plan.incident_id,
        key: planned.key,
        kind: planned.kind,
        principal: planned.principal,
        ...words,
        withdrawn_by: null,
        state: 'proposed',
        approval_id: null,
        approved_at: null,
        approved_by: null,
        intent_at: null,
        accepted_at: null,
        verified_at: null,
        preview: null,
        snapshot: null,
        error: null,
        tries: 0,
        next_at: null,
        recheck_step: null,
      })
      .execute();
    return;
  }
  const known = JSON.parse(existing.finding_ids) as string[];
  const findingIds = JSON.stringify([...new Set([...known, ...planned.findingIds])]);
  if (existing.state === 'withdrawn' && existing.withdrawn_by !== null) {
    // Somebody decided against it, knowing these findings: only another one may ask again.
    if (planned.findingIds.every((id) => known.includes(id))) return;
  }
  // What a person has approved is what runs: only the reasons may grow.
  const open = existing.state === 'proposed' || existing.state === 'withdrawn';
  await db
    .updateTable('action')
    .set(
      open
        ? { ...words, finding_ids: findingIds, state: 'proposed', withdrawn_by: null }
        : { because: words.because, finding_ids: findingIds },
    )
    .where('tenant_id', '=', existing.tenant_id)
    .where('id', '=', existing.id)
    .execute();
}

/** What was picked for the approver stays picked as long as the same authenticator is asked for; else it is looked at anew. */
function lookOf(asked: ActionParams, existing: ActionRow | null): Pick<ActionRow, 'params'> & Partial<ActionRow> {
  if (existing === null) return { params: JSON.stringify(asked) };
  const before = JSON.parse(existing.params) as ActionParams;
  const same = isSameAuthenticator(asked.authenticator, before.authenticator);
  if (same && before.picked !== undefined) return { params: JSON.stringify({ ...asked, picked: before.picked }) };
  return { params: JSON.stringify(asked), ...(same ? {} : { preview: null, next_at: null }) };
}

function isSameAuthenticator(a: ActionParams['authenticator'], b: ActionParams['authenticator']): boolean {
  return a?.vendorId === b?.vendorId && a?.kind === b?.kind && a?.enrolledAtMs === b?.enrolledAtMs;
}

async function setState(tx: Tx, action: ActionRow, state: ActionRow['state']): Promise<void> {
  await tx
    .tables<ResponseTables>()
    .updateTable('action')
    .set({ state })
    .where('tenant_id', '=', action.tenant_id)
    .where('id', '=', action.id)
    .execute();
}

/**
 * Marks an incident's plan as behind, in the transaction that changed the incident. What was approved or has run in the plan of
 * an incident that was merged into it moves over; proposals there are made anew.
 */
export async function markChanged(
  tx: Tx,
  change: { tenantId: string; incidentId: string; mergedFrom: readonly string[]; at: number },
): Promise<void> {
  const db = tx.tables<ResponseTables>();
  const { tenantId, incidentId } = change;
  const plan = (await planOf(db, tenantId, incidentId)) ?? (await insertPlan(tx, tenantId, incidentId, change.at));
  for (const from of change.mergedFrom) {
    const old = await planOf(db, tenantId, from);
    if (old !== null) await moveActions(tx, old, plan);
  }
  await db
    .updateTable('plan')
    .set({ changed_seq: plan.changed_seq + 1 })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', plan.id)
    .execute();
}

async function moveActions(tx: Tx, from: PlanRow, into: PlanRow): Promise<void> {
  const db = tx.tables<ResponseTables>();
  const there = new Map((await actionsOf(db, into.tenant_id, into.id)).map((action) => [action.key, action]));
  for (const action of await actionsOf(db, from.tenant_id, from.id)) {
    const twin = there.get(action.key);
    const twinTouched = twin !== undefined && twin.state !== 'proposed' && twin.state !== 'withdrawn';
    // What a person withdrew stays so, unless the same is approved in the other plan.
    const decided = action.state === 'withdrawn' && action.withdrawn_by !== null && !twinTouched;
    const untouched = !decided && (action.state === 'proposed' || action.state === 'withdrawn');
    const twinUntouched = twin !== undefined && !twinTouched;
    // The same thing approved in both: both lines stay, the moved one under a key of its own.
    const key = twin === undefined || twinUntouched ? action.key : `${action.key}|${action.id}`;
    const drop = untouched ? action : twinUntouched ? twin : null;
    if (drop !== null) {
      await db.deleteFrom('action').where('tenant_id', '=', drop.tenant_id).where('id', '=', drop.id).execute();
    }
    if (untouched) continue;
    await db
      .updateTable('action')
      .set({ plan_id: into.id, incident_id: into.incident_id, key })
      .where('tenant_id', '=', action.tenant_id)
      .where('id', '=', action.id)
      .execute();
  }
  await db.deleteFrom('plan').where('tenant_id', '=', from.tenant_id).where('id', '=', from.id).execute();
}

/** Plans that are behind their incident. */
export async function plansBehind(db: Reader, tenantId: string, limit: number): Promise<PlanRow[]> {
  return db
    .selectFrom('plan')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .whereRef('changed_seq', '>', 'followed_seq')
    .orderBy('updated_at', 'desc')
    .limit(limit)
    .execute();
}
