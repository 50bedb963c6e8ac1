import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { detectFormat } from '../src/engines/events/index.ts';
import { createDetectBlockJudge } from '../src/cli/detect/block.ts';
import { createSigmaEngine, loadRules, type SigmaEngine, type SigmaRule } from '../src/engines/sigma/index.ts';
import { referenceHolds } from '../src/engines/sigma/test-reference.ts';

/*
 * How many events one core judges in a second against the public rules, from raw bytes to matches, beside JSON.parse alone in the
 * same rounds. CPU time, best of the rounds; the lanes take turns, so that whatever else the machine does strikes them all.
 */

const identity = path.join(import.meta.dirname, '../../shared/corpora/identity');
const isJson = process.argv.includes('--json');
const ROUNDS = Number(process.env['ROUNDS'] ?? 15);
const REPEATS = 4;
const SOURCES: Readonly<Record<string, string>> = {
  auth0: 'auth0',
  azure_activity: 'entra',
  azure_signin: 'entra',
  cloudflare: 'cloudflare',
  duo: 'duo',
  github: 'github',
  gsuite_activityevent: 'google-workspace',
  gsuite_reports: 'google-workspace',
  intune: 'entra',
  microsoft: 'm365-audit',
  okta: 'okta',
  onelogin: 'onelogin',
  onepassword: '1password',
  push_security: 'push',
  salesforce: 'salesforce',
  slack: 'slack',
  snowflake: 'snowflake',
  standard: 'gcp-audit',
  zendesk: 'zendesk',
};

interface Line {
  bytes: Uint8Array;
  source: string;
}

function readLines(): Line[] {
  return readdirSync(path.join(identity, 'panther')).flatMap((file) =>
    readFileSync(path.join(identity, 'panther', file), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const { event } = JSON.parse(line) as { event: unknown };
        return { bytes: Buffer.from(JSON.stringify(event)), source: SOURCES[file.replace('.ndjson', '')] ?? 'ocsf' };
      }),
  );
}

