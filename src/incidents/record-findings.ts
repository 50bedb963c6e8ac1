import type { Finding } from '../base/finding.ts';
import type { FindingSink } from '../platform/findings/finding-sink.ts';
import type { LivePublisher } from '../platform/live/live.ts';
import type { Log } from '../platform/log/log.ts';
import type { Tx } from '../platform/store/db.ts';
import { groupFinding, type Grouped } from './group-finding.ts';
import { incidentById } from './incident-rows.ts';
import { insertFinding } from './insert-finding.ts';
import type { IncidentChanged, NotifyOpened } from './ports.ts';
import { refreshIncident } from './refresh-incident.ts';
import type { IncidentRow, IncidentTables } from './tables.ts';
import { numberText, readMessage, severityOf } from './wire-rows.ts';

export interface RecordDeps {
  live: LivePublisher;
  log: Log;
  notifyOpened: NotifyOpened;
  changed: IncidentChanged;
}

interface Touched {
  placed: string[];
  merged: string[];
  at: number;
}

/**
 * The findings' way in. Keeps each finding once, puts it where it belongs and brings the incidents it touched up to date, all
 * in the caller's transaction. A finding that is there already changes nothing.
 */
export function createFindingSink(deps: RecordDeps): FindingSink {
  return {
    async record(tx, findings) {
      const touched = new Map<string, Map<string, Touched>>();
      for (const finding of findings) {
        if (!(await insertFinding(tx, finding))) continue;
        const grouped = await groupFinding(tx, finding);
        await deps.live.publish(tx, finding.tenantId, 'finding', finding.id);
        const tenant = touched.get(finding.tenantId) ?? new Map<string, Touched>();
        touched.set(finding.tenantId, tenant);
        noteTouched(tenant, finding, grouped);
      }
      for (const [tenantId, incidents] of touched) {
        for (const [incidentId, change] of incidents) await bringUpToDate(tx, deps, tenantId, incidentId, change);
      }
    },
  };
}

function noteTouched(tenant: Map<string, Touched>, finding: Finding, grouped: Grouped): void {
  if (grouped.incidentId === null) return;
  const change = tenant.get(grouped.incidentId) ?? { placed: [], merged: [], at: finding.foundAt };
  tenant.set(grouped.incidentId, change);
  for (const merged of grouped.merged) {
    change.merged.push(merged, ...(tenant.get(merged)?.merged ?? []));
    tenant.delete(merged);
  }
  change.placed.push(...grouped.placed);
  change.at = Math.max(change.at, finding.foundAt);
}

async function bringUpToDate(
  tx: Tx,
  deps: RecordDeps,
  tenantId: string,
  incidentId: string,
  change: Touched,
): Promise<void> {
  const before = await incidentById(tx.tables<IncidentTables>(), tenantId, incidentId);
  if (before === null) return;
  const row = await refreshIncident(tx, before, change.merged.length > 0 ? 'rebuild' : { placed: change.placed });
  await deps.live.publish(tx, tenantId, 'incident', incidentId);
  for (const merged of change.merged) await deps.live.publish(tx, tenantId, 'incident', merged);
  await deps.changed(tx, { tenantId, incidentId, mergedFrom: change.merged, at: change.at });
  await tellIfGraver(tx, deps, row, change.at);
  deps.log.info(
    { tenantId, incident: numberText(row.number), findings: change.placed.length, merged: change.merged.length },
    'findings joined',
  );
}

/** People are told once when an incident opens and once for each step that it gets graver. */
async function tellIfGraver(tx: Tx, deps: RecordDeps, row: IncidentRow, at: number): Promise<void> {
  if (row.severity_rank <= row.told_rank) return;
  await tx
    .tables<IncidentTables>()
    .updateTable('incident')
    .set({ told_rank: row.severity_rank })
    .where('tenant_id', '=', row.tenant_id)
    .where('id', '=', row.id)
    .execute();
  await deps.notifyOpened(tx, {
    tenantId: row.tenant_id,
    incidentId: row.id,
    number: numberText(row.number),
    severity: severityOf(row.severity_rank),
    headline: readMessage(row.headline),
    why: row.told_rank < 0 ? 'opened' : 'graver',
    at,
  });
}
