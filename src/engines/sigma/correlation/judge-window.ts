import { numberOf } from '../event-value.ts';
import { foldCase } from '../fold.ts';
import type { CountOp, SigmaCorrelation } from '../types.ts';
import type { WindowEvent } from './types.ts';

/**
 * Whether a correlation is judged with every event, over the timespan that ends with it: for counts and sums that must be large.
 * Otherwise (small, equal or different counts, averages, percentiles) a window opens with an event, and is judged when the
 * timespan has passed: before, one cannot know.
 */
export function isJudgedAtOnce({ type, conditions }: SigmaCorrelation): boolean {
  return (
    type !== 'value_avg' && type !== 'value_percentile' && conditions.every(({ op }) => op === 'gt' || op === 'gte')
  );
}

/** What a correlation compares: of the events of one group in one window, in the order of time. Null where there is nothing. */
export function measureWindow(correlation: SigmaCorrelation, events: readonly WindowEvent[]): number | null {
  const { type, rules, valueFields } = correlation;
  switch (type) {
    case 'event_count':
      return events.length;
    case 'value_count':
      return distinctValues(events, valueFields).size;
    case 'temporal':
      return new Set(events.map(({ rule }) => rule)).size;
    case 'temporal_ordered':
      return longestOrder(events, rules);
    case 'value_sum':
    case 'value_avg':
    case 'value_percentile': {
      const numbers = events.flatMap(({ fields }) => numbersOf(fields, valueFields));
      if (numbers.length === 0) return null;
      if (type === 'value_percentile') return percentileOf(numbers, correlation.percentile);
      const sum = numbers.reduce((total, number) => total + number, 0);
      return type === 'value_sum' ? sum : sum / numbers.length;
    }
  }
}

/** Whether a measure meets every condition. */
export function meets({ conditions }: SigmaCorrelation, value: number): boolean {
  return conditions.every(({ op, value: limit }) => compare(value, op, limit));
}

function compare(value: number, op: CountOp, limit: number): boolean {
  switch (op) {
    case 'gt':
      return value > limit;
    case 'gte':
      return value >= limit;
    case 'lt':
      return value < limit;
    case 'lte':
      return value <= limit;
    case 'eq':
      return value === limit;
    case 'neq':
      return value !== limit;
  }
}

/** Several fields count as one value: all of them together. An event without one of them counts nothing. */
function distinctValues(events: readonly WindowEvent[], names: readonly string[]): Set<string> {
  const seen = new Set<string>();
  for (const { fields } of events) {
    let tuples = [''];
    for (const name of names)
      tuples = tuples.flatMap((start) => (fields[name] ?? []).map((value) => `${start}\u0000${foldCase(value)}`));
    for (const tuple of tuples) seen.add(tuple);
  }
  return seen;
}

function numbersOf(fields: WindowEvent['fields'], names: readonly string[]): number[] {
  return names.flatMap((name) => (fields[name] ?? []).flatMap((text) => numberOf(text) ?? []));
}

/** The nearest rank: the least value that so many percent of all do not exceed. */
function percentileOf(numbers: readonly number[], percentile: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const rank = Math.max(1, Math.ceil((percentile / 100) * sorted.length));
  return sorted[rank - 1] ?? 0;
}

/**
 * The most rules that can be met one after the other in the order of `rules`. Events of the same time stand in any order, so they
 * are taken in the order that serves.
 */
function longestOrder(events: readonly WindowEvent[], rules: readonly string[]): number {
  const order = new Map(rules.map((rule, index) => [rule, index]));
  const steps = events
    .map(({ timeMs, rule }) => ({ timeMs, step: order.get(rule) ?? -1 }))
    .filter(({ step }) => step >= 0)
    .toSorted((a, b) => a.timeMs - b.timeMs || a.step - b.step);
  const longest = rules.map(() => 0);
  for (const { step } of steps) {
    let before = 0;
    for (let index = 0; index < step; index++) before = Math.max(before, longest[index] ?? 0);
    longest[step] = Math.max(longest[step] ?? 0, before + 1);
  }
  return Math.max(0, ...longest);
}
