import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LIVE_TENANT } from '../base/ids.ts';
import { serveTestLog, type TestLogServer } from '../connectors/ct-log/test-log-server.ts';
import { createCtLogSimulator, type CtLogSimulator } from '../simulator/ct-log/ct-log-simulator.ts';
import { certificateLogId } from './log-identity.ts';
import type { CertificateLogSettings } from './ports.ts';
import { keptFindings, openTestDomains, type TestDomains } from './test-domains.ts';

/** Two logs are read; the first has faults, the second none. */
let t: TestDomains;
let healthy: CtLogSimulator;
let healthyServer: TestLogServer;

beforeEach(async () => {
  t = await openTestDomains();
  healthy = createCtLogSimulator({ origin: 'ct.healthy.test/2026h2', clock: t.clock, seed: 'healthy' });
  healthyServer = await serveTestLog(healthy.handler);
});
afterEach(async () => {
  await t.close();
  await healthyServer.close();
});

const sourceIds = () => [t.logSettings.publicKey, healthy.publicKeySpkiBase64].map(certificateLogId);

async function run(kind: 'static-ct' | 'rfc6962'): Promise<void> {
  const common = { kind, startAt: 'beginning' } as const;
  const logs: CertificateLogSettings[] = [
    { ...t.logSettings, ...common },
    { ...common, monitoringUrl: healthyServer.url, origin: healthy.origin, publicKey: healthy.publicKeySpkiBase64 },
  ];
  await t.domains.startTenant({ tenantId: LIVE_TENANT, clock: t.clock, loops: t.loops, logs });
}

async function start(kind: 'static-ct' | 'rfc6962'): Promise<void> {
  for (const log of [t.log, healthy]) {
    for (let i = 0; i < 20; i += 1) log.addCertificate({ names: [`host-${i}.example`] });
    log.publish();
  }
  await run(kind);
  await t.pass(1_000);
}

/** Fills the tile at the log's end: one that is full is proven at once, an unfinished one when it is minutes old. */
function fillTile(): void {
  while (t.log.size % 256 !== 0) t.log.addCertificate({ names: [`filler-${t.log.size}.example`] });
  t.log.publish();
}

async function sources() {
  const [faulty, well] = sourceIds();
  const list = await t.sources.list(LIVE_TENANT, t.clock.now());
  return { faulty: list.find((one) => one.id === faulty), well: list.find((one) => one.id === well) };
}

const told = async (): Promise<string[]> =>
  (await keptFindings(t.store.db, LIVE_TENANT))
    .filter((finding) => finding.detector === 'domains.look-alike-certified')
    .map((finding) => finding.key);

const ENTRIES = { 'static-ct': /^tile\/(?:data|names)/, rfc6962: /^ct\/v1\/get-entries/ } as const;
const HEAD = { 'static-ct': 'checkpoint', rfc6962: 'ct/v1/get-sth' } as const;

type Kind = keyof typeof HEAD;
interface Fault {
  spoil: (kind: Kind) => void;
  code: string;
  says: RegExp;
  /** When it is asked for again at the latest after 15 s of it: what does not pass by itself is tried less often. */
  triedWithinMs: number;
}

const answering = (matches: (path: string, kind: Kind) => boolean, answer: () => Response | 'cut') => (kind: Kind) =>
  t.server.answer((path) => (matches(path, kind) ? answer() : null));
const isEntries = (path: string, kind: Kind): boolean => ENTRIES[kind].test(path);
const isHead = (path: string, kind: Kind): boolean => path === HEAD[kind];

const FAULTS: Record<string, Fault> = {
  'entries cut short': {
    spoil: answering(isEntries, () => new Response('{"entries":[{"leaf_in')),
    code: 'ct_log.garbage',
    says: /not JSON|truncated|no timestamp|entry type/,
    triedWithinMs: 20_000,
  },
  'a signature that does not hold': {
    spoil: (kind) =>
      t.server.answer(async (path) => {
        if (!isHead(path, kind)) return null;
        const text = await (await t.log.handler(new Request(`http://log.test/${path}`))).text();
        return new Response(
          kind === 'static-ct'
            ? text.replace(/\n\d+\n/, '\n999\n')
            : text.replace(/"tree_size":\d+/, '"tree_size":999'),
        );
      }),
    code: 'ct_log.bad_signature',
    says: /signature does not hold/,
    triedWithinMs: 61_000,
  },
  'a storm of 429': {
    spoil: answering(
      () => true,
      () => new Response('', { status: 429, headers: { 'retry-after': '5' } }),
    ),
    code: 'ct_log.rate_limited',
    says: /429/,
    triedWithinMs: 20_000,
  },
  'connections that are cut': {
    spoil: answering(
      () => true,
      () => 'cut',
    ),
    code: 'ct_log.unreachable',
    says: /terminated|closed|fetch failed|aborted/i,
    triedWithinMs: 20_000,
  },
  'a gateway that is down': {
    spoil: answering(
      () => true,
      () => new Response('down', { status: 502 }),
    ),
    code: 'ct_log.unreachable',
    says: /502/,
    triedWithinMs: 20_000,
  },
};

