import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { COMPANY_DOMAIN } from '../../src/simulator/index.ts';
import { addVirtualAuthenticator } from '../../test/browser/virtual-authenticator.ts';
import { tellLiveSpace } from '../../test/browser/tell-live-space.ts';
import { launchChromium, openView } from '../../test/console/browser.ts';
import { startVirtualApp, type VirtualApp } from '../../test/system/virtual-app.ts';
import { buildConsole } from '../programs/build-console.ts';
import { findPrograms } from '../programs/find-programs.ts';
import { ROOT } from '../programs/run.ts';
import { answerForAcme, createAcme, OKTA_URL } from '../screenshots/acme-as-customer.ts';
import { measureFirstLoad } from '../screenshots/first-load.ts';
import { takePictures, type PictureOptions } from '../screenshots/take-pictures.ts';
import { takesNoArguments } from '../programs/read-arguments.ts';

takesNoArguments(
  'npm run screenshots\nPlays the attack in virtual time and takes the pictures of docs/images from the running console, in about a minute.',
);

// npm run screenshots: plays the attack in virtual time and takes the pictures of docs/images from the running console. The same
// day, people and clock each time, so that a picture changes when a screen has changed (what happens at one moment may swap places).
const START_MS = Date.UTC(2026, 10, 20, 12, 11, 34);
/** Both victims' sign-ins are complete and read; nothing has been approved. */
const BOTH_VICTIMS_IN_MS = 325_000;

const say = (line: string): void => console.error(`screenshots: ${line}`);
const { chromium } = await findPrograms(say);
if (chromium === null) process.exit(69);
process.env['BREAKWATER_CHROMIUM'] = chromium;
const built = await buildConsole(say);
if (built !== 0) process.exit(built);
mkdirSync(path.join(ROOT, 'docs/images'), { recursive: true });
answerForAcme();
const virtual = await startVirtualApp(START_MS);
const browser = await launchChromium();
try {
  await takeAll(virtual);
} finally {
  await browser.close();
  await virtual.stop();
  virtual.removeFolder();
}

async function takeAll({ app, clock, activity }: VirtualApp): Promise<void> {
  const { page } = await openView(browser, { width: 1440, baseUrl: app.url });
  await addVirtualAuthenticator(page);
  await page.goto((await app.firstLink()) ?? '');
  await page.getByRole('link', { name: 'Create it' }).click();
  await page.getByLabel('Your name').fill('Mara Lindqvist');
  await page.getByRole('button', { name: 'Create passkey' }).click();
  await page.getByText('Administrator', { exact: true }).waitFor();

  // The company itself, connected as a real one would be.
  const acme = await createAcme(clock, activity);
  await call(page, 'POST', 'brands', { name: 'acme', domains: [COMPANY_DOMAIN], aliases: [] });
  await call(page, 'PUT', 'identity-providers/okta', credentialOf(acme.readCredential));
  await call(page, 'POST', 'certificate-logs', { ...acme.certificateLog, startAt: 'head' });
  const over = new AbortController();
  const played = acme.play(tellLiveSpace(app), over.signal);
  await clock.advanceTo(acme.lureAtMs + BOTH_VICTIMS_IN_MS);
  const shoot = (options: Omit<PictureOptions, 'nowMs'>) => takePictures(page, { ...options, nowMs: clock.now() }, say);
  await shoot({ name: 'overview', path: '/', ready: /2 people’s sign-ins were used/ });
  await shoot({ name: 'setup', path: '/setup?step=respond', ready: 'Try it and keep it' });
  over.abort();
  await played;

  // The rehearsal, as whoever tries Breakwater sees it.
  await call(page, 'POST', 'rehearsal', { scenario: '0ktapus', factor: 20 });
  const world = app.rehearsalWorld();
  if (world === null) throw new Error('the rehearsal does not run');
  await clock.advanceTo(world.lureAtMs + BOTH_VICTIMS_IN_MS);
  await shoot({ name: 'sources', path: '/rehearsal/sources', ready: 'Okta acme (simulated)' });
  await shoot({ name: 'look-alikes', path: '/rehearsal/look-alikes', ready: 'www.acme-okta.com' });
  await shoot({
    name: 'domain',
    path: '/rehearsal/domains/acme-okta.com',
    ready: 'Like our sign-in',
    wideHeight: 1380,
  });
  await shoot({ name: 'logs', path: '/rehearsal/logs', ready: '1 of 1' });
  await shoot({ name: 'incident', path: '/rehearsal/incidents/BW-1', ready: /^Approve all/ });
  await page.getByRole('button', { name: /^Approve all/ }).click();
  await page.getByRole('button', { name: /^Approve \d+ actions$/ }).click();
  await page.getByRole('dialog', { name: 'Approve containment' }).waitFor({ state: 'detached' });
  await clock.advanceTo(clock.now() + 60_000);
  await shoot({ name: 'incident-contained', path: '/rehearsal/incidents/BW-1', ready: 'Done and verified' });
  await clock.advanceTo(world.endsAtMs);
  await shoot({ name: 'rehearsal', path: '/rehearsal', ready: /Prevented/, wideHeight: 1380 });
  await acme.close();

  const { files, gzipBytes } = await measureFirstLoad(page, app.url);
  say(`first load: ${(gzipBytes / 1000).toFixed(1)} kB of script and style, gzipped, in ${files} files (bar: 250 kB)`);
}

function credentialOf(credential: { clientId: string; keyId: string; privateKey: string }): unknown {
  return { orgUrl: OKTA_URL, credential: { kind: 'private-key', ...credential } };
}

/** Calls the API as the person who is signed in. @throws Error with the answer when it is refused */
async function call(page: Page, method: 'POST' | 'PUT', below: string, body: unknown): Promise<void> {
  const refused = await page.evaluate(
    async ([url, init]) => {
      const reply = await fetch(url, { ...init, headers: { 'content-type': 'application/json' } });
      return reply.ok ? null : await reply.text();
    },
    [`/api/v1/${below}`, { method, body: JSON.stringify(body) }] as const,
  );
  if (refused !== null) throw new Error(`${method} ${below}: ${refused}`);
}
