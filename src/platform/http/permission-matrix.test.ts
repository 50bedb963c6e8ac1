import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../base/errors.ts';
import { PERMISSIONS, ROLE_PERMISSIONS, type Permission } from '../../base/permissions.ts';
import { domainsApi } from '../../domains/api.ts';
import { identityApi } from '../../identity/api.ts';
import { incidentsApi } from '../../incidents/api.ts';
import { notifyApi } from '../../notify/api.ts';
import { rehearsalApi } from '../../rehearsal/api.ts';
import { reportsApi } from '../../reports/api.ts';
import { responseApi } from '../../response/api.ts';
import { setupApi } from '../../setup/api.ts';
import { authApi } from '../auth/api.ts';
import { operatorApi } from '../operator/api.ts';
import { sourcesApi } from '../sources/api.ts';
import type { Api, Endpoint } from './contract.ts';
import type { Actor, Handlers } from './context.ts';
import { createEdgeApp } from './create-edge-app.ts';
import { serveApi } from './serve-api.ts';
import { startTestEdge, type TestEdge } from './test-edge.ts';

/** Every endpoint there is, as every kind of caller: reached or refused, as the endpoint and the role say, and nothing else. */
const APIS: Record<string, Api> = {
  auth: authApi,
  domains: domainsApi,
  identity: identityApi,
  incidents: incidentsApi,
  notify: notifyApi,
  operator: operatorApi,
  rehearsal: rehearsalApi,
  reports: reportsApi,
  response: responseApi,
  setup: setupApi,
  sources: sourcesApi,
};
const ENDPOINTS = Object.entries(APIS).flatMap(([room, api]) =>
  Object.entries(api).map(([name, endpoint]) => ({ name: `${room}.${name}`, endpoint })),
);

/** Sent as POST for the length of what they ask; they change nothing. */
const ASKS_ONLY = ['domains.checkHosts', 'domains.predictLookAlikes'];

const actor = (from: Partial<Actor>): Actor => ({
  kind: 'account',
  id: 'a1',
  name: 'A',
  role: null,
  permissions: new Set(),
  freshUntilMs: null,
  sessionId: 's1',
  ...from,
});
const FRESH = Number.MAX_SAFE_INTEGER;
const everything: ReadonlySet<Permission> = new Set(PERMISSIONS);
const CALLERS: Record<string, Actor | null> = {
  nobody: null,
  'enrolling person': actor({}),
  viewer: actor({ role: 'viewer', permissions: new Set(ROLE_PERMISSIONS.viewer), freshUntilMs: FRESH }),
  responder: actor({ role: 'responder', permissions: new Set(ROLE_PERMISSIONS.responder), freshUntilMs: FRESH }),
  administrator: actor({ permissions: new Set(ROLE_PERMISSIONS.administrator), freshUntilMs: FRESH }),
  'administrator, not verified lately': actor({
    permissions: new Set(ROLE_PERMISSIONS.administrator),
    freshUntilMs: 1,
  }),
  'first start': actor({ kind: 'bootstrap', permissions: new Set(ROLE_PERMISSIONS.administrator) }),
  'token with everything': actor({ kind: 'token', permissions: everything, sessionId: null }),
  'ingest token': actor({ kind: 'token', permissions: new Set<Permission>(['events:ingest']), sessionId: null }),
  operator: actor({ kind: 'system', permissions: everything, sessionId: null }),
};

/** What the rules of house.md say, written down a second time. */
function expected(endpoint: Endpoint, caller: Actor | null): number {
  if (endpoint.access === 'public') return 200;
  if (caller === null) return 401;
  const { access } = endpoint;
  const granted =
    access === 'session' || (access === 'operator' ? caller.kind === 'system' : caller.permissions.has(access));
  if (!granted) return 403;
  if (endpoint.fresh === true && caller.kind !== 'account') return 403;
  if (endpoint.fresh === 'passkey' && caller.kind === 'bootstrap') return 403;
  if (endpoint.fresh !== undefined && caller.kind === 'account' && caller.freshUntilMs !== FRESH) return 403;
  return 200;
}

let test: TestEdge;
let caller: Actor | null = null;
const reached: string[] = [];
let call: (endpoint: Endpoint) => Promise<number>;

