import { afterEach, expect, it } from 'vitest';
import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import { createBudget } from '../../platform/jobs/budget.ts';
import { silentLog } from '../../platform/log/log.ts';
import { keepingSink, keptFindings } from '../test-domains.ts';
import { enrichLoop } from './enrich-loop.ts';
import { readFacts } from './facts.ts';
import { settleSetting } from './look-up-setting.ts';
import { recheckAfterMs, retryAfterMs } from './schedule.ts';
import { LOOK_UPS_ON } from './test-look-ups.ts';
import { openTestEnrich, START_MS, TENANT, type TestEnrich } from './test-enrich.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Hours pass in ten-second steps, each a query: a loaded PostgreSQL takes its time. */
const SLOW_MS = 120_000;
const KIT = { title: 'Acme - Sign In', passwordFields: 1 };

let open: TestEnrich | null = null;
afterEach(async () => {
  await open?.close();
  open = null;
});

async function factsOf(test: TestEnrich, registrable: string) {
  const facts = (await readFacts(test.store.db, TENANT, [registrable])).get(registrable);
  if (facts === undefined) throw new Error(`${registrable} was never wanted`);
  return facts;
}

async function lifeOf(test: TestEnrich, registrable: string): Promise<string[]> {
  const rows = await test.store.db
    .read<{ domain_life: { tenant_id: string; registrable: string; kind: string; seq: number } }>()
    .selectFrom('domain_life')
    .select('kind')
    .where('registrable', '=', registrable)
    .orderBy('seq')
    .execute();
  return rows.map((row) => row.kind);
}

it('asks nobody before look-ups were agreed to, and again nobody once the agreement was taken back', async () => {
  const test = (open = await openTestEnrich());
  await test.seen('acme-okta.com');
  await test.pass(DAY);
  expect(test.outside.asked).toEqual([]);
  expect((await factsOf(test, 'acme-okta.com')).stage).toBe('off');

  await test.agree();
  await test.pass(MINUTE);
  expect(test.outside.asked).toContain('domain acme-okta.com');
  expect(await factsOf(test, 'acme-okta.com')).toMatchObject({ stage: 'checked', dns: { state: 'nxdomain' } });

  await test.agree(false);
  await test.pass(MINUTE);
  const before = test.outside.asked.length;
  await test.pass(3 * DAY);
  expect(test.outside.asked.length).toBe(before);
});

it('lets the configuration decide where it does', async () => {
  const test = (open = await openTestEnrich({ enabled: false }));
  await test.seen('acme-okta.com');
  await expect(test.agree()).rejects.toMatchObject({ code: 'domains.look_ups_configured' });
  await test.pass(DAY);
  expect(test.outside.asked).toEqual([]);
});

it('keeps everything it finds of a domain that stands', async () => {
  const test = (open = await openTestEnrich({ enabled: true }));
  test.outside.names.set('login.acme-okta.com', { addresses: ['198.51.100.8'], ns: ['ns1.host.example'] });
  test.outside.pages.set('login.acme-okta.com', KIT);
  test.outside.registrations.set('acme-okta.com', { registeredAt: START_MS - HOUR });
  await test.seen('acme-okta.com', 'alarm', ['login.acme-okta.com']);
  await test.pass(10_000);
  expect(await factsOf(test, 'acme-okta.com')).toMatchObject({
    stage: 'checked',
    dns: { state: 'resolves', addresses: ['198.51.100.8'], parked: false },
    rdap: { state: 'found', registeredAt: START_MS - HOUR },
    host: { address: '198.51.100.8', abuseEmail: 'abuse@hosting.example' },
    tls: { state: 'none' },
    page: { state: 'up', title: 'Acme - Sign In', passwordFields: 1, resembles: null },
    error: null,
  });
  expect(await lifeOf(test, 'acme-okta.com')).toEqual(['registered', 'resolving', 'page-up', 'came-alive']);
  expect(test.published).toContain('look-alike acme-okta.com');
});

