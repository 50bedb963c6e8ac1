import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../base/clock.ts';
import { silentLog } from '../../log/log.ts';
import type { NewEvent, StoredEvent } from '../event-store.ts';
import { StoreGate } from '../store-gate.ts';
import { mountSmallDisk } from '../test-disk.ts';
import { type EventDayStore, type EventStoreOptions, openEventStore } from './open-event-store.ts';
import { TEST_NOW, testEvent } from './test-events.ts';

const DAY_MS = 86_400_000;
const ALWAYS = { fromMs: 0, toMs: TEST_NOW + 1000 * DAY_MS };

let directory: string;
let store: EventDayStore;

function open(more: Partial<EventStoreOptions> = {}): EventDayStore {
  return openEventStore({ directory, clock: systemClock, log: silentLog, ...more });
}

async function reopen(more: Partial<EventStoreOptions> = {}): Promise<void> {
  await store.close();
  store = open(more);
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'breakwater-events-'));
  store = open();
});
afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

const range = (from: number, to: number, make = testEvent): NewEvent[] =>
  Array.from({ length: to - from }, (_, index) => make(from + index));

const asNew = ({ seq, misdated, ...event }: StoredEvent): NewEvent => {
  expect([Number.isSafeInteger(seq), typeof misdated]).toEqual([true, 'boolean']);
  return event;
};

describe('appending', () => {
  it('gives back every field and the record as they came, before and after they are packed', async () => {
    const full = testEvent(
      1,
      { raw: '{"a":"\\u0000 ☃ \u{1F600}"}' },
      {
        classUid: 3002,
        activityId: 1,
        status: 'failure',
        principalId: '00u1',
        principalLabel: 'Zoë',
        targetPrincipal: 'other@acme.example',
        targetPrincipalId: '00u2',
        asn: 4_294_967_295,
        asOrg: 'carrier',
        isProxy: true,
        country: 'US',
        city: 'Austin',
        userAgent: 'Mozilla/5.0',
        uaFamily: 'chrome',
        osFamily: 'macos',
        deviceId: 'd',
        deviceManaged: false,
        deviceFingerprint: 'f',
        externalSessionId: 'e',
        transactionId: 't',
        authenticatorKind: 'webauthn',
        authenticatorPhishingResistant: true,
        authenticatorId: 'a',
        newDevice: true,
        newIp: false,
        app: 'Slack',
        domain: 'acme.example',
        outcomeReason: 'no',
      },
    );
    expect(Object.values(full.fields).filter((value) => value === null)).toEqual([]);
    await store.append('live', [full]);
    const [loose] = await store.readAfter('live', 0, 10);
    expect(loose && asNew(loose)).toEqual(full);
    await store.append('live', range(2, 150));
    await reopen();
    const [packed] = await store.readAfter('live', 0, 1);
    expect(packed && asNew(packed)).toEqual(full);
  });

  it('numbers from 1 without gaps, per tenant, over all days', async () => {
    expect(await store.append('live', range(0, 3))).toEqual({ appended: 3, duplicates: 0, headSeq: 3 });
    await store.append('live', [
      testEvent(10, { occurredAt: TEST_NOW - DAY_MS }),
      testEvent(11, { occurredAt: TEST_NOW + DAY_MS / 2 }),
    ]);
    await store.append('rehearsal', range(0, 2));
    expect(await store.headSeq('live')).toBe(5);
    expect(await store.headSeq('rehearsal')).toBe(2);
    expect((await store.readAfter('live', 0, 100)).map((event) => event.seq)).toEqual([1, 2, 3, 4, 5]);
    expect(readdirSync(join(directory, 'live')).filter((name) => name.endsWith('.sqlite'))).toHaveLength(3);
  });

  it('keeps the first seq of what is delivered again, within one batch and across batches, days and restarts', async () => {
    await store.append('live', range(0, 250));
    const again = [
      testEvent(249),
      testEvent(5),
      testEvent(300),
      testEvent(300),
      testEvent(7, { receivedAt: TEST_NOW + 9999 }),
    ];
    expect(await store.append('live', again)).toEqual({ appended: 1, duplicates: 4, headSeq: 251 });
    await reopen();
    expect(await store.append('live', range(0, 250))).toEqual({ appended: 0, duplicates: 250, headSeq: 251 });
    expect((await store.byId('live', testEvent(5).id))?.seq).toBe(6);
  });

  it('keeps what two sources say at the same moment apart', async () => {
    const same = range(0, 500, (index) => testEvent(index, { occurredAt: TEST_NOW }));
    expect((await store.append('live', same)).appended).toBe(500);
    expect((await store.append('live', same)).duplicates).toBe(500);
  });

  it('packs what came one by one, and reads it at once in between', async () => {
    for (let index = 0; index < 230; index += 1) {
      await store.append('live', [testEvent(index)]);
      expect((await store.readAfter('live', index, 10)).map((event) => event.id)).toEqual([testEvent(index).id]);
    }
    expect(await store.check('live')).toEqual([]);
    await store.close();
    const file = new DatabaseSync(join(directory, 'live', '2026-11-21.sqlite'), { readOnly: true });
    expect({
      ...file.prepare('SELECT (SELECT count(*) FROM block) AS blocks, (SELECT count(*) FROM tail) AS tail').get(),
    }).toEqual({
      blocks: 2,
      tail: 30,
    });
    file.close();
    store = open();
  });

  it('keeps very large records', async () => {
    const large = range(0, 5, (index) => testEvent(index, { raw: JSON.stringify('é'.repeat(1_000_000 + index)) }));
    await store.append('live', large);
    expect((await store.readAfter('live', 0, 10)).map(asNew)).toEqual(large);
  });

  it('is durable: synchronous FULL, WAL, readable by its owner only', async () => {
    await store.append('live', [testEvent(1)]);
    const path = join(directory, 'live', '2026-11-21.sqlite');
    expect(statSync(path).mode & 0o077).toBe(0);
    expect(statSync(join(directory, 'live')).mode & 0o077).toBe(0);
    expect(readFileSync(path).subarray(18, 20)).toEqual(Buffer.from([2, 2]));
  });

  it('refuses tenants that are no name of a folder', async () => {
    for (const tenant of ['', '..', 'a/b', 'Live', '.dropped-x']) {
      await expect(store.append(tenant, [testEvent(1)])).rejects.toMatchObject({ code: 'events.bad_tenant' });
    }
  });
});

