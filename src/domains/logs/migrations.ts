import { bigintType, textKeyType } from '../../platform/store/column-types.ts';
import type { Migration } from '../../platform/store/db.ts';

/** Tables of domains/logs. Ids sort among those of the whole domains room. */
export const logsMigrations: readonly Migration[] = [
  {
    id: '0004-logs',
    async up(db, dialect) {
      const key = textKeyType(dialect);
      const big = bigintType(dialect);
      // Logs that were added before there was a list are static-ct logs of a person or of the configuration.
      await db.schema
        .alterTable('certificate_log')
        .addColumn('kind', 'text', (column) => column.notNull().defaultTo('static-ct'))
        .execute();
      await db.schema
        .alterTable('certificate_log')
        .addColumn('listed', 'integer', (column) => column.notNull().defaultTo(0))
        .execute();
      for (const name of ['operator', 'description', 'list_state'] as const) {
        await db.schema.alterTable('certificate_log').addColumn(name, 'text').execute();
      }
      await db.schema.alterTable('certificate_log').addColumn('mmd_ms', big).execute();
      await db.schema
        .createTable('certificate_log_list')
        .addColumn('tenant_id', key, (column) => column.notNull().primaryKey())
        .addColumn('url', 'text')
        .addColumn('file', 'text')
        .addColumn('read_only', 'integer', (column) => column.notNull())
        .addColumn('refresh_ms', big, (column) => column.notNull())
        .addColumn('rules', 'text', (column) => column.notNull())
        .addColumn('public_key', 'text')
        .addColumn('agreed_by', 'text')
        .addColumn('agreed_at', big, (column) => column.notNull())
        .addColumn('tag', 'text')
        .addColumn('version', 'text')
        .addColumn('made_at', big)
        .addColumn('fetched_at', big)
        .addColumn('checked_at', big)
        .addColumn('faults', 'integer', (column) => column.notNull())
        .addColumn('fault', 'text')
        .addColumn('problems', 'text', (column) => column.notNull())
        .addColumn('logs', 'text', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('certificate_log_choice')
        .addColumn('tenant_id', key, (column) => column.notNull())
        .addColumn('scope', key, (column) => column.notNull())
        .addColumn('name', key, (column) => column.notNull())
        .addColumn('is_read', 'integer', (column) => column.notNull())
        .addColumn('at', big, (column) => column.notNull())
        .addPrimaryKeyConstraint('certificate_log_choice_pk', ['tenant_id', 'scope', 'name'])
        .execute();
      await db.schema
        .createTable('certificate_log_kept')
        .addColumn('tenant_id', key, (column) => column.notNull())
        .addColumn('source_id', key, (column) => column.notNull())
        .addColumn('cursor', 'text', (column) => column.notNull())
        .addColumn('at', big, (column) => column.notNull())
        .addPrimaryKeyConstraint('certificate_log_kept_pk', ['tenant_id', 'source_id'])
        .execute();
      await db.schema
        .createTable('name_archive')
        .addColumn('tenant_id', key, (column) => column.notNull().primaryKey())
        .addColumn('max_bytes', big, (column) => column.notNull())
        .addColumn('agreed_by', 'text')
        .addColumn('agreed_at', big, (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('name_scan')
        .addColumn('tenant_id', key, (column) => column.notNull())
        .addColumn('scan_id', key, (column) => column.notNull())
        .addColumn('because', 'text', (column) => column.notNull())
        .addColumn('subject', 'text')
        .addColumn('from_at', big, (column) => column.notNull())
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('asked_at', big, (column) => column.notNull())
        .addColumn('started_at', big)
        .addColumn('finished_at', big)
        .addColumn('hour', 'text')
        .addColumn('offset_bytes', big, (column) => column.notNull())
        .addColumn('done_bytes', big, (column) => column.notNull())
        .addColumn('total_bytes', big, (column) => column.notNull())
        .addColumn('names', big, (column) => column.notNull())
        .addColumn('found', 'integer', (column) => column.notNull())
        .addColumn('error', 'text')
        .addPrimaryKeyConstraint('name_scan_pk', ['tenant_id', 'scan_id'])
        .execute();
    },
  },
];