it(
  'tells when a name that was dead comes alive, once, and again only when it gets graver',
  async () => {
    const test = (open = await openTestEnrich({ enabled: true }));
    await test.seen('acme-okta.com');
    await test.pass(MINUTE);
    expect(await keptFindings(test.store.db, TENANT)).toEqual([]);

    test.outside.names.set('acme-okta.com', {});
    await test.pass(15 * MINUTE);
    test.outside.pages.set('acme-okta.com', { title: 'soon' });
    await test.pass(15 * MINUTE);
    test.outside.pages.set('acme-okta.com', KIT);
    await test.pass(15 * MINUTE);
    // Blinking tells nothing new on the same day.
    test.outside.pages.delete('acme-okta.com');
    await test.pass(15 * MINUTE);
    test.outside.pages.set('acme-okta.com', KIT);
    await test.pass(HOUR);
    const findings = await keptFindings(test.store.db, TENANT);
    expect(findings.map(({ severity, message }) => [severity, message.key])).toEqual([
      ['low', 'domains.finding.came-alive.resolving'],
      ['medium', 'domains.finding.came-alive.page'],
      ['high', 'domains.finding.came-alive.asks'],
    ]);
    expect(findings[0]?.entities).toEqual([
      { kind: 'domain', value: 'acme-okta.com', label: 'acme-okta.com', role: 'attacker', joins: true },
    ]);
    const life = await lifeOf(test, 'acme-okta.com');
    expect(life.filter((kind) => kind === 'came-alive')).toHaveLength(3);
    expect(life).toEqual(expect.arrayContaining(['not-resolving', 'resolving', 'page-up', 'page-down']));
  },
  SLOW_MS,
);

it(
  'takes a page like our sign-in page for the gravest, at the first look too',
  async () => {
    const page = { text: [1, 2, 3, 4], structure: [5, 6, 7], faviconHash: null };
    const signIn = 'https://sso.acme.com/';
    const test = (open = await openTestEnrich({ enabled: true, signInPages: [{ brand: 'Acme', urls: [signIn] }] }));
    test.outside.pages.set(signIn, { fingerprint: page });
    test.outside.names.set('acme-okta.com', {});
    test.outside.pages.set('acme-okta.com', { ...KIT, fingerprint: { ...page, text: [1, 2, 3, 9] } });
    await test.seen('acme-okta.com');
    await test.pass(MINUTE);
    expect((await factsOf(test, 'acme-okta.com')).page).toMatchObject({
      resembles: true,
      textLikeness: 0.6,
      structureLikeness: 1,
    });
    const [finding] = await keptFindings(test.store.db, TENANT);
    expect([finding?.severity, finding?.message.key]).toEqual(['high', 'domains.finding.came-alive.imitates']);
    await test.pass(3 * HOUR);
    // Our own page is read once a day, however many are compared with it.
    expect(test.outside.asked.filter((asked) => asked === `page ${signIn}`)).toHaveLength(1);
  },
  SLOW_MS,
);

it('recognises parking by name servers and by what the page says, and its end', async () => {
  const test = (open = await openTestEnrich({ enabled: true }));
  test.outside.names.set('acme-vpn.com', { ns: ['ns1.sedoparking.com'] });
  test.outside.names.set('acme-sso.com', { ns: ['ns1.host.example'] });
  test.outside.pages.set('acme-sso.com', { title: 'acme-sso.com', forSale: true });
  await test.seen('acme-vpn.com');
  await test.seen('acme-sso.com');
  await test.pass(MINUTE);
  expect((await factsOf(test, 'acme-vpn.com')).dns?.parked).toBe(true);
  expect((await factsOf(test, 'acme-sso.com')).dns?.parked).toBe(true);
  expect(await keptFindings(test.store.db, TENANT)).toEqual([]);
  test.outside.pages.set('acme-sso.com', { title: 'Welcome' });
  await test.pass(15 * MINUTE);
  const [finding] = await keptFindings(test.store.db, TENANT);
  expect([finding?.key, finding?.message.key]).toEqual(['acme-sso.com', 'domains.finding.came-alive.page']);
});

