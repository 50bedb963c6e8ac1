import { afterEach, beforeEach, expect, it } from 'vitest';
import { LIVE_TENANT, REHEARSAL_TENANT } from '../../base/ids.ts';
import { testContext } from '../../platform/http/test-context.ts';
import { keptFindings, openTestDomains, type TestDomains } from '../test-domains.ts';

const none = { params: undefined, query: undefined, body: undefined };
/** Until a name that a list told of is proven, and what was gathered is written. */
const PROVEN_MS = 155_000;
let t: TestDomains;
beforeEach(async () => {
  t = await openTestDomains();
});
afterEach(() => t.close());

const context = (tenantId = LIVE_TENANT) => testContext(tenantId, t.clock);
const start = (domains = t.domains) =>
  domains.startTenant({ tenantId: LIVE_TENANT, clock: t.clock, loops: t.loops, logs: [t.logSettings] });
const keep = () => t.domains.handlers.putNamesSeen(context(), { ...none, body: { maxGiB: 1 } });
const seen = () => t.domains.handlers.getNamesSeen(context(), none);
const addBrand = () =>
  t.domains.handlers.putBrand(context(), { ...none, body: { name: 'Globex', domains: ['globex.com'], aliases: [] } });

it('looks for a brand that is added today in the names of the last days, and tells when each was certified', async () => {
  await start();
  await keep();
  const certifiedAt = t.clock.now();
  t.certify('globex-okta.com', 'www.globex-okta.com');
  t.certify('nothing.example');
  await t.pass(PROVEN_MS);
  expect(await keptFindings(t.store.db, LIVE_TENANT)).toEqual([]);
  await addBrand();
  await t.pass(5000);
  const { scans, sizeBytes } = await seen();
  expect(scans).toMatchObject([{ because: 'brand', subject: 'Globex', state: 'done', share: 1, names: 3, found: 1 }]);
  expect(sizeBytes).toBeGreaterThan(0);
  const [finding] = await keptFindings(t.store.db, LIVE_TENANT);
  expect(finding).toMatchObject({
    key: 'globex-okta.com',
    occurredAt: certifiedAt,
    detector: 'domains.look-alike-certified',
  });
  const rows = await t.store.db
    .read<{ look_alike: { certified_at: number; seen_in: string } }>()
    .selectFrom('look_alike')
    .selectAll()
    .execute();
  expect(rows).toMatchObject([{ certified_at: certifiedAt, seen_in: '["certificates"]' }]);
  // A second run tells nothing twice.
  await t.domains.handlers.scanNamesSeen(context(), { ...none, body: { days: 30 } });
  await t.pass(5000);
  expect((await seen()).scans).toMatchObject([{ because: 'person', found: 0 }, { found: 1 }]);
  expect(await keptFindings(t.store.db, LIVE_TENANT)).toHaveLength(1);
});

it('keeps no names before somebody agreed, and removes them with the agreement', async () => {
  await start();
  t.certify('globex-okta.com');
  await t.pass(PROVEN_MS);
  await addBrand();
  expect(await seen()).toEqual({ maxGiB: null, readOnly: false, sizeBytes: 0, fromAt: null, scans: [] });
  await expect(t.domains.handlers.scanNamesSeen(context(), { ...none, body: { days: 1 } })).rejects.toMatchObject({
    code: 'domains.names_not_kept',
  });
  await expect(
    t.domains.handlers.putNamesSeen(context(REHEARSAL_TENANT), { ...none, body: { maxGiB: 1 } }),
  ).rejects.toMatchObject({ code: 'domains.names_read_only' });
  await keep();
  t.certify('a.example');
  await t.pass(PROVEN_MS);
  await t.domains.stopTenant(LIVE_TENANT);
  await start();
  expect((await seen()).sizeBytes).toBeGreaterThan(0);
  await t.domains.handlers.deleteNamesSeen(context(), none);
  expect(await seen()).toMatchObject({ maxGiB: null, sizeBytes: 0 });
});

it('goes on with a run after a restart, and ends one that is cancelled', async () => {
  await start();
  await keep();
  t.certify('globex-okta.com');
  await t.pass(PROVEN_MS);
  await t.domains.stopTenant(LIVE_TENANT);
  await addBrand();
  const asked = await t.domains.handlers.scanNamesSeen(context(), { ...none, body: { days: 30 } }).catch(() => null);
  expect(asked).toBeNull();
  await start();
  const { scanId } = await t.domains.handlers.scanNamesSeen(context(), { ...none, body: { days: 30 } });
  await t.domains.handlers.cancelNameScan(context(), { ...none, params: { scanId } });
  await t.pass(2000);
  expect((await seen()).scans).toMatchObject([{ state: 'cancelled' }]);
  await t.domains.handlers.scanNamesSeen(context(), { ...none, body: { days: 30 } });
  await t.domains.stopTenant(LIVE_TENANT);
  const again = t.again();
  await start(again);
  await t.pass(5000);
  const { scans } = await again.handlers.getNamesSeen(context(), none);
  expect(scans[0]).toMatchObject({ state: 'done', share: 1 });
  // What a cancelled run had found stays, and is told once.
  expect(await keptFindings(t.store.db, LIVE_TENANT)).toHaveLength(1);
});

it('keeps a name when its certificate is proven, and misses none of a brand that is added before', async () => {
  await start();
  await keep();
  t.certify('globex-okta.com');
  await t.pass(60_000);
  await addBrand();
  await t.pass(5000);
  expect((await seen()).scans).toMatchObject([{ state: 'done', names: 0, found: 0 }]);
  expect(await keptFindings(t.store.db, LIVE_TENANT)).toEqual([]);
  await t.pass(60_000);
  expect(await keptFindings(t.store.db, LIVE_TENANT)).toMatchObject([
    { key: 'globex-okta.com', facts: { verified: true } },
  ]);
});
