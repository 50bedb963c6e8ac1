import type { Message } from '../base/finding.ts';

/** One thing that the attacker or an employee does: the truth, which Breakwater does not see. */
export interface TruthStep {
  atMs: number;
  message: Message;
  done: boolean;
  /** Tried, and made to fail by what was done before. */
  prevented: boolean;
}

/** A running attack on the simulated company, with its own vendors and its own clock. Made by app.ts. */
export interface RehearsalWorld {
  /** The rehearsal's clock, milliseconds UTC. */
  now(): number;
  /** When the first lure is sent, by that clock. */
  readonly lureAtMs: number;
  /** When the last step is over. */
  readonly endsAtMs: number;
  truth(): TruthStep[];
  setFactor(factor: number): void;
  /** Resolves when the last step has been played; rejects when the simulation itself broke. */
  readonly finished: Promise<void>;
  /** Stops attack, vendors and workers. What was found stays. */
  stop(): Promise<void>;
}

export interface RehearsalLauncher {
  launch(options: { scenario: string; factor: number }): Promise<RehearsalWorld>;
  /** Removes every row, file and key of the rehearsal's tenant. */
  removeData(): Promise<void>;
}

export type Milestone =
  | 'certified'
  | 'look-alike-found'
  | 'first-report'
  | 'stolen-sign-in-found'
  | 'authenticator-found'
  | 'contained';

/** When Breakwater reached each milestone in the rehearsal's tenant, milliseconds UTC of its clock; absent when it has not. */
export interface RehearsalProgress {
  reached(): Promise<Partial<Record<Milestone, number>>>;
}