describe('misdated records', () => {
  const misdated = (index: number, receivedAt = TEST_NOW): NewEvent => testEvent(index, { occurredAt: 0, receivedAt });

  it('are kept under the day received, flagged, with their own time', async () => {
    const future = testEvent(2, { occurredAt: TEST_NOW + 3 * DAY_MS, receivedAt: TEST_NOW });
    await store.append('live', [misdated(1), future, testEvent(3)]);
    const stored = await store.readAfter('live', 0, 10);
    expect(new Map(stored.map((event) => [event.occurredAt, event.misdated]))).toEqual(
      new Map([
        [0, true],
        [future.occurredAt, true],
        [testEvent(3).occurredAt, false],
      ]),
    );
    expect(readdirSync(join(directory, 'live')).filter((name) => /^\d/u.test(name) && name.endsWith('sqlite'))).toEqual(
      ['2026-11-21.sqlite'],
    );
  });

  it('keep their seq when they are delivered again on another day', async () => {
    await store.append(
      'live',
      range(1, 200, (index) => misdated(index)),
    );
    const later = TEST_NOW + 40 * DAY_MS;
    const again = range(1, 200, (index) => misdated(index, later));
    expect(await store.append('live', again)).toMatchObject({ appended: 0, duplicates: 199 });
    await reopen();
    expect(await store.append('live', again)).toMatchObject({ appended: 0, duplicates: 199 });
    expect((await store.byId('live', misdated(7).id))?.raw).toBe(misdated(7).raw);
  });

  it('are known when a delivery finds them dated and another does not', async () => {
    const early = testEvent(1, { occurredAt: TEST_NOW - 80 * DAY_MS, receivedAt: TEST_NOW });
    await store.append('live', [early]);
    expect(await store.append('live', [{ ...early, receivedAt: TEST_NOW + 30 * DAY_MS }])).toMatchObject({
      appended: 0,
    });
    const future = testEvent(2, { occurredAt: TEST_NOW + 2 * DAY_MS, receivedAt: TEST_NOW });
    await store.append('live', [future]);
    expect(await store.append('live', [{ ...future, receivedAt: TEST_NOW + 2 * DAY_MS }])).toMatchObject({
      appended: 0,
    });
  });

  it('are not taken for known when a crash came between their note and themselves', async () => {
    await store.append('live', [misdated(1)]);
    await store.close();
    const index = new DatabaseSync(join(directory, 'live', 'misdated.sqlite'));
    index
      .prepare('INSERT INTO misdated (id, day, seq) VALUES (?, ?, ?)')
      .run(Buffer.from(misdated(2).id, 'hex'), '2026-11-21', 2);
    index.close();
    store = open();
    expect(await store.append('live', [misdated(2)])).toMatchObject({ appended: 1 });
    expect(await store.append('live', [misdated(2, TEST_NOW + DAY_MS)])).toMatchObject({ appended: 0 });
  });

  it('keeps a record whose time is no number', async () => {
    expect(await store.append('live', [testEvent(1, { occurredAt: Number.NaN })])).toMatchObject({ appended: 1 });
    expect(await store.readAfter('live', 0, 5)).toMatchObject([{ misdated: true, occurredAt: 0 }]);
  });
});

