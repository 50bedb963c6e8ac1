import { AppError } from '../base/errors.ts';
import { REHEARSAL_TENANT, uuidv7 } from '../base/ids.ts';
import type { Actor } from '../platform/http/context.ts';
import type { Tx } from '../platform/store/db.ts';
import { APPROVAL_BEGUN_MS, peopleOf, type ResponseLimits } from './execute-plan.ts';
import { journal } from './journal.ts';
import { planDigest, planText, statementText } from './plan-digest.ts';
import type { ApprovalVerifier, ContainmentOutcome } from './ports.ts';
import { actionsOf, planOf, revisePlan, type ReviseDeps } from './revise-plan.ts';
import type { ActionRow, ApprovalRow, PlanRow, ResponseTables } from './tables.ts';

/** An approval that nobody finished is of no use after ten minutes; what was approved is kept for ever, as its proof. */
const KEEP_UNFINISHED_MS = 86_400_000;

export interface ApproveDeps extends ReviseDeps {
  approvals: ApprovalVerifier;
  outcome: ContainmentOutcome;
  limits: () => ResponseLimits;
}

/** What somebody wants to approve. */
export interface Chosen {
  planId: string;
  digest: string;
  actionIds: readonly string[];
}

interface Approver {
  tenantId: string;
  actor: Actor;
  now: number;
}

/**
 * Begins an approval: keeps the statement that is to be signed and gives the passkey challenge derived from it.
 * @throws AppError `response.plan_changed` (409) when the plan is another by now, `response.passkey_needed`
 */
export async function beginApproval(
  deps: ApproveDeps,
  approver: Approver,
  incidentId: string,
  chosen: Chosen,
): Promise<{ approvalId: string; publicKey: Record<string, unknown> | null }> {
  const { tenantId, actor, now } = approver;
  const { plan, actions } = await currentPlan(deps, approver, incidentId, chosen);
  const text = planText(tenantId, plan.incident_id, actions);
  checkPeople(deps.limits(), text, actions, chosen.actionIds);
  const accountId = actor.kind === 'account' ? actor.id : `${actor.kind}:${actor.id}`;
  const statement = statementText({
    tenantId,
    incidentId: plan.incident_id,
    planId: plan.id,
    revision: plan.revision,
    digest: plan.digest,
    actionIds: chosen.actionIds,
    accountId,
    begunAtMs: now,
  });
  const challenge = await deps.approvals.begin(actor.kind === 'account' ? actor.id : null, statement);
  if (challenge.publicKey === null) refuseUnsigned(tenantId);
  const row: ApprovalRow = {
    tenant_id: tenantId,
    id: uuidv7(now),
    plan_id: plan.id,
    incident_id: plan.incident_id,
    revision: plan.revision,
    digest: plan.digest,
    action_ids: JSON.stringify([...chosen.actionIds].toSorted()),
    plan_text: text,
    statement,
    nonce: challenge.nonce,
    account_id: accountId,
    account_name: actor.name,
    begun_at: now,
    needs_assertion: challenge.publicKey === null ? 0 : 1,
    approved_at: null,
    assertion: null,
    passkey_id: null,
  };
  await deps.db.transaction(async (tx) => {
    const db = tx.tables<ResponseTables>();
    await db
      .deleteFrom('approval')
      .where('tenant_id', '=', tenantId)
      .where('approved_at', 'is', null)
      .where('begun_at', '<', now - KEEP_UNFINISHED_MS)
      .execute();
    await db.insertInto('approval').values(row).execute();
  });
  return { approvalId: row.id, publicKey: challenge.publicKey };
}

/**
 * Approves with the passkey's assertion. The statement, the digest and the states are checked again in the transaction that
 * stores the approval, so that nothing slips in between.
 * @throws AppError `response.plan_changed`, `response.approval_unknown`, `response.approval_expired`, `auth.assertion_invalid`
 */
export async function approvePlan(
  deps: ApproveDeps,
  approver: Approver,
  incidentId: string,
  given: Chosen & { approvalId: string; assertion: Record<string, unknown> | null },
): Promise<PlanRow> {
  const { tenantId, actor, now } = approver;
  const begun = await begunApproval(deps, approver, given);
  const { plan } = await currentPlan(deps, approver, incidentId, given);
  const passkeyId = await checkAssertion(deps, begun, given.assertion);
  await deps.db.transaction(async (tx) => {
    const db = tx.tables<ResponseTables>();
    const again = await planOf(db, tenantId, plan.incident_id);
    if (again === null || again.digest !== begun.digest) throw planChanged();
    const actions = chosenActions(await actionsOf(db, tenantId, plan.id), given.actionIds);
    const taken = await db
      .updateTable('approval')
      .set({
        approved_at: now,
        assertion: given.assertion === null ? null : JSON.stringify(given.assertion),
        passkey_id: passkeyId,
      })
      .where('tenant_id', '=', tenantId)
      .where('id', '=', begun.id)
      .where('approved_at', 'is', null)
      .returning('id')
      .execute();
    if (taken.length === 0) throw approvalUnknown();
    for (const action of actions) await setApproved(tx, action, begun, actor.name, now, passkeyId);
    await deps.outcome.step(tx, tenantId, {
      id: `${begun.id}.approved`,
      incidentId: plan.incident_id,
      at: now,
      message: { key: 'response.timeline.approved', params: { by: actor.name, actions: actions.length } },
    });
    await deps.live.publish(tx, tenantId, 'plan', plan.id);
  });
  return plan;
}

