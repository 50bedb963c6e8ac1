import { bigintType, textKeyType } from '../platform/store/column-types.ts';
import type { MigrationSet } from '../platform/store/db.ts';

/** Schema of the notify room. */
export const notifyMigrations: MigrationSet = {
  room: 'notify',
  migrations: [
    {
      id: '0001-initial',
      async up(db, dialect) {
        const key = textKeyType(dialect);
        await db.schema
          .createTable('channel')
          .addColumn('tenant_id', key, (column) => column.notNull())
          .addColumn('id', key, (column) => column.notNull())
          .addColumn('kind', 'text', (column) => column.notNull())
          .addColumn('label', 'text', (column) => column.notNull())
          .addColumn('settings', 'text', (column) => column.notNull())
          .addColumn('min_severity', 'text', (column) => column.notNull())
          .addColumn('created_at', bigintType(dialect), (column) => column.notNull())
          .addPrimaryKeyConstraint('channel_pk', ['tenant_id', 'id'])
          .execute();
        await db.schema
          .createTable('channel_health')
          .addColumn('tenant_id', key, (column) => column.notNull())
          .addColumn('channel_id', key, (column) => column.notNull())
          .addColumn('last_delivered_at', bigintType(dialect))
          .addColumn('last_error', 'text')
          .addPrimaryKeyConstraint('channel_health_pk', ['tenant_id', 'channel_id'])
          .execute();
      },
    },
  ],
};
