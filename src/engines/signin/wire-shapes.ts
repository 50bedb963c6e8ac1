import { z } from 'zod';

/** base64url without padding, bounded: sizes are far above what real authenticators send and far below what hurts. */
const base64url = (maxChars: number): z.ZodString =>
  z
    .string()
    .max(maxChars)
    .regex(/^[A-Za-z0-9_-]+$/);

/** A credential id is at most 1023 bytes (WebAuthn Level 3 §5.8.3 refers to CTAP's limit). */
const credentialId = base64url(1364);

/** RegistrationResponseJSON, the parts we use (WebAuthn Level 3 §5.1.8). */
export const registrationShape = z.object({
  id: credentialId,
  rawId: credentialId,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: base64url(8192),
    attestationObject: base64url(65_536),
    transports: z.array(z.string().max(40)).max(10).optional(),
  }),
});

/** AuthenticationResponseJSON, the parts we use (WebAuthn Level 3 §5.1.8). */
export const assertionShape = z.object({
  id: credentialId,
  rawId: credentialId,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: base64url(8192),
    authenticatorData: base64url(8192),
    signature: base64url(4096),
    // Browsers send null or leave it out where the key keeps no user handle.
    userHandle: base64url(128).nullish(),
  }),
});
