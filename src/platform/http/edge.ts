import type { HttpBindings } from '@hono/node-server';
import type { Clock } from '../../base/clock.ts';
import { REHEARSAL_TENANT } from '../../base/ids.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Activity } from '../clock/activity.ts';
import type { Log } from '../log/log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Actor } from './context.ts';
import type { IdempotencyStore } from './idempotency.ts';
import type { NetworkPolicy, Peer } from './network-policy.ts';
import type { RateLimiter } from './rate-limit.ts';

/** A data space that runs: whose records, by which clock. */
export interface Space {
  tenantId: string;
  clock: Clock;
}

/** Who a request proves to be. */
export interface Identity {
  actor: Actor | null;
  /** True when proven by a token in the Authorization header, which browsers never attach by themselves. */
  byToken: boolean;
}

/** Proves callers. Implemented by platform/auth. */
export interface Authenticator {
  /** @param touch false for what no person caused: it does not keep an idle session alive */
  identify(headers: Headers, peer: Peer, touch: boolean): Promise<Identity>;
  /**
   * The same actor as it stands now, for what stays open: null when its session or token has ended. Does not count as
   * activity.
   */
  refresh(actor: Actor): Promise<Actor | null>;
  /**
   * Throws when this peer may not come in at all: before the first passkey the console is for this machine only.
   * @throws AppError `auth.loopback_only` (403)
   */
  admit(peer: Peer): Promise<void>;
}

export interface EdgeLimits {
  jsonBodyBytes: number;
  rawBodyBytes: number;
  /** A JSON body must be here after this. */
  bodyTimeoutMs: number;
  /** A stream may be silent for this long. */
  rawIdleMs: number;
  /** A call is answered after this, done or not. */
  requestTimeoutMs: number;
  /** The same for `raw` endpoints. */
  rawTimeoutMs: number;
}

export const EDGE_LIMITS: EdgeLimits = {
  jsonBodyBytes: 1_048_576,
  rawBodyBytes: 8_589_934_592,
  bodyTimeoutMs: 15_000,
  rawIdleMs: 30_000,
  requestTimeoutMs: 30_000,
  rawTimeoutMs: 4 * 3_600_000,
};

/** What the HTTP edge stands on. One set of handlers serves all data spaces: the context says which. */
export interface Edge {
  log: Log;
  /** Real time, also while a rehearsal runs faster. */
  clock: Clock;
  activity: Activity;
  metrics: Metrics;
  network: NetworkPolicy;
  authenticator: Authenticator;
  audit: AuditLog;
  idempotency: IdempotencyStore;
  /** For calls that need no session. */
  publicLimiter: RateLimiter;
  /** The data space of that name, or null when it does not run. */
  spaceOf(name: string): Space | null;
  limits: EdgeLimits;
}

/** What is known of a request before any endpoint sees it. */
export interface RequestFacts {
  requestId: string;
  peer: Peer;
}

/** Hono's type parameters of our app. */
export interface EdgeEnv {
  Bindings: Partial<HttpBindings>;
  Variables: { facts: RequestFacts };
}

/** Names that a request may give as its data space, running or not. */
export const SPACE_NAMES: ReadonlySet<string> = new Set(['live', REHEARSAL_TENANT]);
