import { readdirSync } from 'node:fs';
import type { Db } from '../../platform/store/db.ts';
import type { ElsewhereTables } from './tables.ts';

/** Files removed in one transaction. */
const AT_ONCE = 200;

/**
 * Forgets files of the folders of name lists that were read before a moment and that no longer lie there. One that still does is
 * remembered however old it is: it would be read again, and all of it look new.
 * @param beforeMs milliseconds UTC
 * @returns how many
 */
export async function forgetFiles(
  { db }: { db: Db },
  tenantId: string,
  beforeMs: number,
  signal: AbortSignal,
): Promise<number> {
  const lists = await db
    .read<ElsewhereTables>()
    .selectFrom('name_list')
    .select(['list_id', 'folder'])
    .where('tenant_id', '=', tenantId)
    .where('folder', 'is not', null)
    .execute();
  let forgotten = 0;
  for (const { list_id: listId, folder } of lists) {
    const present = filesOf(folder ?? '');
    if (present === null) continue;
    const rows = await db
      .read<ElsewhereTables>()
      .selectFrom('name_list_file')
      .select('file')
      .where('tenant_id', '=', tenantId)
      .where('list_id', '=', listId)
      .where('read_at', '<', beforeMs)
      .execute();
    const gone = rows.map((row) => row.file).filter((file) => !present.has(file));
    for (let from = 0; from < gone.length; from += AT_ONCE) {
      signal.throwIfAborted();
      const part = gone.slice(from, from + AT_ONCE);
      await db.transaction((tx) =>
        tx
          .tables<ElsewhereTables>()
          .deleteFrom('name_list_file')
          .where('tenant_id', '=', tenantId)
          .where('list_id', '=', listId)
          .where('file', 'in', part)
          .where('read_at', '<', beforeMs)
          .execute(),
      );
      forgotten += part.length;
    }
  }
  return forgotten;
}

/** Null where the folder cannot be read: a disk that is not mounted has no files, and forgets none. */
function filesOf(folder: string): ReadonlySet<string> | null {
  try {
    return new Set(readdirSync(folder));
  } catch {
    return null;
  }
}
