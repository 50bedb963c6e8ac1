import { authenticatorOf } from '../authenticator-words.ts';
import { finishReading } from '../finish-reading.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { MapResult } from '../map-result.ts';
import {
  addressAt,
  flagAt,
  idAt,
  objectAt,
  partyOf,
  placeOnEarth,
  shortTextAt,
  textAt,
  timeAt,
  valueAt,
} from '../pick.ts';
import { createPlacer, PLACE, type Place } from '../place.ts';
import { emptyReading, type Reading } from '../reading.ts';

/** Auth0's codes of log events, by place. */
const CODES = createPlacer({
  logon: [
    's',
    'f',
    'fp',
    'fu',
    'fc',
    'fco',
    'ssa',
    'fsa',
    'scoa',
    'fcoa',
    'sens',
    'fens',
    'w',
    'cls',
    'cs',
    'du_login',
  ],
  logoff: ['slo', 'flo', 'oidc_backchannel_logout*'],
  token: [
    'seacft',
    'feacft',
    'sertft',
    'fertft',
    'sepft',
    'fepft',
    'seccft',
    'feccft',
    'ferrt',
    'sede',
    'fede',
    'rrrt*',
  ],
  preauth: [
    'gd_auth_fail*',
    'gd_auth_rejected',
    'gd_auth_succeed',
    'gd_send_*',
    'gd_start_auth',
    'gd_otp_rate_limit_exceed',
    'gd_recovery_*',
    'pla',
    'mfar',
  ],
  mfaEnable: ['gd_enrollment_complete', 'gd_start_enroll', 'gd_update_device_account', 'passkey_enroll*'],
  mfaDisable: ['gd_unenroll', 'gd_user_delete'],
  userCreate: ['ss', 'fs', 'signup*'],
  userDelete: ['du', 'sdu', 'fdu'],
  passwordChange: ['scp', 'fcp', 'scpn', 'scpr', 'fcpr', 'fcpn'],
  passwordReset: ['scpr*', 'pwd_reset*'],
  userOther: ['sce', 'fce', 'scu', 'scph', 'fcph', 'sv', 'fv', 'svr', 'fvr', 'ublkdu'],
  userLock: ['limit_wc', 'limit_sul', 'limit_mu'],
  finding: ['pwd_leak', 'signup_pwd_leak', 'reset_pwd_leak', 'limit_*'],
});

const managementPlaceOf = createPlacer(
  {
    assignRole: ['post /roles', 'assign role'],
    userDelete: ['delete a user', 'delete user'],
    mfaDisable: ['delete a user’s authenticator', 'delete multi-factor*'],
  },
  ['create', 'update', 'delete', 'set', 'add', 'remove', 'assign', 'patch'],
);

/**
 * Maps one log event of Auth0, from its API or a log stream (there under `data`). What was done over the management API
 * (`sapi`, `fapi`, `mgmt_api_read`) is named by its description.
 */
