import type { AuthenticatorKind } from './indexed-fields.ts';
import type { AuthenticatorReading } from './reading.ts';

/** Words that sources use for authenticators, by kind; the first that a text holds decides, so the more exact come first. */
const WORDS: readonly (readonly [word: string, kind: AuthenticatorKind])[] = [
  ['windows hello', 'webauthn'],
  ['windowshello', 'webauthn'],
  ['passkey', 'webauthn'],
  ['fido', 'webauthn'],
  ['webauthn', 'webauthn'],
  ['u2f', 'webauthn'],
  ['security key', 'webauthn'],
  ['security_key', 'webauthn'],
  ['touch id', 'webauthn'],
  ['platform authenticator', 'webauthn'],
  ['duo_push', 'push'],
  ['verified_duo_push', 'push'],
  ['verified push', 'push'],
  ['push', 'push'],
  ['mobile app notification', 'push'],
  ['phoneappnotification', 'push'],
  ['passwordless phone', 'push'],
  ['google_prompt', 'push'],
  ['google prompt', 'push'],
  ['idv_preregistered_phone', 'sms'],
  ['phoneappotp', 'totp'],
  ['oath', 'totp'],
  ['verification code', 'totp'],
  ['totp', 'totp'],
  ['otp', 'totp'],
  ['authenticator', 'totp'],
  ['passcode', 'totp'],
  ['yubikey', 'totp'],
  ['hardware token', 'totp'],
  ['offline_otp', 'totp'],
  ['bypass', 'other'],
  ['text message', 'sms'],
  ['sms', 'sms'],
  ['twowayvoice', 'voice'],
  ['phone call', 'voice'],
  ['phone_call', 'voice'],
  ['voice', 'voice'],
  ['call', 'voice'],
  ['email', 'email'],
  ['password', 'password'],
];

/** Kinds that cannot be relayed to a look-alike, by their protocol. */
const UNPHISHABLE: ReadonlySet<AuthenticatorKind> = new Set(['webauthn', 'fastpass']);

/** The authenticator behind a source's word for it; null where there is no word. A kind we do not know is `other`. */
export function authenticatorOf(word: string | null, id: string | null = null): AuthenticatorReading | null {
  if (word === null) return null;
  const text = word.slice(0, 256).toLowerCase();
  const kind = WORDS.find(([needle]) => text.includes(needle))?.[1] ?? 'other';
  const phishingResistant = kind === 'other' ? null : UNPHISHABLE.has(kind);
  return { kind, name: word.slice(0, 128), id, phishingResistant };
}
