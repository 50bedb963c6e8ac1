import { backup } from 'node:sqlite';
import { createPrivateFile } from '../private-file.ts';
import { SqliteHandle } from '../sqlite-handle.ts';

/** Where a misdated event is kept. */
export interface MisdatedPlace {
  day: string;
  seq: number;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS misdated (id BLOB PRIMARY KEY, day TEXT NOT NULL, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS floor (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL) STRICT;
`;

/**
 * What one tenant's day files cannot tell: which day keeps a misdated event (the day it was first received, which another
 * delivery does not know), and the highest seq ever given, so that dropping days never gives a seq twice.
 * An entry is written before its event: it may name an event that a crash kept out, so the reader looks whether it is there.
 */
export class MisdatedIndex {
  readonly #path: string;
  #handle: SqliteHandle | null = null;
  #entries = 0;

  /** @param exists whether the file is there already; else it is made when first needed */
  constructor(path: string, exists: boolean) {
    this.#path = path;
    if (exists) this.#entries = Number(this.#open().scalar('SELECT count(*) FROM misdated'));
  }

  /** Where this event is kept, if it is a misdated one. */
  placeOf(eventId: string): MisdatedPlace | null {
    if (this.#entries === 0) return null;
    const row = this.#open()
      .prepare('SELECT day, seq FROM misdated WHERE id = ?')
      .statement.get(Buffer.from(eventId, 'hex'));
    return row === undefined ? null : { day: String(row['day']), seq: Number(row['seq']) };
  }

  /** Notes where events are about to be kept. */
  note(events: readonly { id: string; seq: number }[], day: string): void {
    const handle = this.#open();
    handle.exec('BEGIN IMMEDIATE');
    try {
      const insert = handle.prepare('INSERT OR REPLACE INTO misdated (id, day, seq) VALUES (?, ?, ?)').statement;
      for (const { id, seq } of events) insert.run(Buffer.from(id, 'hex'), day, seq);
      handle.exec('COMMIT');
    } catch (thrown) {
      if (handle.raw.isTransaction) handle.exec('ROLLBACK');
      throw thrown;
    }
    this.#entries = Number(handle.scalar('SELECT count(*) FROM misdated'));
  }

  /** Forgets events of days before this one, and keeps the seq reached. Called before the days' files go. */
  dropBefore(day: string, headSeq: number): void {
    const handle = this.#open();
    handle.run(
      'INSERT INTO floor (one, seq) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET seq = max(seq, excluded.seq)',
      [headSeq],
    );
    handle.run('DELETE FROM misdated WHERE day < ?', [day]);
    this.#entries = Number(handle.scalar('SELECT count(*) FROM misdated'));
  }

  /** The highest seq known when days were last dropped. */
  floorSeq(): number {
    return this.#handle === null ? 0 : Number(this.#handle.scalar('SELECT seq FROM floor') ?? 0);
  }

  /** Copies the file consistently; nothing to copy gives nothing. */
  async copyTo(target: string): Promise<void> {
    if (this.#handle === null) return;
    createPrivateFile(target);
    await backup(this.#handle.raw, target, { rate: 2_048 });
  }

  close(): void {
    this.#handle?.close();
    this.#handle = null;
  }

  #open(): SqliteHandle {
    if (this.#handle === null) {
      createPrivateFile(this.#path);
      this.#handle = new SqliteHandle(this.#path, { exclusive: true });
      this.#handle.exec(SCHEMA);
    }
    return this.#handle;
  }
}
