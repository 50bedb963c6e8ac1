import { RECORD_FORMATS } from '../events/index.ts';
import { stepsOf } from './field-tree.ts';
import { isKnown, knownFor, mayBeThere, OCSF, type Known } from './known-fields.ts';
import { nearestField } from './nearest-field.ts';
import type { Route } from './routing.ts';
import type { DetectionItem, Expression, SigmaRule } from './types.ts';

/**
 * Where a field of a rule is found in a source's events: in the records; only in their OCSF events; perhaps in the records, though
 * nobody documents it; nowhere.
 */
export type FieldReach = 'record' | 'ocsf' | 'undocumented' | 'nowhere';

/** Whether a rule can fire on a source it is about. */
export interface SourceReach {
  source: string;
  /** Some event can meet it: its condition holds without the fields that nobody is known to send. */
  canFire: boolean;
  /** Fields of the rule that no record of the source is known to have, in any spelling that the pipeline knows. */
  missing: readonly string[];
  /** Fields that only the OCSF event has. */
  fromOcsf: readonly string[];
  /** Fields that are not among the known ones of a source whose records may have others. The rule is taken to fire on them. */
  undocumented: readonly string[];
  /** For a missing or undocumented field the known one that it may be a misspelling of, where one is so near. */
  nearest: Readonly<Record<string, string>>;
  /** False for a source of which the fields are not known: nothing is missing there. */
  isChecked: boolean;
  /** The source's records may have members beside the known ones. */
  isOpen: boolean;
}

/** The sources that a rule is about, with what it can do there. Empty where its log source is none of ours. */
export function reachOf(rule: SigmaRule, routes: ReadonlyMap<string, Route>): SourceReach[] {
  const fields = fieldsOf(rule.condition);
  return [...routes.values()].flatMap((route): SourceReach[] => {
    if (route.kindsFor(rule.logsource) === 0) return [];
    const known = knownFor(route.pipeline.source);
    const reach = new Map(fields.map((field) => [field, fieldReach(field, route, known)]));
    const of = (kind: FieldReach): string[] => fields.filter((field) => reach.get(field) === kind);
    const missing = of('nowhere');
    const undocumented = of('undocumented');
    return [
      {
        source: route.pipeline.source,
        canFire: missing.length === 0 || canHold(rule.condition, new Set(missing)).isTrue,
        missing,
        fromOcsf: of('ocsf'),
        undocumented,
        nearest: Object.fromEntries(
          [...missing, ...undocumented].flatMap((field) => {
            const near = known === null ? null : nearestField(field, route.pipeline, known);
            return near === null ? [] : [[field, near]];
          }),
        ),
        isChecked: known !== null,
        isOpen: known?.isOpen === true,
      },
    ];
  });
}

/**
 * The condition without what the given fields are tested for, so that it holds at least wherever the whole one does: what a record
 * must meet before its OCSF event can matter. Null where nothing is left of it, so that every record may meet it.
 */
export function withoutOcsf(condition: Expression, fields: ReadonlySet<string>): Expression | null {
  if (!fieldsOf(condition).some((field) => fields.has(field))) return condition;
  if (condition.op === 'and') {
    const args = condition.args.flatMap((arg) => withoutOcsf(arg, fields) ?? []);
    return args.length === 0 ? null : { op: 'and', args };
  }
  if (condition.op === 'or') {
    const args = condition.args.map((arg) => withoutOcsf(arg, fields));
    return args.includes(null) ? null : { op: 'or', args: args.filter((arg) => arg !== null) };
  }
  // a test of such a field, or the negation of one, may turn out either way
  return null;
}

function fieldsOf(condition: Expression): string[] {
  const fields = new Set<string>();
  const collect = (node: Expression): void => {
    if (node.op === 'not') collect(node.arg);
    else if (node.op !== 'item') for (const arg of node.args) collect(arg);
    else {
      if (node.item.field !== null) fields.add(node.item.field);
      for (const test of node.item.tests) if (test.kind === 'field') fields.add(test.field);
    }
  };
  collect(condition);
  return [...fields];
}

interface Verdict {
  isTrue: boolean;
  isFalse: boolean;
}

