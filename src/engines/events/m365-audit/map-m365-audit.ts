import { authenticatorOf } from '../authenticator-words.ts';
import { finishReading } from '../finish-reading.ts';
import type { JsonObject } from '../json.ts';
import type { MapResult } from '../map-result.ts';
import {
  addressAt,
  flagAt,
  idAt,
  objectIn,
  objectsAt,
  pairAt,
  partyOf,
  shortTextAt,
  textAt,
  timeAt,
  valueAt,
} from '../pick.ts';
import { createPlacer } from '../place.ts';
import { emptyReading, type Reading } from '../reading.ts';

const placeOf = createPlacer(
  {
    logon: ['userloggedin', 'userloginfailed', 'mailboxlogin', 'teamssessionstarted'],
    logoff: ['userloggedoff', 'signout'],
    userCreate: ['add user.', 'add user'],
    userDelete: ['delete user.', 'delete user'],
    userDisable: ['disable account.', 'disable account'],
    userEnable: ['enable account.', 'enable account'],
    passwordChange: ['change user password.', 'change user password'],
    passwordReset: ['reset user password.', 'reset user password'],
    mfaEnable: ['user registered security info', 'enable strong authentication.'],
    mfaDisable: ['user deleted security info', 'disable strong authentication.'],
    assignRole: ['add member to role.', 'add member to role', 'new-managementroleassignment', 'add-rolegroupmember'],
    removeRole: ['remove member from role.', 'remove member from role'],
    assignPrivileges: [
      'add-mailboxpermission',
      'add-recipientpermission',
      'consent to application.',
      'add delegated permission grant.',
      'add-mailboxfolderpermission',
    ],
    revokePrivileges: ['remove-mailboxpermission', 'remove delegated permission grant.'],
    groupAddUser: ['add member to group.', 'memberadded', 'addedtogroup'],
    groupRemoveUser: ['remove member from group.', 'memberremoved'],
    enroll: ['add device.', 'add registered owner to device.'],
    unenroll: ['delete device.'],
  },
  ['new-', 'set-', 'remove-', 'enable-', 'disable-', 'update ', 'add ', 'delete ', 'set '],
);

/**
 * Maps one record of the Microsoft 365 unified audit log: as the Management Activity API answers, or as
 * `Search-UnifiedAuditLog` gives it (the record as JSON in text under `AuditData`).
 */
export function mapM365Audit(given: JsonObject): MapResult {
  const inner = objectIn(valueAt(given, 'AuditData'));
  const record = Object.keys(inner).length > 0 ? inner : given;
  const action = shortTextAt(record, 256, 'Operation');
  if (action === null)
    return { ok: false, reason: 'no operation: not a record of the unified audit log', path: 'Operation' };
  const login = upnOf(record, 'Actor') ?? shortTextAt(record, 256, 'UserId');
  const device = deviceOf(record);
  const target = upnOf(record, 'Target');
  const requestType = pairAt(record, 'ExtendedProperties', 'RequestType');
  const error = textAt(record, 'LogonError') ?? pairAt(record, 'ExtendedProperties', 'ResultStatusDetail');
  return finishReading({
    ...emptyReading('Microsoft 365', 'Microsoft', action, placeOf(action)),
    logName: shortTextAt(record, 64, 'Workload') ?? 'Unified audit log',
    vendorId: idAt(record, 'Id', 'Identity'),
    ...timeAt(record, 'CreationTime', 'CreationDate'),
    ...statusOf(action, record),
    reason: error !== null && /^(?:success|redirect|usererror)$/iu.test(error) ? null : error,
    message: requestType,
    actor: partyOf(idOf(record, 'Actor') ?? idAt(record, 'UserKey'), login, null, kindOf(record)),
    target: target === null ? null : partyOf(idOf(record, 'Target'), target, null),
    ...addressAt(record, 'ActorIpAddress', 'ClientIP', 'ClientIPAddress'),
    userAgent: pairAt(record, 'ExtendedProperties', 'UserAgent') ?? textAt(record, 'UserAgent', 'ClientInfoString'),
    osHint: device?.os ?? null,
    browserHint: pairAt(record, 'DeviceProperties', 'BrowserType'),
    device,
    rootSessionId:
      pairAt(record, 'DeviceProperties', 'SessionId') ?? idAt(record, 'AppAccessContext.AADSessionId', 'SessionId'),
    transactionId: idAt(record, 'InterSystemsId', 'AppAccessContext.CorrelationId', 'CorrelationId'),
    credentialId: idAt(record, 'AppAccessContext.UniqueTokenId'),
    authenticator: authenticatorOf(wordOf(pairAt(record, 'ExtendedProperties', 'UserAuthenticationMethod'))),
    app: appOf(record),
    resources: resourcesOf(record),
    privileges: [pairAt(record, 'Parameters', 'AccessRights')].flatMap((rights) => rights ?? []),
    unmapped: {
      recordType: shortTextAt(record, 16, 'RecordType'),
      parameters: pairsOf(record, 'Parameters'),
      modifiedProperties: objectsAt(record, 'ModifiedProperties').slice(0, 32),
    },
  });
}

