import { z } from 'zod';

/** Where a secret of the configuration is. */
export const secretSource = z
  .union([z.strictObject({ env: z.string().regex(/^[A-Z_][A-Z0-9_]*$/) }), z.strictObject({ file: z.string().min(1) })])
  .describe(
    'Where the secret is: {env: NAME} or {file: PATH}. Never the value itself, so that this file can be committed.',
  );

/** A proxy and how to sign in to it. */
export const proxySettings = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .describe('An HTTP proxy that allows CONNECT, e.g. http://proxy.acme.example:3128.'),
  username: z.string().min(1).max(200).optional(),
  password: secretSource.optional(),
});

export type SecretSource = { env: string } | { file: string };
