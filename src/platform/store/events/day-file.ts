import { pathToFileURL } from 'node:url';
import { backup, type StatementSync } from 'node:sqlite';
import { AppError } from '../../../base/errors.ts';
import type { NewEvent, StoredEvent } from '../event-store.ts';
import { createPrivateFile } from '../private-file.ts';
import { SqliteHandle } from '../sqlite-handle.ts';
import { BLOCK_BYTES, BLOCK_EVENTS, type BlockEntry, packBlock, unpackBlock } from './event-block.ts';
import { decodeBody, encodeBody } from './event-body.ts';
import { keyHash } from './key-hash.ts';
import { DayKeys, KEY_RUN_SCHEMA } from './day-keys.ts';
import type { KeyKind } from './key-run.ts';

/** A new event with the place it will be kept at. */
export interface PlacedEvent {
  event: NewEvent;
  /** What it is sorted by: when it occurred, or when it was received where that is misdated. */
  time: number;
  misdated: boolean;
}

/** What is known of a day without reading its events. */
export interface DaySummary {
  events: number;
  minSeq: number;
  maxSeq: number;
  oldestMs: number | null;
  newestMs: number | null;
}

/** What {@link DayFile.seek} looks for. Times inclusive from, exclusive to. */
export interface DayQuery {
  fromMs: number;
  toMs: number;
  principal?: string;
  ip?: string;
  rootSessionId?: string;
  domain?: string;
  sourceId?: string;
}

/** Version of this file layout (PRAGMA user_version). A day keeps the version it was begun with. */
const VERSION = 1;
/** "BwEv": tells our files from other SQLite files. */
const APPLICATION_ID = 0x4277_4576;

const SCHEMA = `
  CREATE TABLE event (
    seq INTEGER PRIMARY KEY, time INTEGER NOT NULL, id BLOB NOT NULL, source INTEGER NOT NULL,
    principal INTEGER, target INTEGER, ip INTEGER, session INTEGER, domain INTEGER) STRICT;
  CREATE INDEX event_time ON event (time, substr(id, 1, 6));
  CREATE TABLE tail (seq INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
  CREATE TABLE block (last_seq INTEGER PRIMARY KEY, first_seq INTEGER NOT NULL, body BLOB NOT NULL) STRICT;
  ${KEY_RUN_SCHEMA}
  CREATE TABLE summary (one INTEGER PRIMARY KEY CHECK (one = 1), events INTEGER NOT NULL) STRICT;
  INSERT INTO summary (one, events) VALUES (1, 0);
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${VERSION};
`;

/**
 * The events of one tenant and UTC day in one SQLite file. A row per event holds what it is found by; the record and its
 * fields lie in `tail` until {@link BLOCK_EVENTS} of them are packed into one `block`, in the transaction of the event that
 * fills it. The keys
 * of rows are gathered in sorted runs the same way. Rows are numbered by seq, ascending; what is committed never changes.
 */
export class DayFile {
  readonly path: string;
  readonly #handle: SqliteHandle;
  #summary: DaySummary;
  /** Events not yet packed, as in table `tail`. */
  #tail: BlockEntry[];
  readonly #keys: DayKeys;

  /**
   * @param immutable opens a cleanly closed file without writing beside it: on a full disk
   * @throws AppError `events.day_newer`, `events.day_damaged`; or what SQLite throws
   */
  constructor(path: string, immutable = false) {
    this.path = path;
    if (immutable) {
      const url = pathToFileURL(path);
      url.searchParams.set('immutable', '1');
      this.#handle = new SqliteHandle(url, { readOnly: true });
    } else {
      createPrivateFile(path);
      // One process has the folder: no shared-memory file, no lock calls per transaction.
      this.#handle = new SqliteHandle(path, { exclusive: true, cacheSizeBytes: 4 * 1024 * 1024 });
    }
    try {
      this.#checkVersion(immutable);
      this.#summary = this.#readSummary();
      this.#tail = this.#readTail();
      this.#keys = new DayKeys(this.#handle);
    } catch (thrown) {
      this.#handle.close();
      throw thrown;
    }
  }

