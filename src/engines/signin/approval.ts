import { isoBase64URL } from '@simplewebauthn/server/helpers';
import { refused, type Verdict } from './verdict.ts';
import { verifyAssertion, type KnownPasskey, type VerifiedAssertion } from './verify-assertion.ts';

/** Bytes of the nonce at the end of what is hashed: a fixed length keeps statement and nonce apart. */
export const APPROVAL_NONCE_BYTES = 32;

/**
 * The WebAuthn challenge of an approval: SHA-256 over the statement (UTF-8) followed by a nonce of exactly 32 bytes. Whoever
 * holds the statement and the nonce can check that a passkey signed for exactly this and nothing else.
 * @param nonce base64url of 32 random bytes
 * @returns base64url, or null when the nonce has another length
 */
export async function approvalChallenge(statement: string, nonce: string): Promise<string | null> {
  if (!/^[A-Za-z0-9_-]{43}$/.test(nonce)) return null;
  const nonceBytes = isoBase64URL.toBuffer(nonce);
  if (nonceBytes.byteLength !== APPROVAL_NONCE_BYTES) return null;
  const text = new TextEncoder().encode(statement);
  const whole = new Uint8Array(text.byteLength + APPROVAL_NONCE_BYTES);
  whole.set(text);
  whole.set(nonceBytes, text.byteLength);
  return isoBase64URL.fromBuffer(new Uint8Array(await crypto.subtle.digest('SHA-256', whole)));
}

/**
 * Verifies an approver's assertion over a statement with nothing but the passkey's public part: for a process that holds
 * write credentials on a host of its own and believes neither the console nor its database. That process must itself
 * remember the nonces it has taken, and the counter this gives back.
 */
export async function verifyApprovalAssertion(
  passkey: KnownPasskey,
  statement: string,
  nonce: string,
  assertion: unknown,
  relyingParty: { origins: readonly string[]; rpId: string },
): Promise<Verdict<VerifiedAssertion>> {
  const challenge = await approvalChallenge(statement, nonce);
  if (challenge === null) return refused('challenge', 'the nonce is not 32 bytes');
  return verifyAssertion(assertion, passkey, { challenge, ...relyingParty }, false);
}
