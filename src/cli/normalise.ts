import { once } from 'node:events';
import { AppError } from '../base/errors.ts';
import { detectFormat, mapRecord, RECORD_FORMATS, recordsIn, type RecordFormat } from '../engines/events/index.ts';
import { EXIT, type Command, type CommandInput } from './command.ts';
import { createNormaliseProgress, type NormaliseProgress } from './normalise-progress.ts';
import { blocksOf } from './input/blocks.ts';
import { jsonLinesOf, jsonShapeOf } from './input/json-lines.ts';
import { rejoin, sourcesOf, textBytesOf, type ScanSource } from './input/source.ts';
import { safeText } from './terminal.ts';

/** Refused lines that are named; all are counted. */
const NAMED = 20;

const SOURCES = ['auto', ...RECORD_FORMATS] as const;

export const normaliseCommand: Command = {
  name: 'normalise',
  arguments: 'FILE…',
  description:
    'Reads records of one of the known sources and writes each as an OCSF event, one JSON document a line, in their order. Files are NDJSON, JSON lists, or pages as an API answers them; each may be packed with gzip or zstd. Standard input is read for "-" or without FILE. Records that cannot be read are told with their line, and left out. Nothing is looked up on the network.',
  options: {
    source: {
      type: 'string',
      value: 'NAME',
      help: `Whose log it is: ${SOURCES.join(', ')}. Default auto: told by each record’s members.`,
    },
    raw: { type: 'boolean', help: 'Keep each record as it came in the event’s raw_data.' },
  },
  exitCodes: [
    [EXIT.ok, 'every record was written; an empty input has none, which is said'],
    [EXIT.failed, 'some records were refused'],
    [EXIT.badInput, 'bad usage, or a file that could not be read to its end'],
  ],
  examples: [
    'breakwater normalise --source okta < system-log.ndjson > okta.ocsf.ndjson',
    'breakwater normalise cloudtrail/*.json.gz | jq -r .class_name | sort | uniq -c',
  ],
  async run(input) {
    const wanted = SOURCES.find((name) => name === (input.values['source'] ?? 'auto'));
    if (wanted === undefined)
      throw new AppError('cli.usage', `--source ${safeText(String(input.values['source']), 40)}: no such source`, {
        status: 400,
        remedy: `Use one of ${SOURCES.join(', ')}.`,
      });
    const sources = sourcesOf(input);
    const sizes = sources.map((source) => source.sizeBytes);
    const totalBytes = sizes.includes(null) ? null : sizes.reduce((sum: number, size) => sum + (size ?? 0), 0);
    const run: Run = {
      input,
      wanted,
      withRaw: input.values['raw'] === true,
      progress: createNormaliseProgress(input.stderr, totalBytes),
      written: 0,
      refused: 0,
      isComplete: true,
    };
    for (const source of sources) await normaliseOne(run, source);
    run.progress.clear();
    if (run.refused > NAMED) tell(run, `${(run.refused - NAMED).toLocaleString('en')} more records were refused`);
    if (run.written === 0 && run.refused === 0 && run.isComplete) tell(run, 'there was no record');
    if (!run.isComplete) return EXIT.badInput;
    return run.refused > 0 ? EXIT.failed : EXIT.ok;
  },
};

interface Run {
  input: CommandInput;
  wanted: RecordFormat | 'auto';
  withRaw: boolean;
  progress: NormaliseProgress;
  written: number;
  refused: number;
  isComplete: boolean;
}

/** One file to its end, or to where it cannot be read on. */
async function normaliseOne(run: Run, source: ScanSource): Promise<void> {
  let line = 0;
  try {
    for await (const block of blocksOf(await documentLines(run, source))) {
      for (let skipped = 0; skipped < block.skipped; skipped++)
        refuse(run, source, null, 'a line is longer than 1 MiB and was left out');
      const out: string[] = [];
      const before = run.refused;
      for (const text of new TextDecoder().decode(block.bytes).split('\n')) {
        line += 1;
        if (text.trim() !== '') out.push(...eventsOf(run, source, text, line));
      }
      run.written += out.length;
      if (out.length > 0 && !run.input.stdout.write(`${out.join('\n')}\n`)) await once(run.input.stdout, 'drain');
      run.progress.done(out.length, run.refused - before);
    }
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    run.isComplete = false;
    tell(run, `${thrown.message}. ${thrown.remedy ?? ''}`.trim());
  }
}

/** The text with one document a line, whatever JSON it is. */
async function documentLines(run: Run, source: ScanSource): Promise<AsyncIterable<Buffer>> {
  const chunks = textBytesOf(source, (bytes) => run.progress.read(bytes));
  const first = await chunks.next();
  const start = first.done === true ? Buffer.alloc(0) : first.value;
  const shape = jsonShapeOf(start);
  const whole = rejoin(start, chunks);
  return shape === null ? whole : jsonLinesOf(whole, shape);
}

function eventsOf(run: Run, source: ScanSource, text: string, line: number): string[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (thrown) {
    refuse(run, source, line, `not JSON: ${safeText(thrown instanceof Error ? thrown.message : '', 120)}`);
    return [];
  }
  return recordsIn(document).flatMap((record) => {
    const format = run.wanted === 'auto' ? detectFormat(record) : run.wanted;
    if (format === null) {
      refuse(run, source, line, 'no log of a known source: give --source');
      return [];
    }
    const result = mapRecord(format, record);
    if (!result.ok) {
      refuse(run, source, line, `${result.reason}${result.path === '' ? '' : ` (at ${result.path})`}`);
      return [];
    }
    return JSON.stringify(run.withRaw ? { ...result.event, raw_data: JSON.stringify(record) } : result.event);
  });
}

function refuse(run: Run, source: ScanSource, line: number | null, reason: string): void {
  run.refused += 1;
  if (run.refused > NAMED) return;
  tell(run, `${safeText(source.name, 120)}${line === null ? '' : ` line ${line}`}: ${reason}`);
}

function tell(run: Run, text: string): void {
  run.progress.clear();
  run.input.stderr.write(`breakwater: ${text}\n`);
}
