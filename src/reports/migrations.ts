import { bigintType, textKeyType } from '../platform/store/column-types.ts';
import type { MigrationSet } from '../platform/store/db.ts';

/** Schema of the reports room. */
export const reportMigrations: MigrationSet = {
  room: 'reports',
  migrations: [
    {
      id: '0001-initial',
      async up(db, dialect) {
        const key = textKeyType(dialect);
        const big = bigintType(dialect);
        await db.schema
          .createTable('report')
          .addColumn('tenant_id', key, (column) => column.notNull())
          .addColumn('report_id', key, (column) => column.notNull())
          .addColumn('reporter', key, (column) => column.notNull())
          .addColumn('text', 'text', (column) => column.notNull())
          .addColumn('link', 'text')
          .addColumn('links', 'text', (column) => column.notNull())
          .addColumn('sender', 'text')
          .addColumn('entered', 'integer', (column) => column.notNull())
          .addColumn('message_at', big)
          .addColumn('received_at', big, (column) => column.notNull())
          .addColumn('verdict', 'text', (column) => column.notNull())
          .addColumn('via', 'text', (column) => column.notNull())
          .addColumn('same_hash', key, (column) => column.notNull())
          .addColumn('finding_id', key)
          .addPrimaryKeyConstraint('report_pk', ['tenant_id', 'report_id'])
          .execute();
        await db.schema
          .createIndex('report_by_time')
          .on('report')
          .columns(['tenant_id', 'received_at', 'report_id'])
          .execute();
        await db.schema
          .createIndex('report_by_hash')
          .on('report')
          .columns(['tenant_id', 'same_hash', 'received_at'])
          .execute();
        await db.schema
          .createTable('report_lead')
          .addColumn('tenant_id', key, (column) => column.notNull())
          .addColumn('value', key, (column) => column.notNull())
          .addColumn('report_id', key, (column) => column.notNull())
          .addColumn('reporter', key, (column) => column.notNull())
          .addColumn('received_at', big, (column) => column.notNull())
          .addPrimaryKeyConstraint('report_lead_pk', ['tenant_id', 'value', 'report_id'])
          .execute();
      },
    },
  ],
};
