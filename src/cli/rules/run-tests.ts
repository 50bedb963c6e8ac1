import { parse } from 'yaml';
import { EXIT, type CommandInput } from '../command.ts';
import { createDetector, createEventJudge, type Detector } from '../detect/judge.ts';
import { readRuleFolder, readTestsBeside } from './files.ts';
import { safeText, styleFor } from '../terminal.ts';

/** Tests may give their events in any order. */
const LATENESS_MS = 366 * 86_400_000;

interface RuleTest {
  name: string;
  source: string;
  match: boolean;
  events: unknown[];
}

/** `rules test DIR`: the tests beside each rule file. */
export function testRules(input: CommandInput, folder: string): number {
  const { set, files } = readRuleFolder(input, folder);
  const style = styleFor(input.stdout, input.env);
  const judge = createEventJudge(set);
  const errors = set.problems.filter(({ severity }) => severity === 'error');
  for (const { place, message, remedy } of errors)
    input.stdout.write(
      `${style.red('error')}  ${safeText(`${place.file}:${place.line}  ${message}. ${remedy}`, 600)}\n`,
    );
  let [passed, failed, without] = [0, 0, 0];
  for (const { name } of files) {
    const own = [...set.rules, ...set.correlations].filter(({ place }) => place.file === name);
    if (own.length === 0) continue;
    const text = readTestsBeside(input, name);
    if (text === null) {
      without += 1;
      if (input.values['all'] === true) input.stdout.write(`${style.yellow('no tests')}  ${safeText(name)}\n`);
      continue;
    }
    const keys = new Set(own.map(({ key }) => key));
    const told = (test: string, isRight: boolean, why: string): void => {
      if (isRight) passed += 1;
      else failed += 1;
      if (input.values['json'] === true)
        input.stdout.write(`${JSON.stringify({ file: name, test, passed: isRight, why })}\n`);
      else if (!isRight || input.values['all'] === true)
        input.stdout.write(
          `${isRight ? style.green('passed') : style.red('failed')}  ${safeText(`${name}: ${test}${why === '' ? '' : `: ${why}`}`, 400)}\n`,
        );
    };
    const tests = testsIn(text);
    if (typeof tests === 'string') {
      told('the tests', false, tests);
      continue;
    }
    for (const test of tests) {
      const isMet = meets(createDetector(set, LATENESS_MS, judge), test, keys);
      told(
        test.name,
        isMet === test.match,
        isMet === test.match ? '' : isMet ? 'it fires and must not' : 'it does not fire and must',
      );
    }
  }
  if (passed + failed + errors.length === 0) {
    input.stderr.write(`breakwater: there is no rule with tests below ${safeText(folder)}.\n`);
    return EXIT.badInput;
  }
  if (input.values['json'] !== true)
    input.stdout.write(
      `${passed} passed, ${failed} failed; ${without} rule files have no tests; ${errors.length} documents do not load.\n`,
    );
  return failed + errors.length > 0 ? EXIT.failed : EXIT.ok;
}

function meets(detector: Detector, test: RuleTest, keys: ReadonlySet<string>): boolean {
  const found = test.events.flatMap((raw, index) => detector.judge({ raw }, test.source, `event ${index + 1}`));
  return [...found, ...detector.finish()].some(({ id }) => keys.has(id));
}

/** The tests of a file, or what is wrong with it. */
function testsIn(text: string): RuleTest[] | string {
  let list: unknown;
  try {
    list = parse(text, { maxAliasCount: 100 });
  } catch (thrown) {
    return thrown instanceof Error ? (thrown.message.split('\n')[0] ?? 'it is no YAML') : 'it is no YAML';
  }
  if (!Array.isArray(list) || list.length === 0) return 'it is no list of tests';
  const tests: RuleTest[] = [];
  for (const [index, entry] of list.entries()) {
    const test = entry as Partial<Record<'name' | 'source' | 'match' | 'event' | 'events', unknown>> | null;
    const events = Array.isArray(test?.events) ? (test.events as unknown[]) : [test?.event];
    if (typeof test?.match !== 'boolean' || typeof test.source !== 'string' || events[0] === undefined)
      return `test ${index + 1} lacks source, match (true or false) or event`;
    tests.push({
      name: typeof test.name === 'string' ? test.name : `test ${index + 1}`,
      source: test.source,
      match: test.match,
      events,
    });
  }
  return tests;
}