/** The plan as it is now, checked against what the approver saw. */
async function currentPlan(
  deps: ApproveDeps,
  approver: Approver,
  incidentId: string,
  chosen: Chosen,
): Promise<{ plan: PlanRow; actions: ActionRow[] }> {
  const plan = await revisePlan(deps, approver.tenantId, incidentId, approver.now);
  if (plan === null) {
    throw new AppError('response.incident_not_found', 'There is no such incident', { status: 404 });
  }
  const all = await actionsOf(deps.db.read<ResponseTables>(), approver.tenantId, plan.id);
  const actions = all.filter((action) => action.state !== 'withdrawn');
  if (plan.id !== chosen.planId || plan.digest !== chosen.digest) throw planChanged();
  // The stored digest is that of the stored actions, not of somebody's edit.
  if (planDigest(planText(approver.tenantId, plan.incident_id, actions)) !== plan.digest) throw planChanged();
  chosenActions(actions, chosen.actionIds);
  return { plan, actions };
}

function chosenActions(actions: readonly ActionRow[], actionIds: readonly string[]): ActionRow[] {
  const chosen = actions.filter((action) => actionIds.includes(action.id));
  if (chosen.length !== new Set(actionIds).size || chosen.some((action) => action.state !== 'proposed')) {
    throw new AppError('response.not_proposed', 'One of the chosen actions is not waiting for approval', {
      status: 409,
      remedy: 'Load the plan again; somebody else may have approved it.',
    });
  }
  return chosen;
}

function planChanged(): AppError {
  return new AppError('response.plan_changed', 'The plan has changed since you saw it', {
    status: 409,
    remedy: 'Look at what is new in the plan, then approve again.',
  });
}

function approvalUnknown(): AppError {
  return new AppError('response.approval_unknown', 'This approval was not begun here, or is used', {
    status: 409,
    remedy: 'Begin the approval again.',
  });
}

function refuseUnsigned(tenantId: string): void {
  if (tenantId === REHEARSAL_TENANT) return;
  throw new AppError(
    'response.passkey_needed',
    'Containment is approved with a passkey, and there is none to ask for',
    {
      status: 403,
      remedy: 'Sign in with your own account and create its passkey; tokens cannot approve.',
    },
  );
}

/** Those chosen now and those already approved under the same plan. */
function checkPeople(
  limits: ResponseLimits,
  text: string,
  actions: readonly ActionRow[],
  actionIds: readonly string[],
): void {
  const before = actions.filter((action) => action.state !== 'proposed').map((action) => action.principal);
  const people = new Set([...peopleOf(text, actionIds), ...before]).size;
  if (people <= limits.maxPeoplePerPlan) return;
  throw new AppError('response.too_many_people', `This would act on ${people} people at once`, {
    status: 409,
    remedy: `At most ${limits.maxPeoplePerPlan} are allowed. Make sure that the incident is what it seems, then raise containment.maxPeoplePerPlan.`,
  });
}

async function begunApproval(
  deps: ApproveDeps,
  approver: Approver,
  given: Chosen & { approvalId: string },
): Promise<ApprovalRow> {
  const row = await deps.db
    .read<ResponseTables>()
    .selectFrom('approval')
    .selectAll()
    .where('tenant_id', '=', approver.tenantId)
    .where('id', '=', given.approvalId)
    .executeTakeFirst();
  const { actor } = approver;
  const accountId = actor.kind === 'account' ? actor.id : `${actor.kind}:${actor.id}`;
  const sameChoice = row !== undefined && row.action_ids === JSON.stringify([...given.actionIds].toSorted());
  if (row === undefined || row.approved_at !== null || row.account_id !== accountId || !sameChoice) {
    throw approvalUnknown();
  }
  if (row.plan_id !== given.planId || row.digest !== given.digest) throw planChanged();
  // A rehearsal's clock runs ahead of its people; the challenge itself ends by the real one.
  if (approver.tenantId !== REHEARSAL_TENANT && approver.now - row.begun_at > APPROVAL_BEGUN_MS) {
    throw new AppError('response.approval_expired', 'The approval was begun more than ten minutes ago', {
      status: 409,
      remedy: 'Begin it again.',
    });
  }
  return row;
}

async function checkAssertion(
  deps: ApproveDeps,
  begun: ApprovalRow,
  assertion: Record<string, unknown> | null,
): Promise<string | null> {
  if (assertion !== null) {
    const verified = await deps.approvals.verify(begun.account_id, begun.statement, begun.nonce, assertion);
    return verified.passkeyId;
  }
  if (begun.needs_assertion === 1) {
    throw new AppError('response.not_signed', 'The approval was not signed', {
      status: 403,
      remedy: 'Approve it with your passkey.',
    });
  }
  refuseUnsigned(begun.tenant_id);
  return null;
}

async function setApproved(
  tx: Tx,
  action: ActionRow,
  approval: ApprovalRow,
  by: string,
  at: number,
  passkeyId: string | null,
): Promise<void> {
  await tx
    .tables<ResponseTables>()
    .updateTable('action')
    .set({
      state: 'approved',
      approval_id: approval.id,
      approved_at: at,
      approved_by: by,
      error: null,
      tries: 0,
      next_at: null,
    })
    .where('tenant_id', '=', action.tenant_id)
    .where('id', '=', action.id)
    .execute();
  await journal(tx, action, 'approved', at, { approvalId: approval.id, digest: approval.digest, passkeyId });
}
