import type { Clock } from '../../base/clock.ts';
import { AppError, errorText } from '../../base/errors.ts';
import type { FindingSink } from '../findings/finding-sink.ts';
import type { Handlers } from '../http/context.ts';
import type { LoopSpec } from '../jobs/loops.ts';
import type { LivePublisher } from '../live/live.ts';
import type { Db, MigrationSet, Tx } from '../store/db.ts';
import type { sourcesApi, SourceWire } from './api.ts';
import { addLags, addToBuckets, countSince, nextUsualGap, noteGap } from './measures.ts';
import { sourceMigrations } from './migrations.ts';
import { silenceLoop } from './silence.ts';
import { bucketsOf, lagsOf, rhythmOf, sourceWireOf, stateOf, type StoredError } from './source-state.ts';
import type { SourceRow, SourceTables } from './tables.ts';

export interface SourceSpec {
  id: string;
  kind: SourceWire['kind'];
  label: string;
  /** True when set by breakwater.yaml or the environment. */
  readOnly: boolean;
  /** After how long without a record it counts as silent, milliseconds; 0: never (imports, reports). */
  silentAfterMs: number;
  /** Detections that see nothing while it is silent, with the message keys of their names. */
  blindDetections: readonly { detector: string; nameKey: string }[];
}

/** What one successful reading brought. */
export interface Delivery {
  /** By the clock of the data space. */
  at: number;
  /** Where to go on; left as it is when absent. */
  cursor?: string;
  /** In the source's own terms, for people. */
  position?: string | null;
  behindBy?: number | null;
  /** The records, or as many of them as are worth measuring; `count` where that is not how many were new. */
  records: readonly { occurredAt: number; receivedAt: number }[];
  count?: number;
  /** Something to be told that did not stop the reading. Stays shown until a delivery without one. */
  warning?: { code: string; message: string; remedy?: string | null } | null;
}

export interface SourcesDeps {
  db: Db;
  live: LivePublisher;
  findings: FindingSink;
}

/** Health and position of every source. All functions that take a `tx` are part of the caller's state transaction. */
export interface Sources {
  readonly migrations: MigrationSet;
  readonly handlers: Handlers<typeof sourcesApi>;
  /** Makes a source known, or renews what is said of it; its position and measures stay. */
  register(tx: Tx, tenantId: string, spec: SourceSpec, at: number): Promise<void>;
  /** Forgets a source and its position. */
  remove(tx: Tx, tenantId: string, sourceId: string): Promise<void>;
  recordSuccess(tx: Tx, tenantId: string, sourceId: string, delivery: Delivery): Promise<void>;
  /** In a transaction of its own: what failed has rolled back. */
  recordFailure(tenantId: string, sourceId: string, thrown: unknown, at: number): Promise<void>;
  /** Stops reading a source because of what was found there, which stays shown, until a person resumes it. */
  pause(tx: Tx, tenantId: string, sourceId: string, thrown: unknown, at: number): Promise<void>;
  cursorOf(tenantId: string, sourceId: string): Promise<string | null>;
  isPaused(tenantId: string, sourceId: string): Promise<boolean>;
  list(tenantId: string, now: number): Promise<SourceWire[]>;
  /** Records received since a moment from sources of these kinds. */
  received(tenantId: string, kinds: readonly SourceWire['kind'][], sinceMs: number): Promise<number>;
  /** Called after the commit that resumed a source, so that its loop can be woken. */
  onResumed(listener: (tenantId: string, sourceId: string) => void): void;
  /** Removes everything of a data space (a rehearsal). */
  removeTenant(tx: Tx, tenantId: string): Promise<void>;
  /** The loop that finds sources silent; one per data space. */
  silenceLoop(tenantId: string, clock: Clock): LoopSpec;
}

/** Consoles are told of a delivery at most this often; of a change of state at once. */
const TELL_EVERY_MS = 2000;

