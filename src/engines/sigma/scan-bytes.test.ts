import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSigmaEngine, type SigmaEngine } from './engine.ts';
import { loadRules } from './load-rules.ts';

const encoder = new TextEncoder();

function engineOf(detections: readonly Record<string, unknown>[], product = 'azure', service?: string): SigmaEngine {
  const set = loadRules(
    detections.map((detection, index) => ({
      name: `${index}.yml`,
      // JSON is YAML
      text: JSON.stringify({
        title: 't',
        name: `r${index}`,
        logsource: { product, service },
        detection: { condition: 'one', ...detection },
      }),
    })),
  );
  expect(set.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return createSigmaEngine(set.rules);
}

/** What two ways of judging say must be the same: more than once, as the way from bytes learns how records are spelt. */
function expectSame(engine: SigmaEngine, text: string, source: string): number {
  const bytes = encoder.encode(text);
  const expected = engine.match({ raw: JSON.parse(text) as unknown }, { source });
  for (let time = 0; time < 3; time += 1)
    expect(engine.matchBytes(bytes, { source }), `${text}, time ${time}`).toEqual(expected);
  return expected.length;
}

const RULES = [
  { one: { alpha: 'x' } },
  { one: { alpha: 'x', 'beta|contains': 'yy' } },
  { one: { 'in.ner': ['5', 'true', 'x'] } },
  { one: { 'in.ner|startswith': 'a', gamma: null } },
  { one: { 'in|contains': '"list":[5' } },
  { one: { 'pairs.key': 'x' } },
  { one: { beta: 'y', 'alpha|fieldref|contains': 'gamma' } },
  { one: { 'gamma|re': '^a.c$' }, two: { 'alpha|exists': true }, condition: 'one and not two' },
  { one: ['keyword one', 'Ärger'] },
  { one: { gamma: 'x' }, two: ['7'], condition: 'one and two' },
  { one: { gamma: ['éa', 'a"b', '/'] } },
];

describe('records judged from their bytes', () => {
  it.each([
    '{"alpha":"x","Al_pha":"y"}',
    '{"alpha":"x","alpha":"y"}',
    '{"alpha":"y","alpha":"x"}',
    '{"in":{"ner":5},"in":{"ner":6}}',
    '{"in":{"ner":5,"ner":6}}',
    '{"in.ner":true}',
    '{"In":{"list":[5,6]}}',
    '{"in":"{\\"ner\\":5}"}',
    '{"properties":{"alpha":"\\u0078","beta":"ayya"}}',
    '{"alp\\u0068a":"x"}',
    '{"in":[{"ner":"axx"},{"ner":[5]}]}',
    '{"pairs":[{"name":"key","value":"x"}]}',
    '{"pairs":[{"Name":"k_ey","newValue":"\\"x\\""}]}',
    '{"pairs":[{"name":"key","message_value":{"parameter":[{"name":"key","value":"x"}]}}]}',
    '{"pairs":[{"name":"other","multiMessageValue":[{"parameter":[{"name":"key","value":"x"}]}]}]}',
    '{"beta":"y","alpha":"abc","gamma":"B"}',
    '{"gamma":"abc"}',
    '{"zeta":"a KEYWORD ONE b"}',
    '{"zeta":"a keyword\\u0020one b"}',
    '{"zeta":["ÄRGER"]}',
    '{"zeta":"k\\u0065yword one"}',
    '{"gamma":"x","n":7e0}',
    '{"gamma":"\\/"}',
    '{"gamma":"a\\"B"}',
    '{"gamma":"ÉA"}',
    '{"__proto__":{"alpha":"x"},"constructor":"x"}',
    '[{"alpha":"x"}]',
    ' { "alpha" : "x" , "in" : { } } ',
    '"x"',
    '{}',
    'null',
  ])('are judged as what JSON.parse makes of them is: %s', (text) => {
    expectSame(engineOf(RULES), text, 'entra');
  });

  it('are judged alike, whatever they hold', () => {
    const names = fc.constantFrom(
      'alpha',
      'Alpha',
      'beta',
      'in',
      'ner',
      'in.ner',
      'list',
      'gamma',
      'pairs',
      'properties',
      'name',
      'value',
      'zeta',
      'category',
    );
    const texts = fc.constantFrom(
      'x',
      'X',
      'yy',
      'y',
      'abc',
      'a keyword one',
      'Ärger',
      'éa',
      'key',
      '{"ner":5}',
      'auditlogs',
      '7',
      'a"b',
      '',
    );
    const json = fc.letrec<{ value: string }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.oneof(
          texts.map((text) => JSON.stringify(text)),
          texts.map(escaped),
          fc.constantFrom('5', '7.0', '70e-1', 'true', 'null'),
        ),
        fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(' , ')}]`),
        members(names, tie('value')),
      ),
    })).value;
    const engine = engineOf(RULES);
    let [judged, met] = [0, 0];
    fc.assert(
      fc.property(fc.oneof(members(names, json), json), (text) => {
        judged += 1;
        if (expectSame(engine, text, 'entra') > 0) met += 1;
      }),
      { numRuns: 3_000 },
    );
    // neither everything nor nothing, or the comparison says little
    expect(met / judged).toBeGreaterThan(0.1);
    expect(met / judged).toBeLessThan(0.9);
  });

  it('of ever new spellings and values go on being judged', () => {
    const engine = engineOf(RULES);
    for (let index = 0; index < 9_000; index += 1)
      engine.matchBytes(encoder.encode(`{"k${index}":1,"alpha":"v${index}","gamma":{"${index}":[${index}]}}`), {
        source: 'entra',
      });
    expect(expectSame(engine, '{"k7":1,"alpha":"x","ALPHA":"v5","beta":"yyy"}', 'entra')).toBe(2);
    expect(expectSame(engine, '{"alpha":"v5"}', 'entra')).toBe(0);
  });
});

function members(names: fc.Arbitrary<string>, value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .array(fc.tuple(names, fc.integer({ min: 0, max: 9 }), value), { maxLength: 5 })
    .map(
      (all) =>
        `{${all.map(([name, chance, inner]) => `${chance === 0 ? escaped(name) : JSON.stringify(name)}:${inner}`).join(',')}}`,
    );
}

/** The same text with its first letter as an escape. */
function escaped(text: string): string {
  return text === ''
    ? '""'
    : `"\\u${text.charCodeAt(0).toString(16).padStart(4, '0')}${JSON.stringify(text.slice(1)).slice(1)}`;
}

const IDENTITY = path.join(import.meta.dirname, '../../../../shared/corpora/identity');
if (!existsSync(IDENTITY)) console.log('skipped: ../shared/corpora/identity is absent');
describe.skipIf(!existsSync(IDENTITY))('public events and public rules', () => {
  it('meet each other alike from bytes and from parsed records', () => {
    const folder = path.join(IDENTITY, 'sigma/rules');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.startsWith('cloud') || file.startsWith('identity'),
    );
    const rules = files
      .filter((file) => file.endsWith('.yml'))
      .map((name) => ({ name, text: readFileSync(path.join(folder, name), 'utf8') }));
    const engine = createSigmaEngine(loadRules(rules).rules);
    let [judged, met] = [0, 0];
    for (const file of readdirSync(path.join(IDENTITY, 'panther')))
      for (const line of readFileSync(path.join(IDENTITY, 'panther', file), 'utf8')
        .trim()
        .split('\n'))
        for (const source of ['entra', 'okta', 'github', 'google-workspace', 'm365-audit', 'duo']) {
          judged += 1;
          if (expectSame(engine, JSON.stringify((JSON.parse(line) as { event: unknown }).event), source) > 0) met += 1;
        }
    console.log(`${judged} judgements of public events from bytes and from parsed records alike, ${met} with matches`);
    expect(met).toBeGreaterThan(50);
  });
});
