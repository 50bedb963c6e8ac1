import type { Tx } from '../platform/store/db.ts';

/** Judges the hosts that people report; wired to the domains capability. */
export interface ReportedHosts {
  /** Reported look-alikes only, `score` 0 to 100; null for everything else. */
  judge(tenantId: string, host: string): { registrable: string; brand: string | null; score: number } | null;
  /** Whether a host lies in a brand's own domains. */
  isOwn(tenantId: string, host: string): boolean;
  /** Writes down that a look-alike was named in a report, in the report's transaction. */
  noteSeen(tx: Tx, tenantId: string, host: string, seenIn: 'reports', at: number): Promise<void>;
}
