import { AppError } from '../../base/errors.ts';
import { splitRow } from './csv.ts';
import { hostsOfEntry, hostsOfJson } from './entry.ts';
import { looksLikeZone } from './zone.ts';
import { safeText } from '../terminal.ts';

/** Kinds of lists. `names` is one entry a line: host names, URLs, hosts files, defanged or not. */
export const INPUT_FORMATS = ['names', 'csv', 'zone', 'json'] as const;
export type InputFormat = (typeof INPUT_FORMATS)[number];

export type ListFormat =
  | { format: 'names' | 'json' | 'zone' }
  | { format: 'csv'; delimiter: string; column: number; hasHeader: boolean };

export interface FormatChoice {
  /** Given with --input; null to look. */
  format: InputFormat | null;
  /** Given with --column: a header's text, or a number from 1; null to look. */
  column: string | null;
}

const SAMPLE_LINES = 100;
const SAMPLE_LINE_LENGTH = 20_000;
const DELIMITERS = [',', '\t', ';', '|'];
const HOST_SHAPE = /^(?:\*\.)?[^\s.]+(?:\.[^\s.]+)*\.(?:xn--[a-z0-9-]+|\p{L}{2,63})\.?$/iu;
const HEADERS: ReadonlySet<string> = new Set([
  'host', 'hostname', 'host name', 'domain', 'domain name', 'domainname', 'domains', 'fqdn', 'url', 'link', 'name', 'dns name', 'common name', 'website', 'site', 'qname', 'query', 'indicator', 'value', 'ioc',
]); // prettier-ignore

/** Finds out what kind of list a text is from its first lines, as far as `choice` leaves it open. @throws AppError `cli.column` */
export function formatOf(name: string, start: string, choice: FormatChoice): ListFormat {
  const lines = start
    .split('\n', SAMPLE_LINES)
    .map((line) => line.slice(0, SAMPLE_LINE_LENGTH).replace(/\r$/, ''))
    .filter((line) => line.trim() !== '');
  const format = choice.format ?? (choice.column === null ? guess(lines) : 'csv');
  return format === 'csv' ? csvOf(name, lines, choice.column) : { format };
}

function guess(lines: readonly string[]): InputFormat {
  const told = lines.filter((line) => !/^[ \t]*[#;]/.test(line));
  const records = told.filter((line) => !/^[ \t]/.test(line));
  const share = (of: readonly string[], test: (line: string) => boolean): number =>
    of.length === 0 ? 0 : of.filter(test).length / of.length;
  if (share(told, (line) => line.startsWith('{') && hostsOfJson(line) !== null) >= 0.5) return 'json';
  if (told.some((line) => /^\$(?:ORIGIN|TTL)[ \t]/i.test(line)) || share(records, looksLikeZone) >= 0.6) return 'zone';
  return delimiterOf(told) === null ? 'names' : 'csv';
}

/** The delimiter that cuts nearly all lines into the same number of cells, more than one; null when there is none. */
function delimiterOf(lines: readonly string[]): string | null {
  for (const delimiter of DELIMITERS) {
    const widths = lines.map((line) => splitRow(line, delimiter).length);
    const counts = new Map<number, number>();
    for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
    const [most] = [...counts].toSorted((a, b) => b[1] - a[1]);
    if (most !== undefined && most[0] > 1 && most[1] * 10 >= lines.length * 9) return delimiter;
  }
  return null;
}

function looksLikeHost(cell: string): boolean {
  const [first] = hostsOfEntry(cell.trim());
  return first !== undefined && HOST_SHAPE.test(first);
}

function isHeader(cell: string): boolean {
  return HEADERS.has(cell.trim().toLowerCase().replaceAll(/[_-]/g, ' '));
}

function csvOf(name: string, lines: readonly string[], column: string | null): ListFormat {
  const delimiter = delimiterOf(lines) ?? ',';
  const rows = lines.map((line) => splitRow(line, delimiter));
  const [first = [], ...more] = rows;
  const isData = first.some(looksLikeHost);
  if (column === null) {
    const width = Math.max(1, ...rows.map((row) => row.length));
    const named = isData ? -1 : first.findIndex(isHeader);
    if (named >= 0) return { format: 'csv', delimiter, column: named, hasHeader: true };
    const hosts = Array.from({ length: width }, (_, at) => more.filter((row) => looksLikeHost(row[at] ?? '')).length);
    const best = Math.max(...hosts);
    if (best > 0 || isData) {
      const at = best > 0 ? hosts.indexOf(best) : first.findIndex(looksLikeHost);
      return { format: 'csv', delimiter, column: at, hasHeader: !isData };
    }
    return { format: 'csv', delimiter, column: 0, hasHeader: false };
  }
  if (/^\d{1,4}$/.test(column)) {
    const at = Number(column) - 1;
    if (at < 0 || (rows.length > 0 && rows.every((row) => at >= row.length))) throw noColumn(name, column, first);
    return { format: 'csv', delimiter, column: at, hasHeader: !looksLikeHost(first[at] ?? '') && more.length > 0 };
  }
  const wanted = column.trim().toLowerCase();
  const at = first.findIndex((cell) => cell.trim().toLowerCase() === wanted);
  if (at < 0) throw noColumn(name, column, first);
  return { format: 'csv', delimiter, column: at, hasHeader: true };
}

function noColumn(name: string, column: string, first: readonly string[]): AppError {
  const shown = first.slice(0, 20).map((cell) => `"${safeText(cell.trim(), 40)}"`);
  return new AppError('cli.column', `${name} has no column ${safeText(column, 60)}`, {
    status: 400,
    remedy: `Its first line has ${shown.length === 0 ? 'nothing' : shown.join(', ')}.`,
  });
}

/** True for a first line that only names what follows. */
export function isHeaderLine(line: string): boolean {
  return isHeader(line) && !line.includes('.');
}
