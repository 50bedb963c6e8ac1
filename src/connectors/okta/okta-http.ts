import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import { boundedFetch, type BoundedReply } from './bounded-fetch.ts';
import { parseJson } from './json.ts';
import type { OktaCredential } from './okta-credential.ts';
import { oktaFault } from './okta-fault.ts';
import { createTokenClient, skewOf, type AccessToken, type TokenClient } from './okta-token.ts';

export interface OktaHttpOptions {
  /** e.g. `https://acme.okta.com`; a path on it is ignored. */
  orgUrl: string;
  credential: OktaCredential;
  /** Asked of a service app; an API token has none. */
  scopes: readonly string[];
  clock: Clock;
  /** Default: the platform's. */
  fetch?: typeof globalThis.fetch;
  /** Real milliseconds per call; default 20,000. */
  timeoutMs?: number;
}

export interface OktaCall {
  query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Sent as JSON. */
  body?: unknown;
  signal?: AbortSignal;
}

/** What is left of the limit that the call counted against. */
export interface RateLimit {
  limit: number;
  remaining: number;
  /** Until it is full again, milliseconds. */
  resetInMs: number;
}

export interface OktaReply {
  status: number;
  /** Parsed JSON; null for an empty body (204). */
  body: unknown;
  /** Path and query of the `rel="next"` link, checked to lie on the same organisation; null where there is none. */
  nextPath: string | null;
  rateLimit: RateLimit | null;
  /** Okta's clock minus ours, milliseconds; null where the reply had no date. */
  skewMs: number | null;
}

/** One organisation's API behind one credential. */
export interface OktaHttp {
  readonly origin: string;
  readonly credentialKind: OktaCredential['kind'];
  /**
   * One call. Gives 2xx replies; everything else is thrown.
   * @param path from the organisation's root, ids in it encoded by the caller, e.g. `/api/v1/users/00u1`; may hold a query (a next link)
   * @throws AppError `okta.rate_limited` (with `retryAfterMs`; also before a call that could only be refused),
   *   `okta.credential_invalid`, `okta.scope_missing`, `okta.forbidden`, `okta.not_found`, `okta.rejected`, `okta.unavailable`,
   *   `okta.unreachable`, `okta.timeout`, `okta.redirected`, `okta.garbage`, `okta.reply_too_large`, `okta.clock_skew`
   */
  request(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, call?: OktaCall): Promise<OktaReply>;
  /** Scopes of the access token (fetched if need be); null for an API token. */
  grantedScopes(signal?: AbortSignal): Promise<string[] | null>;
  /** Which of these scopes the app could also get: tokens are taken one by one and given back at once. Empty for an API token. */
  probeScopes(scopes: readonly string[], signal?: AbortSignal): Promise<string[]>;
}

/** A token is renewed this long before it ends, so that no call meets its end. */
const RENEW_BEFORE_MS = 60_000;

/** Okta's windows are a minute; a reset further away is a clock or a header gone wrong. */
const LONGEST_RESET_MS = 120_000;

