import type { ListedLog } from './log-list.ts';

/**
 * Longest life of a public certificate issued today, days (CA/Browser Forum baseline requirements 6.3.2; it only gets shorter).
 */
export const MAX_CERTIFICATE_DAYS = 398;
const DAY_MS = 86_400_000;

/**
 * Why a log of the list is read or not: `read` · `state` (not in use) · `past` (what it takes has expired) · `future` (it takes
 * nothing that can be issued now) · `test` · `excluded` (left out by choice).
 */
export type LogChoice = 'read' | 'state' | 'past' | 'future' | 'test' | 'excluded';

export interface ChoiceRules {
  nowMs: number;
  /** Operators to read; all where it is absent. Compared without regard to case. */
  operators?: readonly string[];
  /** Logs and operators to leave out: operator, description, origin or log id. Compared without regard to case. */
  exclude?: readonly string[];
}

/**
 * Which logs of a list are read to see every certificate issued from now on. Logs are cut by the certificate's expiry, so a
 * certificate of 90 days issued in October lies in the shard of the next year: every shard whose interval meets
 * [now, now + {@link MAX_CERTIFICATE_DAYS} days] is read, not only the one in which today lies. States in use: usable and
 * qualified; a log that was made read-only is read to its end.
 */
export function chooseLog(log: ListedLog, rules: ChoiceRules): LogChoice {
  if (isNamed(log, rules.exclude ?? [])) return 'excluded';
  const wanted = rules.operators;
  if (wanted !== undefined && !wanted.some((operator) => same(operator, log.operator))) return 'excluded';
  if (log.isTest) return 'test';
  if (log.state !== 'usable' && log.state !== 'qualified' && log.state !== 'readonly') return 'state';
  if (log.interval === null) return 'read';
  if (log.interval.endMs <= rules.nowMs) return 'past';
  return log.interval.startMs > rules.nowMs + MAX_CERTIFICATE_DAYS * DAY_MS ? 'future' : 'read';
}

function isNamed(log: ListedLog, names: readonly string[]): boolean {
  return names.some((name) =>
    [log.operator, log.description, log.origin, log.logId].some((own) => same(name, own.replace(/\/$/, ''))),
  );
}

function same(left: string, right: string): boolean {
  return left.trim().toLowerCase() === right.toLowerCase();
}
