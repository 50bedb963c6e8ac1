import type { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import { AppError, errorText } from '../base/errors.ts';
import type { Message } from '../base/finding.ts';
import { LIVE_TENANT, REHEARSAL_TENANT } from '../base/ids.ts';
import type { Handlers } from '../platform/http/context.ts';
import type { LivePublisher } from '../platform/live/live.ts';
import type { Log } from '../platform/log/log.ts';
import type { Db } from '../platform/store/db.ts';
import type { rehearsalApi, rehearsalWire } from './api.ts';
import { MILESTONES, ORIGINAL_SINCE_LURE_MS } from './original-clock.ts';
import type { RehearsalLauncher, RehearsalProgress, RehearsalWorld, TruthStep } from './ports.ts';
import type { RehearsalTables } from './tables.ts';

type Row = RehearsalTables['rehearsal'];
type Wire = z.input<typeof rehearsalWire>;

export interface RehearsalDeps {
  db: Db;
  /** The live clock: when a rehearsal was started, for the record. */
  clock: Clock;
  live: LivePublisher;
  log: Log;
  launcher: RehearsalLauncher;
  progress: RehearsalProgress;
}

export interface Rehearsal {
  handlers: Handlers<typeof rehearsalApi>;
  start(options: { scenario: string; factor: number }): Promise<void>;
  status(): Promise<Wire>;
  /** The clock that requests into the rehearsal's data space are answered by. */
  now(): number | null;
  /** After a restart: a rehearsal that was running has stopped, and says so. */
  recover(): Promise<void>;
  /** Ends the world with the process; the row says stopped. */
  shutDown(): Promise<void>;
}

/** The attack on the simulated company: started, watched, stopped and removed; one at a time. */
export function createRehearsal(deps: RehearsalDeps): Rehearsal {
  let world: RehearsalWorld | null = null;
  let busy = false;

  async function readRow(): Promise<Row | null> {
    const row = await deps.db.read<RehearsalTables>().selectFrom('rehearsal').selectAll().executeTakeFirst();
    return row ?? null;
  }

  async function update(values: Partial<Row>): Promise<void> {
    await deps.db.transaction(async (tx) => {
      await tx
        .tables<RehearsalTables>()
        .updateTable('rehearsal')
        .set(values)
        .where('tenant_id', '=', REHEARSAL_TENANT)
        .execute();
      // Both spaces hear it: the live console shows that a rehearsal runs.
      await deps.live.publish(tx, LIVE_TENANT, 'rehearsal', REHEARSAL_TENANT);
      await deps.live.publish(tx, REHEARSAL_TENANT, 'rehearsal', REHEARSAL_TENANT);
    });
  }

  /** One change at a time: two people pressing the button must not make two worlds. */
  async function alone<T>(work: () => Promise<T>): Promise<T> {
    if (busy)
      throw new AppError('rehearsal.busy', 'the rehearsal is being started or stopped', {
        status: 409,
        retryable: true,
        remedy: 'Wait a moment and try again.',
      });
    busy = true;
    try {
      return await work();
    } finally {
      busy = false;
    }
  }

  async function endWorld(state: Row['state'], error: string | null = null): Promise<void> {
    const ending = world;
    world = null;
    if (ending === null) return;
    const clockAt = ending.now();
    const truth = JSON.stringify(ending.truth());
    await ending.stop();
    await update({ state, error, clock_at: clockAt, truth });
  }

  async function removeNow(): Promise<void> {
    await endWorld('stopped');
    await deps.launcher.removeData();
    await deps.db.transaction(async (tx) => {
      await tx.tables<RehearsalTables>().deleteFrom('rehearsal').execute();
      await deps.live.publish(tx, LIVE_TENANT, 'rehearsal', REHEARSAL_TENANT);
    });
  }

  async function startNow(options: { scenario: string; factor: number }): Promise<void> {
    await removeNow();
    const row: Row = {
      tenant_id: REHEARSAL_TENANT,
      scenario: options.scenario,
      factor: options.factor,
      state: 'preparing',
      started_at: deps.clock.now(),
      lure_at: null,
      ends_at: null,
      clock_at: null,
      error: null,
      truth: '[]',
    };
    await deps.db.transaction(async (tx) => {
      await tx.tables<RehearsalTables>().insertInto('rehearsal').values(row).execute();
      await deps.live.publish(tx, LIVE_TENANT, 'rehearsal', REHEARSAL_TENANT);
    });
    try {
      const made = await deps.launcher.launch(options);
      world = made;
      await update({ state: 'running', lure_at: made.lureAtMs, ends_at: made.endsAtMs });
      made.finished
        .then(
          () => {
            // The vendors stay up after the last step, so that a containment can still be approved and verified.
            return world === made ? update({ state: 'finished', factor: 1 }) : undefined;
          },
          (thrown: unknown) => (world === made ? endWorld('failed', errorText(thrown)) : undefined),
        )
        .catch((thrown: unknown) =>
          deps.log.error({ err: errorText(thrown) }, 'the rehearsal’s end could not be recorded'),
        );
    } catch (thrown) {
      await update({ state: 'failed', error: errorText(thrown) });
      throw thrown;
    }
  }

  async function status(): Promise<Wire> {
    const row = await readRow();
    if (row === null)
      return {
        state: 'none',
        scenario: null,
        factor: 1,
        now: deps.clock.now(),
        sinceLureMs: null,
        startedAt: null,
        endsAt: null,
        error: null,
        truth: [],
        milestones: milestones(null, {}),
      };
    const now = world?.now() ?? row.clock_at ?? row.started_at;
    const lureAt = row.lure_at;
    const truth = world?.truth() ?? (JSON.parse(row.truth) as TruthStep[]);
    return {
      state: row.state,
      scenario: row.scenario,
      factor: row.factor,
      now,
      sinceLureMs: lureAt === null ? null : now - lureAt,
      startedAt: row.started_at,
      endsAt: row.ends_at,
      error: row.error,
      truth: truth.map((step) => ({
        at: step.atMs,
        sinceLureMs: step.atMs - (lureAt ?? step.atMs),
        message: wireMessage(step.message),
        done: step.done,
        prevented: step.prevented,
      })),
      milestones: milestones(lureAt, await deps.progress.reached()),
    };
  }

  const handlers: Handlers<typeof rehearsalApi> = {
    getRehearsal: () => status(),
    startRehearsal: async (_context, { body }) => {
      await alone(() => startNow(body));
      return status();
    },
    setRehearsalSpeed: async (_context, { body }) => {
      if (world === null)
        throw new AppError('rehearsal.not_running', 'no rehearsal is running', {
          status: 409,
          remedy: 'Start one first.',
        });
      world.setFactor(body.factor);
      await update({ factor: body.factor });
      return { ok: true };
    },
    stopRehearsal: async () => {
      await alone(() => endWorld('stopped'));
      return { ok: true };
    },
    removeRehearsal: async () => {
      await alone(removeNow);
      return { ok: true };
    },
  };

  return {
    handlers,
    start: (options) => alone(() => startNow(options)),
    status,
    now: () => world?.now() ?? null,
    async recover() {
      const row = await readRow();
      if (row !== null && (row.state === 'running' || row.state === 'preparing' || row.state === 'finished'))
        await update({ state: 'stopped' });
    },
    shutDown: () => endWorld('stopped'),
  };
}

function milestones(
  lureAt: number | null,
  reached: Awaited<ReturnType<RehearsalProgress['reached']>>,
): Wire['milestones'] {
  return MILESTONES.map((milestone) => {
    const at = reached[milestone];
    return {
      milestone: { key: `rehearsal.milestone.${milestone}`, params: {} },
      originalSinceLureMs: ORIGINAL_SINCE_LURE_MS[milestone],
      oursSinceLureMs: at === undefined || lureAt === null ? null : at - lureAt,
    };
  });
}

function wireMessage(message: Message): Wire['truth'][number]['message'] {
  return { key: message.key, params: message.params as Wire['truth'][number]['message']['params'] };
}
