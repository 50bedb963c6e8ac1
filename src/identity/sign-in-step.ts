import { OCSF_CLASS, type IndexedFields } from '../engines/events/index.ts';

/**
 * What an event says about a sign-in under way.
 * session-started: a session exists from here on · second-step-passed: a further proof was accepted ·
 * second-step-failed: one was asked for after the password and not given · second-step-asked: one was asked for, and no session
 * exists yet.
 */
export type SignInStep = 'session-started' | 'second-step-passed' | 'second-step-failed' | 'second-step-asked';

/** Okta's own events that ask for a second step: by then the password was accepted. */
const ASKING = new Set([
  'system.sms.send_factor_verify_message',
  'system.voice.send_mfa_challenge_call',
  'system.push.send_factor_verify_push',
]);

const MFA = 'user.authentication.auth_via_mfa';

/** The step an event is, or null when it is none. Failed passwords are none: they say nothing about whose hands it is in. */
export function signInStepOf(fields: IndexedFields): SignInStep | null {
  const action = fields.action?.toLowerCase() ?? '';
  if (ASKING.has(action))
    return fields.status === 'success' && fields.rootSessionId === null ? 'second-step-asked' : null;
  if (action === MFA) return secondStep(fields);
  if (action === 'user.session.start') return fields.status === 'success' ? 'session-started' : null;
  if (isOktaName(action) || !isLogon(fields)) return null;
  return fields.status === 'success' ? 'session-started' : null;
}

/**
 * True for events that only a completed sign-in brings forth: what they came from is learned as the person's own. The start of
 * a session is not among them, because some organisations ask for the second step only afterwards.
 */
export function completesSignIn(fields: IndexedFields): boolean {
  if (fields.status !== 'success' || fields.principal === null) return false;
  const action = fields.action?.toLowerCase() ?? '';
  if (action === 'user.authentication.sso') return true;
  if (action === MFA) return fields.authenticatorKind !== 'password';
  return !isOktaName(action) && isLogon(fields);
}

/** True when the event is a person's own enrolment of an authenticator. One made by an administrator is another matter. */
export function isOwnEnrolment(fields: IndexedFields): boolean {
  if (fields.classUid !== OCSF_CLASS.accountChange || fields.activityId !== 10 || fields.status !== 'success')
    return false;
  if (fields.action?.toLowerCase() === 'user.mfa.factor.unsuspend') return false;
  if (fields.principal === null) return false;
  return fields.targetPrincipal === null || fields.targetPrincipal === fields.principal;
}

function secondStep(fields: IndexedFields): SignInStep | null {
  // Okta logs a password that is used as a factor the same way; a wrong one is a wrong password and no more.
  if (fields.authenticatorKind === 'password') return null;
  if (fields.status === 'success') return 'second-step-passed';
  return fields.status === 'failure' ? 'second-step-failed' : null;
}

function isLogon(fields: IndexedFields): boolean {
  return fields.classUid === OCSF_CLASS.authentication && fields.activityId === 1;
}

function isOktaName(action: string): boolean {
  return action.startsWith('user.') || action.startsWith('system.') || action.startsWith('policy.');
}
