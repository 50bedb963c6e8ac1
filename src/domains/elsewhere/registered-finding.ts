import type { FindingDraft, Severity } from '../../base/finding.ts';
import type { LookAlike } from '../../engines/lookalike/index.ts';

export const LOOK_ALIKE_REGISTERED = 'domains.look-alike-registered';

const MAX_LURES = 5;

/** The finding that a list of registrations names a look-alike. @param at when the list says it was new, milliseconds UTC */
export function registeredFinding(
  verdict: LookAlike,
  severity: Severity,
  list: { listId: string; label: string },
  at: number,
  receivedAt: number,
): FindingDraft {
  const { host, registrable, brand, score } = verdict;
  const lure = verdict.lure.slice(0, MAX_LURES);
  const shape = brand === null ? 'no-brand' : lure.length > 0 ? 'brand-lure' : 'brand';
  return {
    detector: LOOK_ALIKE_REGISTERED,
    detectorVersion: 1,
    key: registrable,
    severity,
    occurredAt: at,
    receivedAt,
    message: {
      key: `domains.finding.look-alike-registered.${shape}`,
      params: { host, registrable, brand, lure, class: verdict.class, score, list: list.label },
    },
    entities: [{ kind: 'domain', value: registrable, label: registrable, role: 'attacker', joins: true }],
    evidence: [
      {
        id: `list:${list.listId}:${registrable}`,
        sourceId: list.listId,
        occurredAt: at,
        receivedAt,
        raw: JSON.stringify({ list: list.label, name: host, listedAt: at }),
      },
    ],
    techniques: ['T1583.001', 'T1566'],
    facts: { host, brand, class: verdict.class, score, lure: lure.join(' '), list: list.label },
  };
}
