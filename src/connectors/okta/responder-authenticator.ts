import { AppError } from '../../base/errors.ts';
import type { Message } from '../../base/finding.ts';
import type { ActionSnapshot, ActionSpec } from '../../response/ports.ts';
import type { OktaHttp } from './okta-http.ts';
import {
  garbage,
  keptPerson,
  pathId,
  principalOf,
  readPerson,
  snapshotPersonId,
  timeOf,
  type ActionHand,
} from './responder-hand.ts';
import { authenticatorKindOf } from '../../engines/events/index.ts';
import { readLog, type LogHit } from './responder-log.ts';
import { pickFactor, type AskedFactor } from './pick-factor.ts';
import { oktaFactorListSchema, type OktaFactor, type OktaUser } from './wire.ts';

/** What Okta writes when an authenticator is taken away. */
const REMOVED = ['user.mfa.factor.deactivate', 'user.mfa.factor.reset_all'] as const;

/**
 * `DELETE /users/{id}/factors/{factorId}` for exactly the one that the attacker enrolled. Where it cannot be told apart from the
 * person's own, nothing is removed and a person is asked. `reset_factors` is never used: it would take the victim's good keys.
 */
export const authenticatorHand: ActionHand = {
  async snapshot(http, action, signal) {
    const user = await readPerson(http, action, signal);
    const factors = await listFactors(http, user.id, signal);
    const person = calledBy(user);
    const base = { principal: principalOf(user), kept: keptFactors(user, null, factors) };
    if (user.status === 'DEPROVISIONED') {
      const undecidable: Message = { key: 'response.okta.unclear.deactivated', params: { person } };
      return { ...base, vendorIds: [], leftAlone: [], undecidable };
    }
    const asked = askedOf(action);
    const picked = pickFactor(factors, asked);
    if (picked.kind === 'one') {
      const { factor } = picked;
      const along = factors.filter((other) => other.id !== factor.id && goesAlong(factor, other));
      const others = factors.filter((other) => other.id !== factor.id && !along.includes(other));
      return {
        ...base,
        kept: keptFactors(user, factor, factors),
        vendorIds: [factor.id],
        picked: { vendorId: factor.id, type: factor.factorType, label: nameOf(factor) },
        leftAlone: others.map((other) => wordsOf('left-alone.authenticator', person, other)),
        collateral: along.map((other) => wordsOf('collateral.okta-verify', person, other)),
      };
    }
    const leftAlone = factors.map((factor) => wordsOf('left-alone.authenticator', person, factor));
    if (picked.kind === 'none') {
      if ((await removalOf(http, user.id, asked, signal)) !== undefined) return { ...base, vendorIds: [], leftAlone };
    }
    const params = { person, ...(picked.kind === 'several' ? { count: picked.count } : {}) };
    return {
      ...base,
      vendorIds: [],
      leftAlone,
      undecidable: { key: `response.okta.unclear.${picked.kind}`, params },
    };
  },

  async carryOut(http, _action, snapshot, signal) {
    const userId = snapshotPersonId(snapshot);
    const [factorId] = snapshot.vendorIds;
    if (factorId === undefined) throw new Error('a removal without an authenticator was begun');
    const path = `/api/v1/users/${pathId(userId)}/factors/${pathId(factorId)}`;
    try {
      const reply = await http.request('DELETE', path, { signal });
      return { status: reply.status, factorId };
    } catch (thrown) {
      // Gone between the look and the call: what was wanted is there.
      if (isNotFound(thrown)) return { status: 404, factorId };
      throw thrown;
    }
  },

  async observe(http, action, snapshot, signal) {
    const userId = snapshotPersonId(snapshot);
    const [factorId] = snapshot?.vendorIds ?? [];
    if (factorId === undefined) return observeGone(http, action, userId, signal);
    const path = `/api/v1/users/${pathId(userId)}/factors/${pathId(factorId)}`;
    try {
      await http.request('GET', path, { signal });
      return { kind: 'not-effective', evidence: { factorId, present: true } };
    } catch (thrown) {
      if (!isNotFound(thrown)) throw thrown;
    }
    const since = await enrolledSince(http, userId, snapshot, signal);
    return { kind: 'effective', evidence: { factorId, present: false, enrolledSince: since } };
  },
};

/** There was nothing to remove: the log must say that it was removed. */
async function observeGone(http: OktaHttp, action: ActionSpec, userId: string, signal: AbortSignal) {
  const asked = askedOf(action);
  const removal = await removalOf(http, userId, asked, signal);
  if (removal !== undefined) return { kind: 'effective' as const, evidence: { ...removal } };
  const reason: Message = { key: 'response.okta.unclear.none', params: { person: action.principal } };
  return { kind: 'undecidable' as const, reason };
}

