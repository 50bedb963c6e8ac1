import { authenticatorOf } from '../authenticator-words.ts';
import { finishReading } from '../finish-reading.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { MapResult } from '../map-result.ts';
import {
  addressAt,
  countAt,
  idAt,
  objectAt,
  objectsAt,
  partyOf,
  placeOnEarth,
  shortTextAt,
  textAt,
  timeAt,
} from '../pick.ts';
import { createPlacer, PLACE, type Place } from '../place.ts';
import { emptyReading, type Reading } from '../reading.ts';

const MAX_PARAMETERS = 64;

const placeOf = createPlacer(
  {
    logon: [
      'login_success',
      'login_failure',
      'suspicious_login*',
      'suspicious_programmatic_login',
      'gov_attack_warning',
    ],
    logoff: ['logout', 'sign_out*'],
    preauth: ['login_challenge', 'login_verification', 'risky_sensitive_action*'],
    token: ['authorize', 'activity'],
    mfaEnable: ['2sv_enroll', 'enroll_2sv', 'passkey_enrolled', 'titanium_enroll'],
    mfaDisable: [
      '2sv_disable',
      'turn_off_2_step_verification',
      'unenroll_user_from_strong_auth',
      'passkey_removed',
      'titanium_unenroll',
    ],
    passwordChange: ['password_edit'],
    passwordReset: ['change_password', 'change_password_on_next_login'],
    userCreate: ['create_user'],
    userDelete: ['delete_user'],
    userDisable: ['suspend_user', 'account_disabled*'],
    userEnable: ['unsuspend_user'],
    userOther: ['recovery_*', 'email_forwarding_out_of_domain', 'account_warning'],
    assignRole: ['assign_role', 'grant_admin_privilege', 'grant_delegated_admin_privileges'],
    removeRole: ['unassign_role', 'revoke_admin_privilege'],
    assignPrivileges: ['authorize_api_client_access', 'add_privilege'],
    groupCreate: ['create_group'],
    groupDelete: ['delete_group'],
    groupAddUser: ['add_group_member', 'add_user'],
    groupRemoveUser: ['remove_group_member', 'remove_user'],
    enroll: ['device_register_unregister_event'],
  },
  ['create_', 'delete_', 'change_', 'add_', 'remove_', 'rename_', 'toggle_', 'transfer_', 'system_defined_rule'],
);

/** Applications whose events are Google's own judgements. */
const ALERTS = new Set(['suspicious_activity', 'account_warning', 'attack_warning', 'alert_center']);

/**
 * Maps one activity of Google Workspace: as the Reports API answers (`events` a list; each is a part of one activity, the
 * first names it), exploded by a pipeline into one record an event, or exported to Cloud Logging (`protoPayload.metadata`).
 */
export function mapGoogleWorkspace(record: JsonObject): MapResult {
  const activity = fromCloudLogging(record) ?? record;
  const events = objectsAt(activity, 'events');
  const event = events[0] ?? activity;
  // Some exports leave an event without its name, but never without its application.
  const name = shortTextAt(event, 256, 'name', 'type') ?? shortTextAt(activity, 64, 'id.applicationName');
  if (name === null) return { ok: false, reason: 'no event name: not an activity of Google Workspace', path: 'events' };
  const parameters = parametersOf(event);
  const application = shortTextAt(activity, 64, 'id.applicationName');
  const type = shortTextAt(event, 64, 'type');
  const place = placeFor(name, type, parameters);
  const target = shortTextAt(parameters, 256, 'affected_email_address', 'USER_EMAIL', 'target_user', 'user_email');
  const isFailure = /failure|blocked|denied/iu.test(name);
  const isSuccess = /success|enroll|_edit$/iu.test(name);
  return finishReading({
    ...emptyReading('Google Workspace', 'Google', name, place),
    logName: application,
    vendorId: idAt(activity, 'id.uniqueQualifier', 'insertId'),
    ...timeAt(activity, 'id.time', 'timestamp'),
    severityId: place.classUid === PLACE.finding.classUid ? 4 : 1,
    status: isFailure ? 'failure' : name === 'login_challenge' ? 'challenge' : isSuccess ? 'success' : null,
    reason: textAt(parameters, 'login_failure_type', 'login_challenge_status'),
    message: type,
    actor: partyOf(
      idAt(activity, 'actor.profileId'),
      shortTextAt(activity, 256, 'actor.email'),
      shortTextAt(activity, 256, 'actor.key'),
      kindOf(activity),
    ),
    target: target === null ? null : partyOf(null, target, null),
    ...addressAt(activity, 'ipAddress', 'protoPayload.requestMetadata.callerIp'),
    asn: countAt(activity, 'networkInfo.ipAsn', 'networkInfo.ipAsn.0'),
    ...placeOnEarth(objectAt(activity, 'networkInfo')),
    userAgent: textAt(parameters, 'user_agent', 'USER_AGENT'),
    device: deviceOf(parameters),
    transactionId: null,
    authenticator: authenticatorOf(textAt(parameters, 'login_challenge_method', 'login_type')),
    isMfa: parameters['is_second_factor'] === true ? true : null,
    risk: parameters['is_suspicious'] === true ? { level: null, reasons: ['is_suspicious'] } : null,
    app: {
      id: idAt(parameters, 'client_id', 'API_CLIENT_NAME'),
      name: shortTextAt(parameters, 256, 'app_name') ?? application,
    },
    resources: resourcesOf(parameters),
    privileges: privilegesOf(parameters),
    unmapped: {
      parameters,
      events: events
        .slice(1, 17)
        .map((other) => ({ name: shortTextAt(other, 256, 'name'), parameters: parametersOf(other) })),
    },
  });
}

