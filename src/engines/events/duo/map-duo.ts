import { authenticatorOf } from '../authenticator-words.ts';
import { finishReading } from '../finish-reading.ts';
import type { JsonObject } from '../json.ts';
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
  textsAt,
  timeAt,
} from '../pick.ts';
import { createPlacer, PLACE } from '../place.ts';
import { emptyReading, type Reading } from '../reading.ts';

const placeOf = createPlacer(
  {
    logon: ['admin_login', 'admin_login_error', 'admin_factor_restrictions'],
    preauth: ['admin_2fa_error', 'admin_reset_password'],
    userCreate: ['user_create', 'user_import', 'admin_create'],
    userOther: ['user_update', 'admin_update', 'admin_self_activate', 'admin_activation*', 'user_pending*'],
    userDelete: ['user_delete', 'admin_delete', 'user_bulk_delete'],
    userLock: ['user_lockout', 'admin_lockout'],
    userUnlock: ['user_unlock', 'admin_unlock'],
    mfaEnable: [
      'phone_create',
      'hardtoken_create',
      'u2ftoken_create',
      'webauthncredential_create',
      'phone_associate',
      'bypass_create',
      'enrollment',
      'user_not_enrolled',
    ],
    mfaDisable: [
      'phone_delete',
      'hardtoken_delete',
      'u2ftoken_delete',
      'webauthncredential_delete',
      'phone_disassociate',
      'bypass_delete',
    ],
    groupCreate: ['group_create'],
    groupDelete: ['group_delete'],
    groupUpdate: ['group_update'],
    finding: ['trust_monitor*'],
  },
  [
    'integration_',
    'policy_',
    'admin_single_sign_on',
    'ad_sync',
    'azure_',
    'feature_',
    'customer_',
    'create_',
    'update_',
    'delete_',
    'log_export',
    'regenerate_',
  ],
);

/**
 * Maps one record of Duo: of the authentication log (v2), the administrator log, or Trust Monitor. Addresses are read in every
 * spelling Duo's integrations leave them in, with and without a port.
 */
export function mapDuo(record: JsonObject): MapResult {
  const result = shortTextAt(record, 32, 'result')?.toLowerCase() ?? null;
  const isSignIn = result !== null || Object.keys(objectAt(record, 'access_device')).length > 0;
  const action = isSignIn
    ? (shortTextAt(record, 64, 'event_type') ?? 'authentication')
    : shortTextAt(record, 128, 'action', 'type');
  if (action === null)
    return { ok: false, reason: 'neither a result nor an action: not a record of Duo', path: 'action' };
  return finishReading(isSignIn ? readSignIn(record, action, result) : readAdministration(record, action));
}

function readSignIn(record: JsonObject, action: string, result: string | null): Reading {
  const access = objectAt(record, 'access_device');
  const reason = textAt(record, 'reason');
  const device = deviceOf(record, access);
  return {
    ...emptyReading('Duo', 'Cisco', action, action === 'enrollment' ? PLACE.mfaEnable : PLACE.logon),
    logName: 'Authentication log',
    vendorId: idAt(record, 'txid'),
    ...timeAt(record, 'timestamp', 'isotimestamp'),
    severityId: result === 'fraud' ? 4 : 1,
    status: result === null ? null : /^success$/u.test(result) ? 'success' : 'failure',
    statusCode: result,
    reason,
    actor: partyOf(
      idAt(record, 'user.key'),
      shortTextAt(record, 256, 'email', 'user.name'),
      shortTextAt(record, 256, 'alias', 'user.name'),
    ),
    ...addressAt(access, 'ip'),
    ipChain: [addressAt(record, 'auth_device.ip').ip].flatMap((ip) => ip ?? []),
    ...placeOnEarth(objectAt(access, 'location')),
    isProxy: reason !== null && /anonymous_ip|anonymizing/iu.test(reason) ? true : null,
    osHint: shortTextAt(access, 64, 'os'),
    browserHint: shortTextAt(access, 64, 'browser'),
    device,
    transactionId: idAt(record, 'txid'),
    authenticator: authenticatorOf(factorOf(record), idAt(record, 'auth_device.key')),
    isMfa: true,
    risk: riskOf(record),
    app: { id: idAt(record, 'application.key'), name: shortTextAt(record, 256, 'application.name') },
    unmapped: {
      trustedEndpointStatus: textAt(record, 'trusted_endpoint_status'),
      securityAgents: textsAt(access, 'security_agents'),
      flashVersion: null,
    },
  };
}

