import { verifyRegistrationResponse } from '@simplewebauthn/server';
import { decodeAttestationObject, isoBase64URL } from '@simplewebauthn/server/helpers';
import { assessAttestation, type AttestationKind } from './attestation.ts';
import { checkAuthenticatorData } from './check-authenticator-data.ts';
import { checkClientData } from './check-client-data.ts';
import { checkPublicKey } from './check-public-key.ts';
import { ACCEPTED_ALGORITHMS, refused, type Expectation, type Verdict } from './verdict.ts';
import { registrationShape } from './wire-shapes.ts';

/** A passkey as it was enrolled: what must be kept to verify its assertions later. */
export interface RegisteredPasskey {
  /** base64url */
  credentialId: string;
  /** COSE_Key, CBOR. */
  publicKey: Uint8Array;
  algorithm: number;
  counter: number;
  backupEligible: boolean;
  backedUp: boolean;
  transports: string[];
  attestation: { kind: AttestationKind; format: string; trusted: false };
  /** The model the authenticator claims (hex); unproven. */
  claimedAaguid: string;
}

const TRANSPORTS = new Set(['usb', 'nfc', 'ble', 'smart-card', 'hybrid', 'internal', 'cable']);

/**
 * Registers a new credential: WebAuthn Level 3 §7.1, stricter where the standard leaves a choice. User verification is
 * required, frames are refused, attestation is never trusted (see attestation.ts).
 * @param reply RegistrationResponseJSON as the browser sent it: hostile until this says otherwise
 */
export async function verifyRegistration(reply: unknown, expected: Expectation): Promise<Verdict<RegisteredPasskey>> {
  // 1. Shape and size.
  const shaped = registrationShape.safeParse(reply);
  if (!shaped.success) return refused('malformed', shaped.error.issues.map((issue) => issue.path.join('.')).join(', '));
  const { id, rawId, response } = shaped.data;
  if (id !== rawId) return refused('id-mismatch', `id "${id}" is not rawId "${rawId}"`);

  // 2. What the browser says about the page.
  const page = checkClientData(response.clientDataJSON, 'webauthn.create', expected);
  if (!page.ok) return page;

  // 3. How much of the attestation is looked at.
  const attestation = assessAttestation(response.attestationObject);
  if (!attestation.ok) return attestation;

  // 4. What the authenticator says.
  const authData = decodeAttestationObject(isoBase64URL.toBuffer(attestation.toVerify)).get('authData');
  const facts = await checkAuthenticatorData(authData, expected.rpId);
  if (!facts.ok) return facts;
  if (!facts.credentialId || !facts.publicKey || !facts.aaguid) {
    return refused('malformed', 'authenticator data holds no credential');
  }

  // 5. The id outside is the id inside: otherwise somebody registers his key under another's id.
  const insideId = isoBase64URL.fromBuffer(new Uint8Array(facts.credentialId));
  if (insideId !== id) return refused('id-mismatch', `id "${id}", but the authenticator made "${insideId}"`);

  // 6. A key of a kind and strength we accept.
  const key = checkPublicKey(facts.publicKey);
  if (!key.ok) return key;
  if (attestation.kind === 'self' && attestation.selfAlgorithm !== key.algorithm) {
    return refused(
      'attestation',
      `self-attested with ${String(attestation.selfAlgorithm)}, the key is ${key.algorithm}`,
    );
  }

  // 7. The library's own reading of all of it, and the signature of a self-attestation.
  try {
    const { verified } = await verifyRegistrationResponse({
      response: {
        id,
        rawId,
        type: 'public-key',
        clientExtensionResults: {},
        response: { clientDataJSON: response.clientDataJSON, attestationObject: attestation.toVerify },
      },
      expectedChallenge: expected.challenge,
      expectedOrigin: [...expected.origins],
      expectedRPID: expected.rpId,
      requireUserVerification: true,
      supportedAlgorithmIDs: [...ACCEPTED_ALGORITHMS],
    });
    if (!verified) return refused('attestation', 'the self-attestation is not signed by the new key');
  } catch (thrown) {
    return refused('attestation', String(thrown));
  }

  return {
    ok: true,
    credentialId: id,
    publicKey: facts.publicKey,
    algorithm: key.algorithm,
    counter: facts.counter,
    backupEligible: facts.backupEligible,
    backedUp: facts.backedUp,
    transports: (response.transports ?? []).filter((name) => TRANSPORTS.has(name)),
    attestation: { kind: attestation.kind, format: attestation.format, trusted: false },
    claimedAaguid: Array.from(facts.aaguid, (byte) => byte.toString(16).padStart(2, '0')).join(''),
  };
}
