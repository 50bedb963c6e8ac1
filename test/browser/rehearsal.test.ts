import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loginOf } from '../../src/simulator/company/staff.ts';
import { HARD_NEGATIVES } from '../../src/simulator/scenarios/background.ts';
import { oktapus } from '../../src/simulator/scenarios/oktapus.ts';
import { axeProblems, buildConsole, hasChromium, launchChromium, openView, type View } from '../console/browser.ts';
import { startVirtualApp, type VirtualApp } from '../system/virtual-app.ts';

const { truth } = oktapus;
const CERTIFIED_MS = -2_100_000;
/** When the second victim has passed the second step, and Breakwater can have read it. */
const SECOND_VICTIM_IN_MS = 325_000;
/** When the attacker tries the support console with what they had. */
const CONSOLE_TRIED_MS = 420_000;
/** What a page may take to show what it heard, on a busy machine. */
const SHOWN_WITHIN_MS = 15_000;
const SOON = { timeout: SHOWN_WITHIN_MS, interval: 60 };

/** Goes half a window down the page, and begins anew at its end. */
function scrollOn(): void {
  const before = window.scrollY;
  window.scrollBy(0, window.innerHeight / 2);
  if (window.scrollY === before) window.scrollTo(0, 0);
}

// One attack, watched by one person in one page that is never loaded again: each test goes on where the one before stopped.
describe.skipIf(!hasChromium())('a rehearsal as a person sees it', () => {
  let virtual: VirtualApp;
  let browser: Browser;
  let view: View;
  let page: Page;
  let lureAtMs = 0;

  beforeAll(async () => {
    await buildConsole();
    virtual = await startVirtualApp();
    browser = await launchChromium();
    view = await openView(browser, { width: 1440, baseUrl: virtual.app.url });
    page = view.page;
    page.setDefaultTimeout(SHOWN_WITHIN_MS);
  }, 300_000);

  afterAll(async () => {
    await browser?.close();
    await virtual?.stop();
    virtual?.removeFolder();
  });

  const advanceTo = (sinceLureMs: number): Promise<void> => virtual.clock.advanceTo(lureAtMs + sinceLureMs);
  const region = (name: string) => page.getByRole('region', { name, exact: true });
  const pageLink = (name: string) => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name });
  const timeline = () => region('Timeline');
  const plan = () => region('Containment plan');
  /** An entry of the timeline. Only what is near the window is drawn, so it is scrolled to as a person would. */
  async function entry(text: string): Promise<Locator> {
    const found = timeline().getByRole('listitem').filter({ hasText: text });
    await expect
      .poll(
        async () => {
          const there = (await found.count()) > 0;
          if (!there) await page.evaluate(scrollOn);
          return there;
        },
        { ...SOON, message: `an entry "${text}"` },
      )
      .toBe(true);
    return found.first();
  }
  /** People and things of one role, as the page lists them. */
  const involved = (role: string) =>
    page
      .getByRole('heading', { name: role })
      .locator('xpath=..')
      .getByRole('button', { name: /finding/ });
  const nameOf = (key: string): string => {
    const profile = virtual.app.rehearsalWorld()?.company.employee(key).profile;
    if (profile === undefined) throw new Error('no rehearsal runs');
    return `${profile.firstName} ${profile.lastName}`;
  };

  it('opens by the one-time link, with nothing in it yet', async () => {
    await page.goto((await virtual.app.firstLink()) ?? '');
    await page.getByRole('heading', { name: 'No open incident' }).waitFor();
    expect(page.url()).toBe(`${virtual.app.url}/`);
    await page.getByText('Only this machine can open the console').waitFor();
    // Gone as soon as the page is loaded anew.
    await page.evaluate(() => Object.assign(window, { neverLoadedAgain: true }));
  });

  it('starts from the first page', async () => {
    await page.getByRole('link', { name: 'Rehearse an attack' }).click();
    await page.getByRole('heading', { name: 'Rehearse an attack' }).waitFor();
    await page.getByRole('radio', { name: '×60' }).click();
    await page.getByRole('button', { name: 'Attack Acme' }).click();
    await page.getByRole('heading', { name: /^The attack on Acme\s*Running/ }).waitFor();
    await page.getByText('Acme is simulated. Nothing here is real.').waitFor();
    await page.getByText('None yet').waitFor();
    lureAtMs = virtual.app.rehearsalWorld()?.lureAtMs ?? 0;
    expect(lureAtMs).toBeGreaterThan(virtual.clock.now());
  });

  it('shows the look-alike as an incident within seconds of its certificate', async () => {
    await advanceTo(CERTIFIED_MS + 5000);
    await page.getByRole('link', { name: `${truth.domain}, a look-alike, was certified` }).click();
    await page.getByRole('heading', { level: 1, name: `${truth.domain}, a look-alike, was certified` }).waitFor();
    await entry(`A certificate for ${truth.domain} was logged: it imitates acme`);
    await plan().getByText('Nothing to contain yet').waitFor();
  });

  it('adds reports as they come, with their reason, and takes reporters for reporters', async () => {
    await advanceTo(95_000);
    const [first = '', second = ''] = truth.reporters;
    await page
      .getByRole('heading', {
        level: 1,
        name: `${truth.domain} was certified 35 minutes before the first of 2 reported texts`,
      })
      .waitFor();
    const report = await entry(`${loginOf(second)} got a message that leads to ${truth.domain}`);
    await report.getByText(`Shares the domain ${truth.domain} with another finding here`).waitFor();
    await expect.poll(() => involved('Told us').allInnerTexts(), SOON).toHaveLength(2);
    expect((await involved('Told us').allInnerTexts()).join()).toContain(loginOf(first));
    await plan().getByText('Nothing to contain yet').waitFor();
  });

  it('names both victims and the enrolled authenticator, live', async () => {
    await advanceTo(SECOND_VICTIM_IN_MS);
    const people = truth.victims.map(nameOf);
    await page
      .getByRole('heading', {
        level: 1,
        name: /2 people’s sign-ins were used from a network new to them; 1 authenticator was enrolled there$/,
      })
      .waitFor();
    await expect
      .poll(async () => (await involved('Sign-in in other hands').allInnerTexts()).join(), SOON)
      .toContain(people[1]);
    const victims = (await involved('Sign-in in other hands').allInnerTexts()).join();
    for (const key of [...truth.victims, ...truth.credentialsOnly]) expect(victims).toContain(nameOf(key));
    for (const key of truth.reporters) expect(victims).not.toContain(key);
    const reporters = (await involved('Told us').allInnerTexts()).join();
    for (const key of truth.reporters) expect(reporters).toContain(loginOf(key));
    expect((await involved('The attacker’s').allInnerTexts()).join()).toContain(truth.domain);
    const everything = await page.getByRole('main').innerText();
    for (const key of [HARD_NEGATIVES.phoneRefresh, HARD_NEGATIVES.traveller]) {
      expect(everything).not.toContain(nameOf(key));
      expect(everything).not.toContain(loginOf(key));
    }
  });

  it('opens the raw record of the enrolment by one click', async () => {
    const enrolment = await entry('A new authenticator (push) was enrolled for');
    await enrolment.getByText(/^Shares /).waitFor();
    await enrolment.getByRole('button', { name: 'Evidence' }).click();
    const record = page.getByLabel('Raw record 1', { exact: true });
    await expect.poll(() => record.innerText(), SOON).toContain('"eventType": "user.mfa.factor.activate"');
    expect(await record.innerText()).toContain(truth.attackerIp);
    await page.keyboard.press('Escape');
    await record.waitFor({ state: 'detached' });
  });

  it('says of each action what it will do, will not do and cannot undo', async () => {
    const [first = '', second = ''] = truth.victims.map(nameOf);
    await plan().getByText('Waits for approval').waitFor();
    const text = await plan().innerText();
    for (const title of [
      `End all sessions of ${first}`,
      `Remove the push authenticator that the attacker enrolled for ${first}`,
      `Expire the password of ${first}`,
      `End all sessions of ${second}`,
      `Expire the password of ${second}`,
    ])
      expect(text).toContain(title);
    for (const key of truth.reporters) expect(text).not.toContain(`Expire the password of ${nameOf(key)}`);
    const removal = plan().getByRole('listitem').filter({ hasText: 'that the attacker enrolled' });
    expect(await removal.getByRole('list', { name: 'It will', exact: true }).innerText()).toContain(
      'Removes exactly Okta Verify',
    );
    expect(await removal.getByRole('list', { name: 'It will not', exact: true }).innerText()).toContain(
      `Does not touch security keys and passkeys that ${first} had before.`,
    );
    expect(await removal.getByRole('list', { name: 'Cannot be undone', exact: true }).innerText()).toContain(
      'A removed authenticator cannot be put back',
    );
    const aside = plan().getByText('Left alone on purpose').locator('xpath=..');
    expect(await aside.innerText()).toMatch(
      new RegExp(`${first}’s own security key or passkey “YubiKey 5 Series”, enrolled .*, stays`),
    );
    expect(await aside.innerText()).toContain('5 people who only reported: nothing is done');
  });

  it.each(['light', 'dark'] as const)('has nothing for axe to object to in the %s theme', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(() => window.scrollTo(0, 0));
    expect(await axeProblems(page)).toEqual([]);
  });

  it('carries out what was approved, and shows accepted, verified and contained as they arrive', async () => {
    await plan()
      .getByRole('button', { name: /^Approve all/ })
      .click();
    const dialog = page.getByRole('dialog', { name: 'Approve containment' });
    expect(await dialog.innerText()).toContain('Remove the push authenticator that the attacker enrolled');
    const approve = dialog.getByRole('button', { name: /^Approve \d+ actions$/ });
    const approved = Number(/\d+/.exec(await approve.innerText())?.[0]);
    await approve.click();
    await dialog.waitFor({ state: 'detached' });
    const approvedMs = virtual.clock.now() - lureAtMs;
    // Nobody reloads and nobody asks: only time passes, a second at a time.
    const seen = new Set<string>();
    for (let atMs = approvedMs; atMs < approvedMs + 60_000; atMs += 1000) {
      await advanceTo(atMs);
      const text = await plan().innerText();
      for (const mark of ['Accepted', 'Verified', 'Done and verified']) if (text.includes(mark)) seen.add(mark);
      if (seen.has('Done and verified')) break;
    }
    await plan().getByText('Done and verified').waitFor();
    const marks = await plan().getByRole('status').allInnerTexts();
    const settled = marks.filter((mark) => /Accepted\s+\d\d:\d\d:\d\d\.\d\s+Verified\s+\d\d:\d\d:\d\d\.\d/.test(mark));
    // The password that led nowhere may have no session behind it: that is said, instead of being done.
    const unneeded = marks.filter((mark) => mark.includes('Not needed'));
    expect(marks).toHaveLength(approved);
    expect(settled.length + unneeded.length).toBe(approved);
    expect(settled.length).toBeGreaterThanOrEqual(7);
    await page.getByText('Contained', { exact: true }).first().waitFor();
    await entry('Contained: every action of the plan was read back');
    const org = virtual.app.rehearsalWorld()?.okta.snapshot();
    for (const key of truth.victims) expect(org?.users[loginOf(key)]?.liveSessions).toBe(0);
    const keys = org?.users[loginOf(truth.enrolled.person)]?.factors.map((factor) => factor['factorType']);
    expect(keys).toContain('webauthn');
    expect(keys).not.toContain('push');
  });

  it('shows the original’s clock beside ours, and what the attacker tried too late', async () => {
    await advanceTo(CONSOLE_TRIED_MS + 2000);
    await pageLink('The attack').click();
    const contained = region('Milestones').getByRole('row', { name: /^Sessions ended and credentials reset/ });
    await expect.poll(() => contained.innerText(), SOON).toMatch(/T\+48:00\s+T\+5:\d\d/);
    const [first, second] = truth.victims.map((key) => `${nameOf(key)} (${key})`);
    const lanes = region('The attack beside what Breakwater saw');
    await lanes
      .getByRole('listitem')
      .filter({ hasText: `Prevented: As ${first}, the attacker opens Support Console` })
      .waitFor();
    await lanes.getByText(`The attacker relays the code of ${second} and is in`).waitFor();
  });

  it('keeps the unrelated look-alike in an incident of its own', async () => {
    await pageLink('Incidents').click();
    const list = page.getByRole('list', { name: 'Incidents' });
    await page.getByRole('radio', { name: 'All' }).click();
    await list.getByRole('link', { name: /^acme-okta\.com was certified/ }).waitFor();
    await list.getByRole('link', { name: 'acme-vpn.net, a look-alike, was certified' }).click();
    await page.getByRole('heading', { level: 1, name: 'acme-vpn.net, a look-alike, was certified' }).waitFor();
    await plan().getByText('Nothing to contain yet').waitFor();
    expect(await page.getByRole('main').innerText()).not.toContain(truth.domain);
  });

  it('leaves the company’s own pages empty', async () => {
    await pageLink('Back to real data').click();
    await page.getByRole('heading', { name: 'No open incident' }).waitFor();
    await page.getByText('Nothing is open').waitFor();
    await page.getByText('No source yet').waitFor();
    expect(await page.getByRole('main').innerText()).not.toContain(truth.domain);
    await pageLink('Look-alikes').click();
    await page.getByRole('heading', { level: 1, name: 'Look-alikes' }).waitFor();
    await page.waitForFunction(() => document.querySelector('.skeleton') === null);
    expect(await page.getByRole('main').innerText()).not.toMatch(/acme-(okta|vpn)/);
  });

  it('was one page all the time, which broke no rule', async () => {
    expect(await page.evaluate(() => 'neverLoadedAgain' in window)).toBe(true);
    expect(view.complaints).toEqual([]);
    expect(virtual.said).toEqual([]);
  });
});