/** What can become of a condition where some fields are never there. */
function canHold(node: Expression, missing: ReadonlySet<string>): Verdict {
  if (node.op === 'item') return itemCan(node.item, missing);
  if (node.op === 'not') {
    const { isTrue, isFalse } = canHold(node.arg, missing);
    return { isTrue: isFalse, isFalse: isTrue };
  }
  const args = node.args.map((arg) => canHold(arg, missing));
  return node.op === 'and'
    ? { isTrue: args.every(({ isTrue }) => isTrue), isFalse: args.some(({ isFalse }) => isFalse) }
    : { isTrue: args.some(({ isTrue }) => isTrue), isFalse: args.every(({ isFalse }) => isFalse) };
}

function itemCan({ field, tests, all, negated }: DetectionItem, missing: ReadonlySet<string>): Verdict {
  const verdicts = tests.map((test): Verdict => {
    if (field === null || !missing.has(field)) {
      const isNever = test.kind === 'field' && missing.has(test.field);
      return { isTrue: !isNever, isFalse: true };
    }
    const isTrue = test.kind === 'null' || (test.kind === 'exists' && !test.wanted);
    return { isTrue, isFalse: !isTrue };
  });
  const isTrue = all ? verdicts.every((one) => one.isTrue) : verdicts.some((one) => one.isTrue);
  const isFalse = all ? verdicts.some((one) => one.isFalse) : verdicts.every((one) => one.isFalse);
  return negated ? { isTrue: isFalse, isFalse: isTrue } : { isTrue, isFalse };
}

/** Where other members than the known ones may stand in records, these are taken for members of OCSF events. */
const OCSF_ALONE = ['srcendpoint', 'dstendpoint', 'httprequest', 'unmapped', 'enrichments', 'findinginfo', 'classuid'];

function fieldReach(field: string, route: Route, own: Known | null): FieldReach {
  const { raw, ocsf: places } = route.pathsOf(field);
  const ways = raw.map(({ path }) => stepsOf(path));
  if (own !== null && ways.some((steps) => isSent(steps, ways, own, route))) return 'record';
  const inOcsf = RECORD_FORMATS.some((format) => format === route.pipeline.source)
    ? places.map((path) => stepsOf(path)).filter((steps) => isKnown(OCSF, steps))
    : [];
  if (own !== null && !(own.isOpen && ways.some((steps) => mayBeSent(steps, ways, own, route))))
    return inOcsf.length > 0 ? 'ocsf' : 'nowhere';
  if (inOcsf.some(([first = '']) => OCSF_ALONE.includes(first))) return 'ocsf';
  return own === null ? 'record' : 'undocumented';
}

function isSent(
  steps: readonly string[],
  ways: readonly (readonly string[])[],
  own: Known,
  { pipeline }: Route,
): boolean {
  const prefixes = (pipeline.recordPrefixes ?? []).map((name) => stepsOf(name));
  const below = prefixes.filter((prefix) => isBelow(steps, prefix)).map((prefix) => steps.slice(prefix.length));
  // the pipeline looks for every field below its prefixes as well: that says nothing new
  if (below.some((rest) => isAmong(rest, ways))) return false;
  if (below.some((rest) => rest.length === 0 || isKnown(own, rest))) return true;
  return isKnown(own, steps);
}

/** The same of what is not known, in records that may have other members. */
function mayBeSent(
  steps: readonly string[],
  ways: readonly (readonly string[])[],
  own: Known,
  { pipeline }: Route,
): boolean {
  const prefixes = [...(pipeline.recordPrefixes ?? []), ...(pipeline.rulePrefixes ?? [])].map((name) => stepsOf(name));
  const below = prefixes.filter((prefix) => isBelow(steps, prefix)).map((prefix) => steps.slice(prefix.length));
  if (below.length === 0) return mayBeThere(own, steps);
  return !below.some((rest) => isAmong(rest, ways)) && below.some((rest) => mayBeThere(own, rest));
}

function isBelow(steps: readonly string[], prefix: readonly string[]): boolean {
  return prefix.every((step, index) => step === steps[index]);
}

function isAmong(steps: readonly string[], ways: readonly (readonly string[])[]): boolean {
  if (steps.length === 0) return false;
  const path = steps.join('.');
  return ways.some((way) => way.join('.') === path);
}
