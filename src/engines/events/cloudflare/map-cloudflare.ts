import { countryCodeOf } from '../countries.ts';
import { finishReading } from '../finish-reading.ts';
import type { JsonObject } from '../json.ts';
import type { MapResult } from '../map-result.ts';
import { addressAt, countAt, flagAt, idAt, partyOf, shortTextAt, textAt, timeAt, valueAt } from '../pick.ts';
import { createPlacer, PLACE } from '../place.ts';
import { emptyReading, type Reading } from '../reading.ts';

const auditPlaceOf = createPlacer(
  {
    logon: ['login'],
    logoff: ['logout'],
    mfaEnable: ['enable_two_factor*', 'two_factor_enable*'],
    mfaDisable: ['disable_two_factor*', 'two_factor_disable*'],
    assignRole: ['add_member*', 'member_add*', 'invite*'],
    removeRole: ['remove_member*'],
    assignPrivileges: ['token_create', 'api_key_view', 'rotate_api_key'],
  },
  ['add', 'create', 'delete', 'rec_', 'token_', 'update', 'change', 'purge', 'set'],
);

/**
 * Maps one record of Cloudflare: Access sign-ins, the account's audit log (API v1 and v2, Logpush), and the HTTP and firewall
 * events of a zone.
 */
export function mapCloudflare(record: JsonObject): MapResult {
  const audit = shortTextAt(record, 128, 'ActionType', 'action.type');
  const isAccess = flagAt(record, 'Allowed', 'allowed') !== null || textAt(record, 'AppDomain', 'app_domain') !== null;
  if (isAccess) return finishReading(readAccess(record));
  if (audit !== null) return finishReading(readAudit(record, audit));
  const action = shortTextAt(record, 64, 'Action', 'ClientRequestMethod', 'EdgeRequestHost');
  if (action === null || addressAt(record, 'ClientIP').ip === null)
    return {
      ok: false,
      reason: 'neither an Access sign-in, an audit entry nor a request of Cloudflare',
      path: 'ActionType',
    };
  return finishReading(readRequest(record));
}

function readAccess(record: JsonObject): Reading {
  const isAllowed = flagAt(record, 'Allowed', 'allowed');
  return {
    ...emptyReading(
      'Cloudflare Access',
      'Cloudflare',
      shortTextAt(record, 64, 'Action', 'action') ?? 'login',
      PLACE.logon,
    ),
    logName: 'Access requests',
    vendorId: idAt(record, 'RayID', 'ray_id'),
    ...timeAt(record, 'CreatedAt', 'created_at', 'Datetime'),
    status: isAllowed === null ? null : isAllowed ? 'success' : 'failure',
    actor: partyOf(idAt(record, 'UserUID', 'user_uid'), shortTextAt(record, 256, 'Email', 'user_email'), null),
    ...addressAt(record, 'IPAddress', 'ip_address'),
    country: countryCodeOf(shortTextAt(record, 64, 'Country', 'country')),
    userAgent: textAt(record, 'UserAgent', 'user_agent'),
    transactionId: idAt(record, 'RayID', 'ray_id'),
    device: deviceOf(record),
    app: {
      id: idAt(record, 'AppUUID', 'AppUID', 'app_uid'),
      name: shortTextAt(record, 256, 'AppDomain', 'app_domain'),
    },
    unmapped: {
      connection: textAt(record, 'Connection', 'connection'),
      purposeJustification: textAt(record, 'PurposeJustificationResponse'),
      isTemporary: flagAt(record, 'TemporaryAccessDuration'),
    },
  };
}

