import { emptyFields, type AuthenticatorKind, type EventStatus, type IndexedFields } from '../indexed-fields.ts';
import {
  booleanMember,
  countMember,
  member,
  objectMember,
  objectsMember,
  textMember,
  type JsonObject,
} from '../json.ts';
import type { MapResult } from '../map-result.ts';
import { hostnameOf, ipAddressOf } from '../network.ts';
import { OCSF_CLASS_FACTS, type OcsfClassUid } from '../ocsf-classes.ts';
import type { OcsfEvent } from '../ocsf.ts';
import { userAgentFamilies } from '../user-agent.ts';

const MAX_EVENT_CHARACTERS = 65_536;
const MAX_DEPTH = 24;

/**
 * Takes an event that is OCSF already, of a class Breakwater keeps, from any release of OCSF 1.x. The event is kept as it
 * is (it must be at most 64 KiB as JSON); the flat fields are read from it.
 * @param record an OCSF event object
 */
export function mapOcsf(record: JsonObject): MapResult {
  const classUid = countMember(record, 'class_uid');
  if (classUid === null) return { ok: false, reason: 'no OCSF class number', path: 'class_uid' };
  if (!isKnownClass(classUid))
    return { ok: false, reason: `OCSF class ${classUid} is none that Breakwater keeps`, path: 'class_uid' };
  const activityId = countMember(record, 'activity_id');
  if (activityId === null) return { ok: false, reason: 'no OCSF activity number', path: 'activity_id' };
  const metadata = objectMember(record, 'metadata');
  const version = textMember(metadata, 'version', 32);
  if (version === null || !/^1\.\d{1,3}\./u.test(version))
    return { ok: false, reason: 'not OCSF 1.x', path: 'metadata.version' };
  if (!fits(record)) return { ok: false, reason: 'longer than 64 KiB, or nested deeper than 24 levels', path: '' };
  const time = member(record, 'time');
  return {
    ok: true,
    // Checked above as far as Breakwater relies on it: class, activity, version and size.
    event: record as unknown as OcsfEvent,
    fields: fieldsOf(record, classUid, activityId),
    vendorId: textMember(metadata, 'uid', 128),
    occurredAt: typeof time === 'number' && Number.isSafeInteger(time) && time > 0 ? time : 0,
  };
}

function isKnownClass(classUid: number): classUid is OcsfClassUid {
  return Object.hasOwn(OCSF_CLASS_FACTS, classUid);
}

/** True when the record is small enough to keep as it is. Walks without recursion, so that nesting cannot exhaust the stack. */
function fits(record: JsonObject): boolean {
  const open: (readonly [value: unknown, depth: number])[] = [[record, 0]];
  let characters = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [value, depth] = next;
    characters += typeof value === 'string' ? value.length + 3 : 8;
    if (characters > MAX_EVENT_CHARACTERS || depth > MAX_DEPTH) return false;
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      characters += Array.isArray(value) ? 0 : key.length + 3;
      if (open.length > MAX_EVENT_CHARACTERS) return false;
      open.push([inner, depth + 1]);
    }
  }
  return true;
}

function fieldsOf(record: JsonObject, classUid: number, activityId: number): IndexedFields {
  const actor = objectMember(record, 'actor');
  const actorUser = objectMember(actor, 'user');
  const user = objectMember(record, 'user');
  // Of an authentication `user` is who signs in; of an account change, who is changed.
  const signsIn = classUid === 3002 || Object.keys(actorUser).length === 0 ? user : actorUser;
  const endpoint = objectMember(record, 'src_endpoint');
  const system = objectMember(endpoint, 'autonomous_system');
  const location = objectMember(endpoint, 'location');
  const device = objectMember(record, 'device');
  const session =
    Object.keys(objectMember(record, 'session')).length > 0
      ? objectMember(record, 'session')
      : objectMember(actor, 'session');
  const factor = objectsMember(record, 'auth_factors')[0] ?? {};
  const userAgent = textMember(objectMember(record, 'http_request'), 'user_agent');
  const factorType = countMember(factor, 'factor_type_id');
  return {
    ...emptyFields(),
    action: textMember(objectMember(record, 'metadata'), 'event_code', 256) ?? textMember(record, 'activity_name', 256),
    classUid,
    activityId,
    status: statusOf(countMember(record, 'status_id')),
    principal: loginOf(signsIn),
    principalId: textMember(signsIn, 'uid', 256),
    principalLabel: textMember(signsIn, 'full_name', 256) ?? textMember(signsIn, 'display_name', 256),
    targetPrincipal: classUid === 3001 ? loginOf(user) : null,
    targetPrincipalId: classUid === 3001 ? textMember(user, 'uid', 256) : null,
    ip: ipAddressOf(textMember(endpoint, 'ip', 64)),
    asn: countMember(system, 'number'),
    asOrg: textMember(system, 'name', 256),
    country: textMember(location, 'country', 128),
    city: textMember(location, 'city', 128),
    userAgent,
    ...userAgentFamilies(userAgent, textMember(objectMember(device, 'os'), 'name', 64), null),
    deviceId: textMember(device, 'uid', 128),
    deviceManaged: booleanMember(device, 'is_managed'),
    rootSessionId: textMember(session, 'uid', 256),
    externalSessionId: textMember(session, 'uid_alt', 256),
    transactionId: textMember(objectMember(record, 'metadata'), 'correlation_uid', 256),
    authenticatorKind: factorType === null ? null : (KINDS.get(factorType) ?? 'other'),
    app: textMember(objectMember(record, 'service'), 'name', 256),
    domain: hostnameOf(textMember(objectMember(record, 'query'), 'hostname', 254)),
    outcomeReason: textMember(record, 'status_detail'),
  };
}

function loginOf(user: JsonObject): string | null {
  return (textMember(user, 'email_addr', 256) ?? textMember(user, 'name', 256))?.toLowerCase() ?? null;
}

function statusOf(id: number | null): EventStatus | null {
  return id === null || id === 0 ? null : id === 1 ? 'success' : id === 2 ? 'failure' : 'other';
}

const KINDS = new Map<number, AuthenticatorKind>([
  [1, 'sms'],
  [3, 'voice'],
  [5, 'push'],
  [7, 'totp'],
  [8, 'email'],
  [9, 'webauthn'],
  [10, 'webauthn'],
  [11, 'password'],
]);
