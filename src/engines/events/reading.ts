import type { AuthenticatorKind, EventStatus } from './indexed-fields.ts';
import type { JsonObject } from './json.ts';
import type { OcsfResource } from './ocsf.ts';
import type { Place } from './place.ts';

/** A person or service as a source names them. */
export interface Party {
  id: string | null;
  /** Lower case. */
  login: string | null;
  label: string | null;
  kind: 'user' | 'admin' | 'system' | 'service' | 'unknown';
}

/** The device that acted, as far as the source knows it. */
export interface DeviceReading {
  id: string | null;
  name: string | null;
  isManaged: boolean | null;
  isCompliant: boolean | null;
  isTrusted: boolean | null;
  os: string | null;
  osVersion: string | null;
}

/** What a record says of the authenticator that was used or changed. */
export interface AuthenticatorReading {
  kind: AuthenticatorKind;
  /** The source's word for it. */
  name: string;
  id: string | null;
  phishingResistant: boolean | null;
}

/** What the vendor itself thinks of the event. */
export interface RiskReading {
  level: string | null;
  /** What it gives as reasons or behaviours, e.g. `anonymizedIPAddress`. */
  reasons: readonly string[];
}

/**
 * A record of any source taken apart, cleaned and bounded: what a mapper gives, and what the OCSF event and the flat fields
 * are built from. Null means that the record does not say.
 */
export interface Reading {
  product: string;
  vendor: string;
  logName: string | null;
  /** The vendor's own name of what happened. */
  action: string;
  place: Place;
  vendorId: string | null;
  occurredAt: number;
  originalTime: string | null;
  status: EventStatus | null;
  statusCode: string | null;
  reason: string | null;
  /** OCSF: 1 informational … 5 critical. */
  severityId: number;
  message: string | null;
  actor: Party | null;
  target: Party | null;
  ip: string | null;
  port: number | null;
  ipChain: readonly string[];
  asn: number | null;
  asOrg: string | null;
  isProxy: boolean | null;
  country: string | null;
  region: string | null;
  city: string | null;
  latitude: number | null;
  longitude: number | null;
  userAgent: string | null;
  osHint: string | null;
  browserHint: string | null;
  device: DeviceReading | null;
  fingerprint: string | null;
  rootSessionId: string | null;
  externalSessionId: string | null;
  transactionId: string | null;
  /** Id of the token or key that was used. */
  credentialId: string | null;
  authenticator: AuthenticatorReading | null;
  isMfa: boolean | null;
  risk: RiskReading | null;
  newDevice: boolean | null;
  newIp: boolean | null;
  app: { id: string | null; name: string | null } | null;
  resources: readonly OcsfResource[];
  privileges: readonly string[];
  /** What has no place in OCSF. */
  unmapped: JsonObject;
}

/** A reading of which nothing is known but what happened. */
export function emptyReading(product: string, vendor: string, action: string, place: Place): Reading {
  return {
    product,
    vendor,
    logName: null,
    action,
    place,
    vendorId: null,
    occurredAt: 0,
    originalTime: null,
    status: null,
    statusCode: null,
    reason: null,
    severityId: 1,
    message: null,
    actor: null,
    target: null,
    ip: null,
    port: null,
    ipChain: [],
    asn: null,
    asOrg: null,
    isProxy: null,
    country: null,
    region: null,
    city: null,
    latitude: null,
    longitude: null,
    userAgent: null,
    osHint: null,
    browserHint: null,
    device: null,
    fingerprint: null,
    rootSessionId: null,
    externalSessionId: null,
    transactionId: null,
    credentialId: null,
    authenticator: null,
    isMfa: null,
    risk: null,
    newDevice: null,
    newIp: null,
    app: null,
    resources: [],
    privileges: [],
    unmapped: {},
  };
}
