import type { z } from 'zod';
import type { Db } from '../../platform/store/db.ts';
import type { lifeApi } from './api.ts';
import type { LifeTables } from './tables.ts';

type Answer = z.output<(typeof lifeApi)['getLookAlike']['response']>;

/** Decisions shown of one domain. */
const MAX_DECISIONS = 50;

/**
 * What happened to a domain, earliest first.
 * @param certifiedAt when its first certificate was logged, for domains that were seen before lives were written down
 */
export async function readLife(
  db: Db,
  tenantId: string,
  registrable: string,
  certifiedAt: number | null,
): Promise<Answer['life']> {
  const rows = await db
    .read<LifeTables>()
    .selectFrom('domain_life')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('registrable', '=', registrable)
    .orderBy('at')
    .orderBy('seq')
    .execute();
  const life: Answer['life'] = rows.map((row) => ({
    at: row.at,
    kind: row.kind,
    detail: JSON.parse(row.detail) as Answer['life'][number]['detail'],
  }));
  if (certifiedAt === null || life.some((event) => event.kind === 'certified')) return life;
  return [...life, { at: certifiedAt, kind: 'certified' as const, detail: {} }].toSorted((a, b) => a.at - b.at);
}

/** What was decided about a domain, the newest first. */
export async function readDecisions(db: Db, tenantId: string, registrable: string): Promise<Answer['decisions']> {
  const rows = await db
    .read<LifeTables>()
    .selectFrom('domain_decision')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('registrable', '=', registrable)
    .orderBy('at', 'desc')
    .orderBy('decision_id', 'desc')
    .limit(MAX_DECISIONS)
    .execute();
  return rows.map((row) => ({
    decision: row.decision,
    reason: row.reason,
    by: row.by_name,
    at: row.at,
    revokedAt: row.revoked_at,
    revokedBy: row.revoked_by,
  }));
}
