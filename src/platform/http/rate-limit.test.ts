import { expect, it } from 'vitest';
import { createRateLimiter } from './rate-limit.ts';
import { testClock } from './test-edge.ts';

it('allows a burst, then one at a time as they come back', () => {
  const clock = testClock();
  const limiter = createRateLimiter(clock, 3, 60);
  for (let i = 0; i < 3; i += 1) expect(limiter.take('203.0.113.9')).toBe(0);
  const waitMs = limiter.take('203.0.113.9');
  expect(waitMs).toBeGreaterThan(0);
  expect(waitMs).toBeLessThanOrEqual(1000);
  expect(limiter.take('203.0.113.10')).toBe(0);
  clock.advance(1000);
  expect(limiter.take('203.0.113.9')).toBe(0);
  expect(limiter.take('203.0.113.9')).toBeGreaterThan(0);
});

it('counts a whole IPv6 /64 as one caller', () => {
  const limiter = createRateLimiter(testClock(), 1, 1);
  expect(limiter.take('2001:db8:1:2::1')).toBe(0);
  for (const address of ['2001:db8:1:2:ffff::9', '2001:0db8:0001:0002:0:0:0:3']) {
    expect(limiter.take(address)).toBeGreaterThan(0);
  }
  expect(limiter.take('2001:db8:1:3::1')).toBe(0);
  expect(limiter.take('::1')).toBe(0);
});
