import { compact, objectMember, type JsonObject } from '../json.ts';
import { classification, type MapResult } from '../map-result.ts';
import { OCSF_CLASS, OCSF_VERSION } from '../ocsf-classes.ts';
import type {
  OcsfDevice,
  OcsfEnrichment,
  OcsfEvent,
  OcsfNetworkEndpoint,
  OcsfOs,
  OcsfSession,
  OcsfUser,
} from '../ocsf.ts';
import { authFactorsOf } from './authenticators.ts';
import { placeOf, type OcsfPlace } from './event-types.ts';
import { readOkta, type OktaParty, type OktaRecord } from './read-okta.ts';
import { oktaFields } from './okta-fields.ts';

const PROVIDER = 'Okta';

// Maps, not objects: the keys come from the record, and an object would also answer to `constructor`.
const SEVERITIES = new Map([
  ['DEBUG', 1],
  ['INFO', 1],
  ['WARN', 3],
  ['ERROR', 4],
  ['HIGH', 4],
]);
const RISK_LEVELS = new Map([
  ['LOW', 1],
  ['MEDIUM', 2],
  ['HIGH', 3],
]);
const PARTY_TYPES = new Map([
  ['user', 1],
  ['appuser', 1],
  ['systemprincipal', 3],
  ['publicclientapp', 4],
  ['client', 4],
]);
const OS_TYPES = new Map([
  ['windows', 100],
  ['linux', 200],
  ['android', 201],
  ['macos', 300],
  ['ios', 301],
]);
const ENTITY_TYPES = new Map([
  ['device', 1],
  ['user', 2],
  ['usergroup', 3],
  ['policyentity', 5],
  ['policyrule', 5],
  ['networkzone', 7],
]);
const DEVICE_TYPES = new Map<string, readonly [number, string]>([
  ['computer', [2, 'Desktop']],
  ['mobile', [5, 'Mobile']],
  ['tablet', [4, 'Tablet']],
]);

/**
 * Maps one record of Okta's System Log (as `GET /api/v1/logs` gives it, or as a log pipeline left it).
 * @param record one log event; keys in any letter case
 */
export function mapOkta(record: JsonObject): MapResult {
  // EventBridge carries the record in its `detail`
  const read = readOkta(record) ?? readOkta(objectMember(record, 'detail'));
  if (read === null)
    return {
      ok: false,
      reason: 'no event type: not a record of the Okta System Log, or one in a wrapper that has to be taken off',
      path: 'eventType',
    };
  const place = placeOf(read.eventType);
  return {
    ok: true,
    event: eventOf(read, place),
    fields: oktaFields(read, place),
    vendorId: read.uuid,
    occurredAt: read.occurredAt,
  };
}

function eventOf(read: OktaRecord, place: OcsfPlace): OcsfEvent {
  const base = { ...commonOf(read), ...statusOf(read) };
  const session = sessionOf(read);
  const actor = compact({ user: userOf(read.actor), session, app_uid: read.clientId });
  const endpoint = endpointOf(read);
  const authFactors = authFactorsOf(read.authenticator);
  const { classUid, activityId } = place;
  switch (classUid) {
    case OCSF_CLASS.accountChange:
      return compact({
        ...base,
        ...classification(classUid, activityId),
        actor,
        src_endpoint: endpoint,
        user: withRisk(userOf(read.targetUser ?? read.actor), read),
        auth_factors: authFactors,
      });
    case OCSF_CLASS.authentication: {
      // Ending or taking over a session is done to somebody; signing in is done by somebody.
      const subject = activityId === 2 || activityId === 7 ? (read.targetUser ?? read.actor) : read.actor;
      return compact({
        ...base,
        ...classification(classUid, activityId),
        actor,
        src_endpoint: endpoint,
        user: withRisk(userOf(subject), read),
        service: compact({ name: read.app?.name ?? (read.app?.id ? null : 'Okta'), uid: read.app?.id }),
        session,
        auth_factors: authFactors,
        is_mfa: read.eventType.toLowerCase() === 'user.authentication.auth_via_mfa' ? true : null,
        is_remote: true,
      });
    }
    case OCSF_CLASS.entityManagement:
      return compact({
        ...base,
        ...classification(classUid, activityId),
        actor,
        src_endpoint: endpoint,
        entity: entityOf(read),
      });
    default:
      return compact({
        ...base,
        ...classification(OCSF_CLASS.apiActivity, activityId),
        actor,
        api: { operation: read.eventType },
        src_endpoint: endpoint ?? { svc_name: PROVIDER },
        resources: read.otherTargets.map((target) =>
          compact({
            uid: target.id,
            name: target.name ?? (target.id === null ? target.type : null),
            type: target.type,
          }),
        ),
      });
  }
}

