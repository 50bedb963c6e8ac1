import { bigintType, textKeyType } from '../store/column-types.ts';
import type { MigrationSet } from '../store/db.ts';

/** Schema of sealed secrets. */
export const secretMigrations: MigrationSet = {
  room: 'secrets',
  migrations: [
    {
      id: '0001-initial',
      async up(db, dialect) {
        const key = textKeyType(dialect);
        await db.schema
          .createTable('sealed_secret')
          .addColumn('tenant_id', key, (column) => column.notNull())
          .addColumn('row_id', key, (column) => column.notNull())
          .addColumn('field', key, (column) => column.notNull())
          .addColumn('key_id', 'text', (column) => column.notNull())
          .addColumn('envelope', 'text', (column) => column.notNull())
          .addColumn('changed_at', bigintType(dialect), (column) => column.notNull())
          .addPrimaryKeyConstraint('sealed_secret_pk', ['tenant_id', 'row_id', 'field'])
          .execute();
      },
    },
  ],
};
