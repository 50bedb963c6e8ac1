import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createProjector, readPath } from '../src/engines/events/index.ts';

/*
 * How fast wanted members of identity events are read from their bytes, beside `JSON.parse` of the same bytes in the same run
 * (once from text that lies ready, once with the decoding of UTF-8 that bytes need). Public test events of every source, one
 * process, CPU time, best of the rounds, the three in turn. Every value is asked for, unless a row says otherwise.
 */

const folder = path.join(import.meta.dirname, '../../shared/corpora/identity/panther');
const ROUNDS = 25;
const REPEATS = 10;

interface Source {
  name: string;
  records: Uint8Array[];
  texts: string[];
}

function readSources(): Source[] {
  return readdirSync(folder).map((file) => {
    const texts = readFileSync(path.join(folder, file), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.stringify((JSON.parse(line) as { event: unknown }).event));
    return { name: file.replace('.ndjson', ''), texts, records: texts.map((text) => Buffer.from(text)) };
  });
}

/** Paths of scalars in the source's records, the most frequent first. */
function frequentPaths({ texts }: Source): string[][] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    const seen = new Set<string>();
    addPaths(JSON.parse(text), [], seen);
    for (const key of seen) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].toSorted((a, b) => b[1] - a[1]).map(([key]) => JSON.parse(key) as string[]);
}

function addPaths(value: unknown, at: string[], seen: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) addPaths(item, at, seen);
  else if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value)) addPaths(inner, [...at, name], seen);
  else if (at.length > 0) seen.add(JSON.stringify(at));
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

let kept = 0;

/** Milliseconds of CPU per pass over all records, best of the rounds. */
function race(contestants: readonly (() => void)[]): number[] {
  const best = contestants.map(() => Infinity);
  for (let round = 0; round < ROUNDS; round++) {
    contestants.forEach((run, index) => {
      const startedMs = cpuMs();
      for (let repeat = 0; repeat < REPEATS; repeat++) run();
      best[index] = Math.min(best[index] ?? Infinity, (cpuMs() - startedMs) / REPEATS);
    });
  }
  return best;
}

function measure(sources: readonly Source[], wanted: number, isRead: boolean): Record<string, number | string> {
  const prepared = sources.map((source) => {
    const paths = frequentPaths(source).slice(0, wanted);
    return { ...source, paths, project: createProjector(paths) };
  });
  const [projected = 1, parsed = 1, decoded = 1, slow = 1] = race([
    () => {
      for (const { records, paths, project } of prepared)
        for (const record of records) {
          const view = project(record);
          if (view === null) throw new Error('a public event is refused');
          if (!isRead) continue;
          for (let i = 0; i < paths.length; i++) if (view.get(i) !== undefined) kept++;
        }
    },
    () => {
      for (const { texts } of prepared) for (const text of texts) if (JSON.parse(text) !== null) kept++;
    },
    () => {
      for (const { records } of prepared)
        for (const record of records) if (JSON.parse((record as Buffer).toString('utf8')) !== null) kept++;
    },
    () => {
      for (const { records, paths } of prepared)
        for (const record of records) {
          const value: unknown = JSON.parse((record as Buffer).toString('utf8'));
          for (const wantedPath of paths) if (readPath(value, wantedPath) !== undefined) kept++;
        }
    },
  ]);
  const events = prepared.reduce((sum, { records }) => sum + records.length, 0);
  const bytes = prepared.reduce((sum, { records }) => sum + records.reduce((all, { length }) => all + length, 0), 0);
  const rounded = (value: number): number => Math.round(value * 100) / 100;
  return {
    paths: wanted,
    read: isRead ? 'all' : 'none',
    eventsPerSecond: Math.round((events * 1000) / projected),
    mbPerSecond: Math.round(bytes / 1000 / projected),
    parsePerSecond: Math.round((events * 1000) / parsed),
    ratioToParse: rounded(parsed / projected),
    ratioToDecodeAndParse: rounded(decoded / projected),
    ratioToTheSlowWay: rounded(slow / projected),
  };
}

function run(): void {
  const sources = readSources();
  const rows = [
    measure(sources, 10, true),
    measure(sources, 10, false),
    measure(sources, 40, true),
    measure(sources, 200, true),
  ];
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ rows }, null, 2)}\n`);
    return;
  }
  const events = sources.reduce((sum, { records }) => sum + records.length, 0);
  console.log(`${events} public events of ${sources.length} sources, one core, CPU time (${kept} values kept)`);
  console.table(rows);
}

if (existsSync(folder)) run();
else console.log('bench project: skipped, ../shared is absent');
