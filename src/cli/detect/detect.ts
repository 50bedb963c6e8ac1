import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { systemClock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import { type CorrelationLosses, createSigmaEngine } from '../../engines/sigma/index.ts';
import { type BlockPool, createBlockPool } from '../block-pool.ts';
import { EXIT, type Command, type CommandInput } from '../command.ts';
import type { DetectBlock, DetectOutcome } from './block.ts';
import { ANY, AUTO, createDetector } from './judge.ts';
import { detectWork } from './worker.ts';
import { RULE_OPTIONS, readRuleFolder } from '../rules/files.ts';
import { blocksOf } from '../input/blocks.ts';
import { jsonLinesOf, jsonShapeOf } from '../input/json-lines.ts';
import { createScanProgress, type ScanProgress } from '../input/progress.ts';
import { rejoin, sourcesOf, textBytesOf, type ScanSource } from '../input/source.ts';
import { safeText, styleFor } from '../terminal.ts';

const MAX_WORKERS = 64;
const MAX_PROBLEMS = 10;

export const detectCommand: Command = {
  name: 'detect',
  arguments: 'FILE…',
  description:
    'Runs every Sigma rule and correlation of a folder (a SigmaHQ checkout as it is, or your own) over records as vendors send them, and writes each finding as one JSON line: rule, id, level, event, fields. Files are NDJSON, JSON lists, or pages as an API answers them, packed with gzip or zstd or not; standard input is read for "-" or without FILE. Only rules about a record’s source are tried; on a record of no known source, every rule but those that even an empty record meets. Lines that cannot be read are counted, told and left out. Nothing is looked up on the network.',
  options: {
    rules: { type: 'string', value: 'DIR', help: 'Folder or file of Sigma rules.' },
    source: {
      type: 'string',
      value: 'NAME',
      help: 'Whose log it is, e.g. okta or entra; "any" tries every rule on every record. Default auto: told by each record’s members.',
    },
    ocsf: {
      type: 'boolean',
      help: 'With --source: offer each record as OCSF to every rule, where it lacks a field. Slower. Without, only rules about fields that nothing but the OCSF event has see it.',
    },
    lateness: {
      type: 'string',
      value: 'MINUTES',
      help: 'How far out of order events may be, for correlations. Default 60.',
    },
    workers: { type: 'string', value: 'N', help: 'Threads that judge. Default: one for each core.' },
    ...RULE_OPTIONS,
  },
  exitCodes: [
    [EXIT.ok, 'nothing was found; an empty input has nothing to find, which is said'],
    [
      EXIT.badInput,
      'bad usage, no usable rule, a file that could not be read to its end, or lines of which none could be read',
    ],
    [EXIT.found, 'something was found'],
  ],
  examples: [
    'breakwater detect --rules detections --source okta system-log.ndjson.gz',
    'breakwater detect --rules ~/sigma/rules --workers 4 cloudtrail/*.json.gz | jq -r .rule | sort | uniq -c',
  ],
  async run(input) {
    const folder = input.values['rules'];
    if (typeof folder !== 'string')
      throw new AppError('cli.usage', '--rules DIR is wanted', {
        status: 400,
        remedy: 'For example --rules detections.',
      });
    const workers = numberOf(input, 'workers', MAX_WORKERS) ?? Math.min(availableParallelism(), MAX_WORKERS);
    const latenessMs = (numberOf(input, 'lateness', 100_000) ?? 60) * 60_000;
    const sources = sourcesOf(input);
    const { set } = readRuleFolder(input, folder);
    tellProblems(
      input,
      set.problems.filter(({ severity }) => severity === 'error'),
    );
    if (set.rules.length === 0)
      throw new AppError('cli.usage', `there is no usable rule below ${safeText(folder)}`, {
        status: 400,
        remedy: 'See breakwater rules check DIR.',
      });
    const source = sourceOf(input, set.rules.length === 0 ? [] : createSigmaEngine(set.rules).sources());
    const sizes = sources.map(({ sizeBytes }) => sizeBytes);
    const totalBytes = sizes.includes(null) ? null : sizes.reduce((sum: number, size) => sum + (size ?? 0), 0);
    const progress = createScanProgress(input.stderr, totalBytes, 'events');
    const correlations = createDetector({ ...set, rules: [] }, latenessMs, undefined, systemClock.now());
    const run: Run = { input, progress, files: new Map(), events: 0, found: 0, bad: 0, badAt: [], isComplete: true };
    const settings = { set, source, withOcsf: input.values['ocsf'] === true };
    const files: string[] = [];
    const pool = createBlockPool(detectWork, settings, workers, async (outcome) => {
      take(run, outcome, files.shift() ?? '');
      const told = correlations.correlate(outcome.correlated).map((detection) => `${JSON.stringify(detection)}\n`);
      run.found += told.length;
      await write(run, outcome.output + told.join(''));
      progress.judged(outcome.events, outcome.found + told.length);
    });
    try {
      for (const one of sources) await detectIn(run, pool, one, files);
      await pool.drain();
    } finally {
      await pool.end();
    }
    const last = correlations.finish().map((detection) => `${JSON.stringify(detection)}\n`);
    run.found += last.length;
    await write(run, last.join(''));
    tellEnd(run);
    tellUnknown(run);
    tellLosses(input, correlations.losses());
    if (!run.isComplete || (run.events === 0 && run.bad > 0)) return EXIT.badInput;
    return run.found > 0 ? EXIT.found : EXIT.ok;
  },
};

interface Run {
  input: CommandInput;
  progress: ScanProgress;
  /** Events of each file, and how many of them are of no known source. */
  files: Map<string, { events: number; unknown: number }>;
  events: number;
  found: number;
  bad: number;
  badAt: string[];
  isComplete: boolean;
}

/** One file to its end, or to where it cannot be read on. */
async function detectIn(run: Run, pool: BlockPool<DetectBlock>, source: ScanSource, files: string[]): Promise<void> {
  let line = 1;
  try {
    const chunks = textBytesOf(source, (bytes) => run.progress.read(bytes));
    const first = await chunks.next();
    const start = first.done === true ? Buffer.alloc(0) : first.value;
    const shape = jsonShapeOf(start);
    const whole = rejoin(start, chunks);
    for await (const block of blocksOf(shape === null ? whole : jsonLinesOf(whole, shape))) {
      if (block.skipped > 0) {
        run.bad += block.skipped;
        run.badAt.push(`${source.name}: ${block.skipped} lines longer than 1 MiB`);
      }
      files.push(source.name);
      await pool.add({ file: source.name, line, bytes: block.bytes });
      line += block.skipped + countLines(block.bytes);
    }
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    run.isComplete = false;
    run.progress.clear();
    run.input.stderr.write(`breakwater: ${safeText(`${thrown.message}. ${thrown.remedy ?? ''}`.trim())}\n`);
  }
}

function countLines(bytes: Uint8Array): number {
  let lines = 1;
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) lines += 1;
  return lines;
}

