import { mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LIVE_TENANT, REHEARSAL_TENANT } from '../../base/ids.ts';
import { serveTestLog, type TestLogServer } from '../../connectors/ct-log/test-log-server.ts';
import { testContext } from '../../platform/http/test-context.ts';
import type { LifeTables } from '../life/tables.ts';
import { keptFindings, openTestDomains, type TestDomains } from '../test-domains.ts';
import type { ElsewhereTables } from './tables.ts';

const none = { params: undefined, query: undefined, body: undefined };
const HOUR_MS = 3_600_000;
let t: TestDomains;
let server: TestLogServer;
let folder: string;
let served = '';

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'breakwater-lists-'));
  t = await openTestDomains({}, null, [{ label: 'Dropped', folder, kind: 'registrations', everyHours: 24 }]);
  server = await serveTestLog(async () => new Response(gzipSync(served)));
  await t.domains.startTenant({ tenantId: LIVE_TENANT, clock: t.clock, loops: t.loops });
});
afterEach(async () => {
  await t.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const context = (tenantId = LIVE_TENANT) => testContext(tenantId, t.clock);
const add = (tenantId = LIVE_TENANT) =>
  t.domains.handlers.addNameList(context(tenantId), {
    ...none,
    body: { label: 'The zone', url: server.url, kind: 'whole', everyHours: 1 },
  });
const told = async () => (await keptFindings(t.store.db, LIVE_TENANT)).map(({ detector, key }) => [detector, key]);
const lived = async () => {
  const rows = await t.store.db.read<LifeTables>().selectFrom('domain_life').selectAll().orderBy('seq').execute();
  return rows.map((row) => [row.registrable, row.kind, row.at]);
};
const drop = (name: string, text: string): void => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  const seconds = (t.clock.now() - 60_000) / 1000;
  utimesSync(file, seconds, seconds);
};
const health = async (label: string) =>
  (await t.sources.list(LIVE_TENANT, t.clock.now())).find((source) => source.label === label);

it('reads each file that is dropped into a folder once, and tells of look-alikes with the time of the list', async () => {
  await t.pass(61_000);
  const listedAt = t.clock.now() - 60_000;
  drop('2026-11-21.txt', 'a.example\nacme-okta.com\nwww.acme-sso.net\nacme.io\n');
  drop('2026-11-22.txt.part', 'acme-vpn.com\n');
  await t.pass(121_000);
  expect(await told()).toEqual([
    ['domains.look-alike-registered', 'acme-okta.com'],
    ['domains.look-alike-registered', 'acme-sso.net'],
  ]);
  const registered = (await lived()).filter(([, kind]) => kind === 'registered');
  expect(registered).toEqual(
    ['acme-okta.com', 'acme-sso.net', 'acme.io'].map((name) => [name, 'registered', listedAt]),
  );
  expect(await health('Dropped')).toMatchObject({
    kind: 'list',
    state: 'healthy',
    position: '4 names',
    readOnly: true,
  });
  drop('again.txt', 'acme-okta.com\nacme-hr.com\n');
  await t.pass(121_000);
  expect(await told()).toHaveLength(3);
});

it('tells of what a zone did not have before, goes on after a fault, and forgets the list when it is removed', async () => {
  served = 'b.com. 60 in ns x.\nacme-okta.com. 60 in ns x.\n';
  const { listId } = await add();
  await t.pass(2000);
  expect(await told()).toEqual([]);
  served = `${served}acme-sso.com. 60 in ns x.\n`;
  await t.pass(HOUR_MS + 61_000);
  expect(await told()).toEqual([['domains.look-alike-registered', 'acme-sso.com']]);
  served = '<html>Service unavailable</html>';
  await t.pass(HOUR_MS + 61_000);
  expect(await health('The zone')).toMatchObject({ lastError: { code: 'domains.list_garbage' } });
  served = 'b.com. 60 in ns x.\nacme-okta.com. 60 in ns x.\nacme-sso.com. 60 in ns x.\nacme-hr.com. 60 in ns x.\n';
  await t.pass(HOUR_MS + 61_000);
  expect(await told()).toHaveLength(2);
  const { items } = await t.domains.handlers.listNameLists(context(), none);
  expect(items).toHaveLength(2);
  expect(items.find((item) => item.listId === listId)).toMatchObject({ names: 4, added: 1, removed: 0, found: 3 });
  await t.domains.handlers.removeNameList(context(), { ...none, params: { listId } });
  expect(await health('The zone')).toBeUndefined();
});

it('is not added twice, not by a rehearsal, and not taken away from the configuration', async () => {
  served = 'a.example\n';
  await add();
  await expect(add()).rejects.toMatchObject({ code: 'domains.list_known' });
  await expect(add(REHEARSAL_TENANT)).rejects.toMatchObject({ status: 409 });
  const { items } = await t.domains.handlers.listNameLists(context(), none);
  const dropped = items.find((item) => item.label === 'Dropped');
  const params = { listId: dropped?.listId ?? '' };
  await expect(t.domains.handlers.removeNameList(context(), { ...none, params })).rejects.toMatchObject({
    code: 'domains.list_read_only',
  });
});

it('shows no key that the URL of a list holds', async () => {
  served = 'a.example\n';
  const url = `${server.url.replace('//', '//user:s3cret@')}zone?apikey=s3cret`;
  const body = { label: 'The zone', url, kind: 'whole' as const, everyHours: 1 };
  await t.domains.handlers.addNameList(context(), { ...none, body });
  const { items } = await t.domains.handlers.listNameLists(context(), none);
  expect(items.find((item) => item.label === 'The zone')?.url).toBe(`${server.url}zone?…`);
  expect(JSON.stringify(items)).not.toContain('s3cret');
});

it('reads what is dropped into a folder of ten thousand files that were read before', async () => {
  await t.pass(61_000);
  const { items } = await t.domains.handlers.listNameLists(context(), none);
  const list_id = items.find((item) => item.label === 'Dropped')?.listId ?? '';
  const rows = Array.from({ length: 10_000 }, (_none, nth) => {
    const file = `${nth}.txt`;
    drop(file, 'a.example');
    const { mtimeMs, size, ino } = statSync(path.join(folder, file));
    const tag = `${Math.round(mtimeMs)}:${size}:${ino}`;
    return { tenant_id: LIVE_TENANT, list_id, file, tag, read_at: t.clock.now() };
  });
  await t.store.db.transaction(async (tx) => {
    const tables = tx.tables<ElsewhereTables>();
    for (let from = 0; from < rows.length; from += 1000) {
      await tables
        .insertInto('name_list_file')
        .values(rows.slice(from, from + 1000))
        .execute();
    }
  });
  await t.pass(61_000);
  drop('new.txt', 'acme-okta.com');
  await t.pass(61_000);
  expect(await told()).toEqual([['domains.look-alike-registered', 'acme-okta.com']]);
}, 60_000);
