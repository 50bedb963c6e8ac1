import type { Clock } from '../../base/clock.ts';
import type { LoopSpec, TurnResult } from '../../platform/jobs/loops.ts';
import type { Db } from '../../platform/store/db.ts';
import { decideLogs } from './listed-logs.ts';
import { logsOf, readChoices, readLogList, rulesOf } from './log-list-store.ts';
import type { LogMeter } from './log-meter.ts';
import type { ReadLogSize } from './ports.ts';

export interface WatchSizesDeps {
  db: Db;
  readLogSize: ReadLogSize;
  meter(tenantId: string, sourceId: string, at: number): LogMeter;
}

export const LOG_SIZES_LOOP = 'certificate log sizes';

const EVERY_MS = 60_000;
/** Nothing to look at: woken when somebody switches a log off. */
const UNTIL_CHOSEN_MS = 600_000;
const AT_A_TIME = 4;

/**
 * Looks once a minute how large the logs are that are switched off, so that it can be said what is missed. One small file
 * each; what the configuration leaves out (`exclude`, `operators`) is not asked at all and counts as unknown.
 */
export function watchSizes(deps: WatchSizesDeps, tenantId: string, clock: Clock): LoopSpec {
  async function turn(signal: AbortSignal): Promise<TurnResult> {
    const row = await readLogList(deps.db, tenantId);
    if (row === null) return { waitMs: UNTIL_CHOSEN_MS };
    const choices = await readChoices(deps.db, tenantId);
    const off = decideLogs(logsOf(row), rulesOf(row), choices, clock.now()).filter(
      ({ choice, log }) => choice === 'off' && log.state !== 'readonly',
    );
    if (off.length === 0) return { waitMs: UNTIL_CHOSEN_MS };
    for (let from = 0; from < off.length; from += AT_A_TIME) {
      await Promise.all(
        off.slice(from, from + AT_A_TIME).map(async ({ sourceId, log }) => {
          const meter = deps.meter(tenantId, sourceId, clock.now());
          try {
            const { kind, url: monitoringUrl, origin, publicKey, mmdMs } = log;
            const settings = { kind, monitoringUrl, origin, publicKey, mmdMs, startAt: 'head' as const, clock };
            const { treeSize } = await deps.readLogSize(settings, signal);
            meter.sized(treeSize, clock.now());
          } catch (thrown) {
            if (signal.aborted) throw thrown;
            meter.fault(thrown, clock.now());
          }
        }),
      );
    }
    return 'idle';
  }
  return { name: LOG_SIZES_LOOP, everyMs: EVERY_MS, turn };
}
