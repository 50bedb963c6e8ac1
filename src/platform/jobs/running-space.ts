import type { Clock } from '../../base/clock.ts';
import type { Loops } from './loops.ts';

/** A data space (tenant) that runs in this process: its clock, and the loops that work for it. */
export interface RunningSpace {
  readonly tenantId: string;
  readonly clock: Clock;
  readonly loops: Loops;
}
