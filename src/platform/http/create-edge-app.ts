import { Hono, type Context } from 'hono';
import { AppError, errorText } from '../../base/errors.ts';
import { uuidv7 } from '../../base/ids.ts';
import type { Edge, EdgeEnv } from './edge.ts';
import type { Peer } from './network-policy.ts';
import { problemResponse } from './problem.ts';
import { securityHeaders } from './security-headers.ts';

export type EdgeApp = Hono<EdgeEnv>;

/**
 * Paths that monitors ask, by whatever name or address, without being let in: they tell nothing about the company (and, to
 * callers from elsewhere, nothing about the machine).
 */
const OPEN_PATHS: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

/**
 * The Hono app with what every request passes: a request id, the Host check, who calls, admission, security headers, and one
 * mapper from faults to problem details. Rooms add their endpoints with {@link serveApi}.
 */
export function createEdgeApp(edge: Edge): EdgeApp {
  const app: EdgeApp = new Hono<EdgeEnv>();

  app.use(async (c, next) => {
    const requestId = uuidv7(edge.clock.now());
    try {
      refuseOddTarget(c);
      const isOpen = OPEN_PATHS.has(c.req.path);
      const peer = peerOf(edge, c, isOpen);
      c.set('facts', { requestId, peer });
      const elsewhere = isOpen ? null : plainHttp(edge, c, peer);
      if (elsewhere) c.res = elsewhere;
      else {
        if (!isOpen) await edge.authenticator.admit(peer);
        await next();
      }
    } catch (thrown) {
      c.res = faultResponse(edge, thrown, requestId);
    }
    for (const [name, value] of Object.entries(securityHeaders('data', edge.network.secure))) {
      // A page's own policy, set by the static files, stands.
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
    }
    c.res.headers.set('breakwater-request', requestId);
  });

  app.onError((thrown, c) => faultResponse(edge, thrown, requestIdOf(c)));
  app.notFound((c) =>
    problemResponse(
      new AppError('http.not_found', 'There is nothing at this address.', { status: 404 }),
      requestIdOf(c),
    ),
  );
  return app;
}

/** The reply to anything thrown; what nobody planned for goes to the log whole. */
export function faultResponse(edge: Edge, thrown: unknown, requestId: string): Response {
  if (!(thrown instanceof AppError)) edge.log.error({ requestId, err: thrown }, 'request failed');
  else if (thrown.status >= 500) {
    edge.log.warn({ requestId, code: thrown.code, err: errorText(thrown), cause: thrown.cause }, 'request failed');
  }
  return problemResponse(thrown, requestId);
}

function requestIdOf(c: Context<EdgeEnv>): string {
  return c.get('facts')?.requestId ?? '';
}

function peerOf(edge: Edge, c: Context<EdgeEnv>, anyHost: boolean): Peer {
  const socket = c.env.incoming?.socket;
  const remoteAddress = socket?.remoteAddress ?? '';
  const encrypted = socket !== undefined && 'encrypted' in socket && socket.encrypted === true;
  try {
    return edge.network.judge({ remoteAddress, encrypted, header: (name) => c.req.header(name) ?? null });
  } catch (thrown) {
    if (!anyHost) throw thrown;
    return { peerAddress: remoteAddress, isLoopback: false, scheme: encrypted ? 'https' : 'http' };
  }
}

/**
 * A console that people reach over https is not used over http, where cookies do not work and a token would be read on the way.
 * Pages are sent to the right address; calls are refused, since what they carried is out already.
 * @throws AppError `http.https_needed` (403)
 */
function plainHttp(edge: Edge, c: Context<EdgeEnv>, peer: Peer): Response | null {
  if (!edge.network.secure || peer.scheme === 'https' || peer.isLoopback) return null;
  if (c.req.method === 'GET' && c.req.header('sec-fetch-mode') === 'navigate') {
    return c.redirect(`${edge.network.origin()}${c.req.path}`, 308);
  }
  throw new AppError('http.https_needed', 'This call came over http.', {
    status: 403,
    remedy: `Use ${edge.network.origin()}. Behind a proxy that ends TLS: name its address in trustedProxies, and have it send X-Forwarded-Proto and X-Forwarded-For.`,
  });
}

/** `GET http://elsewhere/path` and several Host headers: two readers of them may see two different hosts. */
function refuseOddTarget(c: Context<EdgeEnv>): void {
  const incoming = c.env.incoming;
  if (!incoming) return;
  const hosts = incoming.rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host');
  if (!incoming.url?.startsWith('/') || hosts.length !== 1) {
    throw new AppError('http.bad_target', 'The request must name a path here and one host.', { status: 400 });
  }
}
