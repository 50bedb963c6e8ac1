import { AppError } from '../base/errors.ts';
import type { Actor } from '../platform/http/context.ts';
import type { Db } from '../platform/store/db.ts';
import { actionById, unlooked } from './action-store.ts';
import { writeDigestOf } from './revise-plan.ts';
import { writeChange, type SettleDeps } from './settle-action.ts';
import type { ActionRow } from './tables.ts';
import { tellContained } from './tell-contained.ts';

export interface WithdrawDeps extends SettleDeps {
  db: Db;
}

/**
 * Takes an action off its plan before it begins. The same findings do not propose it again. The hand commits its intent only on
 * an action that is still approved: of a withdrawal and a beginning at the same time, one is refused.
 * @throws AppError `response.action_not_found` (404), `response.begun`, `response.not_withdrawable` (409)
 */
export async function withdrawAction(
  deps: WithdrawDeps,
  by: { tenantId: string; actor: Actor; now: number },
  actionId: string,
): Promise<ActionRow> {
  const { tenantId, actor, now } = by;
  const action = await actionById(deps.db, tenantId, actionId);
  if (action === null) {
    throw new AppError('response.action_not_found', 'There is no such action', { status: 404 });
  }
  if (action.state !== 'proposed' && action.state !== 'approved') throw notWithdrawable(action);
  const written = await deps.db.transaction(async (tx) => {
    const done = await writeChange(tx, deps, action, now, {
      set: {
        state: 'withdrawn',
        withdrawn_by: `${actor.kind}:${actor.id}`,
        approval_id: null,
        approved_at: null,
        approved_by: null,
        error: null,
        tries: 0,
        next_at: null,
        ...unlooked(action),
      },
      kind: 'withdrawn',
      detail: { by: actor.id, from: action.state, approvalId: action.approval_id },
      say: { key: `response.timeline.withdrawn.${action.kind}`, params: { by: actor.name, person: action.label } },
    });
    if (!done) return false;
    await writeDigestOf(tx, deps, action, now);
    await tellContained(tx, deps.outcome, tenantId, action.plan_id, now);
    return true;
  });
  if (!written) throw begun();
  return action;
}

function notWithdrawable(action: ActionRow): AppError {
  if (['started', 'accepted', 'verified', 'unknown'].includes(action.state)) return begun();
  return new AppError('response.not_withdrawable', 'Only a proposed or an approved action can be withdrawn', {
    status: 409,
    remedy: 'Load the plan again: nothing is done for this action any more.',
  });
}

function begun(): AppError {
  return new AppError('response.begun', 'The action has begun: it can no longer be withdrawn', {
    status: 409,
    remedy: 'Load the plan again to see how far it is; put right by hand what should not have been done.',
  });
}
