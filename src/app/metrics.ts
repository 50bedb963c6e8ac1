import { LIVE_TENANT } from '../base/ids.ts';
import type { Clock } from '../base/clock.ts';
import type { Incidents } from '../incidents/create-incidents.ts';
import type { LoopSpec } from '../platform/jobs/loops.ts';
import type { Metrics } from '../platform/metrics/metrics.ts';
import type { OutboxWorker } from '../platform/outbox/create-outbox.ts';
import type { Sources } from '../platform/sources/sources.ts';

/** How often the gauges of the live space are renewed. */
const EVERY_MS = 15_000;

export interface MetricsParts {
  metrics: Metrics;
  clock: Clock;
  sources: Sources;
  incidents: Incidents;
  outbox: OutboxWorker;
}

/** Keeps the gauges that watchers alarm on: sources that lag or fail, notices that wait, incidents that are open. */
export function metricsLoop({ metrics, clock, sources, incidents, outbox }: MetricsParts): LoopSpec {
  const up = metrics.gauge('breakwater_source_up', '1 while a source is healthy or waits for its first record.');
  const lag = metrics.gauge('breakwater_source_lag_p95_seconds', 'From occurrence to receipt, 95 of 100 records.');
  const age = metrics.gauge('breakwater_source_last_record_age_seconds', 'Since the last record of a source.');
  const behind = metrics.gauge('breakwater_source_behind', 'Entries of a certificate log that are not read yet.');
  const records = metrics.gauge('breakwater_source_records', 'Records of a source so far.');
  const open = metrics.gauge('breakwater_incidents_open', 'Open incidents.');
  const waiting = metrics.gauge('breakwater_outbox_waiting', 'Calls to the outside that wait for their next try.');
  const failed = metrics.gauge('breakwater_outbox_failed', 'Calls to the outside that were given up.');
  return {
    name: 'metrics',
    everyMs: EVERY_MS,
    async turn() {
      const now = clock.now();
      for (const source of await sources.list(LIVE_TENANT, now)) {
        const labels = { source: source.id, kind: source.kind };
        up.set(source.state === 'healthy' || source.state === 'waiting' ? 1 : 0, labels);
        records.set(source.recordsTotal, labels);
        if (source.lag !== null) lag.set(source.lag.p95Ms / 1000, labels);
        if (source.lastRecordAt !== null) age.set((now - source.lastRecordAt) / 1000, labels);
        if (source.behindBy !== null) behind.set(source.behindBy, labels);
      }
      open.set(await incidents.countOpen(LIVE_TENANT));
      const counts = await outbox.counts();
      waiting.set(counts.waiting);
      failed.set(counts.failed);
      return 'idle';
    },
  };
}
