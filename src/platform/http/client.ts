import { AppError, type ErrorCode } from '../../base/errors.ts';
import { systemRandomBytes } from '../../base/ids.ts';
import {
  BACKGROUND_HEADER,
  IDEMPOTENCY_HEADER,
  SPACE_HEADER,
  type Api,
  type CallInput,
  type CallOutput,
  type Endpoint,
  type Problem,
} from './contract.ts';

export interface ClientOptions {
  /** e.g. `http://localhost:4480`; empty in the console: same origin. */
  baseUrl: string;
  fetch?: typeof globalThis.fetch;
  /** Data space: `live` (default) or `rehearsal`. */
  space?: string;
  /** An API token. */
  token?: string;
}

export interface CallOptions {
  signal?: AbortSignal;
  /** Made anew for each write when absent; give your own to repeat a call that may have been done. */
  idempotencyKey?: string;
  /** True for a refetch that no person caused: it does not keep an idle session alive. */
  background?: boolean;
}

/** One function per endpoint. */
export type Client<A extends Api> = {
  [K in keyof A]: (input: CallInput<A[K]>, options?: CallOptions) => Promise<CallOutput<A[K]>>;
};

interface AnyInput {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
}

/**
 * The typed client of an API, for browsers and Node. Throws AppError with the server's code, message and remedy (bad input:
 * `details.issues`), or `http.unreachable` (retryable) when there was no answer.
 */
export function createClient<A extends Api>(api: A, options: ClientOptions): Client<A> {
  const client: Record<string, unknown> = {};
  for (const [name, endpoint] of Object.entries(api)) {
    client[name] = (input: AnyInput, call?: CallOptions) => send(endpoint, input, options, call ?? {});
  }
  return client as Client<A>;
}

async function send(endpoint: Endpoint, input: AnyInput, options: ClientOptions, call: CallOptions): Promise<unknown> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (options.space !== undefined) headers[SPACE_HEADER] = options.space;
  if (options.token !== undefined) headers['authorization'] = `Bearer ${options.token}`;
  if (call.background) headers[BACKGROUND_HEADER] = '1';
  if (endpoint.method !== 'GET') headers[IDEMPOTENCY_HEADER] = call.idempotencyKey ?? randomKey();
  const init: RequestInit & { duplex?: 'half' } = { method: endpoint.method, headers };
  if (call.signal) init.signal = call.signal;
  if (endpoint.bodyKind === 'raw') {
    init.body = input.body as BodyInit;
    if (input.body instanceof ReadableStream) init.duplex = 'half';
  } else if (endpoint.body) {
    headers['content-type'] = 'application/json';
    init.body = JSON.stringify(input.body ?? {});
  }
  const path = pathOf(endpoint.path, input.params ?? {});
  let reply: Response;
  try {
    reply = await (options.fetch ?? globalThis.fetch)(`${options.baseUrl}${path}${queryOf(input.query ?? {})}`, init);
  } catch (thrown) {
    if (call.signal?.aborted) throw thrown;
    throw new AppError('http.unreachable', 'Breakwater did not answer.', {
      retryable: true,
      status: 503,
      remedy: 'Check that it runs and that the network reaches it.',
      cause: thrown,
    });
  }
  const json = await jsonOf(reply);
  if (reply.ok) return json;
  throw faultOf(reply, json);
}

function pathOf(path: string, params: Record<string, unknown>): string {
  return path.replace(/:([a-zA-Z]+)/g, (_, name: string) => encodeURIComponent(String(params[name])));
}

function queryOf(query: Record<string, unknown>): string {
  const out = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (one !== undefined && one !== null) out.append(key, typeof one === 'string' ? one : JSON.stringify(one));
    }
  }
  return out.size === 0 ? '' : `?${out}`;
}

async function jsonOf(reply: Response): Promise<unknown> {
  try {
    return await reply.json();
  } catch (thrown) {
    throw new AppError('http.unreadable_reply', `The answer (${reply.status}) is not from Breakwater.`, {
      status: reply.status,
      remedy: 'Check the address, and what stands between (a proxy, a sign-in page).',
      cause: thrown,
    });
  }
}

function faultOf(reply: Response, json: unknown): AppError {
  const problem = (typeof json === 'object' && json !== null ? json : {}) as Partial<Problem>;
  const code = typeof problem.code === 'string' ? problem.code : 'http.unreadable_reply';
  const retryAfter = Number(reply.headers.get('retry-after') ?? Number.NaN);
  return new AppError(code as ErrorCode, problem.detail ?? `The answer was ${reply.status}.`, {
    status: reply.status,
    // Who says when to come back says that it may work then.
    retryable: reply.status === 429 || reply.status >= 502 || Number.isFinite(retryAfter),
    ...(typeof problem.remedy === 'string' ? { remedy: problem.remedy } : {}),
    ...(Number.isFinite(retryAfter) ? { retryAfterMs: retryAfter * 1000 } : {}),
    details: { requestId: problem.requestId ?? null, ...(problem.issues ? { issues: problem.issues } : {}) },
  });
}

function randomKey(): string {
  return Array.from(systemRandomBytes(16), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
