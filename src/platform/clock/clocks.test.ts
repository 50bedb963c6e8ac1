import { describe, expect, it } from 'vitest';
import type { Clock } from '../../base/clock.ts';
import { Loops } from '../jobs/loops.ts';
import { silentLog } from '../log/log.ts';
import { Activity } from './activity.ts';
import { ScaledClock } from './scaled-clock.ts';
import { VirtualClock } from './virtual-clock.ts';

/** A base whose steady counter is set by hand, to test scaling without waiting. */
function handClock(): Clock & { pass(ms: number): void } {
  let steady = 0;
  const sleepers: { at: number; wake: () => void }[] = [];
  return {
    now: () => steady,
    steadyMs: () => steady,
    sleep: (delayMs, signal) =>
      new Promise((resolve) => {
        signal?.addEventListener('abort', () => resolve(), { once: true });
        sleepers.push({ at: steady + delayMs, wake: resolve });
      }),
    pass(ms) {
      steady += ms;
      for (const sleeper of sleepers) if (sleeper.at <= steady) sleeper.wake();
    },
  };
}

describe('VirtualClock', () => {
  it('wakes sleepers in order and waits for the work that each begins', async () => {
    const activity = new Activity();
    const clock = new VirtualClock(1000, [activity]);
    const seen: string[] = [];
    const worker = async (name: string, delayMs: number): Promise<void> => {
      await clock.sleep(delayMs);
      await activity.during(async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        seen.push(`${name}@${clock.now()}`);
      });
    };
    void worker('b', 20);
    void worker('a', 10);
    await clock.advanceTo(1100);
    expect(seen).toEqual(['a@1010', 'b@1020']);
    expect(clock.now()).toBe(1100);
  });

  it('ends a sleep when its signal aborts and forgets the timer', async () => {
    const clock = new VirtualClock(0, []);
    const stop = new AbortController();
    const slept = clock.sleep(1000, stop.signal);
    stop.abort();
    await slept;
    expect(clock.nextTimerAt()).toBeNull();
  });
});

describe('ScaledClock', () => {
  it('runs at its factor and keeps its time when the factor changes', () => {
    const base = handClock();
    const clock = new ScaledClock(1_000_000, 20, base);
    base.pass(1000);
    expect(clock.now()).toBe(1_020_000);
    clock.setFactor(60);
    expect(clock.now()).toBe(1_020_000);
    base.pass(1000);
    expect(clock.now()).toBe(1_080_000);
  });

  it('wakes a sleeper at its clock time although the factor changed meanwhile', async () => {
    const base = handClock();
    const clock = new ScaledClock(0, 1, base);
    let woken = false;
    void clock.sleep(10_000).then(() => (woken = true));
    base.pass(1000);
    clock.setFactor(10);
    await new Promise((resolve) => setTimeout(resolve, 1));
    base.pass(899);
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(woken).toBe(false);
    base.pass(2);
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(woken).toBe(true);
  });
});

describe('Loops', () => {
  function setUp(): { clock: VirtualClock; loops: Loops } {
    const activity = new Activity();
    const clock = new VirtualClock(0, [activity]);
    return { clock, loops: new Loops(clock, activity, silentLog) };
  }

  it('runs again at once while there is more, then waits for its interval', async () => {
    const { clock, loops } = setUp();
    const turns: number[] = [];
    loops.start({ name: 'a', everyMs: 1000, turn: async () => (turns.push(clock.now()) < 3 ? 'more' : 'idle') });
    await clock.advanceTo(2500);
    expect(turns).toEqual([0, 0, 0, 1000, 2000]);
    await loops.stopAll();
  });

  it('does not lose a wake that comes while a turn is under way', async () => {
    const { clock, loops } = setUp();
    let turns = 0;
    loops.start({
      name: 'a',
      everyMs: 60_000,
      turn: async () => {
        turns += 1;
        if (turns === 1) loops.wake('a');
        return 'idle';
      },
    });
    await clock.advanceTo(1);
    expect(turns).toBe(2);
    await loops.stopAll();
  });

  it('waits longer after each fault and recovers', async () => {
    const { clock, loops } = setUp();
    const turns: number[] = [];
    loops.start({
      name: 'a',
      everyMs: 1000,
      turn: async () => {
        turns.push(clock.now());
        if (turns.length <= 3) throw new Error('vendor down');
        return 'idle';
      },
    });
    await clock.advanceTo(16_000);
    expect(turns.slice(0, 5)).toEqual([0, 2000, 6000, 14_000, 15_000]);
    await loops.stopAll();
  });

  it('waits for the turn under way when it stops', async () => {
    const { loops } = setUp();
    let ended = false;
    loops.start({
      name: 'a',
      everyMs: 1000,
      turn: async () => {
        await new Promise((resolve) => setTimeout(resolve, 10));
        ended = true;
        return 'idle';
      },
    });
    await new Promise((resolve) => setTimeout(resolve, 2));
    await loops.stopAll();
    expect(ended).toBe(true);
  });
});
