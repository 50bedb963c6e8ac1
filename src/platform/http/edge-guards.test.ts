import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authApi } from '../auth/api.ts';
import { firstAdministrator } from '../auth/test-sign-in.ts';
import { createClient } from './client.ts';
import { serveHealth, type HealthPart } from './serve-health.ts';
import { serveStatic } from './static-files.ts';
import { rawRequest, startTestEdge, type TestBrowser, type TestEdge } from './test-edge.ts';

let edge: TestEdge;
let browser: TestBrowser;
let directory: string;
const parts: HealthPart[] = [{ name: 'store', check: () => null }];

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'breakwater-static-'));
  const put = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(directory, 'dist', name)), { recursive: true });
    writeFileSync(path.join(directory, 'dist', name), text);
  };
  put('index.html', '<!doctype html><title>Breakwater</title>');
  put('assets/index-B1x9Kq3f.js', `console.log('${'x'.repeat(4000)}')`);
  put('favicon.svg', '<svg/>');
  put('notes.secret', 'not a kind of file that is served');
  writeFileSync(path.join(directory, 'outside.txt'), 'outside');
  edge = await startTestEdge({
    serve: (app, on) => {
      serveHealth(app, on, parts, '0.1.0');
      serveStatic(app, on, path.join(directory, 'dist'));
    },
  });
  ({ browser } = await firstAdministrator(edge));
});
afterAll(async () => {
  await edge.stop();
  rmSync(directory, { recursive: true, force: true });
});

const host = () => `localhost:${edge.port}`;
const get = (target: string, headers: Record<string, string> = {}) =>
  rawRequest(edge.port, { path: target, headers: { host: host(), ...headers } });

describe('the Host header', () => {
  it.each(['evil.example', 'localhost.evil.example:4480', '0.0.0.0', 'breakwater'])(
    'must be ours: %s',
    async (name) => {
      for (const target of ['/', '/api/v1/auth/state', '/metrics']) {
        const reply = await get(target, { host: name });
        expect(reply.status).toBe(421);
        expect(JSON.parse(reply.body)).toMatchObject({ code: 'http.host_refused' });
      }
      // Monitors ask by address. They hear that it lives, and nothing else.
      expect(await get('/healthz', { host: name })).toMatchObject({ status: 200, body: '{"status":"ok"}' });
    },
  );
});

