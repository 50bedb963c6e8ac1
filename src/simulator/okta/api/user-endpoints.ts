import { z } from 'zod';
import { OKTA_ERROR, type OktaUserStatus } from '../../../connectors/okta/wire.ts';
import { logNameOf, removeFactor } from '../factors.ts';
import type { LogDraft, LogParty } from '../log-event.ts';
import { isLive, userParty, type OktaOrg } from '../org.ts';
import { parseFilter } from '../scim-filter.ts';
import { findUser, type SimUser, type UserProfile } from '../state.ts';
import type { Replies } from './reply.ts';
import { factorObject, sessionObject, tokenObject, userObject } from './wire-objects.ts';

/** One request to an endpoint, its caller known and allowed. */
export interface ApiCall {
  org: OktaOrg;
  replies: Replies;
  url: URL;
  origin: string;
  params: readonly string[];
  body: unknown;
  /** Writes a record of what the API did, the caller as its actor. */
  log(draft: Omit<LogDraft, 'actor' | 'client'>): void;
}

type Endpoint = (call: ApiCall) => Response;

/** Runs an endpoint for the person in the path, or answers that there is none. */
function forUser(endpoint: (call: ApiCall, user: SimUser) => Response): Endpoint {
  return (call) => {
    const id = call.params[0] ?? '';
    const user = findUser(call.org.state, id);
    return user === null ? call.replies.notFound(id, 'User') : endpoint(call, user);
  };
}

function forbiddenStatus(call: ApiCall): Response {
  return call.replies.error(
    403,
    OKTA_ERROR.statusForbids,
    "This operation is not allowed in the user's current status.",
  );
}

function setStatus(call: ApiCall, user: SimUser, status: OktaUserStatus): void {
  user.status = status;
  user.statusChangedMs = call.org.clock.now();
  user.lastUpdatedMs = call.org.clock.now();
}

/** `GET /users`: by `search` or `filter` (SCIM), or `q` (start of name or login), 200 a page. */
export const listUsers: Endpoint = (call) => {
  const { url, org, replies, origin } = call;
  const expression = url.searchParams.get('search') ?? url.searchParams.get('filter');
  const filter = expression === null ? (): boolean => true : parseFilter(expression);
  if (filter === null) return replies.invalid('search', 'The search expression cannot be read.');
  const start = url.searchParams.get('q')?.toLowerCase() ?? '';
  const limit = Math.min(Math.max(Number(url.searchParams.get('limit') ?? '200') || 200, 1), 200);
  const after = url.searchParams.get('after');
  const all = [...org.state.users.values()].filter(({ profile }) =>
    [profile.login, profile.firstName, profile.lastName].some((value) => value.toLowerCase().startsWith(start)),
  );
  const objects = all.map((user) => userObject(user, origin)).filter((object) => filter(object));
  const skip = after === null ? 0 : objects.findIndex((object) => object['id'] === after) + 1;
  const page = objects.slice(skip, skip + limit);
  const links = [`<${url.href}>; rel="self"`];
  if (skip + limit < objects.length) {
    const next = new URL(url);
    next.searchParams.set('after', String(page.at(-1)?.['id']));
    links.push(`<${next.href}>; rel="next"`);
  }
  return replies.json(page, { headers: { link: links.join(', ') } });
};

const newUserSchema = z.object({
  profile: z.object({
    login: z.string().min(5).max(100),
    email: z.email().max(100),
    firstName: z.string().min(1).max(50),
    lastName: z.string().min(1).max(50),
  }),
});

function profileOf(body: unknown): UserProfile | null {
  const parsed = newUserSchema.safeParse(body);
  return parsed.success ? parsed.data.profile : null;
}

/** `POST /users`: creates and activates a person. */
export const createUser: Endpoint = (call) => {
  const profile = profileOf(call.body);
  if (profile === null) return call.replies.invalid('login', 'The field cannot be left blank');
  const { login } = profile;
  if (findUser(call.org.state, login) !== null)
    return call.replies.invalid('login', 'An object with this field already exists in the current organization');
  const user = call.org.addUser(profile);
  call.log({ eventType: 'user.lifecycle.create', targets: [userParty(user)] });
  call.log({ eventType: 'user.lifecycle.activate', targets: [userParty(user)] });
  return call.replies.json(userObject(user, call.origin));
};

/** `GET /users/{id or login}`. */
export const getUser: Endpoint = forUser((call, user) => call.replies.json(userObject(user, call.origin)));

/** `GET /users/{id}/factors`. */
export const listFactors: Endpoint = forUser((call, user) =>
  call.replies.json(user.factors.map((factor) => factorObject(factor, user, call.origin))),
);

/** `GET /users/{id}/factors/{factorId}`. */
export const getFactor: Endpoint = forUser((call, user) => {
  const factor = user.factors.find(({ id }) => id === call.params[1]);
  return factor === undefined
    ? call.replies.notFound(call.params[1] ?? '', 'UserFactor')
    : call.replies.json(factorObject(factor, user, call.origin));
});

