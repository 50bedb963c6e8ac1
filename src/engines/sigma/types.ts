/** What a Sigma rule is, once it is read: specification 2.1.0. Nothing here knows of YAML, files or events. */

export type SigmaLevel = 'informational' | 'low' | 'medium' | 'high' | 'critical';
export type SigmaStatus = 'stable' | 'test' | 'experimental' | 'deprecated' | 'unsupported';

/** Which log a rule is about. Null is "does not say". */
export interface LogSource {
  category: string | null;
  product: string | null;
  service: string | null;
}

/** A piece of a text pattern: letters as they are, {@link MANY} for `*`, {@link ONE} for `?`. */
export type TextPart = string | typeof MANY | typeof ONE;
export const MANY = 0;
export const ONE = 1;

export type CompareOp = 'lt' | 'lte' | 'gt' | 'gte' | 'eq';
export type TimePart = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

/** What one value of an event is tested for. */
export type ValueTest =
  | { kind: 'text'; parts: readonly TextPart[]; cased: boolean }
  /** `pattern` in RE2 syntax, found anywhere in the text; flags among i, m, s. */
  | { kind: 'regex'; pattern: string; flags: string }
  | { kind: 'cidr'; text: string }
  | { kind: 'compare'; op: CompareOp; number: number }
  | { kind: 'time'; part: TimePart; op: CompareOp; number: number }
  | { kind: 'field'; field: string; at: 'whole' | 'start' | 'end' | 'inside'; cased: boolean }
  | { kind: 'exists'; wanted: boolean }
  | { kind: 'null' };

/** One line of a search identifier: a field (null: the whole event) and what it is tested for. */
export interface DetectionItem {
  field: string | null;
  tests: readonly ValueTest[];
  /** Every test must be met by some value of the field; otherwise one suffices. */
  all: boolean;
  /** `neq`: the item holds when the tests do not. */
  negated: boolean;
}

export type Expression =
  | { op: 'item'; item: DetectionItem }
  | { op: 'and' | 'or'; args: readonly Expression[] }
  | { op: 'not'; arg: Expression };

/** Where a document stands, for messages. Lines count from 1. */
export interface Place {
  file: string;
  line: number;
}

export interface RuleHead {
  /** The rule's `id`, else its `name`, else `file:line`. Unique within a rule set. */
  key: string;
  id: string | null;
  name: string | null;
  title: string;
  status: SigmaStatus | null;
  level: SigmaLevel | null;
  description: string | null;
  tags: readonly string[];
  falsepositives: readonly string[];
  fields: readonly string[];
  /** Everything else of the document's top level, such as `references`, `author` and custom attributes. */
  custom: Readonly<Record<string, unknown>>;
  place: Place;
}

export interface SigmaRule extends RuleHead {
  logsource: LogSource;
  condition: Expression;
}

export type CorrelationType =
  | 'event_count'
  | 'value_count'
  | 'temporal'
  | 'temporal_ordered'
  | 'value_sum'
  | 'value_avg'
  | 'value_percentile';

export type CountOp = 'gt' | 'gte' | 'lt' | 'lte' | 'eq' | 'neq';

export interface SigmaCorrelation extends RuleHead {
  type: CorrelationType;
  /** Keys of rules and correlations of the same set, in the order given. */
  rules: readonly string[];
  groupBy: readonly string[];
  /** Alias → rule key → field of the events which that rule matches. */
  aliases: Readonly<Record<string, Readonly<Record<string, string>>>>;
  timespanMs: number;
  /** All of them must hold. */
  conditions: readonly { op: CountOp; value: number }[];
  /** The fields whose values are counted or calculated with. */
  valueFields: readonly string[];
  /** Which percentile `value_percentile` takes: 50 is the median. */
  percentile: number;
  /** Report the rules referred to by themselves, too. */
  generate: boolean;
}

/** What could not be read, or was read with a doubt. */
export interface RuleProblem {
  code: `sigma.${string}`;
  severity: 'error' | 'warning';
  place: Place;
  /** The rule's title, where it was read. */
  rule: string | null;
  message: string;
  remedy: string;
}

export interface RuleSet {
  rules: readonly SigmaRule[];
  correlations: readonly SigmaCorrelation[];
  /** How many filters were applied to rules of the set. */
  filters: number;
  problems: readonly RuleProblem[];
}

/** Names of the lists that `expand` puts in place of `%name%`. */
export type PlaceholderLists = Readonly<Record<string, readonly string[]>>;
