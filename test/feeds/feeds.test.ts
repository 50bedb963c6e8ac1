import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FollowingApp, startFollowing } from './following-app.ts';

let t: FollowingApp;
beforeEach(async () => {
  t = await startFollowing();
});
afterEach(() => t.close());

const lines = async (file: string): Promise<string[]> => (await (await t.read(file)).text()).trim().split('\n');
const domains = async (): Promise<string[]> => (await lines('domains.txt')).filter((line) => line !== '');

describe('what is listed', () => {
  it('holds a domain from the decision on and no longer once it is undone', async () => {
    expect(await domains()).toEqual([]);
    await t.decide('hostile', 'acme-okta.com', 'acme-sso.net');
    expect(await domains()).toEqual(['acme-okta.com', 'acme-sso.net']);
    await t.undo('acme-okta.com');
    expect(await domains()).toEqual(['acme-sso.net']);
    await t.decide('benign', 'acme-sso.net');
    expect(await domains()).toEqual([]);
  });

  it('refuses own, widely used and shared domains unless the name is typed', async () => {
    const asked = ['acme.com', 'google.com', 'okta.com', 'canva.site', 'acme-okta.com'];
    const decided = await t.decide('hostile', ...asked);
    expect(decided.map((one) => one.refused)).toEqual(['own', 'widely-used', 'shared-service', 'platform', null]);
    expect(await domains()).toEqual(['acme-okta.com']);
    const wrong = t.real.client.decideDomains({
      body: { registrables: ['google.com'], decision: 'hostile', reason: '', confirm: 'google.co' },
    });
    await expect(wrong).rejects.toMatchObject({ code: 'domains.confirm_mismatch' });
    await t.real.client.decideDomains({
      body: { registrables: ['google.com'], decision: 'hostile', reason: '', confirm: 'google.com' },
    });
    expect(await domains()).toEqual(['acme-okta.com', 'google.com']);
  });

  it('takes no suffix below which strangers register names, and a name of theirs only by itself', async () => {
    for (const suffix of ['pages.dev', 'github.io', 'co.uk', 'com']) {
      await expect(t.decide('hostile', suffix)).rejects.toMatchObject({ code: 'domains.bad_domain' });
    }
    await t.decide('hostile', 'acme-okta.pages.dev');
    expect(await domains()).toEqual(['acme-okta.pages.dev']);
  });

  it('leaves out a domain that becomes one of ours', async () => {
    await t.decide('hostile', 'acme-okta.com');
    await t.real.client.putBrand({ body: { name: 'Okta at Acme', domains: ['acme-okta.com'], aliases: [] } });
    expect(await domains()).toEqual([]);
    const feeds = await t.real.client.getFeeds({});
    expect(feeds.refused).toEqual([{ registrable: 'acme-okta.com', refusal: 'own' }]);
  });
});

type Indicator = { type: string; id: string; name: string; created: string; revoked?: boolean };

describe('a domain that is taken out and comes back', () => {
  it('is another indicator, beside the one that was revoked for good', async () => {
    const indicators = async (): Promise<Indicator[]> => {
      const bundle = (await (await t.read('stix.json')).json()) as { objects: Indicator[] };
      return bundle.objects.filter((one) => one.type === 'indicator');
    };
    await t.decide('hostile', 'acme-okta.com');
    const [first] = await indicators();
    await t.undo('acme-okta.com');
    await t.decide('hostile', 'acme-okta.com');
    await t.undo('acme-okta.com');
    await t.decide('hostile', 'acme-okta.com');
    const told = await indicators();
    expect(new Set(told.map((one) => one.id)).size).toBe(3);
    expect(told.filter((one) => one.revoked !== true)).toHaveLength(1);
    expect(told.find((one) => one.id === first?.id)).toMatchObject({ revoked: true, created: first?.created });
  });
});

