import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadRules, type RuleFile } from '../../engines/sigma/index.ts';
import { recordsIn } from '../../engines/events/index.ts';
import { createDetectBlockJudge } from './block.ts';
import { ANY, AUTO, createDetector, createEventJudge, type Judged } from './judge.ts';

const root = path.join(import.meta.dirname, '../../..');
const IDENTITY = path.join(root, '../shared/corpora/identity');
const encoder = new TextEncoder();

const read = (folder: string, name: string): RuleFile => ({
  name,
  text: readFileSync(path.join(folder, name), 'utf8'),
});

const own = globSync('*/*.yml', { cwd: path.join(root, 'detections') }).toSorted();
const rules = own
  .filter((name) => !name.endsWith('.tests.yml'))
  .map((name) => read(path.join(root, 'detections'), name));
/** The events that our rules are tried on. */
const events = own
  .filter((name) => name.endsWith('.tests.yml'))
  .flatMap((name) => parse(read(path.join(root, 'detections'), name).text) as { event?: unknown; events?: unknown[] }[])
  .flatMap((test) => test.events ?? [test.event]);

const SOURCES = [AUTO, ANY, 'entra'];
const LATENESS_MS = 20 * 365 * 86_400_000;

/** Correlations over whatever rules there are, so that what they are told is compared as well. */
function correlationsOf(files: readonly RuleFile[]): RuleFile {
  const ids = loadRules(files).rules.map(({ key }) => key);
  const corr = (name: string, body: object): string => JSON.stringify({ title: name, name, correlation: body });
  const text = [
    corr('many', { type: 'event_count', rules: ids, 'group-by': ['action'], timespan: '30d', condition: { gte: 2 }, generate: true }),
    corr('people', { type: 'value_count', rules: ids, 'group-by': ['source.ip'], timespan: '30d', condition: { field: 'user.name', gte: 1 }, generate: true }),
    corr('outcomes', { type: 'event_count', rules: ids, 'group-by': ['outcome.result', 'eventType'], timespan: '30d', condition: { lt: 9 }, generate: true }),
  ].join('\n---\n'); // prettier-ignore
  return { name: 'correlations.yml', text };
}

/** Judges each line both ways; what they say must be the same. @returns how many lines were judged from bytes, and met a rule */
function compare(
  files: readonly RuleFile[],
  texts: readonly string[],
): { fast: number; met: number; correlated: number } {
  const set = loadRules([...files, correlationsOf(files)]);
  expect(set.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  const judge = createEventJudge(set);
  // the events are of many years and in no order
  const [bytesWay, slowWay] = [createDetector(set, LATENESS_MS), createDetector(set, LATENESS_MS)];
  let [fast, met, correlated] = [0, 0, 0];
  for (const [index, text] of texts.entries())
    for (const source of SOURCES) {
      const at = `f:${index}`;
      const quick = judge.judgeBytes(encoder.encode(text), source, () => at);
      if (quick === null) continue;
      const records = recordsIn(JSON.parse(text));
      expect(records).toHaveLength(1);
      const slow: Judged = judge.judge({ raw: records[0] }, source, at);
      expect(quick, text).toEqual(slow);
      fast += 1;
      if (slow.detections.length > 0) met += 1;
      const told = bytesWay.correlate(quick.correlated);
      expect(told).toEqual(slowWay.correlate(slow.correlated));
      correlated += told.length;
    }
  const last = bytesWay.finish();
  expect(last).toEqual(slowWay.finish());
  return { fast, met, correlated: correlated + last.length };
}

describe('lines judged from their bytes', () => {
  it('find what the parsed records find, correlations included, over the events our rules are tried on', () => {
    const texts = events.map((event) => JSON.stringify(event));
    const { fast, met, correlated } = compare(rules, texts);
    expect(fast / (texts.length * SOURCES.length)).toBeGreaterThan(0.5);
    expect(met).toBeGreaterThan(100);
    expect(correlated).toBeGreaterThan(20);
  });

  it('find what our rules must find, fields that only the OCSF event has included', () => {
    const judge = createEventJudge(loadRules(rules));
    const needOcsf = rules.filter(({ text }) => /^ +(unmapped|enrichments)\./m.test(text));
    expect(needOcsf.length).toBeGreaterThan(2);
    for (const { name, text } of needOcsf) {
      const id = /^id: (.*)$/m.exec(text)?.[1];
      const tests = parse(read(path.join(root, 'detections'), name.replace('.yml', '.tests.yml')).text) as {
        source: string;
        match: boolean;
        event: unknown;
      }[];
      for (const { source, match, event } of tests) {
        const found = judge.judgeBytes(encoder.encode(JSON.stringify(event)), source, () => 'x');
        expect(
          found?.detections.some((one) => one.id === id),
          `${name} ${JSON.stringify(event)}`,
        ).toBe(match);
      }
    }
  });

  it('find the same in texts that are cut, repeated or spelt otherwise', () => {
    const judge = createEventJudge(loadRules(rules));
    let told = 0;
    fc.assert(
      fc.property(fc.constantFrom(...events), fc.nat(5), fc.nat(4000), (event, how, cut) => {
        const plain = JSON.stringify(event);
        const at = cut % plain.length;
        const text = [
          plain,
          `\uFEFF${plain}`,
          plain.slice(0, at),
          `${plain.slice(0, -1)},${plain.slice(1)}`,
          ` ${plain}\r`,
          plain.replace(/"([a-z])/g, (_, letter: string) => `"\\u00${letter.charCodeAt(0).toString(16)}`),
        ][how] as string;
        const said = judge.judgeBytes(encoder.encode(text), AUTO, () => 'x');
        if (said === null) return;
        told += 1;
        const [raw, ...more] = recordsIn(JSON.parse(text));
        expect(more).toEqual([]);
        expect(said).toEqual(judge.judge({ raw }, AUTO, 'x'));
      }),
      { numRuns: 1_000 },
    );
    expect(told).toBeGreaterThan(100);
  });

  it('tell bad lines, pages of records and blank lines apart', () => {
    const judge = createDetectBlockJudge({ set: loadRules(rules), source: AUTO, withOcsf: false });
    const [event] = events;
    const lines = [
      '',
      '{"a":',
      '  ',
      JSON.stringify({ events: [event, event] }),
      'null',
      JSON.stringify(event),
      '{"a":1}',
      '',
    ];
    const {
      lines: count,
      events: judged,
      bad,
      badLines,
    } = judge({ file: 'f', line: 10, bytes: encoder.encode(lines.join('\n')) });
    expect({ count, judged, bad, badLines }).toEqual({ count: 8, judged: 5, bad: 1, badLines: [11] });
  });

  if (!existsSync(IDENTITY)) console.log('skipped: ../shared/corpora/identity is absent');
  it.skipIf(!existsSync(IDENTITY))('find the same over public events with public rules', () => {
    const folder = path.join(IDENTITY, 'sigma/rules');
    const files = globSync(['cloud/**/*.yml', 'identity/**/*.yml'], { cwd: folder }).map((name) => read(folder, name));
    const texts = readdirSync(path.join(IDENTITY, 'panther')).flatMap((file) =>
      readFileSync(path.join(IDENTITY, 'panther', file), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.stringify((JSON.parse(line) as { event: unknown }).event)),
    );
    const { fast, met, correlated } = compare([...files, ...rules], texts);
    console.log(`${fast} judgements of public events alike, ${met} with findings, ${correlated} correlated`);
    expect(fast / (texts.length * SOURCES.length)).toBeGreaterThan(0.9);
    expect(met).toBeGreaterThan(300);
    expect(correlated).toBeGreaterThan(30);
  });
});