describe('reading by seq', () => {
  it('skips nothing whatever the limit, also when late records lie in older days', async () => {
    for (let round = 0; round < 6; round += 1) {
      const batch = range(round * 40, round * 40 + 40, (index) =>
        testEvent(index, { occurredAt: TEST_NOW - (index % 4) * DAY_MS + index }),
      );
      await store.append('live', batch);
    }
    for (const limit of [1, 7, 39, 1000]) {
      const seqs: number[] = [];
      for (;;) {
        const events = await store.readAfter('live', seqs.at(-1) ?? 0, limit);
        if (events.length === 0) break;
        expect(events.length).toBeLessThanOrEqual(limit);
        seqs.push(...events.map((event) => event.seq));
      }
      expect(seqs).toEqual(Array.from({ length: 240 }, (_, index) => index + 1));
    }
  });

  it('opens few files however many days there are', async () => {
    await reopen({ maxOpenFiles: 3 });
    await store.append(
      'live',
      range(0, 80, (index) => testEvent(index, { occurredAt: TEST_NOW - index * DAY_MS })),
    );
    await reopen({ maxOpenFiles: 3 });
    expect(await store.readAfter('live', 0, 500)).toHaveLength(80);
    const left = readdirSync(join(directory, 'live')).filter((name) => name.endsWith('-wal'));
    expect(left.length).toBeLessThanOrEqual(3);
  });
});

