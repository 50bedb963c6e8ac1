import type { OcsfClassUid } from './ocsf-classes.ts';
import { OCSF_CLASS } from './ocsf-classes.ts';

/**
 * The part of OCSF that Breakwater keeps events in: nine classes, typed by hand from the release named in ocsf-classes.ts.
 * Attribute names and numbers are OCSF's own; an attribute that a source does not tell is left out, never null.
 */

export interface OcsfUser {
  name?: string;
  uid?: string;
  full_name?: string;
  email_addr?: string;
  /** 0 unknown, 1 user, 2 admin, 3 system, 4 service, 99 other. */
  type_id?: number;
  type?: string;
  /** 0 info, 1 low, 2 medium, 3 high, 4 critical. */
  risk_level_id?: number;
  risk_level?: string;
}

export interface OcsfSession {
  /** The root session where the source has one: it stays the same from sign-in to sign-out. */
  uid?: string;
  /** The source's own session id, which may change within one sign-in. */
  uid_alt?: string;
  credential_uid?: string;
  is_mfa?: boolean;
  issuer?: string;
}

export interface OcsfActor {
  user?: OcsfUser;
  session?: OcsfSession;
  app_uid?: string;
  app_name?: string;
}

interface OcsfLocation {
  city?: string;
  region?: string;
  country?: string;
  postal_code?: string;
  lat?: number;
  long?: number;
}

interface OcsfFingerprint {
  algorithm_id: number;
  algorithm: string;
  value: string;
}

export interface OcsfNetworkEndpoint {
  ip?: string;
  uid?: string;
  hostname?: string;
  svc_name?: string;
  domain?: string;
  isp?: string;
  port?: number;
  zone?: string;
  autonomous_system?: { number?: number; name?: string };
  location?: OcsfLocation;
  fingerprints?: OcsfFingerprint[];
  intermediate_ips?: string[];
}

export interface OcsfOs {
  name: string;
  type_id: number;
  version?: string;
}

export interface OcsfDevice {
  uid?: string;
  name?: string;
  hostname?: string;
  ip?: string;
  type_id: number;
  type?: string;
  is_managed?: boolean;
  is_trusted?: boolean;
  is_compliant?: boolean;
  os?: OcsfOs;
}

export interface OcsfAuthFactor {
  /** 1 SMS, 3 phone call, 5 push, 6 hardware token, 7 OTP, 8 email, 10 WebAuthn, 11 password, 99 other. */
  factor_type_id: number;
  factor_type: string;
  provider?: string;
  is_totp?: boolean;
  device?: OcsfDevice;
}

/** What a source adds about a value: proxy verdict, behaviours, an authenticator's proven properties. */
export interface OcsfEnrichment {
  name: string;
  value: string;
  type: string;
  provider: string;
  data: unknown;
}

interface OcsfHttpRequest {
  uid?: string;
  user_agent?: string;
  url?: { path?: string; url_string?: string };
}

interface OcsfMetadata {
  version: string;
  product: { name: string; vendor_name: string };
  uid?: string;
  event_code?: string;
  correlation_uid?: string;
  original_time?: string;
  log_name?: string;
  profiles?: string[];
}

interface OcsfBase {
  class_uid: OcsfClassUid;
  activity_id: number;
  activity_name: string;
  category_uid: number;
  class_name: string;
  type_uid: number;
  time: number;
  severity_id: number;
  status_id: number;
  status?: string;
  status_code?: string;
  status_detail?: string;
  message?: string;
  metadata: OcsfMetadata;
  enrichments?: OcsfEnrichment[];
  device?: OcsfDevice;
  actor?: OcsfActor;
  src_endpoint?: OcsfNetworkEndpoint;
  http_request?: OcsfHttpRequest;
  /** What has no place in OCSF and no use in Breakwater; kept so that nothing is lost. */
  unmapped?: Record<string, unknown>;
}

export interface OcsfAccountChange extends OcsfBase {
  class_uid: typeof OCSF_CLASS.accountChange;
  user: OcsfUser;
  auth_factors?: OcsfAuthFactor[];
}

export interface OcsfAuthentication extends OcsfBase {
  class_uid: typeof OCSF_CLASS.authentication;
  user: OcsfUser;
  service: { name?: string; uid?: string };
  session?: OcsfSession;
  auth_factors?: OcsfAuthFactor[];
  is_mfa?: boolean;
  is_remote?: boolean;
  auth_protocol_id?: number;
}

export interface OcsfEntityManagement extends OcsfBase {
  class_uid: typeof OCSF_CLASS.entityManagement;
  entity: { name?: string; uid?: string; type?: string; type_id?: number; device?: OcsfDevice; user?: OcsfUser };
}

export interface OcsfDnsActivity extends OcsfBase {
  class_uid: typeof OCSF_CLASS.dnsActivity;
  query: { hostname: string; type?: string; class?: string };
  answers?: { rdata: string; type?: string }[];
  rcode_id?: number;
}

/** Privileges, groups or roles given to a session that begins. */
export interface OcsfAuthorizeSession extends OcsfBase {
  class_uid: typeof OCSF_CLASS.authorizeSession;
  user: OcsfUser;
  privileges: string[];
  session?: OcsfSession;
}

/** Privileges or a role given to a person, or taken. */
export interface OcsfUserAccess extends OcsfBase {
  class_uid: typeof OCSF_CLASS.userAccess;
  user: OcsfUser;
  privileges?: string[];
  resources?: OcsfResource[];
}

export interface OcsfGroupManagement extends OcsfBase {
  class_uid: typeof OCSF_CLASS.groupManagement;
  group: { name?: string; uid?: string; type?: string };
  user?: OcsfUser;
  privileges?: string[];
  resources?: OcsfResource[];
}

/** What a vendor judged itself: a risk, a threat. */
export interface OcsfDetectionFinding extends OcsfBase {
  class_uid: typeof OCSF_CLASS.detectionFinding;
  finding_info: { uid: string; title?: string; desc?: string; types?: string[] };
  evidences?: {
    actor?: OcsfActor;
    src_endpoint?: OcsfNetworkEndpoint;
    device?: OcsfDevice;
    http_request?: OcsfHttpRequest;
  }[];
  resources?: OcsfResource[];
  risk_level_id?: number;
  risk_level?: string;
  risk_score?: number;
  is_alert?: boolean;
}

export interface OcsfResource {
  uid?: string;
  name?: string;
  type?: string;
}

export interface OcsfApiActivity extends OcsfBase {
  class_uid: typeof OCSF_CLASS.apiActivity;
  actor: OcsfActor;
  api: { operation: string; service?: { name?: string; uid?: string } };
  src_endpoint: OcsfNetworkEndpoint;
  resources?: OcsfResource[];
}

/** One event, in the common shape. */
export type OcsfEvent =
  | OcsfAuthorizeSession
  | OcsfUserAccess
  | OcsfGroupManagement
  | OcsfDetectionFinding
  | OcsfAccountChange
  | OcsfAuthentication
  | OcsfEntityManagement
  | OcsfDnsActivity
  | OcsfApiActivity;
