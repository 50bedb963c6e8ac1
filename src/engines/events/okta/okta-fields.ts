import { emptyFields, type IndexedFields } from '../indexed-fields.ts';
import type { OcsfPlace } from './event-types.ts';
import type { OktaRecord } from './read-okta.ts';

/** The flat fields of a System Log record. Session keys are never filled from one another: a guess would join strangers. */
export function oktaFields(read: OktaRecord, place: OcsfPlace): IndexedFields {
  const { verdicts } = read.behaviors;
  return {
    ...emptyFields(),
    action: read.eventType,
    classUid: place.classUid,
    activityId: place.activityId,
    status: read.status,
    principal: read.actor.login,
    principalId: read.actor.id,
    principalLabel: read.actor.label,
    targetPrincipal: read.targetUser?.login ?? null,
    targetPrincipalId: read.targetUser?.id ?? null,
    ip: read.ip,
    asn: read.asn,
    asOrg: read.asOrg,
    isProxy: read.isProxy,
    country: read.geo.country,
    city: read.geo.city,
    userAgent: read.userAgent,
    uaFamily: read.uaFamily,
    osFamily: read.osFamily,
    deviceId: read.device.id,
    deviceManaged: read.device.managed,
    deviceFingerprint: read.dtHash,
    rootSessionId: read.rootSessionId,
    externalSessionId: read.externalSessionId,
    transactionId: read.transactionId,
    authenticatorKind: read.authenticator.kind,
    authenticatorPhishingResistant: read.authenticator.phishingResistant,
    authenticatorId: read.authenticator.id,
    newDevice: verdicts.get('new device') ?? null,
    newIp: verdicts.get('new ip') ?? null,
    app: read.app?.name ?? null,
    outcomeReason: read.reason,
  };
}
