import { textOf } from '../event-value.ts';
import { foldCase } from '../fold.ts';
import type { SigmaCorrelation } from '../types.ts';
import { createEventQueue } from './event-queue.ts';
import { isJudgedAtOnce, measureWindow, meets } from './judge-window.ts';
import { createTimeLine } from './time-line.ts';
import {
  AHEAD_MS,
  type CorrelationEvent,
  type CorrelationFinding,
  type CorrelationLimits,
  type CorrelationLosses,
  type CorrelatorState,
  type GroupState,
  MAX_TOLD,
  type WindowEvent,
} from './types.ts';

export interface CorrelatorOptions {
  /**
   * How much older than the newest event an event may be and still count. Findings wait as long, and for {@link TIME_WITNESSES}
   * events as new. Default 5 minutes.
   */
  latenessMs?: number;
  limits?: Partial<CorrelationLimits>;
  /** What {@link Correlator.save} gave, for the same correlations. */
  state?: CorrelatorState;
}

export interface Correlator {
  /** Takes an event that met a rule. Gives the findings that are certain now. */
  add(event: CorrelationEvent): CorrelationFinding[];
  /** Says that no event of this time or before is still to come, e.g. because time has passed. Gives the findings certain now. */
  advance(timeMs: number): CorrelationFinding[];
  /** Takes everything that waits, at the end of the input, and closes every window. */
  finish(): CorrelationFinding[];
  save(): CorrelatorState;
  losses(): CorrelationLosses;
}

const DEFAULT_LATENESS_MS = 5 * 60_000;
const DEFAULT_LIMITS: CorrelationLimits = { groups: 100_000, eventsPerGroup: 10_000, pending: 1_000_000 };
/** Groups one event can belong to, where fields have several values. */
const MAX_GROUPS_OF_EVENT = 16;

/**
 * Runs correlations over events that met rules. Events are judged in the order of their time, each once, when the third newest
 * event is by the lateness bound ahead of them: so the findings are the same whatever order they arrive in and however often, within
 * the bound, and one event with a wrong time neither drops others nor closes windows early. An event counts for one finding of a group: what made one true does not count for the next.
 * @param correlations as {@link loadRules} gives them: inner ones before those that refer to them
 */
