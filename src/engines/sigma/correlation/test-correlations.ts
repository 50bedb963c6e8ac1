import fc from 'fast-check';
import { loadRules } from '../load-rules.ts';
import type { SigmaCorrelation } from '../types.ts';
import { createCorrelator } from './correlator.ts';
import type { CorrelationEvent, CorrelationFinding } from './types.ts';

/** How late events of these tests may be. */
export const LATENESS_MS = 20_000;

const RULES = ['a', 'b', 'c'].map(
  (name) => `title: ${name}\nname: ${name}\nlogsource: {product: p}\ndetection: {s: {x: 1}, condition: s}\n`,
);

/** The correlation whose body is given, over the rules a, b and c, named corr. */
export function correlationsOf(...bodies: readonly string[]): SigmaCorrelation[] {
  const documents = bodies.map(
    (body, index) => `title: t\nname: ${index === 0 ? 'corr' : `corr${index}`}\ncorrelation:\n  ${body}\n`,
  );
  const set = loadRules([{ name: 'test.yml', text: [...documents, ...RULES].join('---\n') }]);
  if (set.problems.length > 0) throw new Error(JSON.stringify(set.problems));
  return [...set.correlations];
}

/** All findings over the events in the order given. */
export function runAll(
  correlations: readonly SigmaCorrelation[],
  events: readonly CorrelationEvent[],
): CorrelationFinding[] {
  const correlator = createCorrelator(correlations, { latenessMs: LATENESS_MS });
  return [...events.flatMap((event) => correlator.add(event)), ...correlator.finish()];
}

const limit = fc.integer({ min: 1, max: 4 });
const op = fc.constantFrom('gte', 'gt', 'lt', 'lte', 'eq', 'neq');
const span = fc.constantFrom('1s', '5s', '12s', '1m');
const body = fc.oneof(
  fc
    .tuple(op, limit, span)
    .map(
      ([how, many, time]) =>
        `type: event_count\n  rules: [a, b]\n  group-by: [user]\n  timespan: ${time}\n  condition: {${how}: ${many}}`,
    ),
  fc
    .tuple(op, limit, span)
    .map(
      ([how, many, time]) =>
        `type: value_count\n  rules: [a]\n  group-by: [user]\n  timespan: ${time}\n  condition: {field: ip, ${how}: ${many}}`,
    ),
  fc
    .tuple(fc.constantFrom('temporal', 'temporal_ordered'), span)
    .map(([type, time]) => `type: ${type}\n  rules: [a, b]\n  group-by: [user]\n  timespan: ${time}`),
  fc
    .tuple(fc.constantFrom('value_sum', 'value_avg', 'value_percentile'), op, limit, span)
    .map(
      ([type, how, many, time]) =>
        `type: ${type}\n  rules: [a, c]\n  group-by: [ip]\n  timespan: ${time}\n  condition: {field: bytes, ${how}: ${many}}`,
    ),
);
/** Over the first correlation, so that chains are tried, too. */
const outer = fc.oneof(
  span.map((time) => `type: temporal_ordered\n  rules: [corr, c]\n  group-by: [user]\n  timespan: ${time}`),
  fc
    .tuple(op, limit, span)
    .map(
      ([how, many, time]) =>
        `type: event_count\n  rules: [corr]\n  group-by: [user]\n  timespan: ${time}\n  condition: {${how}: ${many}}`,
    ),
);

const event = fc.record({
  second: fc.integer({ min: 0, max: 60 }),
  rule: fc.constantFrom('a', 'b', 'c'),
  user: fc.subarray(['x', 'y']),
  ip: fc.constantFrom('1', '2', '3'),
  bytes: fc.integer({ min: 0, max: 5 }),
});

/** Correlations, and events in the order of their time. */
export const eventsArbitrary = fc
  .record({ bodies: fc.tuple(body, outer), events: fc.array(event, { maxLength: 40 }) })
  .map(({ bodies, events }) => ({
    correlations: correlationsOf(...bodies),
    events: events
      .map(({ second, rule, user, ip, bytes }, index): CorrelationEvent => ({
        id: `e${index}`,
        timeMs: second * 1000,
        rule,
        fields: { user, ip: [ip], bytes: [bytes] },
      }))
      .toSorted((a, b) => a.timeMs - b.timeMs),
  }));

/**
 * The same events as they may arrive: each up to the bound later than it happened, some of them twice or three times. Delivery is
 * sorted by the time of arrival, so none comes after one that happened by the bound later.
 */
export function arrivals(events: readonly CorrelationEvent[], dice: Iterable<number>): CorrelationEvent[] {
  const roll = dice[Symbol.iterator]();
  const next = (): number => (roll.next().value as number | undefined) ?? 0;
  return events
    .flatMap((one) =>
      Array.from({ length: 1 + Math.floor(next() * 2.2) }, () => ({
        one,
        arrivesMs: one.timeMs + next() * (LATENESS_MS - 1),
      })),
    )
    .toSorted((a, b) => a.arrivesMs - b.arrivesMs)
    .map(({ one }) => one);
}
