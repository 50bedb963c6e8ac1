import type { Context } from 'hono';
import { AppError } from '../../base/errors.ts';
import { LIVE_TENANT } from '../../base/ids.ts';
import { auditRefusal, carryOut, type Admitted } from './carry-out.ts';
import { checkAccess, isAudited, isGuarded, isWrite } from './check-access.ts';
import { BACKGROUND_HEADER, IDEMPOTENCY_HEADER, SPACE_HEADER, type Api, type Endpoint } from './contract.ts';
import type { Actor, Handlers, RequestContext } from './context.ts';
import { faultResponse, type EdgeApp } from './create-edge-app.ts';
import { refuseCrossSite } from './cross-site.ts';
import type { Edge, EdgeEnv, Space } from './edge.ts';
import { requestFingerprint, type IdempotencyClaim } from './idempotency.ts';
import { parseInput } from './parse-input.ts';
import { boundedRequest, readBody } from './read-body.ts';

type AnyHandler = (context: RequestContext, input: never) => Promise<unknown>;

/** One request for one endpoint. */
interface Call {
  name: string;
  endpoint: Endpoint;
  handler: AnyHandler;
  edge: Edge;
  c: Context<EdgeEnv>;
}

/**
 * Registers every endpoint of an API. Each call passes, in this order: cross-site check, proof of the caller, rate limit
 * (writes without a session), permission (denied unless granted), fresh verification, data space, body and input checks,
 * Idempotency-Key, the handler, and the check of what it answered. What has an audit verb is audited, done or denied.
 */
export function serveApi<A extends Api>(app: EdgeApp, api: A, handlers: Handlers<A>, edge: Edge): void {
  for (const [name, endpoint] of Object.entries(api)) {
    const handler = handlers[name] as AnyHandler;
    app.on(endpoint.method, endpoint.path, (c) =>
      edge.activity.during(() => measured({ name, endpoint, handler, edge, c })),
    );
  }
}

async function measured(call: Call): Promise<Response> {
  const { edge, endpoint, name, c } = call;
  const startedMs = edge.clock.steadyMs();
  const response = await answer(call);
  const tookMs = edge.clock.steadyMs() - startedMs;
  const labels = { method: endpoint.method, route: endpoint.path };
  edge.metrics
    .counter('breakwater_http_requests_total', 'API calls answered.')
    .add({ ...labels, status: String(response.status) });
  edge.metrics
    .histogram('breakwater_http_request_seconds', 'Time to answer an API call.')
    .observe(tookMs / 1000, labels);
  const { requestId } = c.get('facts');
  edge.log.debug(
    { requestId, endpoint: name, status: response.status, tookMs: Math.round(tookMs) },
    'request answered',
  );
  return response;
}

async function answer(call: Call): Promise<Response> {
  const { edge, endpoint, name, c } = call;
  const { requestId, peer } = c.get('facts');
  const params = c.req.param() as Record<string, string>;
  const headers = new Headers({ 'content-type': 'application/json', 'cache-control': 'no-store' });
  const admitted: Admitted = {
    name,
    endpoint,
    edge,
    requestId,
    spaceName: LIVE_TENANT,
    objects: Object.values(params),
  };
  let actor: Actor | null = null;
  let auditsRefusal = false;
  try {
    refuseForeignPage(call);
    const touch = c.req.header(BACKGROUND_HEADER) !== '1';
    actor = (await edge.authenticator.identify(c.req.raw.headers, peer, touch)).actor;
    if (isGuarded(endpoint) && actor === null) limitPublic(edge, peer.peerAddress);
    // From here on a refusal is worth a line in the audit log: it is known who tried, or bounded how often he can.
    auditsRefusal = isAudited(endpoint) && (actor !== null || isGuarded(endpoint));
    checkAccess(endpoint, actor, edge.clock.now());
    if (endpoint.scope !== 'global')
      admitted.spaceName = c.req.header(SPACE_HEADER) ?? c.req.query('space') ?? LIVE_TENANT;
    const space = findSpace(edge, admitted.spaceName);
    const { bytes, request } = await takeBody(call);
    const input = parseInput(endpoint, {
      params,
      query: new URL(c.req.raw.url).searchParams,
      body: bytes,
      contentType: c.req.header('content-type') ?? null,
    });
    const claim = claimOf(call, actor, space.tenantId, bytes);
    if (claim) {
      const begun = await edge.idempotency.begin(claim);
      if (begun.kind === 'replay') {
        headers.set('idempotency-replayed', 'true');
        return new Response(begun.body, { status: 200, headers });
      }
    }
    const abort = new AbortController();
    const context = contextOf(call, {
      actor,
      space,
      request,
      objects: admitted.objects,
      headers,
      signal: abort.signal,
    });
    auditsRefusal = false;
    const work = carryOut(admitted, (parsed) => call.handler(context, parsed as never), input, context, claim);
    const { rawTimeoutMs, requestTimeoutMs } = edge.limits;
    const limitMs = endpoint.timeoutMs ?? (endpoint.bodyKind === 'raw' ? rawTimeoutMs : requestTimeoutMs);
    return new Response(await withTimeout(edge, work, limitMs, abort), { status: 200, headers });
  } catch (thrown) {
    if (auditsRefusal) await auditRefusal(admitted, actor, thrown);
    const response = faultResponse(edge, thrown, requestId);
    for (const cookie of headers.getSetCookie()) response.headers.append('set-cookie', cookie);
    return response;
  }
}