function take(run: Run, outcome: DetectOutcome, file: string): void {
  run.events += outcome.events;
  const { events, unknown } = run.files.get(file) ?? { events: 0, unknown: 0 };
  run.files.set(file, { events: events + outcome.events, unknown: unknown + outcome.unknown });
  run.found += outcome.found;
  run.bad += outcome.bad;
  for (const line of outcome.badLines)
    if (run.badAt.length < MAX_PROBLEMS) run.badAt.push(`${file}, line ${line}: no JSON`);
}

async function write({ input, progress }: Run, text: string): Promise<void> {
  if (text === '') return;
  progress.clear();
  if (!input.stdout.write(text)) await once(input.stdout, 'drain');
}

function tellEnd({ input, progress, events, found, bad, badAt }: Run): void {
  progress.clear();
  const style = styleFor(input.stderr, input.env);
  const say = (text: string): void => void input.stderr.write(`${style.yellow('breakwater:')} ${text}\n`);
  const count = (value: number): string => value.toLocaleString('en');
  if (bad > 0) {
    say(
      `${bad === 1 ? '1 line could not be read and was' : `${count(bad)} lines could not be read and were`} left out, such as`,
    );
    for (const at of badAt.slice(0, MAX_PROBLEMS)) input.stderr.write(`  ${safeText(at)}\n`);
  }
  if (events === 0 && bad === 0) say('there was no record');
  else if (input.stderr.isTTY === true) say(`${count(events)} events judged, ${count(found)} findings.`);
}

