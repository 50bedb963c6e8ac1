import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from './bytes.ts';
import type { LogLeaf } from './data-tile.ts';
import { parseLeafInput } from './get-entries.ts';
import { JsonScan } from './json-scan.ts';
import { createEntriesScan, type EntriesResult } from './scan-entries.ts';

const NOBODY = { value: () => false, text() {}, unit() {}, textEnd() {}, end() {} };
const RUNS = { numRuns: 3_000 };

function leafInput(certificate: readonly number[], timestampMs = 1_700_000_000_000): Uint8Array {
  const head = Buffer.alloc(15);
  head.writeBigUInt64BE(BigInt(timestampMs), 2);
  head.writeUIntBE(certificate.length, 12, 3);
  return Buffer.concat([head, Buffer.from(certificate), Buffer.alloc(2)]);
}

/** The answer as `JSON.parse` has it. */
function parsed(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
}

/** What the scan must say, read by way of the whole text and the whole object. */
function expected(bytes: Uint8Array, start: number, most: number): unknown {
  let answer: unknown;
  try {
    answer = parsed(bytes);
  } catch {
    return { ok: false, reason: 'is not JSON' };
  }
  const list = member(answer, 'entries');
  if (!Array.isArray(list) || list.length === 0) return { ok: false, reason: 'has no entries' };
  const leaves: unknown[] = [];
  for (const [place, item] of list.slice(0, most).entries()) {
    const text = member(item, 'leaf_input');
    const input = typeof text === 'string' ? decodeBase64(text) : null;
    if (input === null) return { ok: false, reason: `entry ${place} has no leaf_input` };
    const leaf = parseLeafInput(input, start + place);
    if (!leaf.ok) return { ok: false, reason: `entry ${place} ${leaf.reason} (byte ${leaf.offset})` };
    leaves.push([leaf.leaf.leafIndex, leaf.leaf.timestampMs, hex(leaf.leaf.timestampedEntry)]);
  }
  return { ok: true, leaves };
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function scan(
  bytes: Uint8Array,
  start: number,
  most: number,
  cuts: readonly number[],
  mostBytes = 1e9,
): EntriesResult<unknown[]> {
  const use = (leaf: LogLeaf) => [leaf.leafIndex, leaf.timestampMs, hex(leaf.timestampedEntry)];
  const one = createEntriesScan({ start, most, mostBytes, use });
  let at = 0;
  for (const cut of [
    ...cuts.map((share) => Math.floor(share * bytes.length)).toSorted((a, b) => a - b),
    bytes.length,
  ]) {
    if (!one.take(bytes.subarray(at, cut))) break;
    at = cut;
  }
  return one.finish();
}

function told(result: EntriesResult<unknown[]>): unknown {
  return result.ok ? { ok: true, leaves: result.leaves } : result;
}

const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 });
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const space = fc.constantFrom('', '', '', ' ', '\n', '\t\r ');
/** A string as any encoder may write it: every unit may be escaped. */
const spelled = (text: string): fc.Arbitrary<string> =>
  fc.array(fc.nat(9), { minLength: 1, maxLength: 8 }).map((dice) => {
    const units = text.split('').map((unit, i) => {
      const die = dice[i % dice.length] ?? 0;
      if (die === 0) return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
      return unit === '/' && die < 5 ? '\\/' : JSON.stringify(unit).slice(1, -1);
    });
    return `"${units.join('')}"`;
  });
