import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderZone } from '../../src/domains/feeds/render-zone.ts';
import { type FollowingApp, startFollowing } from './following-app.ts';
import { checkZone, hasNamed, type RunningNamed, startNamed } from './named.ts';

describe.skipIf(!hasNamed())('the zone in a real resolver', () => {
  let t: FollowingApp;
  let named: RunningNamed;
  const zone = async (): Promise<string> => (await t.read('rpz.zone')).text();

  beforeAll(async () => {
    t = await startFollowing();
    named = await startNamed(await zone());
  });
  afterAll(async () => {
    await named.stop();
    await t.close();
  });

  it('blocks a domain and everything below it from the decision on, nothing else, and frees it when it is undone', async () => {
    expect(await named.ask('login.acme-okta.com')).toEqual(['192.0.2.1']);

    await t.decide('hostile', 'acme-okta.com', 'xn--cme-5cd.com');
    await named.load(await zone());
    // BIND takes a policy into use a moment after it has loaded the zone.
    await expect.poll(() => named.ask('acme-okta.com')).toBe('ENOTFOUND');
    expect(await named.ask('login.acme-okta.com')).toBe('ENOTFOUND');
    expect(await named.ask('a.b.c.acme-okta.com')).toBe('ENOTFOUND');
    expect(await named.ask('xn--cme-5cd.com')).toBe('ENOTFOUND');
    expect(await named.ask('notacme-okta.com')).toEqual(['192.0.2.1']);
    expect(await named.ask('acme.com')).toEqual(['192.0.2.1']);

    await t.undo('acme-okta.com');
    await named.load(await zone());
    await expect.poll(() => named.ask('login.acme-okta.com')).toEqual(['192.0.2.1']);
    expect(await named.ask('xn--cme-5cd.com')).toBe('ENOTFOUND');
  });

  it('loads whatever is listed: the longest names, and ten thousand of them', async () => {
    const label = 'a'.repeat(61);
    const long = Array.from({ length: 30 }, (_, i) => `${label}${String(i).padStart(2, '0')}.com`);
    await t.decide('hostile', ...long, 'under_score.com');
    const text = await zone();
    expect(checkZone(text)).toMatchObject({ ok: true });
    const item = { hosts: [], brand: null, class: null, score: null, because: 'decision', listedAt: 0 };
    const items = Array.from({ length: 10_000 }, (_, i) => ({ ...item, domain: `acme-okta-${i}.net` }));
    const serial = Number(/\( (\d+) /.exec(text)?.[1]) + 1;
    await named.load(renderZone({ serial, changedAt: 0, items, removed: [] }));
    await expect.poll(() => named.ask('www.acme-okta-9999.net')).toBe('ENOTFOUND');
    expect(await named.ask('www.acme-okta-10000.net')).toEqual(['192.0.2.1']);
  });
});
