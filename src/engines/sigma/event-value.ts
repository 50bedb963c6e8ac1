import type { CompareOp, TimePart } from './types.ts';

/** Deepest value whose text is compared; below it stands null. */
const MAX_DEPTH = 64;

/**
 * The text of a field's value, as rules compare it: texts as they are, numbers and booleans as JSON writes them, objects and
 * arrays as JSON without blanks (so that `contains` finds what lies within). Null has no text.
 */
export function textOf(value: unknown): string | null {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'object':
      return value === null ? null : objectText(value);
    default:
      return null;
  }
}

function objectText(value: object): string {
  return isShallow(value, 0) ? JSON.stringify(value) : jsonOf(value, 0);
}

/** The platform's own writer is fast, but has no bound. */
function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth >= MAX_DEPTH) return false;
  if (Array.isArray(value)) return value.every((item) => isShallow(item, depth + 1));
  for (const key in value) if (!isShallow((value as Record<string, unknown>)[key], depth + 1)) return false;
  return true;
}

/** Like JSON.stringify, with null for what lies too deep. */
function jsonOf(value: unknown, depth: number): string {
  if (depth > MAX_DEPTH || value === null || value === undefined) return 'null';
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => jsonOf(item, depth + 1)).join(',')}]`;
  if (typeof value !== 'object')
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'null';
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${jsonOf(inner, depth + 1)}`).join(',')}}`;
}

/** Whether a value is the absence of one: null, or a list without entries. */
export function isNothing(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}

/** The number a value is, or writes out in decimal. */
export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || value.length > 40) return null;
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value) ? Number(value) : null;
}

/** Compares numbers. */
export function compares(left: number, op: CompareOp, right: number): boolean {
  switch (op) {
    case 'lt':
      return left < right;
    case 'lte':
      return left <= right;
    case 'gt':
      return left > right;
    case 'gte':
      return left >= right;
    case 'eq':
      return left === right;
  }
}

/**
 * A part of a date as it is written, in the zone it is written in (the specification: "not designed to handle timezone"); Unix
 * times, in seconds or milliseconds, are read in UTC. Weeks are those of ISO 8601.
 */
export function timePartOf(value: unknown, part: TimePart): number | null {
  const written = typeof value === 'string' ? fieldsOf(value) : unixFields(numberOf(value));
  if (written === null) return null;
  const [year, month, day, hour, minute] = written;
  switch (part) {
    case 'minute':
      return minute;
    case 'hour':
      return hour;
    case 'day':
      return day;
    case 'month':
      return month;
    case 'year':
      return year;
    case 'week':
      return isoWeek(year, month, day);
  }
}

type Fields = readonly [year: number, month: number, day: number, hour: number, minute: number];

function fieldsOf(text: string): Fields | null {
  const found = /^\s*(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d))?/.exec(text.slice(0, 40));
  if (found === null) return unixFields(numberOf(text));
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = found.slice(1).map((digits) => Number(digits ?? 0));
  return month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59
    ? null
    : [year, month, day, hour, minute];
}

/** From 1973 on, milliseconds have twelve digits and more; seconds have them only after the year 5138. */
const FIRST_MS = 100_000_000_000;

function unixFields(unix: number | null): Fields | null {
  if (unix === null || unix < 0) return null;
  const date = new Date(unix < FIRST_MS ? unix * 1000 : unix);
  if (Number.isNaN(date.getTime())) return null;
  return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCHours(), date.getUTCMinutes()];
}

const DAY_MS = 86_400_000;

function isoWeek(year: number, month: number, day: number): number {
  const date = Date.UTC(year, month - 1, day);
  const weekday = (new Date(date).getUTCDay() + 6) % 7;
  const thursday = date + (3 - weekday) * DAY_MS;
  const firstDay = Date.UTC(new Date(thursday).getUTCFullYear(), 0, 1);
  return Math.floor((thursday - firstDay) / (7 * DAY_MS)) + 1;
}