describe('how a list is read', () => {
  it('answers conditional requests without a body, and HEAD with the headers alone', async () => {
    await t.decide('hostile', 'acme-okta.com');
    const first = await t.read('rpz.zone');
    const etag = first.headers.get('etag') ?? '';
    const modified = first.headers.get('last-modified') ?? '';
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
    expect((await t.read('rpz.zone', { 'if-none-match': `"other", W/${etag}` })).status).toBe(304);
    expect((await t.read('rpz.zone', { 'if-modified-since': modified })).status).toBe(304);
    const head = await fetch(`${t.real.app.localUrl}/feeds/${t.token}/rpz.zone`, { method: 'HEAD' });
    expect([head.status, await head.text(), head.headers.get('etag')]).toEqual([200, '', etag]);
    // A second change within the same second is a change.
    await t.decide('hostile', 'acme-sso.net');
    expect((await t.read('rpz.zone', { 'if-none-match': etag })).status).toBe(200);
    expect((await t.read('rpz.zone', { 'if-modified-since': modified })).status).toBe(200);
  });

  it('dates no version into the future, however fast they follow', async () => {
    for (const name of ['acme-a.com', 'acme-b.com', 'acme-c.com', 'acme-d.com']) await t.decide('hostile', name);
    const modified = (await t.read('rpz.zone')).headers.get('last-modified') ?? '';
    expect(Date.parse(modified)).toBeLessThanOrEqual(t.real.clock.now());
    await t.decide('hostile', 'acme-e.com');
    expect((await t.read('rpz.zone', { 'if-modified-since': modified })).status).toBe(200);
    await t.real.pass(10_000);
    const later = (await t.read('rpz.zone')).headers.get('last-modified') ?? '';
    expect((await t.read('rpz.zone', { 'if-modified-since': later })).status).toBe(304);
  });

  it('gives each version of the zone a higher serial', async () => {
    const serial = async (): Promise<number> => {
      const soa = (await lines('rpz.zone')).find((line) => line.includes(' SOA '));
      return Number(/\( (\d+) /.exec(soa ?? '')?.[1]);
    };
    const seen: number[] = [];
    for (const name of ['acme-a.com', 'acme-b.com', 'acme-c.com']) {
      await t.decide('hostile', name);
      seen.push(await serial());
    }
    await t.undo('acme-a.com');
    seen.push(await serial());
    expect(seen).toEqual([...new Set(seen)].toSorted((a, b) => a - b));
  });

  it('tells of names that are too long for a zone instead of dropping them unsaid', async () => {
    const long = `acme-okta-${'a'.repeat(53)}.${'b'.repeat(63)}.${'c'.repeat(63)}.eu.wasabisys.com`;
    await t.decide('hostile', long, 'acme-okta.com');
    const zone = await lines('rpz.zone');
    expect(zone[0]).toBe('; Breakwater blocklist, 2 domains, 1 of them too long for a zone and left out');
    expect(zone.filter((line) => line.includes('CNAME'))).toHaveLength(2);
    expect(await domains()).toContain(long);
    expect((await t.real.client.getFeeds({})).tooLong).toEqual({ count: 1, first: [long] });
  });

  it('names a host that is seen after its domain was listed, also to who asks whether anything changed', async () => {
    const report = (host: string) =>
      t.real.client.submitReport({ body: { reporter: 'emp003@acme.com', text: `Sign in at https://${host}/` } });
    await report('acme-okta.com');
    await t.decide('hostile', 'acme-okta.com');
    const etag = (await t.read('hosts.txt')).headers.get('etag') ?? '';
    await report('acme-okta.com');
    await report('acme-hr.com');
    expect((await t.read('hosts.txt', { 'if-none-match': etag })).status).toBe(304);
    await report('login.acme-okta.com');
    const reply = await t.read('hosts.txt', { 'if-none-match': etag });
    expect((await reply.text()).split('\n')).toContain('0.0.0.0 login.acme-okta.com');
  });

  it('says it as each reader wants it', async () => {
    await t.decide('hostile', 'acme-okta.com');
    expect(await lines('hosts.txt')).toEqual(
      expect.arrayContaining(['0.0.0.0 acme-okta.com', '0.0.0.0 www.acme-okta.com']),
    );
    expect(await lines('domains.txt?form=wildcard')).toEqual(['acme-okta.com', '*.acme-okta.com']);
    expect(await lines('domains.txt?form=dot')).toEqual(['.acme-okta.com']);
    const json = (await (await t.read('domains.json')).json()) as { items: { domain: string; because: string }[] };
    expect(json.items).toEqual([expect.objectContaining({ domain: 'acme-okta.com', because: 'decision' })]);
  });

  it('opens to its token in the path or the Authorization header, for the lists it was made for, until it is revoked', async () => {
    const { app, client } = t.real;
    const narrow = await client.createFeedToken({ body: { label: 'firewall', formats: ['domains'] } });
    const get = (path: string, authorization?: string) =>
      fetch(`${app.localUrl}${path}`, authorization === undefined ? {} : { headers: { authorization } });
    const basic = `Basic ${Buffer.from(`feeds:${narrow.token}`).toString('base64')}`;
    expect((await get('/feeds/domains.txt', basic)).status).toBe(200);
    expect((await get('/feeds/domains.txt', `Bearer ${narrow.token}`)).status).toBe(200);
    expect((await get(`/feeds/${narrow.token}/rpz.zone`)).status).toBe(404);
    expect((await get('/feeds/domains.txt')).status).toBe(401);
    const { items } = await client.listFeedTokens({});
    expect(JSON.stringify(items)).not.toContain(narrow.token);
    await client.revokeFeedToken({ params: { tokenId: narrow.tokenId } });
    expect((await get(`/feeds/${narrow.token}/domains.txt`)).status).toBe(401);
  });

  it('slows down whoever tries tokens', async () => {
    const tried: number[] = [];
    for (let i = 0; i < 25; i += 1) tried.push((await fetch(`${t.real.app.localUrl}/feeds/bwf_${i}/rpz.zone`)).status);
    expect(tried[0]).toBe(401);
    expect(tried.at(-1)).toBe(429);
    expect((await t.read('rpz.zone')).status).toBe(200);
  });
});
