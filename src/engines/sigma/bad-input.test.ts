import { describe, expect, it } from 'vitest';
import { createSigmaEngine } from './engine.ts';
import { loadRules } from './load-rules.ts';
import type { RuleProblem } from './types.ts';

const RULE = 'title: t\nlogsource: {product: okta}\ndetection:\n  s:\n    a: 1\n  condition: s\n';

function problemsOf(text: string): readonly RuleProblem[] {
  return loadRules([{ name: 'rule.yml', text }]).problems;
}

function first(text: string): string {
  const [problem] = problemsOf(text);
  return problem === undefined ? 'none' : `${problem.code} line ${problem.place.line}: ${problem.message}`;
}

describe('rule files that are wrong', () => {
  it.each([
    ['no YAML', 'title: [', /^sigma\.yaml line 1/],
    ['a key twice', `${RULE}title: again\n`, /^sigma\.yaml line 7/],
    ['no map', '- a\n- b\n', /^sigma\.yaml line 1: the document is no map/],
    ['no title', RULE.replace('title: t\n', ''), /^sigma\.attribute line 1: the title is missing/],
    ['an unknown level', `${RULE}level: huge\n`, /^sigma\.attribute line 7: level is "huge"/],
    ['no log source', RULE.replace('logsource: {product: okta}\n', ''), /^sigma\.logsource line 1/],
    [
      'an unknown modifier',
      RULE.replace('a: 1', 'a|containz: 1'),
      /^sigma\.modifier line 5: there is no modifier "containz"/,
    ],
    ['a flag without re', RULE.replace('a: 1', 'a|i: x'), /^sigma\.modifier line 5/],
    ['a map as a value', RULE.replace('a: 1', 'a: {b: c}'), /^sigma\.value line 5/],
    ['text where a number is wanted', RULE.replace('a: 1', 'a|gte: many'), /^sigma\.value line 5/],
    ['no network', RULE.replace('a: 1', 'a|cidr: 10.0.0.0/33'), /^sigma\.value line 5/],
    ['lookaround', RULE.replace('a: 1', "a|re: '(?=x)y'"), /^sigma\.regex line 5/],
    ['a back reference', RULE.replace('a: 1', "a|re: '(a)\\1'"), /^sigma\.regex line 5/],
    ['a count that explodes', RULE.replace('a: 1', "a|re: '((a{1,900}){1,900}){1,900}'"), /^sigma\.regex line 5/],
    ['a placeholder without a list', RULE.replace('a: 1', "a|expand: '%admins%'"), /^sigma\.placeholder line 5/],
    [
      'an unknown search identifier',
      RULE.replace('condition: s', 'condition: s and filter'),
      /^sigma\.condition line 6: there is no search identifier "filter"/,
    ],
    ['an aggregation', RULE.replace('condition: s', 'condition: s | count() > 5'), /^sigma\.condition line 6/],
    ['an unclosed bracket', RULE.replace('condition: s', 'condition: (s'), /^sigma\.condition line 6/],
    [
      'a condition that is too deep',
      RULE.replace('condition: s', `condition: ${'('.repeat(500)}s${')'.repeat(500)}`),
      /^sigma\.condition line 6/,
    ],
    ['more values than can be meant', RULE.replace('a: 1', `a|windash: '${'-a '.repeat(12)}'`), /^sigma\.value line 5/],
  ])('tells of %s, with the line', (_, text, expected) => {
    expect(first(text)).toMatch(expected);
  });

  it('names a remedy for everything, and still loads the rest of the file', () => {
    const set = loadRules([{ name: 'rule.yml', text: `${RULE.replace('a: 1', 'a|containz: 1')}---\n${RULE}` }]);
    expect(set.rules).toHaveLength(1);
    expect(set.problems.map(({ remedy }) => remedy.length > 5)).toEqual([true]);
  });

  it('refuses bombs of aliases, depth and size', () => {
    const lines = [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...'bcdefghij'.split('').map(
        (name, index) =>
          `${name}: &${name} [${Array(9)
            .fill(`*${'abcdefghij'[index] ?? ''}`)
            .join(', ')}]`,
      ),
    ];
    expect(first(`${lines.join('\n')}\n${RULE}`)).toMatch(/^sigma\.yaml/);
    expect(first(`${RULE}x: ${'['.repeat(100_000)}`)).toMatch(/^sigma\.yaml/);
    expect(first(`${RULE}x: ${'{a: '.repeat(5000)}`)).toMatch(/^sigma\.yaml/);
    expect(first(`${RULE}x: ${'- '.repeat(5000)}`)).toMatch(/^sigma\.yaml/);
    expect(first(`${RULE}x: ${'x'.repeat(3_000_000)}`)).toMatch(/^sigma\.yaml line 1: the file is longer/);
  });

  it('keeps keys that look like parts of an object apart from its prototype', () => {
    const set = loadRules([{ name: 'rule.yml', text: RULE.replace('a: 1', '__proto__: x\n    constructor: y') }]);
    const engine = createSigmaEngine(set.rules);
    expect(engine.match({ raw: {} }, { source: 'okta' })).toEqual([]);
    const raw = JSON.parse('{"__proto__": "x", "constructor": "y"}') as unknown;
    expect(engine.match({ raw }, { source: 'okta' })).toHaveLength(1);
  });
});

