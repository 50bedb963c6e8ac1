import type { OktaFactorType } from '../../connectors/okta/wire.ts';
import type { SeededIds } from './seeded-ids.ts';
import type { SimFactor, SimUser } from './state.ts';

/** A factor to enrol. Okta Verify brings push and one-time codes together, as its app does. */
export type FactorRequest =
  | { kind: 'okta_verify'; deviceName: string; platform: 'ANDROID' | 'IOS'; deviceType?: string }
  | { kind: 'webauthn'; authenticatorName: string }
  | { kind: 'totp' }
  | { kind: 'sms'; phoneNumber: string };

const ID_PREFIX: Partial<Record<OktaFactorType, string>> = { push: 'opf', sms: 'sms', webauthn: 'fwf' };

/** The factors one enrolment creates, the one that is used for signing in first. */
export function factorsOf(request: FactorRequest, login: string, nowMs: number, ids: SeededIds): SimFactor[] {
  const make = (
    type: OktaFactorType,
    provider: SimFactor['provider'],
    profile: Record<string, string>,
    enrollmentId?: string,
  ): SimFactor => {
    const id = ids.oktaId(ID_PREFIX[type] ?? (provider === 'GOOGLE' ? 'uft' : 'ost'));
    return {
      id,
      type,
      provider,
      status: 'ACTIVE',
      createdMs: nowMs,
      lastUpdatedMs: nowMs,
      profile,
      enrollmentId: enrollmentId ?? id,
    };
  };
  switch (request.kind) {
    case 'okta_verify': {
      const enrollmentId = ids.oktaId('pfd');
      const deviceType =
        request.deviceType ?? (request.platform === 'IOS' ? 'SmartPhone_IPhone' : 'SmartPhone_Android');
      const profile = {
        credentialId: login,
        deviceType,
        name: request.deviceName,
        platform: request.platform,
        version: '9.41',
      };
      return [
        make('push', 'OKTA', profile, enrollmentId),
        make('token:software:totp', 'OKTA', { credentialId: login }, enrollmentId),
      ];
    }
    case 'webauthn':
      return [make('webauthn', 'FIDO', { credentialId: ids.text(43), authenticatorName: request.authenticatorName })];
    case 'totp':
      return [make('token:software:totp', 'GOOGLE', { credentialId: login })];
    case 'sms':
      return [make('sms', 'OKTA', { phoneNumber: request.phoneNumber })];
  }
}

/** How the System Log names a factor (`debugData.factor` and the outcome's reason). */
export function logNameOf(factor: SimFactor): string {
  switch (factor.type) {
    case 'push':
      return 'OKTA_VERIFY_PUSH';
    case 'webauthn':
      return 'FIDO_WEBAUTHN';
    case 'sms':
      return 'SMS_FACTOR';
    case 'signed_nonce':
      return 'SIGNED_NONCE';
    case 'token:software:totp':
      return factor.provider === 'GOOGLE' ? 'TOKEN_SOFTWARE_TOTP' : 'OKTA_SOFT_TOKEN';
    default:
      return factor.type.toUpperCase();
  }
}

/** How a sign-in names the authenticator and the way it was used. */
export function methodOf(factor: SimFactor): { displayName: string; methodTypeUsed: string; properties: string } {
  switch (factor.type) {
    case 'push':
      return { displayName: 'Okta Verify', methodTypeUsed: 'Get a push notification', properties: '[USER_PRESENCE]' };
    case 'webauthn':
      return {
        displayName: 'Security Key or Biometric',
        methodTypeUsed: 'Security Key or Biometric',
        properties: '[USER_PRESENCE, PHISHING_RESISTANT, HARDWARE_PROTECTED, DEVICE_BOUND]',
      };
    case 'signed_nonce':
      return {
        displayName: 'Okta Verify',
        methodTypeUsed: 'Use Okta FastPass',
        properties: '[DEVICE_BOUND, PHISHING_RESISTANT, HARDWARE_PROTECTED]',
      };
    case 'sms':
      return { displayName: 'Phone', methodTypeUsed: 'SMS', properties: '[USER_PRESENCE]' };
    default:
      return {
        displayName: factor.provider === 'GOOGLE' ? 'Google Authenticator' : 'Okta Verify',
        methodTypeUsed: 'Enter a code',
        properties: '[USER_PRESENCE]',
      };
  }
}

function isOktaVerify({ provider, type }: SimFactor): boolean {
  return provider === 'OKTA' && (type === 'push' || type === 'signed_nonce' || type === 'token:software:totp');
}

/**
 * Removes a factor as Okta does: with push or FastPass go the other Okta Verify factors of the person (API reference,
 * "Unenroll a factor"). Gives what was removed, the factor asked for first; nothing where there is no such factor.
 */
export function removeFactor(user: SimUser, factorId: string): SimFactor[] {
  const asked = user.factors.find((factor) => factor.id === factorId);
  if (asked === undefined) return [];
  const whole = asked.provider === 'OKTA' && (asked.type === 'push' || asked.type === 'signed_nonce');
  const removed = [asked, ...user.factors.filter((factor) => factor !== asked && whole && isOktaVerify(factor))];
  user.factors = user.factors.filter((factor) => !removed.includes(factor));
  return removed;
}