/** Cloud Logging keeps the activity's parts under `protoPayload`. */
function fromCloudLogging(record: JsonObject): JsonObject | null {
  const metadata = objectAt(record, 'protoPayload.metadata');
  if (objectsAt(metadata, 'event').length === 0) return null;
  const [event] = objectsAt(metadata, 'event');
  return {
    id: {
      time: record['timestamp'],
      uniqueQualifier: idAt(metadata, 'activityId.uniqQualifier') ?? idAt(record, 'insertId'),
      applicationName: shortTextAt(record, 64, 'protoPayload.serviceName'),
    },
    actor: { email: shortTextAt(record, 256, 'protoPayload.authenticationInfo.principalEmail') },
    ipAddress: shortTextAt(record, 64, 'protoPayload.requestMetadata.callerIp'),
    events: [{ name: event?.['eventName'], type: event?.['eventType'], parameters: event?.['parameter'] }],
  };
}

function placeFor(name: string, type: string | null, parameters: JsonObject): Place {
  if (type !== null && ALERTS.has(type.toLowerCase())) return PLACE.finding;
  if (/^suspicious_|attack_warning|hijacked|account_disabled_(?:hijacked|spamming|password_leak)/iu.test(name))
    return PLACE.finding;
  if (/DEVICE_REGISTER_UNREGISTER/iu.test(name))
    return /unregister/iu.test(textAt(parameters, 'ACCOUNT_STATE') ?? '') ? PLACE.unenroll : PLACE.enroll;
  return placeOf(name);
}

/** Parameters as one object, from the API's list of pairs or an object. */
function parametersOf(event: JsonObject): JsonObject {
  const plain = event['parameters'];
  if (isObject(plain)) return Object.fromEntries(Object.entries(plain).slice(0, MAX_PARAMETERS));
  return Object.fromEntries(
    objectsAt(event, 'parameters').flatMap((pair): [string, unknown][] => {
      const name = shortTextAt(pair, 128, 'name');
      if (name === null || name === '__proto__') return [];
      const { value, boolValue, intValue, multiValue, multiStrValue, messageValue } = pair;
      const read = value ?? boolValue ?? intValue ?? multiValue ?? multiStrValue ?? messageValue ?? null;
      return [[name, Array.isArray(read) && read.length === 1 ? (read[0] as unknown) : read]];
    }),
  );
}

function kindOf(activity: JsonObject): 'user' | 'service' | 'unknown' {
  const type = shortTextAt(activity, 32, 'actor.callerType')?.toUpperCase();
  return type === undefined || type === 'USER' ? 'user' : type === 'KEY' ? 'service' : 'unknown';
}

function deviceOf(parameters: JsonObject): Reading['device'] {
  const id = idAt(parameters, 'DEVICE_ID', 'device_id', 'RESOURCE_ID');
  if (id === null) return null;
  const ownership = shortTextAt(parameters, 64, 'DEVICE_OWNERSHIP', 'device_ownership');
  const compliance = shortTextAt(parameters, 64, 'DEVICE_COMPLIANCE', 'device_compliance');
  return {
    id,
    name: shortTextAt(parameters, 256, 'DEVICE_MODEL', 'device_model'),
    isManaged: ownership === null ? null : /company/iu.test(ownership),
    isCompliant: compliance === null ? null : /^compliant/iu.test(compliance),
    isTrusted: null,
    os: shortTextAt(parameters, 64, 'OS_VERSION', 'DEVICE_TYPE'),
    osVersion: null,
  };
}

function resourcesOf(parameters: JsonObject): Reading['resources'] {
  const uid = idAt(parameters, 'doc_id', 'GROUP_EMAIL', 'group_email', 'RESOURCE_IDENTIFIER');
  const name = shortTextAt(parameters, 256, 'doc_title', 'SETTING_NAME', 'ROLE_NAME', 'APPLICATION_NAME', 'rule_name');
  if (uid === null && name === null) return [];
  return [
    {
      ...(uid === null ? {} : { uid }),
      ...(name === null ? {} : { name }),
      type: shortTextAt(parameters, 64, 'doc_type') ?? 'Unknown',
    },
  ];
}

function privilegesOf(parameters: JsonObject): string[] {
  const role = shortTextAt(parameters, 256, 'ROLE_NAME', 'PRIVILEGE_NAME');
  const scope = parameters['scope'];
  const scopes = Array.isArray(scope) ? scope.slice(0, 32).filter((item) => typeof item === 'string') : [];
  return [...(role === null ? [] : [role]), ...scopes.map((item) => item.slice(0, 256))];
}
