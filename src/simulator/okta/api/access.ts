import type { JWK } from 'jose';
import type { Clock } from '../../../base/clock.ts';
import { OKTA_ERROR } from '../../../connectors/okta/wire.ts';
import type { LogParty } from '../log-event.ts';
import type { SeededIds } from '../seeded-ids.ts';
import type { Replies } from './reply.ts';

/** A service application with a private key of its own, and the scopes an administrator granted it. */
export interface ServiceApp {
  clientId: string;
  name: string;
  /** Public key; RSA, EC or Ed25519. */
  publicJwk: JWK;
  scopes: readonly string[];
}

/** An SSWS token. It may do what its owner may: everything, or reading only. */
export interface ApiToken {
  id: string;
  value: string;
  owner: LogParty;
  readOnly: boolean;
}

/** Who is calling, as the System Log will name them. */
export interface Caller {
  party: LogParty;
  clientId: string | null;
  apiTokenId: string | null;
}

/** Credentials the org accepts. */
export interface Access {
  apps: Map<string, ServiceApp>;
  tokens: Map<string, ApiToken>;
  /** Issues an access token for an hour. */
  issue(app: ServiceApp, scopes: readonly string[]): { value: string; expiresInS: number };
  /** Ends every access token and SSWS token, as an administrator who revokes them does. */
  revokeAll(): void;
  /** The caller, or the refusal Okta answers with. */
  authorize(request: Request, need: { scope: string | null; writes: boolean }, replies: Replies): Caller | Response;
}

const TOKEN_LIFE_S = 3_600;

/** Credentials of one org. */
export function createAccess(clock: Clock, ids: SeededIds): Access {
  const issued = new Map<string, { app: ServiceApp; scopes: readonly string[]; expiresMs: number }>();
  const access: Access = {
    apps: new Map(),
    tokens: new Map(),
    issue(app, scopes) {
      const value = `eyJ${ids.text(80)}`;
      issued.set(value, { app, scopes, expiresMs: clock.now() + TOKEN_LIFE_S * 1_000 });
      return { value, expiresInS: TOKEN_LIFE_S };
    },
    revokeAll() {
      issued.clear();
      access.tokens.clear();
    },
    authorize(request, need, replies) {
      const header = request.headers.get('authorization') ?? '';
      const [scheme = '', value = ''] = header.split(' ', 2);
      if (scheme === 'SSWS') return ssws(value, need.writes, replies);
      if (scheme === 'Bearer') return bearer(value, need.scope, new URL(request.url), replies);
      return replies.error(403, OKTA_ERROR.invalidSession, 'Invalid session');
    },
  };

  function ssws(value: string, writes: boolean, replies: Replies): Caller | Response {
    const token = access.tokens.get(value);
    if (token === undefined) return replies.error(401, OKTA_ERROR.invalidToken, 'Invalid token provided');
    if (writes && token.readOnly) return denied(replies, {});
    return { party: token.owner, clientId: null, apiTokenId: token.id };
  }

  function bearer(value: string, scope: string | null, url: URL, replies: Replies): Caller | Response {
    const token = issued.get(value);
    const realm = `authorization_uri="${url.origin}/oauth2/v1/authorize", realm="${url.origin}"`;
    if (token === undefined || token.expiresMs <= clock.now()) {
      const headers = {
        'www-authenticate': `Bearer ${realm}, scope="${scope ?? ''}", error="invalid_token", error_description="The access token is invalid or has expired.", resource="${url.pathname}"`,
      };
      return replies.error(401, OKTA_ERROR.invalidToken, 'Invalid token provided', { headers });
    }
    if (scope !== null && !token.scopes.includes(scope)) {
      const header = `Bearer ${realm}, scope="${scope}", error="insufficient_scope", error_description="The access token provided does not contain the required scopes.", resource="${url.pathname}"`;
      return denied(replies, { 'www-authenticate': header });
    }
    const { clientId, name } = token.app;
    return {
      party: { id: clientId, type: 'PublicClientApp', alternateId: clientId, displayName: name },
      clientId,
      apiTokenId: null,
    };
  }

  return access;
}

function denied(replies: Replies, headers: Record<string, string>): Response {
  return replies.error(403, OKTA_ERROR.accessDenied, 'You do not have permission to perform the requested action', {
    headers,
  });
}