function refuseForeignPage({ c, edge, endpoint }: Call): void {
  refuseCrossSite(
    {
      origin: c.req.header('origin') ?? null,
      secFetchSite: c.req.header('sec-fetch-site') ?? null,
      guarded: isGuarded(endpoint),
      hasToken: c.req.header('authorization') !== undefined,
    },
    edge.network.pageOrigins(),
  );
}

function limitPublic(edge: Edge, peerAddress: string): void {
  const waitMs = edge.publicLimiter.take(peerAddress);
  if (waitMs === 0) return;
  edge.metrics.counter('breakwater_http_limited_total', 'Calls refused because one peer made too many.').add();
  throw new AppError('http.too_many', 'Too many tries from your address.', {
    status: 429,
    retryable: true,
    retryAfterMs: waitMs,
    remedy: 'Wait a moment.',
  });
}

/** @throws AppError `http.space_not_running` (404) */
export function findSpace(edge: Edge, name: string): Space {
  const space = edge.spaceOf(name);
  if (space) return space;
  throw new AppError('http.space_not_running', 'This data space does not run.', {
    status: 404,
    remedy: 'Start a rehearsal, or leave the space out for the live data.',
  });
}

async function takeBody({ c, endpoint, edge }: Call): Promise<{ bytes: Uint8Array; request: Request }> {
  const request = c.req.raw;
  const { limits } = edge;
  if (endpoint.bodyKind === 'raw') {
    return { bytes: new Uint8Array(), request: boundedRequest(request, limits.rawBodyBytes, limits.rawIdleMs) };
  }
  if (!isGuarded(endpoint)) return { bytes: new Uint8Array(), request };
  const encoding = request.headers.get('content-encoding');
  if (encoding !== null && encoding !== 'identity') {
    throw new AppError('http.body_encoded', 'A JSON body must not be compressed.', { status: 415 });
  }
  return { bytes: await readBody(request, limits.jsonBodyBytes, limits.bodyTimeoutMs), request };
}

/** A key counts for writes of a known caller with a JSON body; streams are told apart by their records' own ids. */
function claimOf(
  { c, endpoint }: Call,
  actor: Actor | null,
  tenantId: string,
  bytes: Uint8Array,
): IdempotencyClaim | null {
  const key = c.req.header(IDEMPOTENCY_HEADER);
  if (key === undefined || actor === null || !isWrite(endpoint) || endpoint.bodyKind === 'raw') return null;
  if (!/^[\x21-\x7e]{8,200}$/.test(key)) {
    throw new AppError('http.idempotency_key', 'The Idempotency-Key must be 8 to 200 visible ASCII characters.', {
      status: 400,
    });
  }
  const fingerprint = requestFingerprint(endpoint.method, new URL(c.req.raw.url), bytes);
  return { tenantId, actorId: `${actor.kind}:${actor.id}`, key, fingerprint };
}

function contextOf(
  call: Call,
  from: {
    actor: Actor | null;
    space: Space;
    request: Request;
    objects: string[];
    headers: Headers;
    signal: AbortSignal;
  },
): RequestContext {
  const { requestId, peer } = call.c.get('facts');
  return {
    tenantId: from.space.tenantId,
    actor: from.actor,
    requestId,
    clock: from.space.clock,
    signal: AbortSignal.any([call.c.req.raw.signal, from.signal]),
    request: from.request,
    peerAddress: peer.peerAddress,
    isLoopback: peer.isLoopback,
    audit: (...ids) => void from.objects.push(...ids),
    setHeader: (name, text) => from.headers.append(name, text),
  };
}

/** Real time: a caller waits in real seconds, also while a rehearsal's clock runs faster. */
async function withTimeout(
  edge: Edge,
  work: Promise<string>,
  limitMs: number,
  abort: AbortController,
): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const fault = new AppError('http.timeout', 'This took too long; it may still be done.', {
        status: 503,
        retryable: true,
        remedy: 'Look whether it was done before sending it again.',
      });
      abort.abort(fault);
      reject(fault);
    }, limitMs);
  });
  // Counted until it really ends, and its fault noted: carryOut has written it down, and nobody waits any more.
  edge.activity.during(() => work).catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
