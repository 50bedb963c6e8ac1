import { exportJWK, exportPKCS8, generateKeyPair, importJWK, jwtVerify, type JWK } from 'jose';
import { hash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import { Secret } from '../../base/secret.ts';
import type { OktaCredential } from './okta-credential.ts';
import { createOktaHttp, type OktaHttp } from './okta-http.ts';
import { scriptedServer, type ScriptedReply, type ScriptedServer, type SeenRequest } from './test-server.ts';

const TOKEN: OktaCredential = { kind: 'token', token: new Secret('00token-of-a-read-only-admin') };

let servers: ScriptedServer[] = [];
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  servers = [];
});

async function serve(
  answer: (request: SeenRequest) => ScriptedReply | Promise<ScriptedReply>,
): Promise<ScriptedServer> {
  const server = await scriptedServer(answer);
  servers.push(server);
  return server;
}

function steppingClock(): Clock & { step(ms: number): void } {
  let offset = 0;
  return {
    now: () => Date.now() + offset,
    steadyMs: () => performance.now() + offset,
    sleep: () => Promise.resolve(),
    step: (ms) => (offset += ms),
  };
}

function client(orgUrl: string, credential: OktaCredential = TOKEN, clock: Clock = steppingClock()): OktaHttp {
  return createOktaHttp({ orgUrl, credential, scopes: ['okta.logs.read'], clock, timeoutMs: 2000 });
}

async function fault(work: Promise<unknown>): Promise<AppError> {
  const thrown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(thrown instanceof AppError)) throw new Error(`expected an AppError, got ${String(thrown)}`);
  return thrown;
}

/** Okta's token endpoint, with the checks it makes on an assertion. */
function tokenEndpoint(url: () => string, publicJwk: JWK, options: { granted: string[]; dpop?: boolean }) {
  return async (request: SeenRequest): Promise<ScriptedReply> => {
    const form = new URLSearchParams(request.body);
    const key = await importJWK(publicJwk, 'RS256');
    const { payload } = await jwtVerify(form.get('client_assertion') ?? '', key, {
      audience: `${url()}/oauth2/v1/token`,
      issuer: '0oaclient',
      subject: '0oaclient',
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBeLessThanOrEqual(3600);
    const asked = (form.get('scope') ?? '').split(' ');
    const refused = asked.filter((scope) => !options.granted.includes(scope));
    if (refused.length > 0) {
      return {
        status: 400,
        json: { error: 'invalid_scope', error_description: `One or more scopes are not granted: ${refused.join(' ')}` },
      };
    }
    return {
      json: {
        token_type: options.dpop ? 'DPoP' : 'Bearer',
        expires_in: 3600,
        access_token: 'at-1',
        scope: asked.join(' '),
      },
    };
  };
}

describe('a connection that Okta has closed', () => {
  it('costs a question nothing: it is asked once more, but a change is never made again blindly', async () => {
    const server = await scriptedServer((_request, response) => {
      // As a server that closes an idle connection just when the next call comes on it.
      if (server.seen.length % 2 === 1) return { json: [] };
      response.socket?.destroy();
      return null;
    });
    servers.push(server);
    const http = client(server.url);
    await http.request('GET', '/api/v1/users');
    expect((await http.request('GET', '/api/v1/groups')).status).toBe(200);
    expect((await fault(http.request('DELETE', '/api/v1/users/u1/sessions'))).code).toBe('okta.unreachable');
    expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /api/v1/users',
      'GET /api/v1/groups',
      'GET /api/v1/groups',
      'DELETE /api/v1/users/u1/sessions',
    ]);
  });

  it('is not asked for ever', async () => {
    const server = await scriptedServer((_request, response) => {
      response.socket?.destroy();
      return null;
    });
    servers.push(server);
    expect((await fault(client(server.url).request('GET', '/api/v1/users'))).retryable).toBe(true);
    expect(server.seen).toHaveLength(2);
  });
});

