import type { EntityRef, FindingDraft, Severity } from '../../base/finding.ts';
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
 * An authenticator enrolled within an hour after a sign-in from a network and device new to the person. Cannot see: an
 * enrolment by help desk or administrator; one an attacker makes later than an hour; the vendor's id of the new authenticator
 * where the log does not name it (Okta's does not).
 */
export const NEW_AUTHENTICATOR: Detection = {
  name: 'identity.new-authenticator-after-new-context',
  version: 1,
  nameKey: 'identity.detector.new-authenticator-after-new-context',
  techniques: ['T1098.005', 'T1556.006'],
  cannotSeeKey: 'identity.blind.new-authenticator-after-new-context',
};

/** An attacker enrols within a minute or two; an hour leaves room for one who is slow. */
export const ENROLMENT_WINDOW_MS = 3_600_000;

/** Sign-ins that let somebody in: the ones an enrolment can follow. */
export function opensDoor(step: JudgedStep): boolean {
  const { context } = step;
  if (step.step !== 'session-started' && step.step !== 'second-step-passed') return false;
  return context.network === 'new' && context.device !== 'known';
}

/**
 * True when the enrolment belongs to the sign-in: within the hour after it, and in the same session, from the same address, or
 * from a network that is new to the person as well. A person's own enrolment at home while somebody else is signed in does not.
 */
export function follows(enrolment: JudgedStep, signIn: JudgedStep): boolean {
  if (enrolment.principal !== signIn.principal || !opensDoor(signIn)) return false;
  const afterMs = enrolment.at - signIn.at;
  if (afterMs < 0 || afterMs > ENROLMENT_WINDOW_MS) return false;
  const session = enrolment.fields.rootSessionId;
  if (session !== null && session === signIn.fields.rootSessionId) return true;
  if (enrolment.fields.ip !== null && enrolment.fields.ip === signIn.fields.ip) return true;
  return enrolment.context.network === 'new' && enrolment.context.device !== 'known';
}

/**
 * What is told of an enrolment that follows such a sign-in. Everything that identifies and describes the finding comes from the
 * enrolment alone, so that it is the same whichever of several sign-ins was seen first; the sign-in is added to the evidence
 * afterwards, see seal-with-context.ts.
 */
export function newAuthenticatorDraft(enrolment: JudgedStep): FindingDraft {
  const severity = severityOf(enrolment);
  const believed = severity !== 'info' && severity !== 'low';
  const role = believed ? 'attacker' : 'subject';
  const kind = enrolment.fields.authenticatorKind ?? 'other';
  return {
    detector: NEW_AUTHENTICATOR.name,
    detectorVersion: NEW_AUTHENTICATOR.version,
    key: `${enrolment.principal}|${enrolment.eventId}`,
    severity,
    occurredAt: enrolment.at,
    receivedAt: enrolment.receivedAt,
    message: {
      key: 'identity.finding.new-authenticator',
      params: {
        person: labelOf(enrolment),
        factor: kind,
        network: networkLabel(enrolment),
        baseline: enrolment.context.hasBaseline ? 'yes' : 'no',
      },
    },
    entities: [
      personOf(enrolment, believed ? 'victim' : 'subject'),
      authenticatorOf(enrolment, role),
      ...surroundingsOf(enrolment, role),
    ],
    evidence: [evidenceOf(enrolment)],
    techniques: NEW_AUTHENTICATOR.techniques,
    facts: {
      ...(believed ? { exposure: 'signed-in' } : {}),
      principalVendorId: enrolment.fields.principalId,
      authenticatorVendorId: enrolment.fields.authenticatorId,
      authenticatorKind: kind,
      enrolledAtMs: enrolment.at,
      ...contextFacts(enrolment),
    },
  };
}

/** Without the vendor's id it is told apart by person, kind and time, which no other finding can share by chance. */
function authenticatorOf(enrolment: JudgedStep, role: EntityRef['role']): EntityRef {
  const { authenticatorId, authenticatorKind } = enrolment.fields;
  const kind = authenticatorKind ?? 'other';
  return {
    kind: 'authenticator',
    value: authenticatorId ?? `${enrolment.principal}|${kind}|${enrolment.at}`,
    label: `${kind} of ${labelOf(enrolment)}`,
    role,
    joins: authenticatorId !== null,
  };
}

function severityOf(enrolment: JudgedStep): Severity {
  const { hasBaseline, networkClass, network, learning } = enrolment.context;
  if (!hasBaseline) {
    if (networkClass === null || learning) return 'info';
    return 'low';
  }
  if (networkClass !== null && network === 'new') return 'critical';
  return network === 'new' ? 'high' : 'medium';
}
