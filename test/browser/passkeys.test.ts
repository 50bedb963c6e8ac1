import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIVE_TENANT } from '../../src/base/ids.ts';
import { createAcmeWorld, COMPANY_DOMAIN, type AcmeWorld } from '../../src/simulator/index.ts';
import { loginOf } from '../../src/simulator/company/staff.ts';
import type { SimulatedCredential } from '../../src/simulator/acme-world.ts';
import { axeProblems, buildConsole, hasChromium, launchChromium, openView, type View } from '../console/browser.ts';
import { startVirtualApp, type VirtualApp } from '../system/virtual-app.ts';
import { tellLiveSpace } from './tell-live-space.ts';
import { addVirtualAuthenticator, type VirtualAuthenticator } from './virtual-authenticator.ts';

const SHOWN_WITHIN_MS = 15_000;
const SOON = { timeout: SHOWN_WITHIN_MS, interval: 60 };
/** After so long a verification is not fresh any more. */
const STALE_MS = 6 * 60_000;
/** How long after everything is connected the first text goes out. */
const LURE_AFTER_MS = 60_000;
const BOTH_VICTIMS_IN_MS = 325_000;

// One administrator, from the first link to a containment at a real (here: simulated) Okta. Each test goes on from the last.
describe.skipIf(!hasChromium())('an administrator with a passkey', () => {
  let virtual: VirtualApp;
  let browser: Browser;
  let view: View;
  let page: Page;
  let authenticator: VirtualAuthenticator;
  let acme: AcmeWorld;
  const over = new AbortController();

  beforeAll(async () => {
    await buildConsole();
    virtual = await startVirtualApp();
    browser = await launchChromium();
    view = await openView(browser, { width: 1440, baseUrl: virtual.app.url });
    page = view.page;
    page.setDefaultTimeout(SHOWN_WITHIN_MS);
    authenticator = await addVirtualAuthenticator(page);
  }, 300_000);

  afterAll(async () => {
    over.abort();
    await browser?.close();
    await acme?.close();
    await virtual?.stop();
    virtual?.removeFolder();
  });

  const signatures = async (): Promise<number> => (await authenticator.passkeys())[0]?.signCount ?? 0;
  const pageLink = (name: string) => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name });
  const step = (name: string) =>
    page.getByRole('listitem').filter({ has: page.getByRole('button', { name, exact: false }) });
  const button = (name: string) => page.getByRole('button', { name, exact: true });

  /** Answers the dialog that asks for the passkey again. */
  async function verifyAgain(): Promise<void> {
    const dialog = page.getByRole('dialog', { name: 'Is it you?' });
    await dialog.waitFor();
    const before = await signatures();
    await dialog.getByRole('button', { name: 'Verify with passkey' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await signatures()).toBeGreaterThan(before);
  }

  async function fillCredential(orgUrl: string, credential: SimulatedCredential): Promise<void> {
    await page.getByLabel('Okta URL').fill(orgUrl);
    await page.getByLabel('Client ID').fill(credential.clientId);
    await page.getByLabel('Key ID (optional)').fill(credential.keyId);
    await page.getByLabel('Private key (PEM or JWK)').fill(credential.privateKey);
  }

  it('comes in by the first link, and cannot connect a real vendor before there is a passkey', async () => {
    await page.goto((await virtual.app.firstLink()) ?? '');
    await page.getByText('Only this machine can open the console').waitFor();
    await page.goto('/setup?step=identity');
    await step('Read your identity provider').getByText('Not yet').waitFor();
    expect(await page.getByLabel('Okta URL').count()).toBe(0);
  });

  it('creates the administrator’s passkey', async () => {
    await page.getByRole('link', { name: 'Create it' }).click();
    await page.getByLabel('Your name').fill('Mara Lindqvist');
    await page.getByLabel('Name of this key (optional)').fill('Blue security key');
    await button('Create passkey').click();
    await page.getByRole('button', { name: /Mara Lindqvist\s*Administrator/ }).waitFor();
    expect(await authenticator.passkeys()).toMatchObject([{ rpId: 'localhost' }]);
    await expect.poll(() => page.getByText('Only this machine can open the console').count(), SOON).toBe(0);
  });

  it('signs out, and in again by the passkey only', async () => {
    await page.getByRole('button', { name: /Mara Lindqvist/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in');
    // The session is gone, not only the page: an address that was open before leads back here.
    await page.goto('/incidents');
    await page.waitForURL('**/sign-in?next=*');
    expect(await axeProblems(page)).toEqual([]);
    const before = await signatures();
    await button('Use passkey').click();
    await page.waitForURL('**/incidents');
    await page.getByRole('heading', { level: 1, name: 'Incidents' }).waitFor();
    expect(await signatures()).toBeGreaterThan(before);
  });

  it('is asked for the passkey again before settings change', async () => {
    await virtual.clock.advanceTo(virtual.clock.now() + STALE_MS);
    await page.goto('/setup?step=brands');
    await page.getByLabel('Name', { exact: true }).fill('Acme');
    await page.getByLabel('Its own domains, one a line').fill(COMPANY_DOMAIN);
    await button('Protect it').click();
    await verifyAgain();
    await page.getByText('Acme is protected').waitFor();
  });

  it('changes nothing when that is turned down', async () => {
    await virtual.clock.advanceTo(virtual.clock.now() + STALE_MS);
    await button('Remove Acme').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop protecting' }).click();
    await page.getByRole('dialog', { name: 'Is it you?' }).getByRole('button', { name: 'Not now' }).click();
    await page.getByText('Not removed').first().waitFor();
    await page.reload();
    await page.getByText(COMPANY_DOMAIN).waitFor();
  });

  it('connects an Okta to read, a certificate log, and a hand of its own to contain', async () => {
    acme = await createAcmeWorld({
      scenario: '0ktapus',
      clock: virtual.clock,
      seed: 'passkeys',
      activity: virtual.activity,
      lureAfterMs: LURE_AFTER_MS,
    });
    await page.goto('/setup?step=identity');
    await fillCredential(acme.oktaUrl, acme.readCredential);
    await button('Try it and connect').click();
    await verifyAgain();
    await page.getByText('Okta is connected').waitFor();
    await page.goto('/setup?step=certificates');
    await button('Add a log by hand').click();
    await page.getByLabel('Monitoring URL').fill(acme.certificateLog.monitoringUrl);
    await page.getByLabel('Origin').fill(acme.certificateLog.origin);
    await page.getByLabel('Public key (base64)').fill(acme.certificateLog.publicKey);
    await button('Read this log').click();
    await page.getByText('The log is read').waitFor();
    await page.goto('/setup?step=respond');
    // The reading credential is not taken for the writing one.
    await fillCredential(acme.oktaUrl, acme.readCredential);
    await button('Try it and keep it').click();
    await page
      .getByRole('alert')
      .getByText(/This is the credential that reads the logs/)
      .first()
      .waitFor();
    await fillCredential(acme.oktaUrl, acme.writeCredential);
    await button('Try it and keep it').click();
    await page.getByText('Breakwater can contain at Okta').waitFor();
    expect(await page.content()).not.toContain('PRIVATE KEY-----\n');
  });

  it('sees the attack on the real data, live', async () => {
    await pageLink('Incidents').click();
    await page.getByRole('heading', { level: 1, name: 'Incidents' }).waitFor();
    const played = acme.play(tellLiveSpace(virtual.app), over.signal);
    played.catch(() => undefined);
    await virtual.clock.advanceTo(acme.lureAtMs + BOTH_VICTIMS_IN_MS);
    await page.getByRole('link', { name: /2 people’s sign-ins were used from a network new to them/ }).click();
    await page
      .getByRole('heading', { level: 1, name: /^acme-okta\.com was certified .* 1 authenticator was enrolled there$/ })
      .waitFor();
    expect(await page.getByText('Acme is simulated').count()).toBe(0);
  });

  it('signs the approval with the passkey, and the containment is carried out at that Okta', async () => {
    const before = await signatures();
    const asked = acme.okta.requests.length;
    const plan = page.getByRole('region', { name: 'Containment plan' });
    await plan.getByRole('button', { name: /^Approve all/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Approve containment' });
    await dialog.getByRole('button', { name: /^Approve \d+ actions$/ }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await signatures()).toBe(before + 1);
    await virtual.clock.advanceTo(virtual.clock.now() + 60_000);
    await plan.getByText('Done and verified').waitFor();
    expect(await plan.innerText()).toMatch(/Approved by\s+Mara Lindqvist/);
    const { users } = acme.okta.snapshot();
    const victim = users[loginOf(acme.scenario.truth.enrolled.person)];
    expect(victim).toMatchObject({ liveSessions: 0, activeTokens: 0 });
    expect(victim?.factors.map((factor) => factor['factorType'])).toContain('webauthn');
    expect(victim?.factors.map((factor) => factor['factorType'])).not.toContain('push');
    const writes = acme.okta.requests
      .slice(asked)
      .filter(({ method, path }) => method !== 'GET' && !path.startsWith('/oauth2'));
    expect(writes.length).toBeGreaterThanOrEqual(7);
    expect(writes.filter(({ status }) => status >= 300)).toEqual([]);
    const audit = await virtual.operator(LIVE_TENANT).listAudit({ query: { limit: 100 } });
    expect(audit.items.find(({ verb }) => verb === 'plan.approve')).toMatchObject({
      actorName: 'Mara Lindqvist',
      outcome: 'done',
    });
  });

  it('met no broken rule on the way', () => {
    expect(view.complaints).toEqual([]);
    expect(virtual.said).toEqual([]);
  });
});
