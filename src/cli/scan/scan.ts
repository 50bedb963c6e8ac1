import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { AppError } from '../../base/errors.ts';
import { BRAND_OPTIONS, brandsOf } from '../brand-options.ts';
import { type BlockPool, createBlockPool } from '../block-pool.ts';
import { EXIT, type Command, type CommandInput } from '../command.ts';
import { STORE_OPTIONS } from '../options.ts';
import { INPUT_FORMATS } from './format.ts';
import { MAX_SAMPLES, type BadLine, type BlockOutcome, type ScanBlock, type ScanSettings } from './judge.ts';
import { listBlocksOf, type ListBlock, type ListChoice } from './list.ts';
import { headerOf, OUTPUT_FORMATS } from './output.ts';
import { scanWork } from './worker.ts';
import { createScanProgress, type ScanProgress } from '../input/progress.ts';
import { sourcesOf, type ScanSource } from '../input/source.ts';
import { safeText, styleFor } from '../terminal.ts';

const MAX_WORKERS = 64;

export const scanCommand: Command = {
  name: 'scan',
  arguments: 'FILE…',
  description:
    'Judges every host name of the lists against your brands and writes the look-alikes, in the order of the lists. A list is host names or URLs one a line, CSV, a zone file, or certificates as JSON lines; each may be packed with gzip or zstd. Standard input is read for "-" or without FILE. Nothing is looked up on the network. The fields of each format: docs/look-alikes.md.',
  options: {
    ...STORE_OPTIONS,
    ...BRAND_OPTIONS,
    format: { type: 'string', value: 'table|ndjson|csv', help: 'How to write what is found. Default table.' },
    'min-score': {
      type: 'string',
      value: 'N',
      help: 'Write what scores N of 100 or more, bare names too. Default: what the engine reports.',
    },
    all: { type: 'boolean', help: 'Write everything that resembles a brand, unverified-use and below the alarm too.' },
    input: {
      type: 'string',
      value: 'names|csv|zone|json',
      help: 'What the lists are. Default: found out for each from its first lines.',
    },
    column: {
      type: 'string',
      value: 'NAME|N',
      help: 'The CSV column with the names: its header, or its number from 1. Default: found out.',
    },
    origin: { type: 'string', value: 'NAME', help: 'The origin of a zone file that states none.' },
    workers: { type: 'string', value: 'N', help: 'Threads that judge. Default: one for each core.' },
  },
  exitCodes: [
    [EXIT.ok, 'nothing was found'],
    [EXIT.badInput, 'bad usage, or a list that could not be read to its end or holds lines and no name'],
    [EXIT.found, 'something was found'],
    [EXIT.config, 'the configuration has problems'],
  ],
  examples: [
    'breakwater scan --brands brands.yaml new-domains.txt.gz',
    'breakwater scan --column domain --format csv registrations.csv',
    'zcat com.zone.gz | breakwater scan --input zone --format ndjson -',
  ],
  async run(input) {
    const settings: ScanSettings = {
      output: choiceOf(input, 'format', OUTPUT_FORMATS) ?? 'table',
      minScore: numberOf(input, 'min-score', 0, 100),
      isAll: input.values['all'] === true,
      hasColours: styleFor(input.stdout, input.env).bold('x') !== 'x',
      ...brandsOf(input),
    };
    const workers = numberOf(input, 'workers', 1, MAX_WORKERS) ?? Math.min(availableParallelism(), MAX_WORKERS);
    const choice: ListChoice = {
      format: choiceOf(input, 'input', INPUT_FORMATS),
      column: textOf(input, 'column'),
      origin: textOf(input, 'origin'),
    };
    const sources = sourcesOf(input);
    const sizes = sources.map((source) => source.sizeBytes);
    const totalBytes = sizes.includes(null) ? null : sizes.reduce((sum: number, size) => sum + (size ?? 0), 0);
    const progress = createScanProgress(input.stderr, totalBytes);
    const write = writerOf(input, headerOf(settings.output, settings.hasColours), progress);
    const scan: Scan = { input, choice, progress, result: emptyResult(), read: [] };
    const pool = createBlockPool(scanWork, settings, workers, async (outcome) => {
      add(scan, outcome);
      await write(outcome.output);
      progress.judged(outcome.names, outcome.found);
    });
    let [found, isComplete] = [0, true];
    try {
      for (const source of sources) {
        await scanList(scan, pool, source);
        found += scan.result.found;
        isComplete = tell(scan, source) && isComplete;
      }
    } finally {
      await pool.end();
    }
    if (settings.output === 'csv') await write('');
    if (!isComplete) return EXIT.badInput;
    return found > 0 ? EXIT.found : EXIT.ok;
  },
};

