import { bigintType, textKeyType } from '../../platform/store/column-types.ts';
import type { Migration } from '../../platform/store/db.ts';

/** Tables of domains/owned. Ids sort among those of the whole domains room. */
export const ownedMigrations: readonly Migration[] = [
  {
    id: '0006-owned',
    async up(db, dialect) {
      const key = textKeyType(dialect);
      await db.schema
        .createTable('owned_dismissed')
        .addColumn('tenant_id', key, (column) => column.notNull())
        .addColumn('domain', key, (column) => column.notNull())
        .addColumn('at', bigintType(dialect), (column) => column.notNull())
        .addPrimaryKeyConstraint('owned_dismissed_pk', ['tenant_id', 'domain'])
        .execute();
    },
  },
];