function commonOf(read: OktaRecord): Pick<OcsfEvent, 'time' | 'severity_id' | 'metadata'> & Partial<OcsfEvent> {
  const device = deviceOf(read);
  return compact({
    time: read.occurredAt,
    severity_id: severityOf(read.severity),
    message: read.displayMessage,
    metadata: compact({
      version: OCSF_VERSION,
      product: { name: 'Okta', vendor_name: PROVIDER },
      log_name: 'System Log',
      uid: read.uuid,
      event_code: read.eventType,
      correlation_uid: read.transactionId,
      original_time: read.published,
      profiles: device === null ? null : ['host'],
    }),
    device,
    http_request: compact({
      uid: read.requestId,
      user_agent: read.userAgent,
      url: read.requestPath === null ? null : { path: read.requestPath },
    }),
    enrichments: enrichmentsOf(read),
    unmapped: compact<Record<string, unknown>>({
      legacyEventType: read.legacyEventType,
      targets: leftOverOf(read),
      ...read.extras,
    }),
  });
}

/** Targets without a place of their own in the class are named, without their details. */
function leftOverOf(read: OktaRecord): unknown[] {
  return read.otherTargets.map((target) => compact({ id: target.id, name: target.name, type: target.type }));
}

function statusOf(read: OktaRecord): Pick<OcsfEvent, 'status_id'> & Partial<OcsfEvent> {
  const id = read.status === 'success' ? 1 : read.status === 'failure' ? 2 : read.status === null ? 0 : 99;
  return compact({
    status_id: id,
    status: id === 99 ? read.result : ['Unknown', 'Success', 'Failure'][id],
    status_code: read.result,
    status_detail: read.reason,
  });
}

function severityOf(severity: string | null): number {
  return severity === null ? 0 : (SEVERITIES.get(severity) ?? 99);
}

function userOf(party: OktaParty): OcsfUser {
  const email = party.login !== null && /^[^\s@]{1,64}@[^\s@]{1,253}$/u.test(party.login) ? party.login : null;
  return compact({
    name: party.login ?? (party.id === null ? (party.label ?? 'unknown') : null),
    uid: party.id,
    full_name: party.label,
    email_addr: email,
    type_id: PARTY_TYPES.get(party.type.toLowerCase()) ?? (party.type === 'Unknown' ? 0 : 99),
    type: party.type,
  });
}

function withRisk(user: OcsfUser, read: OktaRecord): OcsfUser {
  const level = read.behaviors.riskLevel;
  const id = level === null ? undefined : RISK_LEVELS.get(level);
  return level === null || id === undefined ? user : { ...user, risk_level_id: id, risk_level: level };
}

function sessionOf(read: OktaRecord): OcsfSession {
  const root = read.rootSessionId ?? read.externalSessionId;
  return compact({
    uid: root,
    uid_alt: read.externalSessionId === root ? null : read.externalSessionId,
    credential_uid: read.apiTokenId,
  });
}

