import { textKeyType } from '../../platform/store/column-types.ts';
import type { Migration } from '../../platform/store/db.ts';

/** Tables of domains/takedown. Ids sort among those of the whole domains room. */
export const takedownMigrations: readonly Migration[] = [
  {
    id: '0008-takedown',
    async up(db, dialect) {
      await db.schema
        .createTable('takedown_reporter')
        .addColumn('tenant_id', textKeyType(dialect), (column) => column.notNull())
        .addColumn('organisation', 'text', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('email', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('takedown_reporter_pk', ['tenant_id'])
        .execute();
    },
  },
];
