import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildConsole, DIST, hasChromium, launchChromium, openView } from './browser.ts';
import type { View } from './browser.ts';
import { startFixtureServer } from './fixture-server.ts';
import type { FixtureServer } from './fixture-server.ts';

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
    await links.first().click();
    await page.waitForURL('**/setup?step=brands');
  });

  it('says of an unsuspicious host why, once there is a brand', async () => {
    server.answer({ checkHosts: () => ({ items: [UNSAID] }) });
    const page = await open('/look-alikes?check=contosobank-login.com');
    await page.getByText('Nothing said').waitFor();
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