  get summary(): Readonly<DaySummary> {
    return this.#summary;
  }

  /**
   * Appends what is not there yet, numbering from `firstSeq`, in one transaction. Durable on return.
   * @param placed no two with the same id
   * @returns how many were new
   */
  append(placed: readonly PlacedEvent[], firstSeq: number): number {
    const before = { summary: this.#summary, tail: this.#tail };
    this.#handle.exec('BEGIN IMMEDIATE');
    try {
      const added = this.#insertNew(placed, firstSeq);
      this.#handle.exec('COMMIT');
      return added;
    } catch (thrown) {
      this.#summary = before.summary;
      this.#tail = before.tail;
      if (this.#handle.raw.isTransaction) this.#handle.exec('ROLLBACK');
      this.#keys.refresh();
      throw thrown;
    }
  }

  /** The seq of an event kept here at this time, or null. */
  seqOf(eventId: string, time: number): number | null {
    const id = idBytes(eventId);
    const row = this.#statement('SELECT seq FROM event WHERE time = ? AND substr(id, 1, 6) = ? AND id = ?').get(
      time,
      id.subarray(0, 6),
      id,
    );
    return row === undefined ? null : Number(row['seq']);
  }

  /** The seq of an event kept here at any time: runs through the day's time index. */
  seqOfId(eventId: string): number | null {
    const id = idBytes(eventId);
    const row = this.#statement(
      'SELECT seq FROM event INDEXED BY event_time WHERE substr(id, 1, 6) = ? AND id = ? LIMIT 1',
    ).get(id.subarray(0, 6), id);
    return row === undefined ? null : Number(row['seq']);
  }

  /** True when this event is kept here under this seq. */
  holds(seq: number, eventId: string): boolean {
    const row = this.#statement('SELECT id FROM event WHERE seq = ?').get(seq);
    return row !== undefined && idBytes(eventId).equals(row['id'] as Uint8Array);
  }

  /** Seqs > afterSeq, ascending, at most `limit`. */
  seqsAfter(afterSeq: number, limit: number): number[] {
    const rows = this.#statement('SELECT seq FROM event WHERE seq > ? ORDER BY seq LIMIT ?').all(afterSeq, limit);
    return rows.map((row) => Number(row['seq']));
  }

