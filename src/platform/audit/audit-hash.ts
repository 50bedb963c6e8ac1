import { hash } from 'node:crypto';
import type { AuditEntryTable } from './tables.ts';

/** What stands before the first entry. */
export const GENESIS_HASH = '0'.repeat(64);

/**
 * SHA-256 (hex) over the hash before and the entry in canonical form: a JSON array of its fields in a fixed order, which needs
 * no rules about key order or white space.
 */
export function auditHash(entry: Omit<AuditEntryTable, 'hash'>): string {
  const canonical = JSON.stringify([
    'breakwater-audit-1',
    entry.prev_hash,
    entry.tenant_id,
    entry.seq,
    entry.at,
    entry.actor_kind,
    entry.actor_id,
    entry.verb,
    entry.objects,
    entry.outcome,
    entry.space,
    entry.request_id,
  ]);
  return hash('sha256', canonical);
}
