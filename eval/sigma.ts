import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  createSigmaEngine,
  loadRules,
  type RuleFile,
  type RuleSet,
  type SigmaRule,
} from '../src/engines/sigma/index.ts';

/*
 * Measures the Sigma engine on the public rule collection: which rules load, the collection's own regression events, and the
 * examples of the specification. `--json` prints one JSON document. Ends with 1 where a bar is missed.
 */

const sigma = path.join(import.meta.dirname, '../../shared/corpora/identity/sigma');
const isJson = process.argv.includes('--json');
/** The lists that two rules of the collection ask for. */
const LISTS = { known_cdcs: ['dc01.example.com'] };
const RULES = 3754;
const CASES = 203;

function filesUnder(folder: string, ending: string): string[] {
  return readdirSync(path.join(sigma, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => path.join(folder, file))
    .toSorted();
}

function read(file: string): RuleFile {
  return { name: file, text: readFileSync(path.join(sigma, file), 'utf8') };
}

interface RegressionResult {
  cases: number;
  right: number;
  withEvents: number;
  missed: string[];
}

/** Each case names a rule, most with events that it must fire on, routed by its log source and with every other rule at once. */
function runRegression(set: RuleSet): RegressionResult {
  const engine = createSigmaEngine(set.rules);
  const byId = new Map(set.rules.map((rule) => [rule.id, rule]));
  const result: RegressionResult = { cases: 0, right: 0, withEvents: 0, missed: [] };
  for (const info of filesUnder('regression', 'info.yml')) {
    result.cases++;
    const id = /rule_metadata:\s*- id: (\S+)/.exec(read(info).text)?.[1] ?? '';
    const rule = byId.get(id);
    const folder = path.dirname(info);
    const events = readdirSync(path.join(sigma, folder))
      .filter((file) => file.endsWith('.json'))
      .flatMap((file) => eventsOf(read(path.join(folder, file)).text));
    if (events.length > 0) result.withEvents++;
    // one case has no events in the collection: there the rule itself must be usable
    const fires = (event: unknown, options: object): boolean =>
      engine.match({ raw: event }, options).some((match) => match.rule === id);
    const isRight =
      rule !== undefined &&
      (events.length === 0
        ? engine.countFor(rule.logsource) > 0
        : events.some((event) => fires(event, { source: rule.logsource }) && fires(event, {})));
    if (isRight) result.right++;
    else result.missed.push(info);
  }
  return result;
}

/** A file holds one event, a list of them, or several one after the other. */
function eventsOf(text: string): unknown[] {
  try {
    return [JSON.parse(text) as unknown].flat();
  } catch {
    return text
      .trim()
      .split(/\n(?=\{)/)
      .map((part) => JSON.parse(part) as unknown);
  }
}

interface ExampleResult {
  examples: number;
  loaded: number;
  problems: string[];
}

/** The files of the specification's schema tests, and every YAML example of its text that is a whole document. */
function loadExamples(): ExampleResult {
  const result: ExampleResult = { examples: 0, loaded: 0, problems: [] };
  // the rules that an example refers to stand elsewhere
  const stub = (key: string, logsource: string): string =>
    `title: stub\n${/^[0-9a-f-]{36}$/.test(key) ? 'id' : 'name'}: ${key}\n${logsource}detection:\n  selection:\n    a: 1\n  condition: selection\n`;
  const named = (text: string): string[] => {
    const own = new Set([...text.matchAll(/^(?:id|name): (\S+)/gm)].map((found) => found[1]));
    const lists = [...text.matchAll(/^ {4}rules: *\n((?: {6,8}- .*\n?)+)/gm)].flatMap((found) => [
      ...(found[1] ?? '').matchAll(/- ([\w-]+)/g),
    ]);
    return [...new Set(lists.map((found) => found[1] ?? ''))].filter((name) => name !== '' && !own.has(name));
  };
  const load = (name: string, text: string): void => {
    result.examples++;
    const logsource = /^logsource:\n(?: +.*\n)+/m.exec(text)?.[0] ?? 'logsource:\n  product: windows\n';
    const set = loadRules([{ name, text: [text, ...named(text).map((key) => stub(key, logsource))].join('\n---\n') }]);
    const errors = set.problems.filter(({ severity }) => severity === 'error');
    const loaded = set.correlations.length + set.filters + set.rules.filter(({ title }) => title !== 'stub').length;
    if (errors.length === 0 && loaded > 0) result.loaded++;
    else result.problems.push(`${name}: ${errors.map(({ message }) => message).join('; ') || 'nothing loaded'}`);
  };
  for (const file of filesUnder('spec-tests', '.yml')) load(file, read(file).text);
  for (const file of filesUnder('specification', '.md'))
    for (const [index, block] of [...read(file).text.matchAll(/```ya?ml\n([\s\S]*?)```/g)].entries()) {
      const text = block[1] ?? '';
      if (
        /^title: /m.test(text) &&
        /^(detection|correlation|filter):/m.test(text) &&
        (!text.includes('correlation:') || text.includes('type:')) &&
        !text.includes('—')
      )
        load(`${file} example ${index + 1}`, text);
    }
  return result;
}

function run(): void {
  const files = ['rules', 'rules-emerging-threats', 'rules-threat-hunting']
    .flatMap((folder) => filesUnder(folder, '.yml'))
    .map(read);
  const set = loadRules(files, { lists: LISTS });
  const problems = set.problems.map(({ place, message }) => `${place.file}:${place.line} ${message}`);
  const without = loadRules(files.filter(({ text }) => text.includes('|expand')));
  const asking = without.problems.filter(({ code }) => code === 'sigma.placeholder').length;
  const regression = runRegression(set);
  const examples = loadExamples();
  const isRight = set.rules.length === RULES && regression.right === CASES && examples.loaded === examples.examples;
  process.exitCode = isRight ? 0 : 1;
  if (isJson) {
    process.stdout.write(
      `${JSON.stringify({ rules: set.rules.length, files: files.length, problems, asking, regression, examples }, null, 2)}\n`,
    );
    return;
  }
  const ofRules = (rules: readonly SigmaRule[]): string => `${rules.length} of ${files.length}`;
  console.log(`Rules that load: ${ofRules(set.rules)} (${asking} of them only with a list for expand)  bar ${RULES}`);
  for (const problem of problems.slice(0, 20)) console.log(`    ${problem}`);
  console.log(
    `Regression cases: ${regression.right} of ${regression.cases}, ${regression.withEvents} of them with events, routed and unrouted  bar ${CASES}`,
  );
  for (const missed of regression.missed) console.log(`    missed ${missed}`);
  console.log(`Examples of the specification: ${examples.loaded} of ${examples.examples}  bar all`);
  for (const problem of examples.problems) console.log(`    ${problem}`);
}

if (existsSync(sigma)) run();
else console.log('eval sigma: skipped, ../shared is absent');
