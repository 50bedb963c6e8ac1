import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { apis } from '../../src/app/apis.ts';
import { startApp, type App } from '../../src/app.ts';
import { serveTestLog, type TestLogServer } from '../../src/connectors/ct-log/test-log-server.ts';
import { logListText, type TestListedLog } from '../../src/domains/logs/test-log-list.ts';
import { Activity } from '../../src/platform/clock/activity.ts';
import { VirtualClock } from '../../src/platform/clock/virtual-clock.ts';
import { loadConfig } from '../../src/platform/config/load-config.ts';
import { createClient } from '../../src/platform/http/client.ts';
import { silentLog } from '../../src/platform/log/log.ts';
import { createCtLogSimulator, type CtLogSimulator } from '../../src/simulator/ct-log/ct-log-simulator.ts';
import { makeTestFolder } from './test-folder.ts';

const START_MS = Date.UTC(2029, 2, 14, 9);

let folder: string;
let clock: VirtualClock;
let activity: Activity;
let list: TestLogServer;
let listText = '';
let app: App | null = null;
const closing: (() => Promise<void>)[] = [];

beforeEach(async () => {
  folder = makeTestFolder('memory');
  activity = new Activity();
  clock = new VirtualClock(START_MS, [activity]);
  list = await serveTestLog(async () => new Response(listText));
});
afterEach(async () => {
  await app?.stop();
  await list.close();
  for (const close of closing.splice(0)) await close();
  rmSync(folder, { recursive: true, force: true });
});

async function serveLog(
  name: string,
  more: Partial<TestListedLog>,
): Promise<{ log: CtLogSimulator; listed: TestListedLog }> {
  const log = createCtLogSimulator({ origin: `${name}.test`, clock, seed: name });
  const server = await serveTestLog(log.handler);
  closing.push(() => server.close());
  log.addCertificate({ names: ['before.example'] });
  log.publish();
  const common = { url: server.url, origin: `${name}.test`, publicKey: log.publicKeySpkiBase64, description: name };
  return { log, listed: { ...common, interval: ['2029-01-01T00:00:00Z', '2029-07-01T00:00:00Z'], ...more } };
}

async function start(): Promise<App> {
  const config = loadConfig({
    cwd: folder,
    env: {},
    overrides: {
      listen: { host: '127.0.0.1', port: 0 },
      dataDir: folder,
      keyFile: path.join(folder, 'sealing.key'),
      brands: [{ name: 'Acme', domains: ['acme.com'], aliases: [] }],
      certificateLogNetworks: ['127.0.0.0/8'],
      certificateLogList: { url: list.url, refreshHours: 1 },
    },
  });
  app = await startApp({ config, cwd: folder, version: '0.0.0-test', log: silentLog, env: {}, clock, activity });
  return app;
}

const operator = () => createClient(apis, { baseUrl: app?.localUrl ?? '', token: app?.operatorToken ?? '' });
const pass = (ms: number) => clock.advanceTo(clock.now() + ms);
const publish = (logs: readonly TestListedLog[], madeAt: string): void => {
  listText = logListText(logs, madeAt);
};
const choices = async (): Promise<Record<string, string>> => {
  const { logs } = await operator().getLogs({});
  return Object.fromEntries(logs.map((log) => [log.name, log.choice]));
};
const look = async (): Promise<string[]> =>
  (await operator().listLookAlikes({})).items.map((item) => item.registrable).toSorted();

it('reads what a served log list names, both kinds of logs, through a shard change, a bad list and a restart', async () => {
  const tiles = await serveLog('tiles', {});
  const old = await serveLog('old', { kind: 'rfc6962', operator: 'Other', mmd: 86_400 });
  const next = await serveLog('next', { interval: ['2030-04-16T09:02:00Z', '2030-07-01T00:00:00Z'] });
  publish([tiles.listed, old.listed, next.listed], '2029-03-13T00:00:00Z');
  await start();
  await pass(10_000);
  expect(await choices()).toEqual({ tiles: 'read', old: 'read', next: 'future' });
  tiles.log.addCertificate({ names: ['acme-okta.com'] });
  old.log.addCertificate({ names: ['acme-sso.net'] });
  tiles.log.publish();
  old.log.publish();
  await pass(90_000);
  expect(await look()).toEqual(['acme-okta.com', 'acme-sso.net']);
  expect(await operator().getCoverage({})).toMatchObject({ share: 1, grown: 2, logs: 2, logsRead: 2 });

  // A proxy's page instead of the list: refused, told, and what is read stays.
  const good = listText;
  listText = '<html>Please sign in</html>';
  await expect(operator().refreshLogList({})).rejects.toMatchObject({ code: 'domains.list_garbage' });
  const { list: state } = await operator().getLogs({});
  expect(state).toMatchObject({ fault: { code: 'domains.list_garbage' }, logs: 3 });
  const { items } = await operator().listSources({});
  expect(items.find((source) => source.kind === 'list')?.lastError?.code).toBe('domains.list_garbage');
  listText = good;
  await pass(30_000);
  // By now the shard of next year can hold a certificate of 398 days.
  await operator().refreshLogList({});
  expect((await operator().getLogs({})).list?.fault).toBeNull();
  expect(await choices()).toEqual({ tiles: 'read', old: 'read', next: 'read' });
  await pass(3000);
  next.log.addCertificate({ names: ['acme-vpn.com'] });
  next.log.publish();
  await pass(5000);
  expect(await look()).toEqual(['acme-okta.com', 'acme-sso.net', 'acme-vpn.com']);

  // Retired by the list; what is logged meanwhile by the others is read after a restart.
  publish([tiles.listed, { ...old.listed, state: 'retired' }, next.listed], '2029-03-14T08:00:00Z');
  await operator().refreshLogList({});
  expect(await choices()).toEqual({ tiles: 'read', old: 'state', next: 'read' });
  await app?.stop();
  app = null;
  tiles.log.addCertificate({ names: ['acme-hr.com'] });
  tiles.log.publish();
  list.answer(() => new Response('', { status: 503 }));
  await start();
  await pass(10_000);
  expect(await look()).toEqual(['acme-hr.com', 'acme-okta.com', 'acme-sso.net', 'acme-vpn.com']);
}, 300_000);
