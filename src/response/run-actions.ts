import { errorText } from '../base/errors.ts';
import type { TurnResult } from '../platform/jobs/loops.ts';
import type { Log } from '../platform/log/log.ts';
import { actionsAtWork, specOf, UNDER_WAY } from './action-store.ts';
import type { Responder } from './ports.ts';
import { actionsOf, plansBehind, revisePlan, writeDigestOf, type ReviseDeps } from './revise-plan.ts';
import { RECHECK_AFTER_MS, writeStopped } from './settle-action.ts';
import { stepAction, type StepDeps } from './step-action.ts';
import type { ActionParams, ActionRow, ResponseTables } from './tables.ts';

export interface RunDeps extends ReviseDeps, StepDeps {
  log: Log;
  /** True while nothing may be done outside. */
  held(): boolean;
  /** The hand of a tenant, or null while there is none. */
  responderFor(tenantId: string): Promise<Responder | null>;
}

/** People worked on at the same time; within one person everything is in order. */
const PEOPLE_AT_ONCE = 4;

/** Longest wait of the loop, milliseconds: a wake comes sooner. */
export const RUN_EVERY_MS = 30_000;

/** Steps of one person in one turn: enough for a whole plan, and no endless loop. */
const MAX_STEPS = 40;

/**
 * One turn: plans follow their incidents, proposals are looked at, and every approved action whose turn it is goes one or more
 * steps further. Says when it wants to run again.
 */
export async function runActions(
  deps: RunDeps,
  tenantId: string,
  now: () => number,
  signal: AbortSignal,
): Promise<TurnResult> {
  for (const plan of await plansBehind(deps.db.read<ResponseTables>(), tenantId, 50)) {
    if (signal.aborted) return 'idle';
    await revisePlan(deps, tenantId, plan.incident_id, now());
  }
  // A restored copy may hold approvals of a world that has moved on.
  if (deps.held()) return 'idle';
  const responder = await deps.responderFor(tenantId);
  if (responder === null) return 'idle';
  await runPeople(deps, responder, tenantId, now, signal);
  if (!signal.aborted) await lookAhead(deps, responder, tenantId, now, signal);
  return nextTurn(await actionsAtWork(deps.db, tenantId), now());
}

async function runPeople(
  deps: RunDeps,
  responder: Responder,
  tenantId: string,
  now: () => number,
  signal: AbortSignal,
): Promise<void> {
  const people = [...new Set((await actionsAtWork(deps.db, tenantId)).map((action) => action.principal))].toSorted();
  const queue = people.values();
  const worker = async (): Promise<void> => {
    for (const principal of queue) {
      if (signal.aborted) return;
      await runPerson(deps, responder, tenantId, principal, now, signal);
    }
  };
  const done = await Promise.allSettled(Array.from({ length: PEOPLE_AT_ONCE }, worker));
  const fault = done.find((result) => result.status === 'rejected');
  // One person's fault (a full disk) must not hide behind the others' success.
  if (fault !== undefined) throw fault.reason;
}

/** Everything that is due for one person, in order. */
async function runPerson(
  deps: RunDeps,
  responder: Responder,
  tenantId: string,
  principal: string,
  now: () => number,
  signal: AbortSignal,
): Promise<void> {
  for (let step = 0; step < MAX_STEPS && !signal.aborted; step += 1) {
    const mine = (await actionsAtWork(deps.db, tenantId)).filter((action) => action.principal === principal);
    const next = await nextDue(deps, mine, now());
    if (next === null) return;
    await stepAction(deps, responder, next, now, signal);
  }
}

/** The next action of a person whose time has come and that nothing before it holds back. */
async function nextDue(deps: RunDeps, mine: readonly ActionRow[], now: number): Promise<ActionRow | null> {
  const due = mine.filter((action) => isDue(action, now)).toSorted(inOrder);
  for (const action of due) {
    if (action.state !== 'approved') return action;
    const siblings = await actionsOf(deps.db.read<ResponseTables>(), action.tenant_id, action.plan_id);
    const gate = gateOf(action, siblings);
    if (gate === 'open') return action;
    if (gate === 'shut') {
      await deps.db.transaction((tx) => writeStopped(tx, deps, action, now, 'failed', HELD_BACK));
    }
  }
  return null;
}

/** No wait is longer than the last look after a verification; a later moment was reckoned by a clock since set back. */
function isDue({ next_at: nextAt }: ActionRow, now: number): boolean {
  return nextAt === null || nextAt <= now || nextAt - now > Math.max(...RECHECK_AFTER_MS);
}

function inOrder(a: ActionRow, b: ActionRow): number {
  return a.position - b.position || (a.id < b.id ? -1 : 1);
}

