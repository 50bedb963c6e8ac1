import { createHmac } from 'node:crypto';
import { AppError, errorText } from '../../base/errors.ts';
import type { Secret } from '../../base/secret.ts';
import type { Notice, Notifier } from '../../notify/ports.ts';

/** Real time for one delivery. */
const TIMEOUT_MS = 10_000;

export interface WebhookOptions {
  url: string;
  /** `whsec_` and base64, as in Standard Webhooks. */
  secret: Secret;
  /** Milliseconds UTC: signatures carry the time of the try, so that a recorded one cannot be sent again later. */
  now(): number;
  fetch?: typeof globalThis.fetch;
}

/**
 * Posts notices as JSON, signed per Standard Webhooks 1.0: `webhook-id`, `webhook-timestamp` (seconds) and `webhook-signature`
 * (`v1,` and the base64 HMAC-SHA256 over `id.timestamp.body`). The id is the same for every try. Redirects are not followed:
 * the body must not go where nobody agreed to.
 * @throws AppError from `send`: `notify.webhook_refused` (4xx: not retryable but 408, 425, 429), `notify.webhook_failed` (retryable)
 */
export function createWebhookNotifier(options: WebhookOptions): Notifier {
  const fetch = options.fetch ?? globalThis.fetch;
  const key = signingKey(options.secret);
  return {
    async send(notice, signal) {
      const body = JSON.stringify(bodyOf(notice));
      const timestamp = Math.floor(options.now() / 1000).toString();
      const signature = createHmac('sha256', key).update(`${notice.id}.${timestamp}.${body}`).digest('base64');
      const headers = {
        'content-type': 'application/json',
        'user-agent': 'breakwater',
        'webhook-id': notice.id,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${signature}`,
      };
      const response = await call(fetch, options.url, {
        method: 'POST',
        body,
        headers,
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      await response.body?.cancel();
      if (response.status >= 200 && response.status < 300) return { answer: `HTTP ${response.status}` };
      throw refusal(response);
    },
  };
}

function bodyOf(notice: Notice): Record<string, unknown> {
  return {
    type: notice.incidentNumber === null ? 'test' : 'incident',
    timestamp: new Date(notice.at).toISOString(),
    data: {
      incident: notice.incidentNumber,
      severity: notice.severity,
      subject: notice.subject,
      text: notice.text,
      url: notice.url,
    },
  };
}

async function call(fetch: typeof globalThis.fetch, url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    const timedOut = cause instanceof Error && cause.name === 'TimeoutError';
    const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
    throw new AppError(
      'notify.webhook_failed',
      timedOut ? `no answer within ${TIMEOUT_MS / 1000} s` : `the receiver could not be reached: ${errorText(inner)}`,
      {
        cause,
        retryable: true,
        remedy: 'Check that the address is right and that this machine may reach it.',
      },
    );
  }
}

function refusal(response: Response): AppError {
  const { status } = response;
  const retryable = status >= 500 || status === 408 || status === 425 || status === 429;
  const seconds = Number(response.headers.get('retry-after'));
  const retryAfterMs =
    retryable && Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 3600) * 1000 : undefined;
  const redirected = status >= 300 && status < 400;
  return new AppError(
    retryable ? 'notify.webhook_failed' : 'notify.webhook_refused',
    redirected
      ? `the receiver redirects (HTTP ${status}), which is not followed`
      : `the receiver answered HTTP ${status}`,
    {
      retryable,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      remedy: redirected
        ? 'Enter the final address.'
        : 'Check the receiver’s log; a 401 or 403 usually means another signing secret.',
    },
  );
}

function signingKey(secret: Secret): Buffer {
  const text = secret.reveal();
  const key = Buffer.from(text.startsWith('whsec_') ? text.slice(6) : '', 'base64');
  if (key.length < 16) {
    throw new AppError(
      'notify.bad_secret',
      'the webhook’s signing secret is not of the form whsec_ and base64 of at least 16 bytes',
      { remedy: 'Make one: whsec_$(openssl rand -base64 32)' },
    );
  }
  return key;
}
