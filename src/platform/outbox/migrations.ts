import { bigintType, textKeyType } from '../store/column-types.ts';
import type { MigrationSet } from '../store/db.ts';

/** Schema of the outbox. */
export const outboxMigrations: MigrationSet = {
  room: 'outbox',
  migrations: [
    {
      id: '0001-initial',
      async up(db, dialect) {
        const key = textKeyType(dialect);
        const big = bigintType(dialect);
        await db.schema
          .createTable('outbox')
          .addColumn('tenant_id', key, (column) => column.notNull())
          .addColumn('id', key, (column) => column.notNull())
          .addColumn('topic', key, (column) => column.notNull())
          .addColumn('key', key, (column) => column.notNull())
          .addColumn('payload', 'text', (column) => column.notNull())
          .addColumn('state', 'text', (column) => column.notNull())
          .addColumn('attempts', 'integer', (column) => column.notNull())
          .addColumn('next_at', big, (column) => column.notNull())
          .addColumn('created_at', big, (column) => column.notNull())
          .addColumn('settled_at', big)
          .addColumn('last_reason', 'text')
          .addPrimaryKeyConstraint('outbox_pk', ['tenant_id', 'id'])
          .addUniqueConstraint('outbox_key', ['tenant_id', 'topic', 'key'])
          .execute();
        await db.schema.createIndex('outbox_due').on('outbox').columns(['state', 'next_at']).execute();
      },
    },
  ],
};
