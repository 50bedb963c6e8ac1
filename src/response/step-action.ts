import { AppError } from '../base/errors.ts';
import type { Db } from '../platform/store/db.ts';
import { approvalById, snapshotOf, specOf, type KeptError } from './action-store.ts';
import type { Guard } from './execute-plan.ts';
import type { ActionSnapshot, Observation, Responder } from './ports.ts';
import {
  keptError,
  RECHECK_AFTER_MS,
  undecidableError,
  writeChange,
  writeEffective,
  writeStopped,
  writeUndone,
  type SettleDeps,
} from './settle-action.ts';
import type { ActionRow } from './tables.ts';

export interface StepDeps extends SettleDeps {
  db: Db;
  guard: Guard;
  /** Told when the credential itself fails, and (null) when a call was taken. */
  noteFault(tenantId: string, error: KeptError | null): void;
}

/** Waits between tries and between reads, growing to half a minute. */
const WAITS_MS = [1000, 2000, 4000, 8000, 15_000, 30_000] as const;

/** So long is tried what the vendor does not take, or read what does not show. Then a person must look. */
const GIVE_UP_MS = 10 * 60_000;

/** Faults of the credential rather than of the call: shown on the plan as what stops it. */
const CREDENTIAL_FAULTS: readonly string[] = ['okta.credential_invalid', 'okta.scope_missing', 'okta.clock_skew'];

function waitMs(tries: number): number {
  return WAITS_MS[Math.min(tries, WAITS_MS.length - 1)] ?? 30_000;
}

/**
 * Takes one action one step further. Each step commits before the next begins, so that a crash leaves at most one call whose
 * outcome is unknown; it is settled by reading the vendor's state first. Calls are made at most once between two readings.
 */
export async function stepAction(
  deps: StepDeps,
  responder: Responder,
  action: ActionRow,
  now: () => number,
  signal: AbortSignal,
): Promise<void> {
  switch (action.state) {
    case 'approved':
      return begin(deps, responder, action, now, signal);
    case 'started':
      return settleByReading(deps, responder, action, now, signal);
    case 'accepted':
      return readBack(deps, responder, action, now, signal);
    case 'verified':
      return recheck(deps, responder, action, now, signal);
    default:
      return undefined;
  }
}

/** approved → started: ask the guard, keep what is there, commit the intent; then make the call. */
async function begin(
  deps: StepDeps,
  responder: Responder,
  action: ActionRow,
  now: () => number,
  signal: AbortSignal,
): Promise<void> {
  const approval = await approvalById(deps.db, action.tenant_id, action.approval_id);
  const verdict = await deps.guard.authorise(action, approval, now());
  if (!verdict.ok) return refuse(deps, action, now(), verdict);
  const looked = await attempt(deps, action, now, signal, () => responder.snapshot(specOf(action, now()), signal));
  if (looked === null) return;
  const snapshot = looked.value;
  const target = deps.guard.authoriseTarget(action, snapshot);
  if (!target.ok) return refuse(deps, action, now(), target);
  const { undecidable } = snapshot;
  if (undecidable !== undefined) {
    const error = undecidableError(deps.catalogue, undecidable);
    return deps.db.transaction((tx) => writeStopped(tx, deps, action, now(), 'unknown', error));
  }
  if (snapshot.vendorIds.length === 0) return settleUntouched(deps, responder, action, snapshot, now, signal);
  const at = now();
  const set = { state: 'started' as const, snapshot: JSON.stringify(snapshot), intent_at: at, tries: 0, next_at: null };
  const intended = await deps.db.transaction((tx) =>
    writeChange(tx, deps, action, at, {
      set: { ...set, error: null },
      kind: 'intent',
      detail: { vendorIds: snapshot.vendorIds },
    }),
  );
  if (intended) await call(deps, responder, { ...action, ...set }, snapshot, now, signal);
}

async function refuse(
  deps: StepDeps,
  action: ActionRow,
  now: number,
  verdict: { code: string; message: string; remedy: string },
): Promise<void> {
  const { code, message, remedy } = verdict;
  await deps.db.transaction((tx) =>
    writeStopped(tx, deps, action, now, 'failed', { code, message, remedy }, 'refused'),
  );
}

