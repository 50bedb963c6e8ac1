import type { MigrationSet } from '../platform/store/db.ts';
import { bigintType, textKeyType } from '../platform/store/column-types.ts';

/** Schema of the response room. */
export const responseMigrations: MigrationSet = {
  room: 'response',
  migrations: [
    {
      id: '0001-initial',
      async up(db, dialect) {
        const key = textKeyType(dialect);
        const big = bigintType(dialect);
        await db.schema
          .createTable('plan')
          .addColumn('tenant_id', key, (column) => column.notNull())
          .addColumn('id', key, (column) => column.notNull())
          .addColumn('incident_id', key, (column) => column.notNull())
          .addColumn('revision', 'integer', (column) => column.notNull())
          .addColumn('digest', key, (column) => column.notNull())
          .addColumn('bystanders', 'text', (column) => column.notNull())
          .addColumn('changed_seq', 'integer', (column) => column.notNull())
          .addColumn('followed_seq', 'integer', (column) => column.notNull())
          .addColumn('contained_told', 'integer', (column) => column.notNull())
          .addColumn('created_at', big, (column) => column.notNull())
          .addColumn('updated_at', big, (column) => column.notNull())
          .addPrimaryKeyConstraint('plan_pk', ['tenant_id', 'id'])
          .addUniqueConstraint('plan_of_incident', ['tenant_id', 'incident_id'])
          .execute();
        await db.schema
          .createTable('action')
          .addColumn('tenant_id', key, (column) => column.notNull())
          .addColumn('id', key, (column) => column.notNull())
          .addColumn('plan_id', key, (column) => column.notNull())
          .addColumn('incident_id', key, (column) => column.notNull())
          .addColumn('key', key, (column) => column.notNull())
          .addColumn('position', 'integer', (column) => column.notNull())
          .addColumn('kind', key, (column) => column.notNull())
          .addColumn('principal', key, (column) => column.notNull())
          .addColumn('principal_vendor_id', 'text')
          .addColumn('label', 'text', (column) => column.notNull())
          .addColumn('params', 'text', (column) => column.notNull())
          .addColumn('because', 'text', (column) => column.notNull())
          .addColumn('state', key, (column) => column.notNull())
          .addColumn('approval_id', key)
          .addColumn('approved_at', big)
          .addColumn('approved_by', 'text')
          .addColumn('intent_at', big)
          .addColumn('accepted_at', big)
          .addColumn('verified_at', big)
          .addColumn('preview', 'text')
          .addColumn('snapshot', 'text')
          .addColumn('error', 'text')
          .addColumn('tries', 'integer', (column) => column.notNull())
          .addColumn('next_at', big)
          .addColumn('recheck_step', 'integer')
          .addPrimaryKeyConstraint('action_pk', ['tenant_id', 'id'])
          .addUniqueConstraint('action_of_plan', ['tenant_id', 'plan_id', 'key'])
          .execute();
        await db.schema.createIndex('action_by_state').on('action').columns(['tenant_id', 'state']).execute();
        await db.schema
          .createTable('journal')
          .addColumn('tenant_id', key, (column) => column.notNull())
          .addColumn('seq', big, (column) => column.notNull())
          .addColumn('action_id', key, (column) => column.notNull())
          .addColumn('principal', key, (column) => column.notNull())
          .addColumn('at', big, (column) => column.notNull())
          .addColumn('kind', key, (column) => column.notNull())
          .addColumn('detail', 'text', (column) => column.notNull())
          .addPrimaryKeyConstraint('journal_pk', ['tenant_id', 'seq'])
          .execute();
        await db.schema.createIndex('journal_by_kind').on('journal').columns(['tenant_id', 'kind', 'at']).execute();
        await db.schema
          .createTable('approval')
          .addColumn('tenant_id', key, (column) => column.notNull())
          .addColumn('id', key, (column) => column.notNull())
          .addColumn('plan_id', key, (column) => column.notNull())
          .addColumn('incident_id', key, (column) => column.notNull())
          .addColumn('revision', 'integer', (column) => column.notNull())
          .addColumn('digest', key, (column) => column.notNull())
          .addColumn('action_ids', 'text', (column) => column.notNull())
          .addColumn('plan_text', 'text', (column) => column.notNull())
          .addColumn('statement', 'text', (column) => column.notNull())
          .addColumn('nonce', 'text', (column) => column.notNull())
          .addColumn('account_id', key, (column) => column.notNull())
          .addColumn('account_name', 'text', (column) => column.notNull())
          .addColumn('begun_at', big, (column) => column.notNull())
          .addColumn('needs_assertion', 'integer', (column) => column.notNull())
          .addColumn('approved_at', big)
          .addColumn('assertion', 'text')
          .addColumn('passkey_id', 'text')
          .addPrimaryKeyConstraint('approval_pk', ['tenant_id', 'id'])
          .execute();
        await db.schema
          .createTable('responder')
          .addColumn('tenant_id', key, (column) => column.notNull())
          .addColumn('vendor', key, (column) => column.notNull())
          .addColumn('org_url', 'text', (column) => column.notNull())
          .addColumn('connected_at', big, (column) => column.notNull())
          .addPrimaryKeyConstraint('responder_pk', ['tenant_id', 'vendor'])
          .execute();
      },
    },
    {
      id: '0002-withdrawn-by',
      async up(db) {
        await db.schema
          .alterTable('action')
          .addColumn('finding_ids', 'text', (column) => column.notNull().defaultTo('[]'))
          .execute();
        await db.schema.alterTable('action').addColumn('withdrawn_by', 'text').execute();
      },
    },
  ],
};
