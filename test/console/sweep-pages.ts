import type { Browser } from 'playwright-core';
import { expect } from 'vitest';
import { axeProblems, openView, overflow } from './browser.ts';
import type { FixtureServer } from './fixture-server.ts';

/** Every page, by its address. */
const ROUTES = [
  '/',
  '/setup',
  '/setup?step=brands',
  '/incidents',
  '/incidents/BW-17',
  '/look-alikes?check=acme-okta.com',
  '/reports',
  '/sources',
  '/logs',
  '/settings/people',
  '/settings/tokens',
  '/settings/brands',
  '/settings/channels',
  '/settings/audit',
  '/rehearsal',
  '/rehearsal/incidents',
  '/rehearsal/incidents/BW-17',
  '/rehearsal/look-alikes',
  '/rehearsal/sources',
  '/rehearsal/reports',
  '/enrol',
  '/look-alikes',
  '/look-alikes?decision=hostile&state=page&sort=score',
  '/domains/acme-okta.com',
  '/domains/never-seen-acme.com',
  '/blocklists',
  '/our-domains',
  '/rehearsal/domains/acme-okta.com',
  '/no-such-page',
] as const;

/** How a page may be looked at. */
export interface Look {
  theme: 'light' | 'dark';
  width: number;
}

/**
 * Opens every page and wants nothing for axe to object to, no breach of the content policy, nobody else asked, nothing to scroll
 * sideways. With BREAKWATER_LOOK naming a folder, leaves a picture of each there.
 */
export async function sweepPages(browser: Browser, server: FixtureServer, { theme, width }: Look): Promise<void> {
  const { page, complaints, context } = await openView(browser, { theme, width, baseUrl: server.url });
  try {
    const found: string[] = [];
    for (const route of ROUTES) {
      await page.goto(route);
      await page.waitForSelector('h1');
      await page.waitForFunction(() => document.querySelector('.skeleton') === null);
      found.push(...(await axeProblems(page)).map((problem) => `${route} ${problem}`));
      const over = await overflow(page);
      if (over > 0) found.push(`${route} is ${over} px too wide`);
      const folder = process.env['BREAKWATER_LOOK'];
      if (folder === undefined) continue;
      const name = route.replaceAll(/[^a-z-]+/g, '_');
      await page.screenshot({ path: `${folder}/${name}-${theme}-${width}.png`, fullPage: true });
    }
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
    expect(server.missing).toEqual([]);
  } finally {
    await context.close();
  }
}