describe.each(['static-ct', 'rfc6962'] as const)('of two logs (%s), one', (kind) => {
  it.each(Object.entries(FAULTS))(
    'with %s says so, the other is read on, and it recovers by itself',
    async (_what, fault) => {
      await start(kind);
      fault.spoil(kind);
      for (const [log, name] of [
        [t.log, 'acme-okta.com'],
        [healthy, 'acme-vpn.com'],
      ] as const) {
        log.addCertificate({ names: [name] });
        log.publish();
      }
      await t.pass(15_000);
      const during = await sources();
      expect(during.faulty).toMatchObject({ state: 'failing', lastError: { code: fault.code } });
      expect(during.faulty?.lastError?.message).toMatch(fault.says);
      expect(during.faulty?.lastError?.remedy).toBeTruthy();
      expect(during.well).toMatchObject({ state: 'healthy', behindBy: 0, lastError: null });
      expect(await told()).toEqual(['acme-vpn.com']);

      t.server.forget();
      await t.pass(fault.triedWithinMs);
      expect((await told()).toSorted()).toEqual(['acme-okta.com', 'acme-vpn.com']);
      expect((await sources()).faulty).toMatchObject({ state: 'healthy', lastError: null });
    },
  );

  it('that shows another tree raises a finding about itself and is paused; the other is read on', async () => {
    await start(kind);
    const forked = createCtLogSimulator({ origin: t.log.origin, clock: t.clock, seed: 'domains' });
    for (let i = 0; i < 40; i += 1) forked.addCertificate({ names: [`elsewhere-${i}.example`] });
    forked.publish();
    t.server.answer((path) => forked.handler(new Request(`http://log.test/${path}`)));
    await t.pass(20_000);
    const findings = await keptFindings(t.store.db, LIVE_TENANT);
    expect(findings).toMatchObject([
      {
        detector: 'domains.log-inconsistent',
        key: sourceIds()[0],
        evidence: [{ raw: expect.stringContaining('forked') }],
      },
    ]);
    expect((await sources()).faulty?.state).toBe('paused');
    healthy.addCertificate({ names: ['acme-vpn.com'] });
    healthy.publish();
    await t.pass(6_000);
    expect(await told()).toEqual(['acme-vpn.com']);
  });

  it('that is silent for an hour is shown as silent, and no more when it goes on', async () => {
    await start(kind);
    t.loops.start(t.sources.silenceLoop(LIVE_TENANT, t.clock));
    // Nobody polls meanwhile: a virtual hour of polls would take a real minute.
    await t.domains.stopTenant(LIVE_TENANT);
    await t.pass(3_700_000);
    healthy.addCertificate({ names: ['more.example'] });
    healthy.publish();
    await run(kind);
    await t.pass(60_000);
    const during = await sources();
    expect(during.faulty?.state).toBe('silent');
    if (kind === 'static-ct') expect(during.faulty?.lastError).toMatchObject({ code: 'ct_log.stale_head' });
    expect(during.well?.state).toBe('healthy');
    t.certify('acme-okta.com');
    await t.pass(20_000);
    expect(await told()).toEqual(['acme-okta.com']);
    expect((await sources()).faulty).toMatchObject({ state: 'healthy', lastError: null });
  });
});

describe('a names tile that lied', () => {
  it('raises a finding about the log once, and the hidden look-alike is told from its certificate', async () => {
    await start('static-ct');
    t.server.answer(async (path) => {
      if (!path.startsWith('tile/names')) return null;
      const text = await new Response(
        (await t.log.handler(new Request(`http://log.test/${path}`))).body?.pipeThrough(
          new DecompressionStream('gzip'),
        ),
      ).text();
      return new Response(text.replaceAll('acme-okta.com', 'garden-okta-77.example'));
    });
    t.certify('acme-okta.com');
    await t.pass(2_000);
    expect(await told()).toEqual([]);
    fillTile();
    await t.pass(2_000);
    const findings = await keptFindings(t.store.db, LIVE_TENANT);
    expect(findings.map((finding) => [finding.detector, finding.facts['verified'] ?? finding.facts['fault']])).toEqual([
      ['domains.look-alike-certified', true],
      ['domains.log-inconsistent', 'ct_log.names_tile_differs'],
    ]);
    expect((await sources()).faulty?.state).not.toBe('paused');
    t.certify('acme-vpn.com');
    await t.pass(2_000);
    expect((await keptFindings(t.store.db, LIVE_TENANT)).map((finding) => finding.detector)).toEqual([
      'domains.look-alike-certified',
      'domains.log-inconsistent',
      'domains.look-alike-certified',
    ]);
  });

  it('that is honest lets a look-alike be told at once, unproven, and proven from its certificate', async () => {
    await start('static-ct');
    t.certify('acme-okta.com');
    await t.pass(2_000);
    const [finding] = await keptFindings(t.store.db, LIVE_TENANT);
    expect(finding?.facts).toMatchObject({ host: 'acme-okta.com', verified: false });
    const provenAt = async (): Promise<unknown> =>
      (
        await t.store.db
          .read<{ look_alike: { proven_at: number | null } }>()
          .selectFrom('look_alike')
          .select('proven_at')
          .executeTakeFirst()
      )?.proven_at;
    expect(await provenAt()).toBeNull();
    fillTile();
    await t.pass(2_000);
    expect(await provenAt()).toBeGreaterThan(0);
    expect(await keptFindings(t.store.db, LIVE_TENANT)).toHaveLength(1);
  });
});