describe('another site’s page', () => {
  const post = (headers: Record<string, string>) =>
    rawRequest(edge.port, {
      method: 'POST',
      path: '/api/v1/auth/sign-out',
      headers: { host: host(), cookie: browser.cookieHeader(), 'content-type': 'application/json', ...headers },
      body: '{}',
    });

  it.each<[string, Record<string, string>]>([
    ['a foreign origin', { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }],
    ['another port of this machine', { origin: 'http://localhost:1', 'sec-fetch-site': 'same-origin' }],
    ['https of the same name', { origin: 'https://localhost', 'sec-fetch-site': 'same-origin' }],
    ['an opaque origin', { origin: 'null', 'sec-fetch-site': 'same-origin' }],
    ['Fetch Metadata alone', { 'sec-fetch-site': 'cross-site' }],
    ['a page beside ours', { 'sec-fetch-site': 'same-site' }],
    ['no page at all', { 'sec-fetch-site': 'none' }],
    ['a client that says nothing', {}],
  ])('changes nothing: %s', async (_, headers) => {
    const reply = await post(headers);
    expect(reply.status).toBe(403);
    expect(JSON.parse(reply.body)).toMatchObject({ code: 'http.cross_site' });
  });

  it.each<[string, (origin: string) => Record<string, string>]>([
    [
      'Origin must be ours even when Fetch Metadata says so',
      () => ({ origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }),
    ],
    ['Fetch Metadata must say so even when Origin is ours', (origin) => ({ origin, 'sec-fetch-site': 'cross-site' })],
  ])('%s', async (_, headers) => {
    expect((await post(headers(edge.origin))).status).toBe(403);
  });

  it('reads nothing from the API, and opens no stream', async () => {
    for (const target of ['/api/v1/me', '/api/v1/live']) {
      const reply = await get(target, { cookie: browser.cookieHeader(), 'sec-fetch-site': 'cross-site' });
      expect(reply.status).toBe(403);
    }
    const stream = await get('/api/v1/live', { cookie: browser.cookieHeader() });
    expect(stream.status).toBe(403);
  });

  it('may link to ours', async () => {
    const reply = await get('/incidents/BW-17', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' });
    expect(reply.status).toBe(200);
  });

  it('gets no permission to read by CORS', async () => {
    const reply = await rawRequest(edge.port, {
      method: 'OPTIONS',
      path: '/api/v1/me',
      headers: { host: host(), origin: 'https://evil.example', 'access-control-request-method': 'GET' },
    });
    expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

it('our own page is let through', async () => {
  expect(await browser.client(authApi).getMe({})).toMatchObject({ name: 'Ada' });
});

describe('every reply', () => {
  it.each(['/', '/api/v1/auth/state', '/api/v1/me', '/nothing.js', '/healthz', '/assets/index-B1x9Kq3f.js'])(
    'has the security headers: %s',
    async (target) => {
      const { headers } = await get(target);
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(headers['permissions-policy']).toContain('publickey-credentials-get=(self)');
      expect(headers['strict-transport-security']).toBeUndefined();
    },
  );

  it('says HSTS when people come over https, and serves them nothing over http', async () => {
    const https = await startTestEdge({ publicUrl: 'https://breakwater.acme.example' });
    try {
      const headers = { host: 'breakwater.acme.example' };
      const target = { path: '/api/v1/auth/state', headers: { ...headers, 'x-forwarded-proto': 'https' } };
      const reply = await rawRequest(https.port, target);
      expect(reply.status).toBe(200);
      expect(reply.headers['strict-transport-security']).toBe('max-age=31536000');

      const plain = await rawRequest(https.port, { path: '/api/v1/auth/state', headers });
      expect(plain.status).toBe(403);
      expect(JSON.parse(plain.body)).toMatchObject({ code: 'http.https_needed' });
      const page = { path: '/incidents/BW-1', headers: { ...headers, 'sec-fetch-mode': 'navigate' } };
      const moved = await rawRequest(https.port, page);
      expect(moved.status).toBe(308);
      expect(moved.headers['location']).toBe('https://breakwater.acme.example/incidents/BW-1');
      const local = await rawRequest(https.port, { path: '/api/v1/auth/state', headers: { host: 'localhost' } });
      expect(local.status).toBe(200);
    } finally {
      await https.stop();
    }
  });

  it('sets the session cookie so that no script, no other site and no plain http gets it', async () => {
    const https = await startTestEdge({ publicUrl: 'https://breakwater.acme.example' });
    try {
      const token = new URL((await https.auth.operator.issueBootstrapLink()) ?? '').hash.slice(1);
      const headers = {
        host: 'breakwater.acme.example',
        origin: 'https://breakwater.acme.example',
        'x-forwarded-proto': 'https',
        'content-type': 'application/json',
      };
      const body = JSON.stringify({ token });
      const reply = await rawRequest(https.port, { method: 'POST', path: '/api/v1/auth/link', headers, body });
      const cookie = String(reply.headers['set-cookie']);
      expect(cookie).toMatch(
        /^__Host-breakwater=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure; Max-Age=900$/,
      );
    } finally {
      await https.stop();
    }
  });
});

describe('static files', () => {
  it('are the page for its own routes, never kept', async () => {
    for (const target of ['/', '/incidents/BW-17', '/settings']) {
      const reply = await get(target);
      expect(reply).toMatchObject({ status: 200, body: '<!doctype html><title>Breakwater</title>' });
      expect(reply.headers['cache-control']).toBe('no-store');
      expect(String(reply.headers['content-security-policy'])).toContain("script-src 'self'");
    }
  });

  it('are kept for ever when their name has a hash, and compressed', async () => {
    const reply = await fetch(`${edge.url}/assets/index-B1x9Kq3f.js`, { headers: { 'accept-encoding': 'br' } });
    expect(reply.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(reply.headers.get('content-encoding')).toBe('br');
    expect((await reply.text()).length).toBeGreaterThan(4000);
    const again = await get('/assets/index-B1x9Kq3f.js', { 'if-none-match': reply.headers.get('etag') ?? '' });
    expect(again.status).toBe(304);
    const plain = await get('/assets/index-B1x9Kq3f.js', { 'accept-encoding': 'br;q=0, gzip;q=0' });
    expect(plain.headers['content-encoding']).toBeUndefined();
  });

  it.each([
    '/../outside.txt',
    '/..%2foutside.txt',
    '/%2e%2e/outside.txt',
    '/assets/../../outside.txt',
    '/..\\outside.txt',
    '/....//outside.txt',
    '/etc/passwd.txt',
    '/notes.secret',
    '/assets/missing-AAAAAAAA.js',
    '/__proto__.js',
  ])('end at the folder: %s', async (target) => {
    const reply = await get(target);
    expect([400, 404]).toContain(reply.status);
    expect(reply.body).not.toContain('outside');
  });

  it('are not mistaken for the API', async () => {
    const reply = await get('/api/v1/nothing');
    expect(reply.status).toBe(404);
    expect(JSON.parse(reply.body)).toMatchObject({ code: 'http.not_found' });
  });

  it('say how to build the console when there is none', async () => {
    const bare = await startTestEdge({ serve: (app, on) => serveStatic(app, on, path.join(directory, 'nowhere')) });
    try {
      const reply = await rawRequest(bare.port, { path: '/', headers: { host: `localhost:${bare.port}` } });
      expect(reply.status).toBe(503);
      expect(JSON.parse(reply.body)).toMatchObject({ code: 'http.console_missing' });
    } finally {
      await bare.stop();
    }
  });
});

describe('health', () => {
  it('is alive while it answers, ready while every part works, and names the parts that do not', async () => {
    expect(await get('/healthz')).toMatchObject({ status: 200, body: '{"status":"ok","version":"0.1.0"}' });
    expect(await get('/readyz')).toMatchObject({ status: 200, body: '{"status":"ready","failing":[]}' });
    parts.push(
      { name: 'disk', check: async () => 'The disk is full.' },
      {
        name: 'loops',
        check: () => {
          throw new Error('secret detail');
        },
      },
    );
    const reply = await get('/readyz');
    const elsewhere = await get('/readyz', { host: 'monitored.example' });
    parts.splice(1);
    expect(JSON.parse(elsewhere.body)).toEqual({ status: 'not ready', failing: [{ name: 'disk' }, { name: 'loops' }] });
    expect(reply.status).toBe(503);
    expect(JSON.parse(reply.body)).toEqual({
      status: 'not ready',
      failing: [
        { name: 'disk', reason: 'The disk is full.' },
        { name: 'loops', reason: 'the check itself failed' },
      ],
    });
  });

  it('shows metrics to this machine, or to a token that may read them', async () => {
    const local = await get('/metrics');
    expect(local.status).toBe(200);
    expect(local.body).toContain('# TYPE breakwater_http_requests_total counter');
    const elsewhere = { 'x-forwarded-for': '203.0.113.9' };
    expect((await get('/metrics', elsewhere)).status).toBe(401);
    const admin = browser.client(authApi);
    const made = async (permission: 'metrics:read' | 'incidents:read') =>
      (await admin.createToken({ body: { label: 'x', permissions: [permission], expiresInDays: 1 } })).token;
    const bearer = (token: string) => ({ ...elsewhere, authorization: `Bearer ${token}` });
    expect((await get('/metrics', bearer(await made('metrics:read')))).status).toBe(200);
    expect((await get('/metrics', bearer(await made('incidents:read')))).status).toBe(403);
  });
});

it('lets nobody in from elsewhere before the first passkey exists, but monitors', async () => {
  const fresh = await startTestEdge({ serve: (app, on) => serveHealth(app, on, [], '0.1.0') });
  try {
    const from = (target: string) =>
      rawRequest(fresh.port, {
        path: target,
        headers: { host: `localhost:${fresh.port}`, 'x-forwarded-for': '203.0.113.9' },
      });
    for (const target of ['/', '/api/v1/auth/state', '/api/v1/live', '/metrics']) {
      const reply = await from(target);
      expect(reply.status).toBe(403);
      expect(JSON.parse(reply.body)).toMatchObject({ code: 'auth.loopback_only' });
    }
    expect((await from('/healthz')).status).toBe(200);
    expect(await createClient(authApi, { baseUrl: fresh.url }).getSignInState({})).toMatchObject({ bootstrap: true });
    await firstAdministrator(fresh);
    expect((await from('/api/v1/auth/state')).status).toBe(200);
  } finally {
    await fresh.stop();
  }
});