export function createCorrelator(
  correlations: readonly SigmaCorrelation[],
  options: CorrelatorOptions = {},
): Correlator {
  const latenessMs = options.latenessMs ?? DEFAULT_LATENESS_MS;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const queue = createEventQueue();
  const losses: CorrelationLosses = { late: 0, ahead: 0, forgotten: 0, ...options.state?.losses };
  const timeLine = createTimeLine(options.state?.newest);
  let watermarkMs = options.state?.watermarkMs ?? -Infinity;
  for (const event of options.state?.pending ?? []) queue.add(event);

  const byRule = new Map<string, SigmaCorrelation[]>();
  const groups = new Map<string, Map<string, GroupState>>();
  for (const correlation of correlations) {
    for (const rule of correlation.rules) byRule.set(rule, [...(byRule.get(rule) ?? []), correlation]);
    const saved = (options.state?.groups ?? {})[correlation.key] ?? [];
    groups.set(correlation.key, new Map(saved.map(([key, group]) => [key, { ...group, events: [...group.events] }])));
  }

  /** Gives an event to the correlations that ask for it, and their findings to those that ask for them. */
  const process = (event: WindowEvent, findings: CorrelationFinding[]): void => {
    for (const correlation of byRule.get(event.rule) ?? [])
      for (const { key, values } of groupsOf(correlation, event)) place(correlation, key, values, event, findings);
  };

  const place = (
    correlation: SigmaCorrelation,
    key: string,
    values: Record<string, string>,
    event: WindowEvent,
    findings: CorrelationFinding[],
  ): void => {
    const own = groups.get(correlation.key);
    if (own === undefined) return;
    const group = own.get(key) ?? { values, events: [], closesMs: null };
    if (isJudgedAtOnce(correlation)) own.delete(key); // these stand in the order of their last event
    own.set(key, group);
    group.events.push(renamed(correlation, event));
    if (group.events.length > limits.eventsPerGroup) {
      group.events.shift();
      losses.forgotten += 1;
    }
    if (own.size > limits.groups) {
      const [oldest] = own.keys();
      if (oldest !== undefined) own.delete(oldest);
      losses.forgotten += 1;
    }
    if (!isJudgedAtOnce(correlation)) {
      group.closesMs ??= event.timeMs + correlation.timespanMs;
      return;
    }
    const fromMs = event.timeMs - correlation.timespanMs;
    let old = 0;
    while ((group.events[old]?.timeMs ?? Infinity) < fromMs) old += 1;
    if (old > 0) group.events.splice(0, old);
    if (group.events.length < leastEvents(correlation)) return;
    judge(correlation, key, group, event.timeMs, findings);
  };

  const judge = (
    correlation: SigmaCorrelation,
    key: string,
    group: GroupState,
    timeMs: number,
    findings: CorrelationFinding[],
  ): void => {
    const value = measureWindow(correlation, group.events);
    if (value === null || !meets(correlation, value)) return;
    const first = group.events[0];
    const last = group.events.at(-1);
    if (first === undefined || last === undefined) return;
    const finding: CorrelationFinding = {
      id: JSON.stringify([correlation.key, key, first.id, last.id]),
      rule: correlation.key,
      title: correlation.title,
      level: correlation.level,
      group: group.values,
      timeMs,
      firstMs: first.timeMs,
      lastMs: last.timeMs,
      value,
      events: group.events.slice(-MAX_TOLD).map(({ id }) => id),
    };
    groups.get(correlation.key)?.delete(key);
    findings.push(finding);
    const fields = { ...last.fields };
    for (const [name, text] of Object.entries(group.values)) fields[name] = [text];
    process({ id: finding.id, timeMs, rule: correlation.key, fields }, findings);
  };

  /**
   * Judges the windows that end at or before a time, those that end first before the others. The groups of a correlation that is
   * judged so stand in the order in which their windows opened, and all windows are equally long: the first one ends first.
   */
  const close = (untilMs: number, findings: CorrelationFinding[]): void => {
    for (;;) {
      let [endMs, ended]: [number, SigmaCorrelation | null] = [Infinity, null];
      for (const correlation of windowed) {
        const [group] = groups.get(correlation.key)?.values() ?? [];
        const closesMs = group?.closesMs ?? Infinity;
        if (closesMs <= untilMs && closesMs < endMs) [endMs, ended] = [closesMs, correlation];
      }
      const [entry] = (ended === null ? undefined : groups.get(ended.key)) ?? [];
      if (ended === null || entry === undefined) return;
      const [key, group] = entry;
      groups.get(ended.key)?.delete(key);
      judge(ended, key, group, endMs, findings);
    }
  };
  const windowed = correlations.filter((correlation) => !isJudgedAtOnce(correlation));

  const run = (untilMs: number): CorrelationFinding[] => {
    const findings: CorrelationFinding[] = [];
    for (;;) {
      const first = queue.first();
      if (first === undefined || first.timeMs > untilMs) break;
      close(first.timeMs, findings);
      queue.take();
      process(first, findings);
    }
    close(untilMs, findings);
    watermarkMs = Math.max(watermarkMs, untilMs);
    return findings;
  };

  return {
    add({ id, timeMs, receivedMs, rule, fields }) {
      if (!byRule.has(rule)) return [];
      if (receivedMs !== undefined && timeMs > receivedMs + AHEAD_MS) {
        losses.ahead += 1;
        return [];
      }
      if (!Number.isFinite(timeMs) || timeMs <= watermarkMs) {
        losses.late += 1;
        return [];
      }
      const texts = Object.fromEntries(
        Object.entries(fields).map(([name, values]) => [name, values.flatMap((value) => textOf(value) ?? [])]),
      );
      queue.add({ id, timeMs, rule, fields: texts });
      const passedMs = timeLine.add(id, timeMs) - latenessMs;
      const findings = passedMs > watermarkMs ? run(passedMs) : [];
      while (queue.size() > limits.pending) {
        losses.forgotten += 1;
        queue.take();
      }
      return findings;
    },
    advance: (timeMs) => (timeMs > watermarkMs ? run(timeMs) : []),
    finish: () => run(Infinity),
    save: () => ({
      version: 1,
      watermarkMs: Number.isFinite(watermarkMs) ? watermarkMs : null,
      newest: timeLine.newest(),
      pending: queue.all(),
      groups: Object.fromEntries(
        [...groups].map(([key, own]) => [
          key,
          [...own].map(([name, group]) => [name, { ...group, events: [...group.events] }] as const),
        ]),
      ),
      losses: { ...losses },
    }),
    losses: () => ({ ...losses }),
  };
}

/** Fewer events than this cannot meet the condition. */
function leastEvents({ type, conditions }: SigmaCorrelation): number {
  if (type === 'value_sum') return 1;
  if (type === 'value_count') return 1;
  return Math.max(1, ...conditions.map(({ op, value }) => Math.ceil(op === 'gt' ? value + 1 : value)));
}

/** The event with its fields as the correlation names them. */
function renamed(correlation: SigmaCorrelation, event: WindowEvent): WindowEvent {
  const names = Object.keys(correlation.aliases);
  if (names.length === 0) return event;
  const fields = { ...event.fields };
  for (const name of names) {
    const field = correlation.aliases[name]?.[event.rule];
    if (field !== undefined) fields[name] = event.fields[field] ?? [];
  }
  return { ...event, fields };
}

/** The groups an event belongs to: one for each combination of values of the `group-by` fields, none where one is missing. */
function groupsOf(
  correlation: SigmaCorrelation,
  event: WindowEvent,
): { key: string; values: Record<string, string> }[] {
  let found: { key: string; values: Record<string, string> }[] = [{ key: '', values: {} }];
  for (const name of correlation.groupBy) {
    const field = correlation.aliases[name]?.[event.rule] ?? name;
    const values = new Map<string, string>();
    for (const value of event.fields[field] ?? []) if (!values.has(foldCase(value))) values.set(foldCase(value), value);
    found = found
      .flatMap((group) =>
        [...values].map(([folded, value]) => ({
          key: `${group.key}${folded.length}:${folded}`,
          values: { ...group.values, [name]: value },
        })),
      )
      .slice(0, MAX_GROUPS_OF_EVENT);
  }
  return found;
}
