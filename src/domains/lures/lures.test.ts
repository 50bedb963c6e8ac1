import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LIVE_TENANT, REHEARSAL_TENANT } from '../../base/ids.ts';
import { testContext } from '../../platform/http/test-context.ts';
import type { ConfiguredDomains } from '../ports.ts';
import { ACME, keptFindings, openTestDomains, type TestDomains } from '../test-domains.ts';

const none = { params: undefined, query: undefined, body: undefined };
/** Until a name that a list told of is proven, and what was gathered is written. */
const PROVEN_MS = 155_000;
const DOMAIN = 'acme-cloudpass.com';
let t: TestDomains;
afterEach(() => t.close());

const context = (tenantId = LIVE_TENANT) => testContext(tenantId, t.clock);
const start = (domains = t.domains, logs = [t.logSettings]) =>
  domains.startTenant({ tenantId: LIVE_TENANT, clock: t.clock, loops: t.loops, logs });
const keepNames = () => t.domains.handlers.putNamesSeen(context(), { ...none, body: { maxGiB: 1 } });
const decide = (registrable: string, decision: 'hostile' | 'benign' = 'hostile') =>
  t.domains.handlers.decideDomains(context(), {
    ...none,
    body: { registrables: [registrable], decision, reason: 'seen in a text' },
  });
const words = (registrable?: string, domains = t.domains) =>
  domains.handlers.listLureWords(context(), {
    ...none,
    query: registrable === undefined ? {} : { registrable },
  });
const proposed = async (registrable?: string) => (await words(registrable)).proposals.map(({ word }) => word);
const learn = (word = 'cloudpass', registrable = DOMAIN, tenantId = LIVE_TENANT) =>
  t.domains.handlers.learnLureWord(context(tenantId), { ...none, body: { word, registrable } });
const decline = (word = 'cloudpass') =>
  t.domains.handlers.declineLureWord(context(), { ...none, body: { word, registrable: DOMAIN } });
const undo = (word = 'cloudpass') => t.domains.handlers.undoLureWord(context(), { ...none, params: { word } });
const judge = async (host: string, domains = t.domains) => {
  const { items } = await domains.handlers.checkHosts(context(), { ...none, body: { hosts: [host] } });
  return items[0]?.reported;
};

async function open(configured: Partial<ConfiguredDomains> = {}): Promise<void> {
  t = await openTestDomains(configured);
  await start();
}

describe('a word of a hostile domain', () => {
  beforeEach(() => open());

  it('is proposed once somebody decides that the domain is hostile, and judged by only after somebody agrees', async () => {
    expect(await proposed()).toEqual([]);
    await decide(DOMAIN, 'benign');
    expect(await proposed()).toEqual([]);
    await decide(DOMAIN);
    expect((await words(DOMAIN)).proposals).toEqual([
      { word: 'cloudpass', tier: 'service', registrable: DOMAIN, host: DOMAIN, brand: 'Acme', wouldTell: null },
    ]);
    expect(await proposed('acme-okta.com')).toEqual([]);
    expect(await judge('cloudpass-acme.net')).toBe(false);
    await learn();
    expect(await judge('cloudpass-acme.net')).toBe(true);
    expect(t.domains.hostJudge.judge(LIVE_TENANT, 'login.cloudpass-acme.net')).toMatchObject({ brand: 'Acme' });
    expect(await words()).toMatchObject({
      words: [
        {
          word: 'cloudpass',
          tier: 'service',
          from: 'decision',
          registrable: DOMAIN,
          brand: 'Acme',
          by: 'Test administrator',
          at: t.clock.now(),
        },
      ],
      declined: [],
      proposals: [],
    });
    expect(t.published).toContain(`look-alike ${DOMAIN}`);
  });

  it('comes from the names seen of the domain, too', async () => {
    t.certify('acme-zendport.stranger.net');
    await t.pass(5000);
    await decide('stranger.net');
    expect((await words()).proposals).toMatchObject([
      { word: 'zendport', registrable: 'stranger.net', host: 'acme-zendport.stranger.net' },
    ]);
  });

  it('stays learned through a restart, a changed brand and a decision, in its own space', async () => {
    await decide(DOMAIN);
    await learn();
    await t.domains.handlers.putBrand(context(), {
      ...none,
      body: { name: 'Globex', domains: ['globex.com'], aliases: [] },
    });
    await decide('acme-quiet.com', 'benign');
    expect(await judge('cloudpass-acme.net')).toBe(true);
    expect(await judge('globex-cloudpass.net', t.again())).toBe(true);
    const elsewhere = await t.domains.handlers.checkHosts(context(REHEARSAL_TENANT), {
      ...none,
      body: { hosts: ['cloudpass-acme.net'] },
    });
    expect(elsewhere.items).toMatchObject([{ reported: false }]);
    const { items } = await t.domains.handlers.predictLookAlikes(context(), {
      ...none,
      body: { name: 'Initech', domains: ['initech.com'], aliases: [], limit: 200 },
    });
    expect(items.length).toBeGreaterThan(0);
  });

  it('is forgotten when learning is undone, and proposed again', async () => {
    await decide(DOMAIN);
    await learn();
    await undo();
    expect(await judge('cloudpass-acme.net')).toBe(false);
    expect(await judge('cloudpass-acme.net', t.again())).toBe(false);
    expect(await proposed()).toEqual(['cloudpass']);
    await expect(undo()).rejects.toMatchObject({ code: 'domains.lure_not_found', status: 404 });
  });

  it('is not proposed again once declined, until that is undone', async () => {
    await decide(DOMAIN);
    await decline();
    expect(await words()).toMatchObject({ words: [], declined: [{ word: 'cloudpass', registrable: DOMAIN }] });
    expect(await proposed()).toEqual([]);
    expect(await judge('cloudpass-acme.net')).toBe(false);
    await expect(learn()).rejects.toMatchObject({ code: 'domains.lure_not_proposed', status: 409 });
    await undo();
    expect(await proposed()).toEqual(['cloudpass']);
  });

  it('cannot be learned or declined when no hostile domain proposes it', async () => {
    await expect(learn()).rejects.toMatchObject({ code: 'domains.lure_not_proposed' });
    await decide(DOMAIN);
    await expect(learn('portal')).rejects.toMatchObject({ code: 'domains.lure_not_proposed' });
    await expect(learn('cloudpass', 'acme-okta.com')).rejects.toMatchObject({ code: 'domains.lure_not_proposed' });
    await expect(learn('cloudpass', DOMAIN, REHEARSAL_TENANT)).rejects.toMatchObject({
      code: 'domains.lure_not_proposed',
    });
    await t.domains.handlers.undoDecisions(context(), { ...none, body: { registrables: [DOMAIN] } });
    await expect(learn()).rejects.toMatchObject({ code: 'domains.lure_not_proposed' });
    expect(await judge('cloudpass-acme.net')).toBe(false);
  });

  it('is not proposed when it would tell nothing that is not told today', async () => {
    await decide('acme-oktaplix.com');
    expect(await proposed()).toEqual([]);
  });

  it('goes with its space', async () => {
    await decide(DOMAIN);
    await learn();
    await t.domains.stopTenant(LIVE_TENANT);
    await t.store.db.transaction((tx) => t.domains.dropTenant(tx, LIVE_TENANT));
    expect(await words(undefined, t.again())).toEqual({ words: [], declined: [], proposals: [] });
  });
});

