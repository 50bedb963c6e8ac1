import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../base/errors.ts';
import { LIVE_TENANT, REHEARSAL_TENANT } from '../../base/ids.ts';
import { testContext } from '../../platform/http/test-context.ts';
import { keptFindings, openTestDomains, type TestDomains } from '../test-domains.ts';
import type { EnrichTables } from '../enrich/tables.ts';
import { recordLife } from './record-life.ts';
import type { Decision } from './tables.ts';

let t: TestDomains;
beforeEach(async () => {
  t = await openTestDomains();
  await t.domains.startTenant({
    tenantId: LIVE_TENANT,
    clock: t.clock,
    loops: t.loops,
    logs: [{ ...t.logSettings, startAt: 'beginning' }],
  });
});
afterEach(() => t.close());

const none = { params: undefined, query: undefined, body: undefined };
const context = (tenantId = LIVE_TENANT) => testContext(tenantId, t.clock);
const decide = (
  registrable: string,
  decision: Decision,
  more: { brand?: string; tenantId?: string; confirm?: string } = {},
) =>
  t.domains.handlers.decideDomains(context(more.tenantId), {
    ...none,
    body: {
      registrables: [registrable],
      decision,
      reason: 'because',
      ...(more.brand === undefined ? {} : { brand: more.brand }),
      ...(more.confirm === undefined ? {} : { confirm: more.confirm }),
    },
  });
const undo = (registrable: string) =>
  t.domains.handlers.undoDecisions(context(), { ...none, body: { registrables: [registrable] } });
const page = (registrable: string) => t.domains.handlers.getLookAlike(context(), { ...none, params: { registrable } });
const list = async (query: Record<string, unknown> = {}) =>
  (await t.domains.handlers.listLookAlikes(context(), { ...none, query: { limit: 100, ...query } })).items;
const told = async () => (await keptFindings(t.store.db, LIVE_TENANT)).map((finding) => finding.key);

