import { AppError, errorText } from '../../base/errors.ts';

/** A whole System Log page of 1,000 records is about 4 MiB; nothing that Okta answers is larger than this. */
export const MAX_REPLY_BYTES = 16 * 1024 * 1024;

/** Okta answers within seconds; a call that has not ended by then is given up and tried again. */
export const TIMEOUT_MS = 20_000;

/** One HTTP reply, read whole. */
export interface BoundedReply {
  status: number;
  headers: Headers;
  text: string;
}

/**
 * One HTTP call with every bound: time, size, no redirects (they would carry the credential elsewhere).
 * The time limit runs in real time whatever the data space's clock: it guards a socket, not a decision.
 * @param place names the call in errors, without query
 * @throws AppError `okta.unreachable`, `okta.timeout`, `okta.redirected`, `okta.reply_too_large`
 */
export async function boundedFetch(
  fetch: typeof globalThis.fetch,
  url: URL,
  init: { method: string; headers: Record<string, string>; body?: string | undefined },
  place: string,
  signal: AbortSignal | undefined,
  timeoutMs: number = TIMEOUT_MS,
): Promise<BoundedReply> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const combined = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
  try {
    const reply = await ask(fetch, url, {
      method: init.method,
      headers: init.headers,
      redirect: 'manual',
      signal: combined,
      ...(init.body === undefined ? {} : { body: init.body }),
    });
    if (reply.status >= 300 && reply.status < 400) {
      await reply.body?.cancel();
      throw redirected(url, reply, place);
    }
    return { status: reply.status, headers: reply.headers, text: await readBounded(reply, place) };
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    if (timeout.aborted) {
      throw new AppError('okta.timeout', `${url.host} did not answer ${place} within ${timeoutMs / 1000} s`, {
        retryable: true,
        remedy: 'Check the network between Breakwater and Okta.',
        cause: thrown,
      });
    }
    throw new AppError('okta.unreachable', `${url.host} could not be reached for ${place}: ${reasonOf(thrown)}`, {
      retryable: true,
      remedy: 'Check the organisation’s address, name resolution, the proxy and the firewall.',
      cause: thrown,
    });
  }
}

/**
 * Asks, and once more where the other side closed the connection before it answered: it does so with connections that were idle,
 * and a question may be on its way at that moment. Only GET: what changes something is never repeated blindly (RFC 9110 §9.2.2,
 * RFC 9112 §9.3.1).
 */
async function ask(fetch: typeof globalThis.fetch, url: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (thrown) {
    if (init.method !== 'GET' || init.signal?.aborted === true || !wasClosed(thrown)) throw thrown;
    return fetch(url, init);
  }
}

function wasClosed(thrown: unknown): boolean {
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  return cause instanceof Error && 'code' in cause && CLOSED.includes(String(cause.code));
}

const CLOSED: readonly string[] = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'];

function redirected(url: URL, reply: Response, place: string): AppError {
  const location = reply.headers.get('location') ?? '';
  const to = URL.canParse(location, url) ? new URL(location, url).host : 'another place';
  return new AppError('okta.redirected', `${url.host} sent ${place} on to ${to}; redirects are refused`, {
    remedy:
      'Give the organisation’s own address, e.g. https://acme.okta.com: not the -admin address, not a vanity address that redirects.',
  });
}

async function readBounded(reply: Response, place: string): Promise<string> {
  if (reply.body === null) return '';
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  const reader = reply.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    sizeBytes += value.byteLength;
    if (sizeBytes > MAX_REPLY_BYTES) {
      await reader.cancel();
      throw new AppError(
        'okta.reply_too_large',
        `The reply to ${place} is longer than ${MAX_REPLY_BYTES / 1_048_576} MiB`,
        {
          remedy: 'This is not an answer of Okta’s; check the organisation’s address and any proxy between.',
        },
      );
    }
    chunks.push(value);
  }
  return Buffer.concat(chunks, sizeBytes).toString('utf8');
}

/** undici hides the reason in `cause`. */
function reasonOf(thrown: unknown): string {
  const cause = thrown instanceof Error && thrown.cause !== undefined ? thrown.cause : thrown;
  return errorText(cause);
}
