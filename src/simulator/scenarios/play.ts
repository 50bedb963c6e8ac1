import { backgroundSteps, hardNegativeSteps } from './background.ts';
import type { Scenario } from './scenario.ts';
import { type ScenarioStep, type StepOutcome, stepsOf } from './steps.ts';
import type { ScenarioWorld } from './world.ts';

export interface PlayOptions {
  scenario: Scenario;
  world: ScenarioWorld;
  /** When the first lure is sent, milliseconds UTC of the world's clock. Steps already past are performed at once. */
  lureAtMs: number;
  /** Default: all steps of {@link allSteps}. */
  steps?: readonly ScenarioStep[];
  signal?: AbortSignal;
  /** Called after each step. */
  onStep?: (step: ScenarioStep, outcome: StepOutcome) => void;
}

/** How long ordinary life goes on after the last step of the attack, in milliseconds. */
const AFTERMATH_MS = 120_000;

/** Attack, hard negatives and ordinary traffic in order of time. */
export function allSteps(scenario: Scenario, world: Pick<ScenarioWorld, 'company'>): ScenarioStep[] {
  const attack = stepsOf(scenario);
  const first = Math.min(...attack.map(({ atMs }) => atMs));
  const last = Math.max(...attack.map(({ atMs }) => atMs));
  const { seed, staff } = world.company;
  const traffic = backgroundSteps(seed, staff.length, first, last + AFTERMATH_MS);
  return [...attack, ...hardNegativeSteps(), ...traffic].toSorted((a, b) => a.atMs - b.atMs);
}

/**
 * Performs each step at its time by the world's clock, whatever pace that clock keeps. Resolves after the last step, or
 * when the signal aborts; rejects when a step breaks, because a simulation that is half true is worth nothing.
 */
export async function playScenario(options: PlayOptions): Promise<void> {
  const { world, lureAtMs, signal } = options;
  for (const step of options.steps ?? allSteps(options.scenario, world)) {
    const waitMs = lureAtMs + step.atMs - world.clock.now();
    if (waitMs > 0) await world.clock.sleep(waitMs, signal);
    if (signal?.aborted) return;
    const outcome = await step.perform(world);
    options.onStep?.(step, outcome);
  }
}
