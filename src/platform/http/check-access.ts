import { AppError } from '../../base/errors.ts';
import type { Actor } from './context.ts';
import type { Endpoint } from './contract.ts';

/** True for calls that may have a body and that other sites' pages must not send. */
export function isGuarded(endpoint: Endpoint): boolean {
  return endpoint.method !== 'GET';
}

/** True for calls that change something: a guarded call without an audit verb only asks (a check of names). */
export function isWrite(endpoint: Endpoint): boolean {
  return isGuarded(endpoint) && endpoint.audit !== undefined;
}

/** True for calls that leave a line in the audit log: writes, and reads of what is personal. */
export function isAudited(endpoint: Endpoint): boolean {
  return endpoint.audit !== undefined;
}

/**
 * Lets a caller in or throws: denied unless the endpoint's permission was granted, and where the endpoint asks for it a user
 * verification of the last minutes.
 * @throws AppError `auth.sign_in_needed` (401), `auth.not_allowed`, `auth.passkey_first`, `auth.passkey_needed`,
 * `auth.fresh_verification_needed` (403)
 */
export function checkAccess(endpoint: Endpoint, actor: Actor | null, nowMs: number): void {
  if (endpoint.access === 'public') return;
  if (actor === null) {
    throw new AppError('auth.sign_in_needed', 'Nobody is signed in.', {
      status: 401,
      remedy: 'Sign in and try again.',
    });
  }
  const granted =
    endpoint.access === 'session' ||
    (endpoint.access === 'operator' ? actor.kind === 'system' : actor.permissions.has(endpoint.access));
  if (!granted) {
    throw new AppError('auth.not_allowed', `This needs the permission ${endpoint.access}.`, {
      status: 403,
      remedy: 'Ask an administrator for a role that has it.',
    });
  }
  const isAsked =
    actor.kind === 'account'
      ? endpoint.fresh !== undefined
      : actor.kind === 'bootstrap' && endpoint.fresh === 'passkey';
  if (endpoint.fresh === true || isAsked) checkFresh(actor, nowMs);
}

/**
 * A person proved within the last minutes that it is still he who sits there.
 * @throws AppError as {@link checkAccess}
 */
export function checkFresh(actor: Actor, nowMs: number): void {
  if (actor.kind === 'bootstrap') {
    throw new AppError('auth.passkey_first', 'This needs a passkey, and nobody has one yet.', {
      status: 403,
      remedy: "Create the administrator's passkey first.",
    });
  }
  if (actor.kind !== 'account') {
    throw new AppError('auth.passkey_needed', 'This needs a person with a passkey; a token cannot do it.', {
      status: 403,
      remedy: 'Do it in the console.',
    });
  }
  if (actor.freshUntilMs === null || actor.freshUntilMs <= nowMs) {
    throw new AppError('auth.fresh_verification_needed', 'Confirm with your passkey that it is you.', {
      status: 403,
      remedy: 'Use your passkey once more, then try again.',
    });
  }
}
