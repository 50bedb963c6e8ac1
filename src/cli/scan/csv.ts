/** A row longer than this is not read on: a quotation mark was left open. */
const MAX_ROW_LENGTH = 64 * 1024;

/** Reads the cells of CSV rows (RFC 4180, any one-character delimiter), fed line by line. */
export interface CsvReader {
  /**
   * Takes a line and gives the cell of the row that ends with it; `cell` is null where the row has no such column. A row with a
   * quotation mark left open is given up after {@link MAX_ROW_LENGTH} characters: see {@link CsvRows.leftOpen}.
   */
  feed(line: string, lineNumber: number): CsvRows;
  /** The row that the end of the text cut off. */
  end(): CsvRows;
}

export interface CsvRows {
  cells: CsvCell[];
  /** True when a row was given up: each of its lines is a row of its own then, so that one stray mark hides no name. */
  leftOpen: boolean;
}

export interface CsvCell {
  cell: string | null;
  lineNumber: number;
}

/** Splits one complete row. Quotation marks inside a cell that does not begin with one are ordinary characters. */
export function splitRow(row: string, delimiter: string): string[] {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    if (row[at] === '"') {
      let cell = '';
      at += 1;
      for (;;) {
        const quote = row.indexOf('"', at);
        if (quote < 0) {
          cell += row.slice(at);
          at = row.length;
          break;
        }
        cell += row.slice(at, quote);
        at = quote + 1;
        if (row[at] !== '"') break;
        cell += '"';
        at += 1;
      }
      const end = row.indexOf(delimiter, at);
      cells.push(cell + row.slice(at, end < 0 ? row.length : end));
      if (end < 0) return cells;
      at = end + 1;
    } else {
      const end = row.indexOf(delimiter, at);
      cells.push(row.slice(at, end < 0 ? row.length : end));
      if (end < 0) return cells;
      at = end + 1;
    }
  }
}

/** True when a quotation mark that opens a cell of the row is not closed in it: the row goes on in the next line. */
function isOpen(row: string, delimiter: string): boolean {
  let at = 0;
  for (;;) {
    if (row[at] === '"') {
      at += 1;
      for (;;) {
        const quote = row.indexOf('"', at);
        if (quote < 0) return true;
        at = quote + 1;
        if (row[at] !== '"') break;
        at += 1;
      }
    }
    const end = row.indexOf(delimiter, at);
    if (end < 0) return false;
    at = end + 1;
  }
}

const NOTHING: CsvRows = { cells: [], leftOpen: false };

/** A reader of one column. @param column from 0 */
export function createCsvReader(delimiter: string, column: number): CsvReader {
  let pending: string | null = null;
  let startedAt = 0;
  const cellOf = (row: string, lineNumber: number): CsvCell => ({
    cell: splitRow(row, delimiter)[column] ?? null,
    lineNumber,
  });
  const giveUp = (): CsvRows => {
    if (pending === null) return NOTHING;
    const lines = pending.split('\n');
    pending = null;
    return {
      cells: lines.flatMap((line, at) => (line.trim() === '' ? [] : [cellOf(line, startedAt + at)])),
      leftOpen: true,
    };
  };
  return {
    feed(line, lineNumber) {
      if (pending === null) {
        if (line.trim() === '') return NOTHING;
        if (!line.includes('"') || !isOpen(line, delimiter))
          return { cells: [cellOf(line, lineNumber)], leftOpen: false };
        pending = line;
        startedAt = lineNumber;
        return NOTHING;
      }
      pending = `${pending}\n${line}`;
      // a closing mark can only be in a line that has one
      if (line.includes('"') && !isOpen(pending, delimiter)) {
        const row = pending;
        pending = null;
        return { cells: [cellOf(row, startedAt)], leftOpen: false };
      }
      return pending.length <= MAX_ROW_LENGTH ? NOTHING : giveUp();
    },
    end: giveUp,
  };
}