function readRules(): SigmaRule[] {
  const files = ['rules', 'rules-emerging-threats', 'rules-threat-hunting'].flatMap((folder) =>
    readdirSync(path.join(identity, 'sigma', folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.yml'))
      .toSorted()
      .map((file) => ({ name: file, text: readFileSync(path.join(identity, 'sigma', folder, file), 'utf8') })),
  );
  return [...loadRules(files).rules];
}

/** Identity and cloud rules first, so that a part of the rules is one that the events can meet. */
function ordered(rules: readonly SigmaRule[]): SigmaRule[] {
  return rules.toSorted((a, b) => Number(isOfCloud(b)) - Number(isOfCloud(a)));
}

function isOfCloud({ logsource }: SigmaRule): boolean {
  const products = ['okta', 'azure', 'aws', 'github', 'gcp', 'm365', 'cisco', 'onelogin', 'bitbucket'];
  return products.includes(logsource.product ?? '');
}

interface Lane {
  name: string;
  run(line: Line): unknown;
  bestPerSecond: number;
}

const decoder = new TextDecoder();

function parse({ bytes }: Line): unknown {
  return JSON.parse(decoder.decode(bytes)) as unknown;
}

/** What `breakwater detect` does with a file, from its lines to findings in NDJSON; each record tells itself whose it is. */
function detecting(name: string, rules: readonly SigmaRule[]): Lane {
  const set = { rules, correlations: [], filters: 0, problems: [] };
  const judge = createDetectBlockJudge({ set, source: 'auto', withOcsf: false });
  return { name, bestPerSecond: 0, run: ({ bytes }) => judge({ file: 'bench', line: 1, bytes }) };
}

function routed(name: string, engine: SigmaEngine): Lane {
  return { name, bestPerSecond: 0, run: (line) => engine.matchBytes(line.bytes, { source: line.source }) };
}

function measure(lanes: readonly Lane[], lines: readonly Line[]): void {
  const usedMs = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  for (let round = 0; round < ROUNDS; round++)
    for (const lane of lanes) {
      const startedMs = usedMs();
      for (let repeat = 0; repeat < REPEATS; repeat++) for (const line of lines) lane.run(line);
      lane.bestPerSecond = Math.max(lane.bestPerSecond, (lines.length * REPEATS * 1000) / (usedMs() - startedMs));
    }
}

function run(): void {
  const lines = readLines();
  const rules = ordered(readRules());
  const all = createSigmaEngine(rules);
  const few = createSigmaEngine(rules.slice(0, 100));
  // the first hundred leave most sources without a rule; these are of every source that has any
  const step = rules.filter(isOfCloud).length / 100;
  const spread = createSigmaEngine(
    Array.from({ length: 100 }, (_, index) => rules[Math.floor(index * step)] as SigmaRule),
  );
  const none = createSigmaEngine([]);
  const parseOnly: Lane = { name: 'JSON.parse alone', bestPerSecond: 0, run: parse };
  const manyRouted = routed(`${rules.length} rules, routed, from bytes`, all);
  const fewRouted = routed('100 rules, routed, from bytes', few);
  const spreadRouted = routed('100 rules of all sources, routed, from bytes', spread);
  const lanes = [
    parseOnly,
    routed('no rule: records are only checked', none),
    fewRouted,
    spreadRouted,
    manyRouted,
    {
      name: `${rules.length} rules, routed, JSON.parse and match`,
      bestPerSecond: 0,
      run: (line: Line) => all.match({ raw: parse(line) }, { source: line.source }),
    },
    {
      name: `${rules.length} rules, unrouted, JSON.parse and match`,
      bestPerSecond: 0,
      run: (line: Line) => all.match({ raw: parse(line) }),
    },
  ];
  for (const lane of lanes) for (const line of lines) lane.run(line);
  measure(lanes, lines);

  // the naive way, on a few events, for the ratio
  const some = lines.filter((_, index) => index % 40 === 0).map((line) => parse(line) as Record<string, unknown>);
  const startedMs = performance.now();
  let naiveMatches = 0;
  for (const event of some) for (const rule of rules) if (referenceHolds(rule.condition, event)) naiveMatches++;
  const naivePerSecond = (some.length * 1000) / (performance.now() - startedMs);

  // one in eight of these events meets a rule: they are tests of rules; of a real log nearly none does
  const quiet = lines.filter((line) => all.matchBytes(line.bytes, { source: line.source }).length === 0);
  const quietLanes = [
    { name: 'JSON.parse alone, quiet events', bestPerSecond: 0, run: parse },
    routed('routed, quiet events', all),
    routed('100 rules, routed, quiet events', few),
    routed('100 rules of all sources, routed, quiet events', spread),
    detecting('detect, quiet lines of sources that are told by themselves', rules),
  ];
  // an event that no source is told by is tried on every rule, which is the unrouted case
  const told = quiet.filter((line) => detectFormat(parse(line)) === line.source);
  measure(quietLanes, told);
  const [quietParse = 1, quietAll = 0, quietFew = 0, quietSpread = 0, quietDetect = 0] = quietLanes.map(
    ({ bestPerSecond }) => bestPerSecond,
  );
  const sources = [...new Set(lines.map(({ source }) => source))];
  const sourcesWith = (engine: SigmaEngine): number => sources.filter((source) => engine.countFor(source) > 0).length;

  const unrouted = lanes.at(-1) as Lane;
  const bytes = lines.reduce((sum, line) => sum + line.bytes.length, 0);
  const figures = {
    events: lines.length,
    meanBytes: Math.round(bytes / lines.length),
    rules: rules.length,
    perSecond: Object.fromEntries(lanes.map(({ name, bestPerSecond }) => [name, Math.round(bestPerSecond)])),
    quiet: {
      events: told.length,
      routedToParse: quietAll / quietParse,
      growth: quietFew / quietAll,
      growthSpread: quietSpread / quietAll,
      detectPerSecond: Math.round(quietDetect),
      detectToParse: quietDetect / quietParse,
    },
    sources: { all: sources.length, few: sourcesWith(few), spread: sourcesWith(spread), rules: sourcesWith(all) },
    routedToParse: manyRouted.bestPerSecond / parseOnly.bestPerSecond,
    growth: fewRouted.bestPerSecond / manyRouted.bestPerSecond,
    growthSpread: spreadRouted.bestPerSecond / manyRouted.bestPerSecond,
    naivePerSecond: Math.round(naivePerSecond),
    naiveMatches,
    unroutedToNaive: unrouted.bestPerSecond / naivePerSecond,
  };
  if (isJson) {
    process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
    return;
  }
  console.log(
    `${figures.events} events of ${figures.meanBytes} bytes on average, ${figures.rules} rules, one core, CPU time, best of ${ROUNDS}`,
  );
  for (const { name, bestPerSecond } of lanes)
    console.log(
      `  ${name.padEnd(46)} ${Math.round(bestPerSecond).toLocaleString('en').padStart(10)}/s  ${(bestPerSecond / parseOnly.bestPerSecond).toFixed(2)}x JSON.parse`,
    );
  console.log(`  routed from bytes: ${figures.routedToParse.toFixed(2)}x JSON.parse alone  bar 0.75`);
  console.log(
    `  the ${told.length} events that meet no rule: ${Math.round(quietAll).toLocaleString('en')}/s, ${figures.quiet.routedToParse.toFixed(2)}x JSON.parse alone`,
  );
  console.log(
    `  the same lines through detect: ${Math.round(quietDetect).toLocaleString('en')}/s, ${figures.quiet.detectToParse.toFixed(2)}x JSON.parse alone`,
  );
  console.log(`  unrouted: ${Math.round(unrouted.bestPerSecond).toLocaleString('en')}/s  bar 30,000`);
  console.log(
    `  cost of an event, ${rules.length} rules (of ${figures.sources.rules} of the ${sources.length} sources that the events are of) to 100:  bar 1.3`,
  );
  console.log(
    `    the first 100, of ${figures.sources.few} sources, the others being only checked: ${figures.growth.toFixed(2)}x, quiet events ${figures.quiet.growth.toFixed(2)}x`,
  );
  console.log(
    `    100 of ${figures.sources.spread} sources: ${figures.growthSpread.toFixed(2)}x, quiet events ${figures.quiet.growthSpread.toFixed(2)}x`,
  );
  console.log(
    `  the naive evaluator (parsed events, every rule): ${figures.naivePerSecond}/s; unrouted is ${Math.round(figures.unroutedToNaive)}x that`,
  );
}

if (existsSync(identity)) run();
else console.log('bench sigma: skipped, ../shared is absent');
