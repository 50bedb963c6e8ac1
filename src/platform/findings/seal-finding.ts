import { hash } from 'node:crypto';
import type { Finding, FindingDraft } from '../../base/finding.ts';

/** Evidence longer than this is cut in the copy a finding keeps. */
const MAX_EVIDENCE_CHARS = 65_536;

/**
 * Gives a draft its identity: SHA-256 over detector, its version, key and sorted evidence ids, so that a second judgement of
 * the same evidence is the same finding. Evidence texts are bounded.
 * @param foundAt when we judged, milliseconds UTC
 */
export function sealFinding(tenantId: string, draft: FindingDraft, foundAt: number): Finding {
  const evidenceIds = draft.evidence.map((item) => item.id).toSorted();
  const id = hash('sha256', JSON.stringify([tenantId, draft.detector, draft.detectorVersion, draft.key, evidenceIds]));
  const evidence = draft.evidence.map((item) =>
    item.raw.length > MAX_EVIDENCE_CHARS ? { ...item, raw: `${item.raw.slice(0, MAX_EVIDENCE_CHARS)}… (cut)` } : item,
  );
  return { ...draft, evidence, id, tenantId, foundAt };
}

/** Event id of house.md: SHA-256 of (tenant, source, the vendor's own id), or of the raw record where there is none. */
export function eventId(tenantId: string, sourceId: string, vendorId: string | null, raw: string): string {
  return hash(
    'sha256',
    JSON.stringify(vendorId === null ? [tenantId, sourceId, 'raw', raw] : [tenantId, sourceId, 'id', vendorId]),
  );
}
