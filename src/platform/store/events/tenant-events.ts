import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError, errorText } from '../../../base/errors.ts';
import type { Log } from '../../log/log.ts';
import { committed } from '../committed.ts';
import type { AppendResult, EventQuery, EventStoreStats, NewEvent, StoredEvent } from '../event-store.ts';
import { Mutex } from '../mutex.ts';
import { isCorrupt, storeFault } from '../store-errors.ts';
import type { StoreGate } from '../store-gate.ts';
import { syncFile } from '../sync-file.ts';
import type { DayFile, DaySummary, PlacedEvent } from './day-file.ts';
import { MisdatedIndex } from './misdated-index.ts';
import type { OpenFiles } from './open-files.ts';
import { isMisdated, utcDay, wholeTime } from './utc-day.ts';

/** A day that cannot be read; the others go on. */
export interface EventDayProblem {
  day: string;
  path: string;
  code: string;
  message: string;
  remedy: string | null;
}

export interface TenantEventsOptions {
  directory: string;
  files: OpenFiles;
  gate: StoreGate;
  log: Log;
  /** Seqs up to here have been given before, whatever the files say. */
  floorSeq: number;
}

/** Events per transaction: bounds how long the process is busy with one. */
const CHUNK_EVENTS = 1_000;

const DAY_FILE = /^(\d{4}-\d{2}-\d{2})\.sqlite$/u;
const INDEX_FILE = 'misdated.sqlite';

/** All events of one tenant: its day files, what is known of each, and the seq they share. */
export class TenantEvents {
  readonly #options: TenantEventsOptions;
  readonly #days = new Map<string, DaySummary>();
  readonly #problems = new Map<string, EventDayProblem>();
  readonly #misdated: MisdatedIndex;
  readonly #mutex = new Mutex();
  #headSeq: number;