describe('an Okta client with an API token', () => {
  it('sends the token and gives the body, the next link and the limit', async () => {
    const server = await serve(() => ({
      headers: {
        link: [
          '<https://elsewhere.example/self>; rel="self"',
          `<${server.url}/api/v1/logs?after=1_2,3&limit=2>; rel="next"`,
        ],
        'x-rate-limit-limit': '60',
        'x-rate-limit-remaining': '59',
        'x-rate-limit-reset': String(Math.floor(Date.now() / 1000) + 30),
      },
      json: [{ uuid: 'a' }],
    }));
    const reply = await client(server.url).request('GET', '/api/v1/logs', { query: { limit: 2, since: undefined } });
    expect(server.seen[0]?.headers.authorization).toBe('SSWS 00token-of-a-read-only-admin');
    expect(server.seen[0]?.query.toString()).toBe('limit=2');
    expect(reply.body).toEqual([{ uuid: 'a' }]);
    expect(reply.nextPath).toBe('/api/v1/logs?after=1_2,3&limit=2');
    expect(reply.rateLimit).toMatchObject({ limit: 60, remaining: 59 });
  });

  it('refuses a next link to another host', async () => {
    const server = await serve(() => ({
      headers: { link: '<https://evil.example/api/v1/logs>; rel="next"' },
      json: [],
    }));
    expect((await fault(client(server.url).request('GET', '/api/v1/logs'))).code).toBe('okta.garbage');
  });

  it('refuses paths that lead away from the organisation, and sends nothing', async () => {
    const server = await serve(() => ({ json: {} }));
    for (const path of ['//evil.example/x', '/api/../../x', 'https://evil.example/', '/\\evil.example/']) {
      expect((await fault(client(server.url).request('GET', path))).code).toBe('okta.path_invalid');
    }
    expect(server.seen).toHaveLength(0);
  });

  it('does not follow redirects, which would carry the token along', async () => {
    const server = await serve(() => ({ status: 302, headers: { location: 'https://evil.example/' } }));
    const thrown = await fault(client(server.url).request('GET', '/api/v1/logs'));
    expect(thrown.code).toBe('okta.redirected');
    expect(thrown.message).toContain('evil.example');
  });

  it('waits out an empty limit instead of calling, and calls again after its reset', async () => {
    const clock = steppingClock();
    const server = await serve(() => ({
      headers: {
        'x-rate-limit-limit': '60',
        'x-rate-limit-remaining': '0',
        'x-rate-limit-reset': String(Math.floor(clock.now() / 1000) + 20),
      },
      json: [],
    }));
    const http = client(server.url, TOKEN, clock);
    await http.request('GET', '/api/v1/logs');
    const thrown = await fault(http.request('GET', '/api/v1/logs?limit=1'));
    expect(thrown).toMatchObject({ code: 'okta.rate_limited', retryable: true });
    expect(thrown.retryAfterMs).toBeGreaterThan(10_000);
    expect(server.seen).toHaveLength(1);
    await http.request('GET', '/api/v1/users/x');
    clock.step(61_000);
    await http.request('GET', '/api/v1/logs');
    expect(server.seen).toHaveLength(3);
  });

  it('says what each refusal means', async () => {
    const cases: [ScriptedReply, string][] = [
      [
        { status: 401, json: { errorCode: 'E0000011', errorSummary: 'Invalid token provided' } },
        'okta.credential_invalid',
      ],
      [{ status: 403, json: { errorCode: 'E0000006', errorSummary: 'You do not have permission' } }, 'okta.forbidden'],
      [{ status: 404, json: { errorCode: 'E0000007', errorSummary: 'Not found' } }, 'okta.not_found'],
      [{ status: 400, json: { errorCode: 'E0000001', errorSummary: 'Api validation failed' } }, 'okta.rejected'],
      [{ status: 503, raw: 'down' }, 'okta.unavailable'],
      [{ status: 429, headers: { 'retry-after': '7' }, json: { errorCode: 'E0000047' } }, 'okta.rate_limited'],
      [{ raw: '<html>sign in</html>' }, 'okta.garbage'],
    ];
    for (const [reply, code] of cases) {
      const server = await serve(() => reply);
      const thrown = await fault(client(server.url).request('GET', '/api/v1/logs'));
      expect([code, thrown.code]).toEqual([code, code]);
      expect(thrown.remedy).not.toBeNull();
      expect(thrown.message).not.toContain('00token');
    }
  });

  it('stops reading a reply that has no end', async () => {
    const server = await scriptedServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const block = Buffer.alloc(1024 * 1024, 0x20);
      const pump = (): void => {
        while (!response.destroyed && response.write(block));
        if (!response.destroyed) response.once('drain', pump);
      };
      pump();
      return null;
    });
    servers.push(server);
    expect((await fault(client(server.url).request('GET', '/api/v1/logs'))).code).toBe('okta.reply_too_large');
  });

  it('gives up a server that never answers', async () => {
    const server = await scriptedServer(() => null);
    servers.push(server);
    const http = createOktaHttp({
      orgUrl: server.url,
      credential: TOKEN,
      scopes: [],
      clock: steppingClock(),
      timeoutMs: 100,
    });
    expect((await fault(http.request('GET', '/api/v1/logs'))).code).toBe('okta.timeout');
  });

  it('names the right address when given the admin console', () => {
    expect(() => client('https://acme-admin.okta.com')).toThrow(/admin console/u);
    expect(() => client('https://user:pw@acme.okta.com')).toThrow(AppError);
  });
});