beforeAll(async () => {
  test = await startTestEdge();
  const authenticator = {
    identify: async () => ({ actor: caller, byToken: false }),
    refresh: async () => caller,
    admit: async () => undefined,
  };
  const publicLimiter = { take: () => 0 };
  const app = createEdgeApp({ ...test.edge, authenticator });
  for (const api of Object.values(APIS)) {
    const handlers = Object.fromEntries(
      Object.keys(api).map((name) => [
        name,
        async () => {
          reached.push(name);
          throw new AppError('base.reached', 'The handler was reached.', { status: 418 });
        },
      ]),
    );
    serveApi(app, api, handlers as Handlers<Api>, { ...test.edge, authenticator, publicLimiter });
  }
  call = async (endpoint) => {
    const path = endpoint.path.replace(/:[a-zA-Z]+/g, 'x');
    const headers = { host: new URL(test.origin).host, origin: test.origin, 'content-type': 'application/json' };
    const init = { method: endpoint.method, headers, ...(endpoint.method === 'GET' ? {} : { body: '{}' }) };
    const socket = { remoteAddress: '127.0.0.1' };
    const incoming = { socket, url: path, rawHeaders: ['Host', 'x'] };
    const reply = await app.request(new Request(`${test.origin}${path}`, init), undefined, { incoming });
    // Bad input is found only after the caller was let in.
    return reply.status === 400 || reply.status === 418 ? 200 : reply.status;
  };
});
afterAll(() => test.stop());

describe.each(Object.entries(CALLERS))('%s', (_, who) => {
  it.each(ENDPOINTS)('$name', async ({ name, endpoint }) => {
    caller = who;
    reached.length = 0;
    const status = await call(endpoint);
    expect(status).toBe(expected(endpoint, who));
    if (status !== 200) expect(reached).not.toContain(name.split('.')[1]);
  });
});

describe('every endpoint', () => {
  it('reaches its handler for somebody', async () => {
    const untried = new Set(ENDPOINTS.filter(({ endpoint }) => endpoint.access !== 'public').map(({ name }) => name));
    for (const who of Object.values(CALLERS)) {
      for (const { name, endpoint } of ENDPOINTS) if (expected(endpoint, who) === 200) untried.delete(name);
    }
    expect([...untried]).toEqual([]);
  });

  it.each(ENDPOINTS)('$name is described once, and audited when it changes something', ({ name, endpoint }) => {
    const same = ENDPOINTS.filter(
      (one) => one.endpoint.method === endpoint.method && one.endpoint.path === endpoint.path,
    );
    expect(same).toHaveLength(1);
    if (endpoint.audit !== undefined) expect(endpoint.audit).toMatch(/^[a-z-]+(\.[a-z-]+)+$/);
    else if (endpoint.method !== 'GET') expect(ASKS_ONLY).toContain(name);
    if (endpoint.fresh) expect(endpoint.audit).toBeDefined();
    expect(endpoint.path.startsWith('/api/v1/')).toBe(true);
  });

  it('that change what Breakwater sees or tells ask people for their passkey again', () => {
    const settings = ENDPOINTS.filter(({ endpoint }) => endpoint.access === 'settings:write');
    const unasked = settings.filter(({ endpoint }) => endpoint.fresh === undefined).map(({ name }) => name);
    // A test message and the doctor change nothing; the machine's operator, who has no passkey to ask for, runs the doctor.
    expect(unasked).toEqual(['notify.testChannel', 'operator.runDoctor']);
    expect(ENDPOINTS.find(({ name }) => name === 'sources.pauseSource')?.endpoint.fresh).toBe('people');
  });

  it('that begin to contact systems outside wait for the first passkey', () => {
    const begin = ENDPOINTS.filter(({ endpoint }) => endpoint.fresh === 'passkey').map(({ name }) => name);
    expect(begin.toSorted()).toEqual(['domains.addNameList', 'domains.putLogList', 'domains.setLookUps']);
  });

  it('that a stranger may reach belongs to signing in', () => {
    const open = ENDPOINTS.filter(({ endpoint }) => endpoint.access === 'public').map(({ name }) => name);
    expect(open.toSorted()).toMatchInlineSnapshot(`
      [
        "auth.beginSignIn",
        "auth.exchangeLink",
        "auth.finishSignIn",
        "auth.getSignInState",
      ]
    `);
  });
});
