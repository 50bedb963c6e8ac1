import type { Clock } from '../base/clock.ts';
import { errorText } from '../base/errors.ts';
import { LIVE_TENANT } from '../base/ids.ts';
import { retentionLoop } from './retention.ts';
import type { Spaces } from './spaces.ts';
import type { Stores } from './store.ts';
import type { Identity } from '../identity/identity.ts';
import type { ConfigFile } from '../platform/config/schema.ts';
import { failingParts, type HealthPart } from '../platform/http/serve-health.ts';
import type { Loops } from '../platform/jobs/loops.ts';
import type { LivePublisher } from '../platform/live/live.ts';
import type { Log } from '../platform/log/log.ts';
import type { Metrics } from '../platform/metrics/metrics.ts';
import type { OutboxWorker } from '../platform/outbox/create-outbox.ts';

/** How the names of loops that read an identity log begin. */
const COLLECTS = 'identity.collect.';
/** Real limit of one heartbeat call. */
const HEARTBEAT_TIMEOUT_MS = 10_000;

export interface UpkeepParts {
  upkeep: Loops;
  stores: Stores;
  settings: ConfigFile;
  outbox: OutboxWorker;
  metrics: Metrics;
  spaces: Pick<Spaces, 'loopNames' | 'failingLoops'>;
  live: LivePublisher;
  identity: Pick<Identity, 'forgetUnseen'>;
  clock: Clock;
  log: Log;
  offline: boolean;
}

/** Starts the loops of the installation itself: outbox, full-disk watch, retention, heartbeat. Gives what readiness asks. */
export function startUpkeep(parts: UpkeepParts): HealthPart[] {
  const { upkeep, stores, settings, outbox, metrics } = parts;
  const health: HealthPart[] = [
    {
      name: 'store',
      check: () => (stores.gate.storeMode().mode === 'read-only' ? 'the disk is full: reading only' : null),
    },
    { name: 'database', check: () => databaseAnswers(stores) },
    {
      name: 'events',
      check: async () =>
        (await stores.events.problems(LIVE_TENANT)).length === 0 ? null : 'a day of events cannot be read',
    },
    {
      name: 'loops',
      check: () =>
        parts.offline || parts.spaces.loopNames().some((name) => name.startsWith(`${LIVE_TENANT}/`))
          ? null
          : 'no loop of the live space runs',
    },
    {
      name: 'work',
      check: () => {
        // What reads a source tells of its fault by itself; that Okta is away must not take the console away.
        const stuck = parts.spaces
          .failingLoops()
          .filter((name) => name.startsWith(`${LIVE_TENANT}/`) && !name.startsWith(`${LIVE_TENANT}/${COLLECTS}`));
        return stuck.length === 0 ? null : `failing again and again: ${stuck.join(', ')}`;
      },
    },
  ];
  outbox.onAdded(() => upkeep.wake('outbox'));
  upkeep.start({ name: 'outbox', everyMs: 5000, turn: (signal) => outbox.turn(signal) });
  upkeep.start({
    name: 'store-resume',
    everyMs: 5000,
    async turn() {
      await stores.gate.tryResume();
      return 'idle';
    },
  });
  if (!parts.offline) {
    upkeep.start(retentionLoop({ ...parts, retention: settings.retention }));
    const { heartbeat } = settings;
    if (heartbeat !== undefined)
      upkeep.start({
        name: 'heartbeat',
        everyMs: heartbeat.everyMs,
        turn: (signal) => beat(heartbeat.url, health, parts.log, signal),
      });
  }
  // The banner of every console: told when it can be written again; while it cannot, the consoles ask.
  stores.gate.onChange(() => {
    if (stores.gate.storeMode().mode === 'read-only') return;
    stores.db
      .transaction((tx) => parts.live.publish(tx, LIVE_TENANT, 'store', 'store'))
      .catch((thrown: unknown) =>
        parts.log.warn({ err: errorText(thrown) }, 'consoles could not be told of the store’s mode'),
      );
  });
  metrics.gaugeFrom('breakwater_store_read_only', '1 while nothing can be stored.', () =>
    stores.gate.storeMode().mode === 'read-only' ? 1 : 0,
  );
  metrics.gaugeFrom('breakwater_store_held', '1 while a restored copy is held.', () => (stores.gate.held ? 1 : 0));
  metrics.gaugeFrom('process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss());
  metrics.gaugeFrom('process_cpu_seconds_total', 'User and system CPU time.', () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  return health;
}

async function databaseAnswers(stores: Stores): Promise<string | null> {
  try {
    await stores.db
      .read<{ store_state: { name: string } }>()
      .selectFrom('store_state')
      .select('name')
      .limit(1)
      .execute();
    return null;
  } catch (thrown) {
    return errorText(thrown);
  }
}

/** Called only while all is well: an outside watchdog raises the alarm when it stops. */
async function beat(url: string, health: readonly HealthPart[], log: Log, signal: AbortSignal): Promise<'idle'> {
  const failing = await failingParts(health);
  if (failing.length > 0) {
    log.warn({ failing: failing.map((part) => part.name) }, 'heartbeat withheld');
    return 'idle';
  }
  const response = await fetch(url, {
    redirect: 'follow',
    signal: AbortSignal.any([signal, AbortSignal.timeout(HEARTBEAT_TIMEOUT_MS)]),
  });
  await response.body?.cancel();
  if (!response.ok) log.warn({ status: response.status }, 'the heartbeat’s receiver answered with an error');
  return 'idle';
}
