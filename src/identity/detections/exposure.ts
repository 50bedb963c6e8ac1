import type { EntityRef, FindingDraft } from '../../base/finding.ts';
import type { StoredEvent } from '../../platform/store/event-store.ts';
import type { Detection } from './detection.ts';

/**
 * One of our people looked up the name of a look-alike. That is reaching for it and no more. Cannot see: phones off the
 * company's resolvers, which is where text messages are read.
 */
export const EXPOSURE: Detection = {
  name: 'identity.exposure',
  version: 1,
  nameKey: 'identity.detector.exposure',
  techniques: ['T1204.001'],
  cannotSeeKey: 'identity.blind.exposure',
};

/** Look-ups of one person for one look-alike within a day are one finding: browsers and resolvers ask again and again. */
const REPEAT_MS = 86_400_000;

/**
 * What is told of a name look-up that was judged a look-alike's. Its identity is in its key alone: any of the day's look-ups
 * makes the same finding.
 * @param at event time
 */
export function exposureDraft(
  event: StoredEvent,
  at: number,
  verdict: { registrable: string; brand: string | null },
): FindingDraft {
  const { principal, ip, domain } = event.fields;
  const who = principal ?? (ip === null ? 'unknown' : `ip:${ip}`);
  const domainEntity: EntityRef = {
    kind: 'domain',
    value: verdict.registrable,
    label: verdict.registrable,
    role: 'attacker',
    joins: true,
  };
  const person: EntityRef[] =
    principal === null
      ? []
      : [
          {
            kind: 'principal',
            value: principal,
            label: event.fields.principalLabel ?? principal,
            role: 'exposed',
            joins: true,
          },
        ];
  return {
    detector: EXPOSURE.name,
    detectorVersion: EXPOSURE.version,
    key: `${who}|${verdict.registrable}|${Math.floor(at / REPEAT_MS)}`,
    severity: 'low',
    occurredAt: at,
    receivedAt: event.receivedAt,
    message: {
      key: principal === null ? 'identity.finding.exposure-unknown' : 'identity.finding.exposure',
      params: { person: event.fields.principalLabel ?? who, host: domain ?? verdict.registrable, brand: verdict.brand },
    },
    entities: [...person, domainEntity],
    evidence: [
      { id: event.id, sourceId: event.sourceId, occurredAt: at, receivedAt: event.receivedAt, raw: event.raw },
    ],
    techniques: EXPOSURE.techniques,
    facts: { host: domain, brand: verdict.brand, ip, deviceId: event.fields.deviceId },
  };
}
