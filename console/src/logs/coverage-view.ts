import type { CoverageWire } from '../../../src/domains/logs/api.ts';
import { formatCount } from '../text/format.ts';

/** A share as people read it: "99.9 %", never rounded up to everything. "—" while it is not known. */
export function shareText(share: number | null): string {
  if (share === null) return '—';
  const percent = Math.floor(share * 1000) / 10;
  return `${percent === Math.trunc(percent) ? Math.trunc(percent) : percent.toFixed(1)} %`;
}

/** The first names of a list, and how many more there are: "a, b and 3 more". */
export function someOf(names: readonly string[], most = 3): string {
  if (names.length <= most) return names.join(', ');
  return `${names.slice(0, most).join(', ')} and ${formatCount(names.length - most)} more`;
}

/** What keeps the share from being whole, one sentence each; empty when nothing does. */
export function coverageTroubles(coverage: CoverageWire): { kind: 'problem' | 'warning' | 'info'; text: string }[] {
  const { failing, throttled, behind, unread, unknown } = coverage;
  const told: { kind: 'problem' | 'warning' | 'info'; text: string }[] = [];
  if (failing.length > 0) told.push({ kind: 'problem', text: `Not readable now: ${someOf(failing)}` });
  if (throttled.length > 0) told.push({ kind: 'warning', text: `Throttling us: ${someOf(throttled)}` });
  if (behind.length > 0) told.push({ kind: 'warning', text: `Read late: ${someOf(behind)}` });
  if (unread.length > 0) told.push({ kind: 'info', text: `Growing unread: ${someOf(unread)}` });
  if (unknown.length > 0) told.push({ kind: 'info', text: `Not measured, and in no figure: ${someOf(unknown)}` });
  return told;
}

/** The tone of it all: good while nothing keeps it from being whole. */
export function coverageTone(coverage: CoverageWire): 'good' | 'neutral' | 'medium' {
  const [gravest] = coverageTroubles(coverage);
  if (gravest === undefined) return 'good';
  return gravest.kind === 'info' ? 'neutral' : 'medium';
}

/** The whole in one line, for the overview. */
export function coverageLine(coverage: CoverageWire): string {
  const { share, logs, logsRead } = coverage;
  if (logs === 0) return 'No certificate log is read';
  const read = `${formatCount(logsRead)} of ${formatCount(logs)} logs`;
  return share === null
    ? `${read} are read; the share is being measured`
    : `${shareText(share)} of new certificate entries read, from ${read}`;
}
