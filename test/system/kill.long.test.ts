import { describe, it } from 'vitest';
import { chosenBudgetMs, chosenSeed, killSuite } from './kill-suite.ts';

const server = process.env['BREAKWATER_TEST_POSTGRES'] ?? null;
if (server === null) console.log('BREAKWATER_TEST_POSTGRES is not set: killed on SQLite only');

/** BREAKWATER_BUDGET_S seconds in all, shared by the databases; without it, fifty kills on each. */
describe('Breakwater killed at fifty random moments of an attack', () => {
  const budgetMs = chosenBudgetMs() / (server === null ? 1 : 2);
  const many = { kills: 50, killsPerRun: 16, budgetMs, where: 'disk' } as const;

  it('goes on as if nothing had been (SQLite)', async () => {
    await killSuite({ ...many, server: null, seed: chosenSeed() });
  });

  it.skipIf(server === null)('goes on as if nothing had been (PostgreSQL)', async () => {
    await killSuite({ ...many, server, seed: chosenSeed() });
  });
});
