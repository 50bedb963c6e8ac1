import { AppError } from '../../base/errors.ts';
import { blocksOf, type LineBlock } from '../input/blocks.ts';
import { createCsvReader, type CsvRows } from './csv.ts';
import { formatOf, isHeaderLine, type FormatChoice, type ListFormat } from './format.ts';
import { MAX_SAMPLES, type BadLine, type ScanBlock } from './judge.ts';
import { jsonLinesOf, jsonShapeOf } from '../input/json-lines.ts';
import { rejoin, textBytesOf, type ScanSource } from '../input/source.ts';
import { createZoneReader } from './zone.ts';

/** A block for the judge, and what was wrong with its text before it came there. */
export interface ListBlock {
  block: ScanBlock;
  /** Lines that the judge does not see, counted here: of a CSV or zone file all. */
  lines: number;
  bad: number;
  samples: BadLine[];
}

export interface ListChoice extends FormatChoice {
  /** Of a zone file, from --origin. */
  origin: string | null;
}

/**
 * Reads a list as blocks for the judge, whatever kind of list it is. Holds one block at a time. CSV and zone files are read here,
 * as a row or a record may go on over lines; names and JSON lines are handed on as they are.
 * @throws AppError `cli.file`, `cli.column`
 */
export async function* listBlocksOf(
  source: ScanSource,
  choice: ListChoice,
  onRead: (bytes: number) => void,
): AsyncGenerator<ListBlock> {
  let reader: ListReader | null = null;
  const { chunks, isJson } = await unfolded(textBytesOf(source, onRead), choice);
  const faults: unknown[] = [];
  try {
    for await (const block of blocksOf(chunks)) {
      reader ??= readerOf(isJson ? { format: 'json' } : formatOf(source.name, textOf(block), choice), choice);
      yield reader.read(block);
    }
  } catch (thrown) {
    faults.push(thrown);
  }
  const rest = reader?.rest() ?? null;
  if (rest !== null) yield rest;
  if (faults.length > 0) throw faults[0];
  if (reader?.isInsideRecord() === true) {
    throw new AppError('cli.file', `${source.name} ends inside a parenthesis, which hides what comes after it`, {
      status: 400,
      remedy: 'What came before was judged. Get the file again, or close the parenthesis.',
    });
  }
}

interface ListReader {
  read(block: LineBlock): ListBlock;
  /** What only the end of the text could tell; null where nothing is left. */
  rest(): ListBlock | null;
  isInsideRecord(): boolean;
}

/** The same text, but JSON over several lines, or as one array, as one document a line. */
async function unfolded(
  chunks: AsyncGenerator<Buffer>,
  choice: ListChoice,
): Promise<{ chunks: AsyncGenerator<Buffer>; isJson: boolean }> {
  const first = await chunks.next();
  const start = first.done === true ? Buffer.alloc(0) : first.value;
  const whole = rejoin(start, chunks);
  const mayBeJson = choice.format === 'json' || (choice.format === null && choice.column === null);
  const shape = mayBeJson ? jsonShapeOf(start) : null;
  return shape === null ? { chunks: whole, isJson: false } : { chunks: jsonLinesOf(whole, shape), isJson: true };
}

function textOf(block: LineBlock): string {
  return new TextDecoder().decode(block.bytes);
}

function readerOf(format: ListFormat, choice: ListChoice): ListReader {
  if (format.format === 'csv') return csvBlocks(format);
  if (format.format === 'zone') return zoneBlocks(choice.origin);
  let isStart = true;
  const read = (block: LineBlock): ListBlock => {
    const kind = format.format === 'json' ? 'json' : 'names';
    const header = isStart && kind === 'names' ? headerLengthOf(block.bytes) : 0;
    isStart = false;
    // the header keeps its line, without its word
    const lines = header > 0 ? block.bytes.slice(header) : block.bytes;
    return { block: { kind, lines, lineNumbers: null }, lines: block.skipped, ...skippedLines(block) };
  };
  return { read, rest: () => null, isInsideRecord: () => false };
}

function headerLengthOf(bytes: Uint8Array): number {
  const end = bytes.indexOf(0x0a);
  const first = new TextDecoder().decode(bytes.subarray(0, Math.min(end < 0 ? bytes.length : end, 200)));
  return isHeaderLine(first) ? Math.max(0, end < 0 ? bytes.length : end) : 0;
}

function skippedLines({ skipped }: LineBlock): { bad: number; samples: BadLine[] } {
  return skipped === 0
    ? { bad: 0, samples: [] }
    : { bad: skipped, samples: [{ line: 1, reason: 'a line longer than 1 MiB' }] };
}

type Gatherer = ReturnType<typeof createGatherer>;

/** Gathers the names of one block with the lines they stand on. */
function createGatherer(kind: ScanBlock['kind'], source: LineBlock) {
  const names: string[] = [];
  const numbers: number[] = [];
  const told = { lines: source.skipped, ...skippedLines(source) };
  return {
    add(name: string, line: number): void {
      names.push(name);
      numbers.push(line);
    },
    refuse(line: number, reason: string): void {
      told.bad += 1;
      if (told.samples.length < MAX_SAMPLES) told.samples.push({ line, reason });
    },
    /** The lines of the block, one after the other, with their numbers in the block. */
    *lines(): Generator<[line: string, number: number]> {
      const text = textOf(source);
      let from = 0;
      while (from < text.length) {
        const newline = text.indexOf('\n', from);
        const end = newline < 0 ? text.length : newline;
        told.lines += 1;
        yield [text.slice(from, text.charCodeAt(end - 1) === 0x0d ? end - 1 : end), told.lines];
        from = end + 1;
      }
    },
    finish(): ListBlock {
      return { block: { kind, lines: names.join('\n'), lineNumbers: Uint32Array.from(numbers) }, ...told };
    },
  };
}

/** After the last block: what is told there stands on the last line. */
const NO_LINES: LineBlock = { bytes: new Uint8Array(0), skipped: 0 };

function csvBlocks(format: Extract<ListFormat, { format: 'csv' }>): ListReader {
  const reader = createCsvReader(format.delimiter, format.column);
  let isHeader = format.hasHeader;
  const take = (gathered: Gatherer, { cells, leftOpen }: CsvRows, lineNumber: number): void => {
    if (leftOpen) gathered.refuse(lineNumber, 'a quotation mark was left open before it');
    for (const { cell } of cells) {
      if (isHeader) isHeader = false;
      else if (cell === null) gathered.refuse(lineNumber, `no column ${format.column + 1}`);
      else gathered.add(cell.replaceAll(/[\r\n]+/g, ' '), lineNumber);
    }
  };
  return {
    read(block) {
      const gathered = createGatherer('names', block);
      // a row that goes on in the next block counts where it ends
      for (const [line, number] of gathered.lines()) take(gathered, reader.feed(line, number), number);
      return gathered.finish();
    },
    rest() {
      const rows = reader.end();
      if (!rows.leftOpen) return null;
      const gathered = createGatherer('names', NO_LINES);
      take(gathered, rows, 0);
      return gathered.finish();
    },
    isInsideRecord: () => false,
  };
}

function zoneBlocks(origin: string | null): ListReader {
  const reader = createZoneReader(origin);
  return {
    read(block) {
      const gathered = createGatherer('owners', block);
      for (const [line, number] of gathered.lines()) {
        const told = reader.feed(line);
        if (told === null) continue;
        if ('owner' in told) gathered.add(told.owner, number);
        else gathered.refuse(number, told.problem);
      }
      return gathered.finish();
    },
    rest: () => null,
    isInsideRecord: () => reader.isOpen(),
  };
}