export function mapAuth0(record: JsonObject): MapResult {
  const entry =
    [objectAt(record, 'data'), objectAt(record, 'detail.data')].find(
      (data) => shortTextAt(data, 64, 'type') !== null,
    ) ?? record;
  const type = shortTextAt(entry, 64, 'type');
  if (type === null) return { ok: false, reason: 'no type: not a log event of Auth0', path: 'type' };
  const description = shortTextAt(entry, 256, 'description');
  const isManagement = /^(?:sapi|fapi|mgmt_api_read|api_limit.*)$/u.test(type);
  const place: Place = isManagement ? managementPlaceOf(description ?? type) : CODES(type);
  const request = objectAt(entry, 'details.request');
  const caller = objectAt(request, 'auth.user');
  const location = placeOnEarth(objectAt(entry, 'location_info'));
  return finishReading({
    ...emptyReading('Auth0', 'Okta', isManagement ? (description ?? type) : type, place),
    logName: 'Tenant log',
    vendorId: idAt(entry, 'log_id', '_id') ?? idAt(record, 'log_id'),
    ...timeAt(entry, 'date', 'time', 'timestamp'),
    severityId: place === PLACE.finding ? 4 : 1,
    status: statusOf(type),
    statusCode: type,
    reason: type.startsWith('f') ? description : textAt(entry, 'details.error.message', 'details.error'),
    message: description,
    actor:
      partyOf(idAt(caller, 'user_id'), shortTextAt(caller, 256, 'email'), shortTextAt(caller, 256, 'name')) ??
      partyOf(idAt(entry, 'user_id'), shortTextAt(entry, 256, 'user_name', 'details.prompts.0.user_name'), null) ??
      partyOf(idAt(entry, 'client_id'), null, shortTextAt(entry, 256, 'client_name'), 'service'),
    target: targetOf(entry, caller),
    ...addressAt(entry, 'ip', 'client_ip', 'details.request.ip'),
    ...location,
    isProxy: flagAt(entry, 'security_context.is_proxy'),
    userAgent: textAt(entry, 'user_agent', 'details.request.userAgent'),
    fingerprint: idAt(entry, 'security_context.ja4', 'security_context.ja3', 'tls_fingerprint'),
    rootSessionId: idAt(entry, 'session_id', 'details.session_id'),
    transactionId: idAt(entry, 'details.tenant_transaction_id', 'tracking_id'),
    credentialId: idAt(request, 'auth.credentials.jti'),
    authenticator: authenticatorOf(
      shortTextAt(entry, 128, 'details.authenticator.type', 'details.factor', 'details.provider') ??
        (entry['strategy_type'] === 'database' && /^(?:s|f|fp)$/u.test(type) ? 'password' : null),
    ),
    risk: riskOf(entry),
    app: { id: idAt(entry, 'client_id'), name: shortTextAt(entry, 256, 'client_name') },
    resources: [shortTextAt(request, 256, 'path')].flatMap((path) =>
      path === null ? [] : [{ name: path, type: 'Management API' }],
    ),
    unmapped: {
      connection: shortTextAt(entry, 128, 'connection'),
      method: shortTextAt(request, 16, 'method'),
      body: smallOf(valueAt(request, 'body')),
      tenant: shortTextAt(entry, 128, 'tenant_name'),
    },
  });
}

/** Codes begin with `s` for what succeeded and `f` for what failed, but for a few. */
function statusOf(type: string): Reading['status'] {
  if (/^(?:gd_auth_succeed|gd_enrollment_complete)$/u.test(type)) return 'success';
  if (/^gd_auth_(?:fail|rejected)|^limit_|pwd_leak$/u.test(type)) return 'failure';
  if (/^(?:gd_send_|gd_start_|mfar)/u.test(type)) return 'challenge';
  return type.startsWith('s') ? 'success' : type.startsWith('f') ? 'failure' : null;
}

function targetOf(entry: JsonObject, caller: JsonObject): Reading['target'] {
  const changed = idAt(entry, 'details.response.body.user_id', 'details.request.body.user_id', 'details.query.user_id');
  if (changed === null || changed === idAt(caller, 'user_id')) return null;
  return partyOf(
    changed,
    shortTextAt(entry, 256, 'details.response.body.email'),
    shortTextAt(entry, 256, 'details.response.body.name'),
  );
}

function riskOf(entry: JsonObject): Reading['risk'] {
  const level = shortTextAt(entry, 16, 'details.riskAssessment.confidence', 'riskAssessment.confidence');
  // Auth0 tells how sure it is of the person: the opposite of a risk.
  return level === null
    ? null
    : {
        level: { low: 'high', medium: 'medium', high: 'low' }[level.toLowerCase()] ?? null,
        reasons: [`confidence ${level}`],
      };
}

/** The body of a management call where it is small: it says what was switched. */
function smallOf(body: unknown): unknown {
  if (!isObject(body)) return null;
  const entries = Object.entries(body).filter(
    ([, value]) => ['boolean', 'number'].includes(typeof value) || (typeof value === 'string' && value.length <= 64),
  );
  return Object.fromEntries(entries.slice(0, 16));
}
