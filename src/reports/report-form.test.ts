import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { axeProblems, hasChromium, launchChromium, openView, overflow } from '../../test/console/browser.ts';
import { AppError } from '../base/errors.ts';
import { LIVE_TENANT } from '../base/ids.ts';
import { Secret } from '../base/secret.ts';
import { testContext } from '../platform/http/test-context.ts';
import { startTestEdge, type TestEdge } from '../platform/http/test-edge.ts';
import { silentLog } from '../platform/log/log.ts';
import { createReportForm } from './report-form.ts';
import type { ReportInput } from './read-report.ts';
import { LURE, openTestReports, START_MS, type TestReports } from './test-reports.ts';

const ORIGIN = 'https://breakwater.acme.example';

function form(options: { token?: string; failing?: boolean } = {}) {
  let now = 0;
  const submitted: ReportInput[] = [];
  const made = createReportForm({
    submit: async (input) => {
      if (options.failing) throw new AppError('store.read_only', 'The disk is full');
      submitted.push(input);
    },
    clock: { now: () => now, steadyMs: () => now, sleep: () => Promise.resolve() },
    log: silentLog,
    linkToken: options.token === undefined ? null : new Secret(options.token),
    pageOrigins: () => [ORIGIN],
  });
  return {
    ...made,
    submitted,
    pass: (ms: number) => {
      now += ms;
    },
    send: (fields: Record<string, string>, headers: Record<string, string> = {}, query = '', peer = '192.0.2.1') =>
      made.post(
        new Request(`http://inside:4480/report${query}`, {
          method: 'POST',
          headers: { origin: ORIGIN, 'content-type': 'application/x-www-form-urlencoded', ...headers },
          body: new URLSearchParams(fields),
        }),
        peer,
      ),
  };
}

const get = (query = '') => new Request(`http://inside:4480/report${query}`);
const FILLED = { text: 'tap acme-okta.com', reporter: 'emp003@acme.com', from: '+1754' };

