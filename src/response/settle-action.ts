import { errorText, AppError } from '../base/errors.ts';
import type { Message } from '../base/finding.ts';
import { renderMessage, type Catalogue } from '../base/messages.ts';
import type { LivePublisher } from '../platform/live/live.ts';
import type { Tx } from '../platform/store/db.ts';
import { updateAction, type KeptError } from './action-store.ts';
import { journal } from './journal.ts';
import type { ContainmentOutcome } from './ports.ts';
import type { ActionRow, JournalKind } from './tables.ts';
import { tellContained } from './tell-contained.ts';

export interface SettleDeps {
  live: LivePublisher;
  outcome: ContainmentOutcome;
  catalogue: Catalogue;
}

/** How long after verification the effect is read again, by step. */
export const RECHECK_AFTER_MS = [30_000, 120_000, 600_000] as const;

/** One change of an action: its row, a line of the journal, a line of the incident's timeline, the live stream; all or none. */
export interface Change {
  set: Partial<ActionRow>;
  kind: JournalKind;
  detail?: Record<string, unknown>;
  /** Line of the incident's timeline. */
  say?: Message;
}

/** Writes a change. False when the action is no longer in the state it was decided on: then nothing is written. */
export async function writeChange(
  tx: Tx,
  deps: SettleDeps,
  action: ActionRow,
  now: number,
  change: Change,
): Promise<boolean> {
  if (!(await updateAction(tx, action, change.set))) return false;
  await journal(tx, action, change.kind, now, change.detail ?? {});
  if (change.say !== undefined) {
    await deps.outcome.step(tx, action.tenant_id, {
      id: `${action.id}.${change.kind}.${now}`,
      incidentId: action.incident_id,
      at: now,
      message: change.say,
    });
  }
  await deps.live.publish(tx, action.tenant_id, 'action', action.id);
  await deps.live.publish(tx, action.tenant_id, 'plan', action.plan_id);
  return true;
}

/** The effect was read back, or was there before: when it was the last of the plan, the incident is contained. */
export async function writeEffective(
  tx: Tx,
  deps: SettleDeps,
  action: ActionRow,
  now: number,
  as: 'verified' | 'not-needed',
  evidence: Record<string, unknown>,
): Promise<void> {
  const written = await writeChange(tx, deps, action, now, {
    set: {
      state: as,
      verified_at: now,
      error: null,
      tries: 0,
      // Ended sessions stay ended; the other effects can be undone by somebody.
      ...(as === 'verified' && action.kind !== 'end-sessions'
        ? { recheck_step: 0, next_at: now + RECHECK_AFTER_MS[0] }
        : { recheck_step: null, next_at: null }),
    },
    kind: as,
    detail: { evidence },
    say: { key: `response.timeline.${as}.${action.kind}`, params: { person: action.label } },
  });
  if (!written) return;
  await tellContained(tx, deps.outcome, action.tenant_id, action.plan_id, now);
}

/** The vendor refused, or nothing tells whether it worked: a person must look. */
export async function writeStopped(
  tx: Tx,
  deps: SettleDeps,
  action: ActionRow,
  now: number,
  as: 'failed' | 'unknown',
  error: Omit<KeptError, 'at'>,
  kind: JournalKind = as,
): Promise<void> {
  await writeChange(tx, deps, action, now, {
    set: { state: as, error: JSON.stringify({ ...error, at: now }), next_at: null, recheck_step: null },
    kind,
    detail: { ...error },
    say: { key: `response.timeline.${as}`, params: { person: action.label, reason: error.message } },
  });
}

/** An effect that had been read back is gone: the plan is not done, and the incident is open again. */
export async function writeUndone(
  tx: Tx,
  deps: SettleDeps,
  action: ActionRow,
  now: number,
  evidence: Record<string, unknown>,
): Promise<void> {
  const reason = `${action.kind} for ${action.label} had worked and is undone`;
  const written = await writeChange(tx, deps, action, now, {
    set: {
      state: 'failed',
      error: JSON.stringify({
        code: 'response.undone',
        message: reason,
        remedy: 'Somebody has put it back. Find out who, then try again.',
        at: now,
      }),
      next_at: null,
      recheck_step: null,
    },
    kind: 'undone',
    detail: { evidence },
    say: { key: 'response.timeline.undone', params: { person: action.label, reason } },
  });
  if (!written) return;
  await deps.outcome.undone(tx, action.tenant_id, action.incident_id, now, reason);
  await tellContained(tx, deps.outcome, action.tenant_id, action.plan_id, now);
}

/** The words of something thrown, as they are kept with an action. */
export function keptError(thrown: unknown): Omit<KeptError, 'at'> {
  if (thrown instanceof AppError) return { code: thrown.code, message: thrown.message, remedy: thrown.remedy };
  return { code: 'response.fault', message: errorText(thrown), remedy: 'Try again; report it if it stays.' };
}

/** Why a person must look, as it is kept with an action. */
export function undecidableError(catalogue: Catalogue, reason: Message): Omit<KeptError, 'at'> {
  return {
    code: 'response.undecidable',
    message: renderMessage(catalogue, reason),
    remedy: 'Look at the person in the identity provider, contain by hand what is needed, then try again.',
  };
}
