// Run as a process of its own by the kill tests: appends for ever and tells each acknowledged batch on standard output.
import { writeSync } from 'node:fs';
import { systemClock } from '../../../base/clock.ts';
import { silentLog } from '../../log/log.ts';
import type { NewEvent } from '../event-store.ts';
import { openEventStore } from './open-event-store.ts';
import { TEST_NOW, testEvent } from './test-events.ts';

const HOUR_MS = 3_600_000;

/** Event of a kill run: over several days, some misdated, received at another time in each round. */
export function killRunEvent(index: number, round: number): NewEvent {
  const receivedAt = TEST_NOW + round * 11 * HOUR_MS;
  const occurredAt = index % 97 === 0 ? 0 : TEST_NOW - (index % 5) * 24 * HOUR_MS + index;
  return testEvent(index, { occurredAt, receivedAt });
}

const [directory, from, round, seed] = process.argv.slice(2);
if (directory !== undefined && import.meta.main) {
  const store = openEventStore({ directory, clock: systemClock, log: silentLog });
  let state = Number(seed) || 1;
  let next = Number(from);
  for (;;) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    const size = state % 8 === 0 ? 1_500 : 1 + (state % 150);
    const batch = Array.from({ length: size }, (_, index) => killRunEvent(next + index, Number(round)));
    await store.append('live', batch);
    next += size;
    writeSync(1, `${next}\n`);
  }
}
