import type { Permission } from '../../base/permissions.ts';
import type { Tx } from '../store/db.ts';

/** What can change on a screen. The stream carries ids and kinds only; the console fetches what it may see. */
export const LIVE_KINDS = [
  'incident',
  'finding',
  'plan',
  'action',
  'source',
  'report',
  'look-alike',
  'first-look',
  'import',
  'rehearsal',
  'setup',
  'account',
  'store',
] as const;

export type LiveKind = (typeof LIVE_KINDS)[number];

/** Which permission a reader needs to hear of each kind. */
export const LIVE_PERMISSIONS: Readonly<Record<LiveKind, Permission>> = {
  incident: 'incidents:read',
  finding: 'incidents:read',
  plan: 'response:read',
  action: 'response:read',
  source: 'sources:read',
  report: 'reports:read',
  'look-alike': 'domains:read',
  'first-look': 'domains:read',
  import: 'sources:read',
  rehearsal: 'overview:read',
  setup: 'overview:read',
  account: 'accounts:read',
  store: 'overview:read',
};

export interface LiveEvent {
  /** Position in the tenant's stream: the SSE event id. */
  seq: number;
  kind: LiveKind;
  id: string;
  at: number;
}

/** Tells the consoles that something changed; written in the transaction that changed it, sent after its commit. */
export interface LivePublisher {
  publish(tx: Tx, tenantId: string, kind: LiveKind, id: string): Promise<void>;
}
