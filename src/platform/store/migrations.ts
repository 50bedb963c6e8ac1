import type { MigrationSet } from './db.ts';
import { bigintType, textKeyType } from './column-types.ts';

/** What the store itself needs; `migrate` always runs it first. */
export const storeMigrations: MigrationSet = {
  room: 'store',
  migrations: [
    {
      id: '0001-initial',
      async up(db, dialect) {
        await db.schema
          .createTable('tenant_counter')
          .addColumn('tenant_id', textKeyType(dialect), (column) => column.notNull())
          .addColumn('counter', textKeyType(dialect), (column) => column.notNull())
          .addColumn('value', bigintType(dialect), (column) => column.notNull())
          .addPrimaryKeyConstraint('tenant_counter_pk', ['tenant_id', 'counter'])
          .execute();
        await db.schema
          .createTable('store_state')
          .addColumn('name', textKeyType(dialect), (column) => column.primaryKey())
          .addColumn('value', 'text', (column) => column.notNull())
          .addColumn('changed_at', bigintType(dialect), (column) => column.notNull())
          .execute();
      },
    },
  ],
};
