import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { LURE_GROUPS } from '../src/engines/lookalike/data/lures.data.ts';
import {
  type Brand,
  createMatcher,
  type LookAlike,
  type Matcher,
  type MatcherOptions,
} from '../src/engines/lookalike/index.ts';
import { parseBrandsFile } from '../src/engines/lookalike/parse-brands.ts';
import {
  INVENTED_BRANDLESS,
  INVENTED_BRANDS,
  INVENTED_CAMPAIGN,
  INVENTED_NEIGHBOURS,
} from './lookalike-unseen.data.ts';
import { EVIDENTLY_OWNED, IMITATIONS_ON_THE_LIST } from './labels/benign-look-alikes.ts';

/*
 * Measures the look-alike engine on the shared corpora: recall on two campaigns, alarms on benign names and certificates. And on an
 * invented campaign against invented companies, with names of their neighbours, that no word or weight was taken from.
 * `--json` prints one JSON document, `--names` also every missed and every alarmed name.
 */

const corpora = path.join(import.meta.dirname, '../../shared/corpora');
const isJson = process.argv.includes('--json');
const withNames = process.argv.includes('--names');

interface RecallResult {
  set: string;
  condition: string;
  names: number;
  /** Reported for the labelled brand. */
  found: number;
  foundPercent: number;
  /** Reported for any brand or as a sign-in lure. */
  reportedAtAll: number;
  bar: number | null;
  byClass: Record<string, number>;
  missed: string[];
}

interface AlarmResult {
  set: string;
  condition: string;
  names: number;
  alarms: number;
  evidentlyOwned: number;
  imitations: number;
  falseAlarms: number;
  /** Everything not evidently owned, imitations included. */
  perMillion: number;
  bar: string | null;
  byClass: Record<string, number>;
  listed: string[];
}

