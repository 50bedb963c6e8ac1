import { afterEach, beforeEach, expect, it } from 'vitest';
import { LIVE_TENANT } from '../base/ids.ts';
import { findingsHeld } from '../incidents/held-by-incidents.ts';
import { forgetReports } from './forget-reports.ts';
import type { ReportTables } from './tables.ts';
import { LURE, openTestReports, type TestReports } from './test-reports.ts';

let t: TestReports;
beforeEach(async () => {
  t = await openTestReports();
});
afterEach(() => t.close());

it('forgets old reports with what they lead to, and keeps those of an incident', async () => {
  const held = await t.report('emp003@acme.com', { text: LURE });
  expect(held.incidentId).not.toBeNull();
  await t.report('emp004@acme.com', { text: 'Is this ours? https://example.net/lunch', link: undefined });
  const before = t.clock.now() + 1;
  await t.clock.advanceTo(before + 1000);
  const late = await t.report('emp005@acme.com', { text: 'And https://example.org/lunch', link: undefined });
  const forget = () =>
    forgetReports({ db: t.store.db, findingsHeld }, LIVE_TENANT, before, new AbortController().signal);
  expect(await forget()).toBe(1);
  const left = await t.store.db.read<ReportTables>().selectFrom('report').select('report_id').execute();
  expect(left.map((row) => row.report_id).toSorted()).toEqual([held.reportId, late.reportId].toSorted());
  const leads = await t.store.db.read<ReportTables>().selectFrom('report_lead').select('report_id').execute();
  expect(leads.every((lead) => lead.report_id === held.reportId || lead.report_id === late.reportId)).toBe(true);
  expect(await forget()).toBe(0);
});
