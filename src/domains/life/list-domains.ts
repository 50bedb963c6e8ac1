import type { SelectQueryBuilder } from 'kysely';
import { sql } from 'kysely';
import type { z } from 'zod';
import type { Db } from '../../platform/store/db.ts';
import type { DomainTables } from '../tables.ts';
import type { domainFilter } from './api.ts';
import { cursorOf, placeOf } from './domain-cursor.ts';
import type { LifeTables } from './tables.ts';

export type DomainFilter = z.output<typeof domainFilter> & {
  /** One domain and no other. */
  only?: string;
};

/** A look-alike with where it stands, as one row of the list. */
export interface DomainRow {
  registrable: string;
  hosts: string;
  brand: string | null;
  class: string;
  score: number;
  reported: number;
  first_seen_at: number;
  last_seen_at: number;
  certified_at: number | null;
  proven_at: number | null;
  seen_in: string;
  registered_at: number | null;
  resolves: number | null;
  mail: number | null;
  page: number | null;
  resembles: number | null;
  blocked_at: number | null;
  refused_at: number | null;
  takedown_sent_at: number | null;
  down_at: number | null;
  decision: LifeTables['domain_state']['decision'];
  decided_at: number | null;
}

type Tables = DomainTables & LifeTables;
type Query = SelectQueryBuilder<Tables, 'look_alike' | 'domain_state', object>;

const SORTED_BY = {
  'first-seen': 'look_alike.first_seen_at',
  'last-seen': 'look_alike.last_seen_at',
  score: 'look_alike.score',
  name: 'look_alike.registrable',
} as const;

/**
 * A page of look-alikes, found by key and not by counting, so that the ten-thousandth row costs what the first one does.
 * @throws AppError `domains.bad_cursor`
 */
export async function listDomains(
  db: Db,
  tenantId: string,
  filter: DomainFilter,
  page: { cursor?: string | undefined; limit: number },
): Promise<{ rows: DomainRow[]; nextCursor: string | null }> {
  const sorting = { sort: filter.sort ?? 'first-seen', order: filter.order ?? 'desc' };
  const column = SORTED_BY[sorting.sort];
  const after = page.cursor === undefined ? null : placeOf(page.cursor, sorting);
  const beyond = sorting.order === 'desc' ? '<' : '>';
  let select = narrowed(db, tenantId, filter).select([
    'look_alike.registrable',
    'look_alike.hosts',
    'look_alike.brand',
    'look_alike.class',
    'look_alike.score',
    'look_alike.reported',
    'look_alike.first_seen_at',
    'look_alike.last_seen_at',
    'look_alike.certified_at',
    'look_alike.proven_at',
    'look_alike.seen_in',
    'domain_state.registered_at',
    'domain_state.resolves',
    'domain_state.mail',
    'domain_state.page',
    'domain_state.resembles',
    'domain_state.blocked_at',
    'domain_state.refused_at',
    'domain_state.takedown_sent_at',
    'domain_state.down_at',
    'domain_state.decision',
    'domain_state.decided_at',
  ]);
  if (after !== null) {
    select = select.where((where) =>
      where.or([
        where(column, beyond, after.value),
        where.and([where(column, '=', after.value), where('look_alike.registrable', beyond, after.registrable)]),
      ]),
    );
  }
  const rows: DomainRow[] = await select
    .orderBy(column, sorting.order)
    .orderBy('look_alike.registrable', sorting.order)
    .limit(page.limit + 1)
    .execute();
  const items = rows.slice(0, page.limit);
  const last = items.at(-1);
  return {
    rows: items,
    nextCursor: rows.length > page.limit && last !== undefined ? cursorOf(sorting, last) : null,
  };
}

/** How many look-alikes the filters leave, how many there are, and what can be filtered by. */
export async function countDomains(
  db: Db,
  tenantId: string,
  filter: DomainFilter,
): Promise<{ matching: number; total: number; brands: string[]; classes: string[] }> {
  const { matching } = await narrowed(db, tenantId, filter)
    .select(({ fn }) => fn.countAll<number>().as('matching'))
    .executeTakeFirstOrThrow();
  const groups = await db
    .read<Tables>()
    .selectFrom('look_alike')
    .select(['brand', 'class', ({ fn }) => fn.countAll<number>().as('count')])
    .where('tenant_id', '=', tenantId)
    .groupBy(['brand', 'class'])
    .execute();
  return {
    matching,
    total: groups.reduce((sum, group) => sum + group.count, 0),
    brands: [...new Set(groups.flatMap((group) => group.brand ?? []))].toSorted(),
    classes: [...new Set(groups.map((group) => group.class))].toSorted(),
  };
}

function narrowed(db: Db, tenantId: string, filter: DomainFilter): Query {
  let query: Query = db
    .read<Tables>()
    .selectFrom('look_alike')
    .leftJoin('domain_state', (join) =>
      join
        .onRef('domain_state.tenant_id', '=', 'look_alike.tenant_id')
        .onRef('domain_state.registrable', '=', 'look_alike.registrable'),
    )
    .where('look_alike.tenant_id', '=', tenantId);
  if (filter.only !== undefined) query = query.where('look_alike.registrable', '=', filter.only);
  if (filter.brand !== undefined) query = query.where('look_alike.brand', '=', filter.brand);
  if (filter.class !== undefined) query = query.where('look_alike.class', '=', filter.class);
  if (filter.since !== undefined) query = query.where('look_alike.first_seen_at', '>=', filter.since);
  if (filter.until !== undefined) query = query.where('look_alike.first_seen_at', '<', filter.until);
  if (filter.seenIn !== undefined) query = query.where('look_alike.seen_in', 'like', `%"${filter.seenIn}"%`);
  if (filter.text !== undefined && filter.text !== '') {
    const like = `%${filter.text.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
    const holds = (column: 'look_alike.registrable' | 'look_alike.hosts') =>
      sql<boolean>`${sql.ref(column)} like ${like} escape '\\'`;
    query = query.where((where) => where.or([holds('look_alike.registrable'), holds('look_alike.hosts')]));
  }
  if (filter.decision === 'none') query = query.where('domain_state.decision', 'is', null);
  else if (filter.decision !== undefined) query = query.where('domain_state.decision', '=', filter.decision);
  return inState(query, filter.state);
}

function inState(query: Query, state: DomainFilter['state']): Query {
  switch (state) {
    case 'resolving':
      return query.where('domain_state.resolves', '=', 1);
    case 'mail':
      return query.where('domain_state.mail', '=', 1);
    case 'page':
      return query.where('domain_state.page', '=', 1);
    case 'resembles':
      return query.where('domain_state.resembles', '=', 1);
    case 'blocked':
      return query.where('domain_state.blocked_at', 'is not', null);
    case 'refused':
      return query.where('domain_state.refused_at', 'is not', null);
    case 'sent':
      return query.where('domain_state.takedown_sent_at', 'is not', null);
    case 'down':
      return query.where('domain_state.down_at', 'is not', null);
    case 'unknown':
      return query.where('domain_state.resolves', 'is', null);
    default:
      return query;
  }
}
