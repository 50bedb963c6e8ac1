import type { StatementSync } from 'node:sqlite';
import type { SqliteHandle } from '../sqlite-handle.ts';
import { buildKeyRun, type KeyedRow, type KeyKind, RUN_EVENTS, searchKeyRun } from './key-run.ts';

export const KEY_RUN_SCHEMA =
  'CREATE TABLE key_run (last_seq INTEGER PRIMARY KEY, keys BLOB NOT NULL, seqs BLOB NOT NULL) STRICT;';

/** Columns of table `event` that hold a key, by its kind. */
const KEY_COLUMNS = [
  ['person', 'principal'],
  ['person', 'target'],
  ['ip', 'ip'],
  ['session', 'session'],
  ['domain', 'domain'],
] as const satisfies readonly (readonly [KeyKind, string])[];

function keyedRow(row: Record<string, unknown>): KeyedRow {
  const keys: [KeyKind, number][] = [];
  for (const [kind, column] of KEY_COLUMNS) {
    const hash = row[column];
    if (typeof hash === 'number') keys.push([kind, hash]);
  }
  return { seq: Number(row['seq']), keys };
}

/** Finds the rows of one day file by their keys. */
export class DayKeys {
  readonly #handle: SqliteHandle;
  /** Seq up to which keys lie in runs, and how many events came after it. */
  #runs: { lastSeq: number; waiting: number };

  constructor(handle: SqliteHandle) {
    this.#handle = handle;
    this.#runs = this.#read();
  }

  /** Reads anew what is stored: after a rollback. */
  refresh(): void {
    this.#runs = this.#read();
  }

  /** Gathers the keys of events into runs, once there are enough. Inside the transaction that added them. */
  keep(added: number): void {
    let { lastSeq, waiting } = this.#runs;
    waiting += added;
    while (waiting >= RUN_EVENTS) {
      const rows = this.#statement(
        'SELECT seq, principal, target, ip, session, domain FROM event WHERE seq > ? ORDER BY seq LIMIT ?',
      ).all(lastSeq, RUN_EVENTS);
      const run = buildKeyRun(rows.map(keyedRow));
      lastSeq = Number(rows.at(-1)?.['seq']);
      waiting -= rows.length;
      this.#statement('INSERT INTO key_run (last_seq, keys, seqs) VALUES (?, ?, ?)').run(lastSeq, run.keys, run.seqs);
    }
    this.#runs = { lastSeq, waiting };
  }

  /** Rows that may have a key: from the runs by halving, from what came after them one by one. */
  rowsWith(kind: KeyKind, hash: number): Record<string, unknown>[] {
    const seqsOf = this.#statement('SELECT seqs FROM key_run WHERE last_seq = ?');
    const seqs: number[] = [];
    for (const run of this.#statement('SELECT last_seq, keys FROM key_run ORDER BY last_seq').iterate()) {
      const list = (): Uint8Array => seqsOf.get(Number(run['last_seq']))?.['seqs'] as Uint8Array;
      seqs.push(...searchKeyRun(run['keys'] as Uint8Array, list, kind, hash));
    }
    const row = this.#statement('SELECT seq, time, id FROM event WHERE seq = ?');
    // A person may be both the one who acts and the one acted upon only by a chance equality of hashes: seen once.
    const rows: Record<string, unknown>[] = [];
    for (const seq of new Set(seqs)) {
      const found = row.get(seq);
      if (found) rows.push(found);
    }
    const columns = KEY_COLUMNS.filter(([of]) => of === kind).map(([, column]) => `${column} = ?2`);
    const rest = this.#statement(`SELECT seq, time, id FROM event WHERE seq > ?1 AND (${columns.join(' OR ')})`);
    rows.push(...rest.all(this.#runs.lastSeq, hash));
    return rows;
  }

  #read(): { lastSeq: number; waiting: number } {
    const lastSeq = Number(this.#handle.scalar('SELECT max(last_seq) FROM key_run') ?? 0);
    return { lastSeq, waiting: Number(this.#handle.scalar(`SELECT count(*) FROM event WHERE seq > ${lastSeq}`)) };
  }

  #statement(sql: string): StatementSync {
    return this.#handle.prepare(sql).statement;
  }
}
