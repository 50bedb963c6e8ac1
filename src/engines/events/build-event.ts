import type { EventStatus } from './indexed-fields.ts';
import { compact } from './json.ts';
import { classification } from './map-result.ts';
import { OCSF_CLASS, OCSF_VERSION } from './ocsf-classes.ts';
import type {
  OcsfActor,
  OcsfAuthFactor,
  OcsfDevice,
  OcsfEnrichment,
  OcsfEvent,
  OcsfNetworkEndpoint,
  OcsfSession,
  OcsfUser,
} from './ocsf.ts';
import type { AuthenticatorReading, DeviceReading, Party, Reading } from './reading.ts';
import { userAgentFamilies } from './user-agent.ts';

const STATUS: Readonly<Record<EventStatus, readonly [id: number, caption: string]>> = {
  success: [1, 'Success'],
  failure: [2, 'Failure'],
  challenge: [99, 'Challenge'],
  other: [99, 'Other'],
};

const USER_TYPES: Readonly<Record<Party['kind'], readonly [id: number, caption: string]>> = {
  unknown: [0, 'Unknown'],
  user: [1, 'User'],
  admin: [2, 'Admin'],
  system: [3, 'System'],
  service: [4, 'Service'],
};

const OS_TYPES = new Map([
  ['windows', 100],
  ['linux', 200],
  ['android', 201],
  ['macos', 300],
  ['ios', 301],
]);

const RISK_LEVELS = new Map([
  ['info', 0],
  ['none', 0],
  ['low', 1],
  ['medium', 2],
  ['high', 3],
  ['critical', 4],
]);

const FACTORS: Readonly<Record<AuthenticatorReading['kind'], readonly [id: number, caption: string]>> = {
  sms: [1, 'SMS'],
  voice: [3, 'Phone Call'],
  push: [5, 'Push Notification'],
  totp: [7, 'OTP'],
  email: [8, 'Email'],
  webauthn: [10, 'WebAuthn'],
  password: [11, 'Password'],
  fastpass: [99, 'Okta FastPass'],
  other: [99, 'Other'],
};

/** The OCSF event of a record taken apart; valid for its class whatever the record leaves out. */
export function buildEvent(reading: Reading): OcsfEvent {
  const { activityId } = reading.place;
  const session = sessionOf(reading);
  const actor = actorOf(reading, session);
  const endpoint = endpointOf(reading);
  const common = { ...commonOf(reading), actor, src_endpoint: endpoint };
  const subject = userOf(reading.target ?? reading.actor, reading);
  switch (reading.place.classUid) {
    case OCSF_CLASS.accountChange:
      return compact({
        ...common,
        ...classification(OCSF_CLASS.accountChange, activityId),
        user: subject,
        auth_factors: factorsOf(reading.authenticator),
      });
    case OCSF_CLASS.authentication:
      return compact({
        ...common,
        ...classification(OCSF_CLASS.authentication, activityId),
        user: activityId === 7 ? subject : userOf(reading.actor ?? reading.target, reading),
        service: serviceOf(reading),
        session,
        auth_factors: factorsOf(reading.authenticator),
        is_mfa: reading.isMfa,
        is_remote: true,
      });
    case OCSF_CLASS.authorizeSession:
      return compact({
        ...common,
        ...classification(OCSF_CLASS.authorizeSession, activityId),
        user: subject,
        privileges: reading.privileges.length > 0 ? [...reading.privileges] : ['unknown'],
        session,
      });
    case OCSF_CLASS.userAccess:
      return compact({
        ...common,
        ...classification(OCSF_CLASS.userAccess, activityId),
        user: subject,
        privileges: [...reading.privileges],
        resources: [...reading.resources],
      });
    case OCSF_CLASS.groupManagement:
      return compact({
        ...common,
        ...classification(OCSF_CLASS.groupManagement, activityId),
        group: reading.resources[0] ?? { name: 'unknown' },
        user: reading.target === null ? null : subject,
        privileges: [...reading.privileges],
        resources: reading.resources.slice(1),
      });
    case OCSF_CLASS.entityManagement:
      return compact({
        ...common,
        ...classification(OCSF_CLASS.entityManagement, activityId),
        entity: entityOf(reading),
      });
    case OCSF_CLASS.detectionFinding:
      return findingOf(reading, actor, endpoint);
    default:
      return compact({
        ...common,
        ...classification(OCSF_CLASS.apiActivity, activityId),
        // A caller must be named by something: what names nobody was done by the vendor.
        actor: Object.keys(actor).length > 0 ? actor : { app_name: reading.vendor },
        api: compact({
          operation: reading.action,
          service: compact({ name: reading.app?.name, uid: reading.app?.id }),
        }),
        src_endpoint: endpoint ?? { svc_name: reading.vendor },
        resources: [...reading.resources],
      });
  }
}

