import { afterEach, describe, expect, it } from 'vitest';
import { apis } from '../../src/app/apis.ts';
import { systemClock, type Clock } from '../../src/base/clock.ts';
import { SESSION_IDLE_MS } from '../../src/platform/auth/times.ts';
import { Activity } from '../../src/platform/clock/activity.ts';
import { VirtualClock } from '../../src/platform/clock/virtual-clock.ts';
import { TestBrowser } from '../../src/platform/http/test-edge.ts';
import { createCompany, factorOf, setUpCompany, userOf } from '../../src/simulator/company/company.ts';
import { createCtLogSimulator, type CtLogSimulator } from '../../src/simulator/ct-log/ct-log-simulator.ts';
import { createOktaSimulator, type OktaSimulator } from '../../src/simulator/okta/okta-simulator.ts';
import { oktapus } from '../../src/simulator/scenarios/oktapus.ts';
import { serveHandler } from '../../src/simulator/serve-handler.ts';
import { START_MS, startRealApp, type RealApp } from './real-app.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const TOKEN = '00aTokenOfAcmeThatMayOnlyRead00000000000';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

interface Watched {
  real: RealApp;
  okta: OktaSimulator;
  log: CtLogSimulator;
  /** How often both vendors were asked so far. */
  asked(): number;
}

/** Breakwater whose clock can be wrong, between vendors whose clocks are right. */
async function watching(): Promise<Watched> {
  const activity = new Activity();
  const clock = new VirtualClock(START_MS, [activity]);
  const right: Clock = { ...systemClock, now: () => clock.steadyMs(), steadyMs: () => clock.steadyMs() };
  const okta = createOktaSimulator({ clock: right, seed: 'jump' });
  setUpCompany(createCompany({ seed: 'jump', size: 6 }), okta, START_MS);
  const owner = { id: '00u1', type: 'User', alternateId: 'admin@acme.example', displayName: 'Ada Byron' };
  okta.addApiToken({ id: '00T1', value: TOKEN, owner, readOnly: true });
  const origin = 'ct.jump.example/2026h2';
  const log = createCtLogSimulator({ origin, clock: right, seed: 'jump' });
  log.addCertificate({ names: ['www.example.net'] });
  log.publish();
  let readings = 0;
  const servedOkta = await serveHandler(okta.handler, activity);
  const servedLog = await serveHandler((request) => {
    readings += 1;
    return log.handler(request);
  }, activity);
  cleanups.push(
    () => servedOkta.close(),
    () => servedLog.close(),
  );
  const real = await startRealApp({
    clock,
    activity,
    env: { OKTA_READ: TOKEN },
    config: {
      okta: { orgUrl: servedOkta.url, read: { token: { env: 'OKTA_READ' } } },
      brands: [{ name: 'acme', domains: ['acme.com'], aliases: [] }],
      certificateLogs: [
        { monitoringUrl: `${servedLog.url}/`, origin, publicKey: log.publicKeySpkiBase64, startAt: 'beginning' },
      ],
    },
  });
  cleanups.push(() => real.close());
  await real.pass(2 * MINUTE_MS);
  return { real, okta, log, asked: () => readings + okta.requests.length };
}

/** The attacker signs in as somebody; Breakwater must tell of it within a minute. */
async function expectStolenSignInTold({ real, okta }: Watched, key: string): Promise<void> {
  const user = userOf(okta, key);
  const session = okta.people.signIn(user, oktapus.attacker, { factor: factorOf(user) });
  expect(session).not.toBeNull();
  await real.pass(MINUTE_MS);
  const { items } = await real.client.listIncidents({ query: { state: 'open' } });
  const details = await Promise.all(items.map(({ incidentId }) => real.client.getIncident({ params: { incidentId } })));
  expect(JSON.stringify(details)).toContain(user.profile.login);
}

async function expectLookAlikeTold({ real, log }: Watched, name: string): Promise<void> {
  log.addCertificate({ names: [name] });
  log.publish();
  await real.pass(2 * MINUTE_MS);
  const { items } = await real.client.listIncidents({ query: { state: 'open' } });
  expect(items.flatMap(({ domains }) => domains)).toContain(name);
}

