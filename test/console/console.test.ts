import type { Browser } from 'playwright-core';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PlanWire } from '../../src/response/api.ts';
import { say } from '../../console/src/text/t.ts';
import { axeProblems, buildConsole, DIST, hasChromium, launchChromium, openView } from './browser.ts';
import type { View } from './browser.ts';
import { Refusal } from './fixture-answers.ts';
import { startFixtureServer } from './fixture-server.ts';
import type { FixtureServer } from './fixture-server.ts';
import * as data from './fixture.data.ts';

describe.skipIf(!hasChromium())('the console in Chromium', () => {
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

  async function open(path: string, options: { width?: number; theme?: 'light' | 'dark' } = {}): Promise<View['page']> {
    view = await openView(browser, { width: 1440, ...options, baseUrl: server.url });
    await view.page.goto(path);
    await view.page.waitForSelector('h1');
    return view.page;
  }

  it.each([1440, 390])(
    'shows the audit log whole, %i wide: nothing of it is cut or must be scrolled to',
    async (width) => {
      const page = await open('/settings/audit', { width });
      const table = page.getByRole('region', { name: 'Audit log' });
      await table.waitFor();
      // What was done in the rehearsal is out of the way until asked for, and then says so.
      expect(await table.getByText('Rehearsal', { exact: true }).count()).toBe(0);
      await page.getByRole('checkbox', { name: 'Show lines of the rehearsal' }).click();
      await table.getByText('Rehearsal', { exact: true }).first().waitFor();
      const [inside, room] = await table.evaluate((region) => [region.scrollWidth, region.clientWidth]);
      expect(inside).toBeLessThanOrEqual(room ?? 0);
      if (width === 1440) expect(await table.getByRole('columnheader', { name: 'Seal' }).isVisible()).toBe(true);
    },
  );

  it('loads first within 250 KB of gzipped script and style', async () => {
    view = await openView(browser, { width: 1440, baseUrl: server.url });
    const sizes = new Map<string, number>();
    const bodies: Promise<void>[] = [];
    view.page.on('response', (response) => {
      if (!/\.(js|css)$/.test(new URL(response.url()).pathname)) return;
      bodies.push(response.body().then((body) => void sizes.set(response.url(), gzipSync(body).length)));
    });
    await view.page.goto('/');
    await view.page.waitForSelector('text=BW-17');
    await Promise.all(bodies);
    const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    console.log(`first load: ${(total / 1000).toFixed(1)} kB gzipped in ${sizes.size} files`);
    expect(total).toBeGreaterThan(50_000);
    expect(total).toBeLessThanOrEqual(250_000);
  });

  it('shows an incident in words, each finding with its lag and its reason, and the raw record one click away', async () => {
    const page = await open('/incidents/BW-17');
    expect(await page.locator('h1').innerText()).toBe(say(data.ATTACK.headline));
    const finding = data.TIMELINE[6];
    const entry = page.locator('[aria-label="Entries"] li', {
      hasText: finding === undefined ? 'no such finding' : say(finding.message),
    });
    await entry.scrollIntoViewIfNeeded();
    expect(await entry.innerText()).toContain('seen 0.5 s after');
    expect(await entry.innerText()).toContain(finding?.joined ? say(finding.joined.reason) : 'no reason');
    await entry.getByRole('button', { name: 'Evidence' }).click();
    const record = page.getByLabel('Raw record 1');
    await record.waitFor();
    expect(await record.innerText()).toContain('"eventType": "user.mfa.factor.activate"');
    expect(page.url()).toContain('finding=');
    await page.keyboard.press('Escape');
    await record.waitFor({ state: 'detached' });
  });

  it('filters the timeline by kind and by person, and keeps the filter in the address', async () => {
    const page = await open('/incidents/BW-17');
    await page.getByRole('radio', { name: 'Notes' }).click();
    await page.waitForSelector('text=1 of 11');
    await page.getByRole('radio', { name: 'All' }).click();
    await page
      .getByRole('button', { name: /^Jonas Weber \(emp031\)2 findings|Jonas Weber/ })
      .first()
      .click();
    await page.waitForSelector('text=2 of 11');
    expect(page.url()).toContain('who=emp031');
    await page.reload();
    await page.waitForSelector('text=2 of 11');
  });

  it('approves exactly what was chosen, then shows accepted and verified as they arrive, without a reload', async () => {
    let plan: PlanWire = data.proposedPlan();
    const titles = plan.actions.map((action) => say(action.title));
    server.answer({ getPlan: () => plan, approve: () => plan });
    const page = await open('/incidents/BW-17');
    await page.getByRole('checkbox', { name: `Choose: ${titles[4]}` }).click();
    await page.getByRole('button', { name: 'Approve 4 chosen actions' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.innerText()).toContain(titles[1]);
    expect(await dialog.innerText()).not.toContain(titles[4]);
    plan = {
      ...plan,
      state: 'running',
      actions: plan.actions.map((action, index) =>
        index < 4 ? { ...action, state: 'approved', approvedAt: data.NOW, approvedBy: 'Mara Lindqvist' } : action,
      ),
    };
    await dialog.getByRole('button', { name: 'Approve 4 actions' }).click();
    await dialog.waitFor({ state: 'detached' });
    const approved = server.writes.find((write) => write.name === 'approve');
    expect(approved?.body['actionIds']).toEqual(plan.actions.slice(0, 4).map((action) => action.actionId));
    expect(approved?.body['digest']).toBe(plan.digest);
    await page.waitForSelector('text=Calling Okta');
    plan = {
      ...plan,
      actions: plan.actions.map((action, index) =>
        index < 4 ? { ...action, state: 'accepted', acceptedAt: data.NOW + 1000 } : action,
      ),
    };
    server.publish('action', 'end-sessions');
    await page.waitForSelector('text=Reading the effect back');
    plan = {
      ...plan,
      actions: plan.actions.map((action, index) =>
        index < 4 ? { ...action, state: 'verified', verifiedAt: data.NOW + 2000 } : action,
      ),
    };
    server.publish('action', 'end-sessions');
    await page.waitForSelector('text=4 of 4 verified');
  });

  it('takes back an approved action that has not begun, once it was asked twice', async () => {
    const plan = data.proposedPlan();
    const [first] = plan.actions;
    if (first === undefined) throw new Error('an empty plan');
    let shown: PlanWire = {
      ...plan,
      state: 'approved',
      actions: [{ ...first, state: 'approved', approvedAt: data.NOW, approvedBy: 'Mara Lindqvist' }],
    };
    server.answer({ getPlan: () => shown });
    const page = await open('/incidents/BW-17');
    await page.getByRole('button', { name: 'Withdraw', exact: true }).click();
    expect(server.writes.some((write) => write.name === 'withdrawAction')).toBe(false);
    expect(await page.getByRole('dialog').innerText()).toContain(say(first.title));
    shown = { ...shown, state: 'empty', actions: [] };
    await page.getByRole('button', { name: 'Withdraw it' }).click();
    await page.waitForSelector('text=Nothing to contain yet');
    expect(server.writes.filter((write) => write.name === 'withdrawAction')).toHaveLength(1);
  });

  it('shows why an action failed with its remedy, and tries it again', async () => {
    const plan = data.proposedPlan();
    const failed: PlanWire = {
      ...plan,
      state: 'incomplete',
      actions: plan.actions.slice(0, 1).map((action) => ({
        ...action,
        state: 'failed',
        approvedAt: data.NOW,
        approvedBy: 'Mara Lindqvist',
        error: {
          code: 'okta.forbidden',
          message: 'Okta refused: missing okta.users.manage.',
          remedy: 'Grant the scope to the app, then try again.',
          at: data.NOW,
        },
      })),
    };
    server.answer({ getPlan: () => failed });
    const page = await open('/incidents/BW-17');
    await page.waitForSelector('text=Grant the scope to the app');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => server.writes.map((write) => write.name)).toContain('retryAction');
  });

  it('asks for the passkey again when the API wants a fresh verification', async () => {
    server.answer({
      inviteAccount: () => {
        throw new Refusal(403, 'auth.fresh_verification_needed', 'Verify again.', 'Use your passkey.');
      },
    });
    const page = await open('/settings/people');
    await page.getByRole('button', { name: 'Invite somebody' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Ines');
    await page.getByRole('button', { name: 'Make the link' }).click();
    await page.getByRole('button', { name: 'Not now' }).click();
    await page.waitForSelector('text=Verify again.');
  });

  it('scrolls a timeline of 5,000 entries with few of them drawn, and shows hostile text as text', async () => {
    const page = await open('/incidents/BW-9');
    await page.waitForSelector('text=5,000 entries');
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight / 2));
    await expect
      .poll(() => page.locator('[aria-label="Entries"] li').first().getAttribute('data-index').then(Number))
      .toBeGreaterThan(1000);
    expect(await page.locator('[aria-label="Entries"] li').count()).toBeLessThan(60);
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.waitForSelector('text=<img src=x onerror=alert(1)> [U+202E]evil');
    expect(await page.locator('img').count()).toBe(0);
    expect(view?.complaints).toEqual([]);
  });

  it('lists 10,000 incidents, moves by j and k, opens by Enter', async () => {
    const page = await open('/incidents?state=all');
    await page.waitForSelector('text=BW-17');
    expect(await page.locator('[aria-label="Incidents"] li').count()).toBeLessThan(60);
    const all = page.getByRole('status').filter({ hasText: /^10,001$/ });
    await expect
      .poll(
        async () => {
          await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
          return all.count();
        },
        { timeout: 40_000, interval: 50 },
      )
      .toBe(1);
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    await page.waitForSelector('text=/^BW-18$/');
    expect(await page.locator('[aria-label="Incidents"] li').count()).toBeLessThan(60);
    await page.goto('/incidents');
    await page.waitForSelector('text=BW-17');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    expect(await page.locator('[aria-label="Incidents"] li[aria-current]').innerText()).toContain('BW-17');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/incidents/BW-17');
  }, 60_000);

  it('can be used by keyboard alone: palette, shortcuts, skip link, dialogs that give the focus back', async () => {
    const page = await open('/');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the page');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder('Search, or type a hostname to check it').waitFor();
    await page.keyboard.type('acme-okta.com');
    await page.waitForSelector('text=Check acme-okta.com');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/look-alikes?check=acme-okta.com');
    await page.waitForSelector('[aria-label="The name taken apart"]');
    await page.locator('h1').click();
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.waitForURL('**/sources');
    await page.keyboard.press('?');
    await page.waitForSelector('text=Keyboard shortcuts');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const menu = page.getByRole('button', { name: /Mara Lindqvist/ });
    await menu.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Theme: as the system' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain('Mara Lindqvist');
  });

  it('keeps the chosen theme over a reload, without a flash of the other', async () => {
    const page = await open('/', { theme: 'light' });
    await page.getByRole('button', { name: /Mara Lindqvist/ }).click();
    await page.getByRole('menuitem', { name: 'Theme: as the system' }).click();
    await page.getByRole('button', { name: /Mara Lindqvist/ }).click();
    await page.getByRole('menuitem', { name: 'Theme: light' }).click();
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
    await page.goto('/', { waitUntil: 'commit' });
    await page.waitForSelector('h1');
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
  });

  it('leads somebody who is not signed in to the sign-in page, and remembers where they wanted to go', async () => {
    server.answer({
      getMe: () => {
        throw new Refusal(401, 'auth.sign_in_needed', 'Nobody is signed in.');
      },
    });
    const page = await open('/incidents/BW-17');
    await page.waitForURL('**/sign-in?next=*');
    await page.getByRole('button', { name: 'Use passkey' }).waitFor();
    expect(await axeProblems(page)).toEqual([]);
  });

  it.each([
    ['the first page', 'none', '/', 'open incidents'],
    ['the attack, when one is going on', 'running', '/rehearsal', 'The attack on Acme'],
  ] as const)(
    'takes the token of a one-time link from the fragment, leaves none of it in the address, and leads to %s',
    async (_where, state, path, shown) => {
      server.answer({ getRehearsal: () => ({ ...data.REHEARSAL, state }) });
      view = await openView(browser, { width: 1440, baseUrl: server.url });
      await view.page.goto('/link#0123456789abcdef0123456789abcdef0123456789a');
      await view.page.waitForSelector(`text=${shown}`);
      expect(server.writes.find((write) => write.name === 'exchangeLink')?.body).toEqual({
        token: '0123456789abcdef0123456789abcdef0123456789a',
      });
      expect(view.page.url()).toBe(`${server.url}${path}`);
    },
  );

  it('marks everything of the rehearsal, asks for its data space only, and for the real one outside', async () => {
    const spaces = new Set<string>();
    server.answer({
      listIncidents: ({ space }) => {
        spaces.add(space);
        return { items: [data.ATTACK_ROW], nextCursor: null };
      },
    });
    const page = await open('/rehearsal/incidents');
    await page.waitForSelector('text=Acme is simulated. Nothing here is real.');
    await page.waitForSelector('text=BW-17');
    expect([...spaces]).toEqual(['rehearsal']);
    spaces.clear();
    await page.getByRole('link', { name: 'Back to real data' }).click();
    await page.waitForSelector('text=Open incidents');
    await expect.poll(() => [...spaces]).toEqual(['live']);
    expect(await page.locator('text=Acme is simulated').count()).toBe(0);
  });

  it('says when the store is read-only and when the connection is lost, and what a viewer may not do', async () => {
    server.answer({
      getMe: () => data.VIEWER_ME,
      getOverview: () => ({
        ...data.OVERVIEW,
        store: { mode: 'read-only', reason: 'the disk is full', dialect: 'sqlite' },
      }),
    });
    const page = await open('/incidents/BW-17');
    await page.waitForSelector('text=the disk is full');
    await page.waitForSelector('text=A responder or an administrator can approve this.');
    expect(await page.getByRole('button', { name: 'Evidence' }).count()).toBe(0);
    server.refuseStreams(true);
    await page.waitForSelector('text=Not live.', { timeout: 15_000 });
    server.refuseStreams(false);
    await page.waitForSelector('text=Not live.', { state: 'detached', timeout: 20_000 });
  });

  it('holds one stream for all tabs of a browser, and passes it on when the tab that holds it is closed', async () => {
    let headline = data.ATTACK_ROW;
    server.answer({ listIncidents: () => ({ items: [headline], nextCursor: null }) });
    const first = await open('/incidents');
    await first.waitForSelector('text=10 findings');
    const second = (await view?.context.newPage()) as typeof first;
    await second.goto('/incidents');
    await second.waitForSelector('text=10 findings');
    await second.getByText('Live', { exact: true }).first().waitFor();
    expect(server.openStreams()).toEqual(['live', 'rehearsal']);
    headline = { ...headline, findings: 11 };
    server.publish('finding', 'x');
    await Promise.all([first.waitForSelector('text=11 findings'), second.waitForSelector('text=11 findings')]);
    await first.close();
    await expect.poll(() => server.openStreams(), { timeout: 10_000 }).toEqual(['live', 'rehearsal']);
    headline = { ...headline, findings: 12 };
    await expect
      .poll(
        async () => {
          server.publish('finding', 'x');
          return second.locator('text=12 findings').count();
        },
        { timeout: 10_000 },
      )
      .toBe(1);
  });

  it('creates a passkey, and signs an approval with it', async () => {
    const page = await open('/enrol');
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    const challenge = 'Y2hhbGxlbmdlLW9mLXRoZS1maXh0dXJlLXNlcnZlcg';
    server.answer({
      beginRegistration: () => ({
        ceremonyId: 'c1',
        options: {
          challenge,
          rp: { id: 'localhost', name: 'Breakwater' },
          user: { id: 'YWNjLTE', name: 'Mara', displayName: 'Mara' },
          pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
          authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        },
      }),
      finishRegistration: () => data.ME,
      beginApproval: () => ({
        approvalId: 'a1',
        publicKey: { challenge, rpId: 'localhost', userVerification: 'required', allowCredentials: [] },
      }),
      approve: () => data.proposedPlan(),
    });
    await page.getByRole('button', { name: 'Create passkey' }).click();
    await page.waitForURL((url) => url.pathname === '/');
    const registered = server.writes.find((write) => write.name === 'finishRegistration');
    expect(registered?.body).toMatchObject({ ceremonyId: 'c1', credential: { type: 'public-key' } });
    await page.goto('/incidents/BW-17');
    await page.getByRole('button', { name: 'Approve all 5' }).click();
    await page.getByRole('button', { name: 'Approve 5 actions' }).click();
    await expect.poll(() => server.writes.some((write) => write.name === 'approve')).toBe(true);
    const approved = server.writes.find((write) => write.name === 'approve');
    expect(approved?.body).toMatchObject({ approvalId: 'a1', assertion: { type: 'public-key' } });
  });

  it('says in the brand step how look-ups stand, and leads to them on one click', async () => {
    const page = await open('/setup?step=none');
    await page.waitForSelector('text=look-ups are not agreed to');
    expect(await page.locator('#look-ups').count()).toBe(0);
    await page.getByRole('link', { name: 'Agree to look-ups' }).click();
    const place = page.getByRole('region', { name: 'What stands today' });
    await place.waitFor();
    await expect.poll(() => place.evaluate((it) => it.getBoundingClientRect().top < innerHeight - 50)).toBe(true);
    expect(await axeProblems(page)).toEqual([]);
  });

  it('keeps what is around a page at an address that leads nowhere, names it and leads on', async () => {
    const page = await open('/lookalikes/acme');
    await page.getByRole('heading', { name: 'There is no page at this address' }).waitFor();
    await page.getByText('/lookalikes/acme may have been mistyped').waitFor();
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Incidents' }).waitFor();
    expect(await axeProblems(page)).toEqual([]);
    await page.goto('/incidents/BW-17/plan');
    await page.getByRole('main').getByRole('link', { name: 'Incidents' }).click();
    await page.waitForURL((url) => url.pathname === '/incidents');
    await page.goto('/rehearsal/nowhere');
    await page.getByRole('main').getByRole('link', { name: 'The attack' }).click();
    await page.waitForURL((url) => url.pathname === '/rehearsal');
    await page.goto('/settings/nothing');
    await page.getByText('/settings/nothing may have been mistyped').waitFor();

    server.answer({
      getMe: () => {
        throw new Refusal(401, 'auth.required', 'Sign in first.');
      },
    });
    await page.goto('/no-such-page');
    await page.waitForURL((url) => url.pathname === '/sign-in');
  });

  it('guides a first start: passkey first, real systems locked, rehearsal and imports open', async () => {
    server.answer({
      getMe: () => data.BOOTSTRAP_ME,
      getSetup: () => data.BOOTSTRAP_SETUP,
      listSources: () => ({ items: [], asOf: data.NOW }),
      listIncidents: () => ({ items: [], nextCursor: null }),
      listImports: () => ({ items: [] }),
    });
    const page = await open('/');
    await page.waitForSelector('text=0 of 6 done');
    const upload = page.getByLabel('Log files');
    await upload.setInputFiles([
      { name: 'okta.ndjson', mimeType: 'application/x-ndjson', buffer: Buffer.from('{"a":1}\n{"a":2}\n') },
      { name: 'holiday.png', mimeType: 'image/png', buffer: Buffer.from('x') },
    ]);
    await page.waitForSelector('text=1 other file was left alone');
    const left = page.getByRole('list', { name: 'Files left alone' });
    expect(await left.innerText()).toMatch(/holiday\.png\s+its name is not that of a log/);
    await expect.poll(() => server.writes.filter((write) => write.name === 'startImport').length).toBe(1);
    await page.goto('/setup?step=identity');
    await page.waitForSelector('text=What breakwater.yaml sets needs none');
    await page.goto('/setup');
    await page.getByLabel('Your name').waitFor();
    expect(await axeProblems(page)).toEqual([]);
  });
});
