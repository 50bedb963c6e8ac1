import { bigintType, textKeyType } from '../store/column-types.ts';
import type { MigrationSet } from '../store/db.ts';

export const liveMigrations: MigrationSet = {
  room: 'live',
  migrations: [
    {
      id: '0001-initial',
      async up(db, dialect) {
        await db.schema
          .createTable('live_event')
          .addColumn('tenant_id', textKeyType(dialect), (column) => column.notNull())
          .addColumn('seq', bigintType(dialect), (column) => column.notNull())
          .addColumn('kind', 'text', (column) => column.notNull())
          .addColumn('id', 'text', (column) => column.notNull())
          .addColumn('at', bigintType(dialect), (column) => column.notNull())
          .addPrimaryKeyConstraint('live_event_pk', ['tenant_id', 'seq'])
          .execute();
      },
    },
  ],
};
