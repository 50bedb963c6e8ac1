import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { buildConsole as buildWhenChanged } from '../../tools/programs/build-console.ts';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const DIST = join(ROOT, 'console/dist');

/** Where Debian and most images put Chromium; BREAKWATER_CHROMIUM says otherwise. */
const CHROMIUM = process.env['BREAKWATER_CHROMIUM'] ?? '/usr/bin/chromium';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** True when there is a browser to test with; a machine without one skips, and says so. */
export function hasChromium(): boolean {
  if (existsSync(CHROMIUM)) return true;
  console.log(`skipped: no Chromium at ${CHROMIUM} (set BREAKWATER_CHROMIUM)`);
  return false;
}

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS, headless: true });
}

/** Builds the console when its sources have changed since the last build. */
export async function buildConsole(): Promise<void> {
  const code = await buildWhenChanged((line) => console.log(line));
  if (code !== 0) throw new Error(`the console's build ended with ${code}`);
}

export interface View {
  page: Page;
  context: BrowserContext;
  /** Violations of the content policy, errors of the page, requests to elsewhere. */
  complaints: string[];
}

/** A page of a size and theme that notes everything that should not happen. */
export async function openView(
  browser: Browser,
  options: { width: number; height?: number; theme?: 'light' | 'dark'; baseUrl: string },
): Promise<View> {
  const context = await browser.newContext({
    viewport: { width: options.width, height: options.height ?? 900 },
    colorScheme: options.theme ?? 'light',
    reducedMotion: 'reduce',
    baseURL: options.baseUrl,
    timezoneId: 'Europe/Berlin',
    locale: 'en-GB',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    const text = message.text();
    if (/Content Security Policy|Refused to/i.test(text)) complaints.push(`policy: ${text}`);
    else if (message.type() === 'error' && !text.includes('Failed to load resource'))
      complaints.push(`console: ${text}`);
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(options.baseUrl) && !url.startsWith('data:') && !url.startsWith('blob:'))
      complaints.push(`elsewhere: ${url}`);
  });
  return { page, context, complaints };
}

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
let axeSource: string | null = null;

/** What axe finds wrong on the page, one line each. The policy forbids script tags, so it is evaluated directly. */
export async function axeProblems(page: Page): Promise<string[]> {
  axeSource ??= await readFile(axePath, 'utf8');
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const axe = (
      window as unknown as {
        axe: {
          run: (
            context: unknown,
            options: unknown,
          ) => Promise<{ violations: { id: string; nodes: { target: unknown[]; failureSummary?: string }[] }[] }>;
        };
      }
    ).axe;
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations.flatMap((violation) =>
      violation.nodes
        .slice(0, 3)
        .map(
          (node) =>
            `${violation.id}: ${node.target.join(' ')} — ${(node.failureSummary ?? '').replaceAll('\n', ' ').slice(0, 240)}`,
        ),
    );
  });
}

/** How far the page is wider than the window, in pixels; 0 when nothing sticks out. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth));
}
