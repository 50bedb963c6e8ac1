import type { Clock } from '../../base/clock.ts';

export interface RateLimiter {
  /** Takes one from the caller's allowance. Gives 0 when it was there, else how long to wait, in milliseconds. */
  take(caller: string): number;
}

interface Bucket {
  tokens: number;
  atMs: number;
}

/** Callers remembered; beyond it the one not heard of for longest is forgotten. */
const MAX_CALLERS = 10_000;

/**
 * A token bucket per caller. IPv6 callers are told apart by their /64: one customer usually holds all of it.
 * @param burst how many at once
 * @param perMinute how many come back each minute
 */
export function createRateLimiter(clock: Clock, burst: number, perMinute: number): RateLimiter {
  const buckets = new Map<string, Bucket>();
  const perMs = perMinute / 60_000;
  return {
    take(caller) {
      const key = networkOf(caller);
      const now = clock.steadyMs();
      const before = buckets.get(key) ?? { tokens: burst, atMs: now };
      const tokens = Math.min(burst, before.tokens + Math.max(0, now - before.atMs) * perMs);
      buckets.delete(key);
      if (buckets.size >= MAX_CALLERS) {
        const oldest = buckets.keys().next().value;
        if (oldest !== undefined) buckets.delete(oldest);
      }
      const allowed = tokens >= 1;
      buckets.set(key, { tokens: allowed ? tokens - 1 : tokens, atMs: now });
      return allowed ? 0 : Math.ceil((1 - tokens) / perMs);
    },
  };
}

function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array.from({ length: zeros }, () => '0'), ...right];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}
