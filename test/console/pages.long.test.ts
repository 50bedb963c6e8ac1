import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { buildConsole, DIST, hasChromium, launchChromium } from './browser.ts';
import { startFixtureServer } from './fixture-server.ts';
import type { FixtureServer } from './fixture-server.ts';
import { sweepPages } from './sweep-pages.ts';

describe.skipIf(!hasChromium())('every page in Chromium, looked at in every way', () => {
  let server: FixtureServer;
  let browser: Browser;

  beforeAll(async () => {
    await buildConsole();
    server = await startFixtureServer(DIST);
    browser = await launchChromium();
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it.each([
    { theme: 'light', width: 1440 },
    { theme: 'dark', width: 1440 },
    { theme: 'light', width: 390 },
    { theme: 'dark', width: 390 },
  ] as const)(
    'has nothing for axe to object to, breaks no content policy, asks nobody else, does not scroll sideways ($theme, $width wide)',
    (look) => sweepPages(browser, server, look),
    300_000,
  );
});
