import { mapRecord, RECORD_FORMATS, recordsIn } from '../../engines/events/index.ts';
import type { CorrelationEvent, RuleSet } from '../../engines/sigma/index.ts';
import { createEventJudge, type Judged } from './judge.ts';

/** What a detection run is about; the same for every thread. */
export interface DetectSettings {
  set: RuleSet;
  source: string;
  /** Map each record to OCSF as well, for rules that name its fields. */
  withOcsf: boolean;
}

/** Whole lines of one file, each a JSON document. */
export interface DetectBlock {
  file: string;
  /** Number of the first line, from 1. */
  line: number;
  bytes: Uint8Array;
}

export interface DetectOutcome {
  lines: number;
  events: number;
  /** Events whose members do not tell whose they are. */
  unknown: number;
  found: number;
  bad: number;
  /** The first lines that are no JSON. */
  badLines: number[];
  /** NDJSON, each line with its end. */
  output: string;
  correlated: CorrelationEvent[];
}

const MAX_TOLD = 3;
const NEWLINE = 0x0a;

/**
 * Judges blocks one by one; the outcome depends on the settings and the block only. A line is judged from its bytes; it is parsed
 * where a rule is met or the bytes do not tell.
 */
export function createDetectBlockJudge(settings: DetectSettings): (block: DetectBlock) => DetectOutcome {
  const { source, withOcsf } = settings;
  const { judge, judgeBytes } = createEventJudge(settings.set);
  const format = RECORD_FORMATS.find((one) => one === source);
  const decoder = new TextDecoder();
  return ({ file, line: first, bytes }) => {
    const outcome: DetectOutcome = {
      lines: 0,
      events: 0,
      unknown: 0,
      found: 0,
      bad: 0,
      badLines: [],
      output: '',
      correlated: [],
    };
    const out: string[] = [];
    const take = ({ detections, correlated, isUnknown }: Judged): void => {
      outcome.events += 1;
      if (isUnknown) outcome.unknown += 1;
      for (const detection of detections) out.push(`${JSON.stringify(detection)}\n`);
      for (const event of correlated) outcome.correlated.push(event);
    };
    const parse = (own: Uint8Array, line: number): unknown[] => {
      const text = decoder.decode(own);
      if (text.trim() === '') return [];
      try {
        return recordsIn(JSON.parse(text));
      } catch {
        outcome.bad += 1;
        if (outcome.badLines.length < MAX_TOLD) outcome.badLines.push(line);
        return [];
      }
    };
    for (let from = 0, to = 0; from <= bytes.length; from = to + 1) {
      to = bytes.indexOf(NEWLINE, from);
      if (to < 0) to = bytes.length;
      const line = first + outcome.lines;
      outcome.lines += 1;
      if (to === from) continue;
      const own = bytes.subarray(from, to);
      const judged = withOcsf ? null : judgeBytes(own, source, () => `${file}:${line}`);
      if (judged !== null) {
        take(judged);
        continue;
      }
      const records = parse(own, line);
      for (const [number, raw] of records.entries()) {
        const mapped = withOcsf && format !== undefined ? mapRecord(format, raw) : null;
        const at = `${file}:${line}${records.length > 1 ? `#${number + 1}` : ''}`;
        take(judge({ raw, ocsf: mapped?.ok === true ? mapped.event : null }, source, at));
      }
    }
    return { ...outcome, found: out.length, output: out.join('') };
  };
}
