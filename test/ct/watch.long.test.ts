import { describe, expect, it } from 'vitest';
import { chosenBudgetMs, chosenSeed } from '../system/kill-suite.ts';
import { describeRun, watchRun, type WatchRunOptions, type WatchRunResult } from './watch-run.ts';

/** Without a budget: ten minutes each, a hundred kills. With one, a quarter of it, less what beginning and settling take. */
const FULL_MS = 600_000;
const AROUND_MS = 20_000;
const budgetMs = chosenBudgetMs();
const durationMs = Math.max(10_000, Math.min(FULL_MS, budgetMs / 4 - AROUND_MS));
const kills = Math.max(3, Math.round((100 * durationMs) / FULL_MS));
const seed = chosenSeed();
const TIMEOUT_MS = durationMs + 400_000;

async function run(options: Pick<WatchRunOptions, 'kind' | 'kills'>): Promise<WatchRunResult> {
  const all = { ...options, durationMs, perSecond: 500, seed };
  const result = await watchRun(all);
  console.log(`seed ${seed}: ${describeRun(all, result)}`);
  return result;
}

function expectOnceAndProven(result: WatchRunResult): void {
  const { missed, doubled, strangers, unproven, position, planted, certificates } = result;
  expect(planted).toBeGreaterThan(5);
  expect({ missed, doubled, strangers, unproven }).toEqual({ missed: [], doubled: [], strangers: [], unproven: [] });
  expect(position).toMatchObject({ next: certificates, size: certificates, gaps: 0, unproven: 0 });
  expect(position).toMatchObject({ isProven: true, isLogsRoot: true });
}

describe.each(['static-ct', 'rfc6962'] as const)('a log (%s) of 500 certificates a second', (kind) => {
  it(
    'is read to the end in bounded memory, every look-alike told once',
    async () => {
      const result = await run({ kind, kills: 0 });
      expectOnceAndProven(result);
      // Far above the 300 MB it is to keep to, which the line above tells: a busy machine collects garbage late.
      expect(result.rssMb.most).toBeLessThan(500);
    },
    TIMEOUT_MS,
  );

  it(
    'is read to the end across kills, every look-alike told once, the position proven',
    async () => {
      const result = await run({ kind, kills });
      expect(result.kills).toBe(kills);
      expectOnceAndProven(result);
    },
    TIMEOUT_MS,
  );
});
