/** What one log that takes certificates now did in the window. */
export interface CoveredLog {
  name: string;
  isRead: boolean;
  /** Entries it grew by; null: not known. */
  grown: number | null;
  /** Entries not read yet; null where it is not read. */
  behindBy: number | null;
  /** Throttled or failing in the last minutes. */
  isThrottled: boolean;
  isFailing: boolean;
}

export interface Coverage {
  /** Share of what the logs grew by that has been read, 0 to 1; null while nothing is known. */
  share: number | null;
  grown: number;
  read: number;
  /** Logs that take certificates now. */
  logs: number;
  logsRead: number;
  /** Logs of whose growth nothing is known: they are in no figure. */
  unknown: string[];
  /** Logs that are read late, are throttling us, or fail. */
  behind: string[];
  throttled: string[];
  failing: string[];
  /** Logs that grow and are not read, largest first. */
  unread: string[];
}

/** So many seconds of a log's own growth not read yet is reading, not lagging. */
const LAG_TOLERANCE_MS = 60_000;

/**
 * What share of the new entries of all logs that take certificates has been read, from the growth of their trees: of a log that
 * is read, what it grew by less what is not read yet; of one that is not, nothing. What is not read yet may be older than the
 * window (a gap that is filled behind), so the share is a lower bound. Certificates stand in two or three logs each: of
 * certificates, more has been seen than of entries.
 * @param windowMs over which `grown` was measured
 */
export function coverageOf(logs: readonly CoveredLog[], windowMs: number): Coverage {
  const known = logs.filter((log) => log.grown !== null);
  const grownOf = (log: CoveredLog): number => log.grown ?? 0;
  const missedOf = (log: CoveredLog): number =>
    log.isRead ? Math.min(grownOf(log), log.behindBy ?? grownOf(log)) : grownOf(log);
  const total = (of: (log: CoveredLog) => number): number => known.reduce((sum, log) => sum + of(log), 0);
  const grown = total(grownOf);
  const missed = total(missedOf);
  const tolerated = (log: CoveredLog): number =>
    Math.max(1000, (grownOf(log) * LAG_TOLERANCE_MS) / Math.max(1, windowMs));
  const names = (of: (log: CoveredLog) => boolean): string[] => logs.filter(of).map((log) => log.name);
  return {
    share: grown === 0 ? (known.length > 0 && known.every((log) => log.isRead) ? 1 : null) : (grown - missed) / grown,
    grown,
    read: grown - missed,
    logs: logs.length,
    logsRead: logs.filter((log) => log.isRead).length,
    unknown: names((log) => log.grown === null),
    behind: names((log) => log.isRead && (log.behindBy ?? 0) > tolerated(log)),
    throttled: names((log) => log.isThrottled),
    failing: names((log) => log.isFailing),
    unread: known
      .filter((log) => !log.isRead)
      .toSorted((a, b) => grownOf(b) - grownOf(a))
      .map((log) => log.name),
  };
}
