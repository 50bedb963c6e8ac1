import { authenticatorOf } from '../authenticator-words.ts';
import { countryCodeOf } from '../countries.ts';
import type { EventStatus } from '../indexed-fields.ts';
import type { JsonObject } from '../json.ts';
import {
  addressAt,
  countAt,
  flagAt,
  idAt,
  objectAt,
  objectsAt,
  partyOf,
  placeOnEarth,
  shortTextAt,
  textAt,
  textsAt,
  timeAt,
  valueAt,
} from '../pick.ts';
import { PLACE } from '../place.ts';
import { emptyReading, type DeviceReading, type Reading, type RiskReading } from '../reading.ts';

export const VENDOR = 'Microsoft';
export const PRODUCT = 'Entra ID';

/** Entra's codes that ask for something more instead of deciding: a second step, its set-up, a choice, a password change. */
const CHALLENGES: ReadonlySet<number> = new Set([
  16000, 50055, 50058, 50072, 50074, 50076, 50079, 50097, 50125, 50127, 50129, 50140, 50199, 65001,
]);

/** Reads a sign-in. @param flat the event's members in one object @param record the event as it came */
export function readSignIn(flat: JsonObject, record: JsonObject): Reading {
  const status = objectAt(flat, 'status');
  const code = countAt(status, 'errorCode') ?? countAt(record, 'resultType');
  const location = objectAt(flat, 'locationDetails');
  const place = placeOnEarth(Object.keys(location).length > 0 ? location : objectAt(flat, 'location'));
  const userAgent = textAt(flat, 'userAgent');
  const isService = textAt(flat, 'userPrincipalName', 'userId') === null;
  const device = deviceOf(objectAt(flat, 'deviceDetail'));
  const addresses = addressAt(flat, 'ipAddress', 'callerIpAddress');
  return {
    ...emptyReading(PRODUCT, VENDOR, 'Sign-in activity', PLACE.logon),
    logName: logNameOf(flat, record),
    vendorId: idAt(flat, 'id', 'uniqueTokenIdentifier'),
    ...timeAt(flat, 'createdDateTime', 'time', 'TimeGenerated'),
    status: statusOf(code, textAt(record, 'resultSignature', 'resultType')),
    statusCode: code === null ? shortTextAt(record, 64, 'resultType') : String(code),
    reason: reasonOf(textAt(status, 'failureReason', 'additionalDetails'), record, code),
    actor: isService
      ? partyOf(
          idAt(flat, 'servicePrincipalId', 'appId'),
          null,
          textAt(flat, 'servicePrincipalName', 'appDisplayName'),
          'service',
        )
      : partyOf(
          idAt(flat, 'userId'),
          shortTextAt(flat, 256, 'userPrincipalName', 'alternateSignInName'),
          textAt(flat, 'userDisplayName'),
        ),
    ...addresses,
    asn: countAt(flat, 'autonomousSystemNumber'),
    isProxy: textsAt(flat, 'riskEventTypes_v2').some((type) => /anonymi[sz]edIPAddress/iu.test(type)) ? true : null,
    ...place,
    country: place.country ?? countryCodeOf(shortTextAt(flat, 128, 'location')),
    userAgent,
    osHint: device?.os ?? null,
    browserHint: shortTextAt(objectAt(flat, 'deviceDetail'), 64, 'browser'),
    device,
    rootSessionId: idAt(flat, 'sessionId'),
    transactionId: idAt(flat, 'correlationId'),
    credentialId: idAt(flat, 'uniqueTokenIdentifier'),
    authenticator: authenticatorOf(methodOf(flat)),
    isMfa: isMfaOf(flat),
    risk: riskOf(flat),
    app: appOf(flat),
    resources: resourcesOf(flat),
    unmapped: {
      incomingTokenType: textAt(flat, 'incomingTokenType'),
      authenticationProtocol: textAt(flat, 'authenticationProtocol'),
      originalTransferMethod: textAt(flat, 'originalTransferMethod'),
      signInSessionStatus: textAt(objectAt(flat, 'tokenProtectionStatusDetails'), 'signInSessionStatus'),
      clientAppUsed: textAt(flat, 'clientAppUsed'),
      conditionalAccessStatus: textAt(flat, 'conditionalAccessStatus'),
      authenticationRequirement: textAt(flat, 'authenticationRequirement'),
      crossTenantAccessType: textAt(flat, 'crossTenantAccessType'),
      isInteractive: flagAt(flat, 'isInteractive'),
    },
  };
}

