import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect, isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createProjector } from './index.ts';
import { readPath } from './project-paths.ts';

const encoder = new TextEncoder();

/** What createProjector must be equal to: the record parsed, and each path read from it. */
function slowly(bytes: Uint8Array, paths: string[][]): unknown[] | null {
  let record: unknown;
  try {
    record = JSON.parse(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  } catch {
    return null;
  }
  return paths.map((path) => readPath(record, path));
}

function quickly(bytes: Uint8Array, paths: string[][], start?: number, end?: number): unknown[] | null {
  const view = createProjector(paths)(bytes, start, end);
  return view === null ? null : paths.map((_, index) => view.get(index));
}

function expectSame(text: string | Uint8Array, paths: string[][]): void {
  const bytes = typeof text === 'string' ? encoder.encode(text) : text;
  const [quick, slow] = [quickly(bytes, paths), slowly(bytes, paths)];
  // Not toStrictEqual: it takes a member named `constructor` for the object's own.
  if (!isDeepStrictEqual(quick, slow)) expect.fail(`${inspect(text)}: ${inspect(quick)} instead of ${inspect(slow)}`);
}

describe('a record read by paths', () => {
  it('gives what is there, undefined for what is not, null for null', () => {
    const project = createProjector([['a'], ['b', 'c'], ['x'], ['n'], []]);
    const view = project(encoder.encode(' {"a": "Ä\\n", "b": {"c": [1, 2], "d": {}}, "n": null} '));
    expect([0, 1, 2, 3, 4].map((index) => view?.get(index))).toEqual([
      'Ä\n',
      [1, 2],
      undefined,
      null,
      { a: 'Ä\n', b: { c: [1, 2], d: {} }, n: null },
    ]);
    expect([view?.has(2), view?.has(3), view?.has(99)]).toEqual([false, true, false]);
  });

  it('goes through lists, and lists in lists, collecting what is found', () => {
    const paths = [['t', 'id'], ['t', 'x', 'y'], ['t']];
    expectSame('{"t":[{"id":1},{"no":2},[{"id":"3","x":{"y":[4]}}],5,{"id":[6]}]}', paths.slice(0, 2));
    expectSame('{"t":[{"id":1},{"id":2}]}', paths);
    expectSame('{"t":[]}', paths);
    expectSame('[{"t":{"id":1}},{"t":{"id":2}}]', paths);
  });

  it.each([
    '{"a":1,"a":2}',
    '{"a":{"b":1},"a":{"c":2}}',
    '{"a":{"b":1},"a":3}',
    '{"\\u0061":1,"a":2}',
    '{"__proto__":{"b":1},"a":2}',
    '{"a":[{"b":1,"b":2},{"b":3}]}',
    '{"":{"":1}}',
    '{"ä":1,"a":{"ä":-0}}',
    '{"a":12345678901234567890,"b":1e400,"ä":0.1e-7}',
    '{"a":"\\ud83d\\ude00\\ud83d","b":"\\/\\b"}',
  ])('is what JSON.parse makes of it: %s', (text) => {
    const names = ['a', 'b', 'ä', '', '__proto__'];
    expectSame(text, [
      ...names.map((name) => [name]),
      ...names.map((name) => ['a', name]),
      ['', ''],
      ['__proto__', 'b'],
    ]);
  });

  it.each([
    '', ' ', '{', '}', '{"a":1', '{"a":1}}', '{"a":01}', '{"a":1.}', '{"a":.5}', '{"a":1e}', '{"a":+1}', '{"a":tru}',
    '{"a":"\\x"}', '{"a":"\\u12g4"}', '{"a":"\n"}', '{"a":1,}', '{,"a":1}', '{"a" 1}', '{"a":[1,]}', '{"a":[1}', "{'a':1}",
    '{"a":1}\u00a0', '\u{FEFF}{"a":1}', '{"a":nul', '{"a":-}', '{"b":{"c":[}]}', '{"b":"', '{"b":"\\', '{"b":"\\u00', '{a:1}',
    '{"a":1}{"a":2}', '[1 2]', '{"b":[1 2]}', '{"b":{"x" 1}}', '{"b":{"x":1 "y":2}}', 'nulll', '-', '"',
  ])('is refused where JSON.parse refuses it: %j', (text) => {
    expectSame(text, [['a'], ['b', 'c']]);
    expect(quickly(encoder.encode(text), [['a']])).toBeNull();
  }); // prettier-ignore

  it('is refused when it nests deeper than 512 levels, wanted or not', () => {
    const nested = (depth: number): Uint8Array => encoder.encode(`${'['.repeat(depth)}${']'.repeat(depth)}`);
    for (const paths of [[['a']], [['a', 'b']], [[]]]) {
      expect(createProjector(paths)(nested(512))).not.toBeNull();
      expect(createProjector(paths)(nested(513))).toBeNull();
      expect(createProjector(paths)(nested(1_000_000))).toBeNull();
      expect(createProjector(paths)(encoder.encode('{"a":'.repeat(400_000)))).toBeNull();
    }
  });

  it('may be part of more bytes, and its view lasts until the next is read', () => {
    const bytes = encoder.encode('{"a":1}\n{"a":23}\n{"b":"x"}');
    const project = createProjector([['a'], ['b']]);
    expect(project(bytes, 0, 7)?.get(0)).toBe(1);
    expect(project(bytes, 8, 16)?.get(0)).toBe(23);
    expect(project(bytes, 8, 15)).toBeNull();
    expect(project(bytes, 8, 14)).toBeNull();
    const last = project(bytes, 17);
    expect([last?.get(0), last?.get(1)]).toEqual([undefined, 'x']);
  });
});

const names = fc.constantFrom('a', 'b', 'ab', 'é', '__proto__', 'constructor', '', 'id', 'x\u{FFFD}');
const paths = fc.array(fc.array(names, { maxLength: 3 }), { minLength: 1, maxLength: 6 });

/** JSON text with members that repeat, odd spacing and escapes. */
const jsonText = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(
      fc.constantFrom('1', '-0', '1.5e3', 'true', 'false', 'null', '"x"', '""', '"\\u00e9"', '123456789012345678'),
      fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => JSON.stringify(number)),
    ),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(' , ')}]`),
    fc
      .array(fc.tuple(names, fc.boolean(), tie('value')), { maxLength: 5 })
      .map(
        (members) =>
          `{${members.map(([name, isEscaped, value]) => `${keyText(name, isEscaped)}:${value}`).join(',\t')}}`,
      ),
  ),
})).value;

function keyText(name: string, isEscaped: boolean): string {
  if (!isEscaped || name === '') return JSON.stringify(name);
  return `"\\u${name.charCodeAt(0).toString(16).padStart(4, '0')}${name.slice(1)}"`;
}

describe('any bytes', () => {
  it('are read as JSON.parse reads them', () => {
    fc.assert(fc.property(jsonText, paths, expectSame), { numRuns: 3_000 });
  });

  it('are refused as JSON.parse refuses them, when one byte is changed, added or cut', () => {
    const edits = fc.tuple(
      fc.nat(),
      fc.oneof(fc.constantFrom(...encoder.encode('{}[]",:\\tfn0-e. \n')), fc.integer({ min: 0, max: 255 })),
      fc.constantFrom('change', 'add', 'cut', 'end'),
    );
    fc.assert(
      fc.property(jsonText, paths, edits, (text, wanted, [position, byte, edit]) => {
        const bytes = [...encoder.encode(text)];
        const at = position % (bytes.length + 1);
        if (edit === 'end') bytes.length = at;
        else bytes.splice(at, edit === 'add' ? 0 : 1, ...(edit === 'cut' ? [] : [byte]));
        expectSame(Uint8Array.from(bytes), wanted);
      }),
      { numRuns: 6_000 },
    );
  });
});

const PANTHER = join(import.meta.dirname, '../../../../shared/corpora/identity/panther');
if (!existsSync(PANTHER)) console.log('skipped: ../shared/corpora/identity/panther is absent');
describe.skipIf(!existsSync(PANTHER))('public events of every source', () => {
  it('are read as JSON.parse reads them, whichever of their members are wanted', () => {
    let records = 0;
    for (const file of readdirSync(PANTHER)) {
      const lines = readFileSync(join(PANTHER, file), 'utf8').trim().split('\n');
      const seen = new Map<string, string[]>();
      for (const line of lines) addPaths(JSON.parse(line), [], seen);
      const all = [...seen.values()];
      const some = all.filter((_, index) => index % 7 === 0);
      const projectors = [all, some].map((wanted) => ({ wanted, project: createProjector(wanted) }));
      for (const line of lines) {
        const record: unknown = JSON.parse(line);
        for (const { wanted, project } of projectors) {
          const view = project(encoder.encode(line));
          wanted.forEach((path, index) => {
            const [quick, slow] = [view?.get(index), readPath(record, path)];
            if (!isDeepStrictEqual(quick, slow))
              expect.fail(`${path.join('.')}: ${inspect(quick)}, not ${inspect(slow)}`);
          });
        }
        records += 1;
      }
    }
    console.log(`${records} public events read by path and by JSON.parse alike`);
    expect(records).toBeGreaterThan(700);
  });
});

function addPaths(value: unknown, path: string[], seen: Map<string, string[]>): void {
  if (Array.isArray(value)) for (const item of value) addPaths(item, path, seen);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  for (const [name, inner] of Object.entries(value)) {
    const longer = [...path, name];
    seen.set(JSON.stringify(longer), longer);
    addPaths(inner, longer, seen);
  }
}
