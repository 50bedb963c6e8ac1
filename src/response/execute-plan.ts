import { AppError } from '../base/errors.ts';
import { REHEARSAL_TENANT } from '../base/ids.ts';
import { actionText, planDigest, statementText } from './plan-digest.ts';
import type { ActionSnapshot, ApprovalProof } from './ports.ts';
import type { ActionParams, ActionRow, ApprovalRow } from './tables.ts';

/** Limits of the writing hand: it checks them itself, whoever gives the order. */
export interface ResponseLimits {
  /** Logins (or vendor ids) that are never touched: break-glass accounts, the service accounts of Breakwater itself. */
  exclude: readonly string[];
  maxPeoplePerPlan: number;
  maxPeoplePerHour: number;
}

/** An approval is worth this long: a hand that was away must not act on yesterday's word. */
export const APPROVAL_VALID_MS = 24 * 3_600_000;

/** Between the challenge and the signature. */
export const APPROVAL_BEGUN_MS = 10 * 60_000;

/** What the guard looks up in the journal of its own hand. */
export interface HandJournal {
  /** People acted on since a moment, over all plans of the tenant. */
  peopleSince(tenantId: string, sinceMs: number): Promise<Set<string>>;
  /** People acted on under a plan. */
  peopleOfPlan(tenantId: string, planId: string): Promise<Set<string>>;
}

export interface GuardDeps {
  proof: ApprovalProof;
  limits: () => ResponseLimits;
  journal: HandJournal;
}

export type GuardVerdict = { ok: true } | { ok: false; code: `response.${string}`; message: string; remedy: string };

/** Refuses what must not be done. */
export interface Guard {
  /** Before anything is read or written at the vendor. */
  authorise(action: ActionRow, approval: ApprovalRow | null, now: number): Promise<GuardVerdict>;
  /** Once more, when the vendor has said who it really is. */
  authoriseTarget(action: ActionRow, snapshot: ActionSnapshot): GuardVerdict;
}

const HOUR_MS = 3_600_000;

/**
 * The guard of the hand that writes. It believes nobody: from the approval's record it makes statement and digest again, checks
 * the approver's signature with the public keys it was given, and its own caps and exclusions. It needs no database, so that it
 * can run in a process and on a host of its own.
 */
export function createGuard(deps: GuardDeps): Guard {
  /** Tenant and person → when admitted: two that are asked for at the same time must not both be the last one allowed. */
  const admitted = new Map<string, { tenantId: string; principal: string; at: number }>();

  return {
    async authorise(action, approval, now) {
      // 1. There is an approval, given, for this action, and not too old.
      if (approval === null || approval.approved_at === null || approval.id !== action.approval_id) {
        return refuse('response.not_approved', 'Nobody has approved this action.', 'Approve it.');
      }
      const actionIds = JSON.parse(approval.action_ids) as string[];
      if (!actionIds.includes(action.id) || approval.tenant_id !== action.tenant_id) {
        return refuse('response.not_approved', 'The approval does not name this action.', 'Approve it.');
      }
      // Counted from the signed moment: the other one stands in the database only, and could be moved.
      if (now - Math.min(approval.approved_at, approval.begun_at) > APPROVAL_VALID_MS) {
        return refuse(
          'response.approval_expired',
          'The approval is older than 24 hours.',
          'Try again to approve it anew.',
        );
      }
      // 2. The statement says what the record says, and the digest is the plan's that was approved.
      if (
        planDigest(approval.plan_text) !== approval.digest ||
        statementText(statementOf(approval)) !== approval.statement
      ) {
        return refuse('response.approval_altered', 'The record of the approval was altered.', ALTERED_REMEDY);
      }
      // 3. That plan holds exactly this action, unchanged.
      if (!plannedActions(approval.plan_text).has(actionText(action))) {
        return refuse('response.approval_altered', 'The action is not the one that was approved.', ALTERED_REMEDY);
      }
      // 4. A passkey signed it that is still its approver's: asked each time, since either may be taken away meanwhile.
      const signed = await proveSignature(deps.proof, approval);
      if (!signed.ok) return signed;
      // 5. Nobody who must not be touched, and not too many.
      const excluded = exclusion(deps.limits(), [action.principal, action.principal_vendor_id]);
      if (excluded !== null) return excluded;
      return withinCaps(deps, action, approval, actionIds, admitted, now);
    },

    authoriseTarget(action, snapshot) {
      const { principal } = snapshot;
      if (principal === undefined) return exactlyPicked(action, snapshot);
      const known = action.principal_vendor_id;
      // An excluded account stays so under whatever name it was put on the plan.
      const excluded = exclusion(deps.limits(), [principal.login, principal.vendorId]);
      if (excluded !== null) return excluded;
      if (known !== null && known !== principal.vendorId) return wrongPerson(action, principal.login);
      // The approver read a login; the id beside it came from a record. A record that joins one person's login to another's id
      // (a forged one, or an account that has since been renamed) must not decide who is acted on.
      if (!sameLogin(action.principal, principal.login)) return wrongPerson(action, principal.login);
      return exactlyPicked(action, snapshot);
    },
  };
}

const ALTERED_REMEDY =
  'Do not approve again before you know who changed the data: compare the audit log, and restore from a backup if need be.';

function refuse(code: `response.${string}`, message: string, remedy: string): GuardVerdict & { ok: false } {
  return { ok: false, code, message, remedy };
}

function wrongPerson(action: ActionRow, login: string): GuardVerdict & { ok: false } {
  return refuse(
    'response.wrong_person',
    `The vendor's record for ${action.principal} names ${login}.`,
    'Contain by hand, and report this: the logs and the directory disagree about who it is.',
  );
}

