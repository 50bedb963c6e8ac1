import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable, Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Command } from '../command.ts';
import { detectCommand } from './detect.ts';
import { rulesCommand } from '../rules/rules.ts';

const RULE = `title: A session began
id: 11111111-1111-4111-8111-111111111111
name: began
logsource: {product: okta, service: okta}
detection: {selection: {eventType: user.session.start}, condition: selection}
level: low
`;
const MANY = `title: Many sessions of one person
id: 22222222-2222-4222-8222-222222222222
correlation:
  type: event_count
  rules: [began]
  group-by: [actor.alternateId]
  timespan: 10m
  condition: {gte: 3}
  generate: true
level: high
`;
const TESTS = `- {name: a start, source: okta, match: true, event: {eventType: user.session.start, published: '2026-01-01T00:00:00Z'}}
- {name: an end, source: okta, match: false, event: {eventType: user.session.end, published: '2026-01-01T00:00:00Z'}}
`;

const start = (minute: number, type = 'user.session.start'): string =>
  JSON.stringify({
    uuid: `e${minute}`,
    eventType: type,
    published: `2026-01-01T00:0${minute}:00Z`,
    actor: { alternateId: 'ada@acme.example' },
  });

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'breakwater-rules-'));
  mkdirSync(path.join(folder, 'okta'));
  writeFileSync(path.join(folder, 'okta/began.yml'), RULE);
  writeFileSync(path.join(folder, 'okta/began.tests.yml'), TESTS);
  writeFileSync(path.join(folder, 'okta/many.yml'), MANY);
  writeFileSync(path.join(folder, 'notes.yml'), 'about: no rule\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

async function run(
  command: Command,
  positionals: string[],
  values: Record<string, string | boolean | string[]> = {},
  stdin: string | Buffer = '',
): Promise<{ code: number; out: string; told: string }> {
  const collect = (): { stream: Writable; text: () => string } => {
    const pieces: string[] = [];
    const stream = new Writable({
      write(piece: Buffer, _encoding, done) {
        pieces.push(piece.toString());
        done();
      },
    });
    return { stream, text: () => pieces.join('') };
  };
  const [stdout, stderr] = [collect(), collect()];
  const input = {
    values,
    positionals,
    stdout: stdout.stream,
    stderr: stderr.stream,
    stdin: Readable.from([Buffer.from(stdin)]),
    env: {},
    cwd: folder,
  };
  return { code: await command.run(input), out: stdout.text(), told: stderr.text() };
}

describe('breakwater detect', () => {
  it('writes one line for each finding, packed or not, and correlations whatever their order', async () => {
    const lines = [start(3), start(1, 'user.session.end'), start(1), start(2)].join('\n');
    for (const given of [lines, gzipSync(lines)]) {
      const { code, out, told } = await run(detectCommand, ['-'], { rules: '.' }, given);
      const found = out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      expect([code, told]).toEqual([3, '']);
      expect(found.map(({ rule }) => rule)).toEqual([
        ...Array<string>(3).fill('A session began'),
        'Many sessions of one person',
      ]);
      expect(found[0]).toMatchObject({
        id: '11111111-1111-4111-8111-111111111111',
        level: 'low',
        event: { at: 'standard input:1', id: 'e3' },
        fields: { eventType: 'user.session.start' },
      });
      expect(found[3]).toMatchObject({
        event: null,
        events: ['e1', 'e2', 'e3'],
        fields: { 'actor.alternateId': 'ada@acme.example', value: 3 },
      });
    }
  });

  it('says once which files have records of no known source, how many, and what to do', async () => {
    writeFileSync(path.join(folder, 'mixed.ndjson'), [start(1), '{"odd":1}', start(2)].join('\n'));
    writeFileSync(
      path.join(folder, 'odd.yml'),
      RULE.replaceAll('1111', '3333').replace('eventType: user.session.start', 'odd: 1'),
    );
    writeFileSync(path.join(folder, 'none.ndjson'), '{"a":1}\n[{"b":1},{"b":2}]\n');
    writeFileSync(path.join(folder, 'okta.ndjson'), start(1));
    const files = ['mixed.ndjson', 'none.ndjson', 'okta.ndjson'];
    const { out, told } = await run(detectCommand, files, { rules: '.', workers: '1' });
    expect(out).toContain('"event":{"at":"mixed.ndjson:2","id":null,"time":null}');
    expect(told).toMatch(/^breakwater: 4 records do not tell whose log they are from:\n/);
    expect(told).toContain('  mixed.ndjson: 1 of 3\n  none.ndjson: 3 of 3\n');
    expect(told).not.toContain('okta.ndjson');
    expect(told.match(/--source NAME/g)).toHaveLength(1);
    for (const source of ['any', 'okta']) {
      const named = await run(detectCommand, files, { rules: '.', workers: '1', source });
      expect(named.told).not.toContain('do not tell whose');
    }
  });

  it('stands wrong clocks: times that are none, and lines dated far ahead, which are told', async () => {
    const odd = [
      '1e300',
      '9e15',
      '-5',
      '"+275760-09-13T00:00:00.001Z"',
      '"9999-12-31T23:59:59Z"',
      '"2099-01-01T00:00:00Z"',
    ].map((time, index) =>
      start(1)
        .replace('"e1"', `"odd${index}"`)
        .replace(/"published":"[^"]*"/, `"published":${time},"time":${time}`),
    );
    const { code, out, told } = await run(
      detectCommand,
      ['-'],
      { rules: '.' },
      [...odd, start(1), ...odd, start(2), start(3)].join('\n'),
    );
    expect([code, told]).toEqual([3, expect.stringMatching(/dated more than a day ahead of now/)]);
    expect(out).toMatch(/"events":\["e1","e2","e3"\]/);
    // of no known source
    writeFileSync(
      path.join(folder, 'plain.yml'),
      'title: p\nlogsource: {product: linux}\ndetection: {s: {a: 1}, condition: s}\n',
    );
    const plain = ['1e300', '9e30', '-5', '1767225600', '1767225600000', '1767225600000000', '1767225600000000000'];
    const found = await run(
      detectCommand,
      ['-'],
      { rules: 'plain.yml' },
      plain.map((time) => `{"a":1,"time":${time}}`).join('\n'),
    );
    expect(
      found.out
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { event: { time: string | null } }).event.time),
    ).toEqual([null, null, null, ...Array<string>(4).fill('2026-01-01T00:00:00.000Z')]);
  });

  it('tries no bare negation on a record of no known source', async () => {
    writeFileSync(
      path.join(folder, 'bare.yml'),
      'title: n\nlogsource: {product: zeek, service: rdp}\ndetection: {s: {src: 10.0.0.1}, condition: not s}\n',
    );
    const rules = { rules: 'bare.yml' };
    expect((await run(detectCommand, ['-'], rules, '{"a":1}')).code).toBe(0);
    expect((await run(detectCommand, ['-'], { ...rules, source: 'any' }, '{"a":1}')).code).toBe(3);
  });

  it('says so when nothing is found, when there is nothing, and when a line is no JSON', async () => {
    expect(await run(detectCommand, ['-'], { rules: '.' }, start(1, 'user.session.end'))).toEqual({
      code: 0,
      out: '',
      told: '',
    });
    for (const nothing of ['', '\n \n'])
      expect(await run(detectCommand, ['-'], { rules: '.' }, nothing)).toEqual({
        code: 0,
        out: '',
        told: 'breakwater: there was no record\n',
      });
    const { code, told } = await run(detectCommand, ['-'], { rules: '.' }, '{"a":');
    expect([code, told]).toEqual([2, expect.stringMatching(/1 line could not be read[^]*standard input, line 1/)]);
  });

  it('refuses a folder without rules and a source that is none', async () => {
    await expect(run(detectCommand, ['-'], { rules: 'okta/none' })).rejects.toThrow(/cannot be read/);
    await expect(run(detectCommand, ['-'], { rules: 'notes.yml' })).rejects.toThrow(/no usable rule/);
    await expect(run(detectCommand, ['-'], { rules: '.', source: 'oktta' })).rejects.toThrow(/no such source/);
  });
});

