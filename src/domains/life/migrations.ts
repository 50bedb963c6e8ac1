import { bigintType, textKeyType } from '../../platform/store/column-types.ts';
import type { Migration } from '../../platform/store/db.ts';

/** Schema of the lives of domains, part of the domains room. */
export const lifeMigrations: readonly Migration[] = [
  {
    id: '0002-life',
    async up(db, dialect) {
      const key = textKeyType(dialect);
      const big = bigintType(dialect);
      await db.schema
        .createTable('domain_life')
        .addColumn('tenant_id', key, (column) => column.notNull())
        .addColumn('registrable', key, (column) => column.notNull())
        .addColumn('seq', big, (column) => column.notNull())
        .addColumn('at', big, (column) => column.notNull())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('detail', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('domain_life_pk', ['tenant_id', 'registrable', 'seq'])
        .execute();
      await db.schema
        .createTable('domain_state')
        .addColumn('tenant_id', key, (column) => column.notNull())
        .addColumn('registrable', key, (column) => column.notNull())
        .addColumn('registered_at', big)
        .addColumn('resolves', 'integer')
        .addColumn('mail', 'integer')
        .addColumn('page', 'integer')
        .addColumn('resembles', 'integer')
        .addColumn('blocked_at', big)
        .addColumn('refused_at', big)
        .addColumn('takedown_sent_at', big)
        .addColumn('down_at', big)
        .addColumn('decision', 'text')
        .addColumn('decided_at', big)
        .addColumn('decided_brand', 'text')
        .addColumn('last_seq', big, (column) => column.notNull())
        .addPrimaryKeyConstraint('domain_state_pk', ['tenant_id', 'registrable'])
        .execute();
      await db.schema
        .createIndex('domain_state_by_decision')
        .on('domain_state')
        .columns(['tenant_id', 'decision', 'registrable'])
        .execute();
      await db.schema
        .createTable('domain_decision')
        .addColumn('tenant_id', key, (column) => column.notNull())
        .addColumn('decision_id', key, (column) => column.notNull())
        .addColumn('registrable', key, (column) => column.notNull())
        .addColumn('decision', 'text', (column) => column.notNull())
        .addColumn('reason', 'text', (column) => column.notNull())
        .addColumn('by', 'text', (column) => column.notNull())
        .addColumn('by_name', 'text', (column) => column.notNull())
        .addColumn('at', big, (column) => column.notNull())
        .addColumn('revoked_at', big)
        .addColumn('revoked_by', 'text')
        .addColumn('confirmed', 'integer', (column) => column.notNull())
        .addPrimaryKeyConstraint('domain_decision_pk', ['tenant_id', 'decision_id'])
        .execute();
      await db.schema
        .createIndex('domain_decision_by_domain')
        .on('domain_decision')
        .columns(['tenant_id', 'registrable', 'at'])
        .execute();
      await db.schema
        .createIndex('look_alike_by_score')
        .on('look_alike')
        .columns(['tenant_id', 'score', 'registrable'])
        .execute();
      await db.schema
        .createIndex('look_alike_by_last_seen')
        .on('look_alike')
        .columns(['tenant_id', 'last_seen_at', 'registrable'])
        .execute();
    },
  },
];