const HELD_BACK = {
  code: 'response.held_back',
  message: 'The password was not expired: the attacker still has an authenticator, and would choose the new one.',
  remedy: 'Settle the removal of the authenticator first, then try again.',
};

/**
 * Whether an approved action may begin: every earlier approved one of the same person and plan must have been taken by the
 * vendor or be settled; a password is expired only when removals are read back; sessions are ended once more only when the
 * first time is settled, so that one record is not taken for the other.
 */
export function gateOf(action: ActionRow, siblings: readonly ActionRow[]): 'open' | 'wait' | 'shut' {
  const before = siblings.filter(
    (one) =>
      one.principal === action.principal &&
      one.id !== action.id &&
      inOrder(one, action) < 0 &&
      !['proposed', 'withdrawn'].includes(one.state),
  );
  for (const one of before) {
    if (one.state === 'approved' || one.state === 'started') return 'wait';
    if (action.kind === 'expire-password' && one.kind === 'remove-authenticator') {
      if (one.state === 'accepted') return 'wait';
      if (one.state === 'failed' || one.state === 'unknown') return 'shut';
    }
    if (action.kind === 'end-sessions' && one.kind === 'end-sessions' && one.state === 'accepted') return 'wait';
  }
  return 'open';
}

/** When to run again: at the next moment that an action waits for. */
function nextTurn(atWork: readonly ActionRow[], now: number): TurnResult {
  const times = atWork.flatMap((action) => {
    if (action.next_at !== null) return [action.next_at];
    // Approved and held back by another action: that one's time counts.
    return UNDER_WAY.includes(action.state) && action.state !== 'approved' ? [now] : [];
  });
  if (times.length === 0) return 'idle';
  return { waitMs: Math.min(Math.max(Math.min(...times) - now, 100), RUN_EVERY_MS) };
}

/** Reads what each proposed action would touch, so that the approver sees it. Never writes at the vendor; faults only wait. */
async function lookAhead(
  deps: RunDeps,
  responder: Responder,
  tenantId: string,
  now: () => number,
  signal: AbortSignal,
): Promise<void> {
  const proposed = await deps.db
    .read<ResponseTables>()
    .selectFrom('action')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('state', '=', 'proposed')
    .where('kind', '=', 'remove-authenticator')
    .where((where) =>
      where.or([
        where('next_at', '<=', now()),
        where.and([where('preview', 'is', null), where('next_at', 'is', null)]),
      ]),
    )
    .limit(20)
    .execute();
  for (const action of proposed) {
    if (signal.aborted) return;
    await lookAt(deps, responder, action, now, signal);
  }
}

/** After a look that failed or picked nothing, the next one waits so long, then twice as long, up to an hour. */
const LOOK_AGAIN_MS = 60_000;
const LOOK_AGAIN_AT_MOST_MS = 3_600_000;

/**
 * Keeps what was seen. What was picked becomes part of what the action is, and so of the plan's digest: an approval names it, and
 * one begun before is refused.
 */
async function lookAt(
  deps: RunDeps,
  responder: Responder,
  action: ActionRow,
  now: () => number,
  signal: AbortSignal,
): Promise<void> {
  const wait = Math.min(LOOK_AGAIN_MS * 2 ** Math.min(action.tries, 10), LOOK_AGAIN_AT_MOST_MS);
  const again = { tries: action.tries + 1, next_at: now() + wait };
  let set: Partial<ActionRow> = again;
  try {
    const seen = await responder.snapshot(specOf(action, now()), signal);
    const preview = JSON.stringify(seen);
    const params = JSON.parse(action.params) as ActionParams;
    set =
      seen.picked === undefined
        ? { preview, ...again }
        : { preview, params: JSON.stringify({ ...params, picked: seen.picked }), tries: 0, next_at: null };
  } catch (thrown) {
    if (signal.aborted) return;
    deps.log.debug({ actionId: action.id, err: errorText(thrown) }, 'a proposed action could not be looked at');
  }
  await deps.db.transaction(async (tx) => {
    const written = await tx
      .tables<ResponseTables>()
      .updateTable('action')
      .set(set)
      .where('tenant_id', '=', action.tenant_id)
      .where('id', '=', action.id)
      .where('state', '=', 'proposed')
      // Revised while it was looked at: what was seen is the answer to another question.
      .where('params', '=', action.params)
      .returning('id')
      .execute();
    if (written.length === 0 || set.preview === undefined || set.preview === action.preview) return;
    await deps.live.publish(tx, action.tenant_id, 'plan', action.plan_id);
    await writeDigestOf(tx, deps, action, now());
  });
}
