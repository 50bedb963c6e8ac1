import type { Message, Severity } from '../base/finding.ts';
import type { Tx } from '../platform/store/db.ts';

/** What people are told of an incident that was opened or became graver. */
export interface IncidentTold {
  tenantId: string;
  incidentId: string;
  /** `BW-17` */
  number: string;
  severity: Severity;
  headline: Message;
  why: 'opened' | 'graver';
  at: number;
}

/** Tells people, from inside the transaction that opened the incident or raised it. Implemented by the notify capability. */
export type NotifyOpened = (tx: Tx, told: IncidentTold) => Promise<void>;

/** Told when an incident's findings changed, so that its plan can follow. Implemented by the response capability. */
export type IncidentChanged = (
  tx: Tx,
  change: { tenantId: string; incidentId: string; mergedFrom: readonly string[]; at: number },
) => Promise<void>;