  /** Opens each day once to learn what it holds. */
  constructor(options: TenantEventsOptions) {
    this.#options = options;
    // The folder's own name must survive a power loss; names in it are made durable by SQLite.
    if (mkdirSync(options.directory, { recursive: true, mode: 0o700 }) !== undefined)
      syncFile(dirname(options.directory));
    const names = new Set(readdirSync(options.directory));
    this.#misdated = new MisdatedIndex(this.#path(INDEX_FILE), names.has(INDEX_FILE));
    for (const name of [...names].toSorted()) {
      const log = /^(.+\.sqlite)-(?:wal|shm)$/u.exec(name)?.[1];
      // Left by a removal that was cut short. Beside a new file of that name it would be taken for its log.
      if (log !== undefined && !names.has(log)) rmSync(this.#path(name), { force: true });
      const day = DAY_FILE.exec(name)?.[1];
      if (day !== undefined) this.#learn(day);
    }
    const seqs = [...this.#days.values()].map((summary) => summary.maxSeq);
    this.#headSeq = Math.max(options.floorSeq, this.#misdated.floorSeq(), ...seqs);
  }

  get headSeq(): number {
    return this.#headSeq;
  }

  problems(): EventDayProblem[] {
    return [...this.#problems.values()];
  }

  /** See {@link EventStore.append}. */
  append(batch: readonly NewEvent[]): Promise<AppendResult> {
    return this.#mutex.run(async () => {
      this.#options.gate.assertWritable();
      let appended = 0;
      for (const [key, placed] of this.#place(batch)) {
        const day = key.slice(0, 10);
        for (let at = 0; at < placed.length; at += CHUNK_EVENTS) {
          if (at > 0) await nextTurn();
          appended += this.#appendChunk(day, placed.slice(at, at + CHUNK_EVENTS));
        }
      }
      return { appended, duplicates: batch.length - appended, headSeq: this.#headSeq };
    });
  }

  /** See {@link EventStore.readAfter}. */
  readAfter(afterSeq: number, limit: number): StoredEvent[] {
    const days = [...this.#days].filter(([, summary]) => summary.maxSeq > afterSeq && summary.events > 0);
    days.sort(([, a], [, b]) => a.minSeq - b.minSeq);
    let found: { seq: number; day: string }[] = [];
    for (const [day, summary] of days) {
      const last = found[limit - 1];
      if (last && summary.minSeq > last.seq) break;
      const seqs = this.#read(day, (file) => file.seqsAfter(afterSeq, limit)) ?? [];
      found.push(...seqs.map((seq) => ({ seq, day })));
      found.sort((a, b) => a.seq - b.seq);
      found = found.slice(0, limit);
    }
    const byDay = Map.groupBy(found, (item) => item.day);
    const events = [...byDay].flatMap(
      ([day, items]) => this.#read(day, (file) => file.load(items.map((item) => item.seq))) ?? [],
    );
    return events.toSorted((a, b) => a.seq - b.seq);
  }

  /** Newest days first; with a time only the days it can be in, and in them by index. */
  byId(eventId: string, aroundMs?: number): StoredEvent | null {
    const place = this.#misdated.placeOf(eventId);
    if (place && this.#holds(place.day, place.seq, eventId)) {
      return this.#read(place.day, (file) => file.load([place.seq])[0] ?? null);
    }
    const hint = wholeTime(aroundMs ?? 0);
    if (this.#days.has(utcDay(hint))) {
      const event = this.#read(utcDay(hint), (file) => loadOne(file, file.seqOf(eventId, hint)));
      if (event) return event;
    }
    for (const day of this.#newestFirst()) {
      const event = this.#read(day, (file) => loadOne(file, file.seqOfId(eventId)));
      if (event) return event;
    }
    return null;
  }

  /** See {@link EventStore.find}. */
  find(query: EventQuery): StoredEvent[] {
    const found: StoredEvent[] = [];
    for (const day of this.#newestFirst()) {
      const summary = this.#days.get(day);
      if (!summary || (summary.newestMs ?? 0) < query.fromMs || (summary.oldestMs ?? 0) >= query.toMs) continue;
      this.#read(day, (file) => {
        for (const event of file.seek(query)) {
          if (!matches(event, query)) continue;
          found.push(event);
          if (found.length >= query.limit) break;
        }
      });
      if (found.length >= query.limit) break;
    }
    return found;
  }

  stats(): EventStoreStats {
    let [events, sizeBytes, oldestMs, newestMs] = [0, 0, Infinity, -Infinity];
    for (const [day, summary] of this.#days) {
      events += summary.events;
      oldestMs = Math.min(oldestMs, summary.oldestMs ?? Infinity);
      newestMs = Math.max(newestMs, summary.newestMs ?? -Infinity);
      for (const suffix of ['', '-wal']) {
        sizeBytes += statSync(this.#dayPath(day) + suffix, { throwIfNoEntry: false })?.size ?? 0;
      }
    }
    return { events, sizeBytes, oldestMs: events > 0 ? oldestMs : null, newestMs: events > 0 ? newestMs : null };
  }

  /** See {@link EventStore.dropDaysBefore}. */
  dropDaysBefore(day: string): Promise<string[]> {
    return this.#mutex.run(async () => {
      const gone = [...this.#days.keys()].filter((candidate) => candidate < day).toSorted();
      if (gone.length === 0) return [];
      this.#misdated.dropBefore(day, this.#headSeq);
      for (const old of gone) {
        // Closing empties the log into the file, so that none is left without it.
        this.#options.files.discard(this.#dayPath(old));
        for (const suffix of ['-wal', '-shm', '']) rmSync(this.#dayPath(old) + suffix, { force: true });
        this.#days.delete(old);
        await nextTurn();
      }
      return gone;
    });
  }

  /** Copies every readable day and the index into a folder, while reading goes on. */
  copyTo(directory: string): Promise<void> {
    return this.#mutex.run(async () => {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      for (const day of this.#days.keys()) {
        const target = join(directory, `${day}.sqlite`);
        await this.#options.files.pinned(this.#dayPath(day), (file) => file.copyTo(target));
      }
      await this.#misdated.copyTo(join(directory, INDEX_FILE));
    });
  }

  /** Reads everything of a day. @returns what is wrong with it */
  check(day: string): string[] {
    return this.#read(day, (file) => file.check()) ?? [`${day} cannot be read`];
  }

  days(): string[] {
    return [...this.#days.keys()].toSorted();
  }

  /** Waits for what is under way, then closes this tenant's files. */
  close(): Promise<void> {
    return this.#mutex.run(() => {
      for (const day of this.#days.keys()) this.#options.files.discard(this.#dayPath(day));
      this.#misdated.close();
      return Promise.resolve();
    });
  }

  /** New events grouped by day; those of a day that are misdated in a group of their own, since their seqs are noted first. */
  #place(batch: readonly NewEvent[]): [string, PlacedEvent[]][] {
    const groups = new Map<string, PlacedEvent[]>();
    const ids = new Set<string>();
    for (const given of batch) {
      if (ids.has(given.id)) continue;
      ids.add(given.id);
      const occurredAt = wholeTime(given.occurredAt);
      const event = occurredAt === given.occurredAt ? given : { ...given, occurredAt };
      const misdated = isMisdated(event.occurredAt, event.receivedAt);
      const noted = this.#misdated.placeOf(event.id);
      if (noted && this.#holds(noted.day, noted.seq, event.id)) continue;
      if (misdated && this.#keptAsDated(event)) continue;
      const time = misdated ? event.receivedAt : event.occurredAt;
      const key = `${utcDay(time)}${misdated ? ' misdated' : ''}`;
      const group = groups.get(key);
      if (group) group.push({ event, time, misdated });
      else groups.set(key, [{ event, time, misdated }]);
    }
    return Array.from(groups).toSorted(([a], [b]) => (a < b ? -1 : 1));
  }

  /** True when an event that is misdated by this receipt was stored by an earlier one, by which it was not. */
  #keptAsDated(event: NewEvent): boolean {
    const day = utcDay(event.occurredAt);
    if (!this.#days.has(day)) return false;
    return this.#read(day, (file) => file.seqOf(event.id, event.occurredAt)) !== null;
  }

  #appendChunk(day: string, placed: readonly PlacedEvent[]): number {
    const path = this.#dayPath(day);
    const problem = this.#problems.get(day);
    if (problem) {
      throw new AppError('events.day_unreadable', `Nothing can be added to ${day}: ${problem.message}`, {
        remedy: problem.remedy ?? 'Restore this day from a backup.',
      });
    }
    const firstSeq = this.#headSeq + 1;
    try {
      if (placed[0]?.misdated) {
        const noted = placed.map(({ event }, index) => ({ id: event.id, seq: firstSeq + index }));
        this.#misdated.note(noted, day);
      }
      const file = this.#options.files.writing(path);
      const added = file.append(placed, firstSeq);
      committed.publish('events');
      this.#days.set(day, file.summary);
      this.#headSeq += added;
      return added;
    } catch (thrown) {
      throw this.#fault(day, thrown);
    }
  }

  /** Runs a read on a day; null when the day cannot be read (it is then listed under problems). */
  #read<T>(day: string, read: (file: DayFile) => T): T | null {
    if (!this.#days.has(day)) return null;
    try {
      return read(this.#options.files.reading(this.#dayPath(day)));
    } catch (thrown) {
      throw this.#fault(day, thrown);
    }
  }

  #holds(day: string, seq: number, eventId: string): boolean {
    return this.#read(day, (file) => file.holds(seq, eventId)) ?? false;
  }

  #learn(day: string): void {
    try {
      this.#days.set(day, this.#options.files.reading(this.#dayPath(day)).summary);
    } catch (thrown) {
      if (!isDamage(thrown)) throw storeFault(thrown, this.#dayPath(day), this.#options.gate);
      this.#setAside(day, thrown);
    }
  }

  /** Closes the file, sets the day aside when it is damaged, and gives what to throw. */
  #fault(day: string, thrown: unknown): unknown {
    this.#options.files.discard(this.#dayPath(day));
    if (isDamage(thrown)) return this.#setAside(day, thrown);
    return storeFault(thrown, this.#dayPath(day), this.#options.gate);
  }

  #setAside(day: string, thrown: unknown): AppError {
    const path = this.#dayPath(day);
    const error =
      thrown instanceof AppError && thrown.code !== 'events.block_damaged' && thrown.code !== 'events.body_damaged'
        ? thrown
        : new AppError('events.day_damaged', `${path} is damaged: ${errorText(thrown)}`, {
            remedy: 'Restore this day from a backup, or move the file away; the other days stay readable.',
            cause: thrown,
          });
    this.#days.delete(day);
    this.#problems.set(day, { day, path, code: error.code, message: error.message, remedy: error.remedy });
    this.#options.log.error({ day, code: error.code, err: error.message }, 'a day of events cannot be read');
    return error;
  }

  #newestFirst(): string[] {
    return [...this.#days.keys()].toSorted().toReversed();
  }

  #dayPath(day: string): string {
    return this.#path(`${day}.sqlite`);
  }

  #path(name: string): string {
    return join(this.#options.directory, name);
  }
}

function isDamage(thrown: unknown): boolean {
  return isCorrupt(thrown) || (thrown instanceof AppError && thrown.code.startsWith('events.'));
}

function loadOne(file: DayFile, seq: number | null): StoredEvent | null {
  return seq === null ? null : (file.load([seq])[0] ?? null);
}

/** Compares the texts: rows are found by hashes. */
function matches(event: StoredEvent, query: EventQuery): boolean {
  const { principal, targetPrincipal, ip, rootSessionId, domain } = event.fields;
  if (query.principal !== undefined && query.principal !== principal && query.principal !== targetPrincipal)
    return false;
  if (query.ip !== undefined && query.ip !== ip) return false;
  if (query.rootSessionId !== undefined && query.rootSessionId !== rootSessionId) return false;
  if (query.domain !== undefined && query.domain !== domain) return false;
  return query.sourceId === undefined || query.sourceId === event.sourceId;
}
