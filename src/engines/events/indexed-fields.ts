/** What an outcome comes down to. `challenge`: a further proof was asked for, nothing was decided yet. */
export type EventStatus = 'success' | 'failure' | 'challenge' | 'other';

/** Kinds of authenticator, whatever the vendor calls them. `push` is a plain approval, `fastpass` Okta's device-bound key. */
export type AuthenticatorKind =
  | 'webauthn'
  | 'fastpass'
  | 'push'
  | 'totp'
  | 'sms'
  | 'voice'
  | 'email'
  | 'password'
  | 'other';

/**
 * The flat fields that rules, searches and detections use; one column each in the event store.
 * Null means the record does not say. Strings are at most {@link MAX_FIELD_LENGTH} characters.
 */
export interface IndexedFields {
  /** The vendor's own name of what happened (`user.session.start`, `dns.query`). */
  action: string | null;
  classUid: number | null;
  activityId: number | null;
  status: EventStatus | null;
  /** Lower-case login of the person who acted. */
  principal: string | null;
  /** The vendor's id of that person. */
  principalId: string | null;
  principalLabel: string | null;
  /** Lower-case login and vendor id of the person acted upon, where the record names one. */
  targetPrincipal: string | null;
  targetPrincipalId: string | null;
  ip: string | null;
  asn: number | null;
  asOrg: string | null;
  isProxy: boolean | null;
  country: string | null;
  city: string | null;
  userAgent: string | null;
  /** `chrome`, `safari`, `okta-verify`, …: lower case, without version. */
  uaFamily: string | null;
  /** `windows`, `macos`, `ios`, `android`, `linux`, `chromeos`. */
  osFamily: string | null;
  /** The vendor's device id, known only for registered devices. */
  deviceId: string | null;
  deviceManaged: boolean | null;
  /** Hash of the browser's device token (Okta's `dtHash`). */
  deviceFingerprint: string | null;
  /** Stays the same through one whole sign-in: the key to group by. */
  rootSessionId: string | null;
  externalSessionId: string | null;
  transactionId: string | null;
  authenticatorKind: AuthenticatorKind | null;
  authenticatorPhishingResistant: boolean | null;
  /** The vendor's enrolment id, where the record carries one (Okta's `user.mfa.factor.activate` does not). */
  authenticatorId: string | null;
  /** The vendor's own verdict that the device or address is new to the person. */
  newDevice: boolean | null;
  newIp: boolean | null;
  app: string | null;
  /** Host name asked for, for DNS: lower case, no final dot. */
  domain: string | null;
  outcomeReason: string | null;
}

/** Longest string of an indexed field, in UTF-16 units; longer ones are cut. */
export const MAX_FIELD_LENGTH = 1_024;

/** Fields with nothing known. */
export function emptyFields(): IndexedFields {
  return {
    action: null,
    classUid: null,
    activityId: null,
    status: null,
    principal: null,
    principalId: null,
    principalLabel: null,
    targetPrincipal: null,
    targetPrincipalId: null,
    ip: null,
    asn: null,
    asOrg: null,
    isProxy: null,
    country: null,
    city: null,
    userAgent: null,
    uaFamily: null,
    osFamily: null,
    deviceId: null,
    deviceManaged: null,
    deviceFingerprint: null,
    rootSessionId: null,
    externalSessionId: null,
    transactionId: null,
    authenticatorKind: null,
    authenticatorPhishingResistant: null,
    authenticatorId: null,
    newDevice: null,
    newIp: null,
    app: null,
    domain: null,
    outcomeReason: null,
  };
}
