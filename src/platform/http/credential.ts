import { z } from 'zod';

/** How Breakwater signs in to Okta: an API token, or an OAuth 2 service app with a private key (preferred). */
export const oktaCredentialInput = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('token'), token: z.string().trim().min(10).max(500) }),
  z.object({
    kind: z.literal('private-key'),
    clientId: z.string().trim().min(5).max(200),
    keyId: z.string().trim().max(200).optional(),
    /** PEM (PKCS #8) or JWK JSON. */
    privateKey: z.string().trim().min(100).max(20_000),
  }),
]);

export type OktaCredentialInput = z.output<typeof oktaCredentialInput>;
