/** The strict WebAuthn policy. See README.md. */
export { APPROVAL_NONCE_BYTES, approvalChallenge, verifyApprovalAssertion } from './approval.ts';
export type { AttestationKind } from './attestation.ts';
export { ACCEPTED_ALGORITHMS, type Expectation, type RefusalReason, type Verdict } from './verdict.ts';
export { claimedCredentialId, verifyAssertion, type KnownPasskey, type VerifiedAssertion } from './verify-assertion.ts';
export { verifyRegistration, type RegisteredPasskey } from './verify-registration.ts';