async function keyed(): Promise<{ credential: OktaCredential; publicJwk: JWK }> {
  const pair = await generateKeyPair('RS256', { extractable: true });
  const credential: OktaCredential = {
    kind: 'private-key',
    clientId: '0oaclient',
    keyId: 'k1',
    privateKey: new Secret(await exportPKCS8(pair.privateKey)),
  };
  return { credential, publicJwk: await exportJWK(pair.publicKey) };
}

async function proofOf(request: SeenRequest): Promise<Record<string, unknown> | null> {
  const text = request.headers['dpop'];
  if (typeof text !== 'string') return null;
  const header: { jwk: JWK } = JSON.parse(Buffer.from(text.split('.')[0] ?? '', 'base64url').toString());
  const { payload } = await jwtVerify(text, await importJWK(header.jwk, 'ES256'), { typ: 'dpop+jwt' });
  return payload;
}

describe('an Okta client with a service app', () => {
  it('signs in once and uses the token until it ends', async () => {
    const { credential, publicJwk } = await keyed();
    const clock = steppingClock();
    const endpoint = tokenEndpoint(() => server.url, publicJwk, { granted: ['okta.logs.read'] });
    const server: ScriptedServer = await serve(async (request) =>
      request.path === '/oauth2/v1/token' ? endpoint(request) : { json: [] },
    );
    const http = client(server.url, credential, clock);
    await Promise.all([http.request('GET', '/api/v1/logs'), http.request('GET', '/api/v1/logs')]);
    await http.request('GET', '/api/v1/logs');
    expect(server.seen.filter((request) => request.path === '/oauth2/v1/token')).toHaveLength(1);
    expect(server.seen.at(-1)?.headers.authorization).toBe('Bearer at-1');
    expect(await http.grantedScopes()).toEqual(['okta.logs.read']);
  });

  it('proves possession of its key where the app requires it, with the nonces it is given', async () => {
    const { credential, publicJwk } = await keyed();
    const endpoint = tokenEndpoint(() => server.url, publicJwk, { granted: ['okta.logs.read'], dpop: true });
    const server: ScriptedServer = await serve(async (request) => {
      const proof = await proofOf(request);
      if (request.path === '/oauth2/v1/token') {
        if (proof === null)
          return {
            status: 400,
            json: { error: 'invalid_dpop_proof', error_description: 'The DPoP proof JWT header is missing.' },
          };
        expect(proof['htu']).toBe(`${server.url}/oauth2/v1/token`);
        if (proof['nonce'] !== 'n-token')
          return { status: 400, headers: { 'dpop-nonce': 'n-token' }, json: { error: 'use_dpop_nonce' } };
        return endpoint(request);
      }
      if (proof?.['nonce'] !== 'n-api')
        return { status: 401, headers: { 'dpop-nonce': 'n-api' }, json: { error: 'use_dpop_nonce' } };
      expect(proof['ath']).toBe(hash('sha256', 'at-1', 'base64url'));
      expect(proof['htm']).toBe('GET');
      return { json: [] };
    });
    const http = client(server.url, credential);
    await http.request('GET', '/api/v1/logs?limit=1');
    expect(server.seen.at(-1)?.headers.authorization).toBe('DPoP at-1');
    expect(server.seen.map((request) => request.path)).toEqual([
      '/oauth2/v1/token',
      '/oauth2/v1/token',
      '/oauth2/v1/token',
      '/api/v1/logs',
      '/api/v1/logs',
    ]);
  });

  it('names the scope that was not granted', async () => {
    const { credential, publicJwk } = await keyed();
    const endpoint = tokenEndpoint(() => server.url, publicJwk, { granted: [] });
    const server: ScriptedServer = await serve(endpoint);
    const thrown = await fault(client(server.url, credential).request('GET', '/api/v1/logs'));
    expect(thrown).toMatchObject({ code: 'okta.scope_missing', details: { missingScope: 'okta.logs.read' } });
    expect(thrown.remedy).toContain('okta.logs.read');
  });

  it('names the scope of an insufficient_scope refusal', async () => {
    const { credential, publicJwk } = await keyed();
    const endpoint = tokenEndpoint(() => server.url, publicJwk, { granted: ['okta.logs.read'] });
    const server: ScriptedServer = await serve(async (request) =>
      request.path === '/oauth2/v1/token'
        ? endpoint(request)
        : {
            status: 403,
            headers: { 'www-authenticate': 'Bearer realm="x", scope="okta.users.read", error="insufficient_scope"' },
            json: { errorCode: 'E0000006', errorSummary: 'You do not have permission to perform the requested action' },
          },
    );
    const thrown = await fault(client(server.url, credential).request('GET', '/api/v1/users/x'));
    expect(thrown.message).toContain('okta.users.read');
  });

  it('blames the clock when the clock is what Okta refuses', async () => {
    const { credential } = await keyed();
    const clock = steppingClock();
    clock.step(-10 * 60_000);
    const server = await serve(() => ({
      status: 401,
      json: { error: 'invalid_client', error_description: 'The client_assertion token has expired.' },
    }));
    const thrown = await fault(client(server.url, credential, clock).request('GET', '/api/v1/logs'));
    expect(thrown.code).toBe('okta.clock_skew');
    expect(thrown.message).toContain('behind');
  });

  it('says that a key cannot be read without quoting it', async () => {
    const credential: OktaCredential = {
      kind: 'private-key',
      clientId: 'c',
      keyId: null,
      privateKey: new Secret('-----BEGIN secret'),
    };
    const thrown = await fault(client('http://127.0.0.1:1', credential).request('GET', '/api/v1/logs'));
    expect(thrown.code).toBe('okta.key_unreadable');
    expect(JSON.stringify([thrown.message, thrown.remedy, String(thrown.cause)])).not.toContain('BEGIN secret');
  });

  it('tells which other scopes the app could get', async () => {
    const { credential, publicJwk } = await keyed();
    const endpoint = tokenEndpoint(() => server.url, publicJwk, { granted: ['okta.logs.read', 'okta.users.manage'] });
    const server: ScriptedServer = await serve(async (request) =>
      request.path === '/oauth2/v1/token' ? endpoint(request) : { json: {} },
    );
    const http = client(server.url, credential);
    expect(await http.probeScopes(['okta.users.manage', 'okta.apps.manage'])).toEqual(['okta.users.manage']);
    expect(server.seen.filter((request) => request.path === '/oauth2/v1/revoke')).toHaveLength(1);
  });
});