describe('breakwater rules', () => {
  it('tells what loads, what can fire where, and what is wrong with its line', async () => {
    const good = await run(rulesCommand, ['check', '.']);
    expect(good.code).toBe(0);
    expect(good.out).toMatch(/1 rule and 1 correlation load[^]*okta +1 +1/);
    expect(good.out).not.toMatch(/annot fire/);
    writeFileSync(path.join(folder, 'bad.yml'), RULE.replace('eventType:', 'eventType|containz:'));
    const bad = await run(rulesCommand, ['check', '.']);
    expect([bad.code, bad.out]).toEqual([1, expect.stringMatching(/bad\.yml:5 .*containz/)]);
  });

  it('names the fields that nobody sends, and what cannot fire without them', async () => {
    const noSuch = RULE.replace('{eventType: user.session.start}', '{eventType: x, actor.shoeSize: 9}');
    writeFileSync(path.join(folder, 'okta/began.yml'), noSuch);
    writeFileSync(
      path.join(folder, 'partly.yml'),
      noSuch
        .replace(/^(id|name):.*\n/gm, '')
        .replace('condition: selection', 'other: {actor.id: x}, condition: 1 of *'),
    );
    const { code, out } = await run(rulesCommand, ['check', '.']);
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(
        /okta +2 +1\n[^]*Cannot fire[^]*began\.yml:1 [^]*okta: cannot fire \(no record has actor\.shoeSize\)[^]*many\.yml:1 [^]*cannot fire: 1111[^]*some of what they test for never holds[^]*partly\.yml/,
      ),
    ]);
    const lines = (await run(rulesCommand, ['check', '.'], { json: true })).out.trim().split('\n');
    const [rule, , correlation] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rule).toMatchObject({
      sources: [],
      why: 'okta: cannot fire (no record has actor.shoeSize)',
      reach: [{ source: 'okta', missing: ['actor.shoeSize'] }],
    });
    expect(correlation).toMatchObject({ canFire: false });
  });

  it('refuses a file that is too long, by its length', async () => {
    writeFileSync(path.join(folder, 'long.yml'), `${RULE}# ${'x'.repeat(5_000_000)}`);
    expect((await run(rulesCommand, ['check', '.'])).out).toMatch(/long\.yml:1 .*longer than/);
  });

  it('runs the tests beside each rule', async () => {
    expect(await run(rulesCommand, ['test', '.'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^2 passed, 0 failed; 1 rule files/) as string,
    });
    writeFileSync(path.join(folder, 'okta/began.tests.yml'), TESTS.replace('match: false', 'match: true'));
    expect(await run(rulesCommand, ['test', '.'])).toMatchObject({
      code: 1,
      out: expect.stringMatching(/began\.yml: an end: it does not fire and must/) as string,
    });
  });
});
