import type { Clock } from '../../base/clock.ts';
import type { FindingDraft } from '../../base/finding.ts';
import type { FindingSink } from '../findings/finding-sink.ts';
import { sealFinding } from '../findings/seal-finding.ts';
import type { LoopSpec } from '../jobs/loops.ts';
import type { LivePublisher } from '../live/live.ts';
import type { Db } from '../store/db.ts';
import { silentAfter } from './source-state.ts';
import type { SourceRow, SourceTables } from './tables.ts';

export const SILENT_DETECTOR = 'sources.silent';
const SILENT_VERSION = 1;

/** A clock that leapt further than this between two looks was set, not passed: silence is counted from then on. */
const LEAP_MS = 60_000;

export interface SilenceDeps {
  db: Db;
  live: LivePublisher;
  findings: FindingSink;
}

/**
 * The loop that notices sources from which nothing comes any more. Each silence is one finding, keyed by the last record
 * before it. Time in which Breakwater itself did not run, or a leap of the clock, is not counted as silence.
 */
export function silenceLoop(deps: SilenceDeps, tenantId: string, clock: Clock, everyMs = 15_000): LoopSpec {
  let countFrom = clock.now();
  let before = { now: clock.now(), steadyMs: clock.steadyMs() };
  return {
    name: 'sources.silence',
    everyMs,
    async turn() {
      const here = { now: clock.now(), steadyMs: clock.steadyMs() };
      const leap = here.now - before.now - (here.steadyMs - before.steadyMs);
      if (Math.abs(leap) > LEAP_MS) countFrom = here.now;
      before = here;
      const rows = await deps.db
        .read<SourceTables>()
        .selectFrom('source')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('paused', '=', 0)
        .where('silent_since', 'is', null)
        .where('silent_after_ms', '>', 0)
        .execute();
      for (const row of rows) if (isSilent(row, here.now, countFrom)) await raise(deps, tenantId, row, here.now);
      return 'idle';
    },
  };
}

function isSilent(row: SourceRow, now: number, countFrom: number): boolean {
  const heard = Math.max(row.last_received_at ?? row.registered_at, countFrom);
  return now - heard > silentAfter(row, now);
}

async function raise(deps: SilenceDeps, tenantId: string, seen: SourceRow, now: number): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const row = await tx
      .tables<SourceTables>()
      .selectFrom('source')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('source_id', '=', seen.source_id)
      .executeTakeFirst();
    // A record may have come between the look and this transaction.
    if (row === undefined || row.silent_since !== null || row.last_received_at !== seen.last_received_at) return;
    const since = row.last_received_at ?? row.registered_at;
    await tx
      .tables<SourceTables>()
      .updateTable('source')
      .set({ silent_since: since, told_at: now })
      .where('tenant_id', '=', tenantId)
      .where('source_id', '=', row.source_id)
      .execute();
    await deps.findings.record(tx, [sealFinding(tenantId, draftOf(row, since, now), now)]);
    await deps.live.publish(tx, tenantId, 'source', row.source_id);
  });
}

function draftOf(row: SourceRow, since: number, now: number): FindingDraft {
  const blind: { detector: string }[] = JSON.parse(row.blind_detections);
  const raw = JSON.stringify({
    source: row.source_id,
    kind: row.kind,
    lastReceivedAt: row.last_received_at,
    lastRecordAt: row.last_record_at,
    lastSuccessAt: row.last_success_at,
    recordsTotal: row.records_total,
    usualGapMs: row.usual_gap_ms,
    silentAfterMs: silentAfter(row, now),
    blind: blind.map((one) => one.detector),
  });
  return {
    detector: SILENT_DETECTOR,
    detectorVersion: SILENT_VERSION,
    key: `${row.source_id}|${since}`,
    severity: 'medium',
    occurredAt: since,
    receivedAt: now,
    message: {
      key: 'sources.finding.silent',
      params: { source: row.label, silentMinutes: Math.floor((now - since) / 60_000), blind: blind.length },
    },
    entities: [{ kind: 'source', value: row.source_id, label: row.label, role: 'subject', joins: false }],
    evidence: [
      { id: `silence:${row.source_id}:${since}`, sourceId: row.source_id, occurredAt: since, receivedAt: now, raw },
    ],
    // T1562.008 Impair Defenses: Disable or Modify Cloud Logs is one reason among many; naming it would accuse a network fault.
    techniques: [],
    facts: { sourceId: row.source_id, silentSinceMs: since },
  };
}
