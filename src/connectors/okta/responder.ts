import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import type { ActionSpec, Observation, Responder } from '../../response/ports.ts';
import type { OktaCredential } from './okta-credential.ts';
import { createOktaHttp, type OktaHttp } from './okta-http.ts';
import { authenticatorHand } from './responder-authenticator.ts';
import { passwordHand } from './responder-password.ts';
import { sessionHand } from './responder-sessions.ts';
import type { ActionHand } from './responder-hand.ts';

export interface OktaResponderOptions {
  orgUrl: string;
  credential: OktaCredential;
  clock: Clock;
  /** Default: the platform's. */
  fetch?: typeof globalThis.fetch;
  timeoutMs?: number;
}

/**
 * What the write credential needs (Okta management API 5.1.0): users.manage ends sessions, removes authenticators and expires
 * passwords; users.read looks at person and authenticators; logs.read reads back that sessions were ended, which no other call
 * tells. An API token has no scopes: the administrator role behind it decides (Help Desk suffices for the calls, and Read-only
 * Administrator for the log; or a custom role of both).
 */
export const OKTA_RESPONDER_SCOPES = ['okta.users.manage', 'okta.users.read', 'okta.logs.read'] as const;

/** Nobody has this id: a call for it is refused for want of the right, or finds nobody. It changes nothing either way. */
const NOBODY = '00u00000000000000000';

/** The writing hand at Okta. Acts on exactly one person per call, whose record must be the one the findings name. */
export function createOktaResponder(options: OktaResponderOptions): Responder {
  const http = createOktaHttp({ ...options, scopes: OKTA_RESPONDER_SCOPES });
  const handOf = (action: ActionSpec): ActionHand => {
    switch (action.kind) {
      case 'end-sessions':
        return sessionHand;
      case 'remove-authenticator':
        return authenticatorHand;
      case 'expire-password':
        return passwordHand;
    }
  };
  return {
    vendor: 'okta',
    snapshot: (action, signal) => handOf(action).snapshot(http, action, signal),
    async carryOut(action, snapshot, signal) {
      return { acceptedDetail: await handOf(action).carryOut(http, action, snapshot, signal) };
    },
    async observe(action, snapshot, signal): Promise<Observation> {
      return handOf(action).observe(http, action, snapshot, signal);
    },
    probe: (signal) => probe(http, signal),
  };
}

/** Tries each right without changing anything: the token's scopes, a look at the log, a write to a person who does not exist. */
async function probe(http: OktaHttp, signal: AbortSignal): ReturnType<Responder['probe']> {
  try {
    const scopes = (await http.grantedScopes(signal)) ?? [];
    await http.request('GET', '/api/v1/logs', { query: { limit: 1, sortOrder: 'DESCENDING' }, signal });
    await expectNobody(http.request('GET', `/api/v1/users/${NOBODY}`, { signal }));
    await expectNobody(http.request('DELETE', `/api/v1/users/${NOBODY}/sessions`, { signal }));
    return { ok: true, scopes };
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    return {
      ok: false,
      code: thrown.code,
      message: thrown.message,
      remedy: thrown.remedy ?? 'Check the credential and try again.',
    };
  }
}

async function expectNobody(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'okta.not_found') return;
    throw thrown;
  }
}