/** Nothing to touch: the effect is there, or the target cannot be found. */
async function settleUntouched(
  deps: StepDeps,
  responder: Responder,
  action: ActionRow,
  snapshot: ActionSnapshot,
  now: () => number,
  signal: AbortSignal,
): Promise<void> {
  const observed = await observe(deps, responder, action, snapshot, now, signal);
  if (observed === null) return;
  await deps.db.transaction(async (tx) => {
    const at = now();
    if (observed.kind === 'effective') {
      const kept = { ...action, snapshot: JSON.stringify(snapshot) };
      return writeEffective(tx, deps, kept, at, 'not-needed', observed.evidence);
    }
    return writeStopped(tx, deps, action, at, 'unknown', unsettled(deps, observed));
  });
}

/** The one place from which a vendor is told to do something. */
async function call(
  deps: StepDeps,
  responder: Responder,
  action: ActionRow,
  snapshot: ActionSnapshot,
  now: () => number,
  signal: AbortSignal,
): Promise<void> {
  const taken = await attempt(deps, action, now, signal, () =>
    responder.carryOut(specOf(action, now()), snapshot, signal),
  );
  if (taken === null) return;
  const at = now();
  deps.noteFault(action.tenant_id, null);
  await deps.db.transaction((tx) =>
    writeChange(tx, deps, action, at, {
      set: { state: 'accepted', accepted_at: at, tries: 0, next_at: at, error: null },
      kind: 'accepted',
      detail: { accepted: taken.value.acceptedDetail },
      say: { key: `response.timeline.accepted.${action.kind}`, params: { person: action.label } },
    }),
  );
}

/**
 * started: a call was intended and nothing says what became of it (a crash, a lost answer). Read first: effective is verified,
 * not effective is called again (every call here ends in the same state however often it is made), undecidable is for a person.
 */
async function settleByReading(
  deps: StepDeps,
  responder: Responder,
  action: ActionRow,
  now: () => number,
  signal: AbortSignal,
): Promise<void> {
  const snapshot = snapshotOf(action.snapshot);
  const observed = await observe(deps, responder, action, snapshot, now, signal);
  if (observed === null || snapshot === null) return;
  if (observed.kind === 'not-effective') {
    // Between intent and now somebody may have taken the right away.
    const approval = await approvalById(deps.db, action.tenant_id, action.approval_id);
    const verdict = await deps.guard.authorise(action, approval, now());
    if (!verdict.ok) return refuse(deps, action, now(), verdict);
    // What was kept with the intent is read from the database: it must still be what was approved.
    const target = deps.guard.authoriseTarget(action, snapshot);
    if (!target.ok) return refuse(deps, action, now(), target);
    return call(deps, responder, action, snapshot, now, signal);
  }
  await deps.db.transaction((tx) =>
    observed.kind === 'effective'
      ? writeEffective(tx, deps, action, now(), 'verified', observed.evidence)
      : writeStopped(tx, deps, action, now(), 'unknown', unsettled(deps, observed)),
  );
}

/** accepted: read until the effect shows, with growing waits. */
async function readBack(
  deps: StepDeps,
  responder: Responder,
  action: ActionRow,
  now: () => number,
  signal: AbortSignal,
): Promise<void> {
  const observed = await observe(deps, responder, action, snapshotOf(action.snapshot), now, signal);
  if (observed === null) return;
  const at = now();
  await deps.db.transaction(async (tx) => {
    if (observed.kind === 'effective') return writeEffective(tx, deps, action, at, 'verified', observed.evidence);
    const tooLong = at - (action.accepted_at ?? at) >= GIVE_UP_MS;
    if (observed.kind === 'undecidable' || tooLong) {
      return writeStopped(tx, deps, action, at, 'unknown', unsettled(deps, observed));
    }
    await writeChange(tx, deps, action, at, {
      set: { tries: action.tries + 1, next_at: at + waitMs(action.tries), error: null },
      kind: 'observed',
      detail: { evidence: observed.evidence },
    });
    return undefined;
  });
}

