import { authenticatorOf } from '../authenticator-words.ts';
import { finishReading } from '../finish-reading.ts';
import type { EventStatus } from '../indexed-fields.ts';
import type { JsonObject } from '../json.ts';
import type { MapResult } from '../map-result.ts';
import { addressAt, idAt, partyOf, shortTextAt, textAt, timeAt } from '../pick.ts';
import { PLACE, type Place } from '../place.ts';
import { emptyReading, type Reading } from '../reading.ts';

/** Numbers of OneLogin's events: name, place, outcome. A number that is not here is kept under the name it comes with. */
const TYPES: ReadonlyMap<string, readonly [name: string, place: Place, status: EventStatus | null]> = new Map([
  ['3', ['USER_ASSUMED_USER', PLACE.switchAccount, 'success']],
  ['5', ['USER_LOGGED_INTO_ONELOGIN', PLACE.logon, 'success']],
  ['6', ['USER_FAILED_ONELOGIN_LOGIN', PLACE.logon, 'failure']],
  ['7', ['USER_LOGGED_OUT_OF_ONELOGIN', PLACE.logoff, 'success']],
  ['8', ['USER_LOGGED_INTO_APP', PLACE.serviceTicket, 'success']],
  ['9', ['USER_FAILED_LOGIN_APP', PLACE.serviceTicket, 'failure']],
  ['10', ['USER_REQUESTED_NEW_PASSWORD', PLACE.passwordReset, null]],
  ['11', ['USER_CHANGED_PASSWORD', PLACE.passwordChange, 'success']],
  ['13', ['USER_CREATED', PLACE.userCreate, 'success']],
  ['14', ['USER_UPDATED', PLACE.userOther, 'success']],
  ['15', ['USER_DEACTIVATED', PLACE.userDisable, 'success']],
  ['16', ['USER_ACTIVATED', PLACE.userEnable, 'success']],
  ['17', ['USER_DELETED', PLACE.userDelete, 'success']],
  ['72', ['PRIVILEGE_GRANTED_TO_USER', PLACE.assignPrivileges, 'success']],
  ['90', ['USER_DENIED_ACCESS_TO_APP', PLACE.serviceTicket, 'failure']],
  ['240', ['USER_REVEALED_PASSWORD', { classUid: 6003, activityId: 2 }, 'success']],
  ['531', ['USER_LOCKED_BY_API', PLACE.userLock, 'success']],
  ['551', ['USER_SUSPENDED_BY_API', PLACE.userDisable, 'success']],
  ['553', ['USER_LOCKED_BY_API', PLACE.userLock, 'success']],
]);

const OTHER: Place = { classUid: 6003, activityId: 99 };

/** Maps one event of OneLogin, from its API (numbers) or its streams (`event_type_id` or the name). */
export function mapOneLogin(record: JsonObject): MapResult {
  const number = shortTextAt(record, 64, 'event_type_id', 'event.event_type_id');
  const given = shortTextAt(record, 128, 'event_type_name', 'event_type');
  if (number === null && given === null)
    return { ok: false, reason: 'no event type: not an event of OneLogin', path: 'event_type_id' };
  const known = number === null ? undefined : TYPES.get(number);
  const action = known?.[0] ?? given ?? `event ${number}`;
  const actorId = idAt(record, 'actor_user_id');
  const userId = idAt(record, 'user_id');
  const user = partyOf(userId, loginOf(record, 'user_name', 'login_name'), shortTextAt(record, 256, 'user_name'));
  const actor = partyOf(
    actorId,
    loginOf(record, 'actor_user_name'),
    shortTextAt(record, 256, 'actor_user_name', 'actor_system'),
    actorId === null ? 'system' : 'user',
  );
  const risk = shortTextAt(record, 16, 'risk_score');
  const device = idAt(record, 'otp_device_id');
  return finishReading({
    ...emptyReading('OneLogin', 'OneLogin', action, known?.[1] ?? OTHER),
    logName: 'Events',
    vendorId: idAt(record, 'id', 'uuid', 'event_id'),
    ...timeAt(record, 'created_at', 'event_timestamp', 'timestamp'),
    status: known?.[2] ?? null,
    statusCode: number,
    reason: textAt(record, 'error_description', 'risk_reasons'),
    message: textAt(record, 'notes', 'custom_message'),
    actor: actor ?? user,
    target: actorId !== userId || known?.[1] === PLACE.switchAccount ? user : null,
    ...addressAt(record, 'ipaddr'),
    userAgent: textAt(record, 'user_agent', 'browser_fingerprint.user_agent'),
    fingerprint: idAt(record, 'browser_fingerprint', 'device_id'),
    externalSessionId: idAt(record, 'session_id'),
    transactionId: idAt(record, 'resolution', 'correlation_id'),
    credentialId: idAt(record, 'api_credential_name', 'client_id'),
    authenticator: authenticatorOf(
      shortTextAt(record, 128, 'otp_device_name', 'authentication_factor_description', 'authentication_factor_type'),
      device,
    ),
    risk:
      risk === null
        ? null
        : { level: levelOf(Number(risk)), reasons: [textAt(record, 'risk_reasons')].flatMap((reason) => reason ?? []) },
    app: appOf(record),
    resources: resourcesOf(record),
  });
}

/** OneLogin's names are display names; one that is an address is a login. */
function loginOf(record: JsonObject, ...paths: string[]): string | null {
  const name = shortTextAt(record, 256, ...paths);
  return name !== null && /^[^\s@]{1,64}@[^\s@]{1,190}$/u.test(name) ? name : null;
}

/** OneLogin scores from 0 to 100. */
function levelOf(score: number): string | null {
  return Number.isFinite(score) ? (score >= 70 ? 'high' : score >= 40 ? 'medium' : 'low') : null;
}

function appOf(record: JsonObject): Reading['app'] {
  const app = { id: idAt(record, 'app_id'), name: shortTextAt(record, 256, 'app_name') };
  return app.id === null && app.name === null ? null : app;
}

function resourcesOf(record: JsonObject): Reading['resources'] {
  const name = shortTextAt(record, 256, 'role_name', 'group_name', 'policy_name', 'app_name', 'privilege_name');
  return name === null ? [] : [{ name, type: 'OneLogin object' }];
}
