import type { AuthenticatorKind } from '../indexed-fields.ts';
import type { OcsfAuthFactor } from '../ocsf.ts';
import { member, objectMember, textMember, textOf, type JsonObject } from '../json.ts';

/** What a record says of the authenticator used or changed. */
export interface Authenticator {
  kind: AuthenticatorKind | null;
  /** Enrolment id, null where the record carries none. */
  id: string | null;
  /** True only where the vendor says that this very use was phishing-resistant; false where it lists properties without it. */
  phishingResistant: boolean | null;
  /** The vendor's word it was read from. */
  vendorName: string | null;
  /** Verified properties as the vendor lists them, e.g. `DEVICE_BOUND`. */
  properties: readonly string[];
}

/** Okta's words for its factors, in the System Log (upper case) and in the API (`token:software:totp`), by kind. */
const KINDS: readonly (readonly [word: string, kind: AuthenticatorKind])[] = [
  ['FIDO_WEBAUTHN', 'webauthn'],
  ['FIDO2', 'webauthn'],
  ['WEBAUTHN', 'webauthn'],
  ['SECURITY KEY OR BIOMETRIC', 'webauthn'],
  ['PASSKEY', 'webauthn'],
  ['FIDO_U2F', 'webauthn'],
  ['U2F', 'webauthn'],
  ['SIGNED_NONCE', 'fastpass'],
  ['OKTA FASTPASS', 'fastpass'],
  ['FASTPASS', 'fastpass'],
  ['OKTA_VERIFY_PUSH', 'push'],
  ['PUSH NOTIFICATION', 'push'],
  ['PUSH', 'push'],
  ['OKTA_SOFT_TOKEN', 'totp'],
  ['TOKEN_SOFTWARE_TOTP', 'totp'],
  ['TOKEN:SOFTWARE:TOTP', 'totp'],
  ['GOOGLE AUTHENTICATOR', 'totp'],
  ['ENTER A CODE', 'totp'],
  ['SOFT_TOKEN', 'totp'],
  ['TOTP', 'totp'],
  ['SMS', 'sms'],
  ['VOICE', 'voice'],
  ['CALL', 'voice'],
  ['EMAIL', 'email'],
  ['PASSWORD', 'password'],
];

/** The kind behind one of Okta's words for a factor, or null where it is no such word. `other` for a factor we do not know. */
export function authenticatorKindOf(word: string | null): AuthenticatorKind | null {
  if (word === null) return null;
  const text = word.toUpperCase();
  for (const [needle, kind] of KINDS) if (text.includes(needle)) return kind;
  return null;
}

/** The words of `outcome.reason` that name a factor: "User set up OKTA_VERIFY_PUSH factor", "User reset FIDO_WEBAUTHN factor". */
const REASON_FACTOR =
  /^(?:User|Admin) (?:set up|reset|activated|deactivated|removed) ([A-Za-z0-9_: ]{2,64}?) (?:factor|authenticator)/u;

/**
 * Reads the authenticator from where Okta puts it: a target of type AuthenticatorEnrollment or AuthenticatorMethod,
 * `debugData.factor`, the outcome's reason, `authenticationContext.credentialType`; the more exact place wins.
 */
export function readAuthenticator(
  record: JsonObject,
  targets: readonly JsonObject[],
  debugData: JsonObject,
): Authenticator {
  const enrolment = targets.find((target) =>
    /^Authenticator(?:Enrollment|Method)$/iu.test(textMember(target, 'type') ?? ''),
  );
  const detail = enrolment === undefined ? {} : objectMember(enrolment, 'detailEntry');
  const reason = textMember(objectMember(record, 'outcome'), 'reason');
  const words = [
    textMember(debugData, 'factor'),
    textMember(detail, 'methodTypeUsed'),
    REASON_FACTOR.exec(reason ?? '')?.[1] ?? null,
    enrolment === undefined ? null : textMember(enrolment, 'displayName'),
    textMember(objectMember(record, 'authenticationContext'), 'credentialType'),
  ];
  const named = words.find((word) => authenticatorKindOf(word) !== null);
  const unknown = words.slice(0, 4).find((word) => word !== null);
  const properties = propertiesOf(member(detail, 'methodUsedVerifiedProperties'));
  return {
    kind: authenticatorKindOf(named ?? null) ?? (unknown === undefined ? null : 'other'),
    id: enrolment === undefined ? null : textMember(enrolment, 'id', 128),
    phishingResistant: properties.length === 0 ? null : properties.includes('PHISHING_RESISTANT'),
    vendorName: named ?? unknown ?? null,
    properties,
  };
}

/** `[DEVICE_BOUND, PHISHING_RESISTANT]` as text, or a JSON list. */
function propertiesOf(value: unknown): string[] {
  const words = Array.isArray(value) ? value.slice(0, 16) : (textOf(value) ?? '').replace(/^\[|\]$/gu, '').split(',');
  return words.flatMap((word) => textOf(word, 64) ?? []).map((word) => word.toUpperCase());
}

const FACTOR_TYPES: Readonly<Record<AuthenticatorKind, readonly [id: number, caption: string]>> = {
  sms: [1, 'SMS'],
  voice: [3, 'Phone Call'],
  push: [5, 'Push Notification'],
  totp: [7, 'OTP'],
  email: [8, 'Email'],
  webauthn: [10, 'WebAuthn'],
  password: [11, 'Password'],
  // OCSF has no device-bound key of a vendor's app: it is neither a push nor a WebAuthn credential.
  fastpass: [99, 'Okta FastPass'],
  other: [99, 'Other'],
};

/** The OCSF form of an authenticator, or none where the record names none. */
export function authFactorsOf(authenticator: Authenticator): OcsfAuthFactor[] {
  if (authenticator.kind === null) return [];
  const [id, caption] = FACTOR_TYPES[authenticator.kind];
  const totp = authenticator.kind === 'totp' ? { is_totp: true } : {};
  return [{ factor_type_id: id, factor_type: id === 99 ? (authenticator.vendorName ?? caption) : caption, ...totp }];
}