/** Calls of both vendors in five minutes of quiet: at least that many keep up, more would be a loop that spins. */
async function expectSteadyPace(watched: Watched): Promise<void> {
  const before = watched.asked();
  await watched.real.pass(5 * MINUTE_MS);
  const asked = watched.asked() - before;
  expect(asked).toBeGreaterThan(30);
  expect(asked).toBeLessThan(400);
}

/** @param aheadMs how far the clock is ahead: a log then seems to have signed nothing for that long, which is told */
async function expectSourcesWell({ real }: Watched, aheadMs = 0): Promise<void> {
  const { items } = await real.client.listSources({});
  for (const source of items) {
    // By a clock that is ahead, records do come late: that much is true, and shown.
    expect([source.id, source.state]).toEqual([source.id, expect.stringMatching(/^(healthy|lagging)$/)]);
    const code = source.lastError?.code ?? null;
    if (aheadMs >= HOUR_MS && source.kind === 'ct-log') expect(code).toBe('ct_log.stale_head');
    else expect([source.id, code]).toEqual([source.id, null]);
  }
}

const JUMPS: [string, number][] = [
  ['an hour ahead', HOUR_MS],
  ['an hour back', -HOUR_MS],
  ['a day ahead', DAY_MS],
  ['a day back', -DAY_MS],
];

/** A person at the console. */
async function signedIn(): Promise<{ real: RealApp; client: RealApp['client'] }> {
  const real = await startRealApp();
  cleanups.push(() => real.close());
  const client = new TestBrowser(real.app.localUrl, real.app.url).client(apis);
  const link = (await real.app.firstLink()) ?? '';
  await client.exchangeLink({ body: { token: new URL(link).hash.slice(1) } });
  expect((await client.getMe({})).kind).toBe('bootstrap');
  return { real, client };
}

describe('a clock that jumps', () => {
  it.each(JUMPS)(
    '%s, and later back: nothing stops or spins, and what happens is told',
    async (_, byMs) => {
      const watched = await watching();
      await expectStolenSignInTold(watched, 'emp001');
      await expectLookAlikeTold(watched, 'acme-okta.com');
      await expectSourcesWell(watched);
      const loops = watched.real.app.spaces.loopNames();

      watched.real.clock.jump(byMs);
      await expectSteadyPace(watched);
      await expectStolenSignInTold(watched, 'emp002');
      await expectLookAlikeTold(watched, 'acme-sso.com');
      await expectSourcesWell(watched, byMs);

      watched.real.clock.jump(-byMs);
      await expectSteadyPace(watched);
      await expectStolenSignInTold(watched, 'emp003');
      await expectLookAlikeTold(watched, 'acme-vpn.com');
      await expectSourcesWell(watched);
      expect(watched.real.app.spaces.loopNames()).toEqual(loops);
    },
    120_000,
  );

  it.each(JUMPS)('%s makes no session live longer than it would have', async (_, byMs) => {
    const { real, client } = await signedIn();
    real.clock.jump(byMs);
    await real.pass(MINUTE_MS);
    // Set back, a session seen "later than now" ends at once; set ahead, it has not been used for too long.
    if (byMs < 0 || byMs > SESSION_IDLE_MS) await expect(client.getMe({})).rejects.toMatchObject({ status: 401 });
    else await real.pass(SESSION_IDLE_MS);
    await expect(client.getMe({})).rejects.toMatchObject({ status: 401 });
    // Nor does it come to life again when the clock is put right.
    real.clock.jump(-byMs);
    if (byMs < 0) await expect(client.getMe({})).rejects.toMatchObject({ status: 401 });
  });

  it('a small step back, as time servers make, signs nobody out', async () => {
    const { real, client } = await signedIn();
    real.clock.jump(-2 * MINUTE_MS);
    await real.pass(1000);
    expect((await client.getMe({})).kind).toBe('bootstrap');
  });
});
