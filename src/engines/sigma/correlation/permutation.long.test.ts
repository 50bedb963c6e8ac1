import fc from 'fast-check';
import { expect, it } from 'vitest';
import { arrivals, eventsArbitrary, runAll } from './test-correlations.ts';

const BUDGET_MS = Number(process.env['BREAKWATER_BUDGET_S'] ?? 60) * 1000;
const SEED = Number(process.env['BREAKWATER_SEED'] ?? 20_261_122);
const CASES = 1_000_000;

it('tells the same findings whatever the order and the repetition of arrival, a million times', () => {
  const startedAt = performance.now();
  let cases = 0;
  let told = 0;
  fc.assert(
    fc.property(
      eventsArbitrary,
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      ({ correlations, events }, dice) => {
        const expected = runAll(correlations, events);
        // one set of events, many orders: making the correlations costs most
        for (let order = 0; order < 20; order++) {
          expect(runAll(correlations, arrivals(events, dice))).toEqual(expected);
          cases += 1;
        }
        told += expected.length;
      },
    ),
    { numRuns: CASES / 20, seed: SEED, interruptAfterTimeLimit: BUDGET_MS, markInterruptAsFailure: false },
  );
  console.log(
    `correlations: ${cases} arrivals compared, ${told} findings, ${Math.round((performance.now() - startedAt) / 1000)} s, seed ${SEED}`,
  );
  expect(told).toBeGreaterThan(100);
});