function readLines(name: string): string[] {
  return readFileSync(path.join(corpora, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

function reportedBrands(matcher: Matcher, host: string): { verdict: LookAlike; brands: (string | null)[] } | null {
  const verdict = matcher.match(host);
  if (verdict.kind !== 'look-alike' || !verdict.reported) return null;
  const others = verdict.others.filter((other) => other.reported).map((other) => other.brand);
  return { verdict, brands: [verdict.brand, ...others] };
}

function count(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

/** Host name and brand of each labelled line. */
function readCampaign(file: string): [host: string, brand: string][] {
  return readLines(file)
    .slice(1)
    .map((line): [string, string] => {
      const [host = '', brand = ''] = line.split('\t');
      return [host, brand];
    })
    .filter(([, brand]) => brand !== '-');
}

function measureRecall(
  set: string,
  rows: readonly (readonly [host: string, brand: string])[],
  condition: string,
  bar: number | null,
  brands: readonly Brand[],
  options: MatcherOptions = {},
): RecallResult {
  const matcher = createMatcher(brands, options);
  const result: RecallResult = {
    set,
    condition,
    names: rows.length,
    found: 0,
    foundPercent: 0,
    reportedAtAll: 0,
    bar,
    byClass: {},
    missed: [],
  };
  for (const [host, brand] of rows) {
    const reported = reportedBrands(matcher, host);
    if (reported !== null) result.reportedAtAll++;
    if (reported?.brands.includes(brand === '' ? null : brand) === true) {
      result.found++;
      count(result.byClass, reported.verdict.class);
    } else {
      result.missed.push(`${host} (${brand})`);
    }
  }
  result.foundPercent = Math.round((1000 * result.found) / result.names) / 10;
  return result;
}

function measureAlarms(
  set: string,
  hosts: readonly string[],
  condition: string,
  bar: string | null,
  brands: readonly Brand[],
): AlarmResult {
  const matcher = createMatcher(brands);
  const result: AlarmResult = {
    set,
    condition,
    names: hosts.length,
    alarms: 0,
    evidentlyOwned: 0,
    imitations: 0,
    falseAlarms: 0,
    perMillion: 0,
    bar,
    byClass: {},
    listed: [],
  };
  for (const host of hosts) {
    const reported = reportedBrands(matcher, host);
    if (reported === null) continue;
    const { registrable } = reported.verdict;
    result.alarms++;
    if (EVIDENTLY_OWNED[registrable] !== undefined) {
      result.evidentlyOwned++;
      continue;
    }
    if (IMITATIONS_ON_THE_LIST[registrable] !== undefined) result.imitations++;
    else result.falseAlarms++;
    count(result.byClass, reported.verdict.class);
    result.listed.push(`${host} (${reported.verdict.matched}, ${reported.verdict.class}, ${reported.verdict.score})`);
  }
  result.perMillion = Math.round((1e6 * (result.falseAlarms + result.imitations)) / result.names);
  return result;
}

/** Words that the lexicon knows from the given sources only. */
function wordsKnownOnlyFrom(sources: ReadonlySet<string>): string[] {
  const kept = new Set<string>();
  const dropped = new Set<string>();
  for (const group of LURE_GROUPS) {
    for (const word of group.words.split(','))
      (sources.has(group.source) ? dropped : kept).add(word.replaceAll(/\s/g, ''));
  }
  return [...dropped].filter((word) => !kept.has(word));
}

function certificateNames(): string[] {
  const folder = path.join(corpora, 'ct/navigli2025h2/tile/names');
  const names = new Set<string>();
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const bytes = readFileSync(path.join(entry.parentPath, entry.name));
    const text = (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString('utf8');
    for (const line of text.split('\n')) {
      if (line === '') continue;
      const { DNS } = JSON.parse(line) as { DNS?: string[] };
      for (const name of DNS ?? []) names.add(name);
    }
  }
  return [...names];
}

function percent(result: RecallResult): string {
  const bar =
    result.bar === null ? '' : `  bar ${result.bar} %: ${result.foundPercent >= result.bar ? 'met' : 'MISSED'}`;
  return `${result.found}/${result.names} = ${result.foundPercent} % (reported at all: ${result.reportedAtAll})${bar}`;
}

function run(): void {
  const okta = parseBrandsFile(readFileSync(path.join(corpora, 'domains/brands-0ktapus.yaml'), 'utf8'));
  const spider = parseBrandsFile(readFileSync(path.join(corpora, 'domains/brands-scattered-spider.yaml'), 'utf8'));
  const namesOnly = okta.map(({ name, domains }): Brand => ({ name, domains }));
  const oktaSet = readCampaign('domains/0ktapus-2022.tsv');
  const spiderSet = readCampaign('domains/scattered-spider-2023.tsv');
  const invented = Object.entries(INVENTED_CAMPAIGN).flatMap(([brand, hosts]) =>
    hosts.split(' ').map((host): [string, string] => [host, brand]),
  );
  const sameActors = wordsKnownOnlyFrom(new Set(['twilio-2022-08', 'cisa-aa23-320a', 'doj-2024-11']));
  const reports = wordsKnownOnlyFrom(new Set(['twilio-2022-08', 'cisa-aa23-320a', 'doj-2024-11', 'gtig-2026']));
  const recall = [
    measureRecall('0ktapus 2022', oktaSet, 'names, domains and aliases', 97, okta),
    measureRecall('0ktapus 2022', oktaSet, 'names and domains only', 90, namesOnly),
    measureRecall(
      '0ktapus 2022',
      oktaSet,
      `aliases; without ${sameActors.length} words known only from reports on these actors`,
      null,
      okta,
      {
        withoutLures: sameActors,
      },
    ),
    measureRecall('Scattered Spider 2023', spiderSet, 'names, domains and aliases', 92, spider),
    measureRecall(
      'Scattered Spider 2023',
      spiderSet,
      `without ${sameActors.length} words known only from reports on these actors`,
      null,
      spider,
      {
        withoutLures: sameActors,
      },
    ),
    measureRecall(
      'Scattered Spider 2023',
      spiderSet,
      `without ${reports.length} words known only from reports on attacks`,
      null,
      spider,
      {
        withoutLures: reports,
      },
    ),
    measureRecall('invented campaign', invented, 'invented brands', null, INVENTED_BRANDS),
    measureRecall(
      'invented campaign',
      invented,
      `without ${reports.length} words known only from reports on attacks`,
      null,
      INVENTED_BRANDS,
      { withoutLures: reports },
    ),
  ];
  const brandless = INVENTED_BRANDLESS.split(' ').map((host): [string, string] => [host, '']);
  recall.push(measureRecall('invented lures without a brand', brandless, 'any brand', null, INVENTED_BRANDS));
  const registrable = readLines('domains/benign-registrable.txt');
  const hostnames = readLines('domains/benign-hostnames.txt');
  const certificates = certificateNames();
  const known = new Set(registrable);
  const companies = readLines('domains/brand-names-10000.txt')
    .map((name) => `${name}.com`)
    .filter((host) => !known.has(host));
  const alarms = [
    measureAlarms('benign registrable', registrable, '55 brands of 0ktapus', '≤ 50 per million', okta),
    measureAlarms('benign hostnames', hostnames, '55 brands of 0ktapus', '≤ 2', okta),
    measureAlarms('certificates', certificates, '55 brands of 0ktapus', '0', okta),
    measureAlarms('benign registrable', registrable, '68 brands of Scattered Spider', null, spider),
    measureAlarms('benign hostnames', hostnames, '68 brands of Scattered Spider', null, spider),
    measureAlarms('certificates', certificates, '68 brands of Scattered Spider', null, spider),
    measureAlarms('other companies’ names under .com', companies, '55 brands of 0ktapus', null, okta),
    measureAlarms('invented neighbours', INVENTED_NEIGHBOURS.split(' '), 'invented brands', null, INVENTED_BRANDS),
  ];
  if (isJson) {
    process.stdout.write(`${JSON.stringify({ recall, alarms }, null, 2)}\n`);
    return;
  }
  console.log('Recall (reported for the right brand)');
  for (const result of recall) {
    console.log(`  ${result.set}, ${result.condition}: ${percent(result)}`);
    if (withNames) for (const name of result.missed) console.log(`      missed ${name}`);
  }
  console.log('No word of the lexicon has one of these lists as its source.');
  console.log('Alarms on benign names (evidently the brand’s own company: apart)');
  for (const result of alarms) {
    const bar = result.bar === null ? '' : `  bar ${result.bar}`;
    console.log(
      `  ${result.set}, ${result.condition}: ${result.falseAlarms} false and ${result.imitations} imitations of ${result.names} = ${result.perMillion} per million; evidently owned ${result.evidentlyOwned}${bar}`,
    );
    if (withNames) for (const name of result.listed) console.log(`      ${name}`);
  }
}

if (existsSync(corpora)) run();
else console.log('eval lookalike: skipped, ../shared is absent');