  /** Events that may match, newest first; each is to be compared with the query by its texts. */
  *seek(query: DayQuery): Generator<StoredEvent> {
    const blocks = new BlockReader((seq) => this.#blockAt(seq));
    const key = mostTelling(query);
    if (key === null) {
      const source = query.sourceId === undefined ? null : keyHash(query.sourceId);
      const sql =
        'SELECT seq, id FROM event WHERE time >= ?1 AND time < ?2 AND (?3 IS NULL OR source = ?3) ORDER BY time DESC, seq DESC';
      for (const row of this.#handle.raw.prepare(sql).iterate(query.fromMs, query.toMs, source))
        yield this.#toEvent(row, blocks);
      return;
    }
    const rows = this.#keys
      .rowsWith(...key)
      .filter((row) => Number(row['time']) >= query.fromMs && Number(row['time']) < query.toMs);
    rows.sort((a, b) => Number(b['time']) - Number(a['time']) || Number(b['seq']) - Number(a['seq']));
    for (const row of rows) yield this.#toEvent(row, blocks);
  }

  /** Events by seq, in the order given (ascending is fastest). @throws AppError when one is not here or damaged */
  load(seqs: readonly number[]): StoredEvent[] {
    const blocks = new BlockReader((seq) => this.#blockAt(seq));
    const statement = this.#statement('SELECT seq, id FROM event WHERE seq = ?');
    return seqs.map((seq) => {
      const row = statement.get(seq);
      if (row === undefined) throw this.#damaged(`event ${seq} is missing`);
      return this.#toEvent(row, blocks);
    });
  }

  /** Reads every page and every block. @returns what is wrong, empty when all is well */
  check(): string[] {
    const problems = this.#handle.raw
      .prepare('PRAGMA integrity_check(10)')
      .all()
      .map((row) => String(Object.values(row)[0]));
    const found = problems.filter((text) => text !== 'ok');
    const kept = new Set(this.#tail.map((entry) => entry.seq));
    for (const row of this.#handle.raw.prepare('SELECT body FROM block ORDER BY last_seq').iterate()) {
      for (const { seq, body } of unpackBlock(row['body'] as Uint8Array)) {
        decodeBody(body);
        kept.add(seq);
      }
    }
    for (const row of this.#handle.raw.prepare('SELECT seq FROM event').iterate()) {
      if (!kept.delete(Number(row['seq']))) found.push(`event ${String(row['seq'])} has no record`);
    }
    if (kept.size > 0) found.push(`${kept.size} records belong to no event`);
    return found;
  }

  /** Copies the file consistently while it is in use. */
  async copyTo(target: string): Promise<void> {
    createPrivateFile(target);
    await backup(this.#handle.raw, target, { rate: 2_048 });
  }

  close(): void {
    this.#handle.close();
  }

  #insertNew(placed: readonly PlacedEvent[], firstSeq: number): number {
    const newestBefore = this.#summary.newestMs ?? -Infinity;
    const insert = this.#statement(
      'INSERT INTO event (seq, time, id, source, principal, target, ip, session, domain) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    );
    const added: BlockEntry[] = [];
    let { oldestMs, newestMs } = this.#summary;
    for (const { event, time, misdated } of placed) {
      // Nothing newer than the newest can be here already: a stream in order needs no look-up.
      if (time <= newestBefore && this.seqOf(event.id, time) !== null) continue;
      const seq = firstSeq + added.length;
      const { principal, targetPrincipal, ip, rootSessionId, domain } = event.fields;
      insert.run(
        seq,
        time,
        idBytes(event.id),
        keyHash(event.sourceId),
        hashOrNull(principal),
        targetPrincipal === principal ? null : hashOrNull(targetPrincipal),
        hashOrNull(ip),
        hashOrNull(rootSessionId),
        hashOrNull(domain),
      );
      added.push({ seq, body: encodeBody({ ...event, misdated }) });
      oldestMs = Math.min(oldestMs ?? time, time);
      newestMs = Math.max(newestMs ?? time, time);
    }
    if (added.length === 0) return 0;
    this.#keepBodies(added);
    this.#keys.keep(added.length);
    const summary = this.#summary;
    const last = firstSeq + added.length - 1;
    this.#summary = {
      events: summary.events + added.length,
      minSeq: summary.events === 0 ? firstSeq : summary.minSeq,
      maxSeq: last,
      oldestMs,
      newestMs,
    };
    this.#statement('UPDATE summary SET events = ? WHERE one = 1').run(this.#summary.events);
    return added.length;
  }

  /** Packs full blocks out of the tail and what was added; the rest becomes the new tail. */
  #keepBodies(added: readonly BlockEntry[]): void {
    const stored = this.#tail.length;
    let open = [...this.#tail];
    let openBytes = open.reduce((sum, entry) => sum + entry.body.length, 0);
    let sealed = false;
    for (const entry of added) {
      open.push(entry);
      openBytes += entry.body.length;
      if (open.length < BLOCK_EVENTS && openBytes < BLOCK_BYTES) continue;
      this.#statement('INSERT INTO block (last_seq, first_seq, body) VALUES (?, ?, ?)').run(
        entry.seq,
        open[0]?.seq ?? entry.seq,
        packBlock(open),
      );
      sealed = true;
      open = [];
      openBytes = 0;
    }
    if (sealed && stored > 0) this.#statement('DELETE FROM tail').run();
    const insert = this.#statement('INSERT INTO tail (seq, body) VALUES (?, ?)');
    for (const entry of sealed ? open : open.slice(stored)) insert.run(entry.seq, entry.body);
    this.#tail = open;
  }

  #toEvent(row: Record<string, unknown>, blocks: BlockReader): StoredEvent {
    const seq = Number(row['seq']);
    const inTail = seq >= (this.#tail[0]?.seq ?? Infinity);
    const bytes = inTail ? this.#tail.find((entry) => entry.seq === seq)?.body : blocks.bodyOf(seq);
    if (!bytes) throw this.#damaged(`the record of event ${seq} is missing`);
    const { misdated, ...body } = decodeBody(bytes);
    return { id: Buffer.from(row['id'] as Uint8Array).toString('hex'), seq, misdated, ...body };
  }

  #blockAt(seq: number): BlockEntry[] {
    const row = this.#statement('SELECT body FROM block WHERE last_seq >= ? ORDER BY last_seq LIMIT 1').get(seq);
    return row === undefined ? [] : unpackBlock(row['body'] as Uint8Array);
  }

  #statement(sql: string): StatementSync {
    return this.#handle.prepare(sql).statement;
  }

