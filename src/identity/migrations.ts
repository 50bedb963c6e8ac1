import { bigintType, textKeyType } from '../platform/store/column-types.ts';
import type { MigrationSet } from '../platform/store/db.ts';

export const identityMigrations: MigrationSet = {
  room: 'identity',
  migrations: [
    {
      id: '0001-initial',
      async up(db, dialect) {
        const bigint = bigintType(dialect);
        const key = textKeyType(dialect);
        await db.schema
          .createTable('identity_judge')
          .addColumn('tenant_id', key, (column) => column.primaryKey())
          .addColumn('judged_seq', bigint, (column) => column.notNull())
          .execute();
        await db.schema
          .createTable('first_seen')
          .addColumn('tenant_id', key, (column) => column.notNull())
          .addColumn('principal', key, (column) => column.notNull())
          .addColumn('kind', key, (column) => column.notNull())
          .addColumn('value', key, (column) => column.notNull())
          .addColumn('first_at', bigint, (column) => column.notNull())
          .addColumn('clean_at', bigint)
          .addColumn('last_at', bigint, (column) => column.notNull())
          .addColumn('count', bigint, (column) => column.notNull())
          .addPrimaryKeyConstraint('first_seen_pk', ['tenant_id', 'principal', 'kind', 'value'])
          .execute();
        await db.schema
          .createIndex('first_seen_value')
          .on('first_seen')
          .columns(['tenant_id', 'kind', 'value', 'first_at'])
          .execute();
        for (const table of ['recent_sign_in', 'recent_enrolment']) {
          await db.schema
            .createTable(table)
            .addColumn('tenant_id', key, (column) => column.notNull())
            .addColumn('event_id', key, (column) => column.notNull())
            .addColumn('principal', key, (column) => column.notNull())
            .addColumn('ip', key)
            .addColumn('session', key)
            .addColumn('at', bigint, (column) => column.notNull())
            .addColumn('seen_at', bigint, (column) => column.notNull())
            .addColumn('told', 'integer', (column) => column.notNull())
            .addColumn('step', 'text', (column) => column.notNull())
            .addPrimaryKeyConstraint(`${table}_pk`, ['tenant_id', 'event_id'])
            .execute();
          await db.schema
            .createIndex(`${table}_principal`)
            .on(table)
            .columns(['tenant_id', 'principal', 'at'])
            .execute();
          await db.schema.createIndex(`${table}_seen`).on(table).columns(['tenant_id', 'seen_at']).execute();
        }
        await db.schema
          .createTable('rejected_record')
          .addColumn('tenant_id', key, (column) => column.notNull())
          .addColumn('source_id', key, (column) => column.notNull())
          .addColumn('number', bigint, (column) => column.notNull())
          .addColumn('at', bigint, (column) => column.notNull())
          .addColumn('reason', 'text', (column) => column.notNull())
          .addColumn('place', 'text', (column) => column.notNull())
          .addColumn('sample', 'text', (column) => column.notNull())
          .addPrimaryKeyConstraint('rejected_record_pk', ['tenant_id', 'source_id', 'number'])
          .execute();
        await db.schema
          .createTable('identity_import')
          .addColumn('tenant_id', key, (column) => column.notNull())
          .addColumn('import_id', key, (column) => column.notNull())
          .addColumn('file_name', 'text', (column) => column.notNull())
          .addColumn('format', 'text', (column) => column.notNull())
          .addColumn('found', 'text', (column) => column.notNull())
          .addColumn('state', 'text', (column) => column.notNull())
          .addColumn('bytes_read', bigint, (column) => column.notNull())
          .addColumn('records', bigint, (column) => column.notNull())
          .addColumn('duplicates', bigint, (column) => column.notNull())
          .addColumn('rejected', bigint, (column) => column.notNull())
          .addColumn('rejections', 'text', (column) => column.notNull())
          .addColumn('findings', bigint, (column) => column.notNull())
          .addColumn('error', 'text')
          .addColumn('started_at', bigint, (column) => column.notNull())
          .addColumn('finished_at', bigint)
          .addColumn('first_seq', bigint, (column) => column.notNull())
          .addColumn('last_seq', bigint, (column) => column.notNull())
          .addColumn('judged_seq', bigint, (column) => column.notNull())
          .addPrimaryKeyConstraint('identity_import_pk', ['tenant_id', 'import_id'])
          .execute();
        await db.schema
          .createTable('identity_provider')
          .addColumn('tenant_id', key, (column) => column.notNull())
          .addColumn('provider', key, (column) => column.notNull())
          .addColumn('source_id', key, (column) => column.notNull())
          .addColumn('org_url', 'text', (column) => column.notNull())
          .addColumn('credential_kind', 'text', (column) => column.notNull())
          .addColumn('excess_scopes', 'text', (column) => column.notNull())
          .addColumn('connected_at', bigint, (column) => column.notNull())
          .addPrimaryKeyConstraint('identity_provider_pk', ['tenant_id', 'provider'])
          .execute();
      },
    },
  ],
};
