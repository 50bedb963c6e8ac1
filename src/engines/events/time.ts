const TIMESTAMP =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?(?: ?(Z|z|UTC|[+-]\d{2}:?\d{2}))?$/u;

/**
 * Milliseconds UTC of an RFC 3339 time, also with a space for the `T`, up to nanoseconds, and without a zone (then UTC:
 * log pipelines drop it, and reading such a time in the machine's zone would move events by hours). Null when it is none.
 */
export function parseTimestamp(value: unknown): number | null {
  if (typeof value !== 'string' || value.length > 40) return null;
  const parts = TIMESTAMP.exec(value.trim());
  if (parts === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number);
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 60) return null;
  const millisecond = Number((parts[7] ?? '').padEnd(3, '0').slice(0, 3));
  const utc = Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
  // Date.UTC rolls 30 February over into March: such a date is not a date.
  if (new Date(Date.UTC(year, month - 1, day)).getUTCDate() !== day) return null;
  return utc - offsetMs(parts[8]);
}

function offsetMs(zone: string | undefined): number {
  if (zone === undefined || zone.length < 5) return 0;
  const sign = zone.startsWith('-') ? -1 : 1;
  return sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))) * 60_000;
}
