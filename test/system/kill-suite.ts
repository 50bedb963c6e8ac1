import { rmSync } from 'node:fs';
import { expect } from 'vitest';
import { createTestDatabase } from '../../src/platform/store/test-db.ts';
import { differencesOf } from './compare-left.ts';
import { inspectRun, type Inspected, type Left } from './inspect-run.ts';
import { createKillMoments, seededRandom } from './kill-moments.ts';
import { KillRun, type KillRunOptions } from './kill-run.ts';
import { makeTestFolder } from './test-folder.ts';

export interface KillSuiteOptions {
  /** URL of a PostgreSQL server on which databases may be made; SQLite without. */
  server: string | null;
  /** Kills wanted in all, and in one rehearsal. */
  kills: number;
  killsPerRun: number;
  /** No further rehearsal begins after this real time. */
  budgetMs: number;
  seed: number;
  where: 'memory' | 'disk';
}

/** The seed of BREAKWATER_SEED, or one of the moment, which is printed. */
export function chosenSeed(): number {
  const given = Number(process.env['BREAKWATER_SEED']);
  return Number.isSafeInteger(given) && given > 0 ? given : 1 + Math.floor(Math.random() * 2_000_000_000);
}

/** The budget of BREAKWATER_BUDGET_S in milliseconds, or none. */
export function chosenBudgetMs(): number {
  const given = Number(process.env['BREAKWATER_BUDGET_S']);
  return given > 0 ? given * 1000 : Infinity;
}

/**
 * Plays one rehearsal undisturbed, then others that are killed, and holds each against it: the same findings, incidents,
 * actions and people; every record once and judged; nothing lost, nothing done twice. Prints a line of what was done.
 */
export async function killSuite(options: KillSuiteOptions): Promise<void> {
  const startedMs = performance.now();
  const database = options.server === null ? 'SQLite' : 'PostgreSQL';
  console.log(`${database}: seed ${options.seed} (BREAKWATER_SEED=${options.seed} draws the same again)`);
  const phases = new Map<string, number>();
  let kills = 0;
  let runs = 0;
  let repeats = 0;
  let lockWaits = 0;
  const calm = await playOnce(options);
  expect(calm.left.faults, 'undisturbed').toEqual([]);
  expect(calm.run.process.kills).toBe(0);
  expectTheAttack(calm.left);
  const random = seededRandom(options.seed);
  const { rounds, writes } = calm.run;
  const draw = createKillMoments(random, { rounds, foundAtMs: calm.foundAtMs, changes: writes.length });
  // However slow the machine is: without one killed rehearsal nothing was tested.
  while (runs === 0 || (kills < options.kills && performance.now() - startedMs < options.budgetMs)) {
    const wanted = Math.min(options.killsPerRun, options.kills - kills);
    const moments = draw(wanted);
    const { run, left } = await playOnce(options, { moments, random });
    const where = `seed ${options.seed}, run ${runs + 1}, killed ${run.process.kills} times: ${run.killedAt.join(', ')}`;
    const differences = differencesOf(calm.left, left);
    // Told by an error of our own: what an assertion prints of long lists is cut before it says anything.
    if (differences.length > 0) {
      throw new Error(`${differences.join('\n')}\n(undisturbed | killed) ${where}\n${saidOf(run)}`);
    }
    expect(run.process.crashes, `${where}\n${saidOf(run)}`).toBe(0);
    runs += 1;
    kills += run.process.kills;
    lockWaits += run.process.lockWaits;
    repeats += run.writes.length - calm.run.writes.length;
    for (const phase of run.killedAt) phases.set(phase, (phases.get(phase) ?? 0) + 1);
  }
  const tookS = Math.round((performance.now() - startedMs) / 1000);
  const during = [...phases].map(([phase, count]) => `${count} while ${phase}`).join(', ');
  console.log(
    `${database}: ${kills} of ${options.kills} kills in ${runs} rehearsals, ${tookS} s, all the same as undisturbed (${during}; ${repeats} idempotent calls repeated; ${lockWaits} waits for a dead process's lock)`,
  );
  expect(kills).toBeGreaterThan(0);
}

async function playOnce(
  options: KillSuiteOptions,
  kills?: KillRunOptions['kills'],
): Promise<Inspected & { run: KillRun }> {
  const folder = makeTestFolder(options.where);
  const database = options.server === null ? null : await createTestDatabase(options.server);
  try {
    const runOptions: KillRunOptions = {
      folder,
      ...(database === null ? {} : { databaseUrl: database.url }),
      ...(kills === undefined ? {} : { kills }),
    };
    const run = await KillRun.play(runOptions);
    return { run, ...(await inspectRun(runOptions, run)) };
  } finally {
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Its warnings, each once: a loop whose turn failed is late, and that may be what a difference comes from. */
function saidOf(run: KillRun): string {
  const said = new Set(run.process.said.map((line) => line.slice(0, MAX_SAID_CHARS)));
  return [...said].slice(0, MAX_SAID).join('\n');
}

const MAX_SAID_CHARS = 160;
const MAX_SAID = 5;

/** What all others are compared with must itself be the attack seen, joined and shut off. */
function expectTheAttack(left: Left): void {
  expect(left.incidents.map((line) => line.split('\n')[0])).toEqual([
    'contained ["acme-okta.com"]',
    'open ["acme-vpn.net"]',
  ]);
  expect(left.actions).toHaveLength(9);
  expect(left.findings.length).toBeGreaterThan(15);
}
