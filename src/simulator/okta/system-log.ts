/** A System Log record as Okta writes it. */
export type LogRecord = Readonly<Record<string, unknown>> & { uuid: string; published: string; eventType: string };

interface Entry {
  record: LogRecord;
  publishedMs: number;
  /** When it can be read. Okta's records appear some time after they happened, and not always in order. */
  persistedMs: number;
  /** Breaks ties, in order of writing. */
  number: number;
}

/** Where a poll has come to: everything up to this place has been read. */
export interface LogCursor {
  persistedMs: number;
  number: number;
}

/** The simulated System Log: append only, read by time of persistence (polling) or of publication (bounded queries). */
export class SystemLog {
  readonly #entries: Entry[] = [];
  #sorted = true;
  #number = 0;

  /** Appends a record that becomes readable at `persistedMs`. */
  append(record: LogRecord, publishedMs: number, persistedMs: number): void {
    this.#number += 1;
    const last = this.#entries.at(-1);
    if (last !== undefined && last.persistedMs > persistedMs) this.#sorted = false;
    this.#entries.push({ record, publishedMs, persistedMs, number: this.#number });
  }

  /** All records, in the order they can be read, whether or not they can be read yet. */
  all(): LogRecord[] {
    return this.#inOrder().map((entry) => entry.record);
  }

  /** Records readable by `nowMs` after a cursor, oldest first. The cursor after an empty page is the same place. */
  poll(
    after: LogCursor,
    nowMs: number,
    limit: number,
    matches: (record: LogRecord) => boolean,
  ): { records: LogRecord[]; next: LogCursor } {
    const entries = this.#inOrder();
    const records: LogRecord[] = [];
    let next = after;
    for (let i = firstAfter(entries, after); i < entries.length; i += 1) {
      const entry = entries[i];
      if (entry === undefined || entry.persistedMs > nowMs || records.length >= limit) break;
      if (matches(entry.record)) records.push(entry.record);
      next = { persistedMs: entry.persistedMs, number: entry.number };
    }
    return { records, next };
  }

  /** Readable records published from `sinceMs` up to, not including, `untilMs`, by time of publication. */
  between(
    sinceMs: number,
    untilMs: number,
    nowMs: number,
    descending: boolean,
    matches: (record: LogRecord) => boolean,
  ): LogRecord[] {
    const found = this.#inOrder().filter(
      (entry) =>
        entry.persistedMs <= nowMs &&
        entry.publishedMs >= sinceMs &&
        entry.publishedMs < untilMs &&
        matches(entry.record),
    );
    const sign = descending ? -1 : 1;
    return found
      .toSorted((a, b) => sign * (a.publishedMs - b.publishedMs || a.number - b.number))
      .map((entry) => entry.record);
  }

  #inOrder(): readonly Entry[] {
    if (!this.#sorted) {
      this.#entries.sort((a, b) => a.persistedMs - b.persistedMs || a.number - b.number);
      this.#sorted = true;
    }
    return this.#entries;
  }
}

function firstAfter(entries: readonly Entry[], cursor: LogCursor): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = entries[middle];
    if (entry === undefined) break;
    const isAfter =
      entry.persistedMs > cursor.persistedMs ||
      (entry.persistedMs === cursor.persistedMs && entry.number > cursor.number);
    if (isAfter) high = middle;
    else low = middle + 1;
  }
  return low;
}
