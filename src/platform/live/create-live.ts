import type { Clock } from '../../base/clock.ts';
import type { Db, MigrationSet, Tx } from '../store/db.ts';
import { LIVE_KINDS, type LiveEvent, type LivePublisher } from './live.ts';
import { liveMigrations } from './migrations.ts';
import type { LiveTables } from './tables.ts';

/** What the stream reads from. */
export interface LiveFeed {
  /** Highest seq of a tenant, 0 when nothing has happened yet. */
  headSeq(tenantId: string): Promise<number>;
  /** Lowest seq still kept, or null when there is none. */
  oldestSeq(tenantId: string): Promise<number | null>;
  /** Events after a position, ascending, from at most `limit` kept ones; `upTo` is where to go on from. */
  after(tenantId: string, seq: number, limit: number): Promise<{ events: LiveEvent[]; upTo: number }>;
  /** Calls back after each commit that published. Gives the way to stop. */
  subscribe(tenantId: string, wake: () => void): () => void;
  /** Removes a tenant's events (a rehearsal), in the transaction that removes the rest of it. */
  dropTenant(tx: Tx, tenantId: string): Promise<void>;
}

export interface Live extends LivePublisher, LiveFeed {
  migrations: MigrationSet;
}

/** Kept per tenant: enough to resume after a lunch break, little enough to forget. */
const KEEP_EVENTS = 10_000;
const KEEP_MS = 24 * 3_600_000;
/** Old events are removed with every so many new ones: a delete with each would double the writes. */
const PRUNE_EVERY = 500;

const KINDS: ReadonlySet<string> = new Set(LIVE_KINDS);

/** The stream of changes: written with the change, read by position, so that nobody misses one or hears of an undone one. */
export function createLive(deps: { db: Db; clock: Clock }): Live {
  const { db, clock } = deps;
  const listeners = new Map<string, Set<() => void>>();

  return {
    migrations: liveMigrations,

    async publish(tx, tenantId, kind, id) {
      const seq = await tx.next(tenantId, 'live');
      const at = clock.now();
      await tx
        .tables<LiveTables>()
        .insertInto('live_event')
        .values({ tenant_id: tenantId, seq, kind, id, at })
        .execute();
      if (seq % PRUNE_EVERY === 0) {
        await tx
          .tables<LiveTables>()
          .deleteFrom('live_event')
          .where('tenant_id', '=', tenantId)
          .where((where) => where.or([where('seq', '<=', seq - KEEP_EVENTS), where('at', '<', at - KEEP_MS)]))
          .execute();
      }
      tx.afterCommit(() => {
        for (const wake of listeners.get(tenantId) ?? []) wake();
      });
    },

    async headSeq(tenantId) {
      const row = await db
        .read<LiveTables>()
        .selectFrom('live_event')
        .select('seq')
        .where('tenant_id', '=', tenantId)
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row?.seq ?? 0;
    },

    async oldestSeq(tenantId) {
      const row = await db
        .read<LiveTables>()
        .selectFrom('live_event')
        .select('seq')
        .where('tenant_id', '=', tenantId)
        .orderBy('seq')
        .limit(1)
        .executeTakeFirst();
      return row?.seq ?? null;
    },

    async after(tenantId, seq, limit) {
      const rows = await db
        .read<LiveTables>()
        .selectFrom('live_event')
        .select(['seq', 'kind', 'id', 'at'])
        .where('tenant_id', '=', tenantId)
        .where('seq', '>', seq)
        .orderBy('seq')
        .limit(limit)
        .execute();
      // A kind of a newer version, after a downgrade, is nobody's to hear of.
      const events = rows.filter((row): row is LiveEvent => KINDS.has(row.kind));
      return { events, upTo: rows.at(-1)?.seq ?? seq };
    },

    subscribe(tenantId, wake) {
      const set = listeners.get(tenantId) ?? new Set<() => void>();
      listeners.set(tenantId, set);
      set.add(wake);
      return () => {
        set.delete(wake);
        if (set.size === 0 && listeners.get(tenantId) === set) listeners.delete(tenantId);
      };
    },

    async dropTenant(tx, tenantId) {
      await tx.tables<LiveTables>().deleteFrom('live_event').where('tenant_id', '=', tenantId).execute();
    },
  };
}
