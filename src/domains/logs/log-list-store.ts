import type { ListedLog, LogList } from '../../engines/ct/index.ts';
import type { Db, Tx } from '../../platform/store/db.ts';
import type { ListRules } from './listed-logs.ts';
import type { LogChoiceRow, LogListRow, LogsTables } from './tables.ts';

/** A log list as it is set: by the configuration or by a person. */
export interface LogListSettings {
  url?: string | undefined;
  file?: string | undefined;
  refreshHours: number;
  operators?: readonly string[] | undefined;
  exclude?: readonly string[] | undefined;
  /** PEM; the list's signature is then checked. */
  publicKey?: string | undefined;
}

/** The list of a data space with its last good copy, or null. */
export async function readLogList(db: Db, tenantId: string): Promise<LogListRow | null> {
  const row = await db
    .read<LogsTables>()
    .selectFrom('certificate_log_list')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst();
  return row ?? null;
}

export async function readChoices(db: Db, tenantId: string): Promise<LogChoiceRow[]> {
  return db
    .read<LogsTables>()
    .selectFrom('certificate_log_choice')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .execute();
}

/** The logs of the kept copy. */
export function logsOf(row: Pick<LogListRow, 'logs'>): ListedLog[] {
  const logs: ListedLog[] = JSON.parse(row.logs);
  return logs;
}

export function rulesOf(row: Pick<LogListRow, 'rules'>): ListRules {
  const rules: ListRules = JSON.parse(row.rules);
  return rules;
}

/** A row for settings; the copy of the list that is kept stays where the place is the same. */
export function listRow(
  tenantId: string,
  settings: LogListSettings,
  before: LogListRow | null,
  by: { readOnly: boolean; agreedBy: string | null; at: number },
): LogListRow {
  const url = settings.url ?? null;
  const file = url === null ? (settings.file ?? null) : null;
  const isSamePlace = before !== null && before.url === url && before.file === file;
  const copy = isSamePlace ? before : null;
  const publicKey = settings.publicKey ?? null;
  // Under another key the copy must be fetched anew: an unchanged answer would leave it in use without a look at its signature.
  const isChecked = copy !== null && copy.public_key === publicKey;
  return {
    tenant_id: tenantId,
    url,
    file,
    read_only: by.readOnly ? 1 : 0,
    refresh_ms: settings.refreshHours * 3_600_000,
    rules: JSON.stringify({ operators: settings.operators, exclude: settings.exclude }),
    public_key: publicKey,
    agreed_by: by.agreedBy,
    agreed_at: copy?.agreed_at ?? by.at,
    tag: isChecked ? copy.tag : null,
    version: copy?.version ?? null,
    made_at: copy?.made_at ?? null,
    fetched_at: copy?.fetched_at ?? null,
    checked_at: isChecked ? copy.checked_at : null,
    faults: copy?.faults ?? 0,
    fault: copy?.fault ?? null,
    problems: copy?.problems ?? '[]',
    logs: copy?.logs ?? '[]',
  };
}

/** The row with a new copy of the list. */
export function withCopy(row: LogListRow, list: LogList, tag: string | null, at: number): LogListRow {
  return {
    ...withoutFault(row, at),
    tag,
    version: list.version,
    made_at: list.madeAtMs,
    fetched_at: at,
    problems: JSON.stringify(list.problems),
    logs: JSON.stringify(list.logs),
  };
}

export function withoutFault(row: LogListRow, at: number): LogListRow {
  return { ...row, checked_at: at, faults: 0, fault: null };
}

export async function writeLogList(tx: Tx, row: LogListRow): Promise<void> {
  const { tenant_id: _tenant, ...values } = row;
  await tx
    .tables<LogsTables>()
    .insertInto('certificate_log_list')
    .values(row)
    .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet(values))
    .execute();
}

export async function writeChoice(tx: Tx, row: LogChoiceRow): Promise<void> {
  await tx
    .tables<LogsTables>()
    .insertInto('certificate_log_choice')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'scope', 'name']).doUpdateSet({ is_read: row.is_read, at: row.at }),
    )
    .execute();
}

/** Removes everything of a data space. */
export async function dropLogs(tx: Tx, tenantId: string): Promise<void> {
  const tables = tx.tables<LogsTables>();
  for (const table of [
    'certificate_log_list',
    'certificate_log_choice',
    'certificate_log_kept',
    'name_archive',
    'name_scan',
  ] as const) {
    await tables.deleteFrom(table).where('tenant_id', '=', tenantId).execute();
  }
}
