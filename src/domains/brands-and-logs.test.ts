import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../base/errors.ts';
import { LIVE_TENANT, REHEARSAL_TENANT } from '../base/ids.ts';
import { testContext } from '../platform/http/test-context.ts';
import { mergeBrands } from './brand-books.ts';
import { certificateLogId } from './log-identity.ts';
import { keptFindings, openTestDomains, type TestDomains } from './test-domains.ts';

let t: TestDomains;
beforeEach(async () => {
  t = await openTestDomains();
});
afterEach(() => t.close());

const context = (tenantId = LIVE_TENANT) => testContext(tenantId, t.clock);
const none = { params: undefined, query: undefined, body: undefined };

async function put(name: string, domains: string[], aliases: string[] = []) {
  return t.domains.handlers.putBrand(context(), { ...none, body: { name, domains, aliases } });
}

async function codeOf(call: Promise<unknown>): Promise<string> {
  const thrown: unknown = await call.then(
    () => new Error('it was accepted'),
    (fault: unknown) => fault,
  );
  if (thrown instanceof AppError) return `${thrown.status} ${thrown.code}`;
  throw thrown;
}

const allLookedFor = { notLookedFor: [], isLookedFor: true };

describe('brands', () => {
  it('says of one that is added which of its names no host name could hold', async () => {
    const added = await put('Globex', ['globex.com'], ['グローベックス', 'gbx']);
    expect(added).toMatchObject({ notLookedFor: ['グローベックス'], isLookedFor: true });
    const { items } = await t.domains.handlers.listBrands(context(), none);
    expect(items.at(-1)).toEqual(added);
  });

  it('lists configured ones read-only and stored ones, replaces by name, deletes', async () => {
    const added = await put('Globex', ['globex.com']);
    const replaced = await put('GLOBEX', ['globex.com', 'globex.net'], ['gbx']);
    expect(replaced.brandId).toBe(added.brandId);
    const { items } = await t.domains.handlers.listBrands(context(), none);
    expect(items).toEqual([
      {
        brandId: 'configuration:acme',
        name: 'Acme',
        domains: ['acme.com'],
        aliases: [],
        readOnly: true,
        ...allLookedFor,
      },
      {
        brandId: added.brandId,
        name: 'GLOBEX',
        domains: ['globex.com', 'globex.net'],
        aliases: ['gbx'],
        readOnly: false,
        ...allLookedFor,
      },
    ]);
    await t.domains.handlers.deleteBrand(context(), { ...none, params: { brandId: added.brandId } });
    expect(await t.domains.brandsOf(LIVE_TENANT)).toHaveLength(1);
    // What is stored is what a next process reads.
    expect(await t.again().brandsOf(LIVE_TENANT)).toHaveLength(1);
  });

  it('refuses to change what the configuration sets', async () => {
    expect(await codeOf(put('acme', ['acme.net']))).toBe('409 domains.brand_read_only');
    const remove = t.domains.handlers.deleteBrand(context(), { ...none, params: { brandId: 'configuration:acme' } });
    expect(await codeOf(remove)).toBe('409 domains.brand_read_only');
    const unknown = t.domains.handlers.deleteBrand(context(), { ...none, params: { brandId: 'nothing' } });
    expect(await codeOf(unknown)).toBe('404 domains.brand_not_found');
  });

  it.each([
    ['co.uk', '400 domains.public_suffix'],
    ['github.io', '400 domains.public_suffix'],
    ['globex..com', '400 lookalike.bad_brand'],
    ['192.0.2.1', '400 lookalike.bad_brand'],
    ['com', '400 lookalike.bad_brand'],
    ['not a domain', '400 lookalike.bad_brand'],
  ])('refuses %s as an own domain and stores nothing', async (domain, code) => {
    expect(await codeOf(put('Globex', ['globex.com', domain]))).toBe(code);
    expect(await t.domains.brandsOf(LIVE_TENANT)).toHaveLength(1);
    expect(await t.again().brandsOf(LIVE_TENANT)).toHaveLength(1);
  });

  it('keeps each own domain once, in ASCII, however it was given', async () => {
    const given = ['globex.com', '*.globex.net', 'Globex.com.', 'glöbex.example'];
    const stored = await put('Globex', given);
    expect(stored.domains).toEqual(['globex.com', 'globex.net', 'xn--glbex-kua.example']);
    expect((await t.domains.brandsOf(LIVE_TENANT)).at(-1)?.domains).toEqual(stored.domains);
    const { items } = await t.domains.handlers.checkHosts(context(), { ...none, body: { hosts: ['a.globex.net'] } });
    expect(items[0]).toMatchObject({ kind: 'own', brand: 'Globex' });
    const [configured] = mergeBrands([{ name: 'Acme', domains: given, aliases: [] }], []);
    expect(configured?.domains).toEqual(stored.domains);
  });

  it('keeps the brands of two spaces apart', async () => {
    await t.domains.handlers.putBrand(context(REHEARSAL_TENANT), {
      ...none,
      body: { name: 'Globex', domains: ['globex.com'], aliases: [] },
    });
    expect(await t.domains.brandsOf(LIVE_TENANT)).toHaveLength(1);
    expect(await t.domains.brandsOf(REHEARSAL_TENANT)).toHaveLength(2);
  });
});

