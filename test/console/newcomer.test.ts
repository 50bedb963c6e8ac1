import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { axeProblems, buildConsole, DIST, hasChromium, launchChromium, openView } from './browser.ts';
import type { View } from './browser.ts';
import { Refusal } from './fixture-answers.ts';
import { startFixtureServer } from './fixture-server.ts';
import type { FixtureServer } from './fixture-server.ts';
import * as data from './fixture.data.ts';

/** What somebody meets who has just begun, or has mistyped. */
describe.skipIf(!hasChromium())('the console to a newcomer, in Chromium', () => {
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

  async function open(path: string): Promise<Page> {
    view = await openView(browser, { width: 1440, baseUrl: server.url });
    await view.page.goto(path);
    return view.page;
  }

  it('says that there is no brand to check against, and leads to where one is added', async () => {
    server.answer({
      listBrands: () => ({ items: [] }),
      listLookAlikes: () => ({ items: [], nextCursor: null }),
      checkHosts: () => ({ items: [UNSAID] }),
    });
    const page = await open('/look-alikes?check=contosobank-login.com');
    await page.getByText('There is no brand to check against yet.').waitFor();
    expect(await page.getByText('Nothing said').count()).toBe(0);
    expect(await page.getByText('There is no brand to check against yet', { exact: true }).count()).toBe(1);
    const links = page.getByRole('link', { name: 'Add a brand in the set-up' });
    expect(await links.count()).toBe(2);
    expect(await axeProblems(page)).toEqual([]);
    await links.first().click();
    await page.waitForURL('**/setup?step=brands');
  });

  it('says of an unsuspicious host why, once there is a brand', async () => {
    server.answer({ checkHosts: () => ({ items: [UNSAID] }) });
    const page = await open('/look-alikes?check=contosobank-login.com');
    await page.getByText('Nothing said').waitFor();
  });

  it('finds sections, pages below others and look-alikes in the palette', async () => {
    const asked: unknown[] = [];
    server.answer({
      listLookAlikes: ({ query }) => {
        asked.push(query['text']);
        return { items: data.LOOK_ALIKES.slice(0, 1), nextCursor: null };
      },
    });
    const page = await open('/');
    const found = await search(page);
    await found('notif', 'Channels');
    await found('blockl', 'Blocklists');
    await found('our dom', 'Our domains');
    await found('audit', 'Audit log');
    await found('invite', 'People');
    const name = data.LOOK_ALIKES[0]?.registrable ?? '';
    await found(name.slice(0, 4), name);
    expect(asked).toContain(name.slice(0, 4));
    expect(asked).not.toContain(name.slice(0, 1));
    await page.getByRole('option', { name: `${name} Acme` }).click();
    await page.waitForURL(`**/domains/${name}`);
  });

  it('finds in the palette nothing that the reader may not see', async () => {
    server.answer({ getMe: () => ({ ...data.ME, permissions: ['overview:read', 'incidents:read'] }) });
    const asked: unknown[] = [];
    server.answer({
      listLookAlikes: ({ query }) => {
        asked.push(query);
        return { items: [], nextCursor: null };
      },
    });
    const page = await open('/');
    const found = await search(page);
    await found('set', 'Set-up');
    for (const hidden of ['audit', 'blocklists']) {
      await page.getByRole('combobox').fill(hidden);
      await page.getByText('Nothing found.').waitFor();
    }
    expect(asked).toEqual([]);
  });

  it('does not call an import done of which nothing was read, and names each reason once', async () => {
    const [done] = data.IMPORTS;
    if (done === undefined) throw new Error('there is no import');
    const rejections = Array.from({ length: 20 }, (_, index) => ({
      line: index + 1,
      reason: index === 3 ? 'not JSON' : 'a record of no known source',
    }));
    server.answer({
      listImports: () => ({ items: [{ ...done, records: 0, duplicates: 0, findings: 0, rejected: 54, rejections }] }),
    });
    const page = await open('/');
    const row = page.getByRole('list', { name: 'Imports' }).getByRole('listitem').first();
    await row.getByText('Nothing read').waitFor();
    await row.getByText('54 unreadable').waitFor();
    expect(await row.getByText('Done').count()).toBe(0);
    await row.getByText('Why records were not read').click();
    await row.getByText('19 × a record of no known source (lines 1, 2, 3, 5, 6 and 14 more)').waitFor();
    await row.getByText('not JSON (line 4)').waitFor();
  });

  it('says once that a link was cut off, asks the server nothing, and says how a new one is had', async () => {
    const page = await open('/link#abc');
    await page.getByText('The link is incomplete: copy all of it').waitFor();
    await page.getByText('breakwater link --recover NAME', { exact: true }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(1);
    expect(server.writes).toEqual([]);
  });

  it('says once what is wrong with a brand, and no more once it is corrected', async () => {
    const refuse = (): never => {
      throw new Refusal(400, 'brands.bad_domain', '“not a domain” is no domain');
    };
    server.answer({ listBrands: () => ({ items: [] }), putBrand: refuse, predictLookAlikes: refuse });
    const page = await open('/setup?step=brands');
    await page.getByLabel('Name', { exact: true }).fill('Contoso');
    const domains = page.getByLabel('Its own domains, one a line');
    await domains.fill('not a domain');
    await page.getByRole('alert').waitFor();
    await page.getByRole('button', { name: 'Protect it' }).click();
    const form = page.locator('form', { has: domains });
    await form.locator('div > [role="alert"]').first().waitFor();
    await expect.poll(() => page.getByRole('alert').count()).toBe(1);
    server.answer({ predictLookAlikes: () => ({ items: [] }) });
    await domains.fill('contoso.com');
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
    await page.getByText('beside so short or common a name').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('offers no takedown of a name that nobody saw or follows', async () => {
    server.answer({
      getLookAlike: ({ params }) => ({
        registrable: params['registrable'],
        seen: null,
        verdict: { ...UNSAID, host: params['registrable'], registrable: params['registrable'] },
        verdictHost: params['registrable'],
        facts: null,
        life: [],
        decisions: [],
        refusal: null,
        incidentId: null,
      }),
    });
    server.answer({ listBrands: () => ({ items: [] }) });
    const page = await open('/domains/weather.example');
    await page.getByText('Never seen').waitFor();
    await page.getByText('There is no brand to check against yet.').waitFor();
    await page.getByRole('heading', { name: 'Decision' }).waitFor();
    for (const name of ['Mark as sent', 'Try again']) expect(await page.getByRole('button', { name }).count()).toBe(0);
    expect(await page.getByText('Download the pack').count()).toBe(0);
  });

  it('leads from an incident that does not exist to those that do', async () => {
    const page = await open('/incidents/BW-99999');
    await page.getByRole('heading', { name: 'There is no incident BW-99999' }).waitFor();
    expect(await axeProblems(page)).toEqual([]);
    await page.getByRole('link', { name: 'See all incidents' }).click();
    await page.waitForURL(/\/incidents(\?|$)/);
    await page.getByText('BW-17').first().waitFor();
  });

  it('asks for a write credential only where there is something to approve', async () => {
    const blockedBy = {
      code: 'no-credential',
      message: 'There is no write credential.',
      remedy: 'Add one in the set-up.',
      at: data.NOW,
    };
    const plan = data.proposedPlan();
    server.answer({ getPlan: () => ({ ...plan, blockedBy }) });
    let page = await open('/incidents/BW-17');
    const ofPlan = (): Locator => page.getByRole('region', { name: 'Containment plan' });
    await ofPlan().getByText(blockedBy.message).waitFor();
    await ofPlan().getByRole('link', { name: 'Set-up' }).waitFor();
    await view?.context.close();
    server.answer({ getPlan: () => ({ ...plan, blockedBy, actions: [], leftAlone: [], state: 'empty' }) });
    page = await open('/incidents/BW-17');
    await ofPlan().getByText('Nothing to contain yet').waitFor();
    expect(await ofPlan().getByText('Nothing to contain').count()).toBe(1);
    expect(await ofPlan().getByText(blockedBy.message).count()).toBe(0);
  });
});

const UNSAID = {
  host: 'contosobank-login.com',
  registrable: 'contosobank-login.com',
  kind: 'silent',
  brand: null,
  matched: null,
  class: null,
  score: null,
  reported: false,
  lure: [],
  reasons: [{ code: 'no-brand', text: 'no protected brand and no sign-in word is in the name' }],
  pieces: [],
};

/** Opens the palette, and gives what types a search into it and waits for what is found. */
async function search(page: Page): Promise<(text: string, label: string) => Promise<void>> {
  await page.waitForSelector('h1');
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox');
  await field.waitFor();
  return async (text, label) => {
    await field.fill(text);
    await page.getByRole('option', { name: label }).first().waitFor();
  };
}
