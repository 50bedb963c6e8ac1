import type { Clock } from '../../../base/clock.ts';

const WINDOW_MS = 60_000;

/** How a bucket stands, in the terms of Okta's `X-Rate-Limit-*` headers. */
export interface RateState {
  allowed: boolean;
  limit: number;
  remaining: number;
  /** Seconds since 1970 UTC at which the window ends. */
  resetAtS: number;
}

/** Fixed windows of a minute, one bucket per endpoint, for the whole org: as Okta counts. */
export interface RateLimiter {
  take(bucket: string): RateState;
  /** Requests per minute; callers may lower it to provoke a 429. */
  limits: Map<string, number>;
}

/** Buckets and their default limits per minute. */
const DEFAULT_RATE_LIMITS: Readonly<Record<string, number>> = {
  '/api/v1/logs': 120,
  '/api/v1/users': 600,
  '/api/v1/users/{id}': 600,
  '/api/v1/sessions': 600,
  '/oauth2/v1/token': 600,
};

/** A limiter on the injected clock. */
export function createRateLimiter(clock: Clock, overrides: Readonly<Record<string, number>> = {}): RateLimiter {
  const limits = new Map(Object.entries({ ...DEFAULT_RATE_LIMITS, ...overrides }));
  const used = new Map<string, { windowStartMs: number; count: number }>();
  return {
    limits,
    take(bucket) {
      const limit = limits.get(bucket) ?? 600;
      const windowStartMs = Math.floor(clock.now() / WINDOW_MS) * WINDOW_MS;
      const before = used.get(bucket);
      const count = before?.windowStartMs === windowStartMs ? before.count + 1 : 1;
      used.set(bucket, { windowStartMs, count });
      return {
        allowed: count <= limit,
        limit,
        remaining: Math.max(0, limit - count),
        resetAtS: (windowStartMs + WINDOW_MS) / 1_000,
      };
    },
  };
}

/** The headers every answer of the API carries. */
export function rateHeaders(state: RateState): Record<string, string> {
  return {
    'x-rate-limit-limit': String(state.limit),
    'x-rate-limit-remaining': String(state.remaining),
    'x-rate-limit-reset': String(state.resetAtS),
  };
}