describe('certificate logs', () => {
  const add = (settings = t.logSettings, tenantId = LIVE_TENANT) =>
    t.domains.handlers.addCertificateLog(context(tenantId), { ...none, body: settings });
  const list = async () => (await t.domains.handlers.listCertificateLogs(context(), none)).items;

  it('are tried, then read at once; removed, they are read no more', async () => {
    await t.domains.startTenant({ tenantId: LIVE_TENANT, clock: t.clock, loops: t.loops });
    t.certify('acme-okta.com');
    const { sourceId } = await add();
    await t.pass(1000);
    expect(await keptFindings(t.store.db, LIVE_TENANT)).toHaveLength(1);
    expect(await list()).toEqual([
      {
        sourceId,
        monitoringUrl: t.logSettings.monitoringUrl,
        origin: t.logSettings.origin,
        readOnly: false,
        listed: false,
      },
    ]);
    expect(await codeOf(add())).toBe('409 domains.log_known');

    await t.domains.handlers.removeCertificateLog(context(), { ...none, params: { sourceId } });
    t.server.forget();
    await t.pass(5000);
    expect(t.server.asked).toEqual([]);
    expect([await list(), await t.sources.list(LIVE_TENANT, t.clock.now())]).toEqual([[], []]);
    const again = t.domains.handlers.removeCertificateLog(context(), { ...none, params: { sourceId } });
    expect(await codeOf(again)).toBe('404 domains.log_not_found');
  });

  it('with a wrong key, origin or address are refused in the words of the reader', async () => {
    const otherKey =
      'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEKbuy6gzjsTEf8q4j+jSgnm9lpYgpa2vHzgTqLkNUEI6HFHHzY/hRMPBVx7VxCtYoKLVpqCUS6cIbBP3GYEbbvw==';
    expect(await codeOf(add({ ...t.logSettings, publicKey: otherKey }))).toMatch(/^400 ct_log\./);
    expect(await codeOf(add({ ...t.logSettings, publicKey: 'A'.repeat(60) }))).toBe('400 ct_log.bad_configuration');
    expect(await codeOf(add({ ...t.logSettings, origin: 'other.test/2026' }))).toBe('400 ct_log.bad_signature');
    t.server.answer(() => new Response('<html>nothing here</html>'));
    expect(await codeOf(add())).toMatch(/^400 ct_log\./);
    expect([await list(), await t.sources.list(LIVE_TENANT, t.clock.now())]).toEqual([[], []]);
  });

  it('are not added to a rehearsal, which reads its own', async () => {
    expect(await codeOf(add(t.logSettings, REHEARSAL_TENANT))).toBe('409 domains.rehearsal_logs');
  });

  it('of the configuration are read-only, and forgotten once it no longer names them', async () => {
    const start = (logs = [t.logSettings]) =>
      t.domains.startTenant({ tenantId: LIVE_TENANT, clock: t.clock, loops: t.loops, logs });
    await start();
    const sourceId = certificateLogId(t.logSettings.publicKey);
    expect(await list()).toMatchObject([{ sourceId, readOnly: true }]);
    const remove = t.domains.handlers.removeCertificateLog(context(), { ...none, params: { sourceId } });
    expect(await codeOf(remove)).toBe('409 domains.log_read_only');
    await t.domains.stopTenant(LIVE_TENANT);
    expect(t.loops.names()).toEqual([]);
    await start([]);
    expect([await list(), await t.sources.list(LIVE_TENANT, t.clock.now())]).toEqual([[], []]);
  });
});

