import type { ActionWire, PlanWire } from '../../../src/response/api.ts';

/** Actions that still wait for somebody's approval. */
export function waiting(plan: PlanWire): ActionWire[] {
  return plan.actions.filter((action) => action.state === 'proposed');
}

/** Actions of a plan that act on one person or thing. */
export interface TargetGroup {
  key: string;
  label: string;
  /** What tells it from another of the same name, such as a person's sign-in name; null where the label says it already. */
  value: string | null;
  actions: ActionWire[];
}

/** Actions of a plan by whom they act on, in the plan's order. */
export function byTarget(actions: readonly ActionWire[]): TargetGroup[] {
  const groups = new Map<string, TargetGroup>();
  for (const action of actions) {
    const { kind, value, label } = action.target;
    const key = `${kind} ${value}`;
    const group = groups.get(key) ?? { key, label, value: value === label ? null : value, actions: [] };
    group.actions.push(action);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** True when the person can try it again: the vendor refused, or nobody knows what happened. */
export function canRetry(action: ActionWire): boolean {
  return action.state === 'failed' || action.state === 'unknown';
}

/** True while an approved action has not begun: nobody has called the vendor, so it can still be taken back. */
export function canWithdraw(action: ActionWire): boolean {
  return action.state === 'approved';
}

/** How far a plan is: actions whose effect was read back, of those that were approved. */
export function progressOf(plan: PlanWire): { settled: number; approved: number } {
  const approved = plan.actions.filter((action) => action.state !== 'proposed' && action.state !== 'withdrawn');
  return {
    settled: approved.filter((action) => action.state === 'verified' || action.state === 'not-needed').length,
    approved: approved.length,
  };
}
