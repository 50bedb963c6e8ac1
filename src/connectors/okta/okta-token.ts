import { exportJWK, generateKeyPair, importJWK, importPKCS8, SignJWT, type CryptoKey, type JWK } from 'jose';
import { hash } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import { uuidv7 } from '../../base/ids.ts';
import { isRecord, parseJson } from './json.ts';
import { boundedFetch, type BoundedReply } from './bounded-fetch.ts';
import type { OktaCredential } from './okta-credential.ts';
import { oktaFault, skewFault, vendorError } from './okta-fault.ts';

type PrivateKeyCredential = Extract<OktaCredential, { kind: 'private-key' }>;

/** An access token as Okta gave it. */
export interface AccessToken {
  value: string;
  /** `DPoP` when the app requires proof of possession (Okta's default for new service apps), else `Bearer`. */
  scheme: 'Bearer' | 'DPoP';
  scopes: string[];
  /** By our clock, milliseconds UTC. */
  expiresAt: number;
}

export interface TokenClientOptions {
  orgUrl: URL;
  credential: PrivateKeyCredential;
  fetch: typeof globalThis.fetch;
  clock: Clock;
  timeoutMs?: number;
}

/** Gets access tokens and proofs of possession for one service app. */
export interface TokenClient {
  /** A fresh token with exactly these scopes. @throws AppError `okta.scope_missing`, `okta.credential_invalid`, `okta.clock_skew`, … */
  fetchToken(scopes: readonly string[], signal?: AbortSignal): Promise<AccessToken>;
  /** Headers that carry the token on one call: RFC 6750, or RFC 9449 §7 with a proof made for it. */
  authorize(token: AccessToken, method: string, url: URL): Promise<Record<string, string>>;
  /** Keeps the nonce a resource asks for in later proofs (RFC 9449 §9). True when the call should be made again with it. */
  learnNonce(headers: Headers): boolean;
  /** Gives a token back (RFC 7009), for tokens taken only to look. */
  revoke(token: AccessToken, signal?: AbortSignal): Promise<void>;
}

/** Okta allows an hour; a minute is enough for one call and tolerates a clock that is slightly wrong. */
const ASSERTION_LIFETIME_S = 300;

/** `client_credentials` with `private_key_jwt` (RFC 7523 §2.2) and, where the app requires it, DPoP (RFC 9449). */
export function createTokenClient(options: TokenClientOptions): TokenClient {
  const { orgUrl, credential, clock } = options;
  const tokenUrl = new URL('/oauth2/v1/token', orgUrl);
  let signingKey: Promise<{ key: CryptoKey | Uint8Array; alg: string; keyId: string | null }> | null = null;
  let proofKey: Promise<{ privateKey: CryptoKey; jwk: JWK }> | null = null;
  let usesProof = false;
  const nonces = new Map<'token' | 'resource', string>();

  async function assertion(audience: URL): Promise<string> {
    signingKey ??= readSigningKey(credential);
    const { key, alg, keyId } = await signingKey;
    const nowS = Math.floor(clock.now() / 1000);
    return new SignJWT({})
      .setProtectedHeader({ alg, typ: 'JWT', ...(keyId === null ? {} : { kid: keyId }) })
      .setIssuer(credential.clientId)
      .setSubject(credential.clientId)
      .setAudience(audience.href)
      .setIssuedAt(nowS)
      .setExpirationTime(nowS + ASSERTION_LIFETIME_S)
      .setJti(uuidv7(clock.now()))
      .sign(key);
  }

  async function proof(method: string, url: URL, accessToken: string | null): Promise<string> {
    proofKey ??= generateKeyPair('ES256').then(async (pair) => ({
      privateKey: pair.privateKey,
      jwk: await exportJWK(pair.publicKey),
    }));
    const { privateKey, jwk } = await proofKey;
    const nonce = nonces.get(accessToken === null ? 'token' : 'resource');
    const claims = {
      htm: method,
      htu: `${url.origin}${url.pathname}`,
      ...(nonce === undefined ? {} : { nonce }),
      ...(accessToken === null ? {} : { ath: hash('sha256', accessToken, 'base64url') }),
    };
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
      .setIssuedAt(Math.floor(clock.now() / 1000))
      .setJti(uuidv7(clock.now()))
      .sign(privateKey);
  }

  async function post(url: URL, form: Record<string, string>, signal?: AbortSignal): Promise<BoundedReply> {
    const body = new URLSearchParams({
      ...form,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await assertion(url),
    }).toString();
    const headers: Record<string, string> = {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
    };
    if (usesProof) headers['dpop'] = await proof('POST', url, null);
    return boundedFetch(
      options.fetch,
      url,
      { method: 'POST', headers, body },
      `POST ${url.pathname}`,
      signal,
      options.timeoutMs,
    );
  }

  return {
    async fetchToken(scopes, signal) {
      const form = { grant_type: 'client_credentials', scope: scopes.join(' ') };
      // At most three: as it stands, then with a proof, then with the nonce that the first proof lacked.
      for (let attempt = 0; ; attempt += 1) {
        const reply = await post(tokenUrl, form, signal);
        const body = parseJson(reply.text);
        if (reply.status === 200) return readToken(body, scopes, clock.now());
        const { code } = vendorError(body);
        const nonce = reply.headers.get('dpop-nonce');
        if (attempt < 2 && code === 'invalid_dpop_proof' && !usesProof) usesProof = true;
        else if (attempt < 2 && code === 'use_dpop_nonce' && nonce !== null) nonces.set('token', nonce);
        else throw tokenFault(reply, body, scopes, clock.now());
      }
    },

    async authorize(token, method, url) {
      if (token.scheme === 'Bearer') return { authorization: `Bearer ${token.value}` };
      return { authorization: `DPoP ${token.value}`, dpop: await proof(method, url, token.value) };
    },

    learnNonce(headers) {
      const nonce = headers.get('dpop-nonce');
      if (nonce === null || nonces.get('resource') === nonce) return false;
      nonces.set('resource', nonce.slice(0, 500));
      return true;
    },

    async revoke(token, signal) {
      await post(new URL('/oauth2/v1/revoke', orgUrl), { token: token.value, token_type_hint: 'access_token' }, signal);
    },
  };
}