function findingOf(reading: Reading, actor: OcsfActor, endpoint: OcsfNetworkEndpoint | null): OcsfEvent {
  const level = levelOf(reading);
  // A finding of OCSF keeps the request among its evidence.
  const { http_request, ...common } = commonOf(reading);
  const evidence = compact({ actor, src_endpoint: endpoint, device: deviceOf(reading.device, reading), http_request });
  return compact({
    ...common,
    ...classification(OCSF_CLASS.detectionFinding, reading.place.activityId),
    status_id: 1,
    status: 'New',
    finding_info: compact({
      uid: reading.vendorId ?? reading.action,
      title: reading.action,
      desc: reading.reason ?? reading.message,
      types: [...(reading.risk?.reasons ?? [])],
    }),
    evidences: Object.keys(evidence).length === 0 ? [] : [evidence],
    resources: [...reading.resources],
    ...level,
    is_alert: true,
  });
}

function commonOf(
  reading: Reading,
): Pick<OcsfEvent, 'time' | 'severity_id' | 'status_id' | 'metadata'> & Partial<OcsfEvent> {
  const [statusId, status] = reading.status === null ? [0, 'Unknown'] : STATUS[reading.status];
  const device = deviceOf(reading.device, reading);
  return compact({
    time: reading.occurredAt,
    severity_id: reading.severityId,
    status_id: statusId,
    status,
    status_code: reading.statusCode,
    status_detail: reading.reason,
    message: reading.message,
    metadata: compact({
      version: OCSF_VERSION,
      product: { name: reading.product, vendor_name: reading.vendor },
      log_name: reading.logName,
      uid: reading.vendorId,
      event_code: reading.action,
      correlation_uid: reading.transactionId,
      original_time: reading.originalTime,
      profiles: device === null ? null : ['host'],
    }),
    device,
    http_request: compact({ user_agent: reading.userAgent }),
    enrichments: enrichmentsOf(reading),
    unmapped: compact(reading.unmapped),
  });
}

function actorOf(reading: Reading, session: OcsfSession): OcsfActor {
  return compact({
    user: reading.actor === null ? null : userOf(reading.actor, reading),
    session,
    app_uid: reading.app?.id,
    app_name: reading.app?.name,
  });
}

function userOf(party: Party | null, reading: Reading): OcsfUser {
  if (party === null) return { name: 'unknown', type_id: 0, type: 'Unknown' };
  const email = party.login !== null && /^[^\s@]{1,64}@[^\s@]{1,253}$/u.test(party.login) ? party.login : null;
  const [typeId, type] = USER_TYPES[party.kind];
  return compact({
    name: party.login ?? (party.id === null ? (party.label ?? 'unknown') : null),
    uid: party.id,
    full_name: party.label,
    email_addr: email,
    type_id: typeId,
    type,
    ...levelOf(reading),
  });
}

function levelOf({ risk }: Reading): { risk_level_id?: number; risk_level?: string } {
  const level = risk?.level ?? null;
  const id = level === null ? undefined : RISK_LEVELS.get(level.toLowerCase());
  return level === null || id === undefined ? {} : { risk_level_id: id, risk_level: level };
}

function serviceOf(reading: Reading): { name?: string; uid?: string } {
  const { app, product } = reading;
  return compact({ name: app?.name ?? (app?.id ? null : product), uid: app?.id });
}

