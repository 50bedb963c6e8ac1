import type { Clock } from '../../base/clock.ts';
import { errorText } from '../../base/errors.ts';
import { uuidv7 } from '../../base/ids.ts';
import type { TurnResult } from '../jobs/loops.ts';
import type { Log } from '../log/log.ts';
import type { Db, MigrationSet, Tx } from '../store/db.ts';
import { outboxMigrations } from './migrations.ts';
import type { Outbox, OutboxHandler, OutboxItem, OutboxOutcome } from './outbox.ts';
import type { OutboxTables } from './tables.ts';

/** First wait after a failed try; doubled each time. */
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 300_000;
/** No wait is longer, whoever asked for it: a moment further ahead was reckoned by a clock that was set back since. */
const FURTHEST_AHEAD_MS = 3_600_000;
/** With waits as above, about a day of trying; then somebody has to look. */
const MAX_ATTEMPTS = 300;
/** Settled items are kept this long, so that a key added again is still known. */
const KEEP_SETTLED_MS = 30 * 86_400_000;
/** Items tried in one turn, each topic's in parallel. */
const BATCH = 20;
/** Real limit of one try. */
const TRY_TIMEOUT_MS = 30_000;

export interface OutboxDeps {
  db: Db;
  clock: Clock;
  log: Log;
  /** True while nothing may be sent: a restored copy, or a read-only store, which could not keep that it was sent. */
  held(): boolean;
}

export interface OutboxWorker extends Outbox {
  migrations: MigrationSet;
  /** One turn of its loop: tries what is due. */
  turn(signal: AbortSignal): Promise<TurnResult>;
  /** Called after commits that added something. */
  onAdded(wake: () => void): void;
  counts(): Promise<{ waiting: number; failed: number; oldestWaitingAt: number | null }>;
  removeTenant(tx: Tx, tenantId: string): Promise<void>;
}

/**
 * Calls to the outside, kept with the transaction that decided them and tried until they succeed: at least once, with growing
 * waits, never while a restored copy is held. A process that dies in a try tries again after its restart.
 */
export function createOutbox(deps: OutboxDeps): OutboxWorker {
  const handlers = new Map<string, OutboxHandler>();
  let wake: () => void = () => undefined;
  let pruneAt = 0;

  return {
    migrations: outboxMigrations,

    async add(tx, item) {
      const now = deps.clock.now();
      await tx
        .tables<OutboxTables>()
        .insertInto('outbox')
        .values({
          tenant_id: item.tenantId,
          id: uuidv7(now),
          topic: item.topic,
          key: item.key,
          payload: JSON.stringify(item.payload),
          state: 'waiting',
          attempts: 0,
          next_at: now,
          created_at: now,
          settled_at: null,
          last_reason: null,
        })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'topic', 'key']).doNothing())
        .execute();
      tx.afterCommit(() => wake());
    },

    async waiting(tenantId, topic) {
      const rows = await deps.db
        .read<OutboxTables>()
        .selectFrom('outbox')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('topic', '=', topic)
        .where('state', '=', 'waiting')
        .orderBy('created_at')
        .limit(1000)
        .execute();
      return rows.map(itemOf);
    },

    handle(topic, handler) {
      handlers.set(topic, handler);
    },

    onAdded(run) {
      wake = run;
    },

    async turn(signal) {
      if (deps.held()) return 'idle';
      const now = deps.clock.now();
      const due = await deps.db
        .read<OutboxTables>()
        .selectFrom('outbox')
        .selectAll()
        .where('state', '=', 'waiting')
        .where((is) => is.or([is('next_at', '<=', now), is('next_at', '>', now + FURTHEST_AHEAD_MS)]))
        .orderBy('next_at')
        .limit(BATCH)
        .execute();
      await Promise.all(due.map((row) => attempt(deps, handlers, itemOf(row), signal)));
      if (now >= pruneAt) {
        pruneAt = now + 3_600_000;
        await prune(deps, now);
      }
      if (due.length === BATCH) return 'more';
      const next = await deps.db
        .read<OutboxTables>()
        .selectFrom('outbox')
        .select((eb) => eb.fn.min('next_at').as('at'))
        .where('state', '=', 'waiting')
        .executeTakeFirst();
      return next?.at == null ? 'idle' : { waitMs: Math.max(50, Math.min(next.at - deps.clock.now(), 5000)) };
    },

    async counts() {
      const rows = await deps.db
        .read<OutboxTables>()
        .selectFrom('outbox')
        .select((eb) => ['state', eb.fn.countAll().as('count'), eb.fn.min('created_at').as('oldest')])
        .where('state', '!=', 'done')
        .groupBy('state')
        .execute();
      const of = (state: string) => rows.find((row) => row.state === state);
      const oldest = of('waiting')?.oldest;
      return {
        waiting: Number(of('waiting')?.count ?? 0),
        failed: Number(of('failed')?.count ?? 0),
        oldestWaitingAt: oldest ?? null,
      };
    },

    async removeTenant(tx, tenantId) {
      await tx.tables<OutboxTables>().deleteFrom('outbox').where('tenant_id', '=', tenantId).execute();
    },
  };
}

