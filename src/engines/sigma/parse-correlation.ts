import { section, type Doubt, parseHead } from './parse-head.ts';
import { quoted, RuleFault } from './problem.ts';
import type { Plain, PlainMap } from './read-yaml.ts';
import type { CorrelationType, CountOp, Place, SigmaCorrelation } from './types.ts';

const TYPES: readonly string[] = [
  'event_count',
  'value_count',
  'temporal',
  'temporal_ordered',
  'value_sum',
  'value_avg',
  'value_percentile',
];
const OPS: readonly string[] = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'];
const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const MAX_TIMESPAN_MS = 366 * 86_400_000;
const HAS_VALUES = ['value_count', 'value_sum', 'value_avg', 'value_percentile'];

/** Reads a correlation document; the rules it names are looked up later. @throws RuleFault */
export function parseCorrelation(map: PlainMap, place: Place, doubts: Doubt[]): SigmaCorrelation {
  const head = parseHead(map, place, doubts);
  const body = section(map, 'correlation');
  const at = (name: string): string[] => ['correlation', name];
  const type = body.get('type');
  if (typeof type !== 'string' || !TYPES.includes(type))
    throw fault(at('type'), `the type ${shown(type)} is none`, `Use one of ${TYPES.join(', ')}.`);
  const rules = listOf(body.get('rules'), at('rules'), 'rules');
  if (rules.length === 0) throw fault(at('rules'), 'rules names no rule', 'Name rules by id or name.');
  if (new Set(rules).size !== rules.length) throw fault(at('rules'), 'rules names a rule twice', 'Name each once.');
  const isTemporal = type === 'temporal' || type === 'temporal_ordered';
  const condition = conditionOf(body.get('condition'), isTemporal ? rules.length : null, HAS_VALUES.includes(type));
  const groupBy = listOf(body.get('group-by'), at('group-by'), 'group-by');
  if (body.get('group-by') === undefined)
    doubts.push({
      path: ['correlation'],
      message: 'group-by is missing: all events are one group',
      remedy: 'Add group-by.',
    });
  return {
    ...head,
    type: type as CorrelationType,
    rules,
    groupBy,
    aliases: aliasesOf(body.get('aliases')),
    timespanMs: timespanOf(body.get('timespan') ?? body.get('timeframe')),
    ...condition,
    generate: body.get('generate') === true || map.get('generate') === true,
  };
}

type Condition = Pick<SigmaCorrelation, 'conditions' | 'valueFields' | 'percentile'>;

function conditionOf(value: Plain | undefined, ruleCount: number | null, hasValues: boolean): Condition {
  const path = ['correlation', 'condition'];
  const none = { conditions: [], valueFields: [], percentile: 50 };
  if (value === undefined && ruleCount !== null) return { ...none, conditions: [{ op: 'gte', value: ruleCount }] };
  if (!(value instanceof Map))
    throw fault(path, 'the condition is missing or no map', 'Add condition with gte: 10 or the like.');
  const conditions: { op: CountOp; value: number }[] = [];
  let [valueFields, percentile]: [string[], number] = [[], 50];
  for (const [key, given] of value) {
    if (OPS.includes(key)) {
      const number = typeof given === 'string' ? Number(given) : given;
      if (typeof number !== 'number' || !Number.isFinite(number))
        throw fault([...path, key], `${key} is no number`, 'Give a number.');
      conditions.push({ op: key as CountOp, value: number });
    } else if (key === 'field') valueFields = listOf(given, [...path, key], 'field');
    else if (key === 'percentile' && typeof given === 'number' && given > 0 && given <= 100) percentile = given;
    else throw fault([...path, key], `${quoted(key)} is no condition`, `Use ${OPS.join(', ')} and field.`);
  }
  if (conditions.length === 0)
    throw fault(path, 'the condition compares with no number', `Add one of ${OPS.join(', ')}.`);
  if (hasValues && valueFields.length === 0)
    throw fault(path, 'the condition names no field', 'Add field: NAME to it.');
  return { conditions, valueFields, percentile };
}

function timespanOf(value: Plain | undefined): number {
  const path = ['correlation', 'timespan'];
  const found = typeof value === 'string' ? /^(\d{1,8})([smhdw])$/.exec(value.trim()) : null;
  if (found === null)
    throw fault(path, `the timespan ${shown(value)} is none`, 'Write a number and s, m, h or d: 90m.');
  const spanMs = Number(found[1]) * (UNITS[found[2] ?? ''] ?? 0);
  if (spanMs <= 0 || spanMs > MAX_TIMESPAN_MS)
    throw fault(path, `the timespan ${shown(value)} is not between 1s and 366d`, 'Choose a shorter one.');
  return spanMs;
}

function aliasesOf(value: Plain | undefined): Record<string, Record<string, string>> {
  const path = ['correlation', 'aliases'];
  if (value === undefined || value === null) return {};
  if (!(value instanceof Map)) throw fault(path, 'aliases is no map', 'Write alias: {rule: field}.');
  return Object.fromEntries(
    [...value].map(([alias, fields]) => {
      if (!(fields instanceof Map))
        throw fault([...path, alias], `the alias ${quoted(alias)} is no map`, 'Write rule: field.');
      const entries = [...fields].map(([rule, field]): [string, string] => {
        if (typeof field !== 'string')
          throw fault([...path, alias, rule], `the alias ${quoted(alias)} names no field`, 'Write rule: field.');
        return [rule, field];
      });
      return [alias, Object.fromEntries(entries)];
    }),
  );
}

function listOf(value: Plain | undefined, path: readonly (string | number)[], name: string): string[] {
  if (value === undefined || value === null) return [];
  const entries = Array.isArray(value) ? value : [value];
  return entries.map((entry, index) => {
    if (typeof entry === 'string' && entry.trim() !== '') return entry.trim();
    throw fault([...path, index], `${name} holds what is no text`, 'Write one text a line.');
  });
}

function fault(path: readonly (string | number)[], message: string, remedy: string): RuleFault {
  return new RuleFault('correlation', message, path, remedy);
}

function shown(value: Plain | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? quoted(String(value)) : 'given';
}
