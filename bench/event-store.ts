// How fast and how small the event day files are. `npm run bench -- event-store [--json] [--events N] [--days N] [--batch N] [--seed N]`
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { systemClock } from '../src/base/clock.ts';
import { silentLog } from '../src/platform/log/log.ts';
import { openEventStore } from '../src/platform/store/events/open-event-store.ts';
import type { NewEvent } from '../src/platform/store/event-store.ts';
import { loginOf, PEOPLE, seededRandom, syntheticEvents } from './support/synthetic-events.ts';
import { readArguments } from '../tools/programs/read-arguments.ts';

const { values: args } = readArguments({
  options: {
    json: { type: 'boolean', default: false },
    events: { type: 'string', default: '300000' },
    days: { type: 'string', default: '0' },
    batch: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '44' },
  },
});
const total = Number(args.events);
const batchSize = Number(args.batch);
const TENANT = 'live';
const START_MS = Date.UTC(2026, 10, 1);
/** Spread over the days asked for, else as 5,000 people at 300 events a day make them. */
const EVERY_MS = args.days === '0' ? 86_400_000 / (PEOPLE * 300) : (Number(args.days) * 86_400_000) / total;

interface Timing {
  wallMs: number;
  cpuMs: number;
}

/** Adds the time of some work to a timing; what the generator takes lies outside. */
async function timed<T>(timing: Timing, work: () => Promise<T> | T): Promise<T> {
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const used = process.cpuUsage(cpu);
  timing.wallMs += performance.now() - wall;
  timing.cpuMs += (used.user + used.system) / 1000;
  return result;
}

function* batches(): Generator<NewEvent[]> {
  const random = seededRandom(Number(args.seed));
  let time = START_MS;
  for (let made = 0; made < total; made += batchSize) {
    const events = syntheticEvents(random, Math.min(batchSize, total - made), time, EVERY_MS);
    time = events.at(-1)?.occurredAt ?? time;
    yield events;
  }
}

/** The reference: one row per event with the same keys indexed, raw JSON as text, in the same durability. */
async function plainRows(directory: string): Promise<{ timing: Timing; sizeBytes: number }> {
  const path = join(directory, 'plain.sqlite');
  const db = new DatabaseSync(path);
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE event (seq INTEGER PRIMARY KEY, time INTEGER, id TEXT, principal TEXT, ip TEXT, session TEXT, raw TEXT);
    CREATE UNIQUE INDEX event_time ON event (time, id);
    CREATE INDEX event_principal ON event (principal); CREATE INDEX event_ip ON event (ip);
    CREATE INDEX event_session ON event (session)`);
  const insert = db.prepare('INSERT INTO event (time, id, principal, ip, session, raw) VALUES (?, ?, ?, ?, ?, ?)');
  const timing = { wallMs: 0, cpuMs: 0 };
  for (const events of batches()) {
    await timed(timing, () => {
      db.exec('BEGIN');
      for (const { occurredAt, id, fields, raw } of events) {
        insert.run(occurredAt, id, fields.principal, fields.ip, fields.rootSessionId, raw);
      }
      db.exec('COMMIT');
    });
  }
  db.close();
  return { timing, sizeBytes: statSync(path).size };
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

async function manyTimes(count: number, work: (index: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const timing = { wallMs: 0, cpuMs: 0 };
    await timed(timing, () => work(index));
    times.push(timing.wallMs);
  }
  return median(times);
}

const directory = mkdtempSync(join(tmpdir(), 'breakwater-bench-'));
try {
  let rawBytes = 0;
  const ids: { id: string; time: number }[] = [];
  const append = { wallMs: 0, cpuMs: 0 };
  let worstMs = 0;
  const store = openEventStore({ directory: join(directory, 'events'), clock: systemClock, log: silentLog });
  for (const events of batches()) {
    for (const event of events) rawBytes += Buffer.byteLength(event.raw);
    ids.push({ id: events[0]?.id ?? '', time: events[0]?.occurredAt ?? 0 });
    const before = append.wallMs;
    await timed(append, () => store.append(TENANT, events));
    worstMs = Math.max(worstMs, append.wallMs - before);
  }
  const rssBytes = process.memoryUsage.rss();
  await store.close();

  const open = { wallMs: 0, cpuMs: 0 };
  const again = openEventStore({ directory: join(directory, 'events'), clock: systemClock, log: silentLog });
  const stats = await timed(open, () => again.stats(TENANT));

  const read = { wallMs: 0, cpuMs: 0 };
  let seq = 0;
  let readCount = 0;
  for (;;) {
    const events = await timed(read, () => again.readAfter(TENANT, seq, 500));
    if (events.length === 0) break;
    seq = events.at(-1)?.seq ?? seq;
    readCount += events.length;
  }
  if (readCount !== total || stats.events !== total) throw new Error(`${readCount} of ${total} events were read back`);

  const days = Math.ceil(((stats.newestMs ?? 0) - (stats.oldestMs ?? 0)) / 86_400_000);
  const endMs = (stats.newestMs ?? 0) + 1;
  const random = seededRandom(7);
  const person = (): string => loginOf(Math.floor(random() * PEOPLE));
  const principalMs = await manyTimes(50, () =>
    again.find(TENANT, { fromMs: endMs - 7 * 86_400_000, toMs: endMs, principal: person(), limit: 100 }),
  );
  const someId = (): { id: string; time: number } => ids[Math.floor(random() * ids.length)] ?? { id: '', time: 0 };
  const byIdMs = await manyTimes(50, () => again.byId(TENANT, someId().id));
  const byIdHintedMs = await manyTimes(50, () => {
    const { id, time } = someId();
    return again.byId(TENANT, id, time);
  });
  const redelivered = { wallMs: 0, cpuMs: 0 };
  let again500 = 0;
  for (const events of batches()) {
    const result = await timed(redelivered, () => again.append(TENANT, events));
    if (result.appended > 0) throw new Error('a redelivered event was taken for new');
    again500 += events.length;
    if (again500 >= 50_000) break;
  }
  await again.close();
  const plain = await plainRows(directory);

  const perSecond = (count: number, timing: Timing): number => Math.round((count / timing.wallMs) * 1000);
  const result = {
    events: total,
    days,
    batch: batchSize,
    rawBytesPerEvent: Math.round(rawBytes / total),
    appendPerSecond: perSecond(total, append),
    appendCpuMicrosPerEvent: Number(((append.cpuMs * 1000) / total).toFixed(1)),
    worstBatchMs: Number(worstMs.toFixed(1)),
    bytesPerEvent: Math.round(stats.sizeBytes / total),
    rssMiB: Math.round(rssBytes / 2 ** 20),
    openMs: Number(open.wallMs.toFixed(1)),
    readAfterPerSecond: perSecond(total, read),
    duplicatesPerSecond: perSecond(again500, redelivered),
    principalSevenDaysMs: Number(principalMs.toFixed(2)),
    byIdMs: Number(byIdMs.toFixed(2)),
    byIdWithTimeMs: Number(byIdHintedMs.toFixed(2)),
    plainRowsPerSecond: perSecond(total, plain.timing),
    plainBytesPerEvent: Math.round(plain.sizeBytes / total),
    rateAgainstPlainRows: Number((plain.timing.wallMs / append.wallMs).toFixed(2)),
    sizeAgainstPlainRows: Number((stats.sizeBytes / plain.sizeBytes).toFixed(2)),
  };
  if (args.json) console.log(JSON.stringify(result));
  else
    for (const [name, value] of Object.entries(result)) console.log(`${name.padEnd(26)} ${value.toLocaleString('en')}`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
