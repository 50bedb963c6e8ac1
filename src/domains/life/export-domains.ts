import type { LookAlikeWire } from './domain-wire.ts';

export type ExportFormat = 'csv' | 'ndjson';

/** Reads one page of what is exported. */
export type ReadPage = (cursor: string | undefined) => Promise<{ items: LookAlikeWire[]; nextCursor: string | null }>;

const COLUMNS: readonly [string, (row: LookAlikeWire) => string | number | boolean | null][] = [
  ['domain', (row) => row.registrable],
  ['imitates', (row) => row.brand],
  ['class', (row) => row.class],
  ['score', (row) => Math.round(row.score)],
  ['why', (row) => row.why.join(' · ')],
  ['hosts', (row) => row.hosts.join(' ')],
  ['seen_in', (row) => row.seenIn.join(' ')],
  ['first_seen', (row) => stamp(row.firstSeenAt)],
  ['last_seen', (row) => stamp(row.lastSeenAt)],
  ['certified', (row) => stamp(row.certifiedAt)],
  ['registered', (row) => stamp(row.registeredAt)],
  ['resolves', (row) => row.resolves],
  ['mail', (row) => row.mail],
  ['page', (row) => row.page],
  ['resembles', (row) => row.resembles],
  ['decision', (row) => row.decision],
  ['decided', (row) => stamp(row.decidedAt)],
  ['blocked', (row) => stamp(row.blockedAt)],
  ['first_refused', (row) => stamp(row.refusedAt)],
  ['takedown_sent', (row) => stamp(row.takedownSentAt)],
  ['down', (row) => stamp(row.downAt)],
];

/**
 * The rows as a stream, read page by page while they are taken: a slow reader slows the reading, and a list of any length takes
 * the memory of one page. CSV is RFC 4180 with a header line and CRLF, UTF-8.
 */
export function exportDomains(format: ExportFormat, read: ReadPage): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let cursor: string | null | undefined;
  let isBegun = false;
  return new ReadableStream({
    async pull(controller) {
      if (cursor === null) {
        controller.close();
        return;
      }
      const page = await read(cursor);
      cursor = page.nextCursor;
      const head = !isBegun && format === 'csv' ? csvLine(COLUMNS.map(([name]) => name)) : '';
      isBegun = true;
      controller.enqueue(encoder.encode(head + page.items.map((row) => lineOf(format, row)).join('')));
    },
  });
}

function lineOf(format: ExportFormat, row: LookAlikeWire): string {
  return format === 'ndjson' ? `${JSON.stringify(row)}\n` : csvLine(COLUMNS.map(([, value]) => value(row)));
}

function csvLine(cells: readonly (string | number | boolean | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/**
 * One cell. A text that a spreadsheet would take for a formula (`=`, `+`, `-`, `@`, tab, carriage return at its beginning) gets
 * an apostrophe before it: attackers choose these texts.
 */
export function csvCell(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const safe = /^[=+\-@\t\r\n|%＝＋－＠]/u.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function stamp(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString();
}