/**
 * What would be removed is what the approver was shown: the approval names it. Where nothing was picked before the approval, what
 * fits now goes; but not where a look had found nothing that could be picked, for the approver was not shown what does now.
 */
function exactlyPicked(action: ActionRow, snapshot: ActionSnapshot): GuardVerdict {
  if (action.kind !== 'remove-authenticator' || snapshot.vendorIds.length === 0) return { ok: true };
  const approved = (JSON.parse(action.params) as ActionParams).picked;
  const found = snapshot.picked;
  const touched = found === undefined ? snapshot.vendorIds.join(', ') : `${found.label} (${found.vendorId})`;
  if (found === undefined || snapshot.vendorIds.length !== 1 || snapshot.vendorIds[0] !== found.vendorId) {
    return refuse(OTHER_AUTHENTICATOR, `What would be removed cannot be named: ${touched}.`, LOOK_AGAIN);
  }
  if (approved === undefined) {
    if (action.preview === null) return { ok: true };
    return refuse(
      OTHER_AUTHENTICATOR,
      `Whoever approved it was not shown what would be removed: ${touched}.`,
      LOOK_AGAIN,
    );
  }
  const same = approved.vendorId === found.vendorId && approved.type === found.type && approved.label === found.label;
  if (same) return { ok: true };
  const shown = `${approved.label} (${approved.vendorId})`;
  return refuse(
    OTHER_AUTHENTICATOR,
    `What would be removed now, ${touched}, is not what was approved: ${shown}.`,
    LOOK_AGAIN,
  );
}

/** The code under which an action is stopped whose target is not the one that was shown. */
export const OTHER_AUTHENTICATOR = 'response.other_authenticator';

const LOOK_AGAIN = 'Look at the plan again: try again, see what it names then, and approve that.';

/** Logins compare without case; a short login equals the full one before the @ only when the vendor says so itself. */
function sameLogin(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

function statementOf(approval: ApprovalRow): Parameters<typeof statementText>[0] {
  return {
    tenantId: approval.tenant_id,
    incidentId: approval.incident_id,
    planId: approval.plan_id,
    revision: approval.revision,
    digest: approval.digest,
    actionIds: JSON.parse(approval.action_ids) as string[],
    accountId: approval.account_id,
    begunAtMs: approval.begun_at,
  };
}

/** The canonical texts of a plan's actions. */
function plannedActions(planText: string): Set<string> {
  const plan = JSON.parse(planText) as { actions: unknown[] };
  // The plan's text is canonical: written out again, a part of it is the same text.
  return new Set(plan.actions.map((action) => JSON.stringify(action)));
}

async function proveSignature(proof: ApprovalProof, approval: ApprovalRow): Promise<GuardVerdict> {
  if (approval.assertion === null) {
    if (approval.tenant_id === REHEARSAL_TENANT && approval.needs_assertion === 0) return { ok: true };
    return refuse('response.not_signed', 'No passkey signed the approval.', 'Approve it with your passkey.');
  }
  try {
    const assertion = JSON.parse(approval.assertion) as Record<string, unknown>;
    await proof.recheck(approval.account_id, approval.statement, approval.nonce, assertion);
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    if (thrown.retryable) throw thrown;
    return refuse('response.not_signed', `The approver's signature does not hold: ${thrown.message}`, ALTERED_REMEDY);
  }
  return { ok: true };
}

function exclusion(limits: ResponseLimits, names: readonly (string | null)[]): (GuardVerdict & { ok: false }) | null {
  const hit = names.find((name) => name !== null && limits.exclude.some((excluded) => sameLogin(excluded, name)));
  if (hit === undefined || hit === null) return null;
  return refuse(
    'response.excluded',
    `${hit} is on the list of accounts that are never touched.`,
    'Contain this account by hand, or take it off containment.exclude.',
  );
}

async function withinCaps(
  deps: GuardDeps,
  action: ActionRow,
  approval: ApprovalRow,
  actionIds: readonly string[],
  admitted: Map<string, { tenantId: string; principal: string; at: number }>,
  now: number,
): Promise<GuardVerdict> {
  const limits = deps.limits();
  const acted = await deps.journal.peopleOfPlan(action.tenant_id, action.plan_id);
  const people = new Set([...peopleOf(approval.plan_text, actionIds), ...acted]);
  if (people.size > limits.maxPeoplePerPlan) {
    return refuse(
      'response.too_many_people',
      `The plan reaches ${people.size} people; it may reach ${limits.maxPeoplePerPlan}.`,
      'Make sure that the incident is what it seems, then raise containment.maxPeoplePerPlan.',
    );
  }
  const recent = await deps.journal.peopleSince(action.tenant_id, now - HOUR_MS);
  // Nothing is awaited from here on.
  for (const [key, one] of admitted) {
    if (one.at < now - HOUR_MS) admitted.delete(key);
    else if (one.tenantId === action.tenant_id) recent.add(one.principal);
  }
  if (!recent.has(action.principal) && recent.size >= limits.maxPeoplePerHour) {
    return refuse(
      'response.too_many_people_per_hour',
      `${recent.size} people were acted on within an hour; ${limits.maxPeoplePerHour} are allowed.`,
      'Try again later, or raise containment.maxPeoplePerHour.',
    );
  }
  const { tenant_id: tenantId, principal } = action;
  admitted.set(JSON.stringify([tenantId, principal]), { tenantId, principal, at: now });
  return { ok: true };
}

/** The people whom chosen actions of a plan act on. */
export function peopleOf(planText: string, actionIds: readonly string[]): Set<string> {
  const plan = JSON.parse(planText) as { actions: { actionId: string; principal: string }[] };
  return new Set(
    plan.actions.filter((action) => actionIds.includes(action.actionId)).map((action) => action.principal),
  );
}
