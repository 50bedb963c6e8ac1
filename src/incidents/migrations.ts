import type { MigrationSet } from '../platform/store/db.ts';
import { bigintType, textKeyType } from '../platform/store/column-types.ts';

/** Schema of the incidents room. */
export const incidentMigrations: MigrationSet = {
  room: 'incidents',
  migrations: [
    {
      id: '0001-initial',
      async up(db, dialect) {
        const key = textKeyType(dialect);
        const big = bigintType(dialect);
        await db.schema
          .createTable('incident')
          .addColumn('tenant_id', key, (column) => column.notNull())
          .addColumn('id', key, (column) => column.notNull())
          .addColumn('number', big, (column) => column.notNull())
          .addColumn('state', key, (column) => column.notNull())
          .addColumn('severity_rank', 'integer', (column) => column.notNull())
          .addColumn('headline', 'text', (column) => column.notNull())
          .addColumn('findings', 'integer', (column) => column.notNull())
          .addColumn('victims', 'integer', (column) => column.notNull())
          .addColumn('domains', 'text', (column) => column.notNull())
          .addColumn('first_at', big, (column) => column.notNull())
          .addColumn('last_at', big, (column) => column.notNull())
          .addColumn('opened_at', big, (column) => column.notNull())
          .addColumn('contained_at', big)
          .addColumn('closed_at', big)
          .addColumn('closed_reason', 'text')
          .addColumn('merged_into', key)
          .addColumn('told_rank', 'integer', (column) => column.notNull())
          .addPrimaryKeyConstraint('incident_pk', ['tenant_id', 'id'])
          .addUniqueConstraint('incident_number', ['tenant_id', 'number'])
          .execute();
        await db.schema
          .createIndex('incident_by_last')
          .on('incident')
          .columns(['tenant_id', 'last_at', 'id'])
          .execute();
        await db.schema
          .createTable('incident_finding')
          .addColumn('tenant_id', key, (column) => column.notNull())
          .addColumn('id', key, (column) => column.notNull())
          .addColumn('incident_id', key)
          .addColumn('detector', 'text', (column) => column.notNull())
          .addColumn('severity_rank', 'integer', (column) => column.notNull())
          .addColumn('occurred_at', big, (column) => column.notNull())
          .addColumn('received_at', big, (column) => column.notNull())
          .addColumn('found_at', big, (column) => column.notNull())
          .addColumn('telling', 'integer', (column) => column.notNull())
          .addColumn('reported_at', big)
          .addColumn('report_id', key)
          .addColumn('message', 'text', (column) => column.notNull())
          .addColumn('entities', 'text', (column) => column.notNull())
          .addColumn('facts', 'text', (column) => column.notNull())
          .addColumn('joined_reason', 'text')
          .addColumn('joined_by', 'text')
          .addColumn('joined_at', big)
          .addColumn('body', 'text', (column) => column.notNull())
          .addPrimaryKeyConstraint('incident_finding_pk', ['tenant_id', 'id'])
          .execute();
        await db.schema
          .createIndex('incident_finding_by_time')
          .on('incident_finding')
          .columns(['tenant_id', 'incident_id', 'occurred_at', 'id'])
          .execute();
        await db.schema
          .createIndex('incident_finding_by_found')
          .on('incident_finding')
          .columns(['tenant_id', 'found_at'])
          .execute();
        await db.schema
          .createIndex('incident_finding_telling')
          .on('incident_finding')
          .columns(['tenant_id', 'incident_id', 'telling', 'reported_at', 'report_id'])
          .execute();
        await db.schema
          .createTable('finding_entity')
          .addColumn('tenant_id', key, (column) => column.notNull())
          .addColumn('finding_id', key, (column) => column.notNull())
          .addColumn('incident_id', key)
          .addColumn('kind', key, (column) => column.notNull())
          .addColumn('value', key, (column) => column.notNull())
          .addColumn('role', key, (column) => column.notNull())
          .addColumn('label', 'text', (column) => column.notNull())
          .addColumn('joins', 'integer', (column) => column.notNull())
          .addColumn('occurred_at', big, (column) => column.notNull())
          .addPrimaryKeyConstraint('finding_entity_pk', ['tenant_id', 'finding_id', 'kind', 'value', 'role'])
          .execute();
        await db.schema
          .createIndex('finding_entity_by_value')
          .on('finding_entity')
          .columns(['tenant_id', 'kind', 'value', 'joins', 'incident_id', 'occurred_at', 'finding_id'])
          .execute();
        await db.schema
          .createIndex('finding_entity_by_incident')
          .on('finding_entity')
          .columns(['tenant_id', 'incident_id'])
          .execute();
        await db.schema
          .createTable('incident_entity')
          .addColumn('tenant_id', key, (column) => column.notNull())
          .addColumn('incident_id', key, (column) => column.notNull())
          .addColumn('kind', key, (column) => column.notNull())
          .addColumn('value', key, (column) => column.notNull())
          .addColumn('role', key, (column) => column.notNull())
          .addColumn('label', 'text', (column) => column.notNull())
          .addColumn('findings', 'integer', (column) => column.notNull())
          .addColumn('first_at', big, (column) => column.notNull())
          .addColumn('last_at', big, (column) => column.notNull())
          .addPrimaryKeyConstraint('incident_entity_pk', ['tenant_id', 'incident_id', 'kind', 'value', 'role'])
          .execute();
        await db.schema
          .createIndex('incident_entity_by_value')
          .on('incident_entity')
          .columns(['tenant_id', 'kind', 'value'])
          .execute();
        await db.schema
          .createTable('incident_entry')
          .addColumn('tenant_id', key, (column) => column.notNull())
          .addColumn('id', key, (column) => column.notNull())
          .addColumn('incident_id', key, (column) => column.notNull())
          .addColumn('kind', 'text', (column) => column.notNull())
          .addColumn('at', big, (column) => column.notNull())
          .addColumn('seq', big, (column) => column.notNull())
          .addColumn('message', 'text', (column) => column.notNull())
          .addColumn('severity_rank', 'integer')
          .addColumn('author', 'text')
          .addColumn('text', 'text')
          .addPrimaryKeyConstraint('incident_entry_pk', ['tenant_id', 'id'])
          .execute();
        await db.schema
          .createIndex('incident_entry_by_time')
          .on('incident_entry')
          .columns(['tenant_id', 'incident_id', 'at', 'seq'])
          .execute();
        await db.schema
          .createTable('incident_apart')
          .addColumn('tenant_id', key, (column) => column.notNull())
          .addColumn('a', key, (column) => column.notNull())
          .addColumn('b', key, (column) => column.notNull())
          .addPrimaryKeyConstraint('incident_apart_pk', ['tenant_id', 'a', 'b'])
          .execute();
      },
    },
  ],
};
