import { describe, expect, it } from 'vitest';
import { createSigmaEngine } from './engine.ts';
import { foldCase } from './fold.ts';
import { loadRules } from './load-rules.ts';

/** Whether a detection written as JSON meets an event. */
function meets(detection: object, event: unknown, source?: string, logsource: object = { product: 'p' }): boolean {
  const set = loadRules(
    [{ name: 'r.yml', text: JSON.stringify({ title: 't', logsource, detection: { condition: 's', ...detection } }) }],
    {
      lists: { admins: ['ada', 'grace*'], two: ['x', 'y'] },
    },
  );
  expect(set.problems).toEqual([]);
  return createSigmaEngine(set.rules).match({ raw: event }, source === undefined ? {} : { source }).length === 1;
}

describe('values', () => {
  it.each([
    ['C:\\Windows\\\\*', 'c:\\windows\\x', true],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'axb', false],
    ['a\\\\*b', 'a\\xyzb', true],
    ['a\\\\\\*b', 'a\\*b', true],
    ['a\\\\\\\\b', 'a\\\\b', true],
    ['a\\b', 'a\\b', true],
    ['prog?.exe', 'progA.exe', true],
    ['prog?.exe', 'prog.exe', false],
    ['*', '', true],
  ])('read wildcards and escapes as specified: %s and %s', (pattern, value, expected) => {
    expect(meets({ s: { f: pattern } }, { f: value })).toBe(expected);
  });

  it('are encoded before they are searched', () => {
    expect(meets({ s: { 'f|base64offset|contains': 'foobar' } }, { f: btoa('x foobar y') })).toBe(true);
    expect(meets({ s: { 'f|base64offset|contains': 'foobar' } }, { f: btoa('xx foobar y') })).toBe(true);
    expect(meets({ s: { 'f|base64offset|contains': 'bazfoo' } }, { f: btoa('x foobar y') })).toBe(false);
    expect(meets({ s: { 'f|wide|base64': 'hi' } }, { f: btoa('h\u0000i\u0000') })).toBe(true);
    expect(meets({ s: { 'f|utf16|base64': 'h' } }, { f: btoa('\u00ff\u00feh\u0000') })).toBe(true);
  });

  it('stand for every flag mark with windash', () => {
    for (const mark of ['-', '/', '–', '—', '―'])
      expect(meets({ s: { 'f|windash|contains': ' -enc ' } }, { f: `p ${mark}enc x` })).toBe(true);
    expect(meets({ s: { 'f|windash|contains': ' -enc ' } }, { f: 'p +enc x' })).toBe(false);
  });

  it('are put in place of placeholders', () => {
    expect(meets({ s: { 'f|expand': '%admins%' } }, { f: 'Grace Hopper' })).toBe(true);
    expect(meets({ s: { 'f|expand': '%admins%-%two%' } }, { f: 'ada-y' })).toBe(true);
    expect(meets({ s: { 'f|expand': '\\%admins%' } }, { f: '%admins%' })).toBe(true);
    expect(meets({ s: { f: '%admins%' } }, { f: 'ada' })).toBe(false);
  });

  it('compare networks, numbers, dates and other fields', () => {
    expect(meets({ s: { 'f|cidr': '10.0.0.0/8' } }, { f: '::ffff:10.9.8.7' })).toBe(true);
    expect(meets({ s: { 'f|cidr': '2001:db8::/33' } }, { f: '2001:db8:7fff::1' })).toBe(true);
    expect(meets({ s: { 'f|cidr': '2001:db8::/33' } }, { f: '2001:db8:8000::1' })).toBe(false);
    expect(meets({ s: { 'f|gte': 10 } }, { f: '9.99' })).toBe(false);
    expect(meets({ s: { 'f|hour|gte': 22 } }, { f: '2026-11-22T23:10:00+05:00' })).toBe(true);
    expect(meets({ s: { 'f|week': 53 } }, { f: '2027-01-01' })).toBe(true);
    expect(meets({ s: { 'f|fieldref|endswith': 'g' } }, { f: 'arn/Ada', g: 'ada' })).toBe(true);
  });

  it('fold to the letters that the platform takes for the same', () => {
    for (let code = 0x80; code < 0x2100; code++) {
      const letter = String.fromCharCode(code);
      for (const other of [letter.toUpperCase(), letter.toLowerCase(), letter.toUpperCase().toLowerCase()])
        if (other.length === 1)
          expect(foldCase(other) === foldCase(letter), `${letter} ${other}`).toBe(
            new RegExp(`^${letter}$`, 'iu').test(other),
          );
    }
  });
});

