import { Secret } from '../../base/secret.ts';
import type { OktaCredentialInput } from '../../platform/http/credential.ts';

/** How one side (reading or responding) signs in to Okta. The two sides never share one. */
export type OktaCredential =
  /** An API token (`SSWS`): carries the whole role of the administrator who made it. */
  | { kind: 'token'; token: Secret }
  /** An OAuth 2 service app with `private_key_jwt` (preferred): carries only the scopes it was granted. */
  | { kind: 'private-key'; clientId: string; keyId: string | null; privateKey: Secret };

/** The credential of a form or configuration, its secret part wrapped. */
export function oktaCredentialOf(input: OktaCredentialInput): OktaCredential {
  if (input.kind === 'token') return { kind: 'token', token: new Secret(input.token) };
  return {
    kind: 'private-key',
    clientId: input.clientId,
    keyId: input.keyId ?? null,
    privateKey: new Secret(input.privateKey),
  };
}