interface Scan {
  input: CommandInput;
  choice: ListChoice;
  progress: ScanProgress;
  /** Of the list at hand. */
  result: ListResult;
  /** Blocks that were read and not judged yet, in their order. */
  read: ListBlock[];
}

interface ListResult {
  lines: number;
  names: number;
  found: number;
  bad: number;
  samples: BadLine[];
  /** What ended the list before its time. */
  fault: AppError | null;
}

function emptyResult(): ListResult {
  return { lines: 0, names: 0, found: 0, bad: 0, samples: [], fault: null };
}

/** Scans one list to its end, or to where it cannot be read on. */
async function scanList(scan: Scan, pool: BlockPool<ScanBlock>, source: ScanSource): Promise<void> {
  scan.result = emptyResult();
  try {
    for await (const block of listBlocksOf(source, scan.choice, (bytes) => scan.progress.read(bytes))) {
      scan.read.push(block);
      await pool.add(block.block);
    }
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    scan.result.fault = thrown;
  }
  await pool.drain();
}

/** Adds what came of a block to the result of its list. */
function add({ result, read }: Scan, outcome: BlockOutcome): void {
  const block = read.shift();
  if (block === undefined) return;
  const note = (samples: readonly BadLine[]): void => {
    for (const { line, reason } of samples)
      if (result.samples.length < MAX_SAMPLES) result.samples.push({ line: result.lines + line, reason });
  };
  // the judge counts the lines of a block from 1, or by the numbers it was given
  const isNumbered = block.block.lineNumbers !== null;
  note(block.samples);
  if (!isNumbered) result.lines += block.lines;
  note(outcome.samples);
  result.lines += isNumbered ? block.lines : outcome.lines;
  result.bad += outcome.bad + block.bad;
  result.names += outcome.names;
  result.found += outcome.found;
}

/** Says what was wrong with a list. Gives whether it was read to its end and held a name, or nothing at all. */
function tell({ input, progress, result }: Scan, source: ScanSource): boolean {
  progress.clear();
  const style = styleFor(input.stderr, input.env);
  const say = (text: string): void => void input.stderr.write(`${style.yellow('breakwater:')} ${text}\n`);
  const name = safeText(source.name);
  const count = (value: number): string => value.toLocaleString('en');
  if (result.bad > 0) {
    const what = result.bad === 1 ? '1 line holds' : `${count(result.bad)} lines hold`;
    say(`${name}: ${what} no host name and ${result.bad === 1 ? 'was' : 'were'} left out, such as`);
    for (const { line, reason } of result.samples) input.stderr.write(`  line ${count(line)}: ${safeText(reason)}\n`);
  }
  if (result.fault !== null) {
    say(`${safeText(result.fault.message)}, after ${count(result.names)} names.`);
    if (result.fault.remedy !== null) input.stderr.write(`  ${safeText(result.fault.remedy)}\n`);
    return false;
  }
  if (result.names === 0 && result.bad === 0) say(`${name}: there was no name.`);
  if (result.names === 0 && result.bad > 0) {
    say(`${name}: there is no host name in it.`);
    return false;
  }
  if (input.stderr.isTTY === true) say(`${name}: ${count(result.names)} names judged, ${count(result.found)} found.`);
  return true;
}

/** Writes in the pace of the reader, the header first, with the progress out of the way. */
function writerOf(input: CommandInput, header: string, progress: ScanProgress): (text: string) => Promise<void> {
  let isStarted = false;
  return async (text) => {
    if (text === '' && (isStarted || !header.startsWith('host,'))) return;
    progress.clear();
    const whole = isStarted ? text : header + text;
    isStarted = true;
    if (!input.stdout.write(whole)) await once(input.stdout, 'drain');
  };
}

function textOf(input: CommandInput, name: string): string | null {
  const value = input.values[name];
  return typeof value === 'string' ? value : null;
}

function choiceOf<Choice extends string>(input: CommandInput, name: string, choices: readonly Choice[]): Choice | null {
  const value = textOf(input, name);
  if (value === null) return null;
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw new AppError('cli.usage', `--${name} ${safeText(value, 40)}: expected ${choices.join(', ')}`, {
    status: 400,
    remedy: 'See breakwater scan --help.',
  });
}

function numberOf(input: CommandInput, name: string, least: number, most: number): number | null {
  const value = textOf(input, name);
  if (value === null) return null;
  const number = Number(value);
  if (/^\d{1,4}$/.test(value) && number >= least && number <= most) return number;
  throw new AppError('cli.usage', `--${name} ${safeText(value, 40)}: expected a number from ${least} to ${most}`, {
    status: 400,
    remedy: 'See breakwater scan --help.',
  });
}
