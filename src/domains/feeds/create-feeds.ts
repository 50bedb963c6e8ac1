import type { Clock } from '../../base/clock.ts';
import { AppError, errorText } from '../../base/errors.ts';
import type { Handlers } from '../../platform/http/context.ts';
import type { LivePublisher } from '../../platform/live/live.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Db } from '../../platform/store/db.ts';
import type { BrandBook, BrandBooks } from '../brand-books.ts';
import type { LifeTables } from '../life/tables.ts';
import type { DomainTables } from '../tables.ts';
import type { feedsApi } from './api.ts';
import { type FeedContent, readFeedContent } from './feed-content.ts';
import { readFeedState, writeFeedState } from './feed-state.ts';
import { FEED_FILES, type FeedFormat } from './feed-files.ts';
import { createFeedToken, readFeedTokens, revokeFeedToken } from './feed-token.ts';
import { refusalOf } from './refusal.ts';
import { tooLongForZone } from './render-zone.ts';
import { settleFeed } from './settle-feed.ts';
import type { FeedTables } from './tables.ts';

export interface FeedsDeps {
  db: Db;
  books: BrandBooks;
  live: LivePublisher;
  log: Log;
  /** The clock of a data space that runs; null where it does not. */
  clockOf: (tenantId: string) => Clock | null;
}

export interface Feeds {
  handlers: Handlers<typeof feedsApi>;
  /** What is listed now, or null where the data space does not run. */
  content(tenantId: string): Promise<FeedContent | null>;
}

/** With automatic entries, how old a list may be. Decisions of people are in it at once. */
const AUTO_EVERY_MS = 500;
/** Hostile domains told of that blocklists refuse. */
const MAX_REFUSED_TOLD = 100;
/** Names told of that are too long for a zone. */
const MAX_TOO_LONG_TOLD = 20;

interface Kept {
  book: BrandBook;
  settledAt: number;
  content: FeedContent;
}

/** Builds the blocklists: what is in them, who may read them, what enters by itself. */
export function createFeeds(deps: FeedsDeps): Feeds {
  const { db, books } = deps;
  const kept = new Map<string, Kept>();

  /** Settles when the brands changed meanwhile (a domain may now be our own) or time alone lets alarms in. */
  async function content(tenantId: string): Promise<FeedContent | null> {
    const clock = deps.clockOf(tenantId);
    if (clock === null) return null;
    const book = await books.of(tenantId);
    const before = kept.get(tenantId);
    const state = await readFeedState(db.read<FeedTables>(), tenantId);
    const now = clock.now();
    const isDue = state.auto_score !== null && Math.abs(now - (before?.settledAt ?? 0)) >= AUTO_EVERY_MS;
    const isSettled = before !== undefined && before.book === book && !isDue;
    if (isSettled && before.content.serial === state.serial) return before.content;
    if (!isSettled) await settle(tenantId, book, now);
    const fresh = await readFeedContent(db.read<FeedTables & DomainTables>(), tenantId);
    sayTooLong(tenantId, before?.content ?? null, fresh);
    kept.set(tenantId, { book, settledAt: now, content: fresh });
    return fresh;
  }

  /** A store that cannot be written to goes on serving what it has. */
  async function settle(tenantId: string, book: BrandBook, at: number): Promise<void> {
    try {
      await db.transaction(async (tx) => {
        const { entered, left } = await settleFeed(tx, tenantId, book, at);
        for (const domain of [...entered, ...left]) await deps.live.publish(tx, tenantId, 'look-alike', domain);
      });
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.code !== 'store.read_only') throw thrown;
      deps.log.warn({ err: errorText(thrown) }, 'blocklists could not be brought up to date');
    }
  }

  /** Who blocks by the zone alone is not protected from these: said when it changes, and not at each reading. */
  function sayTooLong(tenantId: string, before: FeedContent | null, fresh: FeedContent): void {
    const names = tooLongForZone(fresh);
    if (names.length === 0 || names.join(' ') === (before === null ? '' : tooLongForZone(before).join(' '))) return;
    const first = names.slice(0, MAX_TOO_LONG_TOLD);
    deps.log.warn({ tenantId, count: names.length, first }, 'names too long for rpz.zone are in the other lists only');
  }

  async function refusedHostile(tenantId: string): Promise<{ registrable: string; refusal: string }[]> {
    const book = await books.of(tenantId);
    const rows = await db
      .read<LifeTables>()
      .selectFrom('domain_state')
      .select('registrable')
      .where('tenant_id', '=', tenantId)
      .where('decision', '=', 'hostile')
      .where('blocked_at', 'is', null)
      .orderBy('registrable')
      .limit(MAX_REFUSED_TOLD)
      .execute();
    return rows.flatMap(({ registrable }) => {
      const refusal = refusalOf(book, registrable);
      return refusal === null ? [] : [{ registrable, refusal }];
    });
  }

  return {
    content,
    handlers: {
      async getFeeds({ tenantId }) {
        const now = await content(tenantId);
        const state = await readFeedState(db.read<FeedTables>(), tenantId);
        const tokens = await readFeedTokens(db.read<FeedTables>(), tenantId);
        const read = tokens.flatMap((token) => token.last_used_at ?? []);
        const tooLong = now === null ? [] : tooLongForZone(now);
        return {
          entries: now?.items.length ?? 0,
          serial: state.serial,
          changedAt: state.changed_at === 0 ? null : state.changed_at,
          autoScore: state.auto_score,
          refused: await refusedHostile(tenantId),
          tooLong: { count: tooLong.length, first: tooLong.slice(0, MAX_TOO_LONG_TOLD) },
          files: FEED_FILES.map(({ format, name }) => ({ format, name, path: `/feeds/TOKEN/${name}` })),
          lastReadAt: read.length === 0 ? null : Math.max(...read),
        };
      },
      async setFeedRules(context, { body }) {
        const { tenantId } = context;
        const book = await books.of(tenantId);
        await db.transaction(async (tx) => {
          const state = await readFeedState(tx.tables<FeedTables>(), tenantId);
          await writeFeedState(tx, { ...state, auto_score: body.autoScore });
          await settleFeed(tx, tenantId, book, context.clock.now());
          await deps.live.publish(tx, tenantId, 'setup', 'feeds');
        });
        context.audit(`auto-score:${body.autoScore ?? 'off'}`);
        return { ok: true };
      },
      async listFeedTokens({ tenantId }) {
        const rows = await readFeedTokens(db.read<FeedTables>(), tenantId);
        return {
          items: rows.map((row) => ({
            tokenId: row.token_id,
            label: row.label,
            formats: JSON.parse(row.formats) as FeedFormat[],
            createdAt: row.created_at,
            createdBy: row.created_by,
            lastUsedAt: row.last_used_at,
            lastFormat: row.last_format as FeedFormat | null,
          })),
        };
      },
      async createFeedToken(context, { body }) {
        const createdBy = context.actor?.name ?? '';
        const made = await createFeedToken(db, context.tenantId, { ...body, createdBy }, context.clock.now());
        context.audit(made.tokenId, ...body.formats);
        return made;
      },
      async revokeFeedToken(context, { params }) {
        await revokeFeedToken(db, context.tenantId, params.tokenId);
        return { ok: true };
      },
    },
  };
}
