import type { FindingDraft, Severity } from '../../base/finding.ts';
import type { JudgedStep } from '../sign-in-context.ts';
import {
  contextFacts,
  evidenceOf,
  labelOf,
  networkLabel,
  personOf,
  surroundingsOf,
  type Detection,
} from './detection.ts';

/**
 * A sign-in from a network and device new to the person, where the network is a server's, a VPN's or an anonymiser's, or is
 * named by an incident. Cannot see: an attacker on the person's own access provider; one who holds a device known for her; a
 * cookie replayed without a sign-in.
 */
export const NEW_CONTEXT_SIGN_IN: Detection = {
  name: 'identity.new-context-sign-in',
  version: 1,
  nameKey: 'identity.detector.new-context-sign-in',
  techniques: ['T1078.004', 'T1557'],
  cannotSeeKey: 'identity.blind.new-context-sign-in',
};

/**
 * The password was accepted and the second step failed, or was asked for, in such circumstances. Cannot see: organisations
 * where something else than a password comes first; attackers on the person's own network.
 */
export const PASSWORD_KNOWN: Detection = {
  name: 'identity.password-known',
  version: 1,
  nameKey: 'identity.detector.password-known',
  techniques: ['T1078.004', 'T1598.003'],
  cannotSeeKey: 'identity.blind.password-known',
};

/** A repeated try within the hour is the same finding: an attacker may knock a hundred times. */
const REPEAT_MS = 3_600_000;

/**
 * Judges one step of a sign-in.
 * @param incidentNumber the incident that names its address, or null
 * @returns null when nothing is to be told
 */
export function judgeSignIn(step: JudgedStep, incidentNumber: string | null): FindingDraft | null {
  const { context } = step;
  if (step.step === 'enrolled' || context.device === 'known') return null;
  const byClass = context.network === 'new' && context.networkClass !== null;
  // In the first days everybody's home is new to us: then a name alone would accuse the person's own network.
  const isComparable = context.hasBaseline || !context.learning;
  const byName = incidentNumber !== null && !context.neighbourhoodKnown && isComparable;
  if (!byClass && !byName) return null;
  const inside = step.step === 'session-started' || step.step === 'second-step-passed';
  // A key bound to the genuine site cannot be relayed: whoever used it holds it.
  if (step.step === 'second-step-passed' && step.fields.authenticatorKind === 'webauthn') return null;
  const severity = severityOf(step, inside, byClass);
  const believed = severity !== 'info' && severity !== 'low';
  const detection = inside ? NEW_CONTEXT_SIGN_IN : PASSWORD_KNOWN;
  const place = byClass ? { why: context.networkClass ?? '' } : { why: 'named', incident: incidentNumber };
  return {
    detector: detection.name,
    detectorVersion: detection.version,
    key: keyOf(step, inside),
    severity,
    occurredAt: step.at,
    receivedAt: step.receivedAt,
    message: {
      key: `identity.finding.${step.step}`,
      params: {
        person: labelOf(step),
        network: networkLabel(step),
        factor: step.fields.authenticatorKind ?? 'other',
        baseline: context.hasBaseline ? 'yes' : 'no',
        ...place,
      },
    },
    entities: [
      personOf(step, believed ? 'victim' : 'subject'),
      ...surroundingsOf(step, believed ? 'attacker' : 'subject'),
    ],
    evidence: [evidenceOf(step)],
    techniques: detection.techniques,
    facts: {
      ...(believed ? { exposure: inside ? 'signed-in' : 'password-known' } : {}),
      principalVendorId: step.fields.principalId,
      ...contextFacts(step),
      step: step.step,
      outcomeReason: step.fields.outcomeReason,
      authenticatorUsed: step.fields.authenticatorKind,
      namedBy: byClass ? null : incidentNumber,
    },
  };
}

/** Sessions are told one by one, so that one begun after containment is told anew; tries without a session by the hour. */
function keyOf(step: JudgedStep, inside: boolean): string {
  const { rootSessionId, ip } = step.fields;
  if (inside) return `${step.principal}|${step.step}|${rootSessionId ?? step.eventId}`;
  return `${step.principal}|${step.step}|${ip ?? ''}|${Math.floor(step.at / REPEAT_MS)}`;
}

function severityOf(step: JudgedStep, inside: boolean, byClass: boolean): Severity {
  const { hasBaseline, learning, device } = step.context;
  if (byClass && !hasBaseline) return learning ? 'info' : 'low';
  if (!inside) return 'medium';
  return byClass && device === 'unknown' ? 'medium' : 'high';
}
