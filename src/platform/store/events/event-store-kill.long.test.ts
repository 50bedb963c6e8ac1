import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runKills } from './test-kill-run.ts';

const budgetSeconds = Number(process.env['BREAKWATER_BUDGET_S'] ?? 120);
const seed = Number(process.env['BREAKWATER_SEED'] ?? Date.now() % 1_000_000);
/** A store of this many events is begun anew: reading it back whole would take the budget. */
const FRESH_AFTER_KILLS = 40;

it('loses nothing acknowledged over many kills', { timeout: (budgetSeconds + 120) * 1000 }, async () => {
  console.log(`kill run: seed ${seed}, budget ${budgetSeconds} s (BREAKWATER_SEED, BREAKWATER_BUDGET_S)`);
  const until = performance.now() + budgetSeconds * 1000;
  let kills = 0;
  for (let round = 0; performance.now() < until; round += 1) {
    const directory = mkdtempSync(join(tmpdir(), 'breakwater-kill-'));
    try {
      const goOn = (done: number): boolean => {
        if (done > 0) kills += 1;
        return done < FRESH_AFTER_KILLS && performance.now() < until;
      };
      await runKills({ directory, seed: seed + round, goOn });
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }
  console.log(`kill run: ${kills} kills survived`);
  expect(kills).toBeGreaterThan(0);
});
