const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** How long after its last change a domain is looked at how often. An attack begins within minutes; most names never wake. */
const STEPS: readonly { untilMs: number; everyMs: number }[] = [
  { untilMs: 2 * HOUR_MS, everyMs: 10 * MINUTE_MS },
  { untilMs: DAY_MS, everyMs: HOUR_MS },
  { untilMs: 7 * DAY_MS, everyMs: 6 * HOUR_MS },
  { untilMs: 30 * DAY_MS, everyMs: DAY_MS },
  { untilMs: 180 * DAY_MS, everyMs: 3 * DAY_MS },
];
const OLDEST_MS = 14 * DAY_MS;
/** What is only worth knowing is looked at this much less often. */
const LOW_PRIORITY_FACTOR = 4;
const FIRST_FAULT_MS = 2 * MINUTE_MS;
const MAX_FAULT_MS = 6 * HOUR_MS;

/**
 * How long to wait before a domain is looked at again, milliseconds.
 * @param quietMs since it was first wanted or last changed, whichever is later
 * @param priority 0 for alarms, 1 for what is worth knowing
 */
export function recheckAfterMs(quietMs: number, priority: number): number {
  const everyMs = STEPS.find((step) => quietMs < step.untilMs)?.everyMs ?? OLDEST_MS;
  return priority === 0 ? everyMs : Math.min(everyMs * LOW_PRIORITY_FACTOR, OLDEST_MS);
}

/** How long to wait after checks that did not finish, milliseconds. @param attempts so many one after the other, from 1 */
export function retryAfterMs(attempts: number): number {
  return Math.min(FIRST_FAULT_MS * 2 ** Math.min(attempts - 1, 20), MAX_FAULT_MS);
}
