import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { mapRecord, RECORD_FORMATS } from '../events/index.ts';
import { createSigmaEngine } from './engine.ts';
import { loadRules } from './load-rules.ts';
import { OWN_RULE_VECTORS } from './own-rules.vectors.ts';

/*
 * The same event comes otherwise from another pipeline: numbers as texts, members in another order, nothing as null or as an empty
 * text. No verdict of ours may hang on that.
 */

const folder = path.join(import.meta.dirname, '../../../detections');
const files = globSync('*/*.yml', { cwd: folder })
  .toSorted()
  .map((name) => ({ name, text: readFileSync(path.join(folder, name), 'utf8') }));
const { rules } = loadRules(files.filter(({ name }) => !name.endsWith('.tests.yml')));
const engine = createSigmaEngine(rules);

interface RuleTest {
  name: string;
  source: string;
  event: unknown;
}
const tests = files
  .filter(({ name }) => name.endsWith('.tests.yml'))
  .flatMap(({ name, text }) => (parse(text) as RuleTest[]).map((test) => ({ ...test, name: `${name}: ${test.name}` })));

/** Which rules fire, with the OCSF event at hand. */
function firing(raw: unknown, source: string): string[] {
  const format = RECORD_FORMATS.find((known) => known === source);
  const mapped = format === undefined ? null : mapRecord(format, raw);
  const ocsf: unknown = mapped?.ok === true ? mapped.event : null;
  return engine
    .match({ raw, ocsf }, { source })
    .map(({ rule }) => rule)
    .toSorted();
}

type Members = [string, unknown][];

function change(value: unknown, leaf: (value: unknown) => unknown, members: (of: Members) => Members): unknown {
  if (Array.isArray(value)) return value.map((item) => change(item, leaf, members));
  if (typeof value !== 'object' || value === null) return leaf(value);
  const own = Object.entries(value).map(([key, inner]): [string, unknown] => [key, change(inner, leaf, members)]);
  return Object.fromEntries(members(own));
}

const leaves = (leaf: (value: unknown) => unknown) => (event: unknown) => change(event, leaf, (of) => of);
const objects = (members: (of: Members) => Members) => (event: unknown) => change(event, (value) => value, members);

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => reversed(item)).toReversed();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, reversed(inner)]));
}

const WAYS: readonly (readonly [string, (event: unknown) => unknown])[] = [
  ['numbers as texts', leaves((value) => (typeof value === 'number' ? String(value) : value))],
  [
    'texts as numbers',
    leaves((value) => (typeof value === 'string' && /^(?:0|[1-9]\d{0,8})$/.test(value) ? Number(value) : value)),
  ],
  ['booleans as texts', leaves((value) => (typeof value === 'boolean' ? String(value) : value))],
  ['booleans as Python writes them', leaves((value) => (value === true ? 'True' : value === false ? 'False' : value))],
  ['texts as booleans', leaves((value) => (value === 'true' ? true : value === 'false' ? false : value))],
  ['empty texts as null', leaves((value) => (value === '' ? null : value))],
  ['null as an empty text', leaves((value) => value ?? '')],
  ['without what is null', objects((of) => of.filter(([, value]) => value !== null))],
  ['members in another order', objects((of) => of.toReversed())],
  ['lists in another order', reversed],
  ['with what a pipeline adds', (event) => ({ ...(event as object), '@version': '1', agent: { host: 'collector-1' } })],
];

describe('the verdicts of our own rules', () => {
  it.each(WAYS)('stay what they are: %s', (_, way) => {
    const wrong = tests.filter(
      ({ event, source }) => firing(way(event), source).join(' ') !== firing(event, source).join(' '),
    );
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it('are right on further events of the same kinds', () => {
    const keys = new Map(rules.map(({ place, key }) => [place.file.replace('.yml', ''), key]));
    const wrong = OWN_RULE_VECTORS.filter(([rule, fires, event]) => {
      const key = keys.get(rule);
      return key === undefined || firing(event, rule.split('/', 1)[0] ?? '').includes(key) !== fires;
    });
    expect(wrong).toEqual([]);
  });
});
