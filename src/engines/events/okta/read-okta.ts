import { countryCodeOf } from '../countries.ts';
import type { EventStatus } from '../indexed-fields.ts';
import {
  booleanMember,
  countMember,
  isObject,
  member,
  numberMember,
  objectMember,
  objectsMember,
  textMember,
  type JsonObject,
} from '../json.ts';
import { ipAddressOf } from '../network.ts';
import { parseTimestamp } from '../time.ts';
import { userAgentFamilies, type UserAgentFamilies } from '../user-agent.ts';
import { readAuthenticator, type Authenticator } from './authenticators.ts';
import { readBehaviors, type Behaviors } from './behaviors.ts';
import { oktaExtras } from './okta-extras.ts';

/** A person or service as Okta names them. */
export interface OktaParty {
  id: string | null;
  /** Lower case: Okta logins are case-insensitive. */
  login: string | null;
  label: string | null;
  type: string;
}

/** A System Log record taken apart: everything that is used of it, cleaned and bounded. */
export interface OktaRecord extends UserAgentFamilies {
  eventType: string;
  uuid: string | null;
  occurredAt: number;
  published: string | null;
  displayMessage: string | null;
  legacyEventType: string | null;
  severity: string | null;
  result: string | null;
  reason: string | null;
  status: EventStatus | null;
  actor: OktaParty;
  targetUser: OktaParty | null;
  app: { id: string | null; name: string | null } | null;
  otherTargets: { id: string | null; name: string | null; type: string }[];
  ip: string | null;
  ipChain: string[];
  zone: string | null;
  clientId: string | null;
  apiTokenId: string | null;
  clientDevice: string | null;
  userAgent: string | null;
  geo: {
    city: string | null;
    state: string | null;
    country: string | null;
    postalCode: string | null;
    lat: number | null;
    lon: number | null;
  };
  asn: number | null;
  asOrg: string | null;
  isp: string | null;
  networkDomain: string | null;
  isProxy: boolean | null;
  tunnels: JsonObject[];
  device: {
    id: string | null;
    name: string | null;
    managed: boolean | null;
    registered: boolean | null;
    platform: string | null;
    version: string | null;
  };
  dtHash: string | null;
  deviceFingerprint: string | null;
  rootSessionId: string | null;
  externalSessionId: string | null;
  transactionId: string | null;
  requestId: string | null;
  requestPath: string | null;
  authenticator: Authenticator;
  behaviors: Behaviors;
  /** What OCSF has no attribute for. */
  extras: Record<string, unknown>;
}

/** Takes a System Log record apart. Null when it names no event type, without which it is no System Log record. */
export function readOkta(record: JsonObject): OktaRecord | null {
  const eventType = textMember(record, 'eventType', 256);
  if (eventType === null) return null;
  const client = objectMember(record, 'client');
  const agent = objectMember(client, 'userAgent');
  const security = objectMember(record, 'securityContext');
  const ipDetails = objectMember(security, 'ipDetails');
  const debugData = objectMember(objectMember(record, 'debugContext'), 'debugData');
  const session = objectMember(record, 'authenticationContext');
  const transaction = objectMember(record, 'transaction');
  const outcome = objectMember(record, 'outcome');
  const targets = objectsMember(record, 'target');
  const userAgent = textMember(agent, 'rawUserAgent', 1_024);
  const result = textMember(outcome, 'result', 64)?.toUpperCase() ?? null;
  const tunnels = jsonListOf(member(debugData, 'tunnels'));
  return {
    eventType,
    uuid: textMember(record, 'uuid', 128),
    occurredAt: parseTimestamp(member(record, 'published')) ?? 0,
    published: textMember(record, 'published', 64),
    displayMessage: textMember(record, 'displayMessage'),
    legacyEventType: textMember(record, 'legacyEventType', 256),
    severity: textMember(record, 'severity', 16)?.toUpperCase() ?? null,
    result,
    reason: textMember(outcome, 'reason'),
    status: statusOf(result),
    actor: partyOf(objectMember(record, 'actor')),
    targetUser: targetUserOf(targets),
    app: appOf(targets),
    otherTargets: otherTargetsOf(targets),
    ip: ipAddressOf(textMember(client, 'ipAddress', 64)),
    ipChain: chainOf(record),
    zone: textMember(client, 'zone', 256),
    clientId: textMember(client, 'id', 256),
    apiTokenId: textMember(objectMember(transaction, 'detail'), 'requestApiTokenId', 128),
    clientDevice: textMember(client, 'device', 64),
    userAgent,
    ...userAgentFamilies(userAgent, textMember(agent, 'os', 64), textMember(agent, 'browser', 64)),
    geo: geoOf(objectMember(client, 'geographicalContext')),
    asn: countMember(security, 'asNumber') ?? countMember(ipDetails, 'asNumber'),
    asOrg: textMember(security, 'asOrg', 256) ?? textMember(ipDetails, 'asOrg', 256),
    isp: textMember(security, 'isp', 256) ?? textMember(ipDetails, 'isp', 256),
    networkDomain: textMember(security, 'domain', 256),
    isProxy: tunnels.some((tunnel) => member(tunnel, 'anonymous') === true) ? true : booleanMember(security, 'isProxy'),
    tunnels,
    device: deviceOf(objectMember(record, 'device'), targets),
    dtHash: textMember(debugData, 'dtHash', 256),
    deviceFingerprint: textMember(debugData, 'deviceFingerprint', 256),
    rootSessionId: textMember(session, 'rootSessionId', 256),
    externalSessionId: textMember(session, 'externalSessionId', 256),
    transactionId: textMember(transaction, 'id', 256),
    requestId: textMember(debugData, 'requestId', 256),
    requestPath: pathOf(textMember(debugData, 'requestUri')),
    authenticator: readAuthenticator(record, targets, debugData),
    behaviors: readBehaviors(debugData, security),
    extras: oktaExtras(record),
  };
}

