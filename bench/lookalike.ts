import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import v8 from 'node:v8';
import vm from 'node:vm';
import { getDomain } from 'tldts';
import { foldText, OTHER, SYMBOL_OF } from '../src/engines/lookalike/alphabet.ts';
import { type Automaton, buildAutomaton } from '../src/engines/lookalike/automaton.ts';
import { type Brand, createMatcher, type Matcher } from '../src/engines/lookalike/index.ts';

/*
 * How many host names one core judges in a second, by number of brands, beside two references of the same run: the public-suffix
 * reader's `getDomain` and a plain Aho-Corasick pass over the same names with the same brands. CPU time, best of five rounds.
 *
 * The growth of the cost is measured by itself, both matchers in turn, so that whatever else the machine does strikes both. The
 * 9,742 brand names are taken from the list of registrable domains that is judged: one name in four that says nothing to 1,000
 * brands does resemble one of 9,742, and is weighed. So the growth is told three times: over all of these names, over those that
 * resemble none, and over names as they come in certificates (a real log's first entries) and in resolvers' queries.
 */

const domainsDir = path.join(import.meta.dirname, '../../shared/corpora/domains');
const ROUNDS = 5;
const GROWTH_ROUNDS = 15;
const BRAND_COUNTS = [1, 100, 1000, 10_000];

interface Row {
  brands: number;
  hostsPerSecond: number;
  ratioToGetDomain: number;
  ratioToAhoCorasick: number;
  buildMs: number;
  memoryMb: number;
}

function readLines(name: string): string[] {
  return readFileSync(path.join(domainsDir, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

/** Host names as a watcher meets them: of the certificates of a real log, and as resolvers are asked for them. */
function streamedNames(): string[] {
  const names = new Set(readLines('benign-hostnames.txt'));
  const tiles = path.join(domainsDir, '../ct/navigli2025h2/tile/names');
  for (const entry of readdirSync(tiles, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const bytes = readFileSync(path.join(entry.parentPath, entry.name));
    const text = (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString('utf8');
    for (const line of text.split('\n').filter((each) => each !== ''))
      for (const name of (JSON.parse(line) as { DNS?: string[] }).DNS ?? []) names.add(name);
  }
  return [...names];
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Hosts per second of CPU time, best of the rounds; the first round also warms up. */
function measure(hosts: readonly string[], judge: (host: string) => unknown): number {
  let best = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const startedMs = cpuMs();
    for (const host of hosts) judge(host);
    best = Math.max(best, (hosts.length * 1000) / (cpuMs() - startedMs));
  }
  return best;
}

v8.setFlagsFromString('--expose-gc');
const collectGarbage = vm.runInNewContext('gc') as () => void;

function usedMb(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
}

/** Number of patterns seen: what a keyword matcher does at the least. */
function countMatches(automaton: Automaton, host: string): number {
  const { next, stride, firstOutput } = automaton;
  let state = 0;
  let seen = 0;
  for (let index = 0; index < host.length; index++) {
    state = next[Math.imul(SYMBOL_OF[host.charCodeAt(index)] ?? OTHER, stride) + state] ?? 0;
    if ((firstOutput[state] ?? 0) !== 0) seen++;
  }
  return seen;
}

interface Growth {
  hosts: number;
  microsecondsAtThousand: number;
  microsecondsAtMost: number;
  factor: number;
}

/** Cost per host with few and with many brands, in turn; best round of each. */
function measureGrowth(hosts: readonly string[], few: Matcher, many: Matcher): Growth {
  const costOf = (matcher: Matcher): number => {
    const startedMs = cpuMs();
    for (const host of hosts) matcher.match(host);
    return ((cpuMs() - startedMs) * 1000) / hosts.length;
  };
  let [atThousand, atMost] = [Infinity, Infinity];
  for (let round = 0; round < GROWTH_ROUNDS; round++) {
    atThousand = Math.min(atThousand, costOf(few));
    atMost = Math.min(atMost, costOf(many));
  }
  const rounded = (value: number): number => Math.round(value * 1000) / 1000;
  return {
    hosts: hosts.length,
    microsecondsAtThousand: rounded(atThousand),
    microsecondsAtMost: rounded(atMost),
    factor: rounded(atMost / atThousand),
  };
}

function resemblesNone(matcher: Matcher, host: string): boolean {
  const verdict = matcher.match(host);
  return verdict.kind === 'silent' && verdict.why.code === 'no-brand';
}

function brandsNamed(names: readonly string[]): Brand[] {
  return names.map((name) => ({ name, domains: [`${name}.com`] }));
}

function run(): void {
  const hosts = readLines('benign-registrable.txt');
  const names = [...new Set(readLines('brand-names-10000.txt'))];
  createMatcher([{ name: 'warm', domains: ['warm.example'] }]).match('warm-up.example.com');
  const getDomainRate = measure(hosts, (host) => getDomain(host));
  const rows: Row[] = [];
  for (const count of BRAND_COUNTS) {
    const brands = brandsNamed(names.slice(0, count));
    const automaton = buildAutomaton(brands.map(({ name }, value) => ({ symbols: foldText(name), value })));
    const ahoCorasickRate = measure(hosts, (host) => countMatches(automaton, host));
    const beforeMb = usedMb();
    const startedMs = cpuMs();
    const matcher = createMatcher(brands);
    const buildMs = cpuMs() - startedMs;
    const rate = measure(hosts, (host) => matcher.match(host));
    rows.push({
      brands: brands.length,
      hostsPerSecond: Math.round(rate),
      ratioToGetDomain: Math.round((100 * rate) / getDomainRate) / 100,
      ratioToAhoCorasick: Math.round((100 * rate) / ahoCorasickRate) / 100,
      buildMs: Math.round(buildMs),
      memoryMb: Math.round(usedMb() - beforeMb),
    });
    // the matcher must still be alive when its memory is measured
    matcher.match('example.com');
  }
  const [few, many] = [createMatcher(brandsNamed(names.slice(0, 1000))), createMatcher(brandsNamed(names))];
  const growth = {
    allNames: measureGrowth(hosts, few, many),
    namesThatResembleNone: measureGrowth(
      hosts.filter((host) => resemblesNone(few, host) && resemblesNone(many, host)),
      few,
      many,
    ),
    namesInCertificatesAndQueries: measureGrowth(streamedNames(), few, many),
  };
  if (process.argv.includes('--json')) {
    const report = {
      hosts: hosts.length,
      getDomainPerSecond: Math.round(getDomainRate),
      rows,
      growth,
    };
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    return;
  }
  console.log(
    `${hosts.length} host names, one core, CPU time; tldts.getDomain alone: ${Math.round(getDomainRate)} hosts/s`,
  );
  console.table(rows);
  console.log(`cost per host from 1,000 to ${names.length} brands`);
  console.table(growth);
  console.log('bars: ≥ 500,000 hosts/s at 1,000 brands, ≥ 400,000 at 10,000, ≤ 100 MB, build ≤ 1,000 ms, growth ≤ 1.3');
}

if (existsSync(domainsDir)) run();
else console.log('bench lookalike: skipped, ../shared is absent');
