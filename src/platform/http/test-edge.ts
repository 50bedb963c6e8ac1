import { request as httpRequest } from 'node:http';
import { systemClock, type Clock } from '../../base/clock.ts';
import { REHEARSAL_TENANT } from '../../base/ids.ts';
import { createAuditLog, type AuditLog } from '../audit/audit-log.ts';
import { auditMigrations } from '../audit/migrations.ts';
import { authApi } from '../auth/api.ts';
import { createAuth, type Auth } from '../auth/create-auth.ts';
import { authMigrations } from '../auth/migrations.ts';
import { Activity } from '../clock/activity.ts';
import { createLive, type Live } from '../live/create-live.ts';
import { liveMigrations } from '../live/migrations.ts';
import { serveLive, type LiveHub } from '../live/serve-live.ts';
import { silentLog } from '../log/log.ts';
import { createMetrics } from '../metrics/metrics.ts';
import type { Db } from '../store/db.ts';
import { openTestDb } from '../store/test-db.ts';
import { createClient, type Client } from './client.ts';
import { createEdgeApp, type EdgeApp } from './create-edge-app.ts';
import { EDGE_LIMITS, type Edge, type EdgeLimits } from './edge.ts';
import { createHttpServer } from './http-server.ts';
import { createIdempotencyStore } from './idempotency.ts';
import { httpMigrations } from './migrations.ts';
import { createNetworkPolicy } from './network-policy.ts';
import { createRateLimiter } from './rate-limit.ts';
import { serveApi } from './serve-api.ts';

/** A clock that tests set forward. */
export interface TestClock extends Clock {
  advance(byMs: number): void;
}

export function testClock(): TestClock {
  let offset = 0;
  return {
    ...systemClock,
    now: () => systemClock.now() + offset,
    steadyMs: () => systemClock.steadyMs() + offset,
    advance(byMs) {
      offset += byMs;
    },
  };
}

export interface TestEdge {
  port: number;
  /** The console's origin. */
  origin: string;
  /** Where to connect. */
  url: string;
  clock: TestClock;
  db: Db;
  edge: Edge;
  app: EdgeApp;
  auth: Auth;
  audit: AuditLog;
  live: Live;
  hub: LiveHub;
  browser(): TestBrowser;
  stop(): Promise<void>;
}

export interface TestEdgeOptions {
  publicUrl?: string;
  operatorToken?: string;
  limits?: Partial<EdgeLimits>;
  rehearsalClock?: Clock;
  /** Adds endpoints before the server listens. */
  serve?: (app: EdgeApp, edge: Edge) => void;
}

/** The whole edge on a real socket and a real store, with authApi served. */
export async function startTestEdge(options: TestEdgeOptions = {}): Promise<TestEdge> {
  const clock = testClock();
  const opened = await openTestDb([auditMigrations, authMigrations, httpMigrations, liveMigrations]);
  const { db } = opened;
  const network = createNetworkPolicy(
    // Behind https stands a proxy on this machine.
    { publicUrl: options.publicUrl ?? null, trustedProxies: options.publicUrl ? ['127.0.0.1'] : [] },
    false,
  );
  const audit = createAuditLog({ db, clock });
  const live = createLive({ db, clock });
  const operatorToken = options.operatorToken ?? null;
  const auth = createAuth({ db, clock, log: silentLog, audit, live, network, operatorToken });
  const edge: Edge = {
    log: silentLog,
    clock,
    activity: new Activity(),
    metrics: createMetrics(),
    network,
    authenticator: auth.authenticator,
    audit,
    idempotency: createIdempotencyStore({ db, clock }),
    publicLimiter: createRateLimiter(clock, 20, 20),
    spaceOf: (name) => {
      if (name === 'live') return { tenantId: 'live', clock };
      return name === REHEARSAL_TENANT && options.rehearsalClock
        ? { tenantId: REHEARSAL_TENANT, clock: options.rehearsalClock }
        : null;
    },
    limits: { ...EDGE_LIMITS, ...options.limits },
  };
  const app = createEdgeApp(edge);
  serveApi(app, authApi, auth.handlers, edge);
  const hub = serveLive(app, edge, live);
  auth.onEnded((id) => hub.end(id));
  options.serve?.(app, edge);
  const server = await createHttpServer({ hostname: '127.0.0.1', port: 0, app, log: silentLog });
  network.listening(server.port);
  const url = `http://127.0.0.1:${server.port}`;
  return {
    port: server.port,
    origin: network.origin(),
    url,
    clock,
    db,
    edge,
    app,
    auth,
    audit,
    live,
    hub,
    browser: () => new TestBrowser(url, network.origin()),
    async stop() {
      hub.stop();
      await server.stop(500);
      await opened.close();
    },
  };
}

/** A browser as far as the edge can see: keeps cookies, says where its requests come from. */
export class TestBrowser {
  readonly #cookies = new Map<string, string>();
  readonly #url: string;
  readonly #headers: Record<string, string>;
  readonly fetch: typeof globalThis.fetch;

  constructor(url: string, origin: string) {
    this.#url = url;
    const proxied = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' };
    this.#headers = { origin, 'sec-fetch-site': 'same-origin', ...(origin.startsWith('https:') ? proxied : {}) };
    this.fetch = async (input, init) => {
      const headers = new Headers(init?.headers);
      for (const [name, value] of Object.entries(this.#headers)) if (!headers.has(name)) headers.set(name, value);
      headers.set('host', new URL(origin).host);
      if (this.#cookies.size > 0) headers.set('cookie', this.cookieHeader());
      const reply = await globalThis.fetch(input, { ...init, headers });
      for (const cookie of reply.headers.getSetCookie()) this.#keep(cookie);
      return reply;
    };
  }

  /** The typed client over this browser. */
  client<A extends Parameters<typeof createClient>[0]>(api: A, space?: string): Client<A> {
    return createClient(api, { baseUrl: this.#url, fetch: this.fetch, ...(space === undefined ? {} : { space }) });
  }

  cookieHeader(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  setCookies(header: string): void {
    this.#cookies.clear();
    for (const pair of header.split('; ')) this.#keep(pair);
  }

  #keep(cookie: string): void {
    const [pair = ''] = cookie.split(';');
    const at = pair.indexOf('=');
    if (/max-age=0/i.test(cookie)) this.#cookies.delete(pair.slice(0, at));
    else this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }
}

/** A request with exactly these headers and target, as no fetch would send it. */
export function rawRequest(
  port: number,
  options: { method?: string; path: string; headers: Record<string, string>; body?: string },
): Promise<{ status: number; headers: Record<string, string | string[] | undefined>; body: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        host: '127.0.0.1',
        port,
        path: options.path,
        method: options.method ?? 'GET',
        headers: options.headers,
        agent: false,
      },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (body += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      },
    );
    request.on('error', reject);
    request.end(options.body);
  });
}