function statusOf(result: string | null): EventStatus | null {
  if (result === null) return null;
  if (result === 'SUCCESS' || result === 'ALLOW') return 'success';
  if (result === 'FAILURE' || result === 'DENY') return 'failure';
  return result === 'CHALLENGE' ? 'challenge' : 'other';
}

function partyOf(party: JsonObject): OktaParty {
  return {
    id: textMember(party, 'id', 256),
    login: textMember(party, 'alternateId', 256)?.toLowerCase() ?? null,
    label: textMember(party, 'displayName', 256),
    type: textMember(party, 'type', 64) ?? 'Unknown',
  };
}

function typeOf(target: JsonObject): string {
  return (textMember(target, 'type', 64) ?? '').toLowerCase();
}

function targetUserOf(targets: readonly JsonObject[]): OktaParty | null {
  const user =
    targets.find((target) => typeOf(target) === 'user') ?? targets.find((target) => typeOf(target) === 'appuser');
  return user === undefined ? null : partyOf(user);
}

function appOf(targets: readonly JsonObject[]): OktaRecord['app'] {
  const app = targets.find((target) => typeOf(target) === 'appinstance');
  if (app === undefined) return null;
  return {
    id: textMember(app, 'id', 256),
    name: textMember(app, 'displayName', 256) ?? textMember(app, 'alternateId', 256),
  };
}

function otherTargetsOf(targets: readonly JsonObject[]): OktaRecord['otherTargets'] {
  const placed = new Set(['user', 'appinstance', 'authenticatorenrollment', 'authenticatormethod']);
  return targets
    .filter((target) => !placed.has(typeOf(target)))
    .map((target) => ({
      id: textMember(target, 'id', 256),
      name: textMember(target, 'displayName', 256) ?? textMember(target, 'alternateId', 256),
      type: textMember(target, 'type', 64) ?? 'Unknown',
    }));
}

function chainOf(record: JsonObject): string[] {
  return objectsMember(objectMember(record, 'request'), 'ipChain')
    .slice(1)
    .flatMap((hop) => ipAddressOf(textMember(hop, 'ip', 64)) ?? []);
}

function geoOf(geo: JsonObject): OktaRecord['geo'] {
  const point = objectMember(geo, 'geolocation');
  return {
    city: textMember(geo, 'city', 128),
    state: textMember(geo, 'state', 128),
    country: countryCodeOf(textMember(geo, 'country', 128)),
    postalCode: textMember(geo, 'postalCode', 32),
    lat: numberMember(point, 'lat'),
    lon: numberMember(point, 'lon'),
  };
}

/** The device that acted; at an enrolment, where that is empty, the device that was enrolled. */
function deviceOf(device: JsonObject, targets: readonly JsonObject[]): OktaRecord['device'] {
  const enrolled =
    targets
      .map((target) => objectMember(target, 'detailEntry'))
      .find((detail) => textMember(detail, 'oktaDeviceId') !== null) ?? {};
  return {
    id: textMember(device, 'id', 128) ?? textMember(enrolled, 'oktaDeviceId', 128),
    name: textMember(device, 'name', 256),
    managed: booleanMember(device, 'managed') ?? booleanMember(enrolled, 'managed'),
    registered: booleanMember(device, 'registered'),
    platform: textMember(device, 'os_platform', 64) ?? textMember(enrolled, 'osPlatform', 64),
    version: textMember(device, 'os_version', 64) ?? textMember(enrolled, 'osVersion', 64),
  };
}

/** The path alone: queries carry state tokens, which have no business in a store of events. */
function pathOf(requestUri: string | null): string | null {
  return requestUri === null ? null : (requestUri.split(/[?#]/u, 1)[0] ?? null);
}

function jsonListOf(value: unknown): JsonObject[] {
  if (Array.isArray(value)) return value.slice(0, 16).filter(isObject);
  if (typeof value !== 'string' || value.length > 8_192 || !value.startsWith('[')) return [];
  try {
    const parsed: unknown = JSON.parse(value);
    return Array.isArray(parsed) ? parsed.slice(0, 16).filter(isObject) : [];
  } catch {
    // Okta writes this list by hand and not always as JSON (`"operator":NORD_VPN`): the flag is still in the text.
    return /"anonymous"\s?:\s?true/u.test(value) ? [{ anonymous: true }] : [];
  }
}
