import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { mapRecord, RECORD_FORMATS } from '../../src/engines/events/index.ts';
import { createSigmaEngine, loadRules } from '../../src/engines/sigma/index.ts';

const folder = join(import.meta.dirname, '../../detections');
const files = globSync('*/*.yml', { cwd: folder })
  .toSorted()
  .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
const { rules, problems } = loadRules(files.filter(({ name }) => !name.endsWith('.tests.yml')));

interface RuleTest {
  name: string;
  source: string;
  match: boolean;
  event: unknown;
}

function testsOf(file: string): RuleTest[] {
  const found = files.find(({ name }) => name === file.replace(/\.yml$/, '.tests.yml'));
  return found === undefined ? [] : (parse(found.text) as RuleTest[]);
}

describe('our own rules', () => {
  it('all load, each under an id of its own', () => {
    expect(problems).toEqual([]);
    expect(rules.length).toBeGreaterThan(150);
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  });

  it('say what they tell, how an attacker uses it, what is a false alarm, and what to do', () => {
    for (const rule of rules) {
      const told = {
        description: rule.description !== null,
        technique: rule.tags.some((tag) => /^attack\.t\d{4}(?:\.\d{3})?$/.test(tag)),
        falsePositives: rule.falsepositives.length > 0,
        level: rule.level !== null,
        response: typeof rule.custom['response'] === 'string',
      };
      expect([rule.place.file, ...Object.values(told)]).toEqual([rule.place.file, true, true, true, true, true]);
    }
  });

  it.each(rules.map((rule) => [rule.place.file, rule] as const))(
    '%s fires on what it must, and on nothing it must not',
    (file, rule) => {
      const engine = createSigmaEngine([rule]);
      const tests = testsOf(file);
      expect(tests.map(({ match }) => match)).toEqual(expect.arrayContaining([true, false]));
      for (const { name, source, match, event } of tests) {
        const format = RECORD_FORMATS.find((known) => known === source);
        const mapped = format === undefined ? null : mapRecord(format, event);
        const ocsf: unknown = mapped !== null && mapped.ok ? mapped.event : null;
        expect([name, engine.match({ raw: event, ocsf }, { source }).length > 0]).toEqual([name, match]);
      }
    },
  );
});
