import type { ImportWire } from '../../../src/identity/api.ts';

type Rejection = ImportWire['rejections'][number];

/** How many lines are named beside a reason; the rest is counted. */
const LINES_NAMED = 5;

/** True for a file that was read to its end and of which no record could be: that it is done says nothing then. */
export function isNothingRead(one: Pick<ImportWire, 'state' | 'records' | 'duplicates' | 'rejected'>): boolean {
  return one.state === 'done' && one.records === 0 && one.duplicates === 0 && one.rejected > 0;
}

/** Each reason once, in the order of its first line, with the lines it holds for. */
export function reasonsOf(rejections: readonly Rejection[]): { reason: string; lines: number[] }[] {
  const lines = new Map<string, number[]>();
  for (const { reason, line } of rejections) {
    const same = lines.get(reason);
    if (same === undefined) lines.set(reason, [line]);
    else same.push(line);
  }
  return [...lines].map(([reason, of]) => ({ reason, lines: of }));
}

/** The lines in words: "line 4", "lines 1, 2 and 3", "lines 1, 2, 3, 4, 5 and 15 more". */
export function linesText(lines: readonly number[]): string {
  const named = lines.slice(0, LINES_NAMED).map(String);
  const left = lines.length - named.length;
  const last = left > 0 ? `${left} more` : named.pop();
  const before = named.join(', ');
  return `${lines.length === 1 ? 'line' : 'lines'} ${before === '' ? '' : `${before} and `}${last}`;
}
