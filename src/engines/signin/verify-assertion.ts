import { verifyAuthenticationResponse } from '@simplewebauthn/server';
import { isoBase64URL } from '@simplewebauthn/server/helpers';
import { checkAuthenticatorData } from './check-authenticator-data.ts';
import { checkClientData } from './check-client-data.ts';
import { checkPublicKey } from './check-public-key.ts';
import { refused, type Expectation, type Verdict } from './verdict.ts';
import { assertionShape } from './wire-shapes.ts';

/** What is known of an enrolled passkey, as kept at its registration. */
export interface KnownPasskey {
  /** base64url */
  credentialId: string;
  /** COSE_Key, CBOR. */
  publicKey: Uint8Array;
  counter: number;
  backupEligible: boolean;
  /** The user handle the key was made for, base64url. */
  userHandle: string;
}

export interface VerifiedAssertion {
  credentialId: string;
  /** To be kept for the next comparison. */
  counter: number;
  backedUp: boolean;
}

/** The credential id a reply claims, to look the passkey up by; null when the reply has no such form. */
export function claimedCredentialId(reply: unknown): string | null {
  const shaped = assertionShape.safeParse(reply);
  return shaped.success ? shaped.data.id : null;
}

/**
 * Verifies an assertion: WebAuthn Level 3 §7.2, stricter where the standard leaves a choice.
 * @param reply AuthenticationResponseJSON as the browser sent it: hostile until this says otherwise
 * @param needsUserHandle true where the person was not known before (sign-in without a name): the key must say whose it is
 */
export async function verifyAssertion(
  reply: unknown,
  passkey: KnownPasskey,
  expected: Expectation,
  needsUserHandle: boolean,
): Promise<Verdict<VerifiedAssertion>> {
  // 1. Shape and size.
  const shaped = assertionShape.safeParse(reply);
  if (!shaped.success) return refused('malformed', shaped.error.issues.map((issue) => issue.path.join('.')).join(', '));
  const { id, rawId, response } = shaped.data;

  // 2. One id everywhere: the library does not compare it with the key it is told to use.
  if (id !== rawId) return refused('id-mismatch', `id "${id}" is not rawId "${rawId}"`);
  if (id !== passkey.credentialId) return refused('id-mismatch', `got "${id}", expected "${passkey.credentialId}"`);

  // 3. The key says whose it is, and it is the person we hold it for.
  const userHandle = response.userHandle ?? null;
  if (userHandle === null && needsUserHandle) return refused('user-handle', 'the key did not say whose it is');
  if (userHandle !== null && userHandle !== passkey.userHandle) {
    return refused('user-handle', 'the key was made for somebody else');
  }

  // 4. What the browser says about the page.
  const page = checkClientData(response.clientDataJSON, 'webauthn.get', expected);
  if (!page.ok) return page;

  // 5. What the authenticator says.
  const facts = await checkAuthenticatorData(isoBase64URL.toBuffer(response.authenticatorData), expected.rpId);
  if (!facts.ok) return facts;

  // 6. Whether a key can be synced is settled when it is made (§6.1.3): a change means that it is not the same key.
  if (facts.backupEligible !== passkey.backupEligible) {
    return refused('backup-eligibility', `got ${facts.backupEligible}, enrolled with ${passkey.backupEligible}`);
  }

  // 7. The stored key is still of a kind we accept: a stricter release must not go on taking old ones.
  const key = checkPublicKey(passkey.publicKey);
  if (!key.ok) return key;

  // 8. The signature. The counter is compared by us afterwards: only a signed counter says anything about copies.
  try {
    const { verified } = await verifyAuthenticationResponse({
      response: {
        id,
        rawId,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: response.clientDataJSON,
          authenticatorData: response.authenticatorData,
          signature: response.signature,
        },
      },
      expectedChallenge: expected.challenge,
      expectedOrigin: [...expected.origins],
      expectedRPID: expected.rpId,
      requireUserVerification: true,
      credential: { id, publicKey: new Uint8Array(passkey.publicKey), counter: -1 },
    });
    if (!verified) return refused('signature', 'not signed by this key');
  } catch (thrown) {
    return refused('signature', String(thrown));
  }

  // 9. A counter that was ever in use must move on (§7.2 step 22); synced keys keep it at 0.
  if ((facts.counter !== 0 || passkey.counter !== 0) && facts.counter <= passkey.counter) {
    return refused('counter', `got ${facts.counter}, last seen ${passkey.counter}`);
  }

  return { ok: true, credentialId: id, counter: facts.counter, backedUp: facts.backedUp };
}