export function createSources(deps: SourcesDeps): Sources {
  const { db, live } = deps;
  const resumed: ((tenantId: string, sourceId: string) => void)[] = [];

  async function save(tx: Tx, row: SourceRow, before: SourceRow, at: number): Promise<void> {
    const tell = stateOf(row) !== stateOf(before) || Math.abs(at - before.told_at) >= TELL_EVERY_MS;
    const { tenant_id, source_id, ...values } = { ...row, told_at: tell ? at : row.told_at };
    await tx
      .tables<SourceTables>()
      .updateTable('source')
      .set(values)
      .where('tenant_id', '=', tenant_id)
      .where('source_id', '=', source_id)
      .execute();
    if (tell) await live.publish(tx, tenant_id, 'source', source_id);
  }

  async function setPaused(tenantId: string, sourceId: string, paused: boolean, at: number): Promise<void> {
    await db.transaction(async (tx) => {
      const row = await find(tx, tenantId, sourceId);
      if (row === null) throw notFound(sourceId);
      // The time of the pause is not silence: counting begins anew.
      const heard = paused || row.last_received_at === null ? row.last_received_at : at;
      await save(
        tx,
        { ...row, paused: paused ? 1 : 0, last_received_at: heard, silent_since: null, told_at: 0 },
        { ...row, told_at: 0 },
        at,
      );
      if (!paused) {
        tx.afterCommit(() => {
          for (const listener of resumed) listener(tenantId, sourceId);
        });
      }
    });
  }

  async function list(tenantId: string, now: number): Promise<SourceWire[]> {
    const rows = await db
      .read<SourceTables>()
      .selectFrom('source')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .orderBy('source_id')
      .execute();
    return rows.map((row) => sourceWireOf(row, now));
  }

  return {
    migrations: sourceMigrations,

    handlers: {
      listSources: async (context) => {
        const now = context.clock.now();
        return { items: await list(context.tenantId, now), asOf: now };
      },
      pauseSource: async (context, { params }) => {
        await setPaused(context.tenantId, params.sourceId, true, context.clock.now());
        context.audit(params.sourceId);
        return { ok: true };
      },
      resumeSource: async (context, { params }) => {
        await setPaused(context.tenantId, params.sourceId, false, context.clock.now());
        context.audit(params.sourceId);
        return { ok: true };
      },
    },

    async register(tx, tenantId, spec, at) {
      const told = {
        kind: spec.kind,
        label: spec.label,
        read_only: spec.readOnly ? 1 : 0,
        silent_after_ms: spec.silentAfterMs,
        blind_detections: JSON.stringify(spec.blindDetections),
      };
      await tx
        .tables<SourceTables>()
        .insertInto('source')
        .values({ ...EMPTY, ...told, tenant_id: tenantId, source_id: spec.id, registered_at: at, told_at: at })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'source_id']).doUpdateSet(told))
        .execute();
      await live.publish(tx, tenantId, 'source', spec.id);
    },

    async remove(tx, tenantId, sourceId) {
      await tx
        .tables<SourceTables>()
        .deleteFrom('source')
        .where('tenant_id', '=', tenantId)
        .where('source_id', '=', sourceId)
        .execute();
      await live.publish(tx, tenantId, 'source', sourceId);
    },

    async recordSuccess(tx, tenantId, sourceId, delivery) {
      const row = await find(tx, tenantId, sourceId);
      // Removed while it was being read: there is nothing to go on with, and its last page was judged all the same.
      if (row === null) return;
      await save(tx, afterDelivery(row, delivery), row, delivery.at);
    },

    async recordFailure(tenantId, sourceId, thrown, at) {
      await db.transaction(async (tx) => {
        const row = await find(tx, tenantId, sourceId);
        if (row === null) return;
        const last_error = JSON.stringify(storedError(thrown, at));
        await save(tx, { ...row, faults: row.faults + 1, last_poll_at: at, last_error }, row, at);
      });
    },

    async pause(tx, tenantId, sourceId, thrown, at) {
      const row = await find(tx, tenantId, sourceId);
      if (row === null) return;
      const last_error = JSON.stringify(storedError(thrown, at));
      const paused = { ...row, paused: 1, faults: row.faults + 1, last_poll_at: at, last_error, silent_since: null };
      await save(tx, paused, row, at);
    },

    async cursorOf(tenantId, sourceId) {
      const row = await read(db, tenantId, sourceId);
      return row?.cursor ?? null;
    },

    async isPaused(tenantId, sourceId) {
      const row = await read(db, tenantId, sourceId);
      return row?.paused === 1;
    },

    list,

    async received(tenantId, kinds, sinceMs) {
      const rows = await db
        .read<SourceTables>()
        .selectFrom('source')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('kind', 'in', [...kinds])
        .execute();
      return rows.reduce((sum, row) => sum + countSince(bucketsOf(row), sinceMs), 0);
    },

    onResumed: (listener) => {
      resumed.push(listener);
    },

    async removeTenant(tx, tenantId) {
      await tx.tables<SourceTables>().deleteFrom('source').where('tenant_id', '=', tenantId).execute();
    },

    silenceLoop: (tenantId, clock) => silenceLoop(deps, tenantId, clock),
  };
}

