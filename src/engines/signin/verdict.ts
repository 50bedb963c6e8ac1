/**
 * Why a passkey's reply was refused. Stable: the audit log and tests name them.
 * Each stands for one guard of WebAuthn Level 3 §7.1 (registration) or §7.2 (assertion), or for a check of ours beyond it.
 */
export type RefusalReason =
  /** Not the JSON form of a credential, or larger than any real one. */
  | 'malformed'
  /** `id`, `rawId` and the id inside the authenticator data are not the same. */
  | 'id-mismatch'
  /** `webauthn.create` where `webauthn.get` was due, or the other way round. */
  | 'type'
  | 'challenge'
  | 'origin'
  /** Made in a frame of somebody else's page: how an embedded ceremony is phished. */
  | 'cross-origin'
  | 'rp-id'
  | 'user-presence'
  | 'user-verification'
  | 'algorithm'
  /** The public key does not fit its algorithm, or is too weak. */
  | 'key'
  | 'attestation'
  /** Backed up without being eligible for it: impossible by the standard. */
  | 'backup-flags'
  /** The key could not be synced when it was enrolled and can now, or the reverse: not the same key. */
  | 'backup-eligibility'
  | 'user-handle'
  | 'signature'
  /** The signature counter did not move on: a copy of the key may exist. */
  | 'counter';

/** What a check gives: accepted with its facts, or refused with the guard that failed and what it got. */
export type Verdict<T> = ({ ok: true } & T) | { ok: false; reason: RefusalReason; detail: string };

/** A refusal. `detail` names what was got and what was expected; it may hold hostile text and is for logs, not for pages. */
export function refused(reason: RefusalReason, detail: string): { ok: false; reason: RefusalReason; detail: string } {
  return { ok: false, reason, detail: detail.length > 300 ? `${detail.slice(0, 299)}…` : detail };
}

/** What the relying party expects of every ceremony. */
export interface Expectation {
  /** The challenge that was handed out for exactly this ceremony, base64url. */
  challenge: string;
  /** Origins the page may have, exact (`https://breakwater.acme.example`). */
  origins: readonly string[];
  /** The relying party id. */
  rpId: string;
}

/** Signature algorithms we accept (COSE numbers), in our order of preference: EdDSA (Ed25519), ES256, RS256. */
export const ACCEPTED_ALGORITHMS: readonly number[] = [-8, -7, -257];
