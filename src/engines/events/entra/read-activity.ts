import { textMember, type JsonObject } from '../json.ts';
import { addressAt, idAt, objectAt, partyOf, placeOnEarth, shortTextAt, textAt, timeAt } from '../pick.ts';
import { createPlacer, PLACE } from '../place.ts';
import { emptyReading, type Reading } from '../reading.ts';
import { PRODUCT, riskOf, VENDOR } from './read-sign-in.ts';

/** Reads a risk detection or a change of a person's risk. */
export function readRisk(flat: JsonObject, record: JsonObject): Reading {
  const type = shortTextAt(flat, 128, 'riskEventType', 'riskType', 'riskDetail') ?? 'risk';
  const risk = riskOf(flat);
  return {
    ...emptyReading(PRODUCT, VENDOR, type, PLACE.finding),
    logName: textAt(record, 'category', 'Type') ?? 'UserRiskEvents',
    vendorId: idAt(flat, 'id'),
    ...timeAt(flat, 'activityDateTime', 'detectedDateTime', 'riskLastUpdatedDateTime', 'time', 'TimeGenerated'),
    severityId: { low: 2, medium: 3, high: 4 }[risk?.level?.toLowerCase() ?? ''] ?? 1,
    statusCode: shortTextAt(flat, 64, 'riskState'),
    reason: textAt(flat, 'riskDetail'),
    actor: partyOf(
      idAt(flat, 'userId'),
      shortTextAt(flat, 256, 'userPrincipalName'),
      shortTextAt(flat, 256, 'userDisplayName'),
    ),
    ...addressAt(flat, 'ipAddress', 'callerIpAddress'),
    ...placeOnEarth(objectAt(flat, 'location')),
    isProxy: /anonymi[sz]edIPAddress/iu.test(type) ? true : null,
    transactionId: idAt(flat, 'correlationId', 'requestId'),
    risk,
    unmapped: {
      source: textAt(flat, 'source'),
      detectionTimingType: textAt(flat, 'detectionTimingType'),
      riskState: textAt(flat, 'riskState'),
    },
  };
}

const methodPlaceOf = createPlacer({});

/** Reads a call of the Graph API. `c_sid` is the session of the sign-in that its token comes from. */
export function readGraphActivity(flat: JsonObject, record: JsonObject): Reading {
  const method = shortTextAt(flat, 16, 'requestMethod')?.toUpperCase() ?? 'GET';
  const path = textAt(flat, 'requestUri')?.split(/[?#]/u, 1)[0] ?? '';
  const code =
    shortTextAt(flat, 16, 'responseStatusCode', 'resultSignature') ?? shortTextAt(record, 16, 'resultSignature');
  const verb = { GET: 'read', POST: 'create', PUT: 'update', PATCH: 'update', DELETE: 'delete' }[method] ?? method;
  const userId = idAt(flat, 'userId');
  return {
    ...emptyReading('Microsoft Graph', VENDOR, `${method} ${path}`.slice(0, 1_024), methodPlaceOf(verb)),
    logName: 'MicrosoftGraphActivityLogs',
    vendorId: idAt(flat, 'requestId', 'operationId'),
    ...timeAt(flat, 'timeGenerated', 'time'),
    status: code === null ? null : /^[23]/u.test(code) ? 'success' : 'failure',
    statusCode: code,
    actor:
      userId === null
        ? partyOf(idAt(flat, 'servicePrincipalId', 'appId'), null, null, 'service')
        : partyOf(userId, null, null),
    ...addressAt(flat, 'ipAddress', 'callerIpAddress'),
    userAgent: textAt(flat, 'userAgent'),
    rootSessionId: idAt(flat, 'c_sid', 'sessionId'),
    transactionId: idAt(flat, 'clientRequestId', 'correlationId'),
    credentialId: idAt(flat, 'signInActivityId', 'uniqueTokenId'),
    app: { id: idAt(flat, 'appId'), name: null },
    privileges: (textAt(flat, 'scopes', 'roles') ?? '')
      .split(/[ ,]+/u)
      .filter((scope) => scope !== '')
      .slice(0, 64),
    unmapped: { deviceId: idAt(flat, 'c_deviceid', 'deviceId') },
  };
}

const azurePlaceOf = createPlacer({
  sessionPrivileges: ['microsoft.authorization/elevateaccess/action'],
  assignRole: ['microsoft.authorization/roleassignments/write'],
  removeRole: ['microsoft.authorization/roleassignments/delete'],
});

/** Reads an entry of the Azure activity log, or any other diagnostic record of Azure Monitor. */
export function readAzureActivity(flat: JsonObject, record: JsonObject): Reading {
  const action = shortTextAt(record, 256, 'operationName', 'operationNameValue', 'operationName.value') ?? 'Activity';
  const claims = objectAt(record, 'identity.claims');
  const result = shortTextAt(record, 64, 'resultType', 'activityStatusValue', 'resultSignature', 'status.value') ?? '';
  const resourceId = textAt(record, 'resourceId', '_ResourceId');
  const login =
    textMember(claims, 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn', 256) ??
    shortTextAt(claims, 256, 'upn', 'name') ??
    shortTextAt(record, 256, 'caller', 'identity');
  return {
    ...emptyReading('Azure', VENDOR, action, azurePlaceOf(action)),
    logName: textAt(record, 'category', 'categoryValue') ?? 'Activity',
    vendorId: idAt(record, 'eventDataId', 'id'),
    ...timeAt(record, 'time', 'TimeGenerated', 'eventTimestamp'),
    status: /^(?:success|succeeded|accept|accepted|0)$/iu.test(result)
      ? 'success'
      : /^(?:fail|error)/iu.test(result)
        ? 'failure'
        : null,
    statusCode: result === '' ? null : result,
    reason: textAt(record, 'resultDescription'),
    actor: partyOf(
      textMember(claims, 'http://schemas.microsoft.com/identity/claims/objectidentifier', 256) ?? idAt(claims, 'oid'),
      login,
      null,
    ),
    ...addressAt(flat, 'callerIpAddress', 'ipAddress'),
    transactionId: idAt(record, 'correlationId'),
    resources: resourceId === null ? [] : [{ uid: resourceId, type: 'Azure resource' }],
    unmapped: { properties: textAt(flat, 'message', 'statusMessage', 'requestbody', 'description') },
  };
}