/** Client of Okta's management API, shared by the reader and the responder (each with a credential of its own). */
export function createOktaHttp(options: OktaHttpOptions): OktaHttp {
  const { credential, clock } = options;
  const base = orgBase(options.orgUrl);
  const fetch = options.fetch ?? globalThis.fetch;
  const tokens: TokenClient | null =
    credential.kind === 'private-key'
      ? createTokenClient({
          orgUrl: base,
          credential,
          fetch,
          clock,
          ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
        })
      : null;
  /** Bucket → until when it is empty, by our clock. */
  const emptyUntil = new Map<string, number>();
  let current: Promise<AccessToken> | null = null;

  async function token(client: TokenClient, signal?: AbortSignal): Promise<AccessToken> {
    const held = current === null ? null : await current.catch(() => null);
    if (held !== null && held.expiresAt - RENEW_BEFORE_MS > clock.now()) return held;
    // Shared between calls that come at once; a failed one is not kept.
    const fresh = client.fetchToken(options.scopes, signal);
    current = fresh;
    fresh.catch(() => {
      if (current === fresh) current = null;
    });
    return fresh;
  }

  async function authorization(method: string, url: URL, signal?: AbortSignal): Promise<Record<string, string>> {
    if (credential.kind === 'token') return { authorization: `SSWS ${credential.token.reveal()}` };
    if (tokens === null) throw new Error('unreachable: a private key without a token client');
    return tokens.authorize(await token(tokens, signal), method, url);
  }

  async function once(method: string, url: URL, call: OktaCall, place: string): Promise<BoundedReply> {
    const headers: Record<string, string> = {
      accept: 'application/json',
      'user-agent': 'Breakwater',
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(await authorization(method, url, call.signal)),
    };
    const body = call.body === undefined ? undefined : JSON.stringify(call.body);
    return boundedFetch(fetch, url, { method, headers, body }, place, call.signal, options.timeoutMs);
  }

  async function send(method: string, url: URL, call: OktaCall, place: string): Promise<BoundedReply> {
    const reply = await once(method, url, call, place);
    if (tokens === null || (reply.status !== 401 && reply.status !== 400)) return reply;
    if (tokens.learnNonce(reply.headers)) return once(method, url, call, place);
    if (reply.status !== 401) return reply;
    // A token may be revoked before its time; a fresh one settles whether the app itself is refused.
    current = null;
    return once(method, url, call, place);
  }

  return {
    origin: base.origin,
    credentialKind: credential.kind,

    async request(method, path, call = {}) {
      const url = urlOf(base, path, call.query);
      const place = `${method} ${url.pathname}`;
      const bucket = bucketOf(url);
      const now = clock.now();
      const empty = emptyUntil.get(bucket);
      if (empty !== undefined && empty > now && empty - now <= LONGEST_RESET_MS) {
        throw oktaFault({ ...NO_REFUSAL, status: 429, place, credentialKind: credential.kind, resetInMs: empty - now });
      }
      const reply = await send(method, url, call, place);
      const after = clock.now();
      const rateLimit = rateLimitOf(reply.headers, after);
      if (rateLimit !== null && rateLimit.remaining <= 0) emptyUntil.set(bucket, after + rateLimit.resetInMs);
      else emptyUntil.delete(bucket);
      const body = reply.text === '' ? null : parseJson(reply.text);
      const skewMs = skewOf(reply.headers, after);
      if (reply.status < 200 || reply.status >= 300) {
        const held = current === null ? null : await current.catch(() => null);
        const resetInMs = rateLimit?.resetInMs ?? retryAfterOf(reply.headers);
        if (reply.status === 429) emptyUntil.set(bucket, after + (resetInMs ?? 60_000));
        throw oktaFault({
          status: reply.status,
          place,
          body,
          authenticate: reply.headers.get('www-authenticate'),
          requestId: reply.headers.get('x-okta-request-id'),
          skewMs,
          scopes: held?.scopes ?? [],
          credentialKind: credential.kind,
          resetInMs,
        });
      }
      if (reply.text !== '' && body === null && reply.text.trim() !== 'null') throw garbage(base, place, reply);
      return { status: reply.status, body, nextPath: nextPathOf(base, reply.headers), rateLimit, skewMs };
    },

    async grantedScopes(signal) {
      return tokens === null ? null : (await token(tokens, signal)).scopes;
    },

    async probeScopes(scopes, signal) {
      const granted: string[] = [];
      if (tokens === null) return granted;
      for (const scope of scopes) {
        try {
          const probe = await tokens.fetchToken([scope], signal);
          granted.push(scope);
          await tokens.revoke(probe, signal);
        } catch (thrown) {
          if (!(thrown instanceof AppError) || thrown.code !== 'okta.scope_missing') throw thrown;
        }
      }
      return granted;
    },
  };
}

const NO_REFUSAL = {
  body: null,
  authenticate: null,
  requestId: null,
  skewMs: null,
  scopes: [],
} as const;