/** Which files hold records that do not tell whose they are, once for all of them, and what to do. */
function tellUnknown({ input: { stderr, env }, files }: Run): void {
  const told = [...files].filter(([, { unknown }]) => unknown > 0);
  if (told.length === 0) return;
  const count = (value: number): string => value.toLocaleString('en');
  const unknown = told.reduce((sum, [, one]) => sum + one.unknown, 0);
  const what =
    unknown === 1
      ? '1 record does not tell whose log it is from'
      : `${count(unknown)} records do not tell whose log they are from`;
  stderr.write(`${styleFor(stderr, env).yellow('breakwater:')} ${what}:\n`);
  for (const [file, one] of told.slice(0, MAX_PROBLEMS))
    stderr.write(`  ${safeText(file)}: ${count(one.unknown)} of ${count(one.events)}\n`);
  if (told.length > MAX_PROBLEMS) stderr.write(`  and ${count(told.length - MAX_PROBLEMS)} more files\n`);
  stderr.write(
    '  Every rule was tried on them, and what was found has no id of the vendor and perhaps no time. Name their log\n' +
      '  with --source NAME, for example --source okta; --source any says that it is none of those known.\n',
  );
}

/** What took no part in correlations, and so may be missing from the findings. */
function tellLosses({ stderr, env }: CommandInput, { late, ahead, forgotten }: CorrelationLosses): void {
  const reasons: readonly (readonly [number, string])[] = [
    [late, 'came later than --lateness allows'],
    [ahead, 'are dated more than a day ahead of now'],
    [forgotten, 'were beyond what is held at once'],
  ];
  for (const [events, reason] of reasons)
    if (events > 0)
      stderr.write(
        `${styleFor(stderr, env).yellow('breakwater:')} ${events.toLocaleString('en')} matches took no part in correlations: they ${reason}\n`,
      );
}

function tellProblems(
  input: CommandInput,
  errors: readonly { place: { file: string; line: number }; message: string; remedy: string }[],
): void {
  for (const { place, message, remedy } of errors.slice(0, MAX_PROBLEMS))
    input.stderr.write(
      `breakwater: left out: ${safeText(`${place.file}:${place.line}  ${message}. ${remedy}`, 400)}\n`,
    );
  if (errors.length > MAX_PROBLEMS)
    input.stderr.write(`breakwater: and ${errors.length - MAX_PROBLEMS} more; see breakwater rules check.\n`);
}

function sourceOf(input: CommandInput, known: readonly string[]): string {
  const given = input.values['source'];
  if (given === undefined) return AUTO;
  if (typeof given === 'string' && [AUTO, ANY, ...known].includes(given)) return given;
  throw new AppError('cli.usage', `--source ${safeText(String(given), 40)}: no such source`, {
    status: 400,
    remedy: `Use one of ${[AUTO, ANY, ...known].join(', ')}.`,
  });
}

function numberOf(input: CommandInput, name: string, most: number): number | null {
  const value = input.values[name];
  if (value === undefined) return null;
  const number = Number(value);
  if (typeof value === 'string' && /^\d{1,6}$/.test(value) && number >= (name === 'workers' ? 1 : 0) && number <= most)
    return number;
  throw new AppError('cli.usage', `--${name} ${safeText(String(value), 40)}: expected a number up to ${most}`, {
    status: 400,
    remedy: 'See breakwater detect --help.',
  });
}