/** `DELETE /users/{id}/factors/{factorId}`. A factor that is gone is not found: removing twice is told apart. */
export const unenrollFactor: Endpoint = forUser((call, user) => {
  if (user.status === 'DEPROVISIONED') return forbiddenStatus(call);
  const removed = removeFactor(user, call.params[1] ?? '');
  if (removed.length === 0) return call.replies.notFound(call.params[1] ?? '', 'UserFactor');
  for (const factor of removed) {
    call.log({
      eventType: 'user.mfa.factor.deactivate',
      targets: [userParty(user)],
      reason: `User reset ${logNameOf(factor)} factor`,
    });
  }
  return call.replies.noContent();
});

/** `DELETE /users/{id}/sessions?oauthTokens=&forgetDevices=`. */
export const revokeUserSessions: Endpoint = forUser((call, user) => {
  call.org.endSessions(user);
  call.log({ eventType: 'user.session.clear', targets: [userParty(user)] });
  if (call.url.searchParams.get('oauthTokens') === 'true') revokeTokens(call, user, null);
  // Remembered devices skip the second factor; forgetting them is Okta's default here.
  if (call.url.searchParams.get('forgetDevices') !== 'false') user.seen.devices.clear();
  return call.replies.noContent();
});

function revokeTokens(call: ApiCall, user: SimUser, clientId: string | null): void {
  for (const token of call.org.state.tokens.values()) {
    if (token.userId !== user.id || !token.active || (clientId !== null && token.clientId !== clientId)) continue;
    token.active = false;
    const target: LogParty = {
      id: token.id,
      type: 'refresh_token',
      alternateId: 'unknown',
      displayName: 'Refresh Token',
    };
    call.log({ eventType: 'app.oauth2.as.token.revoke', targets: [target, userParty(user)] });
  }
}

/** `POST /users/{id}/lifecycle/expire_password`. */
export const expirePassword: Endpoint = forUser((call, user) => {
  if (!['ACTIVE', 'PASSWORD_EXPIRED', 'RECOVERY'].includes(user.status)) return forbiddenStatus(call);
  setStatus(call, user, 'PASSWORD_EXPIRED');
  call.log({ eventType: 'user.account.expire_password', targets: [userParty(user)] });
  return call.replies.json(userObject(user, call.origin));
});

/** `POST /users/{id}/lifecycle/suspend`: from ACTIVE only. */
export const suspendUser: Endpoint = forUser((call, user) => {
  if (user.status !== 'ACTIVE')
    return call.replies.error(400, OKTA_ERROR.validation, 'Api validation failed: suspendUser', {
      causes: ['Cannot suspend a user that is not active'],
    });
  setStatus(call, user, 'SUSPENDED');
  call.org.endSessions(user);
  call.log({ eventType: 'user.lifecycle.suspend', targets: [userParty(user)] });
  return call.replies.json({});
});

/** `POST /users/{id}/lifecycle/unsuspend`. */
export const unsuspendUser: Endpoint = forUser((call, user) => {
  if (user.status !== 'SUSPENDED')
    return call.replies.error(400, OKTA_ERROR.validation, 'Api validation failed: unsuspendUser', {
      causes: ['Cannot unsuspend a user that is not suspended'],
    });
  setStatus(call, user, 'ACTIVE');
  call.log({ eventType: 'user.lifecycle.unsuspend', targets: [userParty(user)] });
  return call.replies.json({});
});

/** `GET /users/{id}/clients`: applications that hold a token of the person. */
export const listClients: Endpoint = forUser((call, user) => {
  const clientIds = new Set(
    [...call.org.state.tokens.values()]
      .filter((token) => token.userId === user.id && token.active)
      .map((token) => token.clientId),
  );
  const object = (clientId: string): unknown => ({
    client_id: clientId,
    client_name: clientId,
    _links: { tokens: { href: `${call.origin}/api/v1/users/${user.id}/clients/${clientId}/tokens` } },
  });
  return call.replies.json([...clientIds].map(object));
});

/** `GET /users/{id}/clients/{clientId}/tokens`. */
export const listTokens: Endpoint = forUser((call, user) => {
  const mine = [...call.org.state.tokens.values()].filter(
    (token) => token.userId === user.id && token.clientId === call.params[1] && token.active,
  );
  return call.replies.json(mine.map((token) => tokenObject(token, call.origin)));
});

/** `DELETE /users/{id}/clients/{clientId}/tokens`. */
export const revokeClientTokens: Endpoint = forUser((call, user) => {
  revokeTokens(call, user, call.params[1] ?? '');
  return call.replies.noContent();
});

/** `GET /sessions/{id}`: a session that is over is not found. */
export const getSession: Endpoint = (call) => {
  const id = call.params[0] ?? '';
  const session = call.org.state.sessions.get(id);
  const user = session === undefined ? undefined : call.org.state.users.get(session.userId);
  if (session === undefined || user === undefined || !isLive(session, call.org.clock.now()))
    return call.replies.notFound(id, 'AppSession');
  return call.replies.json(sessionObject(session, user, call.origin));
};

/** `DELETE /sessions/{id}`. */
export const revokeSession: Endpoint = (call) => {
  const id = call.params[0] ?? '';
  const session = call.org.state.sessions.get(id);
  const user = session === undefined ? undefined : call.org.state.users.get(session.userId);
  if (session === undefined || user === undefined || !isLive(session, call.org.clock.now()))
    return call.replies.notFound(id, 'AppSession');
  session.active = false;
  call.log({ eventType: 'user.session.end', targets: [userParty(user)] });
  return call.replies.noContent();
};
