import type { Clock } from '../../base/clock.ts';
import { OKTA_ERROR } from '../../connectors/okta/wire.ts';
import { type Access, type ApiToken, type Caller, createAccess, type ServiceApp } from './api/access.ts';
import { createFaults, type Faults } from './api/faults.ts';
import { listLogEvents } from './api/logs-endpoint.ts';
import { createRateLimiter, rateHeaders, type RateLimiter } from './api/rate-limit.ts';
import { createReplies, type NullMembers } from './api/reply.ts';
import { findRoute, type Route } from './api/routes.ts';
import { createTokenEndpoint } from './api/token-endpoint.ts';
import { factorObject } from './api/wire-objects.ts';
import type { ClientContext } from './client-context.ts';
import type { LogDraft } from './log-event.ts';
import { createOrg, isLive, type OktaOrg } from './org.ts';
import { createPeople, SYSTEM, type PeopleActions } from './people.ts';
import { createSeededIds } from './seeded-ids.ts';

export interface OktaSimulatorOptions {
  clock: Clock;
  /** Same seed and same doings: same ids, same log. */
  seed: string;
  /** Requests per minute by bucket, where they should differ from the defaults. */
  rateLimits?: Readonly<Record<string, number>>;
  /** Default `sent`. */
  nullMembers?: NullMembers;
  /** Where API calls come from, as the log will say. */
  apiClient?: ClientContext;
}

/** One request the API has answered, for tests that count. */
export interface SeenRequest {
  method: string;
  /** Path with query. */
  path: string;
  status: number;
  atMs: number;
}

/** What there is in the org, as plain data. */
export interface OrgSnapshot {
  users: Record<
    string,
    { id: string; status: string; factors: Record<string, unknown>[]; liveSessions: number; activeTokens: number }
  >;
}

export interface OktaSimulator {
  /** Answers as the org's API and token endpoint. Serve it at the org's root. */
  readonly handler: (request: Request) => Promise<Response>;
  readonly org: OktaOrg;
  readonly people: PeopleActions;
  readonly faults: Faults;
  readonly rateLimiter: RateLimiter;
  readonly access: Access;
  readonly requests: readonly SeenRequest[];
  addServiceApp(app: ServiceApp): void;
  addApiToken(token: ApiToken): void;
  /** By login. */
  snapshot(): OrgSnapshot;
}

const API_CLIENT: ClientContext = {
  ip: '192.0.2.10',
  network: { asn: 64_500, asOrg: 'acme corporation', isp: 'acme corporation', domain: 'acme.example', isProxy: false },
  geo: {
    city: 'Denver',
    state: 'Colorado',
    country: 'United States',
    postalCode: '80202',
    lat: 39.7392,
    lon: -104.9903,
  },
  userAgent: 'breakwater',
  os: 'Unknown',
  browser: 'UNKNOWN',
  kind: 'Unknown',
  dtHash: null,
  deviceFingerprint: null,
  device: null,
  zone: null,
};