function endpointOf(read: OktaRecord): OcsfNetworkEndpoint | null {
  const rest: OcsfNetworkEndpoint = compact({
    domain: read.networkDomain,
    isp: read.isp,
    zone: read.zone,
    autonomous_system: compact({ number: read.asn, name: read.asOrg }),
    location: locationOf(read),
    fingerprints: [
      ...(read.dtHash === null ? [] : [{ algorithm_id: 99, algorithm: 'Okta device token hash', value: read.dtHash }]),
      ...(read.deviceFingerprint === null
        ? []
        : [{ algorithm_id: 99, algorithm: 'Okta device fingerprint', value: read.deviceFingerprint }]),
    ],
    intermediate_ips: read.ipChain,
  });
  if (read.ip !== null) return { ip: read.ip, ...rest };
  // An endpoint must be named by something: what carries no address was done within Okta.
  return Object.keys(rest).length === 0 ? null : { svc_name: PROVIDER, ...rest };
}

function locationOf(read: OktaRecord): OcsfNetworkEndpoint['location'] | null {
  const { city, state, country, postalCode, lat, lon } = read.geo;
  if (city === null && state === null && country === null && postalCode === null) return null;
  return compact({ city, region: state, country, postal_code: postalCode, lat, long: lon });
}

function osOf(read: OktaRecord): OcsfOs | null {
  const platform = read.device.platform?.toLowerCase() ?? null;
  if (platform === null) return null;
  const family = platform === 'osx' ? 'macos' : platform;
  return compact({ name: family, type_id: OS_TYPES.get(family) ?? 99, version: read.device.version });
}

function deviceOf(read: OktaRecord): OcsfDevice | null {
  const { id, name, managed, registered } = read.device;
  if (id === null && name === null && managed === null) return null;
  const [typeId, type] = DEVICE_TYPES.get(read.clientDevice?.toLowerCase() ?? '') ?? [0, 'Unknown'];
  return compact({
    uid: id,
    name: name ?? (id === null ? 'unknown' : null),
    type_id: typeId,
    type,
    is_managed: managed,
    is_trusted: registered,
    os: osOf(read),
  });
}

function entityOf(read: OktaRecord): {
  name?: string;
  uid?: string;
  type?: string;
  type_id?: number;
  device?: OcsfDevice;
} {
  const target =
    read.otherTargets[0] ?? (read.app === null ? null : { id: read.app.id, name: read.app.name, type: 'AppInstance' });
  if (target === null) {
    const user = read.targetUser;
    if (user === null) return { name: read.eventType, type: 'Unknown', type_id: 0 };
    return compact({
      uid: user.id,
      name: user.login ?? (user.id === null ? 'unknown' : null),
      type: user.type,
      type_id: 2,
    });
  }
  return compact({
    uid: target.id,
    name: target.name ?? (target.id === null ? target.type : null),
    type: target.type,
    type_id: ENTITY_TYPES.get(target.type.toLowerCase()) ?? 99,
  });
}

function enrichmentsOf(read: OktaRecord): OcsfEnrichment[] {
  const { ip, isProxy, tunnels, behaviors, authenticator } = read;
  const person = read.actor.login ?? read.actor.id ?? 'unknown';
  const out: OcsfEnrichment[] = [];
  const add = (name: string, value: string, type: string, data: unknown): void => {
    out.push({ name, value, type, provider: PROVIDER, data });
  };
  if (ip !== null && isProxy !== null)
    add('src_endpoint.ip', ip, 'proxy', { is_proxy: isProxy, tunnels: tunnels.length });
  if (behaviors.verdicts.size > 0) add('actor.user', person, 'behavior', Object.fromEntries(behaviors.verdicts));
  if (behaviors.riskLevel !== null) add('actor.user', person, 'risk', { level: behaviors.riskLevel });
  if (authenticator.id !== null || authenticator.properties.length > 0) {
    const data = compact({
      uid: authenticator.id,
      kind: authenticator.kind,
      properties: [...authenticator.properties],
    });
    add('auth_factors[0]', authenticator.vendorName ?? 'unknown', 'authenticator', data);
  }
  return out;
}