const anyJson = fc.oneof(
  fc.json({ maxDepth: 3 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.string({ unit: 'binary', maxLength: 12 }).map((text) => JSON.stringify(text)),
  fc.constantFrom('1e5', '-0.0E-3', '"\\ud800"', '"é😀"', 'null', '[]', '{}'),
);
const base64 = fc.oneof(
  fc.array(fc.nat(255), { minLength: 1, maxLength: 60 }).map((list) => encodeBase64(leafInput(list))),
  fc.array(fc.nat(255), { minLength: 1, maxLength: 60 }).map((list) => encodeBase64(leafInput(list))),
  fc.array(fc.nat(255), { maxLength: 9 }).map((list) => encodeBase64(Uint8Array.from(list))),
  fc.string({ unit: fc.constantFrom(...Array.from('AB/+=- _é')), maxLength: 9 }),
);
const object = (members: fc.Arbitrary<[string, string]>): fc.Arbitrary<string> =>
  fc
    .tuple(fc.array(members, { maxLength: 4 }), space)
    .map(([list, gap]) => `{${gap}${list.map(([key, value]) => `${key}${gap}:${gap}${value}`).join(`${gap},`)}${gap}}`);
const leafMember = base64.chain((text) => fc.tuple(spelled('leaf_input'), spelled(text)));
const otherMember = fc.tuple(fc.constantFrom('extra_data', 'leaf_inpu', '__proto__', 'é').chain(spelled), anyJson);
const entry = fc.oneof(
  { weight: 8, arbitrary: leafMember.map(([key, value]) => `{${key}:${value},"extra_data":"AAAA"}`) },
  { weight: 3, arbitrary: object(fc.oneof(leafMember, otherMember)) },
  { weight: 1, arbitrary: anyJson },
);
const entries = fc
  .tuple(fc.array(entry, { maxLength: 5 }), space)
  .map(([list, gap]) => `[${list.join(`${gap},`)}${gap}]`);
const answer = fc.oneof(
  { weight: 6, arbitrary: entries.map((list) => `{"entries":${list}}`) },
  {
    weight: 4,
    arbitrary: object(
      fc.oneof(
        fc.tuple(spelled('entries'), entries),
        fc.tuple(fc.constantFrom('entries', 'more', 'leaf_input').chain(spelled), anyJson),
      ),
    ),
  },
  { weight: 1, arbitrary: anyJson },
);

describe('a get-entries answer read as it comes', () => {
  it('says what JSON.parse says of it, however it is spelled and cut', () => {
    let good = 0;
    fc.assert(
      fc.property(answer, fc.nat(1_000), fc.integer({ min: 1, max: 4 }), cuts, (text, start, most, at) => {
        const whole = bytes(text);
        const wanted = expected(whole, start, most);
        good += member(wanted, 'ok') === true ? 1 : 0;
        expect(told(scan(whole, start, most, at))).toEqual(wanted);
      }),
      RUNS,
    );
    expect(good).toBeGreaterThan(RUNS.numRuns / 20);
  });

  it('says what JSON.parse says of one whose bytes were damaged anywhere', () => {
    const damage = fc.record({
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      gone: fc.nat(3),
      put: fc.array(fc.oneof(fc.nat(255), fc.constantFrom(...bytes('"\\{}[],:0-.eE+ tu/='))), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(answer, fc.array(damage, { minLength: 1, maxLength: 3 }), cuts, (text, damages, at) => {
        let whole = bytes(text);
        for (const { share, gone, put } of damages) {
          const place = Math.floor(share * whole.length);
          whole = Buffer.concat([whole.subarray(0, place), Uint8Array.from(put), whole.subarray(place + gone)]);
        }
        expect(told(scan(whole, 7, 3, at))).toEqual(expected(whole, 7, 3));
      }),
      RUNS,
    );
  });

  it('accepts the texts that JSON.parse does, and no others', () => {
    const alphabet = [
      ...Array.from('{}[]",:\\u0129-+.eEtrufalsn \n'),
      '\u0000',
      'é',
      '😀',
      '\ufeff',
      'null',
      'true',
      '"a":',
    ];
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 14 }), cuts, (text, at) => {
        const whole = bytes(text);
        expect([text, isJson(whole, at)]).toEqual([text, !fails(() => parsed(whole))]);
      }),
      { numRuns: 20_000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 6 }), cuts, (inner, at) => {
        const whole = Buffer.concat([bytes('"'), inner, bytes('"')]);
        expect([hex(inner), isJson(whole, at)]).toEqual([hex(inner), !fails(() => parsed(whole))]);
      }),
      { numRuns: 10_000 },
    );
  });

  it.each([
    '',
    '{',
    '{"entries":[]}',
    '{"entries":{}}',
    '[]',
    'null',
    '{"entries":[]',
    '\ufeff',
    '\ufeff{"entries":[]}',
  ])('refuses %j as JSON.parse would have it refused', (text) => {
    expect(told(scan(bytes(text), 0, 4, []))).toEqual(expected(bytes(text), 0, 4));
  });

  it('of a name that stands twice takes the last', () => {
    const [one, two] = [1, 2].map((byte) => encodeBase64(leafInput([byte])));
    const text = `{"entries":[{"leaf_input":"${two}"}],"entries":[{"leaf_input":"${one}","leaf_input":"${two}"}]}`;
    expect(told(scan(bytes(text), 0, 4, []))).toEqual(expected(bytes(text), 0, 4));
  });

  it('takes no more leaves once they have so many bytes', () => {
    const list = Array.from({ length: 100 }, () => ({ leaf_input: encodeBase64(leafInput(Array(1_000).fill(1))) }));
    const whole = bytes(JSON.stringify({ entries: list }));
    const every = Array.from({ length: 99 }, (_none, i) => (i + 1) / 100);
    const result = scan(whole, 0, 100, every, 10_000);
    expect(result).toMatchObject({ ok: true });
    const { leaves } = result as Extract<EntriesResult<unknown[]>, { ok: true }>;
    expect(leaves.length).toBeGreaterThanOrEqual(10);
    expect(leaves.length).toBeLessThan(14);
    expect(leaves.map(([leafIndex]) => leafIndex)).toEqual(leaves.map((_leaf, i) => i));
  });

  it('reads leaves that are larger than what it sets aside for them', () => {
    const inputs = [10, 400_000, 20, 16_384, 70_000, 1].map((size, i) => leafInput(Array(size).fill(i)));
    const text = JSON.stringify({ entries: inputs.map((input) => ({ leaf_input: encodeBase64(input) })) });
    const result = scan(bytes(text), 0, 100, [0.2, 0.5, 0.7]);
    expect(told(result)).toEqual(expected(bytes(text), 0, 100));
  });

  it('refuses what is nested deeper than any answer', () => {
    expect(scan(bytes(`{"a":${'['.repeat(600)}`), 0, 1, [])).toEqual({ ok: false, reason: 'is not JSON' });
  });
});

function isJson(whole: Uint8Array, at: readonly number[]): boolean {
  const one = new JsonScan(NOBODY);
  let from = 0;
  for (const cut of [...at.map((share) => Math.floor(share * whole.length)).toSorted((a, b) => a - b), whole.length]) {
    if (!one.take(whole.subarray(from, cut))) return false;
    from = cut;
  }
  return one.isWhole();
}

function fails(work: () => unknown): boolean {
  try {
    work();
    return false;
  } catch {
    return true;
  }
}
