import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LIVE_TENANT } from '../../base/ids.ts';
import { serveTestLog, type TestLogServer } from '../../connectors/ct-log/test-log-server.ts';
import { testContext } from '../../platform/http/test-context.ts';
import { createCtLogSimulator } from '../../simulator/ct-log/ct-log-simulator.ts';
import { openTestDomains, START_MS, type TestDomains } from '../test-domains.ts';
import type { CertificateLogSettings } from '../ports.ts';
import { logListText } from './test-log-list.ts';

const none = { params: undefined, query: undefined, body: undefined };
let folder: string;
let t: TestDomains;
let servers: TestLogServer[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'breakwater-trusted-'));
  servers = [];
});
afterEach(async () => {
  await t.close();
  await Promise.all(servers.map((server) => server.close()));
  rmSync(folder, { recursive: true, force: true });
});

async function serveLog(name: string): Promise<CertificateLogSettings> {
  const origin = `${name}.test/2026h2`;
  const log = createCtLogSimulator({ origin, clock: { now: () => START_MS } as TestDomains['clock'], seed: name });
  log.addCertificate({ names: ['first.example'] });
  log.publish();
  const server = await serveTestLog(log.handler);
  servers.push(server);
  return { monitoringUrl: server.url, origin, publicKey: log.publicKeySpkiBase64, startAt: 'head' };
}

it('trusts the address of a log that the configuration names, and none of the console or of a list', async () => {
  const [set, typed, listed] = [await serveLog('set'), await serveLog('typed'), await serveLog('listed')];
  const file = path.join(folder, 'list.json');
  // The list itself is set by the configuration; what it names is not. Nor does it take a configured log over.
  writeFileSync(
    file,
    logListText([
      { url: listed.monitoringUrl, origin: listed.origin, publicKey: listed.publicKey },
      { url: 'http://10.0.0.7/', origin: set.origin, publicKey: set.publicKey },
    ]),
  );
  t = await openTestDomains({ certificateLogs: [set] }, { file, refreshHours: 1 });
  await t.domains.startTenant({ tenantId: LIVE_TENANT, clock: t.clock, loops: t.loops });
  await t.domains.handlers.addCertificateLog(testContext(LIVE_TENANT, t.clock), { ...none, body: typed });
  await t.pass(10_000);
  const trust = new Map(t.opened.map((one) => [one.monitoringUrl, one.isTrusted]));
  expect(trust).toEqual(
    new Map([
      [set.monitoringUrl, true],
      [typed.monitoringUrl, false],
      [listed.monitoringUrl, false],
    ]),
  );
  const known = await t.domains.logsOf(LIVE_TENANT);
  expect(new Map(known.map((log) => [log.monitoringUrl, log.isTrusted]))).toEqual(trust);
});

it('does not trust a configured log any more once only the list names it', async () => {
  const log = await serveLog('moved');
  const file = path.join(folder, 'list.json');
  writeFileSync(file, logListText([{ url: log.monitoringUrl, origin: log.origin, publicKey: log.publicKey }]));
  const configured = { certificateLogs: [log] };
  t = await openTestDomains(configured, { file, refreshHours: 1 });
  await t.domains.startTenant({ tenantId: LIVE_TENANT, clock: t.clock, loops: t.loops });
  await t.pass(3_000);
  await t.domains.stopTenant(LIVE_TENANT);
  configured.certificateLogs = [];
  const again = t.again();
  await again.startTenant({ tenantId: LIVE_TENANT, clock: t.clock, loops: t.loops });
  await t.pass(700_000);
  expect(t.opened.at(-1)).toEqual({ monitoringUrl: log.monitoringUrl, isTrusted: false });
  await again.stopTenant(LIVE_TENANT);
});
