import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { mapRecord } from '../../engines/events/index.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import {
  oktaErrorSchema,
  oktaFactorListSchema,
  oktaLogPageSchema,
  oktaSessionSchema,
  oktaTokenListSchema,
  oktaTokenSchema,
  oktaUserSchema,
} from '../../connectors/okta/wire.ts';
import { createOktaSimulator, type OktaSimulator } from './okta-simulator.ts';
import type { SimFactor, SimUser } from './state.ts';
import { AWAY, HOME } from './test-clients.ts';

const ORG = 'https://acme.okta.test';
const START = Date.UTC(2026, 5, 1, 9);
const SUPER = {
  id: 't1',
  value: 'super',
  readOnly: false,
  owner: { id: '00uadmin', type: 'User', alternateId: 'admin@acme.example', displayName: 'Admin' },
};

interface World {
  clock: VirtualClock;
  okta: OktaSimulator;
  user: SimUser;
  key: SimFactor;
  sms: SimFactor;
  call: (method: string, path: string, options?: { token?: string; body?: unknown }) => Promise<Response>;
}

function world(): World {
  const clock = new VirtualClock(START, []);
  const okta = createOktaSimulator({ clock, seed: 'test' });
  okta.addApiToken(SUPER);
  const user = okta.org.addUser(
    { login: 'emp012@acme.example', email: 'emp012@acme.example', firstName: 'Ada', lastName: 'Twelve' },
    { createdMs: START - 1e9 },
  );
  const [key] = okta.people.grantFactor(user, { kind: 'webauthn', authenticatorName: 'YubiKey 5' }, START - 1e9);
  const [sms] = okta.people.grantFactor(user, { kind: 'sms', phoneNumber: '+13035550112' }, START - 1e9);
  if (key === undefined || sms === undefined) throw new Error('no factors');
  const call: World['call'] = (method, path, options = {}) =>
    okta.handler(
      new Request(`${ORG}${path}`, {
        method,
        headers: {
          authorization: options.token ?? 'SSWS super',
          ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      }),
    );
  return { clock, okta, user, key, sms, call };
}

function nextLink(response: Response): string | null {
  const match = /<([^>]+)>; rel="next"/u.exec(response.headers.get('link') ?? '');
  return match?.[1]?.slice(ORG.length) ?? null;
}

async function eventTypes(response: Response): Promise<string[]> {
  return oktaLogPageSchema.parse(await response.json()).map((record) => record.eventType);
}

describe('the System Log endpoint', () => {
  it('polls in order of persistence, with a next link from every page, also an empty one', async () => {
    const { clock, okta, user, call } = world();
    const since = new Date(START).toISOString();
    const empty = await call('GET', `/api/v1/logs?since=${since}&limit=2`);
    expect(await empty.json()).toEqual([]);
    for (let i = 0; i < 3; i += 1) okta.people.failPassword(user, HOME);
    const first = await call('GET', nextLink(empty) ?? '');
    expect(await eventTypes(first)).toHaveLength(2);
    const second = await call('GET', nextLink(first) ?? '');
    expect(await eventTypes(second)).toHaveLength(1);
    const third = await call('GET', nextLink(second) ?? '');
    expect(await third.json()).toEqual([]);
    await clock.advanceTo(START + 5_000);
    okta.people.failPassword(user, HOME);
    expect(await eventTypes(await call('GET', nextLink(third) ?? ''))).toHaveLength(1);
    expect(nextLink(third)).toContain('limit=2');
  });

  it('shows a late record after those that overtook it, and a poll misses neither', async () => {
    const { clock, okta, user, call } = world();
    okta.org.logDelayMs = 10_000;
    okta.people.failPassword(user, AWAY);
    okta.org.logDelayMs = 0;
    await clock.advanceTo(START + 1_000);
    okta.people.failPassword(user, HOME);
    const first = await call('GET', `/api/v1/logs?since=${new Date(START).toISOString()}`);
    const ips = async (response: Response): Promise<unknown[]> =>
      ((await response.json()) as { client: { ipAddress: string } }[]).map(({ client }) => client.ipAddress);
    expect(await ips(first)).toEqual([HOME.ip]);
    await clock.advanceTo(START + 10_000);
    expect(await ips(await call('GET', nextLink(first) ?? ''))).toEqual([AWAY.ip]);
  });

  it('answers a bounded query by time of publication, without a next link at its end', async () => {
    const { okta, user, call, clock } = world();
    okta.people.failPassword(user, HOME);
    await clock.advanceTo(START + 60_000);
    okta.people.startSession(user, HOME);
    const url = `/api/v1/logs?since=${new Date(START - 1).toISOString()}&until=${new Date(START + 60_001).toISOString()}&sortOrder=DESCENDING`;
    const response = await call('GET', url);
    const outcomes = ((await response.json()) as { outcome: { result: string } }[]).map(
      ({ outcome }) => outcome.result,
    );
    expect(outcomes).toEqual(['SUCCESS', 'FAILURE']);
    expect(nextLink(response)).toBeNull();
  });

  it('filters with SCIM expressions and keywords', async () => {
    const { okta, user, sms, call } = world();
    okta.people.failPassword(user, HOME);
    okta.people.signIn(user, HOME, { factor: sms, atMs: START - 10_000 });
    const get = async (query: string): Promise<string[]> =>
      eventTypes(await call('GET', `/api/v1/logs?${new URLSearchParams(query)}`));
    expect(await get('filter=eventType eq "user.session.start" and outcome.result eq "FAILURE"')).toEqual([
      'user.session.start',
    ]);
    expect(await get('filter=not (eventType sw "user.session") and target.type eq "User"')).toEqual([
      'user.authentication.auth_via_mfa',
    ]);
    expect(await get('q=SMS_FACTOR')).toEqual(['user.authentication.auth_via_mfa']);
    expect((await call('GET', '/api/v1/logs?filter=(((')).status).toBe(400);
    expect((await call('GET', '/api/v1/logs?limit=1001')).status).toBe(400);
    expect((await call('GET', '/api/v1/logs?after=garbage')).status).toBe(400);
  });

  it('writes records that the event engine reads completely', () => {
    const { okta, user, sms } = world();
    okta.people.signIn(user, HOME, { factor: sms, atMs: START - 86_400_000 });
    const session = okta.people.startSession(user, AWAY);
    if (session === null) throw new Error('refused');
    okta.people.verifyFactor(session, sms);
    okta.people.enrolFactor(session, { kind: 'okta_verify', deviceName: 'sdk_gphone64_x86_64', platform: 'ANDROID' });
    const [, , start, mfa, enrol, device] = okta.org.systemLog.all().map((record) => {
      const mapped = mapRecord('okta', record);
      if (!mapped.ok) throw new Error(mapped.reason);
      return mapped.fields;
    });
    expect(start).toMatchObject({
      action: 'user.session.start',
      principal: 'emp012@acme.example',
      newDevice: true,
      newIp: true,
      isProxy: true,
      asn: 11878,
      country: 'US',
      deviceId: null,
      deviceManaged: null,
    });
    expect(mfa).toMatchObject({
      authenticatorKind: 'sms',
      authenticatorPhishingResistant: false,
      authenticatorId: sms.id,
    });
    expect(enrol).toMatchObject({
      action: 'user.mfa.factor.activate',
      authenticatorKind: 'push',
      authenticatorId: null,
      targetPrincipalId: user.id,
    });
    expect(device).toMatchObject({ action: 'device.enrollment.create', deviceManaged: false });
    expect(new Set([start, mfa, enrol].map((fields) => fields?.rootSessionId)).size).toBe(1);
    expect(start?.externalSessionId).not.toBe(enrol?.externalSessionId);
  });
});

describe('containment', () => {
  async function attacked(): Promise<World & { push: SimFactor; sessionId: string }> {
    const base = world();
    const { okta, user, sms } = base;
    okta.people.signIn(user, HOME, { factor: sms });
    const session = okta.people.signIn(user, AWAY, { factor: sms });
    const factors =
      session &&
      okta.people.enrolFactor(session, { kind: 'okta_verify', deviceName: 'sdk_gphone64_x86_64', platform: 'ANDROID' });
    const push = factors?.[0];
    if (!session || push === undefined) throw new Error('the attack did not work');
    okta.org.grantToken(user, '0oamobileapp00000001');
    return { ...base, push, sessionId: session.id };
  }

  it('removes the attacker’s push with the codes of the same app, and keeps the person’s own key', async () => {
    const { okta, user, key, sms, push, call } = await attacked();
    const before = oktaFactorListSchema.parse(await (await call('GET', `/api/v1/users/${user.id}/factors`)).json());
    expect(before.map(({ factorType }) => factorType)).toEqual(['webauthn', 'sms', 'push', 'token:software:totp']);
    expect((await call('DELETE', `/api/v1/users/${user.id}/factors/${push.id}`)).status).toBe(204);
    expect(okta.snapshot().users['emp012@acme.example']?.factors.map((factor) => factor['id'])).toEqual([
      key.id,
      sms.id,
    ]);
    expect((await call('GET', `/api/v1/users/${user.id}/factors/${push.id}`)).status).toBe(404);
    expect((await call('DELETE', `/api/v1/users/${user.id}/factors/${push.id}`)).status).toBe(404);
    expect(okta.org.systemLog.all().filter(({ eventType }) => eventType === 'user.mfa.factor.deactivate')).toHaveLength(
      2,
    );
  });

  it('ends every session and token; the attacker’s next step fails', async () => {
    const { okta, user, sessionId, call } = await attacked();
    expect(oktaSessionSchema.parse(await (await call('GET', `/api/v1/sessions/${sessionId}`)).json()).userId).toBe(
      user.id,
    );
    const clients = `/api/v1/users/${user.id}/clients/0oamobileapp00000001/tokens`;
    expect(oktaTokenListSchema.parse(await (await call('GET', clients)).json())).toHaveLength(1);
    expect((await call('DELETE', `/api/v1/users/${user.id}/sessions?oauthTokens=true`)).status).toBe(204);
    expect((await call('GET', `/api/v1/sessions/${sessionId}`)).status).toBe(404);
    expect(await (await call('GET', clients)).json()).toEqual([]);
    const session = okta.org.state.sessions.get(sessionId);
    if (session === undefined) throw new Error('gone');
    expect(okta.people.sso(session, { id: '0oasupport0000000001', name: 'Support Console' })).toBe(false);
    expect(okta.snapshot().users['emp012@acme.example']).toMatchObject({ liveSessions: 0, activeTokens: 0 });
  });

  it('expires the password; it no longer opens a session', async () => {
    const { okta, user, call } = await attacked();
    const response = await call('POST', `/api/v1/users/${user.id}/lifecycle/expire_password`);
    expect(oktaUserSchema.parse(await response.json()).status).toBe('PASSWORD_EXPIRED');
    expect(okta.people.startSession(user, AWAY)).toBeNull();
    okta.people.changePassword(user, HOME);
    expect(okta.people.startSession(user, HOME)).not.toBeNull();
  });

  it('writes what the API did, with the caller as actor', async () => {
    const { okta, user, call } = await attacked();
    await call('DELETE', `/api/v1/users/${user.id}/sessions`);
    await call('POST', `/api/v1/users/${user.id}/lifecycle/expire_password`);
    const [clear, expire] = okta.org.systemLog.all().slice(-2);
    expect(clear).toMatchObject({
      eventType: 'user.session.clear',
      actor: { id: '00uadmin' },
      target: [{ id: user.id }],
      transaction: { detail: { requestApiTokenId: 't1' } },
    });
    expect(expire).toMatchObject({ eventType: 'user.account.expire_password', actor: { id: '00uadmin' } });
  });

  it('finds people by id or login, in any letter case', async () => {
    const { user, call } = world();
    for (const name of [user.id, 'EMP012@acme.example']) {
      expect(
        oktaUserSchema.parse(await (await call('GET', `/api/v1/users/${encodeURIComponent(name)}`)).json()).id,
      ).toBe(user.id);
    }
    expect((await call('GET', '/api/v1/users/nobody')).status).toBe(404);
    const found = await call(
      'GET',
      `/api/v1/users?${new URLSearchParams({ search: 'profile.login eq "emp012@acme.example"' })}`,
    );
    expect(await found.json()).toHaveLength(1);
  });
});

describe('credentials', () => {
  async function serviceApp(
    okta: OktaSimulator,
    scopes: string[],
  ): Promise<
    (options?: { scope?: string; audience?: string; jti?: string; expiresInS?: number }) => Promise<Response>
  > {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const clientId = '0oabreakwater0000001';
    okta.addServiceApp({
      clientId,
      name: 'Breakwater',
      publicJwk: { ...(await exportJWK(publicKey)), alg: 'ES256' },
      scopes,
    });
    return async ({
      scope = scopes.join(' '),
      audience = `${ORG}/oauth2/v1/token`,
      jti = 'j1',
      expiresInS = 300,
    } = {}) => {
      const assertion = await new SignJWT({ jti })
        .setProtectedHeader({ alg: 'ES256' })
        .setIssuer(clientId)
        .setSubject(clientId)
        .setAudience(audience)
        .setIssuedAt(START / 1_000)
        .setExpirationTime(START / 1_000 + expiresInS)
        .sign(privateKey);
      const body = new URLSearchParams({
        grant_type: 'client_credentials',
        scope,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
      });
      return okta.handler(new Request(`${ORG}/oauth2/v1/token`, { method: 'POST', body }));
    };
  }

  it('gives an access token for a signed assertion, for the scopes granted and no others', async () => {
    const { okta, call, clock, user } = world();
    const ask = await serviceApp(okta, ['okta.logs.read', 'okta.users.read']);
    const token = oktaTokenSchema.parse(await (await ask()).json());
    const bearer = `Bearer ${token.access_token}`;
    expect((await call('GET', '/api/v1/logs', { token: bearer })).status).toBe(200);
    const refused = await call('DELETE', `/api/v1/users/${user.id}/sessions`, { token: bearer });
    expect(refused.status).toBe(403);
    expect(refused.headers.get('www-authenticate')).toContain('scope="okta.users.manage", error="insufficient_scope"');
    expect(oktaErrorSchema.parse(await refused.json()).errorCode).toBe('E0000006');
    await clock.advanceTo(START + 3_600_000);
    expect((await call('GET', '/api/v1/logs', { token: bearer })).status).toBe(401);
  });

  it('refuses assertions that are replayed, for somebody else, too long-lived, or ask for more', async () => {
    const { okta } = world();
    const ask = await serviceApp(okta, ['okta.logs.read']);
    expect((await ask()).status).toBe(200);
    expect((await ask()).status).toBe(401);
    expect((await ask({ jti: 'j2', audience: 'https://other.okta.test/oauth2/v1/token' })).status).toBe(401);
    expect((await ask({ jti: 'j3', expiresInS: 7_200 })).status).toBe(401);
    const more = await ask({ jti: 'j4', scope: 'okta.users.manage' });
    expect([more.status, await more.json()]).toMatchObject([400, { error: 'invalid_scope' }]);
  });

  it('refuses no, unknown and read-only SSWS tokens as Okta does', async () => {
    const { okta, call, user } = world();
    okta.addApiToken({ ...SUPER, id: 't2', value: 'reader', readOnly: true });
    const answers = [
      await okta.handler(new Request(`${ORG}/api/v1/logs`)),
      await call('GET', '/api/v1/logs', { token: 'SSWS wrong' }),
      await call('GET', '/api/v1/logs', { token: 'SSWS reader' }),
      await call('DELETE', `/api/v1/users/${user.id}/sessions`, { token: 'SSWS reader' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 401, 200, 403]);
    expect(oktaErrorSchema.parse(await answers[1]?.json()).errorCode).toBe('E0000011');
  });
});

describe('limits and faults', () => {
  it('counts per endpoint and minute, says so in headers, and refuses with 429 until the window ends', async () => {
    const { okta, call, clock } = world();
    okta.rateLimiter.limits.set('/api/v1/logs', 2);
    const answers = [
      await call('GET', '/api/v1/logs'),
      await call('GET', '/api/v1/logs'),
      await call('GET', '/api/v1/logs'),
    ];
    expect(answers.map(({ status, headers }) => [status, headers.get('x-rate-limit-remaining')])).toEqual([
      [200, '1'],
      [200, '0'],
      [429, '0'],
    ]);
    expect(oktaErrorSchema.parse(await answers[2]?.json()).errorCode).toBe('E0000047');
    const resetAtMs = Number(answers[2]?.headers.get('x-rate-limit-reset')) * 1_000;
    expect(resetAtMs).toBe(START + 60_000);
    await clock.advanceTo(resetAtMs);
    expect((await call('GET', '/api/v1/logs')).status).toBe(200);
  });

  it('strikes as asked, and a lost reply has still been carried out', async () => {
    const { okta, call, user, sms } = world();
    const path = `/api/v1/users/${user.id}/factors/${sms.id}`;
    okta.faults.inject({ kind: 'server-error' });
    expect((await call('DELETE', path)).status).toBe(500);
    expect(user.factors).toContain(sms);
    okta.faults.inject({ kind: 'lost-reply', method: 'DELETE' });
    expect((await call('GET', path)).status).toBe(200);
    expect((await call('DELETE', path)).status).toBe(502);
    expect(user.factors).not.toContain(sms);
    expect(okta.requests.map(({ method, status }) => `${method} ${status}`)).toEqual([
      'DELETE 500',
      'GET 200',
      'DELETE 502',
    ]);
  });

  it('answers after the latency that was set, in the clock’s time', async () => {
    const { okta, call, clock } = world();
    okta.faults.latencyMs = 2_000;
    let answered = false;
    const reply = call('GET', '/api/v1/logs').then((response) => {
      answered = true;
      return response.status;
    });
    await clock.advanceTo(START + 1_999);
    expect(answered).toBe(false);
    await clock.advanceTo(START + 2_000);
    expect(await reply).toBe(200);
  });
});

describe('determinism', () => {
  it('gives the same log for the same seed and doings', () => {
    const run = (): string => {
      const { okta, user, sms } = world();
      okta.people.signIn(user, HOME, { factor: sms });
      return JSON.stringify(okta.org.systemLog.all());
    };
    expect(run()).toBe(run());
  });
});
