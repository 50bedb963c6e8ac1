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

/** Reads records into the common shape. Nothing is lost silently: what cannot be read comes back with its reason. */
export function mapRecords(
  lines: readonly RawLine[],
  options: MapOptions,
): { events: NewEvent[]; rejections: Rejection[] } {
  const events: NewEvent[] = [];
  const rejections: Rejection[] = [];
  for (const { line, text } of lines) {
    for (const read of mapLine(text, options)) {
      if (typeof read === 'string') rejections.push({ line, reason: read, sample: text.slice(0, 200) });
      else events.push(read);
    }
  }
  return { events, rejections };
}

function mapLine(text: string, options: MapOptions): (NewEvent | string)[] {
  if (text.length > MAX_RAW_CHARS) return ['longer than 1 MiB'];
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (thrown) {
    return [`not JSON: ${errorText(thrown).slice(0, 200)}`];
  }
  if (options.format !== 'auto') return [mapOne(options.format, document, text, options)];
  // A page of an API, or what a hook was sent, kept on one line: the text of each record in it is written anew.
  return recordsIn(document).map((record) => {
    const format = detectFormat(record);
    if (format === null)
      return 'not recognised as a record of a known vendor, as OCSF or as a name look-up; take it out of any wrapper around it';
    return mapOne(format, record, record === document ? text : JSON.stringify(record), options);
  });
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