describe('fields', () => {
  it('are looked for in lists, in pairs of name and value, in JSON within texts and under dotted keys', () => {
    expect(meets({ s: { 'a.b': 2 } }, { a: [{ b: 1 }, { b: [3, 2] }] })).toBe(true);
    expect(meets({ s: { 'a.size': 2 } }, { a: [{ name: 'size', intValue: 2 }] })).toBe(true);
    expect(meets({ s: { 'a.size': true } }, { a: [{ display_name: 'size', bool_value: true }] })).toBe(true);
    const within = (pairs: unknown): unknown => ({ a: [{ name: 'in', messageValue: { parameter: pairs } }] });
    expect(meets({ s: { 'a.in.size': 2 } }, within([{ name: 'size', intValue: '2' }]))).toBe(true);
    expect(meets({ s: { 'a.in.size': 2 } }, within([{ name: 'other', intValue: '2' }]))).toBe(false);
    const several = [{ parameter: [] }, { parameter: [{ name: 'size', value: 2 }] }];
    expect(meets({ s: { 'a.in.all.size': 2 } }, within([{ name: 'all', multiMessageValue: several }]))).toBe(true);
    expect(meets({ s: { 'a.b': 2 } }, { a: '{"b": 2}' })).toBe(true);
    expect(meets({ s: { 'a.b.c': 2 } }, { 'a.b': { c: 2 } })).toBe(true);
    expect(meets({ s: { event_type: 'x' } }, { eventType: 'X' })).toBe(true);
    expect(meets({ s: { 'a|contains': '"b":2' } }, { a: { b: 2 } })).toBe(true);
  });

  it('need one value to meet a test, and with all some value each test', () => {
    expect(meets({ s: { 'f|contains|all': ['x', 'y'] } }, { f: ['ax', 'by'] })).toBe(true);
    expect(meets({ s: { f: 'x' }, condition: 'not s' }, { f: ['x', 'y'] })).toBe(false);
  });

  it('are null when absent, null or an empty list, and exist when they are there', () => {
    for (const event of [{}, { f: null }, { f: [] }]) expect(meets({ s: { f: null } }, event)).toBe(true);
    expect(meets({ s: { f: null } }, { f: '' })).toBe(false);
    expect(meets({ s: { 'f|exists': true } }, { f: null })).toBe(true);
  });

  it('are found in each shape of a source, and read from OCSF where a record lacks them', () => {
    const azure = { product: 'azure', service: 'signinlogs' };
    const detection = { s: { ResultType: 50053 } };
    for (const event of [
      { status: { errorCode: 50053 }, conditionalAccessStatus: 'x' },
      { category: 'SignInLogs', resultType: '50053', properties: {} },
      { Type: 'SigninLogs', ResultType: '50053' },
    ])
      expect(meets(detection, event, 'entra', azure)).toBe(true);
    expect(meets(detection, { category: 'AuditLogs', resultType: '50053' }, 'entra', azure)).toBe(false);
    const set = loadRules([
      {
        name: 'o.yml',
        text: 'title: t\nlogsource: {product: okta}\ndetection: {s: {actor.user.uid: u1}, condition: s}',
      },
    ]);
    const engine = createSigmaEngine(set.rules);
    expect(engine.match({ raw: {}, ocsf: { actor: { user: { uid: 'u1' } } } }, { source: 'okta' })).toHaveLength(1);
    expect(engine.read({ raw: { published: 'x' } }, ['published', 'none'], { source: 'okta' })).toEqual({
      published: ['x'],
      none: [],
    });
  });
});

describe('rule sets', () => {
  const rule = (id: string, value: string): string =>
    `title: ${id}\nname: ${id}\nlogsource: {product: p, category: c}\ndetection: {s: {f: ${value}}, condition: s}\n`;

  it('leave out what filters suppress, whichever way their condition is put', () => {
    for (const condition of ['selection', 'not selection']) {
      const filter = `title: f\nlogsource: {product: p}\nfilter:\n  rules: [one]\n  selection: {user: adm}\n  condition: ${condition}\n`;
      const set = loadRules([{ name: 'r.yml', text: [rule('one', 'x'), rule('two', 'x'), filter].join('---\n') }]);
      const engine = createSigmaEngine(set.rules);
      expect(engine.match({ raw: { f: 'x', user: 'adm' } }).map((match) => match.rule)).toEqual(['two']);
      expect(engine.match({ raw: { f: 'x', user: 'ada' } }).map((match) => match.rule)).toEqual(['one', 'two']);
    }
  });

  it('share what a global document says, and tell of ids that are taken', () => {
    const set = loadRules([
      {
        name: 'r.yml',
        text: `action: global\ntitle: g\nlogsource: {product: p}\n---\nname: one\ndetection: {s: {f: x}, condition: s}\n---\nname: one\ndetection: {s: {f: y}, condition: s}\n`,
      },
    ]);
    expect(set.rules.map(({ title, name }) => `${title} ${name ?? ''}`)).toEqual(['g one']);
    expect(set.problems.map(({ code }) => code)).toEqual(['sigma.duplicate']);
  });

  it('tell matches in the order of the rules, with the values that met them', () => {
    const engine = createSigmaEngine(
      loadRules([{ name: 'r.yml', text: [rule('b', 'x*'), rule('a', '"*y"')].join('---\n') }]).rules,
    );
    expect(engine.match({ raw: { F: ['q', 'xy'] } })).toEqual([
      { rule: 'b', fields: { f: 'xy' } },
      { rule: 'a', fields: { f: 'xy' } },
    ]);
  });
});
