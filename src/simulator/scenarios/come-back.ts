import type { Clock } from '../../base/clock.ts';
import type { Message } from '../../base/finding.ts';
import type { Scenario } from './scenario.ts';
import { stepsOf, type ScenarioStep } from './steps.ts';

/** The attacker looks in this often, as long as a stolen sign-in works. */
const EVERY_MS = 40_000;
/** Tries that are kept to be shown. */
const MAX_TRIED = 50;

export interface Tried {
  atMs: number;
  message: Message;
  prevented: boolean;
}

export interface ComeBack {
  /** What is tried between two times, milliseconds from the first lure. */
  steps(fromMs: number, untilMs: number): ScenarioStep[];
  /** What was tried so far, with what came of it. */
  tried(): readonly Tried[];
}

/**
 * After the attack, the attacker opens again what each stolen sign-in opened last, until that fails: a containment that is
 * approved late is seen to bite too.
 */
export function createComeBack(scenario: Scenario, clock: Clock): ComeBack {
  const last = new Map<string, ScenarioStep & { describe: Message }>();
  const all = stepsOf(scenario);
  for (const [index, event] of scenario.events.entries()) {
    const step = all[index];
    if (event.kind === 'app-opened' && step?.describe) last.set(event.person, { ...step, describe: step.describe });
  }
  const shutOut = new Set<string>();
  const tried: Tried[] = [];

  function again(person: string, step: ScenarioStep & { describe: Message }, atMs: number): ScenarioStep {
    return {
      ...step,
      atMs,
      describe: null,
      async perform(world) {
        if (shutOut.has(person)) return 'done';
        const outcome = await step.perform(world);
        if (outcome === 'prevented') shutOut.add(person);
        tried.push({ atMs: clock.now(), message: step.describe, prevented: outcome === 'prevented' });
        if (tried.length > MAX_TRIED) tried.shift();
        return outcome;
      },
    };
  }

  return {
    steps(fromMs, untilMs) {
      const steps: ScenarioStep[] = [];
      for (let atMs = fromMs + EVERY_MS; atMs < untilMs; atMs += EVERY_MS) {
        for (const [person, step] of last) steps.push(again(person, step, atMs));
      }
      return steps;
    },
    tried: () => tried,
  };
}
