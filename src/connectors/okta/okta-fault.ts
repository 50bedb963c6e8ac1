import { AppError } from '../../base/errors.ts';
import { isRecord } from './json.ts';

/** What is known of a reply that is no success. */
export interface OktaRefusal {
  status: number;
  /** e.g. `GET /api/v1/logs`: names the place, never a query. */
  place: string;
  /** Parsed body, or null where it was no JSON. */
  body: unknown;
  authenticate: string | null;
  requestId: string | null;
  /** Okta's clock minus ours, milliseconds; null where the reply had no date. */
  skewMs: number | null;
  /** Scopes that the call was made with; empty for an API token. */
  scopes: readonly string[];
  credentialKind: 'token' | 'private-key';
  /** How long the vendor asks us to wait, milliseconds; for 429. */
  resetInMs: number | null;
}

/** Beyond this, signed assertions are refused and token lifetimes misread. */
export const SKEW_TOLERATED_MS = 60_000;

/** Turns a refusal into words: what Okta said, what it means, what to do. Codes are stable. */
export function oktaFault(refusal: OktaRefusal): AppError {
  const { status, place } = refusal;
  const { code, text } = vendorError(refusal.body);
  const details = { status, oktaCode: code, oktaRequestId: refusal.requestId };
  const said = text === null ? `HTTP ${status}` : `${text}${code === null ? '' : ` (${code})`}`;
  if (status === 429) {
    return new AppError('okta.rate_limited', `Okta's rate limit is used up for ${place}`, {
      retryable: true,
      retryAfterMs: refusal.resetInMs ?? 60_000,
      remedy: 'Reading goes on when the limit resets; raise the token’s share of the limit in Okta if this stays.',
      details,
    });
  }
  if (status === 401) return signInFault(refusal, said, details);
  const missing = missingScope(refusal);
  if (missing !== null) {
    return new AppError('okta.scope_missing', `Okta refused ${place}: the credential lacks ${missing}`, {
      remedy: `Grant ${missing} to the app (Okta: Applications → the app → Okta API Scopes), or use a credential that has it.`,
      details: { ...details, missingScope: missing },
    });
  }
  if (status === 403) {
    return new AppError('okta.forbidden', `Okta refused ${place}: ${said}`, {
      remedy:
        refusal.credentialKind === 'token'
          ? 'The administrator who made the API token lacks the right for this call, or a network zone of the token excludes this host.'
          : 'Give the service app an administrator role that covers this call (Okta: the app → Admin roles).',
      details,
    });
  }
  if (status === 404) {
    return new AppError('okta.not_found', `Okta knows nothing at ${place}: ${said}`, {
      remedy: 'Check that the organisation’s address is right, e.g. https://acme.okta.com (not the -admin address).',
      details,
    });
  }
  if (status >= 500) {
    return new AppError('okta.unavailable', `Okta could not answer ${place}: ${said}`, {
      retryable: true,
      remedy: 'Okta is disturbed; see status.okta.com.',
      details,
    });
  }
  return new AppError('okta.rejected', `Okta rejected ${place}: ${said}`, {
    remedy: 'This is a fault in the request; report it with the code.',
    details,
  });
}

function signInFault(refusal: OktaRefusal, said: string, details: Record<string, unknown>): AppError {
  const skewed = skewFault(refusal.skewMs, details);
  if (refusal.credentialKind === 'private-key' && skewed !== null) return skewed;
  return new AppError(
    'okta.credential_invalid',
    `Okta no longer accepts the credential for ${refusal.place}: ${said}`,
    {
      remedy:
        refusal.credentialKind === 'token'
          ? 'The API token is expired (Okta drops one after 30 days without use), revoked, or of another organisation. Make a new one and connect again.'
          : 'The service app is deactivated, or its key was removed. Add the public key in Okta and connect again.',
      details,
    },
  );
}

/** The fault of a clock that is wrong, or null when it is right enough or unknown. */
export function skewFault(skewMs: number | null, details: Record<string, unknown>): AppError | null {
  if (skewMs === null || Math.abs(skewMs) <= SKEW_TOLERATED_MS) return null;
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const direction = skewMs > 0 ? 'behind' : 'ahead of';
  return new AppError(
    'okta.clock_skew',
    `This machine's clock is ${seconds} s ${direction} Okta's, so Okta refuses our sign-in`,
    {
      retryable: true,
      remedy: 'Set the clock (NTP) of the machine that runs Breakwater.',
      details: { ...details, skewMs },
    },
  );
}

/** The scope that a refusal names or implies: RFC 6750 §3.1 `insufficient_scope`, Okta's E0000006 for an OAuth call. */
function missingScope(refusal: OktaRefusal): string | null {
  if (refusal.status !== 403) return null;
  const header = refusal.authenticate ?? '';
  const insufficient = header.includes('insufficient_scope') || vendorError(refusal.body).code === 'insufficient_scope';
  const named = /scope="([^"]{1,400})"/u.exec(header)?.[1] ?? null;
  if (insufficient) return named ?? wantedScope(refusal.place) ?? 'a scope';
  if (refusal.credentialKind !== 'private-key' || vendorError(refusal.body).code !== 'E0000006') return null;
  const wanted = wantedScope(refusal.place);
  // With the scope in the token it is the app's role that is missing: another fault with another remedy.
  return wanted !== null && !refusal.scopes.includes(wanted) ? wanted : null;
}

function wantedScope(place: string): string | null {
  const [method = '', path = ''] = place.split(' ', 2);
  const area = /^\/api\/v1\/([a-z]{2,32})/u.exec(path)?.[1];
  if (area === undefined) return null;
  if (area === 'logs') return 'okta.logs.read';
  return `okta.${area}.${method === 'GET' ? 'read' : 'manage'}`;
}

/** Okta's API speaks `errorCode`/`errorSummary`, its token endpoint `error`/`error_description` (RFC 6749 §5.2). */
export function vendorError(body: unknown): { code: string | null; text: string | null } {
  if (!isRecord(body)) return { code: null, text: null };
  return {
    code: short(body['errorCode'] ?? body['error']),
    text: short(body['errorSummary'] ?? body['error_description'] ?? body['error']),
  };
}

function short(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, 300) : null;
}
