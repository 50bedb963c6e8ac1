import { AppError } from '../../src/base/errors.ts';
import type { PlanWire } from '../../src/response/api.ts';
import type { ApiClient } from './virtual-app.ts';

/** Signs a challenge, as the approver's passkey would. */
export type SignChallenge = (challenge: string) => Record<string, unknown>;

/**
 * Approves whatever the plan of an incident still proposes, the way the console does: read, begin, sign, approve; and again when
 * the plan changed meanwhile (the authenticator was looked up), as a person would.
 * @param sign null where nobody has a passkey yet
 * @returns how many actions were approved, and the plan as it then was
 */
export async function approveProposed(
  client: ApiClient,
  incidentId: string,
  sign: SignChallenge | null,
): Promise<{ approved: number; plan: PlanWire }> {
  for (let left = MAX_LOOKS; ; left -= 1) {
    try {
      return await approveAsSeen(client, incidentId, sign);
    } catch (thrown) {
      const changed = thrown instanceof AppError && thrown.code === 'response.plan_changed';
      if (!changed || left <= 1) throw thrown;
    }
  }
}

const MAX_LOOKS = 3;

async function approveAsSeen(
  client: ApiClient,
  incidentId: string,
  sign: SignChallenge | null,
): Promise<{ approved: number; plan: PlanWire }> {
  const plan = await client.getPlan({ params: { incidentId } });
  const actionIds = plan.actions.filter((action) => action.state === 'proposed').map((action) => action.actionId);
  if (actionIds.length === 0) return { approved: 0, plan };
  const chosen = { planId: plan.planId, digest: plan.digest, actionIds };
  const { approvalId, publicKey } = await client.beginApproval({ params: { incidentId }, body: chosen });
  const assertion = publicKey === null || sign === null ? null : sign(String(publicKey['challenge']));
  const approved = await client.approve({ params: { incidentId }, body: { ...chosen, approvalId, assertion } });
  return { approved: actionIds.length, plan: approved };
}
