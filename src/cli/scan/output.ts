import type { LookAlike, Reason } from '../../engines/lookalike/index.ts';
import { safeText, styleFor } from '../terminal.ts';

export const OUTPUT_FORMATS = ['table', 'ndjson', 'csv'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** A reason with its text in English. */
export interface ToldReason extends Reason {
  text: string;
}

const CLASS_WIDTH = 14;
const BRAND_WIDTH = 18;

/** The line above the findings; empty for NDJSON. */
export function headerOf(output: OutputFormat, hasColours: boolean): string {
  if (output === 'csv') return 'host,registrable,brand,class,score,reasons,lure\n';
  if (output === 'ndjson') return '';
  const { dim } = styleFor({ isTTY: hasColours }, {});
  return `${dim(`score  ${'class'.padEnd(CLASS_WIDTH)}  ${'brand'.padEnd(BRAND_WIDTH)}  host (lure)`)}\n`;
}

/** One finding as a line. NDJSON has the fields host, registrable, brand, class, score, reasons, lure, in this order. */
export function formatFinding(
  verdict: LookAlike,
  reasons: readonly ToldReason[],
  { output, hasColours }: { output: OutputFormat; hasColours: boolean },
): string {
  const { host, registrable, brand, score, lure } = verdict;
  if (output === 'ndjson') {
    const told = reasons.map(({ code, points, text }) => ({ code, points, text }));
    return `${JSON.stringify({ host, registrable, brand, class: verdict.class, score, reasons: told, lure })}\n`;
  }
  if (output === 'csv') {
    const told = reasons.map(({ text, points }) => `${text} (${points})`).join('; ');
    const cells = [host, registrable, brand ?? '', verdict.class, String(score), told, lure.join('; ')];
    return `${cells.map(csvCell).join(',')}\n`;
  }
  const style = styleFor({ isTTY: hasColours }, {});
  const shown = verdict.display === host ? safeText(host) : `${safeText(verdict.display)} ${style.dim(safeText(host))}`;
  const words = lure.length === 0 ? '' : ` ${style.yellow(`(${safeText(lure.join(', '))})`)}`;
  const cells = [
    String(score).padStart(5),
    verdict.class.padEnd(CLASS_WIDTH),
    style.bold(safeText(brand ?? '–').padEnd(BRAND_WIDTH)),
    `${verdict.reported ? style.red(shown) : shown}${words}`,
  ];
  return `${cells.join('  ')}\n`;
}

/** RFC 4180. A cell that a spreadsheet would take for a formula gets an apostrophe: a brand's name may come from anywhere. */
function csvCell(text: string): string {
  const safe = /^[=+@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
