import { exportJWK, exportPKCS8, generateKeyPair } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { Activity } from '../../src/platform/clock/activity.ts';
import { VirtualClock } from '../../src/platform/clock/virtual-clock.ts';
import { createOktaSimulator, type OktaSimulator } from '../../src/simulator/okta/okta-simulator.ts';
import { serveHandler } from '../../src/simulator/serve-handler.ts';
import { START_MS, startRealApp, type RealApp } from './real-app.ts';

const OWNER = { id: '00u1', type: 'User', alternateId: 'admin@acme.example', displayName: 'Ada Byron' };
const TOKEN = { id: '00T1', value: '00aTokenOfAcmeThatMayOnlyRead00000000000', owner: OWNER, readOnly: true };
const CLIENT = '0oabreakwaterreads01';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

/** Breakwater beside an Okta that answers over HTTP. */
async function beside(
  credential: (okta: OktaSimulator) => Promise<{ read: Record<string, unknown>; env: Record<string, string> }>,
): Promise<{ real: RealApp; okta: OktaSimulator }> {
  const activity = new Activity();
  const clock = new VirtualClock(START_MS, [activity]);
  const okta = createOktaSimulator({ clock, seed: 'credential' });
  const served = await serveHandler(okta.handler, activity);
  cleanups.push(() => served.close());
  const { read, env } = await credential(okta);
  const real = await startRealApp({ clock, activity, env, config: { okta: { orgUrl: served.url, read } } });
  cleanups.push(() => real.close());
  return { real, okta };
}

const byToken = async (
  okta: OktaSimulator,
): Promise<{ read: Record<string, unknown>; env: Record<string, string> }> => {
  okta.addApiToken(TOKEN);
  return { read: { token: { env: 'OKTA_READ' } }, env: { OKTA_READ: TOKEN.value } };
};

/** A service app with these scopes and no others. */
const byApp =
  (scopes: readonly string[]) =>
  async (okta: OktaSimulator): Promise<{ read: Record<string, unknown>; env: Record<string, string> }> => {
    const pair = await generateKeyPair('ES256', { extractable: true });
    const publicJwk = { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256' };
    okta.addServiceApp({ clientId: CLIENT, name: 'Breakwater (reads)', publicJwk, scopes });
    return {
      read: { clientId: CLIENT, keyId: 'k1', privateKey: { env: 'OKTA_KEY' } },
      env: { OKTA_KEY: await exportPKCS8(pair.privateKey) },
    };
  };

async function oktaCheck(real: RealApp): Promise<{ state: string; detail: string; remedy: string | null }> {
  const { checks } = await real.client.runDoctor({});
  const found = checks.find(({ id }) => id === 'okta-read');
  if (found === undefined) throw new Error('the doctor did not try Okta');
  return found;
}

describe('an Okta credential that is not good enough', () => {
  it('expired: sources and doctor say so with the remedy, and reading goes on when it is valid again', async () => {
    const { real, okta } = await beside(byToken);
    await real.pass(10_000);
    expect(await real.source('okta')).toMatchObject({
      state: expect.stringMatching(/waiting|healthy/),
      lastError: null,
    });

    okta.access.revokeAll();
    await real.pass(30_000);
    const failing = await real.source('okta');
    expect(failing.state).toBe('failing');
    expect(failing.lastError).toMatchObject({
      code: 'okta.credential_invalid',
      message: expect.stringContaining('Okta no longer accepts the credential'),
      remedy: expect.stringContaining('Make a new one'),
    });
    expect(await oktaCheck(real)).toMatchObject({ state: 'failed', detail: failing.lastError?.message });

    okta.addApiToken(TOKEN);
    await real.pass(120_000);
    expect(await real.source('okta')).toMatchObject({ lastError: null });
    expect(await oktaCheck(real)).toMatchObject({ state: 'ok' });
  });

  it('is asked for rarely while it is refused: Okta locks out who hammers', async () => {
    const { real, okta } = await beside(byToken);
    okta.access.revokeAll();
    const before = okta.requests.length;
    await real.pass(600_000);
    const asked = okta.requests.length - before;
    expect(asked).toBeGreaterThan(5);
    expect(asked).toBeLessThan(40);
  });

  it.each([
    ['without any scope for the log', ['okta.users.read']],
    ['without any scope at all', []],
  ])('under-privileged, %s: names the scope that is missing', async (_, scopes) => {
    const { real } = await beside(byApp(scopes));
    await real.pass(30_000);
    const { state, lastError } = await real.source('okta');
    expect(state).toBe('failing');
    expect(lastError).toMatchObject({
      code: 'okta.scope_missing',
      message: expect.stringContaining('okta.logs.read'),
      remedy: expect.stringContaining('okta.logs.read'),
    });
    expect(await oktaCheck(real)).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('okta.logs.read'),
      remedy: expect.stringContaining('Okta API Scopes'),
    });
  });

  it('over-privileged: works, and the doctor names what to take away', async () => {
    const { real } = await beside(byApp(['okta.logs.read', 'okta.users.read', 'okta.users.manage']));
    expect(await oktaCheck(real)).toMatchObject({
      state: 'warning',
      detail: expect.stringContaining('okta.users.manage'),
    });
  });

  it.each(['garbage', 'server-error', 'rate-limited', 'forbidden'] as const)(
    'answers of the kind "%s" are told in words and got over',
    async (kind) => {
      const { real, okta } = await beside(byToken);
      await real.pass(10_000);
      okta.faults.inject({ kind, path: '/api/v1/logs', times: 8 });
      await real.pass(30_000);
      const during = await real.source('okta');
      expect(during.lastError?.message).toMatch(/Okta|\/api\/v1\/logs/);
      expect(during.lastError?.message).not.toMatch(/undefined|\[object|Unexpected token/);
      expect(during.lastError?.remedy).toMatch(/\S/);
      okta.faults.clear();
      await real.pass(180_000);
      expect((await real.source('okta')).lastError).toBeNull();
    },
  );
});
