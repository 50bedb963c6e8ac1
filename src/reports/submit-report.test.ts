import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Finding } from '../base/finding.ts';
import { LIVE_TENANT, REHEARSAL_TENANT } from '../base/ids.ts';
import { renderMessage } from '../base/messages.ts';
import { testContext } from '../platform/http/test-context.ts';
import type { IncidentTables } from '../incidents/tables.ts';
import { reportMessages } from './messages.ts';
import { LURE, openTestReports, START_MS, type TestReports } from './test-reports.ts';

let t: TestReports;
beforeEach(async () => {
  t = await openTestReports();
});
afterEach(() => t.close());

const none = { params: undefined, query: undefined, body: undefined };

/** Findings in the order in which they were recorded. */
async function findings(): Promise<Finding[]> {
  const rows = await t.store.db
    .read<IncidentTables>()
    .selectFrom('incident_finding')
    .select('body')
    .where('tenant_id', '=', LIVE_TENANT)
    .execute();
  return rows.map((row) => JSON.parse(row.body) as Finding).toSorted((a, b) => a.foundAt - b.foundAt);
}

async function incidents() {
  const context = testContext(LIVE_TENANT, t.clock);
  const { items } = await t.incidents.handlers.listIncidents(context, {
    ...none,
    query: { limit: 50, state: 'all' } as never,
  });
  return items;
}

async function list(limit = 100, cursor?: string) {
  const query = cursor === undefined ? { limit } : { limit, cursor };
  return t.reports.handlers.listReports(testContext(LIVE_TENANT, t.clock), { ...none, query });
}

describe('a report by the form, which anybody can fill in for anybody', () => {
  const said = async () =>
    (await findings())
      .filter((finding) => finding.detector === 'reports.credentials-entered')
      .map((finding) => renderMessage(reportMessages, finding.message));
  const byForm = (reporter: string) =>
    t.reports.submit(LIVE_TENANT, t.clock, { text: LURE, reporter, entered: true }, 'form');

  it('says to whoever approves what follows that nobody has checked who wrote', async () => {
    await byForm('ceo@acme.com');
    await t.report('emp004@acme.com', { entered: true });
    expect((await said()).toSorted()).toEqual([
      'ceo@acme.com told us that they typed a password or a code at acme-okta.com (by the report form, which does not check who writes)',
      'emp004@acme.com told us that they typed a password or a code at acme-okta.com',
    ]);
  });

  it('does not pass for a machine’s when it adds to a report that a machine has sent', async () => {
    await t.report('ceo@acme.com');
    await byForm('ceo@acme.com');
    expect(await said()).toEqual([expect.stringContaining('does not check who writes')]);
  });
});

it('merges no two incidents by one form that names a look-alike of each', async () => {
  const other = LURE.replace('acme-okta[.]com', 'acme-sso[.]com');
  await t.report('emp003@acme.com');
  await t.report('emp004@acme.com', { text: other });
  expect(await incidents()).toHaveLength(2);
  const both = { text: `${LURE} ${other}`, reporter: 'ceo@acme.com', entered: true };
  await t.reports.submit(LIVE_TENANT, t.clock, both, 'form');
  expect(await incidents()).toHaveLength(2);
  const entered = (await findings()).find((finding) => finding.detector === 'reports.credentials-entered');
  const domains = entered?.entities.filter((entity) => entity.kind === 'domain') ?? [];
  expect(domains.map((entity) => entity.joins)).toEqual([true, false]);
  expect(entered?.facts).toMatchObject({ domain: domains[0]?.value });
  // A machine that is known for what it sends may say that two belong together.
  await t.report('emp005@acme.com', { text: both.text, entered: true });
  expect(await incidents()).toHaveLength(1);
});

