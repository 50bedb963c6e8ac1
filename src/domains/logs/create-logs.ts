import { AppError } from '../../base/errors.ts';
import { REHEARSAL_TENANT } from '../../base/ids.ts';
import type { Handlers } from '../../platform/http/context.ts';
import type { RunningSpace } from '../../platform/jobs/running-space.ts';
import type { Tx } from '../../platform/store/db.ts';
import type { CertificateEntry, CertificateLogReader } from '../ports.ts';
import type { logsApi } from './api.ts';
import { PUBLIC_LOG_LIST_URL } from './fetch-log-list.ts';
import { createLogListKeeper, LOG_LIST_LOOP, type KeepLogListDeps } from './keep-log-list.ts';
import { choiceName } from './listed-logs.ts';
import { listLogs, type ListLogsDeps } from './list-logs.ts';
import { dropLogs, type LogListSettings, writeChoice } from './log-list-store.ts';
import { LogMeter, measured } from './log-meter.ts';
import type { ReadLogSize } from './ports.ts';
import { createNamesSeen, type NamesSeen, type NamesSeenDeps } from './names-seen.ts';
import { LOG_SIZES_LOOP, watchSizes } from './watch-sizes.ts';

export interface LogsDeps extends KeepLogListDeps, NamesSeenDeps {
  readLogSize: ReadLogSize;
  /** The list that the configuration sets for a data space. */
  configuredList(tenantId: string): LogListSettings | null;
}

/** Which certificate logs are read, and how well. */
export interface Logs {
  handlers: Handlers<typeof logsApi>;
  /** Before the logs of the space are watched. */
  settle(tenantId: string, at: number): Promise<void>;
  /** Follows the list from now on. */
  start(space: RunningSpace): void;
  stop(tenantId: string): Promise<void>;
  /** A reader that is measured. */
  measure(tenantId: string, sourceId: string, now: () => number, reader: CertificateLogReader): CertificateLogReader;
  /** See {@link NamesSeen}. */
  archiveOf: NamesSeen['archiveOf'];
  rescan: NamesSeen['rescan'];
  dropTenant(tx: Tx, tenantId: string): Promise<void>;
}

export function createLogs(deps: LogsDeps): Logs {
  const keeper = createLogListKeeper(deps);
  const names = createNamesSeen(deps);
  const running = new Map<string, RunningSpace>();
  const meters = new Map<string, Map<string, LogMeter>>();
  const asked: ListLogsDeps = { ...deps, meterOf: (tenantId, sourceId) => meters.get(tenantId)?.get(sourceId) ?? null };

  /** The meter of a log; made where there is none. Listed logs are bounded, and so are these. */
  function meter(tenantId: string, sourceId: string, at: number): LogMeter {
    const ofTenant = meters.get(tenantId) ?? new Map<string, LogMeter>();
    meters.set(tenantId, ofTenant);
    const known = ofTenant.get(sourceId);
    if (known !== undefined) return known;
    const made = new LogMeter(at);
    ofTenant.set(sourceId, made);
    return made;
  }

  function refuseRehearsal(tenantId: string): void {
    if (tenantId !== REHEARSAL_TENANT) return;
    throw new AppError('domains.rehearsal_logs', 'A rehearsal reads its own certificate log and no other', {
      status: 409,
      remedy: 'Set the log list outside the rehearsal.',
    });
  }

  return {
    handlers: {
      ...names.handlers,
      async getLogs({ tenantId, clock }) {
        const asOf = clock.now();
        return { ...(await listLogs(asked, tenantId, asOf)), publicListUrl: PUBLIC_LOG_LIST_URL, asOf };
      },
      async getCoverage({ tenantId, clock }) {
        const { coverage } = await listLogs(asked, tenantId, clock.now());
        return coverage;
      },
      async getLogSeries({ tenantId, clock }, { params }) {
        const now = clock.now();
        return (asked.meterOf(tenantId, params.sourceId) ?? new LogMeter(now)).series(now);
      },
      async putLogList(context, { body }) {
        const { tenantId, clock, signal, actor } = context;
        refuseRehearsal(tenantId);
        context.audit(body.url);
        const result = await keeper.set(tenantId, body, actor?.id ?? null, clock, signal);
        running.get(tenantId)?.loops.wake(LOG_LIST_LOOP);
        return result;
      },
      async deleteLogList({ tenantId, clock }) {
        refuseRehearsal(tenantId);
        await keeper.remove(tenantId, clock.now());
        return { ok: true };
      },
      async refreshLogList({ tenantId, clock, signal }) {
        refuseRehearsal(tenantId);
        return keeper.refresh(tenantId, clock, signal);
      },
      async chooseLogs(context, { body }) {
        const { tenantId, clock } = context;
        refuseRehearsal(tenantId);
        const at = clock.now();
        await deps.db.transaction(async (tx) => {
          for (const { scope, name, isRead } of body.choices) {
            const row = { tenant_id: tenantId, scope, name: choiceName(scope, name), is_read: isRead ? 1 : 0, at };
            await writeChoice(tx, row);
          }
          await deps.live.publish(tx, tenantId, 'setup', 'certificate-logs');
        });
        context.audit(...body.choices.map(({ scope, name }) => `${scope}:${name}`).slice(0, 20));
        await keeper.apply(tenantId, clock.now());
        running.get(tenantId)?.loops.wake(LOG_SIZES_LOOP);
        return { ok: true };
      },
    },

    async settle(tenantId, at) {
      await keeper.settle(tenantId, deps.configuredList(tenantId), at);
      await names.settle(tenantId);
    },
    start(space) {
      running.set(space.tenantId, space);
      names.start(space);
      if (space.tenantId === REHEARSAL_TENANT) return;
      space.loops.start(keeper.loop(space.tenantId, space.clock));
      space.loops.start(watchSizes({ ...deps, meter }, space.tenantId, space.clock));
    },
    async stop(tenantId) {
      const space = running.get(tenantId);
      for (const name of [LOG_LIST_LOOP, LOG_SIZES_LOOP]) await space?.loops.stop(name);
      await names.stop(tenantId);
      running.delete(tenantId);
      meters.delete(tenantId);
    },
    measure(tenantId, sourceId, now, reader) {
      const kept = keepingNames(reader, (entries) => names.keep(tenantId, sourceId, entries, now()));
      return measured(kept, meter(tenantId, sourceId, now()), now);
    },
    archiveOf: (tenantId) => names.archiveOf(tenantId),
    rescan: (tx, tenantId, because, subject, at) => names.rescan(tx, tenantId, because, subject, at),
    dropTenant: dropLogs,
  };
}

/** A reader whose entries are kept on their way. What is read again after a kill is kept twice at most. */
function keepingNames(
  reader: CertificateLogReader,
  keep: (entries: readonly CertificateEntry[]) => Promise<void>,
): CertificateLogReader {
  return {
    ...reader,
    async readNext(position, signal) {
      const page = await reader.readNext(position, signal);
      // What only a list of names says is kept when it is proven, two minutes later at most: a run over names seen tells of
      // certificates as proven, and what is proven is judged anew by the brands of that moment.
      await keep([...page.entries.filter((entry) => entry.verified), ...page.confirmed]);
      return page;
    },
  };
}