  #checkVersion(immutable: boolean): void {
    const version = Number(this.#handle.scalar('PRAGMA user_version'));
    const application = Number(this.#handle.scalar('PRAGMA application_id'));
    if (version === 0 && application === 0 && !immutable) {
      this.#handle.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT;`);
      return;
    }
    if (application !== APPLICATION_ID) throw this.#damaged('it is no file of events');
    if (version > VERSION) {
      throw new AppError('events.day_newer', `${this.path} was written by a newer Breakwater (layout ${version}).`, {
        remedy: 'Run the newer version again; the other days stay readable.',
      });
    }
  }

  #readSummary(): DaySummary {
    const events = Number(this.#handle.scalar('SELECT events FROM summary'));
    const bound = (sql: string): number | null => {
      const value = this.#handle.scalar(sql);
      return typeof value === 'number' ? value : null;
    };
    return {
      events,
      minSeq: bound('SELECT min(seq) FROM event') ?? 0,
      maxSeq: bound('SELECT max(seq) FROM event') ?? 0,
      oldestMs: bound('SELECT min(time) FROM event'),
      newestMs: bound('SELECT max(time) FROM event'),
    };
  }

  #readTail(): BlockEntry[] {
    const rows = this.#handle.raw.prepare('SELECT seq, body FROM tail ORDER BY seq').all();
    return rows.map((row) => ({ seq: Number(row['seq']), body: Buffer.from(row['body'] as Uint8Array) }));
  }

  #damaged(reason: string): AppError {
    return new AppError('events.day_damaged', `${this.path} is damaged: ${reason}`, {
      remedy: 'Restore this day from a backup, or move the file away; the other days stay readable.',
    });
  }
}

/** Unpacks each block once while events are read in order. */
class BlockReader {
  readonly #blockAt: (seq: number) => BlockEntry[];
  #entries = new Map<number, Buffer>();

  constructor(blockAt: (seq: number) => BlockEntry[]) {
    this.#blockAt = blockAt;
  }

  bodyOf(seq: number): Buffer | null {
    const known = this.#entries.get(seq);
    if (known) return known;
    this.#entries = new Map(this.#blockAt(seq).map((entry) => [entry.seq, entry.body]));
    return this.#entries.get(seq) ?? null;
  }
}

/** The key that fewest events share, or null when the query names none. */
function mostTelling(query: DayQuery): [KeyKind, number] | null {
  if (query.rootSessionId !== undefined) return ['session', keyHash(query.rootSessionId)];
  if (query.principal !== undefined) return ['person', keyHash(query.principal)];
  if (query.domain !== undefined) return ['domain', keyHash(query.domain)];
  return query.ip === undefined ? null : ['ip', keyHash(query.ip)];
}

function idBytes(eventId: string): Buffer {
  return Buffer.from(eventId, 'hex');
}

function hashOrNull(text: string | null): number | null {
  return text === null ? null : keyHash(text);
}
