import { bigintType, textKeyType } from '../store/column-types.ts';
import type { MigrationSet } from '../store/db.ts';

export const sourceMigrations: MigrationSet = {
  room: 'sources',
  migrations: [
    {
      id: '0001-initial',
      async up(db, dialect) {
        const bigint = bigintType(dialect);
        await db.schema
          .createTable('source')
          .addColumn('tenant_id', textKeyType(dialect), (column) => column.notNull())
          .addColumn('source_id', textKeyType(dialect), (column) => column.notNull())
          .addColumn('kind', 'text', (column) => column.notNull())
          .addColumn('label', 'text', (column) => column.notNull())
          .addColumn('read_only', 'integer', (column) => column.notNull())
          .addColumn('silent_after_ms', bigint, (column) => column.notNull())
          .addColumn('blind_detections', 'text', (column) => column.notNull())
          .addColumn('cursor', 'text')
          .addColumn('position', 'text')
          .addColumn('behind_by', bigint)
          .addColumn('paused', 'integer', (column) => column.notNull())
          .addColumn('registered_at', bigint, (column) => column.notNull())
          .addColumn('last_record_at', bigint)
          .addColumn('last_received_at', bigint)
          .addColumn('last_poll_at', bigint)
          .addColumn('last_success_at', bigint)
          .addColumn('records_total', bigint, (column) => column.notNull())
          .addColumn('buckets', 'text', (column) => column.notNull())
          .addColumn('lags', 'text', (column) => column.notNull())
          .addColumn('usual_gap_ms', bigint)
          .addColumn('rhythm', 'text', (column) => column.notNull())
          .addColumn('faults', 'integer', (column) => column.notNull())
          .addColumn('last_error', 'text')
          .addColumn('silent_since', bigint)
          .addColumn('told_at', bigint, (column) => column.notNull())
          .addPrimaryKeyConstraint('source_pk', ['tenant_id', 'source_id'])
          .execute();
      },
    },
  ],
};
