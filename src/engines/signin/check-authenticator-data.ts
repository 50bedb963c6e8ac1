import { parseAuthenticatorData } from '@simplewebauthn/server/helpers';
import { refused, type Verdict } from './verdict.ts';

export interface AuthenticatorFacts {
  counter: number;
  backupEligible: boolean;
  backedUp: boolean;
  /** Present in registrations only. */
  credentialId: Uint8Array | null;
  publicKey: Uint8Array | null;
  /** What the authenticator calls its model; never proven, see attestation.ts. */
  aaguid: Uint8Array | null;
}

/** Reads authenticator data (WebAuthn Level 3 §6.1) and checks what every ceremony has in common. */
export async function checkAuthenticatorData(bytes: Uint8Array, rpId: string): Promise<Verdict<AuthenticatorFacts>> {
  let data: ReturnType<typeof parseAuthenticatorData>;
  try {
    data = parseAuthenticatorData(new Uint8Array(bytes));
  } catch (thrown) {
    return refused('malformed', `authenticator data: ${String(thrown)}`);
  }

  // 1. Relying party: the key was asked on behalf of our name and no other.
  const expected = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(rpId)));
  if (!sameBytes(data.rpIdHash, expected)) {
    return refused('rp-id', `got the hash of another relying party id, expected that of "${rpId}"`);
  }

  // 2. Somebody was there, and proved to the key to be its owner (fingerprint, PIN): the second factor of a passkey.
  if (!data.flags.up) return refused('user-presence', 'the user-present flag is not set');
  if (!data.flags.uv) return refused('user-verification', 'the user-verified flag is not set');

  // 3. A key that cannot be backed up cannot be backed up.
  if (data.flags.bs && !data.flags.be) return refused('backup-flags', 'backed up without being eligible for backup');

  return {
    ok: true,
    counter: data.counter,
    backupEligible: data.flags.be,
    backedUp: data.flags.bs,
    credentialId: data.credentialID ?? null,
    publicKey: data.credentialPublicKey ?? null,
    aaguid: data.aaguid ?? null,
  };
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.byteLength !== b.byteLength) return false;
  let difference = 0;
  for (let i = 0; i < a.byteLength; i += 1) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}
