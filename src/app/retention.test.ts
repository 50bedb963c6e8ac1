import { expect, it } from 'vitest';
import { retentionLoop } from './retention.ts';
import { Activity } from '../platform/clock/activity.ts';
import { VirtualClock } from '../platform/clock/virtual-clock.ts';
import { Loops } from '../platform/jobs/loops.ts';
import { want } from '../domains/enrich/want.ts';
import type { EnrichTables } from '../domains/enrich/tables.ts';
import { domainMigrations } from '../domains/migrations.ts';
import { incidentMigrations } from '../incidents/migrations.ts';
import { silentLog } from '../platform/log/log.ts';
import { openTestDb } from '../platform/store/test-db.ts';
import { reportMigrations } from '../reports/migrations.ts';

it('drops days of events every hour, and forgets once a day what was not heard of for the days of each setting', async () => {
  const activity = new Activity();
  const start = Date.UTC(2026, 10, 20, 9);
  const clock = new VirtualClock(start, [activity]);
  const loops = new Loops(clock, activity, silentLog);
  const store = await openTestDb([domainMigrations, incidentMigrations, reportMigrations]);
  await store.db.transaction((tx) => want(tx, 'live', 'acme-okta.com', 'person', start - 399.5 * 86_400_000));
  const dropped: string[] = [];
  const forgotten: [string, number][] = [];
  loops.start(
    retentionLoop({
      retention: { eventDays: 90, firstSeenDays: 180, lookAlikeDays: 400, nameListFileDays: 90, reportDays: 400 },
      stores: {
        db: store.db,
        events: {
          dropDaysBefore: async (_tenantId, day) => {
            dropped.push(day);
            return [];
          },
        },
      },
      identity: {
        forgetUnseen: async (tenantId, beforeMs) => {
          forgotten.push([tenantId, (clock.now() - beforeMs) / 86_400_000]);
          return 3;
        },
      },
      clock,
      log: silentLog,
    }),
  );
  const known = () => store.db.read<EnrichTables>().selectFrom('domain_facts').select('registrable').execute();
  await clock.advanceTo(start + 3_600_000);
  expect(await known()).toHaveLength(1);
  await clock.advanceTo(start + 47 * 3_600_000);
  await loops.stopAll();
  expect(await known()).toEqual([]);
  await store.close();
  expect(dropped).toHaveLength(48);
  expect([dropped[0], dropped.at(-1)]).toEqual(['2026-08-22', '2026-08-24']);
  expect(forgotten).toEqual([
    ['live', 180],
    ['live', 180],
  ]);
});
