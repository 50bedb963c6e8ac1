import type { Message } from '../base/finding.ts';
import type { ActionKind, ContainmentDemand, ContainmentTarget } from './ports.ts';
import type { ActionParams } from './tables.ts';

/** An action as the plan builder asks for it. */
export interface PlannedAction {
  /** The same in every revision, as long as the same thing is asked. */
  key: string;
  position: number;
  kind: ActionKind;
  principal: string;
  principalVendorId: string | null;
  label: string;
  params: ActionParams;
  because: { findingId: string; message: Message }[];
  /** Every finding that asks for it. */
  findingIds: readonly string[];
}

/** Positions of a later round lie behind all of an earlier one. */
export const ROUND_POSITIONS = 1000;

/** So many findings are named under one action; more say nothing new. */
const MAX_BECAUSE = 10;

/**
 * The containment plan of an incident: what to do for each victim and in what order. Reporters and people who only opened the
 * look-alike are not targets: nothing is done to them. Whoever is named a victim again after his containment gets another round.
 *
 * Order, for somebody whose session is in other hands (ATT&CK T1078, T1556.006):
 *  1. end sessions: a session left alive can enrol again (T1098.005), so it goes first and at once;
 *  2. remove what the attacker enrolled: with it and the password he signs in again within seconds;
 *  3. expire the password, only after 2: while the attacker holds password and authenticator, he would be asked to choose the
 *     new one;
 *  4. end sessions once more: ends what was opened between 1 and 3, which no later step would.
 *
 * For somebody whose password is known and no more: expire it first, then end sessions, which also ends one opened meanwhile.
 */
export function buildPlan(
  demand: ContainmentDemand,
  roundOf: (target: ContainmentTarget) => number = () => 1,
): PlannedAction[] {
  return demand.targets.flatMap((target) => {
    const round = roundOf(target);
    const steps = target.exposure === 'signed-in' ? takenOver(target) : passwordKnown();
    return steps.map(({ key, kind, params, findingIds }, index) => ({
      // An authenticator is removed once; the other effects are asked for again in every round.
      key: `${target.principal}|${key}${round > 1 && kind !== 'remove-authenticator' ? `|round ${round}` : ''}`,
      position: (round - 1) * ROUND_POSITIONS + index,
      kind,
      principal: target.principal,
      principalVendorId: target.principalVendorId,
      label: target.label,
      params,
      findingIds: findingIds ?? target.findingIds,
      because: (findingIds ?? target.findingIds).slice(0, MAX_BECAUSE).flatMap((findingId) => {
        const message = demand.findingMessages[findingId];
        return message === undefined ? [] : [{ findingId, message }];
      }),
    }));
  });
}

interface Step {
  key: string;
  kind: ActionKind;
  params: ActionParams;
  findingIds?: string[];
}

function takenOver(target: ContainmentTarget): Step[] {
  const removals = target.attackerAuthenticators.map((authenticator): Step => {
    const { vendorId, kind, enrolledAtMs, label, findingId } = authenticator;
    return {
      key: `remove-authenticator|${vendorId ?? `${kind ?? 'unknown'}@${enrolledAtMs}`}`,
      kind: 'remove-authenticator',
      params: { authenticator: { vendorId, kind, enrolledAtMs, label } },
      findingIds: [findingId],
    };
  });
  const expire: ActionParams = removals.length > 0 ? { afterRemoval: true } : {};
  return [
    { key: 'end-sessions|1', kind: 'end-sessions', params: { round: 1 } },
    ...removals,
    { key: 'expire-password', kind: 'expire-password', params: expire },
    { key: 'end-sessions|2', kind: 'end-sessions', params: { round: 2 } },
  ];
}

function passwordKnown(): Step[] {
  return [
    { key: 'expire-password', kind: 'expire-password', params: {} },
    { key: 'end-sessions|1', kind: 'end-sessions', params: { round: 1 } },
  ];
}