function statusOf(action: string, record: JsonObject): Pick<Reading, 'status' | 'statusCode'> {
  const result = shortTextAt(record, 64, 'ResultStatus') ?? '';
  // A failed sign-in says ResultStatus Success: the log's entry was made.
  const isFailed = /failed$/iu.test(action) || /^(?:fail|false)/iu.test(result);
  const isDone = /^(?:succe|true|partiallysucceeded)/iu.test(result) || /loggedin$/iu.test(action);
  return {
    status: isFailed ? 'failure' : isDone ? 'success' : null,
    statusCode: shortTextAt(record, 64, 'ErrorNumber') ?? (result === '' ? null : result),
  };
}

/** Type 5 of an identity is its UPN, type 0 or 3 an object id. */
function upnOf(record: JsonObject, list: 'Actor' | 'Target'): string | null {
  const found = objectsAt(record, list).find((item) => shortTextAt(item, 4, 'Type') === '5');
  const upn = found === undefined ? null : shortTextAt(found, 256, 'ID');
  return upn !== null && upn.includes('@') ? upn : null;
}

function idOf(record: JsonObject, list: 'Actor' | 'Target'): string | null {
  const found = objectsAt(record, list).find((item) => ['0', '2', '3'].includes(shortTextAt(item, 4, 'Type') ?? ''));
  return found === undefined ? null : idAt(found, 'ID');
}

function kindOf(record: JsonObject): 'user' | 'admin' | 'system' | 'service' {
  const type = shortTextAt(record, 4, 'UserType');
  return type === '2' ? 'admin' : type === '4' ? 'system' : type === '5' || type === '6' ? 'service' : 'user';
}

function deviceOf(record: JsonObject): Reading['device'] {
  const pairs = objectsAt(record, 'DeviceProperties');
  const id = pairAt(record, 'DeviceProperties', 'Id');
  const os = pairAt(record, 'DeviceProperties', 'OS');
  const managed = pairAt(record, 'DeviceProperties', 'IsCompliantAndManaged');
  if (pairs.length === 0 || (id ?? os ?? managed) === null) return null;
  const isManaged = managed === null ? null : /^true$/iu.test(managed);
  const name = pairAt(record, 'DeviceProperties', 'DisplayName');
  const trust = pairAt(record, 'DeviceProperties', 'TrustType');
  return { id, name, isManaged, isCompliant: isManaged, isTrusted: trust === null ? null : true, os, osVersion: null };
}

/** The log gives methods as numbers of a bit field, of which few are documented; 1 is a password. */
function wordOf(method: string | null): string | null {
  if (method === null || method === '0') return null;
  return method === '1' ? 'Password' : /^\d+$/u.test(method) ? `method ${method}` : method;
}

function appOf(record: JsonObject): Reading['app'] {
  const app = {
    id: idAt(record, 'ApplicationId', 'AppId', 'ClientAppId', 'AppAccessContext.ClientAppId'),
    name: shortTextAt(record, 256, 'ApplicationDisplayName') ?? shortTextAt(record, 64, 'Workload'),
  };
  return app.id === null && app.name === null ? null : app;
}

function resourcesOf(record: JsonObject): Reading['resources'] {
  const uid = idAt(record, 'ObjectId');
  const name = shortTextAt(record, 256, 'SourceFileName', 'MailboxOwnerUPN', 'TeamName', 'SiteUrl');
  if (uid === null && name === null) return [];
  const type = shortTextAt(record, 64, 'ItemType', 'Workload') ?? 'Unknown';
  return [{ ...(uid === null ? {} : { uid }), ...(name === null ? {} : { name }), type }];
}

function pairsOf(record: JsonObject, list: string): JsonObject {
  const external = flagAt(record, 'ExternalAccess');
  const pairs = objectsAt(record, list).flatMap((pair): [string, unknown][] => {
    const name = shortTextAt(pair, 64, 'Name');
    return name === null || name === '__proto__' ? [] : [[name, textAt(pair, 'Value')]];
  });
  return { ...Object.fromEntries(pairs), ...(external === null ? {} : { ExternalAccess: external }) };
}
