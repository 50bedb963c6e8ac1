import { detectFormat, mapRecord, recordsIn, type RecordFormat } from '../engines/events/index.ts';
import { errorText } from '../base/errors.ts';
import { eventId } from '../platform/findings/seal-finding.ts';
import type { NewEvent } from '../platform/store/event-store.ts';
import type { Rejection } from './rejected-records.ts';

export type LogFormat = RecordFormat;

/** A record's text, and the line it came from. */
export interface RawLine {
  line: number;
  text: string;
}

export interface MapOptions {
  tenantId: string;
  /** Where the records belong, by format: a file may hold several. */
  sourceOf: (format: LogFormat) => string;
  format: LogFormat | 'auto';
  /** When it reached us, given when it happened (0: not told). */
  receivedAt: (occurredAt: number) => number;
}

/** Records longer than this are refused: no vendor writes them. */
const MAX_RAW_CHARS = 1_048_576;

/** What came of some records. */
export interface MappedRecords {
  events: NewEvent[];
  rejections: Rejection[];
}

/** Reads records into the common shape. Nothing is lost silently: what cannot be read comes back with its reason. */
export function mapRecords(lines: readonly RawLine[], options: MapOptions): MappedRecords {
  const [all = { events: [], rejections: [] }] = mapInParts(lines, options, Number.POSITIVE_INFINITY);
  return all;
}

/** The same, so many records at a time: a line may hold a page of any number of them. */
export function* mapInParts(
  lines: readonly RawLine[],
  options: MapOptions,
  most: number,
): Generator<MappedRecords, void, undefined> {
  let part: MappedRecords = { events: [], rejections: [] };
  for (const { line, text } of lines) {
    for (const read of mapLine(text, options)) {
      if (part.events.length + part.rejections.length >= most) {
        yield part;
        part = { events: [], rejections: [] };
      }
      if (typeof read === 'string') part.rejections.push({ line, reason: read, sample: text.slice(0, 200) });
      else part.events.push(read);
    }
  }
  yield part;
}

function* mapLine(text: string, options: MapOptions): Generator<NewEvent | string, void, undefined> {
  if (text.length > MAX_RAW_CHARS) {
    yield 'longer than 1 MiB';
    return;
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (thrown) {
    yield `not JSON: ${errorText(thrown).slice(0, 200)}`;
    return;
  }
  // A page of an API, or what a hook was sent, kept on one line: the text of each record in it is written anew.
  for (const record of recordsOf(document, options.format)) {
    const format = options.format === 'auto' ? detectFormat(record) : options.format;
    yield format === null
      ? 'not recognised as a record of a known vendor, as OCSF or as a name look-up; take it out of any wrapper around it'
      : mapOne(format, record, record === document ? text : JSON.stringify(record), options);
  }
}

/** Where the format is given, a document is taken apart only when something it holds is told to be of that format. */
function recordsOf(document: unknown, format: MapOptions['format']): readonly unknown[] {
  const records = recordsIn(document);
  if (format === 'auto' || records[0] === document) return records;
  return records.some((record) => detectFormat(record) === format) ? records : [document];
}

function mapOne(format: LogFormat, record: unknown, text: string, options: MapOptions): NewEvent | string {
  const mapped = mapRecord(format, record);
  if (!mapped.ok) return mapped.path === '' ? mapped.reason : `${mapped.reason} (at ${mapped.path})`;
  const sourceId = options.sourceOf(format);
  return {
    id: eventId(options.tenantId, sourceId, mapped.vendorId, text),
    sourceId,
    format,
    occurredAt: mapped.occurredAt,
    receivedAt: options.receivedAt(mapped.occurredAt),
    raw: text,
    fields: mapped.fields,
  };
}
