import { expect, it } from 'vitest';
import { createServerTimes } from './server-times.ts';

it('remembers when a server may be asked, and forgets those that may be', () => {
  const times = createServerTimes(100);
  times.set('slow.example', 86_400_000, 0);
  for (let i = 0; i < 10_000; i += 1) times.set(`rdap-${i}.example`, i * 10 + 1000, i * 10);
  expect(times.size).toBeLessThanOrEqual(101);
  expect(times.waitMs('slow.example', 99_990)).toBe(86_400_000 - 99_990);
  expect(times.waitMs('rdap-9999.example', 99_990)).toBe(1000);
  expect(times.waitMs('rdap-0.example', 99_990)).toBe(0);
});

it('keeps the longest waits when very many servers ask to be asked later', () => {
  const times = createServerTimes(100);
  for (let i = 0; i < 1000; i += 1) times.set(`rdap-${i}.example`, 1_000_000 + i, 0);
  expect(times.size).toBeLessThanOrEqual(100);
  expect(times.waitMs('rdap-999.example', 0)).toBe(1_000_999);
});
