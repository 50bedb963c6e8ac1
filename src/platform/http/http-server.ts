import { createAdaptorServer } from '@hono/node-server';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { isIPv6, type AddressInfo } from 'node:net';
import { AppError, errorText } from '../../base/errors.ts';
import type { Log } from '../log/log.ts';
import type { EdgeApp } from './create-edge-app.ts';
import { portHolder } from './port-holder.ts';

export interface HttpServerOptions {
  hostname: string;
  /** 0 takes any free port. */
  port: number;
  /** PEM texts: serve https. */
  tls?: { cert: string; key: string };
  app: EdgeApp;
  log: Log;
}

export interface HttpServer {
  port: number;
  /**
   * `http://127.0.0.1:4480`, for this machine's own programs, which send a token with it: an address and not a name, because
   * `localhost` may lead to ::1 first, where another user of the machine can listen on the same port.
   */
  localUrl: string;
  /**
   * Takes no new calls, tells long-lived streams to end, waits for the calls under way, then cuts what is left.
   * @param graceMs how long to wait
   */
  stop(graceMs: number): Promise<void>;
}

/** Slow and oversized senders are cut: whole head within 10 s, at most 100 headers in 16 KiB, idle sockets after a minute. */
const HEADERS_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_MS = 65_000;
/** Bodies have limits of their own (read-body.ts); this is the last one, long enough for a big import. */
const REQUEST_TIMEOUT_MS = 4 * 3_600_000;
const MAX_HEADER_BYTES = 16_384;
const MAX_HEADERS = 100;
const MAX_CONNECTIONS = 2000;

/**
 * Listens.
 * @throws AppError `http.port_taken`, `http.port_forbidden`, `http.address_unavailable`, `http.tls_unusable`
 */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { hostname, tls, log } = options;
  const server = makeServer(options);
  await listen(server, options.port, hostname);
  const { port, address } = server.address() as AddressInfo;
  server.on('error', (thrown) => log.error({ err: errorText(thrown) }, 'http server failed'));

  let stopping: Promise<void> | null = null;
  return {
    port,
    localUrl: `${tls ? 'https' : 'http'}://${localHost(address)}:${port}`,
    stop(graceMs) {
      stopping ??= close(server, graceMs);
      return stopping;
    },
  };
}

/** Where a program of this machine reaches what listens on an address. */
function localHost(address: string): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  if (address === '::') return '[::1]';
  return isIPv6(address) ? `[${address}]` : address;
}

function makeServer({ app, tls }: HttpServerOptions): Server {
  const limits = {
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: 2000,
    insecureHTTPParser: false,
    requireHostHeader: true,
  };
  let made: ReturnType<typeof createAdaptorServer>;
  const common = { fetch: app.fetch, overrideGlobalObjects: false };
  try {
    made = tls
      ? createAdaptorServer({
          ...common,
          createServer: createTlsServer,
          serverOptions: { ...limits, cert: tls.cert, key: tls.key, minVersion: 'TLSv1.2' },
        })
      : createAdaptorServer({ ...common, createServer, serverOptions: limits });
  } catch (thrown) {
    throw new AppError('http.tls_unusable', `The TLS certificate or key cannot be used: ${errorText(thrown)}`, {
      remedy: 'Give a PEM certificate chain and the PEM private key that belongs to it.',
      cause: thrown,
    });
  }
  const server = made as Server;
  server.maxHeadersCount = MAX_HEADERS;
  server.maxConnections = MAX_CONNECTIONS;
  return server;
}

function listen(server: Server, port: number, hostname: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (thrown: NodeJS.ErrnoException): void => {
      listenFault(thrown, port, hostname).then(reject, reject);
    };
    server.once('error', onError);
    server.listen(port, hostname, () => {
      server.off('error', onError);
      resolve();
    });
  });
}

async function listenFault(thrown: NodeJS.ErrnoException, port: number, hostname: string): Promise<AppError> {
  if (thrown.code === 'EADDRINUSE') {
    const holder = await portHolder(port);
    return new AppError('http.port_taken', `Port ${port} is taken${holder ? ` by ${holder}` : ''}.`, {
      remedy: holder?.startsWith('node')
        ? 'Another Breakwater may be running: open it, stop it, or start this one with --port 0.'
        : 'Stop that program, or start Breakwater with --port 0 (any free port) or --port NUMBER.',
      cause: thrown,
    });
  }
  if (thrown.code === 'EACCES') {
    return new AppError('http.port_forbidden', `This user may not listen on port ${port}.`, {
      remedy: 'Use a port above 1023 (--port 4480), or put a proxy in front.',
      cause: thrown,
    });
  }
  return new AppError('http.address_unavailable', `Cannot listen on ${hostname}:${port}: ${errorText(thrown)}`, {
    remedy: 'Set listen.host to an address of this machine, or 127.0.0.1.',
    cause: thrown,
  });
}

async function close(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  // Connections that become idle while we wait are of no more use.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  try {
    await closed;
  } finally {
    clearTimeout(timer);
    clearInterval(sweep);
  }
}
