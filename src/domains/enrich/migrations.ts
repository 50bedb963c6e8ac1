import { sql } from 'kysely';
import { bigintType, bytesType, textKeyType } from '../../platform/store/column-types.ts';
import type { Migration } from '../../platform/store/db.ts';

/** Schema of enrichment. Look-alikes known before are put into the queue: they are looked up once somebody agrees. */
export const enrichMigrations: readonly Migration[] = [
  {
    id: '0003-enrich',
    async up(db, dialect) {
      const key = textKeyType(dialect);
      const big = bigintType(dialect);
      await db.schema
        .createTable('domain_facts')
        .addColumn('tenant_id', key, (column) => column.notNull())
        .addColumn('registrable', key, (column) => column.notNull())
        .addColumn('stage', 'text', (column) => column.notNull())
        .addColumn('priority', 'integer', (column) => column.notNull())
        .addColumn('why', 'text', (column) => column.notNull())
        .addColumn('wanted_at', big, (column) => column.notNull())
        .addColumn('checked_at', big)
        .addColumn('next_check_at', big)
        .addColumn('claimed_until', big)
        .addColumn('attempts', 'integer', (column) => column.notNull())
        .addColumn('changed_at', big)
        .addColumn('told_at', big)
        .addColumn('told_rank', 'integer', (column) => column.notNull().defaultTo(0))
        .addColumn('error', 'text')
        .addColumn('dns', 'text')
        .addColumn('rdap', 'text')
        .addColumn('host', 'text')
        .addColumn('tls', 'text')
        .addColumn('page', 'text')
        .addPrimaryKeyConstraint('domain_facts_pk', ['tenant_id', 'registrable'])
        .execute();
      await db.schema
        .createIndex('domain_facts_due')
        .on('domain_facts')
        .columns(['tenant_id', 'next_check_at'])
        .execute();
      await db.schema
        .createTable('lookup_setting')
        .addColumn('tenant_id', key, (column) => column.primaryKey())
        .addColumn('agreed', 'integer', (column) => column.notNull())
        .addColumn('effective', 'integer', (column) => column.notNull())
        .addColumn('screenshots', 'integer', (column) => column.notNull())
        .addColumn('agreed_by', 'text')
        .addColumn('changed_at', big, (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('lookup_cache')
        .addColumn('tenant_id', key, (column) => column.notNull())
        .addColumn('name', key, (column) => column.notNull())
        .addColumn('body', 'text', (column) => column.notNull())
        .addColumn('fetched_at', big, (column) => column.notNull())
        .addPrimaryKeyConstraint('lookup_cache_pk', ['tenant_id', 'name'])
        .execute();
      await db.schema
        .createTable('domain_screenshot')
        .addColumn('tenant_id', key, (column) => column.notNull())
        .addColumn('screenshot_id', key, (column) => column.notNull())
        .addColumn('registrable', key, (column) => column.notNull())
        .addColumn('taken_at', big, (column) => column.notNull())
        .addColumn('media_type', 'text', (column) => column.notNull())
        .addColumn('body', bytesType(dialect), (column) => column.notNull())
        .addPrimaryKeyConstraint('domain_screenshot_pk', ['tenant_id', 'screenshot_id'])
        .execute();
      await db.schema
        .createIndex('domain_screenshot_by_time')
        .on('domain_screenshot')
        .columns(['tenant_id', 'taken_at'])
        .execute();
      await db.schema
        .createTable('first_look')
        .addColumn('tenant_id', key, (column) => column.notNull())
        .addColumn('run_id', key, (column) => column.notNull())
        .addColumn('brand', 'text', (column) => column.notNull())
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('total', 'integer', (column) => column.notNull())
        .addColumn('done', 'integer', (column) => column.notNull())
        .addColumn('standing', 'integer', (column) => column.notNull())
        .addColumn('parked', 'integer', (column) => column.notNull())
        .addColumn('wildcard', 'integer', (column) => column.notNull())
        .addColumn('unanswered', 'integer', (column) => column.notNull())
        .addColumn('started_at', big, (column) => column.notNull())
        .addColumn('ended_at', big)
        .addColumn('error', 'text')
        .addPrimaryKeyConstraint('first_look_pk', ['tenant_id', 'run_id'])
        .execute();
      await db.schema
        .createTable('first_look_hit')
        .addColumn('tenant_id', key, (column) => column.notNull())
        .addColumn('run_id', key, (column) => column.notNull())
        .addColumn('host', key, (column) => column.notNull())
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('addresses', 'text', (column) => column.notNull())
        .addColumn('mail', 'integer', (column) => column.notNull())
        .addColumn('found_at', big, (column) => column.notNull())
        .addPrimaryKeyConstraint('first_look_hit_pk', ['tenant_id', 'run_id', 'host'])
        .execute();
      await db.schema
        .createTable('sign_in_page')
        .addColumn('tenant_id', key, (column) => column.notNull())
        .addColumn('brand_key', key, (column) => column.notNull())
        .addColumn('urls', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('sign_in_page_pk', ['tenant_id', 'brand_key'])
        .execute();
      await sql`
        insert into domain_facts (tenant_id, registrable, stage, priority, why, wanted_at, next_check_at, attempts)
        select tenant_id, registrable, 'waiting',
          case when reported = 1 and class <> 'unverified-use' then 0 else 1 end,
          case when reported = 1 and class <> 'unverified-use' then 'alarm' else 'unverified-use' end,
          last_seen_at, last_seen_at, 0
        from look_alike`.execute(db);
    },
  },
];
