import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadRules } from '../load-rules.ts';
import type { SigmaCorrelation } from '../types.ts';
import { createCorrelator } from './correlator.ts';
import { neededFields, silentRules } from './needed-fields.ts';
import { arrivals, correlationsOf, eventsArbitrary, LATENESS_MS, runAll } from './test-correlations.ts';
import type { CorrelationEvent } from './types.ts';

const at = (
  seconds: number,
  rule: string,
  fields: Record<string, unknown[]>,
  id = `${rule}${seconds}`,
): CorrelationEvent => ({
  id,
  timeMs: seconds * 1000,
  rule,
  fields,
});

function findings(correlation: string, events: readonly CorrelationEvent[]): ReturnType<typeof runAll> {
  return runAll(correlationsOf(correlation), events);
}

const COUNT = 'type: event_count\n  rules: [a]\n  group-by: [user]\n  timespan: 10s\n  condition: {gte: 3}';

describe('correlations', () => {
  it('count events of one group within the timespan, and start anew after a finding', () => {
    const told = findings(
      COUNT,
      [1, 5, 11, 12, 13, 14].map((second) => at(second, 'a', { user: ['x'] })),
    );
    expect(told.map(({ events }) => events)).toEqual([
      ['a1', 'a5', 'a11'],
      ['a12', 'a13', 'a14'],
    ]);
    expect(told[0]).toMatchObject({ group: { user: 'x' }, timeMs: 11_000, firstMs: 1000, lastMs: 11_000, value: 3 });
    expect(
      findings(
        COUNT,
        [1, 5, 12].map((second) => at(second, 'a', { user: ['x'] })),
      ),
    ).toEqual([]);
  });

  it('keep groups apart, without regard to case, and leave out events that lack a group-by field', () => {
    expect(
      findings(COUNT, [at(1, 'a', { user: ['x'] }), at(2, 'a', { user: ['y'] }), at(3, 'a', { user: ['x'] })]),
    ).toEqual([]);
    expect(
      findings(COUNT, [at(1, 'a', { user: ['x'] }), at(2, 'a', { user: ['X'] }), at(3, 'a', { user: ['x'] })]),
    ).toHaveLength(1);
    expect(
      findings(
        COUNT,
        [1, 2, 3].map((second) => at(second, 'a', {})),
      ),
    ).toEqual([]);
  });

  it('count distinct values, several fields as one', () => {
    const correlation =
      'type: value_count\n  rules: [a]\n  group-by: [ip]\n  timespan: 1m\n  condition: {field: user, gte: 3}';
    const users = (names: string[]): CorrelationEvent[] =>
      names.map((name, index) => at(index + 1, 'a', { ip: ['1'], user: [name] }));
    expect(findings(correlation, users(['x', 'y', 'x', 'Y']))).toEqual([]);
    expect(findings(correlation, users(['x', 'y', 'x', 'z']))).toMatchObject([{ value: 3, group: { ip: '1' } }]);
  });

  it('find rules near each other in any order, or only in theirs', () => {
    const both = 'rules: [a, b]\n  group-by: [user]\n  timespan: 10s';
    const backwards = [at(1, 'b', { user: ['x'] }), at(5, 'a', { user: ['x'] })];
    expect(findings(`type: temporal\n  ${both}`, backwards)).toHaveLength(1);
    expect(findings(`type: temporal_ordered\n  ${both}`, backwards)).toEqual([]);
    expect(findings(`type: temporal_ordered\n  ${both}`, [...backwards, at(6, 'b', { user: ['x'] })])).toHaveLength(1);
    expect(findings(`type: temporal\n  ${both}`, [at(1, 'b', { user: ['x'] }), at(5, 'a', { user: ['y'] })])).toEqual(
      [],
    );
    expect(
      findings(`type: temporal_ordered\n  ${both}`, [at(5, 'b', { user: ['x'] }), at(5, 'a', { user: ['x'] })]),
    ).toHaveLength(1);
  });

  it('add up, average and rank numbers', () => {
    const of = (type: string, condition: string): string =>
      `type: ${type}\n  rules: [a]\n  group-by: [user]\n  timespan: 10s\n  condition: {field: bytes, ${condition}}`;
    const events = [100, 300, 500].map((bytes, index) => at(index + 1, 'a', { user: ['x'], bytes: [bytes] }));
    expect(findings(of('value_sum', 'gt: 800'), events)).toMatchObject([{ value: 900 }]);
    expect(findings(of('value_sum', 'gt: 900'), events)).toEqual([]);
    expect(findings(of('value_avg', 'gte: 300'), events)).toMatchObject([{ value: 300, timeMs: 11_000 }]);
    expect(findings(of('value_percentile', 'gte: 300'), events)).toMatchObject([{ value: 300 }]);
    expect(findings(of('value_percentile', 'lte: 299'), events)).toEqual([]);
  });

  it('wait for the end of the window where a count must stay small', () => {
    const few = COUNT.replace('gte: 3', 'lt: 3');
    expect(
      findings(
        few,
        [1, 2].map((second) => at(second, 'a', { user: ['x'] })),
      ),
    ).toMatchObject([{ value: 2, timeMs: 11_000 }]);
    expect(
      findings(
        few,
        [1, 2, 3].map((second) => at(second, 'a', { user: ['x'] })),
      ),
    ).toEqual([]);
  });

  it('follow aliases and chains: failed sign-ins, then one that succeeds', () => {
    const set = loadRules([{ name: 'chain.yml', text: CHAIN }]);
    expect(set.problems).toEqual([]);
    expect(
      Object.fromEntries([...neededFields(set.correlations)].map(([rule, fields]) => [rule, [...fields].toSorted()])),
    ).toMatchObject({
      failed: ['computer', 'person'],
      success: ['TargetUser'],
    });
    expect([...silentRules(set.correlations)].toSorted()).toEqual(['failed', 'many', 'success']);
    const failed = (second: number): CorrelationEvent => at(second, 'failed', { person: ['x'], computer: ['c'] });
    const told = runAll(set.correlations, [failed(1), failed(2), failed(3), at(9, 'success', { TargetUser: ['X'] })]);
    expect(told.map(({ rule }) => rule)).toEqual(['many', 'chain']);
    expect(
      runAll(set.correlations, [at(1, 'success', { TargetUser: ['x'] }), failed(2), failed(3), failed(4)]).map(
        ({ rule }) => rule,
      ),
    ).toEqual(['many']);
  });

  it('refuse circles and rules that are not there', () => {
    const circle = `title: t\nname: one\ncorrelation: {type: temporal, rules: [two], group-by: [x], timespan: 1s}\n---\ntitle: t\nname: two\ncorrelation: {type: temporal, rules: [one], group-by: [x], timespan: 1s}\n`;
    const set = loadRules([{ name: 'c.yml', text: circle }]);
    expect(set.correlations).toEqual([]);
    expect(set.problems.map(({ code, place }) => `${code} ${place.line}`)).toEqual([
      'sigma.correlation 1',
      'sigma.correlation 5',
    ]);
  });

  it('tell the same whatever the order and the repetition of arrival within the bound', () => {
    let told = 0;
    fc.assert(
      fc.property(
        eventsArbitrary,
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        ({ correlations, events }, dice) => {
          const expected = runAll(correlations, events);
          told += expected.length;
          expect(runAll(correlations, arrivals(events, dice))).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
    expect(told).toBeGreaterThan(100);
  });

  it('go on from a saved state as if nothing had happened', () => {
    fc.assert(
      fc.property(eventsArbitrary, fc.nat(40), ({ correlations, events }, cut) => {
        const first = createCorrelator(correlations, { latenessMs: LATENESS_MS });
        const before = events.slice(0, cut).flatMap((event) => first.add(event));
        const state = JSON.parse(JSON.stringify(first.save())) as ReturnType<typeof first.save>;
        const second = createCorrelator(correlations, { latenessMs: LATENESS_MS, state });
        const after = [...events.slice(cut).flatMap((event) => second.add(event)), ...second.finish()];
        expect([...before, ...after]).toEqual(runAll(correlations, events));
      }),
      { numRuns: 100 },
    );
  });

  it('are not moved by one event with a wrong time, wherever it arrives', () => {
    let told = 0;
    fc.assert(
      fc.property(
        eventsArbitrary,
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        fc.constantFrom(-9e15, -1, 0, 1e6, 4_102_444_800_000, 8.64e15, 9e15),
        fc.constantFrom('a', 'b', 'c'),
        fc.nat(80),
        ({ correlations, events }, dice, timeMs, rule, place) => {
          const wrong: CorrelationEvent = { id: 'wrong', timeMs, rule, fields: { user: ['z'], ip: ['9'], bytes: [1] } };
          const expected = runAll(correlations, events);
          told += expected.length;
          const given = arrivals(events, dice);
          // twice, as whoever forges one line may repeat it
          given.splice(Math.min(place, given.length), 0, wrong, wrong);
          expect(runAll(correlations, given).filter(({ id }) => !id.includes('wrong'))).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
    expect(told).toBeGreaterThan(100);
  });

  it('do not believe what is dated more than a day after it was received, however many say so', () => {
    const correlator = createCorrelator(correlationsOf(COUNT), { latenessMs: 1000 });
    const receivedMs = 100_000;
    const forged = (index: number): CorrelationEvent => ({
      ...at(1e9 + index, 'a', { user: ['x'] }, `f${index}`),
      receivedMs,
    });
    for (let index = 0; index < 10; index += 1) expect(correlator.add(forged(index))).toEqual([]);
    for (const second of [1, 2, 3]) correlator.add({ ...at(second, 'a', { user: ['x'] }), receivedMs });
    expect(correlator.finish()).toMatchObject([{ events: ['a1', 'a2', 'a3'] }]);
    expect(correlator.losses()).toEqual({ late: 0, ahead: 10, forgotten: 0 });
  });

  it('hold no more than their bounds, and count what they forget and what came too late', () => {
    const correlations: SigmaCorrelation[] = correlationsOf(COUNT);
    const correlator = createCorrelator(correlations, { latenessMs: 0, limits: { groups: 10, eventsPerGroup: 2 } });
    for (let second = 1; second <= 100; second++) correlator.add(at(second, 'a', { user: [`u${second}`] }));
    expect(correlator.save().groups['corr']?.length).toBe(10);
    // the last two are not passed by yet
    expect(correlator.losses().forgotten).toBe(88);
    correlator.add(at(50, 'a', { user: ['x'] }));
    expect(correlator.losses().late).toBe(1);
  });
});

const CHAIN = `
title: Many failed sign-ins and then one that succeeds
name: chain
correlation:
  type: temporal_ordered
  rules: [many, success]
  group-by: [User]
  timespan: 10s
  aliases:
    User: {many: person, success: TargetUser}
---
title: Many failed
name: many
correlation:
  type: event_count
  rules: [failed]
  group-by: [computer]
  timespan: 10s
  condition: {gte: 3}
---
title: Failed
name: failed
logsource: {product: p}
detection: {s: {a: 1}, condition: s}
---
title: Success
name: success
logsource: {product: p}
detection: {s: {a: 2}, condition: s}
`;
