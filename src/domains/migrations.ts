import { sql } from 'kysely';
import { bigintType, realType, textKeyType } from '../platform/store/column-types.ts';
import type { Migration, MigrationSet } from '../platform/store/db.ts';
import { elsewhereMigrations } from './elsewhere/migrations.ts';
import { enrichMigrations } from './enrich/migrations.ts';
import { feedsMigrations } from './feeds/migrations.ts';
import { lifeMigrations } from './life/migrations.ts';
import { logsMigrations } from './logs/migrations.ts';
import { luresMigrations } from './lures/migrations.ts';
import { ownedMigrations } from './owned/migrations.ts';
import { takedownMigrations } from './takedown/migrations.ts';

const rootMigrations: readonly Migration[] = [
  {
    id: '0001-initial',
    async up(db, dialect) {
      const key = textKeyType(dialect);
      const big = bigintType(dialect);
      await db.schema
        .createTable('brand')
        .addColumn('tenant_id', key, (column) => column.notNull())
        .addColumn('brand_id', key, (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('name_key', key, (column) => column.notNull())
        .addColumn('domains', 'text', (column) => column.notNull())
        .addColumn('aliases', 'text', (column) => column.notNull())
        .addColumn('added_at', big, (column) => column.notNull())
        .addPrimaryKeyConstraint('brand_pk', ['tenant_id', 'brand_id'])
        .addUniqueConstraint('brand_name', ['tenant_id', 'name_key'])
        .execute();
      await db.schema
        .createTable('certificate_log')
        .addColumn('tenant_id', key, (column) => column.notNull())
        .addColumn('source_id', key, (column) => column.notNull())
        .addColumn('monitoring_url', 'text', (column) => column.notNull())
        .addColumn('origin', 'text', (column) => column.notNull())
        .addColumn('public_key', 'text', (column) => column.notNull())
        .addColumn('start_at', 'text', (column) => column.notNull())
        .addColumn('read_only', 'integer', (column) => column.notNull())
        .addColumn('added_at', big, (column) => column.notNull())
        .addPrimaryKeyConstraint('certificate_log_pk', ['tenant_id', 'source_id'])
        .execute();
      await db.schema
        .createTable('look_alike')
        .addColumn('tenant_id', key, (column) => column.notNull())
        .addColumn('registrable', key, (column) => column.notNull())
        .addColumn('hosts', 'text', (column) => column.notNull())
        .addColumn('brand', 'text')
        .addColumn('class', 'text', (column) => column.notNull())
        .addColumn('score', realType(dialect), (column) => column.notNull())
        .addColumn('reported', 'integer', (column) => column.notNull())
        .addColumn('first_seen_at', big, (column) => column.notNull())
        .addColumn('last_seen_at', big, (column) => column.notNull())
        .addColumn('certified_at', big)
        .addColumn('seen_in', 'text', (column) => column.notNull())
        .addColumn('told_at', big)
        .addColumn('told_rank', 'integer', (column) => column.notNull())
        .addPrimaryKeyConstraint('look_alike_pk', ['tenant_id', 'registrable'])
        .execute();
      await db.schema
        .createIndex('look_alike_by_time')
        .on('look_alike')
        .columns(['tenant_id', 'first_seen_at', 'registrable'])
        .execute();
    },
  },
  {
    id: '0010-proven',
    async up(db, dialect) {
      await db.schema.alterTable('look_alike').addColumn('proven_at', bigintType(dialect)).execute();
      // Until then a certificate was told only when it had been proven.
      await sql`UPDATE look_alike SET proven_at = first_seen_at WHERE certified_at IS NOT NULL`.execute(db);
    },
  },
];

/** Schema of the domains room and its sub-rooms, in the order of their ids. */
export const domainMigrations: MigrationSet = {
  room: 'domains',
  migrations: [
    ...rootMigrations,
    ...logsMigrations,
    ...elsewhereMigrations,
    ...enrichMigrations,
    ...lifeMigrations,
    ...feedsMigrations,
    ...takedownMigrations,
    ...ownedMigrations,
    ...luresMigrations,
  ].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
};