it('reads no log when it is started offline, and judges all the same', async () => {
  t.certify('acme-okta.com');
  await t.domains.startTenant({
    tenantId: LIVE_TENANT,
    clock: t.clock,
    loops: t.loops,
    logs: [t.logSettings],
    offline: true,
  });
  await t.pass(5000);
  expect([t.loops.names(), t.server.asked]).toEqual([[], []]);
  expect(t.domains.hostJudge.judge(LIVE_TENANT, 'acme-okta.com')).not.toBeNull();
});

it('removes everything of a data space, and of no other', async () => {
  for (const tenantId of [LIVE_TENANT, REHEARSAL_TENANT]) {
    await t.domains.startTenant({ tenantId, clock: t.clock, loops: t.loops, logs: [t.logSettings] });
    // Loops are named by log: each space has its own Loops in the product.
    await t.domains.stopTenant(tenantId);
    await t.store.db.transaction((tx) => t.domains.hostJudge.noteSeen(tx, tenantId, 'acme-okta.com', 'reports', 5));
  }
  await t.store.db.transaction((tx) => t.domains.dropTenant(tx, REHEARSAL_TENANT));
  const left = async (tenantId: string) => ({
    logs: (await t.domains.logsOf(tenantId)).length,
    sources: (await t.sources.list(tenantId, 0)).length,
    lookAlikes: (
      await t.domains.handlers.listLookAlikes(context(tenantId), { ...none, query: { limit: 10 } })
    ).items.map((item) => item.seenIn),
  });
  expect(await left(REHEARSAL_TENANT)).toEqual({ logs: 0, sources: 0, lookAlikes: [] });
  expect(await left(LIVE_TENANT)).toEqual({ logs: 1, sources: 1, lookAlikes: [['reports']] });
});

it('lists look-alikes newest first, a page at a time', async () => {
  await t.domains.brandsOf(LIVE_TENANT);
  const names = ['acme-okta.com', 'acme-sso.com', 'acme-vpn.net', 'acme-hr.com', 'acme-login.net'];
  for (const [i, name] of names.entries()) {
    await t.store.db.transaction((tx) =>
      t.domains.hostJudge.noteSeen(tx, LIVE_TENANT, name, 'reports', 100 + (i >> 1)),
    );
  }
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const query = cursor === undefined ? { limit: 2 } : { limit: 2, cursor };
    const page = await t.domains.handlers.listLookAlikes(context(), { ...none, query });
    seen.push(...page.items.map((item) => item.registrable));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(['acme-login.net', 'acme-vpn.net', 'acme-hr.com', 'acme-sso.com', 'acme-okta.com']);
  const bad = t.domains.handlers.listLookAlikes(context(), { ...none, query: { limit: 2, cursor: 'x' } });
  expect(await codeOf(bad)).toBe('400 domains.bad_cursor');
});
