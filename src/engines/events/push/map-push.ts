import { authenticatorOf } from '../authenticator-words.ts';
import { finishReading } from '../finish-reading.ts';
import type { JsonObject } from '../json.ts';
import type { MapResult } from '../map-result.ts';
import {
  addressAt,
  flagAt,
  idAt,
  objectAt,
  objectsAt,
  partyOf,
  shortTextAt,
  textAt,
  textsAt,
  timeAt,
} from '../pick.ts';
import { PLACE, type Place } from '../place.ts';
import { emptyReading } from '../reading.ts';

/** What Push Security judged itself: its objects of this name are findings. */
const FINDINGS =
  /^(?:PASSWORD_PHISHING|PHISHING_TOOL|SSO_PASSWORD|SESSION_TOKEN_THEFT|CLONED_LOGIN_PAGE|FINDING|BLOCKED_URL|URL_BLOCK|MALICIOUS_|DETECTION|COPY_PASTE)/u;

const ENTITY_VERBS: Readonly<Record<string, number>> = { CREATE: 1, UPDATE: 3, DELETE: 4 };

/**
 * Maps one event of Push Security's webhook: what its browser extension saw (a login, a password typed into a phishing page, a
 * banner) and changes of its inventory of accounts, applications and people.
 */
export function mapPush(record: JsonObject): MapResult {
  const object = shortTextAt(record, 64, 'object');
  if (object === null) return { ok: false, reason: 'no object: not an event of Push Security', path: 'object' };
  const now = objectAt(record, 'new');
  const type = shortTextAt(record, 16, 'type')?.toUpperCase() ?? null;
  const isFinding = FINDINGS.test(object.toUpperCase());
  const login = shortTextAt(now, 256, 'email', 'employee.email', 'accountEmail');
  const factors = textsAt(now, 'mfaMethods');
  const subject = partyOf(idAt(now, 'employeeId', 'employee.id'), login, nameOf(now));
  const methods = Object.entries(objectAt(now, 'loginMethods')).flatMap(([name, used]) =>
    used === true || (typeof used === 'string' && used !== '') ? [name.slice(0, 64)] : [],
  );
  const url = textAt(now, 'url', 'loginUrl', 'referrerUrl');
  return finishReading({
    ...emptyReading(
      'Push Security',
      'Push Security',
      type === null ? object : `${object}.${type}`,
      placeOf(object, type, isFinding),
    ),
    logName: 'Webhook',
    vendorId: idAt(record, 'id'),
    ...timeAt(record, 'timestamp'),
    severityId: isFinding ? 4 : 1,
    status: object === 'LOGIN' ? (flagAt(now, 'loginSuccessful') === false ? 'failure' : 'success') : null,
    statusCode: shortTextAt(now, 64, 'mode', 'action', 'state'),
    reason: textAt(now, 'description', 'findingType'),
    actor: subject,
    ...addressAt(now, 'sourceIpAddress'),
    userAgent: textAt(now, 'userAgent'),
    osHint: shortTextAt(now, 32, 'os'),
    browserHint: shortTextAt(now, 32, 'browser'),
    device: deviceOf(now),
    authenticator: authenticatorOf(
      object === 'LOGIN' ? (shortTextAt(now, 64, 'loginType') ?? methods[0] ?? null) : (factors[0] ?? null),
    ),
    isMfa: flagAt(now, 'mfaRegistered'),
    app: { id: idAt(now, 'appId', 'accountId'), name: shortTextAt(now, 128, 'appType', 'appName') },
    resources: [
      ...(url === null ? [] : [{ name: url.split(/[?#]/u, 1)[0] ?? url, type: 'url' }]),
      ...objectsAt(now, 'permissions').flatMap((permission) =>
        [shortTextAt(permission, 128, 'name')].flatMap((name) => (name === null ? [] : [{ name, type: 'permission' }])),
      ),
    ],
    unmapped: {
      loginMethods: methods,
      mfaMethods: factors,
      mfaMethodsChanged: haveChanged(record, factors),
      referrer: textAt(now, 'referrerUrl')?.split(/[?#]/u, 1)[0] ?? null,
      passwordLeaked: flagAt(now, 'leakedPassword'),
      passwordWeak: flagAt(now, 'weakPassword'),
      old: { mfaRegistered: flagAt(record, 'old.mfaRegistered'), mfaMethods: textsAt(record, 'old.mfaMethods') },
    },
  });
}

function placeOf(object: string, type: string | null, isFinding: boolean): Place {
  if (isFinding) return PLACE.finding;
  if (object === 'LOGIN') return PLACE.logon;
  if (object === 'ACCOUNT')
    return type === 'CREATE' ? PLACE.userCreate : type === 'DELETE' ? PLACE.userDelete : PLACE.userOther;
  const verb = type === null ? undefined : ENTITY_VERBS[type];
  return verb === undefined ? { classUid: 6003, activityId: 99 } : { classUid: 3004, activityId: verb };
}

/** Whether the second steps of an account are others than before; null where nothing is known from before. */
function haveChanged(record: JsonObject, now: readonly string[]): boolean | null {
  const old = objectAt(record, 'old');
  if (Object.keys(old).length === 0) return null;
  const before = new Set(textsAt(old, 'mfaMethods'));
  return before.size !== new Set(now).size || now.some((method) => !before.has(method));
}

function nameOf(now: JsonObject): string | null {
  const name = [
    shortTextAt(now, 128, 'employee.firstName', 'firstName'),
    shortTextAt(now, 128, 'employee.lastName', 'lastName'),
  ];
  const given = name.filter((part) => part !== null).join(' ');
  return given === '' ? null : given;
}

function deviceOf(now: JsonObject): ReturnType<typeof emptyReading>['device'] {
  const id = idAt(now, 'browserId', 'deviceId', 'extensionId');
  return id === null
    ? null
    : {
        id,
        name: null,
        isManaged: flagAt(now, 'isManaged', 'managed'),
        isCompliant: null,
        isTrusted: null,
        os: shortTextAt(now, 32, 'os'),
        osVersion: null,
      };
}
