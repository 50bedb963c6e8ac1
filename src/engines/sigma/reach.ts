import { RECORD_FORMATS } from '../events/index.ts';
import { stepsOf } from './field-tree.ts';
import { KNOWN_FIELDS, OCSF_FIELDS } from './pipelines/known-fields.data.ts';
import type { Route } from './routing.ts';
import type { DetectionItem, Expression, SigmaRule } from './types.ts';

/** Where a field of a rule is found in a source's events: in the records, only in their OCSF events, or nowhere that is known. */
export type FieldReach = 'record' | 'ocsf' | 'nowhere';

/** Whether a rule can fire on a source it is about. */
export interface SourceReach {
  source: string;
  /** Some event can meet it: its condition holds without the fields that nobody is known to send. */
  canFire: boolean;
  /** Fields of the rule that no record of the source is known to have, in any spelling that the pipeline knows. */
  missing: readonly string[];
  /** Fields that only the OCSF event has. */
  fromOcsf: readonly string[];
  /** False for a source of which the fields are not known: nothing is missing there. */
  isChecked: boolean;
}

/** The sources that a rule is about, with what it can do there. Empty where its log source is none of ours. */
export function reachOf(rule: SigmaRule, routes: ReadonlyMap<string, Route>): SourceReach[] {
  const fields = fieldsOf(rule.condition);
  return [...routes.values()].flatMap((route): SourceReach[] => {
    if (route.kindsFor(rule.logsource) === 0) return [];
    const known = knownFor(route);
    const reach = new Map(fields.map((field) => [field, fieldReach(field, route, known)]));
    const missing = fields.filter((field) => reach.get(field) === 'nowhere');
    return [
      {
        source: route.pipeline.source,
        canFire: missing.length === 0 || canHold(rule.condition, new Set(missing)).isTrue,
        missing,
        fromOcsf: fields.filter((field) => reach.get(field) === 'ocsf'),
        isChecked: known !== null,
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

/** Names of members, ready for looking paths up. */
interface Known {
  /** Members, and the objects that they are in. */
  paths: ReadonlySet<string>;
  /** Whatever is below these. */
  open: ReadonlySet<string>;
}

const known = new Map<string, Known | null>();

function knownFor({ pipeline }: Route): Known | null {
  const { source } = pipeline;
  let own = known.get(source);
  if (own === undefined) {
    const text = KNOWN_FIELDS[source]?.trim() ?? '*';
    own = text === '*' ? null : readKnown(text);
    known.set(source, own);
  }
  return own;
}

function readKnown(text: string): Known {
  const paths = new Set<string>();
  const open = new Set<string>();
  for (const name of text.trim().split(/\s+/)) {
    const isOpen = name.endsWith('.*');
    const steps = stepsOf(isOpen ? name.slice(0, -2) : name);
    for (let length = 1; length <= steps.length; length += 1) paths.add(steps.slice(0, length).join('.'));
    if (isOpen) open.add(steps.join('.'));
  }
  return { paths, open };
}

const ocsf = readKnown(OCSF_FIELDS);

/** Where the records are not known, these are taken for members of OCSF events. */
const OCSF_ALONE = ['srcendpoint', 'dstendpoint', 'httprequest', 'unmapped', 'enrichments', 'findinginfo', 'classuid'];

function fieldReach(field: string, route: Route, own: Known | null): FieldReach {
  const { raw, ocsf: places } = route.pathsOf(field);
  const ways = raw.map(({ path }) => stepsOf(path));
  if (own !== null && ways.some((steps) => isSent(steps, ways, own, route))) return 'record';
  const inOcsf = RECORD_FORMATS.some((format) => format === route.pipeline.source)
    ? places.map((path) => stepsOf(path)).filter((steps) => isKnown(ocsf, steps))
    : [];
  if (own !== null) return inOcsf.length > 0 ? 'ocsf' : 'nowhere';
  return inOcsf.some(([first = '']) => OCSF_ALONE.includes(first)) ? 'ocsf' : 'record';
}

function isSent(
  steps: readonly string[],
  ways: readonly (readonly string[])[],
  own: Known,
  { pipeline }: Route,
): boolean {
  for (const prefix of (pipeline.recordPrefixes ?? []).map((name) => stepsOf(name))) {
    if (!prefix.every((step, index) => step === steps[index])) continue;
    const rest = steps.slice(prefix.length);
    if (rest.length === 0) return true;
    // the pipeline looks for every field below its prefixes as well: that says nothing new
    if (ways.some((way) => way.join('.') === rest.join('.'))) return false;
    if (isKnown(own, rest)) return true;
  }
  return isKnown(own, steps);
}

function isKnown({ paths, open }: Known, steps: readonly string[]): boolean {
  if (paths.has(steps.join('.'))) return true;
  for (let length = 1; length < steps.length; length += 1) if (open.has(steps.slice(0, length).join('.'))) return true;
  return false;
}