it('tells of a name that leaves its parking place, although its page shows itself to others only', async () => {
  const test = (open = await openTestEnrich({ enabled: true }));
  test.outside.names.set('acme-vpn.com', { addresses: ['198.51.100.7'], ns: ['ns1.sedoparking.com'] });
  test.outside.names.set('acme-sso.com', { addresses: ['198.51.100.7'] });
  test.outside.pages.set('acme-sso.com', { title: 'acme-sso.com', forSale: true });
  await test.seen('acme-vpn.com');
  await test.seen('acme-sso.com');
  await test.pass(MINUTE);
  // The words of sale are gone because nothing answered: it stands where it stood.
  test.outside.pages.delete('acme-sso.com');
  test.outside.names.set('acme-vpn.com', { addresses: ['203.0.113.9'], ns: ['ns1.host.example'] });
  await test.pass(15 * MINUTE);
  const findings = await keptFindings(test.store.db, TENANT);
  expect(findings.map(({ key, severity, message }) => [key, severity, message.key])).toEqual([
    ['acme-vpn.com', 'low', 'domains.finding.came-alive.resolving'],
  ]);
  await test.pass(HOUR);
  expect((await lifeOf(test, 'acme-vpn.com')).filter((kind) => kind === 'resolving')).toHaveLength(2);
});

it(
  'looks again ever less often while nothing changes',
  async () => {
    expect([0, 3 * HOUR, 2 * DAY, 10 * DAY, 100 * DAY, 400 * DAY].map((quietMs) => recheckAfterMs(quietMs, 0))).toEqual(
      [10 * MINUTE, HOUR, 6 * HOUR, DAY, 3 * DAY, 14 * DAY],
    );
    expect(recheckAfterMs(0, 1)).toBe(40 * MINUTE);
    expect([1, 2, 3, 100].map((attempts) => retryAfterMs(attempts))).toEqual([
      2 * MINUTE,
      4 * MINUTE,
      8 * MINUTE,
      6 * HOUR,
    ]);
    const test = (open = await openTestEnrich({ enabled: true }));
    await test.seen('acme-okta.com');
    const checks = async (ms: number): Promise<number> => {
      const before = test.outside.asked.length;
      await test.pass(ms);
      return test.outside.asked.slice(before).filter((asked) => asked === 'domain acme-okta.com').length;
    };
    expect(await checks(2 * HOUR - 1)).toBe(12);
    expect(await checks(6 * HOUR)).toBe(6);
    expect(await lifeOf(test, 'acme-okta.com')).toEqual(['not-resolving']);
  },
  SLOW_MS,
);

it('takes alarms before what is only worth knowing, within the budget of a minute', async () => {
  const test = (open = await openTestEnrich());
  const names = Array.from({ length: 60 }, (_none, nth) => `acme-${nth}.io`);
  for (const name of names) await test.seen(name, 'unverified-use');
  for (let nth = 0; nth < 20; nth += 1) await test.seen(`acme-okta-${nth}.com`);
  await test.agree();
  await test.pass(30_000);
  const checked = test.outside.asked.filter((asked) => asked.startsWith('domain '));
  expect(checked.slice(0, 20).every((asked) => asked.includes('okta'))).toBe(true);
  // A burst of 12 and one a second after it.
  expect(checked.length).toBeGreaterThan(20);
  expect(checked.length).toBeLessThanOrEqual(48);
});

