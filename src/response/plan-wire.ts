import type { Message } from '../base/finding.ts';
import type { ActionWire, PlanWire } from './api.ts';
import { snapshotOf, type KeptError } from './action-store.ts';
import { describeAction } from './describe-action.ts';
import type { ContainmentDemand } from './ports.ts';
import type { ActionRow, ActionState, PlanRow } from './tables.ts';

type MessageWire = ActionWire['title'];

/** A plan as the console reads it. Withdrawn actions are not shown: nothing asks for them and nothing was done. */
export function planWireOf(plan: PlanRow, actions: readonly ActionRow[], blockedBy: PlanWire['blockedBy']): PlanWire {
  const shown = actions.filter((action) => action.state !== 'withdrawn');
  return {
    planId: plan.id,
    incidentId: plan.incident_id,
    digest: plan.digest,
    revision: plan.revision,
    state: planState(shown.map((action) => action.state)),
    actions: shown.map(actionWireOf),
    leftAlone: leftAlone(plan, shown),
    blockedBy,
    createdAt: plan.created_at,
  };
}

/** The state of a plan from those of its actions. Waiting for a person outranks what is settled. */
export function planState(states: readonly ActionState[]): PlanWire['state'] {
  if (states.length === 0) return 'empty';
  if (states.some((state) => state === 'started' || state === 'accepted')) return 'running';
  if (states.includes('approved')) return 'approved';
  if (states.every((state) => state === 'verified' || state === 'not-needed')) return 'done';
  return states.every((state) => state === 'proposed') ? 'proposed' : 'incomplete';
}

function actionWireOf(action: ActionRow): ActionWire {
  const seen = snapshotOf(action.snapshot) ?? snapshotOf(action.preview);
  const words = describeAction(action, seen);
  return {
    actionId: action.id,
    kind: action.kind,
    target: { kind: 'principal', value: action.principal, label: action.label },
    title: wire(words.title),
    will: words.will.map(wire),
    willNot: words.willNot.map(wire),
    cannotUndo: words.cannotUndo.map(wire),
    reversibility: words.reversibility,
    because: (JSON.parse(action.because) as { findingId: string; message: Message }[]).map((one) => ({
      findingId: one.findingId,
      message: wire(one.message),
    })),
    state: action.state,
    approvedAt: action.approved_at,
    approvedBy: action.approved_by,
    acceptedAt: action.accepted_at,
    verifiedAt: action.verified_at,
    snapshot: action.snapshot === null ? null : JSON.stringify(snapshotOf(action.snapshot)?.kept ?? null, null, 2),
    error: action.error === null ? null : (JSON.parse(action.error) as KeptError),
  };
}

/** What stays as it is, and why: people who only reported or looked, and authenticators that are the victim's own. */
function leftAlone(plan: PlanRow, actions: readonly ActionRow[]): MessageWire[] {
  const bystanders = JSON.parse(plan.bystanders) as ContainmentDemand['bystanders'];
  const people = bystanders.map(({ role, count, labels }) => ({
    key: `response.left-alone.${role}`,
    params: { count, labels },
  }));
  const seen = actions.flatMap(
    (action) => (snapshotOf(action.snapshot) ?? snapshotOf(action.preview))?.leftAlone ?? [],
  );
  const unique = new Map(seen.map((message) => [JSON.stringify(message), message]));
  return [...unique.values(), ...people].map(wire);
}

function wire(message: Message): MessageWire {
  const params: MessageWire['params'] = {};
  for (const [name, value] of Object.entries(message.params)) {
    params[name] = isList(value) ? [...value] : value;
  }
  return { key: message.key, params };
}

function isList(value: Message['params'][string]): value is readonly string[] {
  return Array.isArray(value);
}
