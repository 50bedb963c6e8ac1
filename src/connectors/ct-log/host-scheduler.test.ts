import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../base/clock.ts';
import { ctLogError } from './ct-log-errors.ts';
import { createHostScheduler } from './host-scheduler.ts';

const never = new AbortController().signal;
const tooMany = (retryAfterMs?: number): Error =>
  ctLogError('rate_limited', 'too many', { retryable: true, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });

describe('the scheduler of hosts', () => {
  it('lets the logs of one host take turns, however much one of them asks for', async () => {
    const scheduler = createHostScheduler(systemClock);
    const order: string[] = [];
    const request = (log: string) => async () => {
      order.push(log);
      await sleep(2);
    };
    const greedy = Array.from({ length: 40 }, () => scheduler.run('host', 'greedy', request('greedy'), never));
    const modest = Array.from({ length: 4 }, () => scheduler.run('host', 'modest', request('modest'), never));
    await Promise.all([...greedy, ...modest]);
    expect(order.lastIndexOf('modest')).toBeLessThan(14);
  });

  it('has no more than a handful of requests under way to one host, and does not hold up others', async () => {
    const scheduler = createHostScheduler(systemClock);
    let active = 0;
    let most = 0;
    const slow = async () => {
      active += 1;
      most = Math.max(most, active);
      await sleep(5);
      active -= 1;
    };
    const all = Promise.all(Array.from({ length: 60 }, () => scheduler.run('host', 'log', slow, never)));
    await expect(scheduler.run('elsewhere', 'log', async () => 'at once', never)).resolves.toBe('at once');
    await all;
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(8);
  });

  it('asks a host less after it said that it is too much, and slowly more again', async () => {
    const scheduler = createHostScheduler(systemClock);
    const refused = scheduler.run('host', 'log', () => Promise.reject(tooMany(20)), never);
    await expect(refused).rejects.toThrow('too many');
    const slowed = scheduler.paceOf('host');
    expect(slowed).toMatchObject({ concurrent: 2, spacingMs: 100 });
    for (let i = 0; i < 3; i += 1) await scheduler.run('host', 'log', async () => undefined, never);
    expect(scheduler.paceOf('host').spacingMs).toBeLessThan(100);
    const again = scheduler.run('host', 'log', () => Promise.reject(tooMany()), never);
    await expect(again).rejects.toThrow('too many');
    expect(scheduler.paceOf('host')).toMatchObject({ concurrent: 1 });
  });

  it('refuses at once what would have to wait long, and gives up what is aborted while it waits', async () => {
    const scheduler = createHostScheduler(systemClock);
    await expect(scheduler.run('host', 'log', () => Promise.reject(tooMany(60_000)), never)).rejects.toThrow();
    await expect(scheduler.run('host', 'log', async () => 1, never)).rejects.toMatchObject({
      code: 'ct_log.rate_limited',
    });
    const stop = new AbortController();
    const busy = Array.from({ length: 8 }, () => scheduler.run('b', 'log', () => sleep(20), never));
    const waiting = scheduler.run('b', 'log', async () => 1, stop.signal);
    stop.abort(new Error('closing down'));
    await expect(waiting).rejects.toThrow('closing down');
    await Promise.all(busy);
  });

  it('is not held up by requests that fail', async () => {
    const scheduler = createHostScheduler(systemClock);
    const failing = Array.from({ length: 20 }, () =>
      scheduler.run('host', 'log', () => Promise.reject(new Error('gone')), never).catch(() => 'failed'),
    );
    await expect(Promise.all(failing)).resolves.toHaveLength(20);
    await expect(scheduler.run('host', 'log', async () => 'works', never)).resolves.toBe('works');
  });
});
