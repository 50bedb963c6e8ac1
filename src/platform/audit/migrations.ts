import { bigintType, textKeyType } from '../store/column-types.ts';
import type { MigrationSet } from '../store/db.ts';

export const auditMigrations: MigrationSet = {
  room: 'audit',
  migrations: [
    {
      id: '0001-initial',
      async up(db, dialect) {
        await db.schema
          .createTable('audit_entry')
          .addColumn('tenant_id', textKeyType(dialect), (column) => column.notNull())
          .addColumn('seq', bigintType(dialect), (column) => column.notNull())
          .addColumn('at', bigintType(dialect), (column) => column.notNull())
          .addColumn('actor_kind', 'text', (column) => column.notNull())
          .addColumn('actor_id', 'text', (column) => column.notNull())
          .addColumn('verb', 'text', (column) => column.notNull())
          .addColumn('objects', 'text', (column) => column.notNull())
          .addColumn('outcome', 'text', (column) => column.notNull())
          .addColumn('space', 'text', (column) => column.notNull())
          .addColumn('request_id', 'text', (column) => column.notNull())
          .addColumn('prev_hash', 'text', (column) => column.notNull())
          .addColumn('hash', 'text', (column) => column.notNull())
          .addPrimaryKeyConstraint('audit_entry_pk', ['tenant_id', 'seq'])
          .execute();
      },
    },
  ],
};
