import { bigintType, textKeyType } from '../store/column-types.ts';
import type { MigrationSet } from '../store/db.ts';

export const httpMigrations: MigrationSet = {
  room: 'http',
  migrations: [
    {
      id: '0001-initial',
      async up(db, dialect) {
        await db.schema
          .createTable('http_reply')
          .addColumn('tenant_id', textKeyType(dialect), (column) => column.notNull())
          .addColumn('actor_id', textKeyType(dialect), (column) => column.notNull())
          .addColumn('idempotency_key', textKeyType(dialect), (column) => column.notNull())
          .addColumn('fingerprint', 'text', (column) => column.notNull())
          .addColumn('run_id', 'text', (column) => column.notNull())
          .addColumn('state', 'text', (column) => column.notNull())
          .addColumn('body', 'text', (column) => column.notNull())
          .addColumn('created_at', bigintType(dialect), (column) => column.notNull())
          .addPrimaryKeyConstraint('http_reply_pk', ['tenant_id', 'actor_id', 'idempotency_key'])
          .execute();
        await db.schema.createIndex('http_reply_created').on('http_reply').columns(['created_at']).execute();
      },
    },
  ],
};
