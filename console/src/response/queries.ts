import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { PlanWire } from '../../../src/response/api.ts';
import { assertPasskey } from '../auth/passkey.ts';
import { clientsOf } from '../data/clients.ts';
import { useSpace } from '../data/space.tsx';
import { useSpaceQuery } from '../data/use-query.ts';

/** The containment plan of an incident. While something runs it is asked for every two seconds too. */
export function usePlan(incidentId: string, enabled: boolean) {
  return useSpaceQuery('plans', [incidentId], (clients) => clients.response.getPlan({ params: { incidentId } }), {
    enabled,
  });
}

/** Approves actions of a plan: the passkey signs the plan's digest and the chosen actions. */
export function useApprove(plan: PlanWire) {
  const space = useSpace();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (actionIds: readonly string[]) => {
      const { response } = clientsOf(space);
      const params = { incidentId: plan.incidentId };
      const chosen = { planId: plan.planId, digest: plan.digest, actionIds: [...actionIds] };
      const { publicKey, approvalId } = await response.beginApproval({ params, body: chosen });
      const assertion = publicKey === null ? null : await assertPasskey(publicKey);
      return response.approve({ params, body: { ...chosen, approvalId, assertion } });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: [space, 'plans'] }),
  });
}

/** Takes an action that has not begun off the plan. */
export function useWithdraw() {
  const space = useSpace();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (actionId: string) => clientsOf(space).response.withdrawAction({ params: { actionId } }),
    onSettled: () => queries.invalidateQueries({ queryKey: [space, 'plans'] }),
  });
}

/** Tries a failed or unknown action again. */
export function useRetry() {
  const space = useSpace();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (actionId: string) => clientsOf(space).response.retryAction({ params: { actionId } }),
    onSettled: () => queries.invalidateQueries({ queryKey: [space, 'plans'] }),
  });
}