describe('finding', () => {
  beforeEach(async () => {
    // Five thousand events over three days: two sorted runs of keys and a rest without.
    await store.append(
      'live',
      range(0, 5_000, (index) => testEvent(index, { occurredAt: TEST_NOW - (index % 3) * DAY_MS + index })),
    );
  });

  it('gives a person’s events, newest first, also those done to them', async () => {
    await store.append('live', [
      testEvent(9_000, {}, { principal: 'admin@acme.example', targetPrincipal: 'person.3@acme.example' }),
    ]);
    const found = await store.find('live', { ...ALWAYS, principal: 'person.3@acme.example', limit: 10_000 });
    const expected = range(0, 5_000).filter((_, index) => index % 7 === 3).length + 1;
    expect(found).toHaveLength(expected);
    expect(found[0]?.fields.principal).toBe('admin@acme.example');
    const times = found.map((event) => event.occurredAt);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(await store.find('live', { ...ALWAYS, principal: 'person.3@acme.example', limit: 4 })).toHaveLength(4);
  });

  it('combines conditions', async () => {
    await store.append('live', [
      testEvent(9_001, { sourceId: 'dns' }, { domain: 'acme-okta.example', ip: '203.0.113.9' }),
    ]);
    const ids = async (query: object): Promise<string[]> =>
      (await store.find('live', { ...ALWAYS, limit: 100, ...query })).map((event) => event.id);
    expect(await ids({ rootSessionId: 'session-100' })).toEqual(
      [302, 301, 300].map((index) => testEvent(index).id).toSorted(byTime),
    );
    expect(await ids({ domain: 'acme-okta.example' })).toEqual([testEvent(9_001).id]);
    expect(await ids({ ip: '203.0.113.9', sourceId: 'dns' })).toEqual([testEvent(9_001).id]);
    expect(await ids({ ip: '203.0.113.9', sourceId: 'okta-main' })).toEqual([]);
    expect(await ids({ sourceId: 'dns' })).toEqual([testEvent(9_001).id]);
    expect(await ids({ ip: '198.51.100.1', principal: 'person.1@acme.example', rootSessionId: 'session-0' })).toEqual([
      testEvent(1).id,
    ]);
    expect(await ids({ principal: 'nobody@acme.example' })).toEqual([]);
  });

  it('respects the time range: from inclusive, to exclusive', async () => {
    const at = TEST_NOW + 300;
    const within = async (fromMs: number, toMs: number): Promise<number> =>
      (await store.find('live', { fromMs, toMs, limit: 10 })).length;
    expect([await within(at, at + 1), await within(at + 1, at + 3), await within(at - 2, at)]).toEqual([1, 0, 0]);
  });

  it('finds by id with and without a time, in packed and loose events', async () => {
    for (const index of [0, 1, 4_321, 4_999]) {
      const { id } = testEvent(index);
      const time = TEST_NOW - (index % 3) * DAY_MS + index;
      expect((await store.byId('live', id))?.id).toBe(id);
      expect((await store.byId('live', id, time))?.id).toBe(id);
      expect((await store.byId('live', id, time - 5 * DAY_MS))?.id).toBe(id);
    }
    expect(await store.byId('live', 'f'.repeat(64))).toBeNull();
    expect(await store.byId('live', 'no id')).toBeNull();
    expect(await store.byId('rehearsal', testEvent(1).id)).toBeNull();
  });
});

function byTime(a: string, b: string): number {
  const time = (id: string): number => {
    const index = [300, 301, 302].find((candidate) => testEvent(candidate).id === id) ?? 0;
    return TEST_NOW - (index % 3) * DAY_MS + index;
  };
  return time(b) - time(a);
}

describe('retention', () => {
  it('removes whole days and never gives a seq twice', async () => {
    await store.append(
      'live',
      range(0, 10, (index) => testEvent(index, { occurredAt: TEST_NOW - index * DAY_MS })),
    );
    expect(await store.dropDaysBefore('live', '2026-11-19')).toEqual([
      '2026-11-12',
      '2026-11-13',
      '2026-11-14',
      '2026-11-15',
      '2026-11-16',
      '2026-11-17',
      '2026-11-18',
    ]);
    expect(await store.readAfter('live', 0, 100)).toHaveLength(3);
    expect(await store.dropDaysBefore('live', '2027-01-01')).toHaveLength(3);
    expect(await store.stats('live')).toMatchObject({ events: 0, oldestMs: null, newestMs: null });
    await reopen();
    expect(await store.append('live', [testEvent(100)])).toMatchObject({ headSeq: 11 });
  });

  it('continues after the floor that the state remembers, even when every file is gone', async () => {
    await store.append('live', range(0, 10));
    await store.close();
    rmSync(join(directory, 'live'), { recursive: true });
    store = open({ seqFloor: () => Promise.resolve(10) });
    expect(await store.append('live', [testEvent(1)])).toMatchObject({ headSeq: 11 });
  });

  it('removes a tenant with everything, and takes away what a crash left of that', async () => {
    await store.append('live', range(0, 5));
    await store.append('rehearsal', range(0, 5));
    await store.dropTenant('rehearsal');
    expect(readdirSync(directory)).toEqual(['live']);
    expect(await store.headSeq('rehearsal')).toBe(0);
    expect(await store.headSeq('live')).toBe(5);
    await store.close();
    writeFileSync(join(directory, '.dropped-x-1'), '');
    store = open();
    expect(existsSync(join(directory, '.dropped-x-1'))).toBe(false);
  });

  it('is not misled by the log of a day that was removed', async () => {
    await store.append('live', range(0, 5));
    await store.close();
    writeFileSync(join(directory, 'live', '2026-11-20.sqlite-wal'), 'left over');
    store = open();
    await store.append('live', [testEvent(6, { occurredAt: TEST_NOW - DAY_MS })]);
    expect(await store.check('live')).toEqual([]);
    expect(await store.headSeq('live')).toBe(6);
  });
});

