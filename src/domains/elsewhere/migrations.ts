import { bigintType, textKeyType } from '../../platform/store/column-types.ts';
import type { Migration } from '../../platform/store/db.ts';

/** Tables of domains/elsewhere. Ids sort among those of the whole domains room. */
export const elsewhereMigrations: readonly Migration[] = [
  {
    id: '0007-elsewhere',
    async up(db, dialect) {
      const key = textKeyType(dialect);
      const big = bigintType(dialect);
      await db.schema
        .createTable('name_list')
        .addColumn('tenant_id', key, (column) => column.notNull())
        .addColumn('list_id', key, (column) => column.notNull())
        .addColumn('label', 'text', (column) => column.notNull())
        .addColumn('url', 'text')
        .addColumn('folder', 'text')
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('every_ms', big, (column) => column.notNull())
        .addColumn('read_only', 'integer', (column) => column.notNull())
        .addColumn('added_at', big, (column) => column.notNull())
        .addColumn('checked_at', big)
        .addColumn('faults', 'integer', (column) => column.notNull())
        .addColumn('tag', 'text')
        .addColumn('names', big, (column) => column.notNull())
        .addColumn('added', big, (column) => column.notNull())
        .addColumn('removed', big, (column) => column.notNull())
        .addColumn('found', 'integer', (column) => column.notNull())
        .addPrimaryKeyConstraint('name_list_pk', ['tenant_id', 'list_id'])
        .execute();
      await db.schema
        .createTable('name_list_file')
        .addColumn('tenant_id', key, (column) => column.notNull())
        .addColumn('list_id', key, (column) => column.notNull())
        .addColumn('file', key, (column) => column.notNull())
        .addColumn('tag', 'text', (column) => column.notNull())
        .addColumn('read_at', big, (column) => column.notNull())
        .addPrimaryKeyConstraint('name_list_file_pk', ['tenant_id', 'list_id', 'file'])
        .execute();
    },
  },
];
