import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/platform/clock/virtual-clock.ts';
import { createOktaSimulator, type OktaSimulator } from '../../src/simulator/okta/okta-simulator.ts';
import { HOME } from '../../src/simulator/okta/test-clients.ts';
import { installPrism, serveChecked, type CheckedServer } from './prism.ts';

const DESCRIPTION = join(
  import.meta.dirname,
  '../../../shared/corpora/okta-openapi/okta-containment-subset-5.1.0.json',
);
const present = existsSync(DESCRIPTION);
if (!present)
  console.log(
    'skipped: ../shared/corpora/okta-openapi is absent, the simulated Okta is not checked against Okta’s API description',
  );

const START = Date.UTC(2026, 5, 1, 9);
const LOGIN = 'emp012@acme.example';

/** Members that are null are left out here: Okta sends them, but its description calls them plain strings. See the README. */
function org(): OktaSimulator {
  const okta = createOktaSimulator({ clock: new VirtualClock(START, []), seed: 'contract', nullMembers: 'left-out' });
  okta.addApiToken({
    id: 't1',
    value: 'super',
    readOnly: false,
    owner: { id: '00uadmin', type: 'User', alternateId: 'admin@acme.example', displayName: 'Admin' },
  });
  okta.addApiToken({
    id: 't2',
    value: 'reader',
    readOnly: true,
    owner: { id: '00ureader', type: 'User', alternateId: 'reader@acme.example', displayName: 'Reader' },
  });
  return okta;
}

