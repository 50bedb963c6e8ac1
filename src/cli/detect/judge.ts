import {
  createFormatSniffer,
  detectFormat,
  LOOK_WITHIN,
  mapRecord,
  type MapResult,
  NO_FORMAT,
  RECORD_FORMATS,
} from '../../engines/events/index.ts';
import {
  type CorrelationEvent,
  type CorrelationLosses,
  createCorrelator,
  createSigmaEngine,
  neededFields,
  type RuleMatch,
  type RuleSet,
  type SigmaEngine,
  type SigmaEvent,
  type SigmaRule,
  silentRules,
  withoutOcsf,
} from '../../engines/sigma/index.ts';

/** What `detect` writes: one rule that one event, or several together, met. */
export interface Detection {
  /** The rule's title. */
  rule: string;
  id: string;
  level: string | null;
  /** Where the event stands and which it is; null for a correlation. */
  event: { at: string; id: string | null; time: string | null } | null;
  /** For a correlation, its events. */
  events?: readonly string[];
  fields: Readonly<Record<string, unknown>>;
}

/** What became of one event. */
export interface Judged {
  detections: Detection[];
  /** What correlations are to be told. */
  correlated: CorrelationEvent[];
  /** Whether it was asked whose the record is, and its members do not tell. */
  isUnknown: boolean;
}

/** Tries every rule of any source. */
export const ANY = 'any';
/** Each record tells by its members whose it is. */
export const AUTO = 'auto';

/** Judges events one by one, without correlations: their outcome depends on the rules and the event only. */
export interface EventJudge {
  /** @param at where the event stands, told of it and its id where the vendor gives none */
  judge: (event: SigmaEvent, source: string, at: string) => Judged;
  /**
   * The same from the bytes of one document, which is parsed only where a rule is met. Null where the bytes do not tell: it may hold
   * several records, is unusual, or is no JSON. @param at says where the document stands
   */
  judgeBytes: (bytes: Uint8Array, source: string, at: () => string) => Judged | null;
}

const NOTHING: Judged = { detections: [], correlated: [], isUnknown: false };
const NOTHING_UNKNOWN: Judged = { ...NOTHING, isUnknown: true };

function nothing(format: string | null): Judged {
  return format === null ? NOTHING_UNKNOWN : NOTHING;
}

export function createEventJudge(set: RuleSet): EventJudge {
  const exact = createSigmaEngine(set.rules);
  const { quick, settle } = createStages(set.rules, exact);
  /** Rules that even an empty record meets, such as "not from these addresses": of a record of no known source they say nothing. */
  const bare = new Set(exact.match({ raw: {} }).map(({ rule }) => rule));
  const sources = new Set(exact.sources());
  const silent = silentRules(set.correlations);
  const needed = neededFields(set.correlations);
  const byKey = new Map(set.rules.map((rule) => [rule.key, rule]));
  const sniff = createFormatSniffer();
  const decoder = new TextDecoder();

  const optionsFor = (format: string | null): { source?: string } =>
    format !== null && sources.has(format) ? { source: format } : {};

  const describe = (matches: readonly RuleMatch[], event: SigmaEvent, format: string | null, at: string): Judged => {
    const mapped = mapAs(format, event.raw);
    const { id, timeMs } = identityOf(event.raw, mapped);
    const whole: SigmaEvent = { raw: event.raw, ocsf: event.ocsf ?? (mapped?.ok === true ? mapped.event : null) };
    const settled = (event.ocsf ?? null) === null ? settle(matches, whole, optionsFor(format)) : matches;
    const judged: Judged = { detections: [], correlated: [], isUnknown: format === null };
    for (const { rule: key, fields } of settled) {
      if (format === null && bare.has(key)) continue;
      const rule = byKey.get(key);
      const wanted = needed.get(key);
      if (wanted !== undefined && timeMs !== null) {
        const read = exact.read(whole, [...wanted], optionsFor(format));
        judged.correlated.push({ id: id ?? at, timeMs, rule: key, fields: read });
      }
      if (rule === undefined || silent.has(key)) continue;
      const time = timeMs === null ? null : new Date(timeMs).toISOString();
      judged.detections.push({ rule: rule.title, id: key, level: rule.level, event: { at, id, time }, fields });
    }
    return judged;
  };

  return {
    judge(event, source, at) {
      const format = source === AUTO ? detectFormat(event.raw) : source;
      const engine = (event.ocsf ?? null) === null ? quick : exact;
      const matches = engine.match(event, optionsFor(format));
      return matches.length === 0 ? nothing(format) : describe(matches, event, format, at);
    },
    judgeBytes(bytes, source, at) {
      const told = sniff(bytes);
      if (told === LOOK_WITHIN) return null;
      const format = source !== AUTO ? source : told === NO_FORMAT ? null : told;
      let matches: RuleMatch[];
      try {
        matches = quick.matchBytes(bytes, optionsFor(format));
      } catch (thrown) {
        // no JSON, or no UTF-8: the caller parses it and says so
        if (thrown instanceof SyntaxError || thrown instanceof TypeError) return null;
        throw thrown;
      }
      if (matches.length === 0) return nothing(format);
      return describe(matches, { raw: JSON.parse(decoder.decode(bytes)) as unknown }, format, at());
    },
  };
}

