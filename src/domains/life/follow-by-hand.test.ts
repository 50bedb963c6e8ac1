import { afterEach, beforeEach, expect, it } from 'vitest';
import { LIVE_TENANT } from '../../base/ids.ts';
import { testContext } from '../../platform/http/test-context.ts';
import type { EnrichTables } from '../enrich/tables.ts';
import { openTestDomains, type TestDomains } from '../test-domains.ts';

let t: TestDomains;
beforeEach(async () => {
  t = await openTestDomains();
  await t.domains.startTenant({ tenantId: LIVE_TENANT, clock: t.clock, loops: t.loops, logs: [t.logSettings] });
});
afterEach(() => t.close());

const none = { params: undefined, query: undefined, body: undefined };
const context = () => testContext(LIVE_TENANT, t.clock);
const follow = (host: string) => t.domains.handlers.followDomain(context(), { ...none, body: { host } });
const page = (registrable: string) => t.domains.handlers.getLookAlike(context(), { ...none, params: { registrable } });
const jobs = () =>
  t.store.db.read<EnrichTables>().selectFrom('domain_facts').selectAll().where('why', '!=', 'own').execute();

it('follows what was checked like what a certificate named: listed, due for its look-up, ready to be decided about', async () => {
  expect(await follow('hxxps://login.acme-okta[.]com/a?b=c')).toEqual({
    registrable: 'acme-okta.com',
    host: 'login.acme-okta.com',
  });
  const { seen, life } = await page('acme-okta.com');
  expect(seen).toMatchObject({ hosts: ['login.acme-okta.com'], brand: 'Acme', seenIn: ['by-hand'], certifiedAt: null });
  expect(life.map((event) => [event.kind, event.detail])).toEqual([
    ['followed', { host: 'login.acme-okta.com', by: expect.any(String) }],
  ]);
  expect(await jobs()).toMatchObject([{ registrable: 'acme-okta.com', priority: 0, next_check_at: t.clock.now() }]);
  expect(t.published).toContain('look-alike acme-okta.com');

  const query = { limit: 10, seenIn: 'by-hand' as const };
  const list = await t.domains.handlers.listLookAlikes(context(), { ...none, query });
  expect(list.items.map((item) => item.registrable)).toEqual(['acme-okta.com']);
  const body = { registrables: ['acme-okta.com'], decision: 'hostile' as const, reason: '' };
  const { items } = await t.domains.handlers.decideDomains(context(), { ...none, body });
  expect(items).toEqual([{ registrable: 'acme-okta.com', listed: true, refused: null }]);
});

it('keeps what is known of a domain that is followed already, and says once that it was followed', async () => {
  t.certify('acme-okta.com');
  await t.pass(5000);
  const { firstSeenAt } = (await page('acme-okta.com')).seen ?? { firstSeenAt: 0 };
  await follow('sso.acme-okta.com');
  await follow('sso.acme-okta.com');
  const { seen, life } = await page('acme-okta.com');
  expect(seen).toMatchObject({ firstSeenAt, seenIn: ['certificates', 'by-hand'] });
  expect(seen?.hosts).toEqual(['acme-okta.com', 'sso.acme-okta.com']);
  expect(life.filter((event) => event.kind === 'followed')).toHaveLength(1);
});

it.each([
  ['login.acme.com', 'domains.own_domain', /^login\.acme\.com lies in acme\.com, which is yours$/],
  ['acme.com', 'domains.own_domain', /^acme\.com is yours$/],
  ['garden-tools.com', 'domains.not_a_look_alike', /^garden-tools\.com is no look-alike: ./],
  ['what is this', 'domains.not_a_host', /./],
])('refuses %s', async (host, code, message) => {
  await expect(follow(host)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
    remedy: expect.any(String),
  });
  expect(await jobs()).toEqual([]);
});
