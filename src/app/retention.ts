import type { Clock } from '../base/clock.ts';
import { LIVE_TENANT } from '../base/ids.ts';
import type { Stores } from './store.ts';
import { forgetFiles } from '../domains/elsewhere/forget-files.ts';
import { forgetDomains } from '../domains/forget-domains.ts';
import type { Identity } from '../identity/identity.ts';
import { domainsHeld, findingsHeld } from '../incidents/held-by-incidents.ts';
import type { ConfigFile } from '../platform/config/schema.ts';
import type { LoopSpec } from '../platform/jobs/loops.ts';
import type { Log } from '../platform/log/log.ts';
import { forgetReports } from '../reports/forget-reports.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface RetentionParts {
  retention: ConfigFile['retention'];
  stores: { events: Pick<Stores['events'], 'dropDaysBefore'>; db: Stores['db'] };
  identity: Pick<Identity, 'forgetUnseen'>;
  clock: Clock;
  log: Log;
}

/**
 * Lets go of what is past its time: events by whole days, looked at hourly; what people are known by, domains, files of lists and
 * reports, gone through once a day.
 */
export function retentionLoop({ retention, stores, identity, clock, log }: RetentionParts): LoopSpec {
  let forgotAtMs = Number.NEGATIVE_INFINITY;
  const { db } = stores;
  return {
    name: 'retention',
    everyMs: HOUR_MS,
    async turn(signal) {
      const before = new Date(clock.now() - retention.eventDays * DAY_MS).toISOString().slice(0, 10);
      const dropped = await stores.events.dropDaysBefore(LIVE_TENANT, before);
      if (dropped.length > 0) log.info({ days: dropped.length, before }, 'events past their retention removed');
      if (clock.steadyMs() - forgotAtMs < DAY_MS) return 'idle';
      const since = (days: number): number => clock.now() - days * DAY_MS;
      const forgotten = await identity.forgetUnseen(LIVE_TENANT, since(retention.firstSeenDays));
      if (forgotten > 0) log.info({ forgotten }, 'what nobody was seen with for long was forgotten');
      const parts = { db, domainsHeld, findingsHeld };
      const domains = await forgetDomains(parts, LIVE_TENANT, since(retention.lookAlikeDays), signal);
      if (domains > 0) log.info({ domains }, 'domains of which nothing was heard for long were forgotten');
      const files = await forgetFiles(parts, LIVE_TENANT, since(retention.nameListFileDays), signal);
      if (files > 0) log.info({ files }, 'files of name lists that are gone for long were forgotten');
      const reports = await forgetReports(parts, LIVE_TENANT, since(retention.reportDays), signal);
      if (reports > 0) log.info({ reports }, 'reports past their retention removed');
      forgotAtMs = clock.steadyMs();
      return 'idle';
    },
  };
}