async function attempt(
  deps: OutboxDeps,
  handlers: ReadonlyMap<string, OutboxHandler>,
  item: OutboxItem,
  signal: AbortSignal,
): Promise<void> {
  const outcome = await tryOnce(handlers, item, signal);
  // Stopped in mid-try: as if it had died, it is tried again after the restart.
  if (signal.aborted && outcome.kind !== 'done') return;
  const now = deps.clock.now();
  const attempts = item.attempts + 1;
  const givenUp = outcome.kind === 'later' && attempts >= MAX_ATTEMPTS;
  if (outcome.kind !== 'done')
    deps.log.warn({ topic: item.topic, attempts, reason: outcome.reason, givenUp }, 'outbox item not delivered');
  await deps.db.transaction(async (tx) => {
    const settled = outcome.kind === 'later' && !givenUp ? null : now;
    await tx
      .tables<OutboxTables>()
      .updateTable('outbox')
      .set({
        state: outcome.kind === 'done' ? 'done' : settled === null ? 'waiting' : 'failed',
        attempts,
        next_at:
          outcome.kind === 'later' ? now + Math.min(outcome.afterMs ?? waitAfter(attempts), FURTHEST_AHEAD_MS) : now,
        settled_at: settled,
        last_reason: outcome.kind === 'done' ? null : outcome.reason.slice(0, 500),
      })
      .where('tenant_id', '=', item.tenantId)
      .where('id', '=', item.id)
      .execute();
  });
}

async function tryOnce(
  handlers: ReadonlyMap<string, OutboxHandler>,
  item: OutboxItem,
  signal: AbortSignal,
): Promise<OutboxOutcome> {
  const handler = handlers.get(item.topic);
  if (handler === undefined) return { kind: 'later', reason: `nobody handles ${item.topic} in this version` };
  try {
    return await handler(item, AbortSignal.any([signal, AbortSignal.timeout(TRY_TIMEOUT_MS)]));
  } catch (thrown) {
    return { kind: 'later', reason: errorText(thrown) };
  }
}

/** Wait before try n + 1, milliseconds: 1 s, 2 s, 4 s … 5 min. */
export function waitAfter(attempts: number): number {
  return Math.min(FIRST_WAIT_MS * 2 ** Math.min(attempts - 1, 20), LONGEST_WAIT_MS);
}

async function prune(deps: OutboxDeps, now: number): Promise<void> {
  await deps.db.transaction(async (tx) => {
    await tx
      .tables<OutboxTables>()
      .deleteFrom('outbox')
      .where('state', '!=', 'waiting')
      .where('settled_at', '<', now - KEEP_SETTLED_MS)
      .execute();
  });
}

function itemOf(row: OutboxTables['outbox']): OutboxItem {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    topic: row.topic,
    key: row.key,
    payload: JSON.parse(row.payload) as Record<string, unknown>,
    attempts: row.attempts,
    createdAt: row.created_at,
  };
}
