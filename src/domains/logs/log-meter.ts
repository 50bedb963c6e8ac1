import { AppError } from '../../base/errors.ts';
import type { CertificateLogReader, CertificatePage } from '../ports.ts';

/** One point of a chart. */
export const SLOT_MS = 10_000;
/** An hour of points. */
export const SLOTS = 360;
/** Delays kept of one log, newest last. */
const MAX_LAGS = 512;
/** A size looked at longer ago says nothing about now. */
const STALE_MS = 300_000;

/** What one log did in the last hour, kept in memory: it begins anew with the program. */
export interface LogSeries {
  /** Start of the first slot, milliseconds UTC. */
  fromMs: number;
  slotMs: number;
  /** Entries read in each slot; null before the log was read. */
  read: (number | null)[];
  /** Entries the log grew by. */
  grown: (number | null)[];
  /** Entries not read yet at the end of the slot. */
  behind: (number | null)[];
  /** Longest delay from the log's time to our reading, milliseconds. */
  lagMs: (number | null)[];
  faults: (number | null)[];
}

/** How a log stands now. */
export interface LogStanding {
  sizeNow: number | null;
  behindBy: number | null;
  /** Entries passed over to read the newest first. */
  gapEntries: number;
  unproven: number;
  headAtMs: number | null;
  /** Over the last minute, entries a second. */
  readPerS: number;
  grownPerS: number | null;
  /** From the log's time of an entry to our reading of it, over the last entries. */
  lag: { p50Ms: number; p95Ms: number; p99Ms: number; samples: number } | null;
  /** In the last hour. */
  faults: number;
  throttled: number;
  lastFault: { code: string; message: string; at: number } | null;
  /** Over the last hour, or since it is measured; null before there are two looks at its size. */
  growth: { grown: number; overMs: number } | null;
}

interface Slot {
  at: number;
  read: number;
  size: number | null;
  behind: number | null;
  lagMs: number | null;
  faults: number;
  throttled: number;
}

/** Measures one log: fed by what its reader gives, asked by the logs page. Bounded, whatever the log does. */
export class LogMeter {
  /** Oldest first, at most {@link SLOTS} + 1; slots in which nothing happened are not there. */
  readonly #slots: Slot[] = [];
  readonly #lags: number[] = [];
  readonly #startedAt: number;
  #size: number | null = null;
  #behindBy: number | null = null;
  #gapEntries = 0;
  #unproven = 0;
  #headAtMs: number | null = null;
  #lastFault: LogStanding['lastFault'] = null;

  /** @param startedAt when measuring began: what the log took before says nothing about its delay */
  constructor(startedAt: number) {
    this.#startedAt = startedAt;
  }