function logNameOf(flat: JsonObject, record: JsonObject): string {
  const category = textAt(record, 'category', 'Type');
  if (category !== null && /signinlogs/iu.test(category)) return category.replace(/^AAD/u, '');
  const types = textsAt(flat, 'signInEventTypes').map((type) => type.toLowerCase());
  if (types.includes('noninteractiveuser') || flagAt(flat, 'isInteractive') === false)
    return 'NonInteractiveUserSignInLogs';
  if (types.includes('serviceprincipal')) return 'ServicePrincipalSignInLogs';
  return types.includes('managedidentity') ? 'ManagedIdentitySignInLogs' : 'SignInLogs';
}

function statusOf(code: number | null, signature: string | null): EventStatus | null {
  if (code !== null) return code === 0 ? 'success' : CHALLENGES.has(code) ? 'challenge' : 'failure';
  const text = signature?.toLowerCase() ?? null;
  return text === null ? null : text === 'success' ? 'success' : text.startsWith('fail') ? 'failure' : 'other';
}

function reasonOf(inStatus: string | null, record: JsonObject, code: number | null): string | null {
  const reason = inStatus ?? textAt(record, 'resultDescription');
  return code === 0 && reason !== null && /^other\.?$/iu.test(reason) ? null : reason;
}

function deviceOf(detail: JsonObject): DeviceReading | null {
  if (Object.keys(detail).length === 0) return null;
  const trust = shortTextAt(detail, 64, 'trustType');
  const device: DeviceReading = {
    id: idAt(detail, 'deviceId'),
    name: shortTextAt(detail, 256, 'displayName'),
    isManaged: flagAt(detail, 'isManaged'),
    isCompliant: flagAt(detail, 'isCompliant'),
    isTrusted: trust === null ? null : true,
    os: shortTextAt(detail, 64, 'operatingSystem'),
    osVersion: null,
  };
  return (device.id ?? device.name ?? device.isManaged ?? device.isCompliant ?? device.os) ? device : null;
}

/** The method of the last step that succeeded; a password before it is no news. */
function methodOf(flat: JsonObject): string | null {
  const steps = objectsAt(flat, 'authenticationDetails');
  const passed = steps.filter((step) => flagAt(step, 'succeeded') !== false);
  const methods = (passed.length > 0 ? passed : steps).flatMap((step) => textAt(step, 'authenticationMethod') ?? []);
  const told = methods.filter((method) => !/^previously satisfied$/iu.test(method));
  const second = told.findLast((method) => !/^password/iu.test(method));
  const used = textsAt(flat, 'authenticationMethodsUsed').findLast((method) => !/^password$/iu.test(method));
  return second ?? used ?? textAt(objectAt(flat, 'mfaDetail'), 'authMethod') ?? told.at(-1) ?? null;
}

function isMfaOf(flat: JsonObject): boolean | null {
  const requirement = textAt(flat, 'authenticationRequirement')?.toLowerCase();
  return requirement === undefined ? null : requirement === 'multifactorauthentication';
}

/** What Identity Protection thinks of the event. */
export function riskOf(flat: JsonObject): RiskReading | null {
  const level = [
    textAt(flat, 'riskLevelDuringSignIn'),
    textAt(flat, 'riskLevelAggregated'),
    textAt(flat, 'riskLevel'),
  ].find((found) => found !== null && !/^(?:none|hidden|unknownfuturevalue)$/iu.test(found));
  const reasons = [
    ...textsAt(flat, 'riskEventTypes_v2'),
    ...textsAt(flat, 'riskEventTypes'),
    ...textsAt(flat, 'riskEventType'),
  ];
  const distinct = [...new Set(reasons)].filter((reason) => reason !== '[]').slice(0, 16);
  return level === undefined && distinct.length === 0 ? null : { level: level ?? null, reasons: distinct };
}

function appOf(flat: JsonObject): Reading['app'] {
  const app = { id: idAt(flat, 'appId'), name: shortTextAt(flat, 256, 'appDisplayName') };
  return app.id === null && app.name === null ? null : app;
}

function resourcesOf(flat: JsonObject): Reading['resources'] {
  const uid = idAt(flat, 'resourceId', 'resourceIdentity');
  const name = shortTextAt(flat, 256, 'resourceDisplayName');
  if (name === null || typeof valueAt(flat, 'resourceDisplayName') !== 'string') return [];
  return [{ ...(uid === null || uid.startsWith('/') ? {} : { uid }), name, type: 'Resource' }];
}