const EMPTY = {
  cursor: null,
  position: null,
  behind_by: null,
  paused: 0,
  last_record_at: null,
  last_received_at: null,
  last_poll_at: null,
  last_success_at: null,
  records_total: 0,
  buckets: '[]',
  lags: '[]',
  usual_gap_ms: null,
  rhythm: '[]',
  faults: 0,
  last_error: null,
  silent_since: null,
} as const;

function afterDelivery(row: SourceRow, delivery: Delivery): SourceRow {
  const { records, at } = delivery;
  const count = delivery.count ?? records.length;
  const next: SourceRow = {
    ...row,
    cursor: delivery.cursor ?? row.cursor,
    position: delivery.position === undefined ? row.position : delivery.position,
    behind_by: delivery.behindBy === undefined ? row.behind_by : delivery.behindBy,
    last_poll_at: at,
    last_success_at: at,
    faults: 0,
    last_error: delivery.warning ? JSON.stringify(warningOf(delivery.warning, at)) : null,
  };
  if (count === 0) return next;
  // What happened before we listened tells nothing about how fast the source is.
  const lags = records
    .filter((record) => record.occurredAt >= row.registered_at)
    .map((record) => record.receivedAt - record.occurredAt);
  const newest = records.reduce((latest, record) => Math.max(latest, record.occurredAt), row.last_record_at ?? 0);
  return {
    ...next,
    records_total: row.records_total + count,
    // Records without a time stand at 0.
    last_record_at: newest === 0 ? null : Math.min(newest, at),
    last_received_at: at,
    usual_gap_ms:
      row.last_received_at === null || row.silent_since !== null
        ? row.usual_gap_ms
        : nextUsualGap(row.usual_gap_ms, at - row.last_received_at),
    rhythm:
      row.last_received_at === null ? row.rhythm : JSON.stringify(noteGap(rhythmOf(row), row.last_received_at, at)),
    buckets: JSON.stringify(addToBuckets(bucketsOf(row), at, count)),
    lags: JSON.stringify(addLags(lagsOf(row), lags)),
    silent_since: null,
  };
}

function warningOf(warning: NonNullable<Delivery['warning']>, at: number): StoredError {
  const { code, message } = warning;
  return { code, message: message.slice(0, 1000), remedy: warning.remedy ?? null, at, retryable: true };
}

function storedError(thrown: unknown, at: number): StoredError {
  const app = thrown instanceof AppError ? thrown : null;
  return {
    code: app?.code ?? 'source.fault',
    message: errorText(thrown),
    remedy: app?.remedy ?? null,
    at,
    retryable: app?.retryable ?? true,
  };
}

async function find(tx: Tx, tenantId: string, sourceId: string): Promise<SourceRow | null> {
  const row = await tx
    .tables<SourceTables>()
    .selectFrom('source')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('source_id', '=', sourceId)
    .executeTakeFirst();
  return row ?? null;
}

async function read(db: Db, tenantId: string, sourceId: string): Promise<Pick<SourceRow, 'cursor' | 'paused'> | null> {
  const row = await db
    .read<SourceTables>()
    .selectFrom('source')
    .select(['cursor', 'paused'])
    .where('tenant_id', '=', tenantId)
    .where('source_id', '=', sourceId)
    .executeTakeFirst();
  return row ?? null;
}

function notFound(sourceId: string): AppError {
  return new AppError('source.not_found', `There is no source ${sourceId}`, { status: 404 });
}
