import { describe, expect, it } from 'vitest';
import type { CoverageWire } from '../../../src/domains/logs/api.ts';
import { coverageLine, coverageTroubles, shareText, someOf } from './coverage-view.ts';

const whole: CoverageWire = {
  share: 1,
  grown: 100,
  read: 100,
  logs: 2,
  logsRead: 2,
  windowMs: 3_600_000,
  unknown: [],
  behind: [],
  throttled: [],
  failing: [],
  unread: [],
  lag: null,
};

describe('the share of certificates read', () => {
  it('is never rounded up to everything', () => {
    expect([1, 0.99999, 0.5, 0.1234, 0, null].map(shareText)).toEqual([
      '100 %',
      '99.9 %',
      '50 %',
      '12.3 %',
      '0 %',
      '—',
    ]);
  });
  it('names what is missing, gravest first, and nothing when it is whole', () => {
    expect(coverageTroubles(whole)).toEqual([]);
    const missing = { ...whole, failing: ['a'], throttled: ['b'], behind: ['c'], unread: ['d'], unknown: ['e'] };
    expect(coverageTroubles(missing).map((trouble) => trouble.kind)).toEqual([
      'problem',
      'warning',
      'warning',
      'info',
      'info',
    ]);
    expect(someOf(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c and 2 more');
  });
  it('is said in one line', () => {
    expect(coverageLine(whole)).toBe('100 % of new certificate entries read, from 2 of 2 logs');
    expect(coverageLine({ ...whole, share: null })).toBe('2 of 2 logs are read; the share is being measured');
    expect(coverageLine({ ...whole, logs: 0 })).toBe('No certificate log is read');
  });
});
