import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Activity } from '../clock/activity.ts';
import { VirtualClock } from '../clock/virtual-clock.ts';
import { silentLog } from '../log/log.ts';
import { openTestDb, type TestDb } from '../store/test-db.ts';
import { createOutbox, waitAfter, type OutboxWorker } from './create-outbox.ts';
import { outboxMigrations } from './migrations.ts';

const T = 1_658_357_340_000;
let test: TestDb;
let clock: VirtualClock;
let outbox: OutboxWorker;
let held: boolean;
const signal = new AbortController().signal;

beforeEach(async () => {
  test = await openTestDb([outboxMigrations]);
  clock = new VirtualClock(T, [new Activity()]);
  held = false;
  outbox = createOutbox({ db: test.db, clock, log: silentLog, held: () => held });
});
afterEach(() => test.close());

async function add(key: string): Promise<void> {
  await test.db.transaction((tx) => outbox.add(tx, { tenantId: 'live', topic: 'notify.send', key, payload: { key } }));
}

describe('outbox', () => {
  it('sends what was committed, once per key, and nothing that was rolled back', async () => {
    const sent: string[] = [];
    outbox.handle('notify.send', async (item) => {
      sent.push(item.key);
      return { kind: 'done' };
    });
    await add('a');
    await add('a');
    await expect(
      test.db.transaction(async (tx) => {
        await outbox.add(tx, { tenantId: 'live', topic: 'notify.send', key: 'never', payload: {} });
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    await outbox.turn(signal);
    await add('a');
    await outbox.turn(signal);
    expect(sent).toEqual(['a']);
  });

  it('tries again with growing waits, as long as the other side asked, and gives up on a refusal', async () => {
    const tries: number[] = [];
    outbox.handle('notify.send', async () => {
      tries.push(clock.now() - T);
      if (tries.length === 1) return { kind: 'later', reason: 'down' };
      if (tries.length === 2) return { kind: 'later', reason: 'busy', afterMs: 60_000 };
      if (tries.length === 3) throw new Error('socket hang up');
      return { kind: 'failed', reason: 'no such address' };
    });
    await add('a');
    for (let i = 0; i < 80; i += 1) {
      await outbox.turn(signal);
      clock.jump(1000);
    }
    expect(tries).toEqual([0, 1000, 61_000, 65_000]);
    expect(await outbox.counts()).toEqual({ waiting: 0, failed: 1, oldestWaitingAt: null });
    expect([1, 2, 3, 20].map(waitAfter)).toEqual([1000, 2000, 4000, 300_000]);
  });

  it('goes on when the clock is set back, however far, and lets nobody ask for a longer wait than an hour', async () => {
    const tries: number[] = [];
    outbox.handle('notify.send', async () => {
      tries.push(clock.now() - T);
      return { kind: 'later', reason: 'busy', afterMs: 86_400_000 };
    });
    await add('a');
    await outbox.turn(signal);
    await outbox.turn(signal);
    clock.jump(3_600_000);
    await outbox.turn(signal);
    clock.jump(-30 * 86_400_000);
    await outbox.turn(signal);
    await outbox.turn(signal);
    expect(tries).toEqual([0, 3_600_000, 3_600_000 - 30 * 86_400_000]);
  });

  it('sends nothing while a restored copy is held, and everything after', async () => {
    let sent = 0;
    outbox.handle('notify.send', async () => {
      sent += 1;
      return { kind: 'done' };
    });
    held = true;
    await add('a');
    await outbox.turn(signal);
    expect(sent).toBe(0);
    held = false;
    await outbox.turn(signal);
    expect(sent).toBe(1);
  });

  it('tries again what a stopped process was in the middle of', async () => {
    const stop = new AbortController();
    outbox.handle('notify.send', async () => {
      stop.abort();
      throw new Error('aborted');
    });
    await add('a');
    await outbox.turn(stop.signal);
    const [item] = await outbox.waiting('live', 'notify.send');
    expect(item?.attempts).toBe(0);
  });

  it('keeps an item whose handler this version does not know', async () => {
    await add('a');
    await outbox.turn(signal);
    expect(await outbox.waiting('live', 'notify.send')).toHaveLength(1);
  });
});
