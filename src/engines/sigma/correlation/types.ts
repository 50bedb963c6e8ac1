import type { SigmaLevel } from '../types.ts';

/** An event that met a rule, as correlations see it. */
export interface CorrelationEvent {
  /** The event's own id: the same event twice is one. */
  id: string;
  /** When it happened, by its source. */
  timeMs: number;
  /** When it was received, by our clock: an event dated more than {@link AHEAD_MS} later takes no part. Left out: any time is believed. */
  receivedMs?: number;
  /** Key of the rule it met. */
  rule: string;
  /** Values of the fields that {@link neededFields} names for that rule. */
  fields: Readonly<Record<string, readonly unknown[]>>;
}

/** A correlation that came true. */
export interface CorrelationFinding {
  /** The same events give the same id, whatever order they came in. */
  id: string;
  /** Key of the correlation. */
  rule: string;
  title: string;
  level: SigmaLevel | null;
  /** The group's values, by the names of `group-by`. */
  group: Readonly<Record<string, string>>;
  /** When it came true: the time of its last event, or the end of its window. */
  timeMs: number;
  firstMs: number;
  lastMs: number;
  /** What was compared with the condition: a count, sum, average or percentile. */
  value: number;
  /** Ids of its events in the order of time, the last {@link MAX_TOLD} of them. */
  events: readonly string[];
}

export const MAX_TOLD = 1000;

/** Bounds of what a correlator holds. Beyond them the oldest is forgotten and counted. */
export interface CorrelationLimits {
  /** Groups of one correlation. Default 100,000. */
  groups: number;
  /** Events in the window of one group. Default 10,000. */
  eventsPerGroup: number;
  /** Events that wait for their turn. Default 1,000,000. */
  pending: number;
}

/** A source's clock may be wrong by so much before an event's time is not believed: a day covers a wrong zone. */
export const AHEAD_MS = 86_400_000;

/** So many different events must be as new before time is taken to have passed: no single wrong clock moves it. */
export const TIME_WITNESSES = 3;

/** What was left out so far. */
export interface CorrelationLosses {
  /** Older than the lateness bound allows, which events that come again after their turn are, too. */
  late: number;
  /** Dated later than they can have happened. */
  ahead: number;
  /** Forgotten for a bound. */
  forgotten: number;
}

/** An event in the window of a group. */
export interface WindowEvent {
  id: string;
  timeMs: number;
  rule: string;
  /** Texts of the fields that this or an outer correlation asks for. */
  fields: Readonly<Record<string, readonly string[]>>;
}

export interface GroupState {
  /** The group's values as its first event spells them. */
  values: Readonly<Record<string, string>>;
  /** In the order of time. */
  events: WindowEvent[];
  /** For conditions that are judged at the end of a window: when that is. */
  closesMs: number | null;
}

/** Everything a correlator knows, as plain JSON. */
export interface CorrelatorState {
  version: 1;
  /** No event of this time or before is taken any more. */
  watermarkMs: number | null;
  /** The newest events, at most {@link TIME_WITNESSES}, the oldest first. */
  newest: readonly { id: string; timeMs: number }[];
  pending: readonly WindowEvent[];
  groups: Readonly<Record<string, readonly (readonly [key: string, group: GroupState])[]>>;
  losses: CorrelationLosses;
}