describe('a reported look-alike', () => {
  it('is a finding that joins by the domain and accuses nobody, high from the second person on', async () => {
    const messageAt = START_MS - 60_000;
    const first = await t.report('emp003@acme.com', { messageAt, from: '+17545550101', link: 'acme-okta.com' });
    expect(first).toMatchObject({
      verdict: 'look-alike',
      links: ['acme-okta.com'],
      from: '+17545550101',
      messageAt,
      entered: false,
      incidentId: expect.any(String),
    });
    await t.clock.advanceTo(START_MS + 1000);
    const second = await t.report('emp017@acme.com', { messageAt });
    expect(second.incidentId).toBe(first.incidentId);
    const [a, b, ...more] = await findings();
    expect(more).toEqual([]);
    expect(a).toMatchObject({
      detector: 'reports.message-reported',
      key: 'acme-okta.com',
      severity: 'medium',
      occurredAt: messageAt,
      receivedAt: START_MS,
      entities: [
        { kind: 'domain', value: 'acme-okta.com', role: 'attacker', joins: true },
        { kind: 'principal', value: 'emp003@acme.com', role: 'reporter', joins: false },
      ],
      facts: { messageAtMs: messageAt, domain: 'acme-okta.com', reportCount: 1, reporterCount: 1, via: 'api' },
    });
    expect(a?.evidence[0]?.id).toBe(`report:${first.reportId}`);
    expect(JSON.parse(a?.evidence[0]?.raw ?? '')).toMatchObject({ reporter: 'emp003@acme.com', text: LURE });
    expect(b).toMatchObject({ severity: 'high', facts: { reportCount: 2, reporterCount: 2 } });
    expect(b && renderMessage(reportMessages, b.message)).toBe(
      'emp017@acme.com got a message that leads to acme-okta.com, a look-alike of Acme, and reported it (reported by 2 people by now)',
    );
    expect(await incidents()).toMatchObject([{ severity: 'high', victims: 0 }]);
  });

  it('says "reported" of the time it was reported, and "got" of the time the message came', async () => {
    const told = { text: 'Your account is locked: sign in at acme-okta.com', entered: true };
    await t.report('emp003', told);
    await t.report('emp004', { ...told, messageAt: START_MS - 58_000 });
    const lines = (await findings()).map(({ occurredAt, message }) => ({
      at: occurredAt - START_MS,
      text: renderMessage(reportMessages, message),
    }));
    const lookAlike = 'a message that leads to acme-okta.com, a look-alike of Acme';
    // Findings of one moment come in any order.
    const ordered = lines.toSorted((a, b) => b.at - a.at || a.text.localeCompare(b.text));
    expect(ordered).toEqual([
      { at: 0, text: `emp003 reported ${lookAlike}` },
      { at: 0, text: 'emp003 told us that they typed a password or a code at acme-okta.com' },
      {
        at: -58_000,
        text: 'emp004 got a message and later told us that they typed a password or a code at acme-okta.com',
      },
      { at: -58_000, text: `emp004 got ${lookAlike}, and reported it (reported by 2 people by now)` },
    ]);
  });

  it('counts people, not reports: one person cannot raise it alone', async () => {
    await t.report('emp003', {});
    await t.report('emp003', { text: `${LURE} again` });
    expect((await findings()).map((finding) => finding.severity)).toEqual(['medium', 'medium']);
  });

  it('is found defanged, wrapped, in a mail address, and behind a name before @', async () => {
    for (const [i, text] of [
      'hxxps://acme-okta[.]com/a',
      'Sign in: https://acme.sso-\nhelpdesk.net',
      'it came from it@acme-vpn.net',
      'https://acme.com@acme-hr-login.com/x',
    ].entries()) {
      await t.clock.advanceTo(START_MS + i);
      expect((await t.report('emp003', { text })).verdict).toBe('look-alike');
    }
    expect((await findings()).map((finding) => finding.key)).toEqual([
      'acme-okta.com',
      'sso-helpdesk.net',
      'acme-vpn.net',
      'acme-hr-login.com',
    ]);
  });

  it('is listed among the look-alikes seen', async () => {
    await t.report('emp003');
    expect(t.published).toEqual(
      expect.arrayContaining(['look-alike acme-okta.com', expect.stringMatching(/^report /)]),
    );
  });
});

describe('a reported link that says nothing by itself', () => {
  const parcel = { text: 'Your parcel is on hold, confirm your address: parcel-redelivery[.]info' };

  it('opens nothing until three people have named it, then all of it is one incident', async () => {
    const first = await t.report('emp101', parcel);
    await t.clock.advanceTo(START_MS + 1);
    await t.report('emp102', parcel);
    expect(first).toMatchObject({ verdict: 'unknown', incidentId: null });
    expect(await incidents()).toEqual([]);
    await t.clock.advanceTo(START_MS + 2);
    await t.report('emp103', parcel);
    expect((await findings()).map((finding) => finding.severity)).toEqual(['info', 'info', 'medium']);
    expect(await incidents()).toHaveLength(1);
    expect((await list()).items.map((item) => [item.verdict, item.incidentId !== null])).toEqual([
      ['known-campaign', true],
      ['known-campaign', true],
      ['known-campaign', true],
    ]);
  });

  it('stays out of the incident of a look-alike named in another message', async () => {
    await t.report('emp003');
    await t.report('emp101', parcel);
    const [incident, ...more] = await incidents();
    expect(more).toEqual([]);
    expect(incident?.domains).toEqual(['acme-okta.com']);
  });

  it('may be an address', async () => {
    const report = await t.report('emp101', { text: 'tap http://203.0.113.7/acme' });
    expect(report).toMatchObject({ verdict: 'unknown', links: ['203.0.113.7'] });
    expect((await findings())[0]?.entities[0]).toMatchObject({ kind: 'network', value: 'ip:203.0.113.7' });
  });
});

