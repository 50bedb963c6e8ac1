import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../base/errors.ts';
import { LIVE_TENANT, REHEARSAL_TENANT } from '../../base/ids.ts';
import { serveTestLog, type TestLogServer } from '../../connectors/ct-log/test-log-server.ts';
import { testContext } from '../../platform/http/test-context.ts';
import { createCtLogSimulator, type CtLogSimulator } from '../../simulator/ct-log/ct-log-simulator.ts';
import { certificateLogId } from '../log-identity.ts';
import { keptFindings, openTestDomains, type TestDomains } from '../test-domains.ts';
import { listRow, readLogList } from './log-list-store.ts';
import { logListText, type TestListedLog } from './test-log-list.ts';

const none = { params: undefined, query: undefined, body: undefined };
const HOUR_MS = 3_600_000;

/** A log on a socket of its own, and how a list names it. */
interface ServedLog {
  log: CtLogSimulator;
  server: TestLogServer;
  listed: TestListedLog;
  sourceId: string;
  certify(...names: string[]): void;
}

let t: TestDomains;
let list: TestLogServer;
let served: () => Response;
const closing: (() => Promise<void>)[] = [];

beforeEach(async () => {
  t = await openTestDomains();
  served = () => new Response('none', { status: 404 });
  list = await serveTestLog(async () => served());
});
afterEach(async () => {
  await t.close();
  await list.close();
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function serveLog(name: string, more: Partial<TestListedLog> = {}): Promise<ServedLog> {
  const origin = `${name}.test/2026h2`;
  const log = createCtLogSimulator({ origin, clock: t.clock, seed: name });
  const server = await serveTestLog(log.handler);
  closing.push(() => server.close());
  log.addCertificate({ names: ['first.example'] });
  log.publish();
  return {
    log,
    server,
    listed: { url: server.url, origin, publicKey: log.publicKeySpkiBase64, description: name, ...more },
    sourceId: certificateLogId(log.publicKeySpkiBase64),
    certify(...names) {
      log.addCertificate({ names });
      log.publish();
    },
  };
}

const publish = (logs: readonly TestListedLog[], madeAt?: string): void => {
  const text = logListText(logs, madeAt);
  served = () => new Response(text);
};
const context = (tenantId = LIVE_TENANT) => testContext(tenantId, t.clock);
const start = () => t.domains.startTenant({ tenantId: LIVE_TENANT, clock: t.clock, loops: t.loops });
const agree = (tenantId = LIVE_TENANT) =>
  t.domains.handlers.putLogList(context(tenantId), { ...none, body: { url: list.url, refreshHours: 24 } });
const state = () => t.domains.handlers.getLogs(context(), none);
const reading = async (): Promise<string[]> => {
  const { logs } = await state();
  return logs.filter((log) => log.choice === 'read').map((log) => log.name);
};
const choose = (scope: 'operator' | 'log', name: string, isRead: boolean) =>
  t.domains.handlers.chooseLogs(context(), { ...none, body: { choices: [{ scope, name, isRead }] } });
const refresh = () => t.domains.handlers.refreshLogList(context(), none);
/** A log that is read is asked every second of the virtual clock: where hours pass, it rests. */
const rest = async (...logs: readonly ServedLog[]): Promise<void> => {
  for (const { sourceId } of logs) await t.sources.handlers.pauseSource(context(), { ...none, params: { sourceId } });
  await t.pass(2000);
};
const told = async (): Promise<string[]> => (await keptFindings(t.store.db, LIVE_TENANT)).map((finding) => finding.key);

async function codeOf(call: Promise<unknown>): Promise<string> {
  const thrown: unknown = await call.then(
    () => new Error('it was accepted'),
    (fault: unknown) => fault,
  );
  if (thrown instanceof AppError) return thrown.code;
  throw thrown;
}

describe('the log list', () => {
  it('is asked for by nobody before somebody agrees, and then read at once', async () => {
    const [one, two] = [await serveLog('one'), await serveLog('two', { operator: 'Other', state: 'qualified' })];
    publish([one.listed, two.listed]);
    await start();
    await t.pass(30 * HOUR_MS);
    expect([list.asked.length, one.server.asked.length]).toEqual([0, 0]);
    expect((await state()).publicListUrl).toMatch(/^https:/);

    expect(await agree()).toEqual({ logs: 2, reading: 2 });
    await t.pass(3000);
    one.certify('acme-okta.com');
    two.certify('acme-sso.net');
    await t.pass(5000);
    expect((await told()).toSorted()).toEqual(['acme-okta.com', 'acme-sso.net']);
    expect(await state()).toMatchObject({
      list: { url: list.url, version: '60.1', logs: 2, fault: null, readOnly: false },
      logs: [
        { name: 'one', operator: 'Acme Trust', from: 'list', choice: 'read', state: 'usable', size: 2, behindBy: 0 },
        { name: 'two', operator: 'Other', state: 'qualified', size: 2, behindBy: 0 },
      ],
    });
  });

  it('brings the shards that can hold a certificate issued now, and changes them as time passes', async () => {
    const shards: [string, string][] = [
      ['2026-01-01T00:00:00Z', '2026-11-22T00:00:00Z'],
      ['2026-11-22T00:00:00Z', '2027-11-22T00:00:00Z'],
      ['2027-11-22T00:00:00Z', '2027-12-25T00:00:00Z'],
      ['2027-12-25T00:00:00Z', '2028-07-01T00:00:00Z'],
    ];
    const names = ['past-soon', 'this-year', 'next-year', 'soon'];
    const logs = await Promise.all(names.map((name, i) => serveLog(name, { interval: shards[i] ?? ['', ''] })));
    publish(logs.map((log) => log.listed));
    await start();
    await agree();
    expect(await reading()).toEqual(['next-year', 'past-soon', 'this-year']);
    await rest(...logs.slice(0, 3));
    // It is 22:00. In two hours the first is past, and the last can hold a certificate of 398 days. The list says nothing new.
    await t.pass(2 * HOUR_MS + 30_000);
    expect(await reading()).toEqual(['next-year', 'soon', 'this-year']);
    expect(list.asked).toHaveLength(1);
  });

  it('that is removed and set again loses nothing that its logs took meanwhile', async () => {
    const one = await serveLog('one');
    publish([one.listed]);
    await start();
    await agree();
    await t.pass(5000);
    await t.domains.handlers.deleteLogList(context(), none);
    expect(await reading()).toEqual([]);
    one.certify('acme-okta.com');
    await t.pass(5000);
    await agree();
    await t.pass(5000);
    expect(await told()).toEqual(['acme-okta.com']);
  });

  it('adds and removes logs as it says, and leaves those of a person alone', async () => {
    const [one, two, own] = [await serveLog('one'), await serveLog('two'), await serveLog('own')];
    publish([one.listed]);
    await start();
    await agree();
    const { url: monitoringUrl, origin = '', publicKey } = own.listed;
    const body = { monitoringUrl, origin, publicKey, startAt: 'head' as const };
    await t.domains.handlers.addCertificateLog(context(), { ...none, body });
    publish([{ ...one.listed, state: 'retired' }, two.listed], '2026-11-22T00:00:00Z');
    expect(await refresh()).toEqual({ logs: 2, reading: 1 });
    expect((await reading()).toSorted()).toEqual(['own.test/2026h2', 'two']);
    const remove = (sourceId: string) =>
      t.domains.handlers.removeCertificateLog(context(), { ...none, params: { sourceId } });
    expect(await codeOf(remove(two.sourceId))).toBe('domains.log_listed');
    await t.domains.handlers.deleteLogList(context(), none);
    expect(await reading()).toEqual(['own.test/2026h2']);
    await remove(own.sourceId);
    expect(await reading()).toEqual([]);
  });

  it.each([
    ['cut off', () => logListText([]).slice(0, 20), 'domains.list_garbage'],
    ['a page of a proxy', () => '<html>blocked</html>', 'domains.list_garbage'],
    ['older than the one in use', () => null, 'domains.list_older'],
    ['not served', () => '', 'domains.list_unreachable'],
  ])('keeps its last good copy when the new one is %s', async (_what, bad, code) => {
    const one = await serveLog('one');
    publish([one.listed]);
    await start();
    await agree();
    publish([one.listed], '2026-01-01T00:00:00Z');
    const answer = bad();
    if (answer !== null) served = () => new Response(answer, { status: answer === '' ? 500 : 200 });
    expect(await codeOf(refresh())).toBe(code);
    const { list: kept, logs } = await state();
    expect(kept?.fault).toMatchObject({ code });
    expect(kept?.fault?.remedy).toBeTruthy();
    expect(logs.map((log) => log.choice)).toEqual(['read']);
    expect((await t.sources.list(LIVE_TENANT, t.clock.now())).find((source) => source.kind === 'list')).toMatchObject({
      lastError: { code },
    });
    one.certify('acme-okta.com');
    await t.pass(5000);
    expect(await told()).toEqual(['acme-okta.com']);
    // And it recovers without help.
    publish([one.listed], '2026-11-23T00:00:00Z');
    await rest(one);
    await t.pass(HOUR_MS);
    expect((await state()).list?.fault).toBeNull();
  });

  it('refuses a copy that has lost half of its logs at once', async () => {
    const logs = await Promise.all(Array.from({ length: 8 }, (_, i) => serveLog(`log${i}`)));
    publish(logs.map((log) => log.listed));
    await start();
    await agree();
    publish(
      logs.slice(0, 3).map((log) => log.listed),
      '2026-11-22T00:00:00Z',
    );
    await codeOf(refresh());
    expect((await state()).list).toMatchObject({ logs: 8, fault: { code: 'domains.list_shrunk' } });
  });

  it('is not set when it cannot be read, and not to addresses inside when typed in', async () => {
    await start();
    expect(await codeOf(agree())).toBe('domains.list_unreachable');
    expect((await state()).list).toBeNull();
    expect(await codeOf(agree(REHEARSAL_TENANT))).toBe('domains.rehearsal_logs');
    expect(await codeOf(t.domains.handlers.refreshLogList(context(), none))).toBe('domains.no_log_list');
  });

  it('asks with the tag of the copy it has', async () => {
    const one = await serveLog('one');
    const text = logListText([one.listed]);
    list.answer(() =>
      list.lastHeaders['if-none-match'] === '"a"'
        ? new Response(null, { status: 304 })
        : new Response(gzipSync(text), { headers: { etag: '"a"' } }),
    );
    await start();
    await agree();
    await rest(one);
    const before = (await state()).list;
    await t.pass(25 * HOUR_MS);
    const after = (await state()).list;
    expect(after?.checkedAt).toBeGreaterThan(before?.checkedAt ?? 0);
    expect(after?.fetchedAt).toBe(before?.fetchedAt);
    expect(await reading()).toEqual(['one']);
  });

  it('asks again five minutes after it could not read the list, then less and less often', async () => {
    const one = await serveLog('one');
    publish([one.listed]);
    await start();
    await agree();
    await rest(one);
    const asked: number[] = [];
    served = () => {
      asked.push(t.clock.now());
      return new Response('', { status: 503 });
    };
    await t.pass(25 * HOUR_MS);
    const minutes = asked.slice(1).map((at, i) => Math.round((at - (asked[i] ?? 0)) / 60_000));
    expect(minutes.slice(0, 3)).toEqual([5, 10, 20]);
  });

  it('goes on after a restart, with the list gone', async () => {
    const one = await serveLog('one');
    publish([one.listed]);
    await start();
    await agree();
    await t.pass(3000);
    await t.domains.stopTenant(LIVE_TENANT);
    served = () => new Response('', { status: 503 });
    one.certify('acme-okta.com');
    await t.again().startTenant({ tenantId: LIVE_TENANT, clock: t.clock, loops: t.loops });
    await t.pass(5000);
    expect(await told()).toEqual(['acme-okta.com']);
  });
});

describe('a listed log', () => {
  it('can be switched off and on, alone or with its operator, and goes on where it stood', async () => {
    const [one, two] = [await serveLog('one'), await serveLog('two', { operator: 'Other' })];
    publish([one.listed, two.listed]);
    await start();
    await agree();
    await t.pass(3000);
    await choose('operator', 'ACME trust', false);
    expect(await reading()).toEqual(['two']);
    one.certify('acme-okta.com');
    await t.pass(120_000);
    expect(await told()).toEqual([]);
    await choose('log', one.sourceId, true);
    await t.pass(5000);
    expect([await reading(), await told()]).toEqual([['one', 'two'], ['acme-okta.com']]);
  });

  it('that is off is measured by its size alone, and counts as missed', async () => {
    const [one, two] = [await serveLog('one'), await serveLog('two')];
    publish([one.listed, two.listed]);
    await start();
    await agree();
    await choose('log', two.sourceId, false);
    await t.pass(61_000);
    for (let i = 0; i < 30; i += 1) one.certify(`a${i}.example`);
    for (let i = 0; i < 10; i += 1) two.certify(`b${i}.example`);
    await t.pass(125_000);
    const { coverage, logs } = await state();
    expect(coverage).toMatchObject({
      share: 0.75,
      grown: 40,
      read: 30,
      logs: 2,
      logsRead: 1,
      unread: ['two'],
      unknown: [],
    });
    expect(logs.find((log) => log.name === 'two')).toMatchObject({ choice: 'off', size: 11, behindBy: null });
    two.server.forget();
    await t.pass(180_000);
    expect(new Set(two.server.asked)).toEqual(new Set(['checkpoint']));
  });

  it('shows its last hour, its delay and its faults', async () => {
    const one = await serveLog('one');
    publish([one.listed]);
    await start();
    await agree();
    await t.pass(11_000);
    one.certify('a.example');
    await t.pass(11_000);
    expect((await state()).coverage).toMatchObject({ share: 1, grown: 1, unknown: [] });
    one.server.answer(() => new Response('', { status: 429 }));
    await t.pass(1_000);
    // What it grows by from now on nobody knows: it leaves the share with its first refusal.
    expect((await state()).coverage).toMatchObject({ share: null, unknown: ['one'], throttled: ['one'] });
    await t.pass(59_000);
    const [log] = (await state()).logs;
    expect(log?.lag?.samples).toBe(1);
    expect(log?.throttledLastHour).toBeGreaterThan(0);
    expect((await state()).coverage.throttled).toEqual(['one']);
    const { params } = { params: { sourceId: one.sourceId } };
    const series = await t.domains.handlers.getLogSeries(context(), { ...none, params });
    expect(series.read).toHaveLength(360);
    expect(series.read.filter((count) => count === 1)).toHaveLength(1);
    expect(series.faults.reduce<number>((sum, count) => sum + (count ?? 0), 0)).toBeGreaterThan(0);
  });
});

describe('a list of the configuration', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'breakwater-list-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is read from a file, signed, with operators left out, and goes when the configuration no longer names it', async () => {
    await t.close();
    const file = path.join(folder, 'log_list.json');
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = publicKey.export({ type: 'spki', format: 'pem' });
    const settings = { file, refreshHours: 1, exclude: ['Other'], publicKey: pem };
    t = await openTestDomains({}, settings);
    const [one, two] = [await serveLog('one'), await serveLog('two', { operator: 'Other' })];
    const write = (text: string, signed: string, at: number): void => {
      writeFileSync(file, text);
      utimesSync(file, at, at);
      writeFileSync(path.join(folder, 'log_list.sig'), sign('sha256', Buffer.from(signed), privateKey));
    };
    const text = logListText([one.listed, two.listed]);
    write(text, text, 1000);
    await start();
    await t.pass(5000);
    expect((await state()).logs.map((log) => log.choice)).toEqual(['read', 'excluded']);
    expect((await state()).coverage).toMatchObject({ logs: 2, logsRead: 1, unknown: expect.arrayContaining(['two']) });
    expect(two.server.asked).toEqual([]);
    expect(await codeOf(agree())).toBe('domains.list_read_only');

    const by = { readOnly: true, agreedBy: null, at: t.clock.now() };
    const before = await readLogList(t.store.db, LIVE_TENANT);
    expect(listRow(LIVE_TENANT, settings, before, by)).toMatchObject({ tag: before?.tag, logs: before?.logs });
    // Under another key the same copy is fetched again, so that its signature is looked at.
    const otherKey = { ...settings, publicKey: 'another' };
    expect(listRow(LIVE_TENANT, otherKey, before, by)).toMatchObject({ tag: null, checked_at: null });

    write(logListText([two.listed]), text, 2000);
    await rest(one);
    await t.pass(HOUR_MS + 5000);
    expect((await state()).list?.fault?.code).toBe('domains.list_unsigned');
    expect(await reading()).toEqual(['one']);
  });
});