/**
 * The record of the removal, if there is one. Okta's record names the kind and not the factor: one of another kind (attackers
 * take away their victim's own) says nothing about this one.
 */
async function removalOf(
  http: OktaHttp,
  userId: string,
  asked: AskedFactor,
  signal: AbortSignal,
): Promise<LogHit | undefined> {
  const removals = await readLog(http, userId, REMOVED, asked.enrolledAtMs, signal);
  const isKnown = asked.kind !== null && asked.kind !== 'other';
  return removals.find(
    (hit) =>
      hit.eventType === 'user.mfa.factor.reset_all' ||
      (isKnown && authenticatorKindOf(hit.outcomeReason) === asked.kind),
  );
}

function askedOf(action: ActionSpec): NonNullable<ActionSpec['authenticator']> {
  if (action.authenticator !== undefined) return action.authenticator;
  throw new AppError('okta.action_incomplete', 'The action does not say which authenticator to remove');
}

async function listFactors(http: OktaHttp, userId: string, signal: AbortSignal): Promise<OktaFactor[]> {
  const reply = await http.request('GET', `/api/v1/users/${pathId(userId)}/factors`, { signal });
  const factors = oktaFactorListSchema.safeParse(reply.body);
  if (!factors.success) throw garbage('a list of authenticators');
  return factors.data;
}

/** Okta Verify's push and FastPass take the person's other Okta Verify enrolments with them. */
function goesAlong(removed: OktaFactor, other: OktaFactor): boolean {
  const isApp = (factor: OktaFactor): boolean => factor.provider === 'OKTA';
  if (!isApp(removed) || !['push', 'signed_nonce'].includes(removed.factorType) || !isApp(other)) return false;
  return ['push', 'signed_nonce', 'token:software:totp'].includes(other.factorType);
}

/** The record kept before: the one that goes in full, the others by what tells them apart. No activation secrets. */
function keptFactors(user: OktaUser, target: OktaFactor | null, all: readonly OktaFactor[]): Record<string, unknown> {
  const short = (factor: OktaFactor): Record<string, unknown> => ({
    id: factor.id,
    factorType: factor.factorType,
    provider: factor.provider,
    status: factor.status,
    created: factor.created ?? null,
    lastUpdated: factor.lastUpdated ?? null,
    profile: factor.profile ?? null,
  });
  return {
    person: keptPerson(user),
    authenticator: target === null ? null : short(target),
    others: all.filter((factor) => factor.id !== target?.id).map(short),
  };
}

function wordsOf(key: string, person: string, factor: OktaFactor): Message {
  const createdAt = timeOf(factor.created);
  return {
    key: `response.okta.${key}`,
    params: {
      person,
      authenticator: nameOf(factor),
      date: createdAt === null ? null : new Date(createdAt).toISOString().slice(0, 10),
    },
  };
}

/** As the log calls the person, and so every other sentence of the plan. */
function calledBy({ profile }: OktaUser): string {
  const name = [profile.firstName, profile.lastName].filter((part) => part != null && part !== '').join(' ');
  return name === '' ? profile.login : name;
}

const NAMES: Readonly<Record<string, string>> = {
  push: 'Okta Verify (push)',
  signed_nonce: 'Okta FastPass',
  'token:software:totp': 'one-time codes',
  sms: 'text messages',
  call: 'phone call',
  email: 'e-mail',
  webauthn: 'security key or passkey',
  u2f: 'security key',
  question: 'security question',
};

function nameOf(factor: OktaFactor): string {
  const model = factor.profile?.authenticatorName ?? factor.profile?.name ?? null;
  const kind = NAMES[factor.factorType] ?? factor.factorType;
  return model === null ? kind : `${kind} “${model}”`;
}

/** Authenticators that are there now and were not when the snapshot was taken. */
async function enrolledSince(
  http: OktaHttp,
  userId: string,
  snapshot: ActionSnapshot | null,
  signal: AbortSignal,
): Promise<Record<string, unknown>[]> {
  const before = keptIds(snapshot);
  const now = await listFactors(http, userId, signal);
  return now
    .filter((factor) => !before.has(factor.id))
    .map(({ id, factorType, created }) => ({ id, factorType, created: created ?? null }));
}

function keptIds(snapshot: ActionSnapshot | null): Set<string> {
  const kept: unknown = snapshot?.kept;
  const others = typeof kept === 'object' && kept !== null && 'others' in kept ? kept.others : [];
  const ids = Array.isArray(others)
    ? others.flatMap((one: unknown) =>
        typeof one === 'object' && one !== null && 'id' in one && typeof one.id === 'string' ? [one.id] : [],
      )
    : [];
  return new Set([...ids, ...(snapshot?.vendorIds ?? [])]);
}

function isNotFound(thrown: unknown): boolean {
  return thrown instanceof AppError && thrown.code === 'okta.not_found';
}
