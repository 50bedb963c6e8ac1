import { bigintType, textKeyType, realType } from '../platform/store/column-types.ts';
import type { MigrationSet } from '../platform/store/db.ts';

/** Schema of the rehearsal room: one row at the most. */
export const rehearsalMigrations: MigrationSet = {
  room: 'rehearsal',
  migrations: [
    {
      id: '0001-initial',
      async up(db, dialect) {
        await db.schema
          .createTable('rehearsal')
          .addColumn('tenant_id', textKeyType(dialect), (column) => column.primaryKey().notNull())
          .addColumn('scenario', 'text', (column) => column.notNull())
          .addColumn('factor', realType(dialect), (column) => column.notNull())
          .addColumn('state', 'text', (column) => column.notNull())
          .addColumn('started_at', bigintType(dialect), (column) => column.notNull())
          .addColumn('lure_at', bigintType(dialect))
          .addColumn('ends_at', bigintType(dialect))
          .addColumn('clock_at', bigintType(dialect))
          .addColumn('error', 'text')
          .addColumn('truth', 'text', (column) => column.notNull())
          .execute();
      },
    },
  ],
};