describe('a damaged or newer day', () => {
  const dayPath = (day: string): string => join(directory, 'live', `${day}.sqlite`);

  beforeEach(async () => {
    await store.append(
      'live',
      range(0, 600, (index) => testEvent(index, { occurredAt: TEST_NOW - (index % 3) * DAY_MS + index })),
    );
    await store.close();
  });

  it('is named with its remedy while the others stay readable', async () => {
    writeFileSync(dayPath('2026-11-20'), 'not a database '.repeat(1000));
    store = open();
    expect(await store.readAfter('live', 0, 1000)).toHaveLength(400);
    expect(await store.problems('live')).toMatchObject([
      { day: '2026-11-20', code: 'events.day_damaged', remedy: expect.stringContaining('Restore') as string },
    ]);
    const late = testEvent(9_999, { occurredAt: TEST_NOW - DAY_MS });
    await expect(store.append('live', [late])).rejects.toMatchObject({ code: 'events.day_unreadable' });
    expect(await store.append('live', [testEvent(9_998)])).toMatchObject({ appended: 1 });
  });

  it('is refused when a newer program wrote it', async () => {
    const db = new DatabaseSync(dayPath('2026-11-19'));
    db.exec('PRAGMA user_version = 99');
    db.close();
    store = open();
    expect(await store.problems('live')).toMatchObject([{ day: '2026-11-19', code: 'events.day_newer' }]);
    expect(await store.readAfter('live', 0, 1000)).toHaveLength(400);
  });

  it('is told when a block was changed or cut, and set aside', async () => {
    const db = new DatabaseSync(dayPath('2026-11-21'));
    db.exec("UPDATE block SET body = CAST(substr(body, 1, 40) || x'00' || substr(body, 42) AS BLOB)");
    db.close();
    truncateSync(dayPath('2026-11-19'), 20_000);
    store = open();
    const problems: string[] = [];
    for (let tries = 0; tries < 5; tries += 1) {
      try {
        await store.readAfter('live', 0, 1000);
      } catch (thrown) {
        problems.push(String((thrown as { code?: unknown }).code));
      }
    }
    expect(problems.every((code) => code === 'events.day_damaged')).toBe(true);
    expect((await store.problems('live')).map((problem) => problem.day).toSorted()).toEqual([
      '2026-11-19',
      '2026-11-21',
    ]);
    expect(await store.readAfter('live', 0, 1000)).toHaveLength(200);
  });
});

describe('a full disk', () => {
  it('stops appending whole, reads on, and goes on by itself when there is room', async (test) => {
    const disk = mountSmallDisk(directory, 6);
    if (!disk) {
      test.skip('needs a right to mount');
      return;
    }
    const gate = new StoreGate(systemClock, silentLog);
    const options = { directory: join(disk.path, 'events'), readOnlyGate: gate, minFreeBytes: 2 ** 20 };
    let small = open(options);
    try {
      await small.append('live', range(0, 150));
      disk.fill();
      let index = 150;
      await expect(
        (async () => {
          for (; index < 100_000; index += 50) await small.append('live', range(index, index + 50));
        })(),
      ).rejects.toMatchObject({ code: 'store.read_only', status: 503 });
      expect(gate.storeMode().mode).toBe('read-only');
      expect(await small.readAfter('live', 0, 10_000)).toHaveLength(index);
      await expect(small.append('live', [testEvent(1)])).rejects.toMatchObject({ code: 'store.read_only' });
      expect(await gate.tryResume()).toBe(false);
      await small.close();
      disk.fill();
      small = open(options);
      expect(await small.readAfter('live', 0, 10_000)).toHaveLength(index);

      disk.empty();
      gate.enterReadOnly('still');
      expect(await gate.tryResume()).toBe(true);
      expect(await small.append('live', range(0, index + 50))).toMatchObject({ appended: 50, headSeq: index + 50 });
      expect(await small.check('live')).toEqual([]);
    } finally {
      await small.close();
      disk.unmount();
    }
  });
});
