import { decodeJwt, importJWK, jwtVerify } from 'jose';
import type { Clock } from '../../../base/clock.ts';
import type { Access, ServiceApp } from './access.ts';
import type { Replies } from './reply.ts';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Answers `POST /oauth2/v1/token`. */
export type TokenEndpoint = (request: Request) => Promise<Response>;

/**
 * The org's token endpoint for service applications: client_credentials with private_key_jwt (RFC 7523 §2.2), the only way
 * Okta gives its own API's scopes to a machine. A key id is used once, an assertion lives at most an hour.
 */
export function createTokenEndpoint(
  clock: Clock,
  access: Access,
  replies: Replies,
  log: (app: ServiceApp, scopes: readonly string[]) => void,
): TokenEndpoint {
  const usedAssertions = new Set<string>();

  function refuse(status: number, error: string, description: string): Response {
    return replies.json({ error, error_description: description }, { status });
  }

  async function verified(assertion: string, audience: string): Promise<ServiceApp | string> {
    const clientId = decoded(assertion)?.sub;
    const app = clientId === undefined ? undefined : access.apps.get(clientId);
    if (app === undefined) return "Invalid value for 'client_id' parameter.";
    try {
      const key = await importJWK(app.publicJwk, app.publicJwk.alg ?? 'RS256');
      const options = {
        issuer: app.clientId,
        subject: app.clientId,
        audience,
        currentDate: new Date(clock.now()),
        requiredClaims: ['exp'],
      };
      const { payload } = await jwtVerify(assertion, key, options);
      if ((payload.exp ?? 0) * 1_000 > clock.now() + 3_600_000)
        return 'The client_assertion token must not expire more than one hour in the future.';
      if (payload.jti !== undefined) {
        if (usedAssertions.has(payload.jti)) return 'The client_assertion token has already been used.';
        usedAssertions.add(payload.jti);
      }
      return app;
    } catch (error) {
      return `The client_assertion token is invalid: ${error instanceof Error ? error.message : 'unknown'}`;
    }
  }

  return async (request) => {
    const form = new URLSearchParams(await request.text());
    if (form.get('grant_type') !== 'client_credentials')
      return refuse(
        400,
        'unsupported_grant_type',
        'The authorization grant type is not supported by the authorization server.',
      );
    const assertion = form.get('client_assertion');
    if (assertion === null || form.get('client_assertion_type') !== ASSERTION_TYPE)
      return refuse(401, 'invalid_client', 'A client_assertion of type jwt-bearer is required.');
    const url = new URL(request.url);
    const app = await verified(assertion, `${url.origin}${url.pathname}`);
    if (typeof app === 'string') return refuse(401, 'invalid_client', app);
    const scopes = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
    if (scopes.length === 0) return refuse(400, 'invalid_scope', "The 'scope' parameter is required for this grant.");
    if (!scopes.every((scope) => app.scopes.includes(scope)))
      return refuse(
        400,
        'invalid_scope',
        'One or more scopes are not configured for the authorization server resource.',
      );
    const token = access.issue(app, scopes);
    log(app, scopes);
    return replies.json({
      token_type: 'Bearer',
      expires_in: token.expiresInS,
      access_token: token.value,
      scope: scopes.join(' '),
    });
  };
}

function decoded(assertion: string): { sub?: string | undefined } | null {
  try {
    return decodeJwt(assertion);
  } catch {
    // Not a JWT at all: the caller answers as for an unknown client.
    return null;
  }
}