interface Stages {
  /** Finds at least the rules that an event meets, from the record alone. */
  quick: SigmaEngine;
  /** Of what it found, what is so with the OCSF event at hand. */
  settle: (matches: readonly RuleMatch[], event: SigmaEvent, options: { source?: string }) => readonly RuleMatch[];
}

/** Rules about fields that only the OCSF event has are first tried without these, so that few records must be mapped. */
function createStages(rules: readonly SigmaRule[], exact: SigmaEngine): Stages {
  const fromOcsf = new Map(
    rules
      .map((rule) => [rule, new Set(exact.reachOf(rule).flatMap((reach) => reach.fromOcsf))] as const)
      .filter(([, fields]) => fields.size > 0),
  );
  if (fromOcsf.size === 0) return { quick: exact, settle: (matches) => matches };
  const quick = createSigmaEngine(
    rules.map((rule) => {
      const fields = fromOcsf.get(rule);
      if (fields === undefined) return rule;
      return { ...rule, condition: withoutOcsf(rule.condition, fields) ?? { op: 'and', args: [] } };
    }),
  );
  const later = createSigmaEngine([...fromOcsf.keys()]);
  const keys = new Set([...fromOcsf.keys()].map(({ key }) => key));
  return {
    quick,
    settle(matches, event, options) {
      if (!matches.some(({ rule }) => keys.has(rule))) return matches;
      const met = new Map(later.match(event, options).map((match) => [match.rule, match]));
      return matches.flatMap((match) => (keys.has(match.rule) ? (met.get(match.rule) ?? []) : match));
    },
  };
}

function mapAs(format: string | null, raw: unknown): MapResult | null {
  const known = RECORD_FORMATS.find((one) => one === format);
  return known === undefined ? null : mapRecord(known, raw);
}

/** The vendor's own id of a record and when it happened, as far as its format is known. */
function identityOf(raw: unknown, mapped: MapResult | null): { id: string | null; timeMs: number | null } {
  if (mapped?.ok === true && mapped.occurredAt > 0 && mapped.occurredAt <= LAST_MS)
    return { id: mapped.vendorId, timeMs: mapped.occurredAt };
  return { id: null, timeMs: timeOf(raw) };
}

const TIME_KEYS = [
  '@timestamp',
  'timestamp',
  'time',
  'TimeCreated',
  'UtcTime',
  'TimeGenerated',
  'eventTime',
  'EventTime',
  'createdAt',
  'created_at',
  'date',
];

/** The last millisecond of the year 9999: what is later is no time, and could not be written as one. */
const LAST_MS = 253_402_300_799_999;

function timeOf(raw: unknown): number | null {
  if (typeof raw !== 'object' || raw === null) return null;
  for (const key of TIME_KEYS) {
    const value = Object.hasOwn(raw, key) ? (raw as Record<string, unknown>)[key] : undefined;
    const timeMs = typeof value === 'number' ? timeOfNumber(value) : typeof value === 'string' ? timeOfText(value) : 0;
    if (timeMs > 0 && timeMs <= LAST_MS) return timeMs;
  }
  return null;
}

/** Seconds, milli-, micro- or nanoseconds since 1970, by their size. */
function timeOfNumber(value: number): number {
  const scale = value < 1e11 ? 1000 : value < 1e14 ? 1 : value < 1e17 ? 1e-3 : 1e-6;
  return Math.trunc(value * scale);
}

function timeOfText(value: string): number {
  if (value.length > 40) return 0;
  const isZoned = /(Z|[+-]\d\d:?\d\d)$/.test(value);
  return Date.parse(isZoned ? value : `${value.replace(' ', 'T')}Z`);
}

/** A judge of single events and, over all of them, of correlations. */
export interface Detector {
  judge(event: SigmaEvent, source: string, at: string): Detection[];
  /** Takes what another judge found for correlations. */
  correlate(events: readonly CorrelationEvent[]): Detection[];
  finish(): Detection[];
  /** What correlations had to leave out. */
  losses(): CorrelationLosses;
}

/**
 * @param latenessMs how far out of order the events of the input may be
 * @param judge one of the same set, to share
 * @param receivedMs by our clock: events dated more than a day later take no part in correlations
 */
export function createDetector(
  set: RuleSet,
  latenessMs = 60 * 60_000,
  { judge } = createEventJudge(set),
  receivedMs?: number,
): Detector {
  const correlator = createCorrelator(set.correlations, { latenessMs });
  const silent = silentRules(set.correlations);
  const told = (findings: ReturnType<typeof correlator.add>): Detection[] =>
    findings
      .filter(({ rule }) => !silent.has(rule))
      .map(({ rule, title, level, group, value, timeMs, events }) => ({
        rule: title,
        id: rule,
        level,
        event: null,
        events,
        fields: { ...group, value, time: new Date(Math.min(timeMs, LAST_MS)).toISOString() },
      }));
  const correlate = (events: readonly CorrelationEvent[]): Detection[] =>
    told(events.flatMap((event) => correlator.add(receivedMs === undefined ? event : { ...event, receivedMs })));
  return {
    judge(event, source, at) {
      const { detections, correlated } = judge(event, source, at);
      return [...detections, ...correlate(correlated)];
    },
    correlate,
    finish: () => told(correlator.finish()),
    losses: () => correlator.losses(),
  };
}
