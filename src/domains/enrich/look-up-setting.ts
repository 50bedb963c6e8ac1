import type { Db, Tx } from '../../platform/store/db.ts';
import type { ConfiguredLookUps } from './ports.ts';
import type { EnrichTables, LookupSettingRow } from './tables.ts';

/** Whether anybody outside may be asked, and how far. */
export interface LookUpSetting {
  /** A person agreed in the console. */
  agreed: boolean;
  /** Look-ups run. */
  effective: boolean;
  screenshots: boolean;
  agreedBy: string | null;
  changedAt: number | null;
}

const NEVER: LookUpSetting = { agreed: false, effective: false, screenshots: false, agreedBy: null, changedAt: null };

/** How look-ups stand in a data space; nobody agreed until somebody has. */
export async function readSetting(db: Db, tenantId: string): Promise<LookUpSetting> {
  const row = await db
    .read<EnrichTables>()
    .selectFrom('lookup_setting')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst();
  return row === undefined ? NEVER : settingOf(row);
}

/** Brings what is in force up to date with the configuration, and with a person's word where one is given. */
export async function settleSetting(
  tx: Tx,
  tenantId: string,
  configured: ConfiguredLookUps,
  wish: { agreed: boolean; screenshots: boolean; by: string } | null,
  at: number,
): Promise<LookUpSetting> {
  const tables = tx.tables<EnrichTables>();
  const before = await tables
    .selectFrom('lookup_setting')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst();
  const agreed = wish?.agreed ?? before?.agreed === 1;
  const wantsPictures = wish?.screenshots ?? before?.screenshots === 1;
  const row: LookupSettingRow = {
    tenant_id: tenantId,
    agreed: agreed ? 1 : 0,
    effective: (configured.enabled ?? agreed) ? 1 : 0,
    screenshots: (configured.screenshots ?? wantsPictures) ? 1 : 0,
    agreed_by: wish === null ? (before?.agreed_by ?? null) : wish.agreed ? wish.by : null,
    changed_at: wish === null && before !== undefined ? before.changed_at : at,
  };
  const { tenant_id: _tenant, ...values } = row;
  await tables
    .insertInto('lookup_setting')
    .values(row)
    .onConflict((conflict) => conflict.columns(['tenant_id']).doUpdateSet(values))
    .execute();
  return settingOf(row);
}

function settingOf(row: LookupSettingRow): LookUpSetting {
  return {
    agreed: row.agreed === 1,
    effective: row.effective === 1,
    screenshots: row.screenshots === 1,
    agreedBy: row.agreed_by,
    changedAt: row.changed_at,
  };
}
