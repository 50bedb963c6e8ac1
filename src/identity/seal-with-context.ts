import type { Evidence, Finding, FindingDraft } from '../base/finding.ts';
import { sealFinding } from '../platform/findings/seal-finding.ts';

/**
 * Seals a finding whose identity rests on less than all its evidence: what is in `context` is kept with it, but which of
 * several records was seen first does not make it another finding.
 * @param context further records a reader should have
 */
export function sealWithContext(
  tenantId: string,
  draft: FindingDraft,
  context: readonly Evidence[],
  foundAt: number,
): Finding {
  const sealed = sealFinding(tenantId, draft, foundAt);
  const bounded = sealFinding(tenantId, { ...draft, evidence: context }, foundAt).evidence;
  return { ...sealed, evidence: [...sealed.evidence, ...bounded] };
}