describe.skipIf(!present)('the simulated Okta, against Okta’s API description', () => {
  const okta = org();
  /** What the next replies are turned into, to see that the checker notices. */
  let spoil: ((body: unknown) => unknown) | null = null;
  let server: CheckedServer;

  beforeAll(async () => {
    await installPrism();
    const user = okta.org.addUser({
      login: LOGIN,
      email: LOGIN,
      firstName: 'Ada',
      lastName: 'Twelve',
      mobilePhone: '+13035550112',
    });
    okta.people.grantFactor(user, { kind: 'webauthn', authenticatorName: 'YubiKey 5' }, START - 1e9);
    okta.people.grantFactor(user, { kind: 'totp' }, START - 1e9);
    const [sms] = okta.people.grantFactor(user, { kind: 'sms', phoneNumber: '+13035550112' }, START - 1e9);
    if (sms === undefined) throw new Error('no factor');
    const session = okta.people.signIn(user, HOME, { factor: sms });
    if (session === null) throw new Error('no session');
    okta.people.failPassword(user, {
      ...HOME,
      device: { id: 'guo00000000000000001', name: 'MAC-1', managed: true, platform: 'OSX', osVersion: '15.2.0' },
    });
    okta.people.sendSms(session);
    okta.people.sso(session, { id: '0oasupport0000000001', name: 'Support Console' });
    okta.people.enrolFactor(session, { kind: 'okta_verify', deviceName: 'sdk_gphone64_x86_64', platform: 'ANDROID' });
    okta.org.grantToken(user, '0oamobileapp00000001');
    server = await serveChecked(DESCRIPTION, async (request) => {
      const response = await okta.handler(request);
      if (spoil === null || response.status === 204) return response;
      return Response.json(spoil(await response.json()), { status: response.status });
    });
  }, 180_000);

  afterAll(() => server?.stop());

  async function ask(
    method: string,
    path: string,
    options: { token?: string; body?: unknown } = {},
  ): Promise<{ status: number; body: unknown; headers: Headers }> {
    const response = await fetch(`${server.proxyUrl}${path}`, {
      method,
      headers: {
        authorization: `SSWS ${options.token ?? 'super'}`,
        accept: 'application/json',
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text === '' ? null : (JSON.parse(text) as unknown),
      headers: response.headers,
    };
  }

  /** Asks, and fails with Prism's own words when request or reply break the description. */
  async function valid(
    method: string,
    path: string,
    status: number,
    options: { token?: string; body?: unknown } = {},
  ): Promise<unknown> {
    const answer = await ask(method, path, options);
    expect({ path, status: answer.status, violations: violationsIn(answer.body) }).toEqual({
      path,
      status,
      violations: [],
    });
    return answer.body;
  }

  it('answers every reading endpoint as described', async () => {
    const records = await valid('GET', '/api/v1/logs?limit=1000', 200);
    expect(records).toHaveLength(okta.org.systemLog.all().length);
    await valid(
      'GET',
      '/api/v1/logs?since=2026-05-01T00:00:00.000Z&until=2026-07-01T00:00:00.000Z&sortOrder=DESCENDING',
      200,
    );
    await valid('GET', `/api/v1/logs?${new URLSearchParams({ filter: 'eventType eq "user.session.start"' })}`, 200);
    await valid('GET', '/api/v1/logs?limit=5000', 400);
    await valid('GET', '/api/v1/users', 200);
    await valid('GET', `/api/v1/users/${encodeURIComponent(LOGIN)}`, 200);
    await valid('GET', '/api/v1/users/00unobody00000000000', 404);
    const factors = (await valid('GET', `/api/v1/users/${LOGIN}/factors`, 200)) as { id: string }[];
    expect(factors).toHaveLength(5);
    for (const { id } of factors) await valid('GET', `/api/v1/users/${LOGIN}/factors/${id}`, 200);
    await valid('GET', `/api/v1/users/${LOGIN}/factors/opfnone`, 404);
    await valid('GET', `/api/v1/users/${LOGIN}/clients`, 200);
    await valid('GET', `/api/v1/users/${LOGIN}/clients/0oamobileapp00000001/tokens`, 200);
    for (const id of okta.org.state.sessions.keys()) await valid('GET', `/api/v1/sessions/${id}`, 200);
  });

  it('answers every changing endpoint as described', async () => {
    const user = [...okta.org.state.users.values()][0];
    const push = user?.factors.find(({ type }) => type === 'push');
    const [sessionId] = okta.org.state.sessions.keys();
    await valid('POST', '/api/v1/users', 200, {
      body: { profile: { login: 'new@acme.example', email: 'new@acme.example', firstName: 'New', lastName: 'Person' } },
    });
    await valid('POST', '/api/v1/users', 400, {
      body: { profile: { login: 'new@acme.example', email: 'new@acme.example', firstName: 'New', lastName: 'Person' } },
    });
    await valid('DELETE', `/api/v1/users/${LOGIN}/factors/${push?.id}`, 204);
    await valid('DELETE', `/api/v1/users/${LOGIN}/factors/${push?.id}`, 404);
    await valid('DELETE', `/api/v1/users/${LOGIN}/clients/0oamobileapp00000001/tokens`, 204);
    await valid('DELETE', `/api/v1/sessions/${sessionId}`, 204);
    await valid('DELETE', `/api/v1/users/${LOGIN}/sessions?oauthTokens=true&forgetDevices=true`, 204);
    await valid('POST', `/api/v1/users/new@acme.example/lifecycle/suspend`, 200);
    await valid('POST', `/api/v1/users/new@acme.example/lifecycle/suspend`, 400);
    await valid('POST', `/api/v1/users/new@acme.example/lifecycle/unsuspend`, 200);
    const expired = await valid('POST', `/api/v1/users/${LOGIN}/lifecycle/expire_password`, 200);
    expect(expired).toMatchObject({ status: 'PASSWORD_EXPIRED' });
    await valid('GET', '/api/v1/logs?limit=1000', 200);
  });

  it('refuses as described', async () => {
    await valid('DELETE', `/api/v1/users/${LOGIN}/sessions`, 403, { token: 'reader' });
    okta.faults.inject({ kind: 'rate-limited' });
    await valid('GET', '/api/v1/logs', 429);
    const answer = await ask('GET', '/api/v1/logs');
    expect(
      ['x-rate-limit-limit', 'x-rate-limit-remaining', 'x-rate-limit-reset'].map((name) =>
        /^\d+$/u.test(answer.headers.get(name) ?? ''),
      ),
    ).toEqual([true, true, true]);
  });

  it('would be caught with a reply that breaks the description', async () => {
    const caught = async (change: (body: unknown) => unknown, path: string): Promise<string[]> => {
      spoil = change;
      try {
        return violationsIn((await ask('GET', path)).body);
      } finally {
        spoil = null;
      }
    };
    expect(
      await caught((body) => ({ ...(body as object), status: 'COMPROMISED' }), `/api/v1/users/${LOGIN}`),
    ).not.toEqual([]);
    expect(
      await caught((body) => ({ ...(body as object), created: 'yesterday' }), `/api/v1/users/${LOGIN}`),
    ).not.toEqual([]);
    expect(
      await caught(
        (body) => (body as object[]).map((record) => ({ ...record, outcome: { result: 'PERHAPS' } })),
        '/api/v1/logs',
      ),
    ).not.toEqual([]);
    expect(await caught((body) => ({ list: body }), `/api/v1/users/${LOGIN}/factors`)).not.toEqual([]);
  });
});

/** Prism's findings in a problem document of its own; none in any other body. */
function violationsIn(body: unknown): string[] {
  if (typeof body !== 'object' || body === null || !('type' in body) || !String(body.type).includes('stoplight.io'))
    return [];
  const {
    title,
    detail,
    validation = [],
  } = body as { title?: string; detail?: string; validation?: { location?: string[]; message?: string }[] };
  const lines = validation.map(({ location, message }) => `${location?.join('.')}: ${message}`);
  return lines.length > 0 ? lines : [`${title}: ${detail}`];
}