/** A stateful Okta: people, authenticators, sessions, a System Log, and the API over them. */
export function createOktaSimulator(options: OktaSimulatorOptions): OktaSimulator {
  const { clock } = options;
  const org = createOrg(clock, options.seed);
  const faults = createFaults();
  const rateLimiter = createRateLimiter(clock, options.rateLimits);
  const apiIds = createSeededIds(`${options.seed}/api`);
  const access = createAccess(clock, apiIds);
  const replies = createReplies(apiIds, options.nullMembers ?? 'sent');
  const requests: SeenRequest[] = [];
  const apiClient = options.apiClient ?? API_CLIENT;
  const tokenEndpoint = createTokenEndpoint(clock, access, replies, (app, scopes) => {
    const actor = { id: app.clientId, type: 'PublicClientApp', alternateId: app.clientId, displayName: app.name };
    const debugData = {
      grantType: 'client_credentials',
      grantedScopes: scopes.join(', '),
      clientAuthType: 'private_key_jwt',
    };
    const draft: LogDraft = {
      eventType: 'app.oauth2.token.grant.access_token',
      actor,
      client: apiClient,
      clientId: app.clientId,
      requestUri: '/oauth2/v1/token',
      debugData,
    };
    org.log(draft, undefined, apiIds);
  });

  function strike(kind: string): Response | null {
    switch (kind) {
      case 'unauthorized':
        return replies.error(401, OKTA_ERROR.invalidToken, 'Invalid token provided');
      case 'forbidden':
        return replies.error(
          403,
          OKTA_ERROR.accessDenied,
          'You do not have permission to perform the requested action',
        );
      case 'server-error':
        return replies.error(500, OKTA_ERROR.internal, 'Internal Server Error');
      case 'garbage':
        return new Response('<html><body>upstream is being updated</body></html>', {
          headers: { 'content-type': 'text/html' },
        });
      default:
        return null;
    }
  }

  async function perform(route: Route, params: readonly string[], request: Request, url: URL): Promise<Response> {
    if (route.kind === 'token') return tokenEndpoint(request);
    const caller = access.authorize(request, route, replies);
    if (caller instanceof Response) return caller;
    if (route.kind === 'logs') return listLogEvents(org, url, replies);
    const body = await bodyOf(request);
    if (body === BAD_BODY) return replies.error(400, 'E0000003', 'The request body was not well-formed.');
    return route.endpoint({
      org,
      replies,
      url,
      origin: url.origin,
      params,
      body,
      log: (draft) => void org.log(apiDraft(draft, caller, url), undefined, apiIds),
    });
  }

  function apiDraft(draft: Omit<LogDraft, 'actor' | 'client'>, caller: Caller, url: URL): LogDraft {
    const tokenId = caller.apiTokenId === null ? {} : { apiTokenId: caller.apiTokenId };
    return {
      ...draft,
      ...tokenId,
      actor: caller.party,
      client: apiClient,
      clientId: caller.clientId,
      requestUri: url.pathname,
    };
  }

  async function answer(request: Request, url: URL): Promise<Response> {
    const found = findRoute(request.method, url.pathname);
    const fault = faults.take(request.method, url.pathname);
    const rate = rateLimiter.take(found?.route.bucket ?? 'other');
    const headers = rateHeaders(fault === 'rate-limited' ? { ...rate, remaining: 0 } : rate);
    if (!rate.allowed || fault === 'rate-limited') {
      if (!rate.allowed && rate.remaining === 0) logViolation(url.pathname);
      return replies.error(429, OKTA_ERROR.rateLimited, 'API call exceeded rate limit due to too many requests.', {
        headers,
      });
    }
    const struck = fault === null ? null : strike(fault);
    if (struck !== null) return struck;
    if (found === null)
      return replies.error(404, OKTA_ERROR.unsupportedMethod, 'The endpoint does not support the provided HTTP method');
    const response = await perform(found.route, found.params, request, url);
    for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
    return fault === 'lost-reply' ? new Response('', { status: 502 }) : response;
  }

  const violations = new Set<string>();
  /** Once per bucket and minute: the log would otherwise fill with its own readers. */
  function logViolation(path: string): void {
    const key = `${path} ${Math.floor(clock.now() / 60_000)}`;
    if (violations.has(key)) return;
    violations.add(key);
    const draft: LogDraft = {
      eventType: 'system.org.rate_limit.violation',
      actor: SYSTEM,
      client: apiClient,
      requestUri: path,
      severity: 'WARN',
      targets: [{ id: path, type: 'URL Pattern', alternateId: 'unknown', displayName: path }],
    };
    org.log(draft, undefined, apiIds);
  }

  return {
    org,
    people: createPeople(org),
    faults,
    rateLimiter,
    access,
    requests,
    addServiceApp: (app) => void access.apps.set(app.clientId, app),
    addApiToken: (token) => void access.tokens.set(token.value, token),
    async handler(request) {
      const url = new URL(request.url);
      if (faults.latencyMs > 0) await clock.sleep(faults.latencyMs);
      const response = await answer(request, url);
      requests.push({
        method: request.method,
        path: `${url.pathname}${url.search}`,
        status: response.status,
        atMs: clock.now(),
      });
      return response;
    },
    snapshot() {
      const users: OrgSnapshot['users'] = {};
      for (const user of org.state.users.values()) {
        users[user.profile.login] = {
          id: user.id,
          status: user.status,
          factors: user.factors.map((factor) => factorObject(factor, user, '')),
          liveSessions: [...org.state.sessions.values()].filter(
            (session) => session.userId === user.id && isLive(session, clock.now()),
          ).length,
          activeTokens: [...org.state.tokens.values()].filter((token) => token.userId === user.id && token.active)
            .length,
        };
      }
      return { users };
    },
  };
}

const BAD_BODY = Symbol('bad body');

async function bodyOf(request: Request): Promise<unknown> {
  const text = await request.text();
  if (text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return BAD_BODY;
  }
}
