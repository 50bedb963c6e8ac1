import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildConsole, DIST, hasChromium, launchChromium, openView } from './browser.ts';
import type { View } from './browser.ts';
import { startFixtureServer } from './fixture-server.ts';
import type { FixtureServer } from './fixture-server.ts';
import { manyLookAlikes } from './fixture-domains.ts';
import { ME } from './fixture.data.ts';

describe.skipIf(!hasChromium())('the pages of domains in Chromium', () => {
  let server: FixtureServer;
  let browser: Browser;
  let view: View | null = null;

  beforeAll(async () => {
    await buildConsole();
    server = await startFixtureServer(DIST);
    browser = await launchChromium();
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  afterEach(async () => {
    await view?.context.close();
    view = null;
    server.reset();
  });

  async function open(path: string, options: { width?: number; theme?: 'light' | 'dark' } = {}): Promise<Page> {
    view = await openView(browser, { width: 1440, ...options, baseUrl: server.url });
    await view.page.goto(path);
    await view.page.waitForSelector('h1');
    return view.page;
  }

  it('keeps every filter in the address and gives it to the API', async () => {
    const asked: Record<string, unknown>[] = [];
    server.answer({
      listLookAlikes: ({ query }) => {
        asked.push(query);
        return { items: [], nextCursor: null };
      },
    });
    const page = await open(
      '/look-alikes?decision=none&state=resembles&brand=Acme&class=combo&seen=dns&q=okta&sort=score&order=asc',
    );
    await page.getByText('Nothing matches').waitFor();
    expect(asked[0]).toMatchObject({
      decision: 'none',
      state: 'resembles',
      brand: 'Acme',
      class: 'combo',
      seenIn: 'dns',
      text: 'okta',
      sort: 'score',
      order: 'asc',
    });
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await page.waitForURL((url) => url.searchParams.get('decision') === null);
  });

  it('draws few of ten thousand rows, and all of them can be reached', async () => {
    const rows = manyLookAlikes(10_000);
    server.answer({
      listLookAlikes: ({ query }) => {
        const from = Number(query['cursor'] ?? 0);
        const limit = Number(query['limit'] ?? 100);
        return {
          items: rows.slice(from, from + limit),
          nextCursor: from + limit < rows.length ? String(from + limit) : null,
        };
      },
    });
    const page = await open('/look-alikes');
    const list = page.getByRole('list', { name: 'Look-alikes' });
    await list.getByText('acme-okta-0.com').waitFor();
    for (let reached = 0; reached < 300; reached += 1) {
      if ((await list.getByText('acme-okta-9999.com').count()) > 0) break;
      await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
      await page.waitForTimeout(120);
    }
    await list.getByText('acme-okta-9999.com').waitFor();
    expect(await list.locator('li').count()).toBeLessThan(80);
  }, 240_000);

  it('decides about one domain by keyboard alone, and about several at once', async () => {
    const page = await open('/look-alikes');
    await page.getByRole('list', { name: 'Look-alikes' }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('h');
    await page.getByRole('dialog').getByRole('button', { name: 'It is hostile' }).waitFor();
    await page.getByLabel('Why (optional, kept with the decision)').fill('a text to staff');
    await page.keyboard.press('Enter');
    await page.getByText('xn--cme-5cd.com: hostile').waitFor();
    expect(server.writes.at(-1)).toMatchObject({
      name: 'decideDomains',
      body: { registrables: ['xn--cme-5cd.com'], decision: 'hostile', reason: 'a text to staff' },
    });

    await page.getByRole('checkbox', { name: 'Select all that are loaded' }).click();
    await page.getByRole('button', { name: 'Benign', exact: true }).click();
    await page.getByRole('button', { name: 'It is benign' }).click();
    await page.getByText('4 domains: benign').waitFor();
    expect(server.writes.at(-1)?.body).toMatchObject({ decision: 'benign', registrables: { length: 4 } });
  });

  it('follows a host that was checked, and then offers the decisions', async () => {
    let isFollowed = false;
    const [row] = manyLookAlikes(1);
    server.answer({
      followDomain: ({ body }) => {
        isFollowed = true;
        return { registrable: 'acme-okta-0.com', host: body['host'] as string };
      },
      checkHosts: ({ body }) => ({
        items: (body['hosts'] as string[]).map((host) => ({ ...LOOKS_ALIKE, host, registrable: 'acme-okta-0.com' })),
      }),
      getLookAlike: () => ({
        registrable: 'acme-okta-0.com',
        seen: isFollowed && row !== undefined ? { ...row, seenIn: ['by-hand'], decision: null } : null,
        // the domain alone may imitate nobody: what was judged of the host counts
        verdict: { ...NOTHING, host: 'acme-okta-0.com', registrable: 'acme-okta-0.com' },
        verdictHost: 'acme-okta-0.com',
        facts: null,
        life: [],
        decisions: [],
        refusal: null,
        incidentId: null,
      }),
    });
    const page = await open('/look-alikes?check=sso.acme-okta-0.com');
    await page.getByRole('button', { name: 'Follow this domain' }).click();
    await page.getByText('acme-okta-0.com is followed since').waitFor();
    const sent = (name: string) => server.writes.find((write) => write.name === name)?.body;
    expect(sent('followDomain')).toEqual({ host: 'sso.acme-okta-0.com' });
    await page.getByRole('button', { name: 'Hostile', exact: true }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'It is hostile' }).click();
    await page.getByText('acme-okta-0.com: hostile').waitFor();
    expect(sent('decideDomains')).toMatchObject({ registrables: ['acme-okta-0.com'], decision: 'hostile' });
  });

  it('asks for the name where blocklists refuse a domain, and sends it only when it is right', async () => {
    server.answer({
      decideDomains: ({ body }) => ({
        items: [
          {
            registrable: 'acme-okta.com',
            listed: body['confirm'] !== undefined,
            refused: body['confirm'] === undefined ? 'widely-used' : null,
          },
        ],
      }),
    });
    const page = await open('/domains/acme-okta.com');
    await page.getByRole('button', { name: 'Hostile', exact: true }).click();
    await page.getByRole('button', { name: 'It is hostile' }).click();
    const force = page.getByRole('button', { name: 'Block it all the same' });
    await force.waitFor();
    expect(await force.isDisabled()).toBe(true);
    await page.getByLabel('Type the domain to block it all the same').fill('acme-okta.com');
    await force.click();
    await force.waitFor({ state: 'detached' });
    expect(server.writes.at(-1)?.body).toMatchObject({ confirm: 'acme-okta.com' });
  });

  it('says that listed is not yet blocked until the first client was refused', async () => {
    server.answer({
      getLookAlike: () => {
        const [seen] = manyLookAlikes(1);
        if (seen === undefined) throw new Error('there is none');
        return {
          registrable: seen.registrable,
          seen: { ...seen, refusedAt: null },
          verdict: { ...NOTHING, host: seen.registrable, registrable: seen.registrable },
          verdictHost: seen.registrable,
          facts: null,
          life: [],
          decisions: [],
          refusal: null,
          incidentId: null,
        };
      },
    });
    const page = await open('/domains/acme-okta-0.com');
    await page.getByText('Listed is not yet blocked').waitFor();
    await page.getByText('Nobody has asked for a look-up of this domain.').waitFor();
  });

  it('asks whether the word of a hostile domain is a lure, with what it would have told, and learns it on one click', async () => {
    const page = await open('/domains/acme-okta.com');
    const panel = page.locator('section', {
      has: page.getByRole('heading', { name: 'Learn cloudpass as a lure word?' }),
    });
    await panel.getByText('It would have told 4 more names in the last 7 days:').waitFor();
    await panel.getByText('and 1 more').waitFor();
    expect(await page.getByText('tuvalport').count()).toBe(0);
    await panel.getByRole('button', { name: 'Learn' }).click();
    await page.getByText('“cloudpass” is a lure word from now on').waitFor();
    expect(server.writes.at(-1)).toMatchObject({ body: { word: 'cloudpass', registrable: 'acme-okta.com' } });
    await panel.getByRole('button', { name: 'Not now' }).click();
    await page.getByText('“cloudpass” is not proposed again; undo it in Settings, Brands').waitFor();
    await page.getByRole('button', { name: 'Undo learning zendport' }).click();
    await page.getByText('Undone for “zendport”').waitFor();
  });

  it('asks nothing of somebody who may not decide', async () => {
    server.answer({ getMe: () => ({ ...ME, permissions: ['domains:read'] }) });
    const page = await open('/domains/acme-okta.com');
    await page.getByText('was learned from it as a lure word').waitFor();
    expect(await page.getByRole('heading', { name: 'Learn cloudpass as a lure word?' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Undo learning zendport' }).count()).toBe(0);
  });

  it('lists learned words with where they come from, and removes them', async () => {
    const page = await open('/settings/brands');
    await page.getByText('“Акме” is not looked for: a host name holds 2 to 48 Latin letters').waitFor();
    const used = page.getByRole('list', { name: 'Lure words in use' });
    await used.getByText('learned from acme-okta.com, Ada').waitFor();
    await used.getByText('set by configuration').waitFor();
    expect(await used.getByRole('button').count()).toBe(1);
    await used.getByRole('button', { name: 'Remove zendport' }).click();
    await page.getByText('Undone for “zendport”').waitFor();
    await page.getByRole('button', { name: 'Propose again: plixum' }).click();
    await page.getByText('Undone for “plixum”').waitFor();
    await page.getByRole('button', { name: 'Learn tuvalport' }).click();
    await page.getByText('“tuvalport” is a lure word from now on').waitFor();
  });

  it('shows a token once, with the address of each file that it opens', async () => {
    const page = await open('/blocklists');
    await page.getByRole('button', { name: 'Make a token' }).click();
    await page.getByLabel('Who reads').fill('Firewall');
    await page.getByRole('checkbox', { name: 'STIX 2.1, for a SIEM' }).click();
    await page.getByRole('checkbox', { name: 'Plain list, for a firewall' }).click();
    await page.getByRole('button', { name: 'Make it' }).click();
    for (const file of ['rpz.zone', 'domains.txt', 'stix.json']) {
      await page.getByText(`/feeds/bwf_${'x'.repeat(50)}/${file}`).waitFor();
      await page.getByRole('button', { name: `Copy the address of ${file}` }).waitFor();
    }
    expect(server.writes.at(-1)).toMatchObject({ body: { formats: ['rpz', 'stix', 'domains'] } });
    await page.getByRole('button', { name: 'I have it' }).click();
    expect(await page.getByText('bwf_').count()).toBe(0);
  });

  it('says what failed, and offers another try', async () => {
    const page = await open('/our-domains');
    await page.getByText('acme-staff.example').waitFor();
    await page.getByRole('button', { name: 'It is ours' }).first().click();
    await page.getByText('acme.io: ours').waitFor();
    expect(server.writes.at(-1)).toMatchObject({
      body: { registrables: ['acme.io'], decision: 'ours', brand: 'Acme' },
    });
  });
});

const NOTHING = {
  kind: 'silent',
  brand: null,
  matched: null,
  class: null,
  score: null,
  reported: false,
  lure: [],
  reasons: [],
  pieces: [],
};
const LOOKS_ALIKE = { ...NOTHING, kind: 'look-alike', brand: 'Acme', class: 'combo', score: 92, reported: true };
