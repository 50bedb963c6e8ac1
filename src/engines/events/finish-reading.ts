import { emptyFields, type IndexedFields } from './indexed-fields.ts';
import type { MapResult } from './map-result.ts';
import { buildEvent } from './build-event.ts';
import type { Reading } from './reading.ts';
import { userAgentFamilies } from './user-agent.ts';

/** The OCSF event and the flat fields of a record taken apart. */
export function finishReading(reading: Reading): MapResult {
  return {
    ok: true,
    event: buildEvent(reading),
    fields: fieldsOf(reading),
    vendorId: reading.vendorId,
    occurredAt: reading.occurredAt,
  };
}

/** Nothing is filled from something else: a guess would join strangers. */
function fieldsOf(reading: Reading): IndexedFields {
  const { actor, target, device, authenticator, place, app } = reading;
  return {
    ...emptyFields(),
    action: reading.action,
    classUid: place.classUid,
    activityId: place.activityId,
    status: reading.status,
    principal: actor?.login ?? null,
    principalId: actor?.id ?? null,
    principalLabel: actor?.label ?? null,
    targetPrincipal: target?.login ?? null,
    targetPrincipalId: target?.id ?? null,
    ip: reading.ip,
    asn: reading.asn,
    asOrg: reading.asOrg,
    isProxy: reading.isProxy,
    country: reading.country,
    city: reading.city,
    userAgent: reading.userAgent,
    ...userAgentFamilies(reading.userAgent, device?.os ?? reading.osHint, reading.browserHint),
    deviceId: device?.id ?? null,
    deviceManaged: device?.isManaged ?? null,
    deviceFingerprint: reading.fingerprint,
    rootSessionId: reading.rootSessionId,
    externalSessionId: reading.externalSessionId,
    transactionId: reading.transactionId,
    authenticatorKind: authenticator?.kind ?? null,
    authenticatorPhishingResistant: authenticator?.phishingResistant ?? null,
    authenticatorId: authenticator?.id ?? null,
    newDevice: reading.newDevice,
    newIp: reading.newIp,
    app: app?.name ?? null,
    outcomeReason: reading.reason,
  };
}
