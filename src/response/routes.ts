import { AppError } from '../base/errors.ts';
import { REHEARSAL_TENANT } from '../base/ids.ts';
import type { Handlers, RequestContext } from '../platform/http/context.ts';
import type { Actor } from '../platform/http/context.ts';
import { actionById, approvalById, unlooked, type KeptError } from './action-store.ts';
import type { PlanWire, responseApi } from './api.ts';
import { approvePlan, beginApproval, type ApproveDeps } from './approve-plan.ts';
import { APPROVAL_VALID_MS, OTHER_AUTHENTICATOR } from './execute-plan.ts';
import { planWireOf } from './plan-wire.ts';
import type { Responders } from './responder-settings.ts';
import { actionsOf, planOf, revisePlan, writeDigestOf } from './revise-plan.ts';
import { writeChange, type SettleDeps } from './settle-action.ts';
import type { ActionRow, ResponseTables } from './tables.ts';
import { withdrawAction } from './withdraw-action.ts';

export interface RouteDeps extends ApproveDeps, SettleDeps {
  responders: Responders;
  /** True while nothing may be done outside. */
  held(): boolean;
  /** Ends the wait of the tenant's loop. */
  wake(tenantId: string): void;
}

/** Handlers of the response API. */
export function responseRoutes(deps: RouteDeps): Handlers<typeof responseApi> {
  async function readPlan(context: RequestContext, incidentId: string): Promise<PlanWire> {
    const plan = await revisePlan(deps, context.tenantId, incidentId, context.clock.now());
    if (plan === null) {
      throw new AppError('response.incident_not_found', 'There is no such incident', { status: 404 });
    }
    const db = deps.db.read<ResponseTables>();
    const current = (await planOf(db, context.tenantId, plan.incident_id)) ?? plan;
    const actions = await actionsOf(db, context.tenantId, current.id);
    return planWireOf(current, actions, await blockedBy(context));
  }

  async function blockedBy(context: RequestContext): Promise<PlanWire['blockedBy']> {
    const at = context.clock.now();
    if (deps.held()) {
      return {
        code: 'response.held',
        message: 'This is a restored copy: nothing is done outside until it is released.',
        remedy: 'Make sure that the original is stopped, then release this copy with `breakwater release`.',
        at,
      };
    }
    const status = await deps.responders.status(context.tenantId);
    if (status.lastError !== null) return status.lastError;
    if (status.connected) return null;
    if (context.tenantId === REHEARSAL_TENANT) {
      return {
        code: 'response.rehearsal_over',
        message: 'The rehearsal has ended: its Okta is gone.',
        remedy: 'Rehearse again to carry out a plan.',
        at,
      };
    }
    return {
      code: 'response.no_responder',
      message: 'There is no credential that may write to Okta: the plan can be read and cannot run.',
      remedy: 'Connect a write credential under Set up, or do by hand what the plan says.',
      at,
    };
  }

  return {
    getPlan: (context, { params }) => readPlan(context, params.incidentId),

    async beginApproval(context, { params, body }) {
      const begun = await beginApproval(deps, approverOf(context), params.incidentId, body);
      context.audit(body.planId, begun.approvalId);
      return { approvalId: begun.approvalId, publicKey: begun.publicKey };
    },

    async approve(context, { params, body }) {
      const plan = await approvePlan(deps, approverOf(context), params.incidentId, body);
      context.audit(plan.id, body.approvalId, ...body.actionIds);
      deps.wake(context.tenantId);
      return readPlan(context, params.incidentId);
    },

    async retryAction(context, { params }) {
      const action = await actionById(deps.db, context.tenantId, params.actionId);
      if (action === null || (action.state !== 'failed' && action.state !== 'unknown')) {
        throw new AppError('response.not_retryable', 'Only an action that failed or is unknown can be tried again', {
          status: 409,
          remedy: 'Load the plan again.',
        });
      }
      await retry(deps, context, action);
      context.audit(action.plan_id, action.id);
      deps.wake(context.tenantId);
      return { ok: true };
    },

    async withdrawAction(context, { params }) {
      const action = await withdrawAction(deps, approverOf(context), params.actionId);
      context.audit(action.plan_id, action.id);
      // What waited for it may go on.
      deps.wake(context.tenantId);
      return { ok: true };
    },

    async connectOktaResponder(context, { body }) {
      refuseRehearsal(context.tenantId);
      await deps.responders.connect(body, context.clock.now(), context.signal);
      context.audit('okta');
      deps.wake(context.tenantId);
      return { ok: true };
    },

    async disconnectOktaResponder(context) {
      refuseRehearsal(context.tenantId);
      await deps.responders.disconnect();
      context.audit('okta');
      return { ok: true };
    },

    async getResponders(context) {
      return { okta: await deps.responders.status(context.tenantId) };
    },
  };
}

function approverOf(context: RequestContext): { tenantId: string; actor: Actor; now: number } {
  if (context.actor === null) {
    throw new AppError('response.nobody', 'Nobody is signed in', { status: 401, remedy: 'Sign in.' });
  }
  return { tenantId: context.tenantId, actor: context.actor, now: context.clock.now() };
}

function refuseRehearsal(tenantId: string): void {
  if (tenantId !== REHEARSAL_TENANT) return;
  throw new AppError('response.rehearsal', 'A rehearsal takes no real credential', {
    status: 409,
    remedy: 'Leave the rehearsal to connect your own Okta.',
  });
}

/**
 * Puts a stopped action back to work: one that was begun is settled by reading first; one whose approval is too old goes back
 * to the approver.
 */
async function retry(deps: RouteDeps, context: RequestContext, action: ActionRow): Promise<void> {
  const now = context.clock.now();
  const approval = await approvalById(deps.db, action.tenant_id, action.approval_id);
  // Another target than the approved one needs another approval.
  const isOther = action.error !== null && (JSON.parse(action.error) as KeptError).code === OTHER_AUTHENTICATOR;
  const valid = !isOther && approval?.approved_at != null && now - approval.approved_at <= APPROVAL_VALID_MS;
  const state = !valid ? 'proposed' : action.intent_at === null ? 'approved' : 'started';
  await deps.db.transaction(async (tx) => {
    const written = await writeChange(tx, deps, action, now, {
      set: {
        state,
        error: null,
        tries: 0,
        next_at: null,
        recheck_step: null,
        ...(state === 'proposed'
          ? {
              approval_id: null,
              approved_at: null,
              approved_by: null,
              intent_at: null,
              snapshot: null,
              ...unlooked(action),
            }
          : {}),
      },
      kind: 'retry',
      detail: { by: context.actor?.id ?? null, state },
    });
    if (written) await writeDigestOf(tx, deps, action, now);
  });
}
