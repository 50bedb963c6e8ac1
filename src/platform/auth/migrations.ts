import { bigintType, textKeyType } from '../store/column-types.ts';
import type { MigrationSet } from '../store/db.ts';

export const authMigrations: MigrationSet = {
  room: 'auth',
  migrations: [
    {
      id: '0001-initial',
      async up(db, dialect) {
        const key = textKeyType(dialect);
        const time = bigintType(dialect);
        await db.schema
          .createTable('account')
          .addColumn('tenant_id', key, (column) => column.notNull())
          .addColumn('account_id', key, (column) => column.notNull())
          .addColumn('name', 'text', (column) => column.notNull())
          .addColumn('role', 'text', (column) => column.notNull())
          .addColumn('language', 'text', (column) => column.notNull())
          .addColumn('user_handle', 'text', (column) => column.notNull())
          .addColumn('created_at', time, (column) => column.notNull())
          .addColumn('last_seen_at', time)
          .addPrimaryKeyConstraint('account_pk', ['tenant_id', 'account_id'])
          .execute();
        await db.schema
          .createTable('passkey')
          .addColumn('tenant_id', key, (column) => column.notNull())
          .addColumn('passkey_id', key, (column) => column.notNull())
          .addColumn('account_id', key, (column) => column.notNull())
          .addColumn('credential_id', key, (column) => column.notNull())
          .addColumn('public_key', 'text', (column) => column.notNull())
          .addColumn('counter', time, (column) => column.notNull())
          .addColumn('backup_eligible', 'integer', (column) => column.notNull())
          .addColumn('backed_up', 'integer', (column) => column.notNull())
          .addColumn('transports', 'text', (column) => column.notNull())
          .addColumn('label', 'text', (column) => column.notNull())
          .addColumn('attestation_kind', 'text', (column) => column.notNull())
          .addColumn('claimed_aaguid', 'text', (column) => column.notNull())
          .addColumn('rp_id', 'text', (column) => column.notNull())
          .addColumn('created_at', time, (column) => column.notNull())
          .addColumn('last_used_at', time)
          .addPrimaryKeyConstraint('passkey_pk', ['tenant_id', 'passkey_id'])
          .addUniqueConstraint('passkey_credential', ['tenant_id', 'credential_id'])
          .execute();
        await db.schema.createIndex('passkey_account').on('passkey').columns(['tenant_id', 'account_id']).execute();
        await db.schema
          .createTable('session')
          .addColumn('tenant_id', key, (column) => column.notNull())
          .addColumn('session_id', key, (column) => column.notNull())
          .addColumn('token_hash', key, (column) => column.notNull())
          .addColumn('previous_token_hash', key)
          .addColumn('previous_until', time)
          .addColumn('kind', 'text', (column) => column.notNull())
          .addColumn('account_id', key)
          .addColumn('created_at', time, (column) => column.notNull())
          .addColumn('last_seen_at', time, (column) => column.notNull())
          .addColumn('expires_at', time, (column) => column.notNull())
          .addColumn('fresh_until', time)
          .addPrimaryKeyConstraint('session_pk', ['tenant_id', 'session_id'])
          .execute();
        await db.schema
          .createIndex('session_token')
          .on('session')
          .columns(['tenant_id', 'token_hash'])
          .unique()
          .execute();
        await db.schema
          .createIndex('session_previous_token')
          .on('session')
          .columns(['tenant_id', 'previous_token_hash'])
          .execute();
        await db.schema
          .createTable('ceremony')
          .addColumn('tenant_id', key, (column) => column.notNull())
          .addColumn('ceremony_id', key, (column) => column.notNull())
          .addColumn('purpose', 'text', (column) => column.notNull())
          .addColumn('challenge', 'text', (column) => column.notNull())
          .addColumn('session_id', key)
          .addColumn('account_id', key)
          .addColumn('user_handle', 'text')
          .addColumn('name', 'text')
          .addColumn('expires_at', time, (column) => column.notNull())
          .addPrimaryKeyConstraint('ceremony_pk', ['tenant_id', 'ceremony_id'])
          .execute();
        await db.schema
          .createTable('enrolment_link')
          .addColumn('tenant_id', key, (column) => column.notNull())
          .addColumn('link_id', key, (column) => column.notNull())
          .addColumn('token_hash', key, (column) => column.notNull())
          .addColumn('kind', 'text', (column) => column.notNull())
          .addColumn('account_id', key)
          .addColumn('created_at', time, (column) => column.notNull())
          .addColumn('expires_at', time, (column) => column.notNull())
          .addPrimaryKeyConstraint('enrolment_link_pk', ['tenant_id', 'link_id'])
          .addUniqueConstraint('enrolment_link_token', ['tenant_id', 'token_hash'])
          .execute();
        await db.schema
          .createTable('api_token')
          .addColumn('tenant_id', key, (column) => column.notNull())
          .addColumn('token_id', key, (column) => column.notNull())
          .addColumn('token_hash', key, (column) => column.notNull())
          .addColumn('label', 'text', (column) => column.notNull())
          .addColumn('permissions', 'text', (column) => column.notNull())
          .addColumn('created_at', time, (column) => column.notNull())
          .addColumn('expires_at', time)
          .addColumn('last_used_at', time)
          .addPrimaryKeyConstraint('api_token_pk', ['tenant_id', 'token_id'])
          .addUniqueConstraint('api_token_hash', ['tenant_id', 'token_hash'])
          .execute();
      },
    },
  ],
};
