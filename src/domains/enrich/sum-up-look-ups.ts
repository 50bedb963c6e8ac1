import type { Db } from '../../platform/store/db.ts';
import { readSetting } from './look-up-setting.ts';
import type { EnrichTables } from './tables.ts';

/** How look-ups stand in a data space. */
export interface LookUpSummary {
  /** Look-ups run. */
  on: boolean;
  /** What breakwater.yaml says of them; null where it leaves it to the console. */
  configured: boolean | null;
  /** Names predicted for the brands that stood in the last whole look at each; null where none was made. Parked ones do not count. */
  standing: number | null;
}

/** @param brands names of the brands that are protected now: looks at others are past */
export async function sumUpLookUps(
  db: Db,
  tenantId: string,
  brands: readonly string[],
  configured: boolean | null,
): Promise<LookUpSummary> {
  const { effective: on } = await readSetting(db, tenantId);
  const rows = await db
    .read<EnrichTables>()
    .selectFrom('first_look')
    .select(['brand', 'standing'])
    .where('tenant_id', '=', tenantId)
    // one that is under way, or ended before its time, has not seen what stands
    .where('state', '=', 'finished')
    .orderBy('started_at')
    .execute();
  // The last of each brand stays.
  const last = new Map(rows.filter((row) => brands.includes(row.brand)).map((row) => [row.brand, row.standing]));
  return { on, configured, standing: last.size === 0 ? null : [...last.values()].reduce((sum, one) => sum + one, 0) };
}
