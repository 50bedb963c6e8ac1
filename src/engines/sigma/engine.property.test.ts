import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSigmaEngine } from './engine.ts';
import { loadRules } from './load-rules.ts';
import { referenceHolds } from './test-reference.ts';

const FIELDS = ['alpha', 'beta', 'in.ner', 'in.list', 'gamma'];
const WORDS = [
  'a',
  'ab',
  'ABC',
  'b',
  'cab',
  '',
  '-',
  '/a',
  'x -a',
  'σς',
  'ΣΑΣ',
  'ſtraße',
  'a*b',
  'a\\b',
  '10.1.2.3',
  '192.168.0.7',
  '5',
  '17',
  'true',
  '𐐀a',
  'İ',
  'YWI=',
  'a\u0000b\u0000',
];
const MODIFIERS = [
  '',
  '|contains',
  '|startswith',
  '|endswith',
  '|cased',
  '|contains|cased',
  '|contains|all',
  '|startswith|all',
  '|neq',
  '|contains|neq',
  '|windash',
  '|windash|contains',
  '|base64',
  '|base64offset|contains',
  '|wide|contains',
  '|utf16be',
  '|utf16|base64offset|contains',
];

const word = fc.constantFrom(...WORDS);
const text = fc.oneof(
  word,
  fc.array(word, { maxLength: 3 }).map((words) => words.join('')),
);
const scalar = fc.oneof(
  { weight: 6, arbitrary: text },
  fc.integer({ min: -3, max: 20 }),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom('2026-11-22T03:45:10', '2027-01-01T00:00:00', 1_700_000_000_000),
);
const value = fc.oneof({ weight: 5, arbitrary: scalar }, fc.array(scalar, { maxLength: 3 }), fc.record({ k: scalar }));
const event = fc.record(
  {
    alpha: value,
    beta: value,
    gamma: value,
    in: fc.record({ ner: value, list: value }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

const pattern = fc
  .array(fc.oneof(word, fc.constantFrom('*', '?', '\\*', '\\\\', '\\?')), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join(''));
const isEncoding = (modifier: string): boolean => /base64|wide|utf16/.test(modifier);
const item = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(
        fc.constantFrom(...FIELDS),
        fc.constantFrom(...MODIFIERS),
        fc.array(pattern, { minLength: 1, maxLength: 3 }),
        fc.array(word, { minLength: 1, maxLength: 3 }),
      )
      .map(([field, modifier, patterns, words]) => [
        field + modifier,
        isEncoding(modifier) ? words.map((one) => one.replaceAll(/[*?]/g, '')) : patterns,
      ]),
  },
  fc
    .tuple(
      fc.constantFrom(...FIELDS),
      fc.constantFrom('|re', '|re|i', '|re|s', '|re|m|i'),
      fc.constantFrom('a+b', '^a', 'b$', '[ab]{2,3}', 'a.b', '(a|x)b?', '\\d+'),
    )
    .map(([field, modifier, expression]) => [field + modifier, expression]),
  fc
    .tuple(fc.constantFrom(...FIELDS), fc.constantFrom('10.0.0.0/8', '192.168.0.0/29', '10.1.2.3/32', '0.0.0.0/0'))
    .map(([field, range]) => [`${field}|cidr`, range]),
  fc
    .tuple(fc.constantFrom(...FIELDS), fc.constantFrom('gt', 'gte', 'lt', 'lte'), fc.integer({ min: -3, max: 20 }))
    .map(([field, op, number]) => [`${field}|${op}`, number]),
  fc.tuple(fc.constantFrom(...FIELDS), fc.boolean()).map(([field, wanted]) => [`${field}|exists`, wanted]),
  fc
    .tuple(
      fc.constantFrom(...FIELDS),
      fc.constantFrom('', '|startswith', '|contains', '|endswith', '|cased', '|neq'),
      fc.constantFrom(...FIELDS),
    )
    .map(([field, modifier, other]) => [`${field}|fieldref${modifier}`, other]),
  fc.constantFrom(...FIELDS).map((field) => [field, null]),
  fc
    .tuple(fc.constantFrom(...FIELDS), fc.oneof(fc.integer({ min: -3, max: 20 }), fc.boolean()))
    .map(([field, one]) => [field, one]),
);
const selection = fc.oneof(
  { weight: 4, arbitrary: fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => Object.fromEntries(items)) },
  fc.array(item, { minLength: 1, maxLength: 2 }).map((items) => items.map((one) => Object.fromEntries([one]))),
  fc.array(pattern, { minLength: 1, maxLength: 3 }),
  fc.array(pattern, { minLength: 1, maxLength: 2 }).map((words) => ({ '|all': words })),
);
const CONDITIONS = [
  'one',
  'one and two',
  'one or two',
  'not one',
  'one and not two',
  'not (one or two) or three',
  '1 of them',
  'all of them',
  '1 of t* and not one',
  'all of t*',
  'not 1 of t*',
  '2 of them',
  'one or two and three',
];
const rule = fc.tuple(fc.record({ one: selection, two: selection, three: selection }), fc.constantFrom(...CONDITIONS));

describe('the shared matcher', () => {
  it('agrees with the slow evaluator for every modifier and every type of value', () => {
    let [compared, met] = [0, 0];
    fc.assert(
      fc.property(
        fc.array(rule, { minLength: 1, maxLength: 6 }),
        fc.array(event, { minLength: 1, maxLength: 6 }),
        (rules, events) => {
          // JSON is YAML
          const files = rules.map(([detection, condition], index) => ({
            name: `${index}.yml`,
            text: JSON.stringify({
              title: 't',
              name: `r${index}`,
              logsource: { product: 'p' },
              detection: { ...detection, condition },
            }),
          }));
          const set = loadRules(files);
          expect(set.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
          const engine = createSigmaEngine(set.rules);
          for (const one of events) {
            const expected = set.rules.filter(({ condition }) => referenceHolds(condition, one)).map(({ key }) => key);
            const matched = engine.match({ raw: one }).map((match) => match.rule);
            if (JSON.stringify(matched) !== JSON.stringify(expected))
              throw new Error(
                `${JSON.stringify(matched)} instead of ${JSON.stringify(expected)} for ${JSON.stringify(one)}`,
              );
            compared += set.rules.length;
            met += expected.length;
          }
        },
      ),
      { numRuns: 300 },
    );
    // neither everything nor nothing, or the comparison says little
    expect(met / compared).toBeGreaterThan(0.1);
    expect(met / compared).toBeLessThan(0.9);
  });
});
