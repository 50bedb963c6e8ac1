import { AppError } from '../base/errors.ts';
import type { LoopSpec, TurnResult } from '../platform/jobs/loops.ts';
import type { RunningSpace } from '../platform/jobs/running-space.ts';
import type { Sources } from '../platform/sources/sources.ts';
import type { Db } from '../platform/store/db.ts';
import type { EventStore } from '../platform/store/event-store.ts';
import { JUDGE_LOOP } from './judge-loop.ts';
import { mapRecords } from './map-records.ts';
import type { IdentitySource, SourcePage } from './ports.ts';
import { rejectionWarning, saveRejections } from './rejected-records.ts';

export interface CollectDeps {
  db: Db;
  events: EventStore;
  sources: Sources;
}

export interface CollectOptions {
  sourceId: string;
  source: IdentitySource;
  everyMs: number;
  /** How far back a first read goes: what people sign in with must be known before anything can be new. */
  historyMs: number;
  /** A warning that stands as long as the connection does. */
  standing: { code: string; message: string; remedy: string } | null;
}

/** A poll that brought nothing is written down this often: each would be a commit, all day long. */
const QUIET_SAVE_MS = 30_000;

export function collectLoopName(sourceId: string): string {
  return `identity.collect.${sourceId}`;
}

/**
 * The loop that reads one identity log: a page is made durable in the event store first, then its cursor is saved together
 * with the source's health. A crash in between reads the page again, and the store drops what it has.
 */
export function collectLoop(deps: CollectDeps, space: RunningSpace, options: CollectOptions): LoopSpec {
  const { tenantId, clock } = space;
  const { sourceId, source } = options;
  /** What was last written down, and when by the steady clock; null after a fault, which must be taken back at once. */
  let saved: { cursor: string | null; atMs: number } | null = null;
  return {
    name: collectLoopName(sourceId),
    everyMs: options.everyMs,
    async turn(signal) {
      if (await deps.sources.isPaused(tenantId, sourceId)) return 'idle';
      try {
        const cursor = await deps.sources.cursorOf(tenantId, sourceId);
        const page = await source.readPage(cursor, clock.now() - options.historyMs, signal);
        const now = clock.now();
        const { events, rejections } = mapRecords(
          page.records.map((record, index) => ({ line: index + 1, text: record.raw })),
          { tenantId, sourceOf: () => sourceId, format: source.format, receivedAt: () => now },
        );
        const isQuiet = page.records.length === 0 && saved !== null && page.cursor === saved.cursor;
        if (isQuiet && saved !== null && clock.steadyMs() - saved.atMs < QUIET_SAVE_MS) return nextTurn(page, options);
        if (events.length > 0) await deps.events.append(tenantId, events);
        await deps.db.transaction(async (tx) => {
          await saveRejections(tx, tenantId, sourceId, rejections, now);
          const unreadable = await rejectionWarning(tx, tenantId, sourceId, now);
          await deps.sources.recordSuccess(tx, tenantId, sourceId, {
            at: now,
            cursor: page.cursor,
            records: events,
            warning: unreadable ?? options.standing,
          });
          if (events.length > 0) tx.afterCommit(() => space.loops.wake(JUDGE_LOOP));
        });
        saved = { cursor: page.cursor, atMs: clock.steadyMs() };
        return nextTurn(page, options);
      } catch (thrown) {
        if (signal.aborted) throw thrown;
        saved = null;
        await deps.sources.recordFailure(tenantId, sourceId, thrown, clock.now());
        if (thrown instanceof AppError && thrown.retryAfterMs !== null) {
          return { waitMs: Math.max(thrown.retryAfterMs, options.everyMs) };
        }
        throw thrown;
      }
    },
  };
}

function nextTurn(page: Pick<SourcePage, 'more' | 'waitMs'>, options: CollectOptions): TurnResult {
  if (page.waitMs !== null) return { waitMs: Math.max(page.waitMs, options.everyMs) };
  return page.more ? 'more' : 'idle';
}