it('goes on after a restart in the middle of a check, and forgets none', async () => {
  const test = (open = await openTestEnrich({ enabled: true }));
  const { lookUps } = test.outside;
  const real = { ...lookUps.dns };
  let hang = true;
  lookUps.dns.domain = (registrable, hosts, signal) =>
    hang
      ? new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
      : real.domain(registrable, hosts, signal);
  for (const name of ['a-acme.com', 'b-acme.com', 'c-acme.com']) await test.seen(name);
  void test.pass(11_000);
  await expect.poll(async () => (await factsOf(test, 'a-acme.com')).stage).toBe('checking');
  hang = false;
  await test.restart();
  await test.pass(MINUTE);
  for (const name of ['a-acme.com', 'b-acme.com', 'c-acme.com']) {
    expect(await factsOf(test, name)).toMatchObject({ stage: 'checked', error: null });
  }
});

it(
  'waits longer each time for what fails, and says why',
  async () => {
    const test = (open = await openTestEnrich({ enabled: true }));
    test.outside.names.set('acme-okta.com', {});
    test.outside.registrations.set(
      'acme-okta.com',
      new AppError('domains.rdap_limited', 'rdap.example asks to be asked later', {
        retryable: true,
        retryAfterMs: HOUR,
      }),
    );
    test.outside.lookUps.dns.hasMail = () => Promise.reject(new Error('not asked here'));
    await test.seen('acme-okta.com');
    await test.pass(MINUTE);
    expect(await factsOf(test, 'acme-okta.com')).toMatchObject({
      dns: { state: 'resolves' },
      rdap: null,
      error: 'rdap.example asks to be asked later',
    });
    test.outside.lookUps.dns.domain = () => Promise.reject(new Error('no socket'));
    await test.pass(6 * HOUR);
    const facts = await factsOf(test, 'acme-okta.com');
    expect(facts.error).toBe('no socket');
    // What was known stays.
    expect(facts.dns?.state).toBe('resolves');
    expect((facts.nextCheckAt ?? 0) - test.clock.now()).toBeGreaterThan(HOUR);
  },
  SLOW_MS,
);

it(
  'keeps a picture of a new page where that was agreed to, in bounds',
  async () => {
    const test = (open = await openTestEnrich({ enabled: true, screenshots: true }));
    test.outside.names.set('acme-okta.com', {});
    test.outside.pages.set('acme-okta.com', { ...KIT, bodySha256: 'one' });
    await test.seen('acme-okta.com');
    await test.pass(HOUR);
    expect(test.outside.asked.filter((asked) => asked.startsWith('picture'))).toHaveLength(1);
    const { page } = await factsOf(test, 'acme-okta.com');
    const picture = await test.enrich.handlers.getScreenshot(test.context, {
      params: { screenshotId: page?.screenshotId ?? '' },
      query: undefined,
      body: undefined,
    });
    expect(picture).toMatchObject({ registrable: 'acme-okta.com', mediaType: 'image/png', base64: 'iVBORw==' });
    test.outside.pages.set('acme-okta.com', { ...KIT, bodySha256: 'two' });
    await test.pass(HOUR);
    expect(test.outside.asked.filter((asked) => asked.startsWith('picture'))).toHaveLength(2);
  },
  SLOW_MS,
);

it(
  'looks again at once when a person asks',
  async () => {
    const test = (open = await openTestEnrich({ enabled: true }));
    await test.seen('acme-okta.com');
    await test.pass(3 * HOUR);
    const ask = (registrable: string) =>
      test.enrich.handlers.checkDomain(test.context, { params: { registrable }, query: undefined, body: undefined });
    const before = test.outside.asked.length;
    await ask('acme-okta.com');
    await test.pass(1000);
    expect(test.outside.asked.slice(before)).toContain('domain acme-okta.com');
    await expect(ask('somebody-else.com')).rejects.toMatchObject({ status: 404 });
  },
  SLOW_MS,
);

