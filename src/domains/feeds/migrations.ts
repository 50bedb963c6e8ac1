import { bigintType, realType, textKeyType } from '../../platform/store/column-types.ts';
import type { Migration } from '../../platform/store/db.ts';

/** Tables of domains/feeds. Ids sort among those of the whole domains room. */
export const feedsMigrations: readonly Migration[] = [
  {
    id: '0005-feeds',
    async up(db, dialect) {
      const key = textKeyType(dialect);
      const big = bigintType(dialect);
      await db.schema
        .createTable('feed_entry')
        .addColumn('tenant_id', key, (column) => column.notNull())
        .addColumn('registrable', key, (column) => column.notNull())
        .addColumn('listed_at', big, (column) => column.notNull())
        .addColumn('because', 'text', (column) => column.notNull())
        .addColumn('removed_at', big)
        .addPrimaryKeyConstraint('feed_entry_pk', ['tenant_id', 'registrable'])
        .execute();
      await db.schema
        .createTable('feed_state')
        .addColumn('tenant_id', key, (column) => column.notNull())
        .addColumn('auto_score', realType(dialect))
        .addColumn('serial', big, (column) => column.notNull())
        .addColumn('changed_at', big, (column) => column.notNull())
        .addPrimaryKeyConstraint('feed_state_pk', ['tenant_id'])
        .execute();
      await db.schema
        .createTable('feed_token')
        .addColumn('tenant_id', key, (column) => column.notNull())
        .addColumn('token_id', key, (column) => column.notNull())
        .addColumn('token_hash', key, (column) => column.notNull())
        .addColumn('label', 'text', (column) => column.notNull())
        .addColumn('formats', 'text', (column) => column.notNull())
        .addColumn('created_at', big, (column) => column.notNull())
        .addColumn('created_by', 'text', (column) => column.notNull())
        .addColumn('last_used_at', big)
        .addColumn('last_format', 'text')
        .addPrimaryKeyConstraint('feed_token_pk', ['tenant_id', 'token_id'])
        .addUniqueConstraint('feed_token_hash', ['token_hash'])
        .execute();
    },
  },
  {
    id: '0011-feed-revoked',
    async up(db, dialect) {
      const key = textKeyType(dialect);
      const big = bigintType(dialect);
      await db.schema
        .createTable('feed_revoked')
        .addColumn('tenant_id', key, (column) => column.notNull())
        .addColumn('registrable', key, (column) => column.notNull())
        .addColumn('listed_at', big, (column) => column.notNull())
        .addColumn('removed_at', big, (column) => column.notNull())
        .addPrimaryKeyConstraint('feed_revoked_pk', ['tenant_id', 'registrable', 'listed_at'])
        .execute();
    },
  },
];