it('makes no finding of own domains, of file names, and of messages without a link', async () => {
  expect(await t.report('emp001', { text: 'Is https://login.acme.com/reset real?' })).toMatchObject({ verdict: 'own' });
  expect(await t.report('emp002', { text: 'He called and said: run setup.sh, e.g. now.' })).toMatchObject({
    verdict: 'unknown',
    links: [],
    incidentId: null,
  });
  expect(await findings()).toEqual([]);
  expect((await list()).items).toHaveLength(2);
});

describe('"I typed my password or a code there"', () => {
  it('makes the person a victim by their own word, tied to the look-alike', async () => {
    const report = await t.report('Emp012@Acme.com', { entered: true });
    const entered = (await findings()).find((finding) => finding.detector === 'reports.credentials-entered');
    expect(entered).toMatchObject({
      severity: 'high',
      key: 'emp012@acme.com',
      entities: [
        { kind: 'principal', value: 'emp012@acme.com', role: 'victim', joins: true },
        { kind: 'domain', value: 'acme-okta.com', role: 'attacker', joins: true },
      ],
      facts: { exposure: 'self-reported', domain: 'acme-okta.com' },
    });
    expect(report.incidentId).not.toBeNull();
    expect(await incidents()).toMatchObject([{ victims: 1, severity: 'high' }]);
  });

  it('is told also without a link, and with several that say nothing ties to none of them', async () => {
    await t.report('emp012', { text: 'somebody called me', entered: true });
    await t.clock.advanceTo(START_MS + 1);
    await t.report('emp013', { text: 'see parcel-one.info and parcel-two.info', entered: true });
    const entered = (await findings()).filter((finding) => finding.detector === 'reports.credentials-entered');
    expect(entered.map((finding) => finding.entities.map((entity) => entity.value))).toEqual([['emp012'], ['emp013']]);
    expect(await incidents()).toHaveLength(2);
  });

  it('said a moment after the report is told once', async () => {
    const before = await t.report('emp012');
    await t.clock.advanceTo(START_MS + 60_000);
    const after = await t.report('emp012', { entered: true });
    await t.report('emp012', { entered: true });
    expect(after).toMatchObject({ reportId: before.reportId, entered: true, incidentId: before.incidentId });
    expect((await findings()).map((finding) => finding.detector)).toEqual([
      'reports.message-reported',
      'reports.credentials-entered',
    ]);
  });
});

it('takes the same report again within five minutes as the same, and later as a new one', async () => {
  const first = await t.report('emp003');
  await t.clock.advanceTo(START_MS + 299_000);
  expect((await t.report('EMP003 ')).reportId).toBe(first.reportId);
  expect((await t.report('emp004')).reportId).not.toBe(first.reportId);
  await t.clock.advanceTo(START_MS + 300_000);
  expect((await t.report('emp003')).reportId).not.toBe(first.reportId);
  expect(await findings()).toHaveLength(3);
});

it('believes the time of a message within bounds only', async () => {
  const at = async (reporter: string, messageAt: number) => (await t.report(reporter, { messageAt })).messageAt;
  expect(await at('a', START_MS - 5)).toBe(START_MS - 5);
  expect(await at('b', START_MS + 60_000)).toBe(START_MS);
  expect(await at('c', 0)).toBeNull();
  expect(await at('d', START_MS + 2 * 86_400_000)).toBeNull();
  expect((await findings()).every((finding) => finding.occurredAt >= START_MS - 5)).toBe(true);
});

it('keeps text whole but for what no store takes', async () => {
  const text = 'a\u0000b\r\nc\u001b[31m \ud800 <b>&';
  const { text: kept } = await t.report('emp\u0000003', { text });
  expect(kept).toBe('ab\nc[31m \ufffd <b>&');
  expect((await list()).items[0]).toMatchObject({ text: kept, reporter: 'emp003' });
});

it('shows itself as a source', async () => {
  await t.report('emp003', { messageAt: START_MS - 20_000 });
  expect(await t.sources.list(LIVE_TENANT, t.clock.now())).toMatchObject([
    { id: 'reports', kind: 'reports', state: 'healthy', recordsTotal: 1 },
  ]);
});

it('lists reports newest first, a page at a time, and removes those of one data space', async () => {
  for (let i = 0; i < 5; i += 1) {
    await t.clock.advanceTo(START_MS + (i >> 1));
    await t.report(`emp00${i}`);
  }
  const body = { text: LURE, reporter: 'emp009', entered: false };
  await t.reports.handlers.submitReport(testContext(REHEARSAL_TENANT, t.clock), { ...none, body });
  await t.store.db.transaction((tx) => t.reports.dropTenant(tx, REHEARSAL_TENANT));
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(2, cursor);
    seen.push(...page.items.map((item) => item.reporter));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toHaveLength(5);
  expect(new Set(seen).size).toBe(5);
  expect(seen[0]).toBe('emp004');
  const withNul = Buffer.from(JSON.stringify([1, 'a\0b'])).toString('base64url');
  for (const cursor of ['x', withNul])
    await expect(list(2, cursor)).rejects.toMatchObject({ code: 'reports.bad_cursor', status: 400 });
});
