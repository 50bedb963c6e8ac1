/** Ten minutes: fine enough for "in the last hour", small enough to keep a day of them in one row. */
export const BUCKET_MS = 600_000;
const BUCKETS_KEPT = 145;
const LAGS_KEPT = 200;
/** Taken evenly from one delivery, so that one large page does not push out all others. */
const LAGS_PER_DELIVERY = 40;
/** Longer pauses say nothing about a source's rhythm: it was off, or we were. */
const LONGEST_GAP_MS = 86_400_000;

export type Buckets = readonly (readonly [startMs: number, records: number])[];

/** Adds records that reached us at a moment. */
export function addToBuckets(buckets: Buckets, receivedAt: number, records: number): Buckets {
  const start = Math.floor(receivedAt / BUCKET_MS) * BUCKET_MS;
  const held = buckets.find(([at]) => at === start)?.[1] ?? 0;
  const others = buckets.filter(([at]) => at !== start);
  return [...others, [start, held + records] as const].toSorted((a, b) => a[0] - b[0]).slice(-BUCKETS_KEPT);
}

/** Records received since a moment (to the bucket). */
export function countSince(buckets: Buckets, sinceMs: number): number {
  return buckets.reduce((sum, [at, records]) => (at + BUCKET_MS > sinceMs ? sum + records : sum), 0);
}

/** Keeps the newest lags. Clocks that run ahead of ours give no negative lag. */
export function addLags(lags: readonly number[], added: readonly number[]): number[] {
  const step = Math.max(1, Math.ceil(added.length / LAGS_PER_DELIVERY));
  const sampled = added.filter((_lag, index) => index % step === 0).map((lag) => Math.max(0, lag));
  return [...lags, ...sampled].slice(-LAGS_KEPT);
}

/** Nearest-rank quantile of an unsorted list; null when it is empty. @param q 0 to 1 */
export function quantile(values: readonly number[], q: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? null;
}

/** Moving average of the time between deliveries, weight ⅛. One long gap (a night) counts as four usual ones at most. */
export function nextUsualGap(usualGapMs: number | null, gapMs: number): number | null {
  if (gapMs <= 0 || gapMs > LONGEST_GAP_MS) return usualGapMs;
  if (usualGapMs === null) return Math.round(gapMs);
  return Math.round(usualGapMs + (Math.min(gapMs, 4 * usualGapMs) - usualGapMs) / 8);
}

/** Longest gap between deliveries for each hour of the day (UTC), fading: `[gap ms, day it was measured]` or null. */
export type Rhythm = readonly (readonly [gapMs: number, day: number] | null)[];

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Slow enough that a quiet Saturday is still remembered on the next. */
const FADING_PER_DAY = 0.95;

/** Remembers a gap for every hour of the day it touched. */
export function noteGap(rhythm: Rhythm, fromMs: number, toMs: number): Rhythm {
  const gapMs = toMs - fromMs;
  if (gapMs <= 0 || gapMs > LONGEST_GAP_MS) return rhythm;
  const day = Math.floor(toMs / DAY_MS);
  const touched = new Set<number>();
  for (let at = Math.floor(fromMs / HOUR_MS); at <= Math.floor(toMs / HOUR_MS); at += 1) touched.add(at % 24);
  return Array.from({ length: 24 }, (_hour, hour) => {
    const held = rhythm[hour] ?? null;
    if (!touched.has(hour) || gapMs <= faded(held, day)) return held;
    return [gapMs, day] as const;
  });
}

/** The longest gap that is usual at this hour of the day, milliseconds; 0 when nothing is known. */
export function usualAt(rhythm: Rhythm, atMs: number): number {
  const hour = Math.floor(atMs / HOUR_MS) % 24;
  return faded(rhythm[hour] ?? null, Math.floor(atMs / DAY_MS));
}

function faded(entry: readonly [number, number] | null, day: number): number {
  return entry === null ? 0 : entry[0] * FADING_PER_DAY ** Math.max(0, day - entry[1] - 1);
}