/** The organisation's root. @throws AppError `okta.wrong_org_url`, `okta.insecure_url` */
function orgBase(orgUrl: string): URL {
  const url = URL.canParse(orgUrl) ? new URL(orgUrl) : null;
  if (url === null || !/^https?:$/u.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new AppError('okta.wrong_org_url', 'The address of the Okta organisation cannot be used', {
      remedy: 'Give it as https://acme.okta.com, without a user name.',
    });
  }
  // Whoever gave the address, for reading or for writing: a credential crosses no network in clear.
  if (url.protocol !== 'https:' && !isLoopback(url.hostname)) {
    throw new AppError('okta.insecure_url', `The credential for ${url.host} would travel unencrypted`, {
      status: 400,
      remedy: `Use https://${url.host} instead.`,
    });
  }
  if (/-admin\.(?:okta|oktapreview|okta-emea)\.com$/u.test(url.hostname)) {
    throw new AppError('okta.wrong_org_url', `${url.hostname} is the address of the admin console, not of the API`, {
      remedy: `Use https://${url.hostname.replace('-admin.', '.')} instead.`,
    });
  }
  return new URL(url.origin);
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/u.test(hostname);
}

/** The URL of a path on the organisation. Paths that would lead elsewhere are a fault of the caller or of a hostile link. */
function urlOf(base: URL, path: string, query: OktaCall['query']): URL {
  const url = new URL(path, base);
  if (!path.startsWith('/') || url.origin !== base.origin || url.pathname !== path.split(/[?#]/u, 1)[0]) {
    throw new AppError('okta.path_invalid', 'A path leads away from the Okta organisation or is not in its plain form');
  }
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url;
}

/** Okta counts by endpoint family: `/api/v1/logs`, `/api/v1/users`, … */
function bucketOf(url: URL): string {
  return url.pathname.split('/', 4).join('/');
}

function rateLimitOf(headers: Headers, now: number): RateLimit | null {
  const limit = numberOf(headers.get('x-rate-limit-limit'));
  const remaining = numberOf(headers.get('x-rate-limit-remaining'));
  const resetS = numberOf(headers.get('x-rate-limit-reset'));
  if (limit === null || remaining === null || resetS === null) return null;
  // The reset is a moment of Okta's clock. Its own date tells the distance even where our clock is wrong.
  const theirNow = now + (skewOf(headers, now) ?? 0);
  const byTheirs = resetS * 1000 - theirNow;
  const resetInMs = byTheirs >= 0 && byTheirs <= LONGEST_RESET_MS ? byTheirs : resetS * 1000 - now;
  return { limit, remaining, resetInMs: Math.max(1000, Math.min(resetInMs, 60_000)) };
}

function retryAfterOf(headers: Headers): number | null {
  const seconds = numberOf(headers.get('retry-after'));
  return seconds === null ? null : Math.max(1000, Math.min(seconds * 1000, LONGEST_RESET_MS));
}

function numberOf(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/u.test(text.trim()) ? Number(text) : null;
}

/** RFC 8288. fetch joins repeated headers with commas; a URI in angle brackets may hold commas itself. */
function nextPathOf(base: URL, headers: Headers): string | null {
  const header = (headers.get('link') ?? '').slice(0, 16_384);
  for (let open = header.indexOf('<'); open >= 0; open = header.indexOf('<', open + 1)) {
    const close = header.indexOf('>', open);
    if (close < 0) return null;
    const nextOpen = header.indexOf('<', close);
    const parameters = header.slice(close + 1, nextOpen < 0 ? undefined : nextOpen);
    if (!/;\s{0,8}rel="?next"?/u.test(parameters)) continue;
    const target = header.slice(open + 1, close);
    const url = URL.canParse(target, base) ? new URL(target, base) : null;
    if (url === null || url.origin !== base.origin) {
      throw new AppError('okta.garbage', `A next link of ${base.host} leads to another host; it is not followed`, {
        remedy:
          'A proxy rewrites Okta’s replies, or the organisation’s address is not its own; use the address that Okta itself uses.',
      });
    }
    return `${url.pathname}${url.search}`;
  }
  return null;
}

function garbage(base: URL, place: string, reply: BoundedReply): AppError {
  const type = (reply.headers.get('content-type') ?? 'no type').slice(0, 80);
  return new AppError('okta.garbage', `${base.host} answered ${place} with something that is not JSON (${type})`, {
    retryable: true,
    remedy: 'Check that the address is the organisation’s own and that no proxy or sign-in page answers in its place.',
  });
}