function readAudit(record: JsonObject, action: string): Reading {
  const result = shortTextAt(record, 32, 'ActionResult', 'action.result', 'ActionResult');
  const isOk = flagAt(record, 'ActionResult', 'action.result');
  const resource = shortTextAt(record, 64, 'ResourceType', 'resource.type');
  const uid = idAt(record, 'ResourceID', 'resource.id');
  return {
    ...emptyReading('Cloudflare', 'Cloudflare', action, auditPlaceOf(action)),
    logName: 'Audit logs',
    vendorId: idAt(record, 'ID', 'id'),
    ...timeAt(record, 'When', 'when', 'action.time'),
    status:
      isOk === null
        ? result === null
          ? null
          : /^success/iu.test(result)
            ? 'success'
            : 'failure'
        : isOk
          ? 'success'
          : 'failure',
    actor: partyOf(
      idAt(record, 'ActorID', 'actor.id'),
      shortTextAt(record, 256, 'ActorEmail', 'actor.email'),
      null,
      shortTextAt(record, 32, 'ActorType', 'actor.type') === 'system' ? 'system' : 'user',
    ),
    ...addressAt(record, 'ActorIP', 'actor.ip', 'actor.ip_address'),
    credentialId: idAt(record, 'actor.token_id'),
    app: { id: null, name: shortTextAt(record, 64, 'Interface', 'interface', 'actor.context') },
    resources:
      resource === null && uid === null ? [] : [{ ...(uid === null ? {} : { uid }), type: resource ?? 'Unknown' }],
    unmapped: {
      newValue: textAt(record, 'NewValue', 'newValue'),
      oldValue: textAt(record, 'OldValue', 'oldValue'),
      metadata: smallText(valueAt(record, 'Metadata')),
    },
  };
}

function readRequest(record: JsonObject): Reading {
  const action = shortTextAt(record, 64, 'Action');
  const method = shortTextAt(record, 16, 'ClientRequestMethod') ?? 'request';
  const code = shortTextAt(record, 8, 'EdgeResponseStatus');
  return {
    ...emptyReading(
      'Cloudflare',
      'Cloudflare',
      action === null ? `http.${method.toLowerCase()}` : `firewall.${action}`,
      { classUid: 6003, activityId: /^(?:GET|HEAD)$/u.test(method) ? 2 : 99 },
    ),
    logName: action === null ? 'HTTP requests' : 'Firewall events',
    vendorId: idAt(record, 'RayID'),
    ...timeAt(record, 'Datetime', 'EdgeStartTimestamp'),
    status:
      action === null
        ? code === null
          ? null
          : /^[23]/u.test(code)
            ? 'success'
            : 'failure'
        : /^(?:block|drop|challenge|jschallenge|managedchallenge)/iu.test(action)
          ? 'failure'
          : 'other',
    statusCode: code,
    ...addressAt(record, 'ClientIP'),
    asn: countAt(record, 'ClientASN'),
    asOrg: shortTextAt(record, 256, 'ClientASNDescription'),
    country: countryCodeOf(shortTextAt(record, 64, 'ClientCountry')),
    isProxy: /^(?:tor|anonymizer|vpn)/iu.test(shortTextAt(record, 32, 'ClientIPClass') ?? '') ? true : null,
    userAgent: textAt(record, 'ClientRequestUserAgent'),
    transactionId: idAt(record, 'RayID'),
    app: { id: null, name: shortTextAt(record, 256, 'ClientRequestHost') },
    resources: [shortTextAt(record, 512, 'ClientRequestPath')].flatMap((name) =>
      name === null ? [] : [{ name, type: 'path' }],
    ),
    unmapped: {
      ruleId: idAt(record, 'RuleID', 'WAFRuleID'),
      source: textAt(record, 'Source'),
      botScore: shortTextAt(record, 8, 'BotScore'),
      fingerprint: idAt(record, 'JA4', 'JA3Hash'),
    },
  };
}

function deviceOf(record: JsonObject): Reading['device'] {
  const id = idAt(record, 'DeviceID', 'device_id');
  return id === null
    ? null
    : {
        id,
        name: shortTextAt(record, 128, 'DeviceName'),
        isManaged: flagAt(record, 'IsManaged'),
        isCompliant: null,
        isTrusted: null,
        os: null,
        osVersion: null,
      };
}

function smallText(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value).slice(0, 1_024);
}
