import { ACCEPTED_ALGORITHMS } from '../../engines/signin/index.ts';
import { CEREMONY_MS } from './times.ts';
import type { PasskeyTable } from './tables.ts';

type Json = Record<string, unknown>;

function descriptors(passkeys: readonly PasskeyTable[]): Json[] {
  return passkeys.map((passkey) => ({
    type: 'public-key',
    id: passkey.credential_id,
    transports: JSON.parse(passkey.transports) as unknown,
  }));
}

/** PublicKeyCredentialCreationOptionsJSON (WebAuthn Level 3 §5.1.8): a discoverable key with user verification, no attestation. */
export function creationOptions(from: {
  rpId: string;
  challenge: string;
  userHandle: string;
  name: string;
  existing: readonly PasskeyTable[];
}): Json {
  return {
    rp: { id: from.rpId, name: 'Breakwater' },
    user: { id: from.userHandle, name: from.name, displayName: from.name },
    challenge: from.challenge,
    pubKeyCredParams: ACCEPTED_ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
    timeout: CEREMONY_MS,
    attestation: 'none',
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
    excludeCredentials: descriptors(from.existing),
  };
}

/** PublicKeyCredentialRequestOptionsJSON. @param allowed the person's passkeys; none where nobody has been named yet */
export function requestOptions(from: { rpId: string; challenge: string; allowed: readonly PasskeyTable[] }): Json {
  return {
    rpId: from.rpId,
    challenge: from.challenge,
    timeout: CEREMONY_MS,
    userVerification: 'required',
    allowCredentials: descriptors(from.allowed),
  };
}