describe('events that are wrong', () => {
  const set = loadRules([
    { name: 'a.yml', text: RULE.replace('a: 1', 'a.b|contains: needle') },
    { name: 'b.yml', text: RULE.replace('a: 1', "a|re: '(x+x+)+y'") },
    {
      name: 'c.yml',
      text: RULE.replace('a: 1', 'a: 1\n    b|cidr: 10.0.0.0/8\n    c|gt: 3\n    d|hour: 4\n    e|fieldref: a'),
    },
    { name: 'd.yml', text: RULE.replace('s:\n    a: 1', 's:\n    - needle') },
  ]);
  const engine = createSigmaEngine(set.rules);

  it('are judged whatever their type', () => {
    expect(set.problems).toEqual([]);
    for (const raw of [
      null,
      undefined,
      1,
      'text',
      true,
      [],
      [[]],
      [null],
      {},
      { a: null },
      { a: { b: [{}, [[1]]] } },
      { a: 1, b: 1, c: 'x', d: {}, e: [] },
      { a: Infinity, b: -0, c: Number.NaN },
    ])
      expect(() => engine.match({ raw, ocsf: raw }, { source: 'okta' })).not.toThrow();
  });

  it('are refused as bytes when they are no JSON', () => {
    for (const text of ['', '{', '{"a": ', '{"a": "x', '{"a": 1}}', 'nul']) {
      expect(() => engine.matchBytes(new TextEncoder().encode(text), { source: 'okta' })).toThrow(SyntaxError);
    }
    expect(() => engine.matchBytes(Uint8Array.of(0x22, 0xff, 0x22), { source: 'okta' })).toThrow(TypeError);
  });

  it('are judged in full when they are huge, and within their depth', () => {
    const huge = `${'x'.repeat(10_000_000)} needle`;
    expect(engine.match({ raw: { a: { b: huge } } }, { source: 'okta' }).map(({ rule }) => rule)).toEqual([
      'a.yml:1',
      'd.yml:1',
    ]);
    expect(engine.match({ raw: { a: 'x'.repeat(1_000_000) } }, { source: 'okta' })).toEqual([]);
    let deep: unknown = 'needle';
    for (let level = 0; level < 100_000; level++) deep = level % 2 === 0 ? { b: deep } : [deep];
    expect(engine.match({ raw: { a: deep } }, { source: 'okta' })).toEqual([]);
  });

  it('name the sources there are when theirs is none', () => {
    expect(() => engine.match({ raw: {} }, { source: 'oktta' })).toThrow(/there is no source oktta/);
  });
});
