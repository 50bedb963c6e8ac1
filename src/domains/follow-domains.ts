import type { Clock } from '../base/clock.ts';
import type { Handlers } from '../platform/http/context.ts';
import type { EdgeApp } from '../platform/http/create-edge-app.ts';
import type { Edge } from '../platform/http/edge.ts';
import type { Log } from '../platform/log/log.ts';
import type { Tx } from '../platform/store/db.ts';
import type { feedsApi } from './feeds/api.ts';
import { createFeeds } from './feeds/create-feeds.ts';
import { serveFeeds } from './feeds/serve-feeds.ts';
import type { FeedTables } from './feeds/tables.ts';
import type { lifeApi } from './life/api.ts';
import { lifeRoutes, type LifeRoutesDeps } from './life/life-routes.ts';
import { dropLife } from './life/record-life.ts';
import type { ownedApi } from './owned/api.ts';
import { type OwnedDeps, ownedRoutes } from './owned/owned-routes.ts';
import type { OwnedTables } from './owned/tables.ts';
import { serveDownloads } from './serve-downloads.ts';
import type { takedownApi } from './takedown/api.ts';
import { takedownRoutes } from './takedown/takedown-routes.ts';
import type { TakedownTables } from './takedown/tables.ts';

export interface FollowDomainsDeps extends LifeRoutesDeps, OwnedDeps {
  log: Log;
  /** The clock of a data space that runs; null where it does not. */
  clockOf: (tenantId: string) => Clock | null;
}

export interface FollowedDomains {
  handlers: Handlers<typeof lifeApi & typeof feedsApi & typeof takedownApi & typeof ownedApi>;
  /** Serves the blocklists under `/feeds/` and what is saved as a file. @param edge with its clock in real time */
  mount(app: EdgeApp, edge: Edge): void;
  dropTenant(tx: Tx, tenantId: string): Promise<void>;
}

/** What follows from a look-alike: its life, decisions about it, blocklists, takedowns, and learning which domains are ours. */
export function followDomains(deps: FollowDomainsDeps): FollowedDomains {
  const feeds = createFeeds(deps);
  return {
    handlers: { ...lifeRoutes(deps), ...feeds.handlers, ...takedownRoutes(deps), ...ownedRoutes(deps) },
    mount(app, edge) {
      serveFeeds(app, { db: deps.db, feeds, log: deps.log, clock: edge.clock });
      serveDownloads(app, edge, deps);
    },
    async dropTenant(tx, tenantId) {
      await dropLife(tx, tenantId);
      const tables = tx.tables<FeedTables & TakedownTables & OwnedTables>();
      await tables.deleteFrom('feed_entry').where('tenant_id', '=', tenantId).execute();
      await tables.deleteFrom('feed_revoked').where('tenant_id', '=', tenantId).execute();
      await tables.deleteFrom('feed_state').where('tenant_id', '=', tenantId).execute();
      await tables.deleteFrom('feed_token').where('tenant_id', '=', tenantId).execute();
      await tables.deleteFrom('takedown_reporter').where('tenant_id', '=', tenantId).execute();
      await tables.deleteFrom('owned_dismissed').where('tenant_id', '=', tenantId).execute();
    },
  };
}
