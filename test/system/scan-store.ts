import { readdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Reads the embedded store beside the program that holds it: to see what is really there. */
export function openForReading(dataDir: string): DatabaseSync {
  return new DatabaseSync(path.join(dataDir, 'breakwater.sqlite'), { readOnly: true });
}

interface Column {
  table: string;
  name: string;
}

function columns(db: DatabaseSync): Column[] {
  return db
    .prepare(
      `select m.name as "table", c.name as name from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table' order by 1, 2`,
    )
    .all() as unknown as Column[];
}

/** How many rows of a tenant each table holds; tables without any are left out. */
export function rowsOfTenant(db: DatabaseSync, tenantId: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { table, name } of columns(db)) {
    if (name !== 'tenant_id') continue;
    const row = db.prepare(`select count(*) as rows from "${table}" where tenant_id = ?`).get(tenantId);
    if (Number(row?.['rows']) > 0) counts[table] = Number(row?.['rows']);
  }
  return counts;
}

/** Rows of a tenant that hold one of these texts anywhere, as `table: row`. */
export function tellingRows(db: DatabaseSync, tenantId: string, needles: readonly string[]): string[] {
  return Object.keys(rowsOfTenant(db, tenantId)).flatMap((table) =>
    db
      .prepare(`select * from "${table}" where tenant_id = ?`)
      .all(tenantId)
      .map((row) => `${table}: ${JSON.stringify(row)}`)
      .filter((text) => needles.some((needle) => text.includes(needle))),
  );
}

/** Times in the store (columns `…_at`, `at`) that lie outside a span, as `table.column = ISO time`. */
export function timesOutside(db: DatabaseSync, fromMs: number, untilMs: number): string[] {
  const found: string[] = [];
  for (const { table, name } of columns(db)) {
    if (name !== 'at' && !name.endsWith('_at')) continue;
    const rows = db
      .prepare(`select distinct "${name}" as time from "${table}" where "${name}" is not null and "${name}" != 0`)
      .all();
    for (const { time } of rows) {
      const ms = Number(time);
      if (ms < fromMs || ms > untilMs) found.push(`${table}.${name} = ${new Date(ms).toISOString()}`);
    }
  }
  return found;
}

/** Every file below a folder, as paths relative to it. */
export function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)))
    .toSorted();
}
