import { bigintType, textKeyType } from '../../platform/store/column-types.ts';
import type { Migration } from '../../platform/store/db.ts';

/** Tables of domains/lures. Ids sort among those of the whole domains room. */
export const luresMigrations: readonly Migration[] = [
  {
    id: '0012-lures',
    async up(db, dialect) {
      const key = textKeyType(dialect);
      await db.schema
        .createTable('lure_word')
        .addColumn('tenant_id', key, (column) => column.notNull())
        .addColumn('word', key, (column) => column.notNull())
        .addColumn('decision', 'text', (column) => column.notNull())
        .addColumn('tier', 'text', (column) => column.notNull())
        .addColumn('registrable', 'text', (column) => column.notNull())
        .addColumn('brand', 'text', (column) => column.notNull())
        .addColumn('by', 'text', (column) => column.notNull())
        .addColumn('by_name', 'text', (column) => column.notNull())
        .addColumn('at', bigintType(dialect), (column) => column.notNull())
        .addPrimaryKeyConstraint('lure_word_pk', ['tenant_id', 'word'])
        .execute();
    },
  },
];