  /** Takes what a reader gave. */
  page(page: CertificatePage, at: number): void {
    const slot = this.#slot(at);
    slot.read += page.entries.length;
    this.#sized(slot, page.treeSize);
    this.#behindBy = page.behindBy;
    slot.behind = page.behindBy;
    this.#gapEntries = page.gaps.reduce((sum, gap) => sum + gap.to - gap.from, 0);
    this.#unproven = page.unproven;
    this.#headAtMs = page.headAtMs;
    this.#lastFault = null;
    // What fills a gap is old by nature and tells nothing of how fast the log is read now.
    const gapEnd = page.gaps.at(-1)?.to ?? 0;
    for (const { timestampMs, leafIndex } of page.entries) {
      if (timestampMs < this.#startedAt || leafIndex < gapEnd) continue;
      const lagMs = Math.max(0, at - timestampMs);
      this.#lags.push(lagMs);
      slot.lagMs = Math.max(slot.lagMs ?? 0, lagMs);
    }
    if (this.#lags.length > MAX_LAGS) this.#lags.splice(0, this.#lags.length - MAX_LAGS);
  }

  /** Takes a look at the log's size alone. */
  sized(treeSize: number, at: number): void {
    this.#sized(this.#slot(at), treeSize);
    this.#lastFault = null;
  }

  fault(thrown: unknown, at: number): void {
    const slot = this.#slot(at);
    const app = thrown instanceof AppError ? thrown : null;
    slot.faults += 1;
    if (app?.code === 'ct_log.rate_limited') slot.throttled += 1;
    const message = (thrown instanceof Error ? thrown.message : String(thrown)).slice(0, 500);
    this.#lastFault = { code: app?.code ?? 'source.fault', message, at };
  }

  standing(now: number): LogStanding {
    const hour = this.#slots.filter((slot) => slot.at > now - SLOTS * SLOT_MS);
    const minuteFrom = now - 60_000;
    const minute = hour.filter((slot) => slot.at >= minuteFrom);
    const measuredMs = Math.max(SLOT_MS, Math.min(60_000, now - this.#startedAt));
    const minuteGrowth = growthOf(this.#slots, minuteFrom, now);
    return {
      sizeNow: this.#size,
      behindBy: this.#behindBy,
      gapEntries: this.#gapEntries,
      unproven: this.#unproven,
      headAtMs: this.#headAtMs,
      readPerS: sum(minute, (slot) => slot.read) / (measuredMs / 1000),
      grownPerS: minuteGrowth === null ? null : minuteGrowth.grown / (minuteGrowth.overMs / 1000),
      lag: lagOf(this.#lags),
      faults: sum(hour, (slot) => slot.faults),
      throttled: sum(hour, (slot) => slot.throttled),
      lastFault: this.#lastFault,
      growth: growthOf(this.#slots, now - SLOTS * SLOT_MS, now),
    };
  }

  /** The delays of the last entries, for figures over all logs. */
  lags(): readonly number[] {
    return this.#lags;
  }

  /** The last hour by slots, ending with the one that holds `now`. */
  series(now: number, slotMs = SLOT_MS): LogSeries {
    const count = Math.ceil((SLOTS * SLOT_MS) / slotMs);
    const fromMs = Math.floor(now / slotMs) * slotMs - (count - 1) * slotMs;
    const empty = (): (number | null)[] => Array.from({ length: count }, () => null);
    const series: LogSeries = {
      fromMs,
      slotMs,
      read: empty(),
      grown: empty(),
      behind: empty(),
      lagMs: empty(),
      faults: empty(),
    };
    let size: number | null = null;
    for (const slot of this.#slots) {
      const place = Math.floor((slot.at - fromMs) / slotMs);
      const before = size;
      size = slot.size ?? size;
      if (place < 0 || place >= count) continue;
      series.read[place] = (series.read[place] ?? 0) + slot.read;
      series.faults[place] = (series.faults[place] ?? 0) + slot.faults;
      if (before !== null && size !== null)
        series.grown[place] = (series.grown[place] ?? 0) + Math.max(0, size - before);
      if (slot.behind !== null) series.behind[place] = slot.behind;
      if (slot.lagMs !== null) series.lagMs[place] = Math.max(series.lagMs[place] ?? 0, slot.lagMs);
    }
    return series;
  }

  #sized(slot: Slot, treeSize: number): void {
    slot.size = treeSize;
    this.#size = treeSize;
  }

  #slot(at: number): Slot {
    const start = Math.floor(at / SLOT_MS) * SLOT_MS;
    const last = this.#slots.at(-1);
    // A clock that was set back writes into the newest slot.
    if (last !== undefined && last.at >= start) return last;
    const slot: Slot = { at: start, read: 0, size: null, behind: null, lagMs: null, faults: 0, throttled: 0 };
    this.#slots.push(slot);
    if (this.#slots.length > SLOTS + 1) this.#slots.shift();
    return slot;
  }
}

/** A reader whose pages and faults are measured on their way. */
export function measured(reader: CertificateLogReader, meter: LogMeter, now: () => number): CertificateLogReader {
  return {
    ...reader,
    async readNext(position, signal) {
      try {
        const page = await reader.readNext(position, signal);
        meter.page(page, now());
        return page;
      } catch (thrown) {
        if (!signal.aborted) meter.fault(thrown, now());
        throw thrown;
      }
    },
  };
}

/** Median and the slow ends of delays, milliseconds; null where there is none. */
export function lagOf(lags: readonly number[]): LogStanding['lag'] {
  if (lags.length === 0) return null;
  const sorted = lags.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), samples: sorted.length };
}

function growthOf(slots: readonly Slot[], fromMs: number, now: number): LogStanding['growth'] {
  const sized = slots.filter((slot) => slot.size !== null);
  const last = sized.at(-1);
  // From the last look before the window, so that the growth up to the first one in it counts.
  const first = sized.findLast((slot) => slot.at <= fromMs) ?? sized[0];
  if (first === undefined || last === undefined || last.at <= first.at) return null;
  // How it has grown since is not known: it is named, not counted as it was.
  if (last.at < now - STALE_MS) return null;
  return { grown: Math.max(0, (last.size ?? 0) - (first.size ?? 0)), overMs: last.at - first.at };
}

function sum(slots: readonly Slot[], of: (slot: Slot) => number): number {
  return slots.reduce((total, slot) => total + of(slot), 0);
}
