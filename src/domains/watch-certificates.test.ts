import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderMessage } from '../base/messages.ts';
import { LIVE_TENANT } from '../base/ids.ts';
import { testContext } from '../platform/http/test-context.ts';
import { certificateLogId } from './log-identity.ts';
import { domainMessages } from './messages.ts';
import { ACME, keptFindings, LOG_ORIGIN, openTestDomains, START_MS, type TestDomains } from './test-domains.ts';

let t: TestDomains;
let sourceId: string;

async function start(): Promise<void> {
  await t.domains.startTenant({ tenantId: LIVE_TENANT, clock: t.clock, loops: t.loops, logs: [t.logSettings] });
  await t.pass(10);
}

const findings = () => keptFindings(t.store.db, LIVE_TENANT);

async function source() {
  const [only, ...more] = await t.sources.list(LIVE_TENANT, t.clock.now());
  if (only === undefined || more.length > 0) throw new Error('not one source');
  return only;
}

beforeEach(async () => {
  t = await openTestDomains();
  sourceId = certificateLogId(t.logSettings.publicKey);
});
afterEach(() => t.close());

describe('watching a certificate log over HTTP', () => {
  it('finds a certified look-alike within one poll', async () => {
    await start();
    await t.pass(5000);
    const certifiedAt = t.clock.now();
    t.certify('acme-okta.com', 'www.acme-okta.com');
    await t.pass(1000);
    const [finding, ...more] = await findings();
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      detector: 'domains.look-alike-certified',
      detectorVersion: 1,
      key: 'acme-okta.com',
      severity: 'high',
      occurredAt: certifiedAt,
      entities: [{ kind: 'domain', value: 'acme-okta.com', role: 'attacker', joins: true }],
      techniques: ['T1583.001', 'T1566'],
      facts: {
        certifiedAtMs: certifiedAt,
        host: 'acme-okta.com',
        brand: 'Acme',
        class: 'combo',
        lure: 'okta',
        log: LOG_ORIGIN,
      },
    });
    expect((finding?.foundAt ?? 0) - certifiedAt).toBeLessThanOrEqual(1000);
    expect(finding?.evidence[0]).toMatchObject({ id: `ct:${sourceId}:0`, sourceId, occurredAt: certifiedAt });
    expect(JSON.parse(finding?.evidence[0]?.raw ?? '')).toMatchObject({
      leafIndex: 0,
      names: ['acme-okta.com', 'www.acme-okta.com'],
    });
    expect(finding && renderMessage(domainMessages, finding.message)).toBe(
      'A certificate for acme-okta.com was logged: it imitates Acme, with okta to lure',
    );
    expect(t.published).toContain('look-alike acme-okta.com');
    expect(await source()).toMatchObject({
      id: sourceId,
      kind: 'ct-log',
      state: 'healthy',
      position: 'entry 1 of 1',
      behindBy: 0,
      recordsTotal: 1,
      lastError: null,
    });
  });

  it('tells of each customer of a platform where strangers have sites', async () => {
    await start();
    t.certify('acme-okta.canva.site', 'acme-sso.canva.site');
    await t.pass(2000);
    t.certify('login.acme-vpn.canva.site');
    await t.pass(2000);
    expect((await findings()).map((finding) => finding.key).toSorted()).toEqual([
      'acme-okta.canva.site',
      'acme-sso.canva.site',
      'acme-vpn.canva.site',
    ]);
  });

  it('tells one finding for pre-certificate, certificate and www., and another after a day', async () => {
    await start();
    t.certify('acme-okta.com');
    t.certify('acme-okta.com', 'www.acme-okta.com');
    await t.pass(2000);
    t.certify('login.acme-okta.com');
    // Nobody polls meanwhile: a virtual day of polls would take a real minute.
    await t.domains.stopTenant(LIVE_TENANT);
    await t.pass(86_400_000 - 3000);
    t.certify('acme-okta.com');
    await t.pass(2000);
    t.certify('acme-okta.com');
    await start();
    expect((await findings()).map((finding) => finding.evidence[0]?.id)).toEqual([
      `ct:${sourceId}:0`,
      `ct:${sourceId}:4`,
    ]);
    const { items } = await t.domains.handlers.listLookAlikes(testContext(LIVE_TENANT, t.clock), {
      params: undefined,
      query: { limit: 10 },
      body: undefined,
    });
    expect(items).toMatchObject([
      {
        registrable: 'acme-okta.com',
        hosts: ['acme-okta.com', 'www.acme-okta.com', 'login.acme-okta.com'],
        certifiedAt: START_MS + 10,
        seenIn: ['certificates'],
        incidentId: 'incident-1',
      },
    ]);
  });

  it('tells a graver name below the same domain on the same day, and a lesser one not', async () => {
    await start();
    t.certify('sso-vpn.com');
    t.certify('acme.sso-vpn.com');
    t.certify('www.sso-vpn.com');
    await t.pass(2000);
    expect((await findings()).map((finding) => [finding.severity, finding.facts['host']])).toEqual([
      ['low', 'sso-vpn.com'],
      [expect.stringMatching(/medium|high/), 'acme.sso-vpn.com'],
    ]);
  });

  it('keeps a bare brand under another suffix without a finding, and says nothing of own and other domains', async () => {
    await start();
    t.certify('acme.io');
    t.certify('login.acme.com', 'garden-77.net');
    await t.pass(2000);
    expect(await findings()).toEqual([]);
    const { items } = await t.domains.handlers.listLookAlikes(testContext(LIVE_TENANT, t.clock), {
      params: undefined,
      query: { limit: 10 },
      body: undefined,
    });
    expect(items).toMatchObject([{ registrable: 'acme.io', class: 'unverified-use', incidentId: null }]);
  });

  it('judges by a brand from the commit that adds it on', async () => {
    await start();
    t.certify('globex-sso.com');
    await t.pass(2000);
    expect(await findings()).toEqual([]);
    const context = testContext(LIVE_TENANT, t.clock);
    const body = { name: 'Globex', domains: ['globex.com'], aliases: [] };
    await t.domains.handlers.putBrand(context, { params: undefined, query: undefined, body });
    const check = await t.domains.handlers.checkHosts(context, {
      params: undefined,
      query: undefined,
      body: { hosts: ['globex-sso.com', 'hxxps://globex-sso[.]com/login', 'globex.com', 'not a host'] },
    });
    expect(check.items.map((item) => [item.host, item.kind])).toEqual([
      ['globex-sso.com', 'look-alike'],
      ['globex-sso.com', 'look-alike'],
      ['globex.com', 'own'],
      ['not a host', 'invalid'],
    ]);
    t.certify('www.globex-sso.com');
    await t.pass(2000);
    expect((await findings()).map((finding) => finding.facts['brand'])).toEqual(['Globex']);
  });

  it('catches up with a long log, and goes on from where a killed process stopped', async () => {
    for (let i = 0; i < 1300; i += 1) t.log.addCertificate({ names: [`host-${i}.example`] });
    t.certify('acme-vpn.net');
    await start();
    expect(await findings()).toHaveLength(1);
    expect(await source()).toMatchObject({ position: 'entry 1,301 of 1,301', recordsTotal: 1301 });

    await t.loops.stopAll();
    const next = t.again();
    t.certify('acme-vpn.net');
    t.certify('acme-okta.com');
    await next.startTenant({ tenantId: LIVE_TENANT, clock: t.clock, loops: t.loops, logs: [t.logSettings] });
    await t.pass(1000);
    expect((await findings()).map((finding) => finding.key)).toEqual(['acme-vpn.net', 'acme-okta.com']);
    expect(await source()).toMatchObject({ recordsTotal: 1303 });
  });
});