function readAdministration(record: JsonObject, action: string): Reading {
  const object = shortTextAt(record, 256, 'object');
  const description = objectAt(record, 'description');
  const isPerson = /^(?:user|admin)_/u.test(action) && object !== null;
  const factor = /^(?:phone|hardtoken|u2ftoken|webauthncredential|bypass)_/u.exec(action)?.[0].slice(0, -1) ?? null;
  const status = /error|fail|lockout/u.test(action) ? 'failure' : 'success';
  return {
    ...emptyReading('Duo', 'Cisco', action, placeOf(action)),
    logName: 'Administrator log',
    vendorId: idAt(record, 'txid', 'sekey'),
    ...timeAt(record, 'timestamp', 'isotimestamp', 'surfaced_timestamp'),
    status,
    reason: textAt(description, 'error'),
    message: textAt(record, 'description'),
    actor: partyOf(
      null,
      shortTextAt(description, 256, 'email') ?? shortTextAt(record, 256, 'username'),
      shortTextAt(record, 256, 'username'),
      'admin',
    ),
    target: isPerson ? partyOf(null, object, null) : null,
    ...addressAt(description, 'ip_address'),
    device:
      shortTextAt(description, 128, 'device') === null ? null : deviceNamed(shortTextAt(description, 128, 'device')),
    authenticator: authenticatorOf(
      shortTextAt(description, 64, 'factor') ?? (factor === 'phone' ? 'phone call' : factor),
    ),
    resources: isPerson || object === null ? [] : [{ name: object, type: action.split('_', 1)[0] ?? 'Unknown' }],
    risk: riskOf(record),
    unmapped: { description },
  };
}

/** A trusted session or a bypass proves nothing at this sign-in. */
function factorOf(record: JsonObject): string | null {
  const factor = shortTextAt(record, 64, 'factor');
  return factor === null || /^(?:not_available|n\/a|remembered_device|trusted_network)$/iu.test(factor) ? null : factor;
}

function deviceOf(record: JsonObject, access: JsonObject): Reading['device'] {
  const id = idAt(access, 'epkey');
  const name = shortTextAt(access, 256, 'hostname');
  const trust = shortTextAt(record, 32, 'trusted_endpoint_status')?.toLowerCase() ?? null;
  const os = shortTextAt(access, 64, 'os');
  if ((id ?? name ?? trust ?? os) === null) return null;
  const isTrusted = trust === 'trusted' ? true : trust === 'not trusted' ? false : null;
  const checks = [
    flagAt(access, 'is_encryption_enabled'),
    flagAt(access, 'is_firewall_enabled'),
    flagAt(access, 'is_password_set'),
  ];
  const isCompliant = checks.includes(false) ? false : checks.every((check) => check === true) ? true : null;
  // Duo trusts an endpoint because a management system vouches for it.
  return {
    id,
    name,
    isManaged: isTrusted,
    isCompliant,
    isTrusted,
    os,
    osVersion: shortTextAt(access, 64, 'os_version'),
  };
}

function deviceNamed(name: string | null): Reading['device'] {
  return { id: null, name, isManaged: null, isCompliant: null, isTrusted: null, os: null, osVersion: null };
}

function riskOf(record: JsonObject): Reading['risk'] {
  const assessment = objectAt(record, 'adaptive_trust_assessments.more_secure_auth');
  const level = shortTextAt(assessment, 32, 'trust_level');
  const reasons = [...textsAt(record, 'surfaced_auth.reason'), ...textsAt(assessment, 'reason')].slice(0, 16);
  if (level === null && reasons.length === 0) return null;
  // Trust is the opposite of risk.
  return {
    level: level === null ? null : ({ low: 'high', medium: 'medium', high: 'low' }[level.toLowerCase()] ?? null),
    reasons,
  };
}
