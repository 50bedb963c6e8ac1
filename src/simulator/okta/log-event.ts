import type { ClientContext } from './client-context.ts';
import { wordsOf } from './event-catalogue.ts';
import type { SeededIds } from './seeded-ids.ts';
import type { LogRecord } from './system-log.ts';

export interface LogParty {
  id: string;
  type: string;
  alternateId: string;
  displayName: string;
  detailEntry?: Readonly<Record<string, unknown>> | null;
}

/** Outcomes Okta knows. */
export type LogResult = 'SUCCESS' | 'FAILURE' | 'CHALLENGE' | 'ALLOW' | 'DENY' | 'SKIPPED' | 'UNKNOWN' | 'RATE_LIMIT';

/** What is particular to one record; the rest follows from the client and the catalogue. */
export interface LogDraft {
  eventType: string;
  actor: LogParty;
  targets?: readonly LogParty[];
  result?: LogResult;
  reason?: string | null;
  severity?: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  /** The client, or null for what Okta did by itself (transaction type JOB). */
  client: ClientContext | null;
  clientId?: string | null;
  session?: { externalId: string; rootId: string } | null;
  authenticationProvider?: 'FACTOR_PROVIDER' | 'OKTA_AUTHENTICATION_PROVIDER' | null;
  credentialProvider?: 'OKTA_CREDENTIAL_PROVIDER' | 'GOOGLE' | null;
  credentialType?: 'SMS' | 'OTP' | 'PASSWORD' | 'EMAIL' | null;
  requestUri?: string;
  debugData?: Readonly<Record<string, unknown>>;
  /** Events of one request share it; a new one is made where there is none. */
  requestId?: string;
  apiTokenId?: string;
  displayMessage?: string;
}

/**
 * A whole System Log record, with every member a real one has; what is not known is null, as Okta sends it.
 * @param publishedMs when it happened, milliseconds UTC
 */
export function logRecordOf(draft: LogDraft, publishedMs: number, ids: SeededIds): LogRecord {
  const { client } = draft;
  const words = wordsOf(draft.eventType);
  const result = draft.result ?? 'SUCCESS';
  const requestId = draft.requestId ?? ids.hex(32);
  const uri = draft.requestUri ?? '/idp/idx/challenge/answer';
  const failed = result === 'FAILURE' || result === 'DENY';
  const geographicalContext = client === null ? null : geoOf(client);
  return {
    actor: party(draft.actor),
    client: {
      userAgent: client === null ? null : { rawUserAgent: client.userAgent, os: client.os, browser: client.browser },
      zone: client === null ? null : (client.zone ?? 'null'),
      device: client?.kind ?? null,
      id: draft.clientId ?? null,
      ipAddress: client?.ip ?? null,
      geographicalContext,
    },
    device: client === null ? null : deviceOf(client),
    authenticationContext: {
      authenticationProvider: draft.authenticationProvider ?? null,
      credentialProvider: draft.credentialProvider ?? null,
      credentialType: draft.credentialType ?? null,
      issuer: null,
      interface: null,
      authenticationStep: 0,
      rootSessionId: draft.session?.rootId ?? null,
      externalSessionId: draft.session?.externalId ?? 'unknown',
    },
    displayMessage: draft.displayMessage ?? words.displayMessage,
    eventType: draft.eventType,
    outcome: { result, reason: draft.reason ?? null },
    published: new Date(publishedMs).toISOString(),
    securityContext: client === null ? NO_NETWORK : networkOf(client),
    severity: draft.severity ?? (failed ? 'WARN' : 'INFO'),
    debugContext: {
      debugData: {
        requestId,
        requestUri: uri,
        url: `${uri}?`,
        traceId: ids.uuid(),
        threatSuspected: 'false',
        ...(client?.dtHash ? { dtHash: client.dtHash } : {}),
        ...(client?.deviceFingerprint ? { deviceFingerprint: client.deviceFingerprint } : {}),
        ...draft.debugData,
      },
    },
    legacyEventType: failed ? (words.legacyFailure ?? words.legacyEventType) : words.legacyEventType,
    transaction: {
      type: client === null ? 'JOB' : 'WEB',
      id: requestId,
      detail: draft.apiTokenId === undefined ? {} : { requestApiTokenId: draft.apiTokenId },
    },
    uuid: ids.uuid(),
    version: '0',
    request: {
      ipChain:
        client === null
          ? []
          : [{ ip: client.ip, geographicalContext, version: client.ip.includes(':') ? 'V6' : 'V4', source: null }],
    },
    target: (draft.targets ?? []).map(party),
  };
}

const NO_NETWORK = { asNumber: null, asOrg: null, isp: null, domain: null, isProxy: null };

function networkOf({ network }: ClientContext): Record<string, unknown> {
  return {
    asNumber: network.asn,
    asOrg: network.asOrg,
    isp: network.isp,
    domain: network.domain,
    isProxy: network.isProxy,
  };
}

function party(value: LogParty): Record<string, unknown> {
  return {
    id: value.id,
    type: value.type,
    alternateId: value.alternateId,
    displayName: value.displayName,
    detailEntry: value.detailEntry ?? null,
  };
}

function geoOf({ geo }: ClientContext): Record<string, unknown> {
  return {
    city: geo.city,
    state: geo.state,
    country: geo.country,
    postalCode: geo.postalCode,
    geolocation: { lat: geo.lat, lon: geo.lon },
  };
}

function deviceOf({ device }: ClientContext): Record<string, unknown> | null {
  if (device === null) return null;
  const mobile = device.platform === 'IOS' || device.platform === 'ANDROID';
  return {
    id: device.id,
    name: device.name,
    os_platform: device.platform,
    os_version: device.osVersion,
    managed: device.managed,
    registered: true,
    device_integrator: null,
    disk_encryption_type: mobile ? 'USER' : 'FULL',
    screen_lock_type: 'BIOMETRIC',
    jailbreak: null,
    secure_hardware_present: true,
  };
}
