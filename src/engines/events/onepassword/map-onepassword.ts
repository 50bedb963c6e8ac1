import { countryCodeOf } from '../countries.ts';
import { finishReading } from '../finish-reading.ts';
import type { JsonObject } from '../json.ts';
import type { MapResult } from '../map-result.ts';
import { addressAt, idAt, objectAt, partyOf, placeOnEarth, shortTextAt, textAt, timeAt } from '../pick.ts';
import { createPlacer, PLACE } from '../place.ts';
import { authenticatorOf } from '../authenticator-words.ts';
import { emptyReading, type Reading } from '../reading.ts';

/** An audit event is named by its action and the kind of thing it was done to. */
const auditPlaceOf = createPlacer(
  {
    userCreate: ['create user', 'join user', 'activate user'],
    userDisable: ['suspend user'],
    userEnable: ['reactvt user', 'unknsus user'],
    userDelete: ['delete user', 'purge user', 'remove user'],
    mfaEnable: ['enblmfa user', 'updatmfa user', 'enblduo *'],
    mfaDisable: ['disblmfa user', 'disblall user'],
    passwordReset: ['begin rec', 'complete rec', 'ssotkn*', 'recover*'],
    enroll: ['deviceadd*', 'trvlon*', 'create device', 'create ssotkn'],
    groupAddUser: ['join gm', 'join groupmember'],
    groupCreate: ['create group'],
    groupDelete: ['delete group'],
    assignRole: ['changela*', 'role *', 'grant *'],
  },
  ['create ', 'update ', 'delete ', 'enbl', 'disbl', 'purge '],
);

/** Maps one event of the 1Password Events API: a sign-in attempt, the use of an item, or an audit event. */
export function mapOnePassword(record: JsonObject): MapResult {
  const category = shortTextAt(record, 64, 'category');
  const type = shortTextAt(record, 64, 'type');
  const audit = shortTextAt(record, 64, 'action');
  const client = objectAt(record, 'client');
  const item = idAt(record, 'item_uuid');
  const objectType = shortTextAt(record, 64, 'object_type');
  const common = commonOf(record, client);
  if (category !== null && item === null)
    return finishReading({
      ...emptyReading('1Password', '1Password', 'signin_attempt', PLACE.logon),
      ...common,
      logName: 'Sign-in attempts',
      status: /^(?:success|firewall_reported_success)$/u.test(category) ? 'success' : 'failure',
      statusCode: category,
      reason: category === 'success' ? null : type,
      authenticator: authenticatorOf(/mfa|totp|duo|u2f|webauthn/u.exec(type ?? '')?.[0] ?? null),
      isMfa: type === 'mfa_ok' ? true : null,
    });
  if (item !== null)
    return finishReading({
      ...emptyReading('1Password', '1Password', `item_usage.${audit ?? 'use'}`, { classUid: 6003, activityId: 2 }),
      ...common,
      logName: 'Item usages',
      resources: [
        { uid: item, type: 'item' },
        ...[idAt(record, 'vault_uuid')].flatMap((uid) => (uid === null ? [] : [{ uid, type: 'vault' }])),
      ],
    });
  if (audit !== null && objectType !== null) {
    const action = `${audit} ${objectType}`;
    return finishReading({
      ...emptyReading('1Password', '1Password', action, auditPlaceOf(action)),
      ...common,
      logName: 'Audit events',
      resources: [idAt(record, 'object_uuid')].flatMap((uid) => (uid === null ? [] : [{ uid, type: objectType }])),
      target: partyOf(
        idAt(record, 'object_details.uuid'),
        shortTextAt(record, 256, 'object_details.email'),
        shortTextAt(record, 256, 'object_details.name'),
      ),
    });
  }
  return {
    ok: false,
    reason: 'neither a sign-in attempt, an item usage nor an audit event of 1Password',
    path: 'category',
  };
}

function commonOf(record: JsonObject, client: JsonObject): Partial<Reading> {
  const location = placeOnEarth(objectAt(record, 'location'));
  const app = shortTextAt(client, 128, 'app_name');
  const os = shortTextAt(client, 64, 'os_name');
  const device = idAt(record, 'session.device_uuid', 'device_uuid');
  return {
    vendorId: idAt(record, 'uuid'),
    ...timeAt(record, 'timestamp'),
    actor: partyOf(
      idAt(record, 'user.uuid', 'target_user.uuid', 'actor_details.uuid', 'actor_uuid'),
      shortTextAt(record, 256, 'user.email', 'target_user.email', 'actor_details.email'),
      shortTextAt(record, 256, 'user.name', 'target_user.name', 'actor_details.name'),
    ),
    ...addressAt(record, 'client.ip_address', 'session.ip'),
    ...location,
    country: location.country ?? countryCodeOf(shortTextAt(record, 64, 'country')),
    osHint: os,
    browserHint: app,
    device:
      device === null && os === null
        ? null
        : {
            id: device,
            name: shortTextAt(client, 128, 'platform_name'),
            isManaged: null,
            isCompliant: null,
            isTrusted: null,
            os,
            osVersion: shortTextAt(client, 32, 'os_version'),
          },
    rootSessionId: idAt(record, 'session_uuid', 'session.uuid'),
    app: app === null ? null : { id: null, name: app },
    unmapped: { appVersion: shortTextAt(client, 32, 'app_version'), auxiliary: textAt(record, 'aux_info', 'details') },
  };
}
