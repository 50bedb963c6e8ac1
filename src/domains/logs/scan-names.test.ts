import { expect, it } from 'vitest';
import { AppError } from '../../base/errors.ts';
import { LIVE_TENANT } from '../../base/ids.ts';
import { Activity } from '../../platform/clock/activity.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { Loops } from '../../platform/jobs/loops.ts';
import { silentLog } from '../../platform/log/log.ts';
import type { Db } from '../../platform/store/db.ts';
import { createBrandBooks } from '../brand-books.ts';
import { ACME, keepingSink, keptFindings, openDomainsDb } from '../test-domains.ts';
import type { ArchiveBlock, NameArchive } from './name-archive.ts';
import { askForScan, listScans, scanNames } from './scan-names.ts';

const NOW = Date.UTC(2026, 10, 22, 9);

/** An archive of two blocks. */
const archive = {
  flush: async () => undefined,
  hours: () => [{ hour: new Date(NOW).toISOString().slice(0, 13), sizeBytes: 2 }],
  read: async ({ offsetBytes }: { hour: string; offsetBytes: number }): Promise<ArchiveBlock | null> => {
    if (offsetBytes >= 2) return null;
    const names = [offsetBytes === 0 ? 'acme-okta.com' : 'acme-sso.net'];
    const entry = { timestampMs: NOW, sourceId: 'ct:1', leafIndex: offsetBytes, names };
    return {
      entries: [entry],
      bytes: 1,
      next: { hour: new Date(NOW).toISOString().slice(0, 13), offsetBytes: offsetBytes + 1 },
    };
  },
} as unknown as NameArchive;

async function run(fault: (time: number) => Error | null) {
  const store = await openDomainsDb();
  const activity = new Activity();
  const clock = new VirtualClock(NOW, [activity]);
  const loops = new Loops(clock, activity, silentLog);
  await store.db.transaction((tx) =>
    askForScan(tx, LIVE_TENANT, { because: 'person', subject: null, fromAt: NOW - 1, at: NOW, totalBytes: 2 }),
  );
  let times = 0;
  const db: Db = {
    ...store.db,
    read: () => store.db.read(),
    transaction(work) {
      const thrown = fault(times);
      times += 1;
      return thrown === null ? store.db.transaction(work) : Promise.reject(thrown);
    },
  };
  const books = createBrandBooks(store.db, () => [ACME]);
  const live = { publish: async () => undefined };
  loops.start(scanNames({ db, live, sink: keepingSink, books, archiveOf: () => archive }, LIVE_TENANT, clock));
  await clock.advanceTo(NOW + 20 * 60_000);
  await loops.stopAll();
  const [scan] = await listScans(store.db, LIVE_TENANT);
  const found = (await keptFindings(store.db, LIVE_TENANT)).map((finding) => finding.key).toSorted();
  await store.close();
  return { state: scan?.state, names: scan?.names, found };
}

it('goes on with a run after what was found could not be written down', async () => {
  const busy = new Error('database is locked');
  expect(await run((time) => (time === 1 || time === 2 ? busy : null))).toEqual({
    state: 'done',
    names: 2,
    found: ['acme-okta.com', 'acme-sso.net'],
  });
});

it('waits for a disk that is full for minutes, and gives a run up that can never be written down', async () => {
  const full = new AppError('store.read_only', 'The disk is full', { retryable: true });
  expect((await run((time) => (time < 15 ? full : null))).state).toBe('done');
  expect((await run((time) => (time < 9 ? new Error('value too long') : null))).state).toBe('failed');
});