async function readSigningKey(
  credential: PrivateKeyCredential,
): Promise<{ key: CryptoKey | Uint8Array; alg: string; keyId: string | null }> {
  const text = credential.privateKey.reveal().trim();
  try {
    if (text.startsWith('{')) {
      const jwk: JWK = JSON.parse(text);
      const alg = jwk.alg ?? (jwk.kty === 'EC' ? 'ES256' : 'RS256');
      return { key: await importJWK(jwk, alg), alg, keyId: credential.keyId ?? jwk.kid ?? null };
    }
    const rsa = await importPKCS8(text, 'RS256').catch(() => null);
    if (rsa !== null) return { key: rsa, alg: 'RS256', keyId: credential.keyId };
    return { key: await importPKCS8(text, 'ES256'), alg: 'ES256', keyId: credential.keyId };
  } catch {
    // The parser's own words could quote the key: they are not passed on.
    throw new AppError('okta.key_unreadable', 'The private key of the Okta service app cannot be read', {
      remedy: 'Give it as PEM in PKCS #8 ("BEGIN PRIVATE KEY", RSA or P-256) or as a private JWK.',
    });
  }
}

function readToken(body: unknown, asked: readonly string[], now: number): AccessToken {
  const members = isRecord(body) ? body : {};
  const value = members['access_token'];
  const type = members['token_type'];
  const lifetime = members['expires_in'];
  if (typeof value !== 'string' || value === '' || value.length > 16_384) throw garbageToken();
  const scope = members['scope'];
  const lifetimeS =
    typeof lifetime === 'number' && Number.isFinite(lifetime) ? Math.max(0, Math.min(lifetime, 86_400)) : 300;
  return {
    value,
    scheme: typeof type === 'string' && type.toLowerCase() === 'dpop' ? 'DPoP' : 'Bearer',
    scopes: typeof scope === 'string' ? scope.split(' ').filter((word) => word !== '') : [...asked],
    expiresAt: now + lifetimeS * 1000,
  };
}

function garbageToken(): AppError {
  return new AppError('okta.garbage', 'The token endpoint answered 200 without an access token', {
    remedy: 'This is not an answer of Okta’s; check the organisation’s address and any proxy between.',
  });
}

function tokenFault(reply: BoundedReply, body: unknown, scopes: readonly string[], now: number): AppError {
  const { code, text } = vendorError(body);
  const details = { status: reply.status, oktaCode: code, oktaRequestId: reply.headers.get('x-okta-request-id') };
  const skewMs = skewOf(reply.headers, now);
  if (code === 'invalid_scope') {
    const named = scopes.filter((scope) => text?.includes(scope));
    const missing = (named.length > 0 ? named : scopes).join(', ');
    return new AppError('okta.scope_missing', `The Okta service app was not granted ${missing}`, {
      remedy: `Grant ${missing} (Okta: Applications → the app → Okta API Scopes), then try again.`,
      details: { ...details, missingScope: missing },
    });
  }
  if (code === 'invalid_client' || code === 'invalid_dpop_proof' || reply.status === 401) {
    const skewed = skewFault(skewMs, details);
    if (skewed !== null) return skewed;
    return new AppError(
      'okta.credential_invalid',
      `Okta does not accept the service app's key: ${text ?? `HTTP ${reply.status}`}`,
      {
        remedy:
          'Check the client id, that the app is active, and that the key’s public half stands in its Public keys; set the key id where the app has several.',
        details,
      },
    );
  }
  return oktaFault({
    status: reply.status,
    place: 'POST /oauth2/v1/token',
    body,
    authenticate: reply.headers.get('www-authenticate'),
    requestId: reply.headers.get('x-okta-request-id'),
    skewMs,
    scopes,
    credentialKind: 'private-key',
    resetInMs: null,
  });
}

/** The other side's clock minus ours, milliseconds, from its `Date` header; null where there is none. */
export function skewOf(headers: Headers, now: number): number | null {
  const date = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(date) ? null : date - now;
}