describe('a log that fails', () => {
  it('shows the fault in words with its remedy, slows down, and recovers', async () => {
    await start();
    t.server.answer(() => new Response('down', { status: 503 }));
    await t.pass(60_000);
    const failing = await source();
    expect(failing.state).toBe('failing');
    expect(failing.lastError).toMatchObject({
      code: 'ct_log.unreachable',
      remedy: expect.stringContaining('monitoring URL'),
    });
    expect(t.server.asked.length).toBeLessThan(15);
    t.server.forget();
    t.certify('acme-okta.com');
    await t.pass(31_000);
    expect(await findings()).toHaveLength(1);
    expect(await source()).toMatchObject({ state: 'healthy', lastError: null });
  });

  it('waits as long as it is asked to', async () => {
    await start();
    t.server.answer(() => new Response('', { status: 429, headers: { 'retry-after': '120' } }));
    await t.pass(2000);
    t.server.forget();
    await t.pass(110_000);
    expect(t.server.asked).toEqual([]);
    await t.pass(20_000);
    expect(t.server.asked).not.toEqual([]);
  });

  it('is paused with a finding when it contradicts itself, until a person resumes it', async () => {
    await start();
    for (let i = 0; i < 5; i += 1) t.certify(`host-${i}.example`);
    await t.pass(2000);
    const shrunk = t.log.signCheckpoint({ size: 3, rootHash: t.log.root(3), timestampMs: t.clock.now() + 60_000 });
    t.server.answer((path) => (path === 'checkpoint' ? new Response(shrunk) : null));
    await t.pass(2000);
    const [finding] = await findings();
    expect(finding).toMatchObject({
      detector: 'domains.log-inconsistent',
      severity: 'medium',
      entities: [{ kind: 'source', value: sourceId, joins: false }],
      facts: { fault: 'ct_log.inconsistent' },
    });
    expect(await source()).toMatchObject({ state: 'paused', lastError: { code: 'ct_log.inconsistent' } });
    t.server.forget();
    await t.pass(60_000);
    expect(t.server.asked).toEqual([]);
    await t.sources.handlers.resumeSource(testContext(LIVE_TENANT, t.clock), {
      params: { sourceId },
      query: undefined,
      body: undefined,
    });
    t.certify('acme-okta.com');
    await t.pass(2000);
    expect((await findings()).map((one) => one.detector)).toContain('domains.look-alike-certified');
    expect((await source()).state).toBe('healthy');
  });
});

it('judges hosts for other rooms: reported look-alikes only, and none before it has started', async () => {
  const judge = (host: string) => t.domains.hostJudge.judge(LIVE_TENANT, host);
  expect(judge('acme-okta.com')).toBeNull();
  await start();
  expect(judge('www.acme-okta.com')).toMatchObject({ registrable: 'acme-okta.com', brand: ACME.name });
  expect(judge('www.acme-okta.com')).toMatchObject({ registrable: 'acme-okta.com', brand: ACME.name });
  expect([judge('acme.io'), judge('login.acme.com'), judge('garden.net'), judge('')]).toEqual([null, null, null, null]);
  expect(t.domains.hostJudge.isOwn(LIVE_TENANT, 'login.acme.com')).toBe(true);
  expect(t.domains.hostJudge.isOwn(LIVE_TENANT, 'acme-okta.com')).toBe(false);
});
