const DAY_MS = 86_400_000;
/** ECMA-262 §21.4.1.1. */
const MAX_DATE_MS = 8.64e15;

/** A record dated further before its receipt is kept under the day received. */
export const MAX_AGE_MS = 90 * DAY_MS;
/** A record dated further after its receipt is kept under the day received. */
export const MAX_AHEAD_MS = DAY_MS;

/** The UTC day of a time, as `2026-11-21`. */
export function utcDay(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}

/** A time in whole milliseconds that a date can hold; what is none becomes 0, which lies outside every window. */
export function wholeTime(timeMs: number): number {
  return Number.isFinite(timeMs) && Math.abs(timeMs) <= MAX_DATE_MS ? Math.trunc(timeMs) : 0;
}

/** True when a record's own time lies outside [received − 90 days, received + 1 day]. */
export function isMisdated(occurredAt: number, receivedAt: number): boolean {
  return occurredAt < receivedAt - MAX_AGE_MS || occurredAt > receivedAt + MAX_AHEAD_MS;
}