describe('the report form', () => {
  it('takes a report and leads to the thanks, which send nothing again', async () => {
    const one = form();
    const response = await one.send(FILLED);
    expect([response.status, response.headers.get('location')]).toEqual([303, '/report?sent=report']);
    expect(one.submitted).toEqual([{ ...FILLED, entered: false }]);
    const thanks = await one.get(get('?sent=report')).text();
    expect(thanks).toContain('The security team has your report.');
    expect(thanks).not.toContain('<form');
  });

  it('asks for no password, and thanks who typed one there', async () => {
    const one = form();
    expect(await one.get(get()).text()).not.toMatch(/type="password"|name="password"|current-password/);
    const response = await one.send({ ...FILLED, entered: '1' });
    expect(one.submitted[0]?.entered).toBe(true);
    expect(response.headers.get('location')).toBe('/report?sent=entered');
    expect(await one.get(get('?sent=entered')).text()).toContain('Turn down every sign-in request');
  });

  it('says what is wrong beside each field and keeps what was typed', async () => {
    const one = form();
    const response = await one.send({ text: '', reporter: '', from: `<b>${'x'.repeat(300)}` });
    const page = await response.text();
    expect(response.status).toBe(422);
    expect(page).toContain('<title>Error: Report a suspicious message</title>');
    for (const name of ['text', 'from', 'reporter']) {
      expect(page).toContain(`href="#${name}"`);
      expect(page).toMatch(new RegExp(`aria-describedby="${name}-hint ${name}-problem"\\s+aria-invalid="true"`));
    }
    expect(page).toContain('value="&lt;b&gt;xxx');
    const long = await one.send({ ...FILLED, text: 'x'.repeat(10_001) });
    expect(await long.text()).toContain('10,001 characters, and 10,000 fit');
    expect(one.submitted).toEqual([]);
  });

  it('counts a line break as one character, as the browser does', async () => {
    const one = form();
    expect((await one.send({ ...FILLED, text: 'ab\r\n'.repeat(3333) })).status).toBe(303);
  });

  it.each([
    ['another site', { origin: 'https://evil.example' }],
    ['another site, by Fetch Metadata', { 'sec-fetch-site': 'cross-site' }],
    ['a sandboxed page', { origin: 'null' }],
    ['a page of the same site', { 'sec-fetch-site': 'same-site' }],
  ])('refuses what %s sends', async (_from, headers) => {
    const one = form();
    const response = await one.send(FILLED, headers);
    expect([response.status, one.submitted]).toEqual([403, []]);
  });

  it('refuses a client that does not say from which page it comes', async () => {
    const one = form();
    const request = new Request('http://inside/report', { method: 'POST', body: new URLSearchParams(FILLED) });
    expect((await one.post(request, '192.0.2.1')).status).toBe(403);
  });

  it('refuses other encodings and bodies that are no report', async () => {
    const one = form();
    await expect(one.send(FILLED, { 'content-type': 'application/json' })).rejects.toMatchObject({ status: 415 });
    await expect(one.send({ ...FILLED, text: 'x'.repeat(200_000) })).rejects.toMatchObject({ status: 413 });
  });

  it('opens only with the link’s token where one is set, and keeps it on every way', async () => {
    const one = form({ token: 'k&"1' });
    for (const query of ['', '?k=', '?k=other', '?sent=report']) expect(one.get(get(query)).status).toBe(403);
    expect((await one.send(FILLED)).status).toBe(403);
    const query = `?${new URLSearchParams({ k: 'k&"1' })}`;
    expect(await one.get(get(query)).text()).toContain('action="/report?k=k%26%221"');
    const sent = await one.send(FILLED, {}, query);
    expect([sent.status, sent.headers.get('location')]).toEqual([303, '/report?sent=report&k=k%26%221']);
  });

  it('slows down one address, and all together, without losing what was typed', async () => {
    const one = form();
    const statuses: number[] = [];
    for (let i = 0; i < 101; i += 1) statuses.push((await one.send({ ...FILLED, text: `${i}` })).status);
    expect(statuses.filter((status) => status === 303)).toHaveLength(100);
    const refused = await one.send({ ...FILLED, text: 'still here' });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await refused.text()).toContain('still here');
    expect((await one.send(FILLED, {}, '', '198.51.100.1')).status).toBe(303);
    one.pass(2000);
    expect((await one.send(FILLED)).status).toBe(303);
    let others = 0;
    while ((await one.send(FILLED, {}, '', `198.51.${others >> 8}.${others & 255}`)).status === 303) others += 1;
    expect(others).toBeLessThan(500);
  });

  it('keeps what was typed when it cannot be saved', async () => {
    const response = await form({ failing: true }).send({ ...FILLED, text: 'do not lose me' });
    const page = await response.text();
    expect(response.status).toBe(503);
    expect(page).toContain('do not lose me');
    expect(page).toContain('could not be saved');
  });

  it('runs under a policy that allows no script', () => {
    const { headers } = form().get(get());
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'self';/);
    expect(headers.get('content-security-policy')).not.toContain('script-src');
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

describe.skipIf(!hasChromium())('the report form in a real browser, without script', () => {
  const SHOTS = process.env['BREAKWATER_SHOTS'];
  let browser: Browser;
  let edge: TestEdge;
  let t: TestReports;

  beforeAll(async () => {
    browser = await launchChromium();
  }, 60_000);
  afterAll(() => browser.close());
  beforeEach(async () => {
    t = await openTestReports();
    edge = await startTestEdge({
      serve: (app, { network }) =>
        t.reports.mountForm(app, { linkToken: null, clock: t.clock, pageOrigins: () => network.pageOrigins() }),
    });
  });
  afterEach(async () => {
    await edge.stop();
    await t.close();
  });

  it.each([
    [390, 'light'],
    [390, 'dark'],
    [1440, 'light'],
    [1440, 'dark'],
  ] as const)('reports at %i px in the %s theme, with nothing for axe to find', async (width, theme) => {
    const { page, context, complaints } = await openView(browser, { width, theme, baseUrl: edge.origin });
    const shoot = async (name: string): Promise<void> => {
      if (SHOTS === undefined) return;
      mkdirSync(SHOTS, { recursive: true });
      await page.screenshot({ path: path.join(SHOTS, `report-${name}-${width}-${theme}.png`), fullPage: true });
    };
    await page.goto('/report');
    expect(await axeProblems(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
    await shoot('form');

    await page.getByRole('button', { name: 'Send report' }).click();
    await page.getByRole('alert').waitFor();
    expect(await axeProblems(page)).toEqual([]);
    await shoot('problems');

    await page.getByLabel('The message').fill(LURE);
    await page.getByLabel('Your work e-mail').fill('Emp012@acme.com');
    await page.getByLabel('I typed my password or a code there').check();
    await page.getByRole('button', { name: 'Send report' }).click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    expect(await axeProblems(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
    await shoot('sent');
    await page.reload();

    const { items } = await t.reports.handlers.listReports(testContext(LIVE_TENANT, t.clock), {
      params: undefined,
      query: { limit: 10 },
      body: undefined,
    });
    expect(items).toMatchObject([
      { reporter: 'emp012@acme.com', text: LURE, entered: true, verdict: 'look-alike', receivedAt: START_MS },
    ]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('is not sent by another site’s page', async () => {
    const { page, context } = await openView(browser, { width: 390, baseUrl: edge.origin });
    // The page of another origin: same machine, another port.
    await page.route('http://localhost:1/**', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<form method="post" action="${edge.origin}/report"><input name="text" value="x"><input name="reporter" value="boss"><button>go</button></form>`,
      }),
    );
    await page.goto('http://localhost:1/');
    await page.getByRole('button', { name: 'go' }).click();
    await page.getByRole('heading', { name: 'Nothing was sent' }).waitFor();
    await context.close();
  });
});
