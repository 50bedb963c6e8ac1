import type { Clock } from '../../base/clock.ts';
import type { FindingSink } from '../../platform/findings/finding-sink.ts';
import type { Handlers } from '../../platform/http/context.ts';
import { createBudget } from '../../platform/jobs/budget.ts';
import type { Loops } from '../../platform/jobs/loops.ts';
import type { RunningSpace } from '../../platform/jobs/running-space.ts';
import type { LivePublisher } from '../../platform/live/live.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Db, Tx } from '../../platform/store/db.ts';
import type { enrichApi } from './api.ts';
import { ENRICH_LOOP, enrichLoop } from './enrich-loop.ts';
import { enrichRoutes } from './enrich-routes.ts';
import { FIRST_LOOK_LOOP, firstLookLoop } from './first-look.ts';
import { adoptMissing, releaseClaims } from './job-store.ts';
import { createLookUpCache } from './look-up-cache.ts';
import { settleSetting } from './look-up-setting.ts';
import { createOwnPages } from './own-pages.ts';
import type { ConfiguredLookUps, OpenLookUps } from './ports.ts';
import type { EnrichTables } from './tables.ts';

export interface EnrichDeps {
  db: Db;
  sink: FindingSink;
  live: LivePublisher;
  log: Log;
  openLookUps: OpenLookUps;
  configuredLookUps: (tenantId: string) => ConfiguredLookUps;
  /** A brand by its id; null where there is none. */
  brandName(tenantId: string, brandId: string): Promise<string | null>;
  /** Whether a host lies in a domain of ours. */
  isOwn(tenantId: string, host: string): boolean;
  /** The names attackers would take for a brand, likeliest first; the same ones every time. */
  predict(tenantId: string, brand: string, most: number): Promise<string[]>;
  /** Writes a name that stands down as a look-alike and puts it into the look-up queue. */
  note(tx: Tx, tenantId: string, host: string, isParked: boolean, at: number): Promise<void>;
}

export interface Enrich {
  handlers: Handlers<typeof enrichApi>;
  /** Starts the loops of a data space. They ask nobody before look-ups were agreed to. */
  start(space: RunningSpace): Promise<void>;
  /** Stops them and waits for the checks under way. */
  stop(tenantId: string): Promise<void>;
  /** Removes everything of a data space that has been stopped. */
  drop(tx: Tx, tenantId: string): Promise<void>;
}

/** Checks of one data space: so many in a minute, so many at once after a pause. */
const CHECKS_PER_MINUTE = 60;
const CHECKS_BURST = 12;

/** Builds enrichment: the look-up queue, rechecks, and the first look at the names of a brand. */
export function createEnrich(deps: EnrichDeps): Enrich {
  const { db, live, log } = deps;
  const running = new Map<string, { clock: Clock; loops: Loops }>();

  return {
    handlers: enrichRoutes({
      ...deps,
      wake(tenantId, loop) {
        running.get(tenantId)?.loops.wake(loop);
      },
    }),

    async start({ tenantId, clock, loops }) {
      const configured = deps.configuredLookUps(tenantId);
      await db.transaction((tx) => settleSetting(tx, tenantId, configured, null, clock.now()));
      await releaseClaims(db, tenantId);
      await adoptMissing(db, tenantId);
      running.set(tenantId, { clock, loops });
      const cache = createLookUpCache(db, tenantId);
      const lookUps = deps.openLookUps({ tenantId, clock, cache });
      const ownPages = createOwnPages({ db, log, clock, tenantId, lookUps, cache, configured });
      const budget = createBudget(clock, CHECKS_PER_MINUTE, 60_000, CHECKS_BURST);
      const isOwn = (host: string): boolean => deps.isOwn(tenantId, host);
      loops.start(enrichLoop({ ...deps, tenantId, clock, lookUps, ownPages, isOwn, budget }));
      loops.start(
        firstLookLoop({
          db,
          live,
          log,
          tenantId,
          clock,
          dns: lookUps.dns,
          predict: (brand, most) => deps.predict(tenantId, brand, most),
          async note(tx, host, isParked, at) {
            await deps.note(tx, tenantId, host, isParked, at);
            tx.afterCommit(() => loops.wake(ENRICH_LOOP));
          },
        }),
      );
    },

    async stop(tenantId) {
      const space = running.get(tenantId);
      running.delete(tenantId);
      if (space !== undefined) await Promise.all([ENRICH_LOOP, FIRST_LOOK_LOOP].map((name) => space.loops.stop(name)));
    },

    async drop(tx, tenantId) {
      const tables = tx.tables<EnrichTables>();
      for (const table of [
        'domain_facts',
        'lookup_setting',
        'lookup_cache',
        'domain_screenshot',
        'first_look',
        'first_look_hit',
        'sign_in_page',
      ] as const) {
        await tables.deleteFrom(table).where('tenant_id', '=', tenantId).execute();
      }
    },
  };
}