describe('a decision', () => {
  it('of benign silences the domain from the next certificate on, and undoing it lets it be told again', async () => {
    await decide('acme-okta.com', 'benign');
    t.certify('login.acme-okta.com');
    await t.pass(5000);
    expect(await told()).toEqual([]);
    expect(t.domains.hostJudge.judge(LIVE_TENANT, 'acme-okta.com')).toBeNull();
    await undo('acme-okta.com');
    t.certify('sso.acme-okta.com');
    await t.pass(5000);
    expect(await told()).toEqual(['acme-okta.com']);
  });

  it('that is undone has the domain looked up at once, which was hardly looked at meanwhile', async () => {
    const next = async () => {
      const row = await t.store.db
        .read<EnrichTables>()
        .selectFrom('domain_facts')
        .select('next_check_at')
        .where('registrable', '=', 'acme-okta.com')
        .executeTakeFirstOrThrow();
      return row.next_check_at;
    };
    t.certify('acme-okta.com');
    await t.pass(5000);
    for (const end of [() => undo('acme-okta.com'), () => decide('acme-okta.com', 'hostile')]) {
      await decide('acme-okta.com', 'benign');
      // As a check of what is harmless leaves it.
      await t.store.db.transaction(async (tx) => {
        await tx
          .tables<EnrichTables>()
          .updateTable('domain_facts')
          .set({ next_check_at: t.clock.now() + 30 * 86_400_000 })
          .execute();
      });
      await end();
      expect(await next()).toBe(t.clock.now());
    }
  });

  it('of ours makes it one of the own domains, with everything below it, and closes nothing', async () => {
    t.certify('acme-okta.com');
    await t.pass(5000);
    await decide('acme-okta.com', 'ours');
    expect(t.domains.hostJudge.isOwn(LIVE_TENANT, 'deep.login.acme-okta.com')).toBe(true);
    t.certify('vpn.acme-okta.com');
    await t.pass(5000);
    expect(await told()).toEqual(['acme-okta.com']);
    const { verdict, incidentId, decisions } = await page('acme-okta.com');
    expect(verdict).toMatchObject({ kind: 'own', brand: 'Acme' });
    expect(incidentId).toBe('incident-1');
    expect(decisions).toMatchObject([
      { decision: 'ours', reason: 'because', by: 'Test administrator', revokedAt: null },
    ]);
    await undo('acme-okta.com');
    expect(t.domains.hostJudge.isOwn(LIVE_TENANT, 'acme-okta.com')).toBe(false);
  });

  it('does not silence for everybody what many share, unless its name is typed', async () => {
    for (const decision of ['benign', 'ours'] as const) {
      await expect(decide('weebly.com', decision)).rejects.toMatchObject({ code: 'domains.shared_by_many' });
    }
    t.certify('acme-sso.weebly.com');
    await t.pass(5000);
    expect(await told()).toEqual(['acme-sso.weebly.com']);
    await decide('weebly.com', 'benign', { confirm: 'weebly.com' });
    expect(t.domains.hostJudge.judge(LIVE_TENANT, 'acme-sso.weebly.com')).toBeNull();
  });

  it('of hostile leaves the blocklists when the domain becomes ours, whatever was typed when nothing spoke against it', async () => {
    expect((await decide('acme-okta.com', 'hostile', { confirm: 'acme-okta.com' })).items).toMatchObject([
      { listed: true },
    ]);
    await t.domains.handlers.putBrand(context(), {
      ...none,
      body: { name: 'Globex', domains: ['globex.com', 'acme-okta.com'], aliases: [] },
    });
    expect((await t.domains.handlers.getFeeds(context(), none)).entries).toBe(0);
  });

  it('survives a restart and a change of the brands', async () => {
    await decide('acme-cdn.net', 'ours');
    await decide('acme-okta.com', 'benign');
    const again = t.again();
    await again.startTenant({ tenantId: LIVE_TENANT, clock: t.clock, loops: t.loops, offline: true });
    expect(again.hostJudge.isOwn(LIVE_TENANT, 'acme-cdn.net')).toBe(true);
    await again.handlers.putBrand(context(), {
      ...none,
      body: { name: 'Globex', domains: ['globex.com'], aliases: [] },
    });
    expect(again.hostJudge.isOwn(LIVE_TENANT, 'acme-cdn.net')).toBe(true);
    expect(again.hostJudge.judge(LIVE_TENANT, 'acme-okta.com')).toBeNull();
  });

  it('replaces the one before and keeps the history', async () => {
    await decide('acme-okta.com', 'benign');
    await t.pass(1000);
    await decide('acme-okta.com', 'hostile');
    const { decisions, life } = await page('acme-okta.com');
    expect(decisions.map((one) => [one.decision, one.revokedAt === null])).toEqual([
      ['hostile', true],
      ['benign', false],
    ]);
    expect(life.map((event) => event.kind)).toEqual(['decided', 'decided', 'blocked']);
    await undo('acme-okta.com');
    await undo('acme-okta.com');
    expect((await page('acme-okta.com')).life.map((event) => event.kind)).toEqual([
      'decided',
      'decided',
      'blocked',
      'undecided',
      'unblocked',
    ]);
  });

  it('is of its own data space alone', async () => {
    await t.domains.startTenant({ tenantId: REHEARSAL_TENANT, clock: t.clock, loops: t.loops, offline: true });
    await decide('acme-okta.com', 'benign', { tenantId: REHEARSAL_TENANT });
    expect(t.domains.hostJudge.judge(REHEARSAL_TENANT, 'acme-okta.com')).toBeNull();
    expect(t.domains.hostJudge.judge(LIVE_TENANT, 'acme-okta.com')).not.toBeNull();
    await t.store.db.transaction((tx) => t.domains.dropTenant(tx, REHEARSAL_TENANT));
    const rows = await t.domains.handlers.getLookAlike(context(REHEARSAL_TENANT), {
      ...none,
      params: { registrable: 'acme-okta.com' },
    });
    expect(rows.decisions).toEqual([]);
  });

  it.each([
    ['a host below a domain', 'login.acme-okta.com'],
    ['a suffix', 'co.uk'],
    ['no name at all', 'not a domain'],
    ['an address', '192.0.2.1'],
    ['what would break out of a zone file', 'a.com\n*.b.com'],
  ])('is refused about %s', async (_what, name) => {
    await expect(decide(name, 'hostile')).rejects.toMatchObject({ code: 'domains.bad_domain', status: 400 });
  });

  it('of ours names a brand there is', async () => {
    const fault: unknown = await decide('acme-okta.com', 'ours', { brand: 'Initech' }).catch(
      (thrown: unknown) => thrown,
    );
    expect(fault).toBeInstanceOf(AppError);
    expect(fault).toMatchObject({ code: 'domains.no_brand' });
    expect((await page('acme-okta.com')).decisions).toEqual([]);
  });
});

describe('the list', () => {
  it('narrows by what is known of a domain', async () => {
    t.certify('acme-okta.com');
    t.certify('acme-vpn.net');
    await t.pass(5000);
    await t.store.db.transaction(async (tx) => {
      await recordLife(tx, LIVE_TENANT, 'acme-okta.com', { kind: 'resolving', at: 1 });
      await recordLife(tx, LIVE_TENANT, 'acme-okta.com', { kind: 'page-up', at: 2 });
    });
    await decide('acme-vpn.net', 'hostile');
    const names = async (query: Record<string, unknown>) => (await list(query)).map((row) => row.registrable);
    expect(await names({ state: 'page' })).toEqual(['acme-okta.com']);
    expect(await names({ state: 'unknown' })).toEqual(['acme-vpn.net']);
    expect(await names({ state: 'blocked' })).toEqual(['acme-vpn.net']);
    expect(await names({ decision: 'none' })).toEqual(['acme-okta.com']);
    expect(await names({ text: 'VPN' })).toEqual(['acme-vpn.net']);
    expect(await names({ text: '%' })).toEqual([]);
    expect(await names({ seenIn: 'dns' })).toEqual([]);
    expect(await names({ sort: 'name', order: 'asc' })).toEqual(['acme-okta.com', 'acme-vpn.net']);
    const [row] = await list({ state: 'page' });
    expect(row).toMatchObject({ resolves: true, page: true, mail: null, resembles: null, decision: null });
    expect(row?.why.length).toBeGreaterThan(0);
    const counts = await t.domains.handlers.countLookAlikes(context(), { ...none, query: { state: 'page' } });
    expect(counts).toMatchObject({ matching: 1, total: 2, brands: ['Acme'] });
  });
});
