import type { Kysely } from 'kysely';
import { listOf } from '../look-alikes.ts';
import type { DomainTables } from '../tables.ts';
import { readFeedState } from './feed-state.ts';
import type { FeedTables } from './tables.ts';

/** A domain of the lists. */
export interface FeedItem {
  domain: string;
  /** Hosts below it that were seen. */
  hosts: string[];
  brand: string | null;
  class: string | null;
  score: number | null;
  because: string;
  listedAt: number;
}

/** What is listed now: the same for the same version, so that every format of it is too. */
export interface FeedContent {
  serial: number;
  /** Milliseconds UTC; 0 when nothing was ever listed. */
  changedAt: number;
  /** By domain. */
  items: FeedItem[];
  /** Times in the lists that ended in the last weeks, for formats that revoke: a domain may be back since. */
  removed: { domain: string; listedAt: number; removedAt: number }[];
}

/** Reads what is listed. */
export async function readFeedContent(q: Kysely<FeedTables & DomainTables>, tenantId: string): Promise<FeedContent> {
  const state = await readFeedState(q, tenantId);
  const rows = await q
    .selectFrom('feed_entry')
    .leftJoin('look_alike', (join) =>
      join
        .onRef('look_alike.tenant_id', '=', 'feed_entry.tenant_id')
        .onRef('look_alike.registrable', '=', 'feed_entry.registrable'),
    )
    .select([
      'feed_entry.registrable',
      'feed_entry.listed_at',
      'feed_entry.because',
      'feed_entry.removed_at',
      'look_alike.hosts',
      'look_alike.brand',
      'look_alike.class',
      'look_alike.score',
    ])
    .where('feed_entry.tenant_id', '=', tenantId)
    .orderBy('feed_entry.registrable')
    .execute();
  const items: FeedItem[] = [];
  const removed: FeedContent['removed'] = [];
  for (const row of rows) {
    if (row.removed_at !== null) {
      removed.push({ domain: row.registrable, listedAt: row.listed_at, removedAt: row.removed_at });
      continue;
    }
    items.push({
      domain: row.registrable,
      hosts: row.hosts === null ? [] : listOf(row.hosts),
      brand: row.brand,
      class: row.class,
      score: row.score,
      because: row.because,
      listedAt: row.listed_at,
    });
  }
  const earlier = await q
    .selectFrom('feed_revoked')
    .select(['registrable', 'listed_at', 'removed_at'])
    .where('tenant_id', '=', tenantId)
    .orderBy('registrable')
    .orderBy('listed_at')
    .execute();
  for (const { registrable, listed_at, removed_at } of earlier) {
    removed.push({ domain: registrable, listedAt: listed_at, removedAt: removed_at });
  }
  return { serial: state.serial, changedAt: state.changed_at, items, removed };
}