it('does not take our own sign-in page for an imitation of itself where a look-alike only leads to it', async () => {
  const ours = 'https://sso.vendor.example/login';
  const test = (open = await openTestEnrich({ enabled: true, signInPages: [{ brand: 'Acme', urls: [ours] }] }));
  const fingerprint = { text: [1, 2, 3], structure: [4, 5, 6], faviconHash: 'sha256:1' };
  const page = { ...KIT, forms: [{ action: ours, method: 'post', fields: ['p:password'] }], fingerprint };
  test.outside.pages.set(ours, page);
  const leadsTo = { 'acme-okta.com': ours, 'acme-sso.com': 'https://login.acme.com/', 'acme-mfa.com': null };
  for (const [domain, url] of Object.entries(leadsTo)) {
    test.outside.names.set(domain, {});
    test.outside.pages.set(domain, url === null ? page : { ...page, url });
    await test.seen(domain);
  }
  await test.pass(10_000);
  for (const domain of ['acme-okta.com', 'acme-sso.com']) {
    expect((await factsOf(test, domain)).page).toMatchObject({ resembles: false, passwordFields: 0, forms: [] });
    expect(await lifeOf(test, domain)).not.toContain('came-alive');
  }
  expect((await factsOf(test, 'acme-mfa.com')).page).toMatchObject({ resembles: true, passwordFields: 1 });
  expect(await lifeOf(test, 'acme-mfa.com')).toContain('came-alive');
});

it('takes up look-alikes that nobody wanted', async () => {
  const test = (open = await openTestEnrich({ enabled: true }));
  await test.seen('acme-okta.com');
  await test.store.db.transaction(async (tx) => {
    await tx.tables<{ domain_facts: { registrable: string } }>().deleteFrom('domain_facts').execute();
  });
  await test.restart();
  await test.pass(MINUTE);
  expect(await factsOf(test, 'acme-okta.com')).toMatchObject({ stage: 'checked' });
});

it('goes on with the others while hosts say nothing', async () => {
  const test = (open = await openTestEnrich());
  const { db } = test.store;
  const names = Array.from({ length: 11 }, (_none, nth) => `acme-${nth}.com`);
  for (const name of [...names, 'tarpit-acme.com']) await test.seen(name);
  await db.transaction((tx) => settleSetting(tx, TENANT, LOOK_UPS_ON, null, START_MS));
  const { lookUps } = test.outside;
  const real = { ...lookUps.dns };
  lookUps.dns.domain = (registrable, hosts, signal) =>
    registrable === 'tarpit-acme.com'
      ? new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
      : real.domain(registrable, hosts, signal);
  const clock: Clock = {
    now: () => START_MS + MINUTE,
    steadyMs: () => performance.now(),
    sleep: () => new Promise((resolve) => setTimeout(resolve, 1)),
  };
  const loop = enrichLoop({
    db,
    sink: keepingSink,
    live: { publish: () => Promise.resolve() },
    log: silentLog,
    tenantId: TENANT,
    clock,
    lookUps,
    ownPages: { of: () => Promise.resolve([]), hosts: () => Promise.resolve(new Set()) },
    isOwn: () => false,
    budget: createBudget(clock, 1000, 1000, 100),
  });
  const stop = new AbortController();
  const stages = async (): Promise<string[]> => {
    const facts = await readFacts(db, TENANT, [...names, 'tarpit-acme.com']);
    return [...facts.values()].map((one) => one.stage);
  };
  for (let nth = 0; nth < 200 && (await stages()).filter((stage) => stage === 'checked').length < 11; nth += 1) {
    expect(await loop.turn(stop.signal)).toBe('more');
  }
  expect((await factsOf(test, 'tarpit-acme.com')).stage).toBe('checking');
  // And what is found later is begun while it still hangs.
  await test.seen('acme-later.com');
  for (let nth = 0; nth < 50; nth += 1) await loop.turn(stop.signal);
  expect((await factsOf(test, 'acme-later.com')).stage).toBe('checked');
  stop.abort(new Error('stopped'));
  await expect(loop.turn(stop.signal)).rejects.toThrow('stopped');
  // Stopping gives the job back, as if it had not been begun.
  expect(await factsOf(test, 'tarpit-acme.com')).toMatchObject({ stage: 'waiting', error: null });
});
