import {
  createMatcher,
  describeReason,
  describeWhy,
  type Brand,
  type LookAlike,
  type MatcherOptions,
} from '../../engines/lookalike/index.ts';
import { hostsOfEntry, hostsOfJson } from './entry.ts';
import { formatFinding, type OutputFormat } from './output.ts';

/** What a scan is about; the same for every thread. */
export interface ScanSettings {
  brands: readonly Brand[];
  /** What the brands file adds to the lexicon. */
  options: MatcherOptions;
  /** Score from which a finding is written; null for the alarm of the engine. */
  minScore: number | null;
  /** Write whatever resembles a brand. */
  isAll: boolean;
  output: OutputFormat;
  hasColours: boolean;
}

/** A piece of a list: lines of names, of JSON, or a zone's owner names. */
export interface ScanBlock {
  kind: 'names' | 'json' | 'owners';
  /** UTF-8 bytes, or text. Lines end with `\n`. */
  lines: Uint8Array | string;
  /** The number in its file of each line, where that is not simply counting on. */
  lineNumbers: Uint32Array | null;
}

/** A line that holds no host name. */
export interface BadLine {
  /** From 1 in the block, or as in `lineNumbers`. */
  line: number;
  reason: string;
}

export interface BlockOutcome {
  /** Lines in the block. */
  lines: number;
  /** Host names judged. */
  names: number;
  found: number;
  bad: number;
  /** The first bad lines, at most {@link MAX_SAMPLES}. */
  samples: BadLine[];
  /** What to write. */
  output: string;
}

/** Bad lines told of each list. */
export const MAX_SAMPLES = 3;

/** Judges blocks one by one. The outcome depends on the settings and the block only. */
export function createBlockJudge(settings: ScanSettings): (block: ScanBlock) => BlockOutcome {
  const matcher = createMatcher(settings.brands, settings.options);
  const decoder = new TextDecoder();
  const least = settings.isAll ? 0 : (settings.minScore ?? matcher.threshold);
  // the bare name on another suffix is mostly the brand's own: only on request
  const withUnverified = settings.isAll || settings.minScore !== null;
  const isWanted = (verdict: LookAlike): boolean =>
    verdict.score >= least && (withUnverified || verdict.class !== 'unverified-use');

  return (block) => {
    const text = typeof block.lines === 'string' ? block.lines : decoder.decode(block.lines);
    const outcome: BlockOutcome = { lines: 0, names: 0, found: 0, bad: 0, samples: [], output: '' };
    const refuse = (reason: string): void => {
      outcome.bad += 1;
      if (outcome.samples.length >= MAX_SAMPLES) return;
      outcome.samples.push({ line: block.lineNumbers?.[outcome.lines - 1] ?? outcome.lines, reason });
    };
    const judge = (hosts: readonly string[]): void => {
      let why: string | null = null;
      let names = 0;
      for (const host of hosts) {
        const verdict = matcher.match(host);
        if (verdict.kind === 'invalid') {
          why ??= describeWhy(verdict.why);
          continue;
        }
        if (verdict.kind === 'silent' && !verdict.host.includes('.')) {
          why ??= 'a single word is no domain';
          continue;
        }
        names += 1;
        if (verdict.kind !== 'look-alike' || !isWanted(verdict)) continue;
        outcome.found += 1;
        const reasons = verdict.reasons.map((reason) => ({ ...reason, text: describeReason(reason) }));
        outcome.output += formatFinding(verdict, reasons, settings);
      }
      outcome.names += names;
      // a zone's own top is a single word, too
      if (names === 0 && block.kind !== 'owners') refuse(why ?? 'nothing in it is a name');
    };
    const takeLine = (line: string): void => {
      outcome.lines += 1;
      const entry = line.trim();
      if (entry === '' || entry.startsWith('#') || entry.startsWith('//')) return;
      if (block.kind === 'owners') return judge([entry]);
      if (block.kind === 'names') return judge(hostsOfEntry(entry));
      const hosts = hostsOfJson(entry);
      if (hosts === null) refuse('no JSON with host names in it');
      else judge(hosts);
    };
    let from = 0;
    while (from < text.length) {
      const end = text.indexOf('\n', from);
      takeLine(text.slice(from, end < 0 ? text.length : end));
      if (end < 0) break;
      from = end + 1;
    }
    return outcome;
  };
}