/** verified: read again for a while, for what was done can be undone by the attacker or by a well-meaning colleague. */
async function recheck(
  deps: StepDeps,
  responder: Responder,
  action: ActionRow,
  now: () => number,
  signal: AbortSignal,
): Promise<void> {
  const observed = await observe(deps, responder, action, snapshotOf(action.snapshot), now, signal);
  if (observed === null) return;
  const at = now();
  await deps.db.transaction(async (tx) => {
    if (observed.kind === 'not-effective') return writeUndone(tx, deps, action, at, observed.evidence);
    const step = (action.recheck_step ?? 0) + 1;
    const after = RECHECK_AFTER_MS[step];
    const since = observed.kind === 'effective' ? enrolledSince(observed.evidence) : 0;
    await writeChange(tx, deps, action, at, {
      set: {
        tries: 0,
        error: null,
        // One warning is enough; the detectors judge who enrolled it.
        ...(after === undefined || since > 0
          ? { recheck_step: null, next_at: null }
          : { recheck_step: step, next_at: (action.verified_at ?? at) + after }),
      },
      kind: 'observed',
      detail: observed.kind === 'effective' ? { evidence: observed.evidence } : {},
      ...(since > 0
        ? { say: { key: 'response.timeline.enrolled-since', params: { person: action.label, count: since } } }
        : {}),
    });
    return undefined;
  });
}

/** How many authenticators a responder says were enrolled after the removal. */
function enrolledSince(evidence: Record<string, unknown>): number {
  const list = evidence['enrolledSince'];
  return Array.isArray(list) ? list.length : 0;
}

function unsettled(deps: StepDeps, observed: Observation): ReturnType<typeof keptError> {
  if (observed.kind === 'undecidable') return undecidableError(deps.catalogue, observed.reason);
  return {
    code: 'response.not_effective',
    message: 'The vendor took the call, and its effect cannot be read back.',
    remedy: 'Look at the person in the identity provider; then try again, which reads first.',
  };
}

/** Reads at the vendor whether the effect is there. Null when the read failed, which is then written down. */
async function observe(
  deps: StepDeps,
  responder: Responder,
  action: ActionRow,
  snapshot: ActionSnapshot | null,
  now: () => number,
  signal: AbortSignal,
): Promise<Observation | null> {
  const work = (): Promise<Observation> => responder.observe(specOf(action, now()), snapshot, signal);
  const read = await attempt(deps, action, now, signal, work);
  return read === null ? null : read.value;
}

/**
 * Runs something at the vendor. A passing fault is kept with the action and tried again later, with growing waits, for ten
 * minutes; any other fault ends the action. Gives null when there is nothing to go on with.
 */
async function attempt<T>(
  deps: StepDeps,
  action: ActionRow,
  now: () => number,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<{ value: T } | null> {
  try {
    return { value: await work() };
  } catch (thrown) {
    // We are stopping: the next start reads what became of it.
    if (signal.aborted) throw thrown;
    const at = now();
    const error = keptError(thrown);
    if (CREDENTIAL_FAULTS.includes(error.code)) deps.noteFault(action.tenant_id, { ...error, at });
    const passing = thrown instanceof AppError && thrown.retryable;
    const since = action.accepted_at ?? action.intent_at ?? action.approved_at ?? at;
    const gaveUp = at - since >= GIVE_UP_MS && action.tries >= WAITS_MS.length;
    await deps.db.transaction(async (tx) => {
      if (passing && (action.state === 'verified' || !gaveUp)) {
        const asked = thrown instanceof AppError ? (thrown.retryAfterMs ?? 0) : 0;
        await writeChange(tx, deps, action, at, {
          set: {
            tries: action.tries + 1,
            next_at: at + Math.max(waitMs(action.tries), asked),
            error: JSON.stringify({ ...error, at }),
          },
          kind: 'waiting',
          detail: { ...error },
        });
        return;
      }
      if (action.state === 'verified') {
        // The effect was read back once; that it cannot be read again does not undo it.
        await writeChange(tx, deps, action, at, {
          set: { recheck_step: null, next_at: null },
          kind: 'observed',
          detail: { ...error },
        });
        return;
      }
      // A call whose answer was lost may have worked: that is unknown, not failed.
      const lost = action.state !== 'approved' && (passing || !(thrown instanceof AppError));
      await writeStopped(tx, deps, action, at, lost ? 'unknown' : 'failed', error);
    });
    return null;
  }
}
