import { expect, it } from 'vitest';
import { VirtualClock } from '../clock/virtual-clock.ts';
import { createBudget } from './budget.ts';

const never = new AbortController().signal;

it('lets a burst begin at once and the rest evenly after it, in order', async () => {
  const clock = new VirtualClock(0, []);
  const budget = createBudget(clock, 60, 60_000, 3);
  const begun: [number, number][] = [];
  for (let nth = 0; nth < 6; nth += 1) void budget.take(never).then(() => begun.push([nth, clock.now()]));
  await clock.advanceTo(10_000);
  expect(begun).toEqual([
    [0, 0],
    [1, 0],
    [2, 0],
    [3, 1000],
    [4, 2000],
    [5, 3000],
  ]);
});

it('gives back a whole burst after a pause and no more', async () => {
  const clock = new VirtualClock(0, []);
  const budget = createBudget(clock, 1, 1000, 2);
  await budget.take(never);
  await budget.take(never);
  await clock.advanceTo(100_000);
  await budget.take(never);
  await budget.take(never);
  let third = false;
  void budget.take(never).then(() => (third = true));
  await clock.settle();
  expect(third).toBe(false);
  await clock.advanceTo(101_000);
  expect(third).toBe(true);
});

it('stops waiting when the caller does', async () => {
  const clock = new VirtualClock(0, []);
  const budget = createBudget(clock, 1, 1000);
  await budget.take(never);
  const stop = new AbortController();
  const waiting = budget.take(stop.signal);
  stop.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
});

it('says how long until there is leave, without waiting', async () => {
  const clock = new VirtualClock(0, []);
  const budget = createBudget(clock, 2, 1000, 2);
  expect([budget.tryTake(), budget.tryTake(), budget.tryTake()]).toEqual([0, 0, 500]);
  await clock.advanceTo(499);
  expect(budget.tryTake()).toBe(1);
  await clock.advanceTo(500);
  expect([budget.tryTake(), budget.tryTake()]).toEqual([0, 500]);
});