function sessionOf(reading: Reading): OcsfSession {
  const root = reading.rootSessionId ?? reading.externalSessionId;
  return compact({
    uid: root,
    uid_alt: reading.externalSessionId === root ? null : reading.externalSessionId,
    credential_uid: reading.credentialId,
  });
}

function endpointOf(reading: Reading): OcsfNetworkEndpoint | null {
  const rest: OcsfNetworkEndpoint = compact({
    port: reading.port,
    autonomous_system: compact({ number: reading.asn, name: reading.asOrg }),
    location: compact({
      city: reading.city,
      region: reading.region,
      country: reading.country,
      lat: reading.latitude,
      long: reading.longitude,
    }),
    fingerprints:
      reading.fingerprint === null
        ? []
        : [{ algorithm_id: 99, algorithm: `${reading.vendor} device fingerprint`, value: reading.fingerprint }],
    intermediate_ips: [...reading.ipChain],
  });
  if (reading.ip !== null) return { ip: reading.ip, ...rest };
  return Object.keys(rest).length === 0 ? null : { svc_name: reading.vendor, ...rest };
}

function deviceOf(device: DeviceReading | null, reading: Reading): OcsfDevice | null {
  if (device === null) return null;
  const family = userAgentFamilies(reading.userAgent, device.os, null).osFamily;
  const os = device.os ?? family;
  return compact({
    uid: device.id,
    name: device.name ?? (device.id === null ? 'unknown' : null),
    type_id: 0,
    type: 'Unknown',
    is_managed: device.isManaged,
    is_compliant: device.isCompliant,
    is_trusted: device.isTrusted,
    os:
      os === null ? null : compact({ name: os, type_id: OS_TYPES.get(family ?? '') ?? 99, version: device.osVersion }),
  });
}

function factorsOf(authenticator: AuthenticatorReading | null): OcsfAuthFactor[] {
  if (authenticator === null) return [];
  const [id, caption] = FACTORS[authenticator.kind];
  const totp = authenticator.kind === 'totp' ? { is_totp: true } : {};
  return [{ factor_type_id: id, factor_type: id === 99 ? authenticator.name : caption, ...totp }];
}

function entityOf(reading: Reading): { name?: string; uid?: string; type?: string; type_id?: number } {
  const [resource] = reading.resources;
  if (resource !== undefined)
    return compact({
      uid: resource.uid,
      name: resource.name ?? (resource.uid === undefined ? resource.type : null),
      type: resource.type,
      type_id: 99,
    });
  if (reading.target !== null) {
    const { id, login, label } = reading.target;
    return compact({ uid: id, name: login ?? (id === null ? (label ?? 'unknown') : null), type: 'User', type_id: 2 });
  }
  return { name: reading.app?.name ?? reading.action, type: 'Unknown', type_id: 0 };
}

function enrichmentsOf(reading: Reading): OcsfEnrichment[] {
  const { ip, isProxy, risk, authenticator, newDevice, newIp } = reading;
  const person = reading.actor?.login ?? reading.actor?.id ?? 'unknown';
  const out: OcsfEnrichment[] = [];
  const add = (name: string, value: string, type: string, data: unknown): void => {
    out.push({ name, value, type, provider: reading.vendor, data });
  };
  if (isProxy !== null) add('src_endpoint.ip', ip ?? 'unknown', 'proxy', { is_proxy: isProxy });
  if (newDevice !== null || newIp !== null)
    add('actor.user', person, 'behavior', compact({ new_device: newDevice, new_ip: newIp }));
  if (risk !== null) add('actor.user', person, 'risk', compact({ level: risk.level, reasons: [...risk.reasons] }));
  if (authenticator !== null && (authenticator.id !== null || authenticator.phishingResistant !== null)) {
    const { kind, name, id, phishingResistant } = authenticator;
    add('auth_factors[0]', name, 'authenticator', compact({ uid: id, kind, phishing_resistant: phishingResistant }));
  }
  return out;
}