describe('a word over the names seen lately', () => {
  beforeEach(async () => {
    await open();
    await keepNames();
  });

  it('says beforehand what it would have told, and is looked for there when it is learned', async () => {
    const certifiedAt = t.clock.now();
    t.certify('acme-cloudpass.com', 'www.acme-cloudpass.com');
    t.certify('cloud-pass-acme.net', '*.cloudpass-acme.org', 'cloudpass.example', 'acme-okta-cloudpass.com');
    await t.pass(PROVEN_MS);
    await decide(DOMAIN);
    expect((await words()).proposals).toMatchObject([{ wouldTell: { counted: false, names: 0 } }]);
    t.published.length = 0;
    await t.pass(1000);
    expect(t.published).toContain(`look-alike ${DOMAIN}`);
    expect((await words()).proposals).toMatchObject([
      { wouldTell: { counted: true, names: 2, examples: ['cloud-pass-acme.net', 'cloudpass-acme.org'], days: 7 } },
    ]);
    const before = (await keptFindings(t.store.db, LIVE_TENANT)).map(({ key }) => key);
    expect(before).toEqual(['acme-okta-cloudpass.com']);

    await learn();
    await t.pass(5000);
    const { scans } = await t.domains.handlers.getNamesSeen(context(), none);
    expect(scans).toMatchObject([{ because: 'lure', subject: 'cloudpass', state: 'done' }]);
    const after = (await keptFindings(t.store.db, LIVE_TENANT)).filter(({ key }) => !before.includes(key));
    expect(after.map(({ key }) => key).toSorted()).toEqual([DOMAIN, 'cloud-pass-acme.net', 'cloudpass-acme.org']);
    expect(after.every(({ occurredAt }) => occurredAt === certifiedAt)).toBe(true);
  });

  it('is counted anew after hours, and when what is judged by has changed', async () => {
    await decide(DOMAIN);
    await words();
    await t.pass(1000);
    t.certify('cloudpass-acme.org');
    await t.pass(PROVEN_MS);
    expect((await words()).proposals).toMatchObject([{ wouldTell: { counted: true, names: 0 } }]);
    // Hours without a log to read pass faster.
    await t.domains.stopTenant(LIVE_TENANT);
    await start(t.domains, []);
    await t.pass(6 * 3_600_000);
    expect((await words()).proposals).toMatchObject([{ wouldTell: { counted: false, names: 0 } }]);
    await t.pass(1000);
    expect((await words()).proposals).toMatchObject([{ wouldTell: { counted: true, names: 1 } }]);
    await decide('cloudpass-acme.org', 'benign');
    await words();
    await t.pass(1000);
    expect((await words()).proposals).toMatchObject([{ wouldTell: { counted: true, names: 0 } }]);
  });
});

it('lists words of the configuration beside those learned, and lets the configuration decide about the same word', async () => {
  await open({ brands: [ACME], lexicon: { lures: [{ word: 'quuxdesk', tier: 'staff' }], withoutLures: ['plixum'] } });
  await decide(DOMAIN);
  await decide('acme-plixum.com');
  await decide('acme-quuxdesk.com');
  expect(await proposed()).toEqual(['cloudpass']);
  await learn();
  expect((await words()).words).toMatchObject([
    { word: 'quuxdesk', tier: 'staff', from: 'configuration', registrable: null, by: null },
    { word: 'cloudpass', from: 'decision' },
  ]);
});
