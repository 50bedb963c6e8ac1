import {
  type ClientRequest,
  request as requestHttp,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { isIP } from 'node:net';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { type Connection, type EgressOptions, guardedConnect, open } from './egress-connect.ts';
import { liesInCidr } from './egress-address.ts';
import { Deadline, placeOf } from './egress-deadline.ts';
import { egressError, isEgressError, networkFault } from './egress-errors.ts';
import { ConnectionKeeper, type KeptConnection, type KeptRequest } from './egress-keep.ts';

export type { AllowedRange, Connection, EgressOptions } from './egress-connect.ts';

/** What is asked for. Every bound is the caller's to state or the default's. */
export interface EgressRequest {
  url: string;
  headers?: Readonly<Record<string, string>>;
  /** Longest body after decompression, bytes. */
  maxBytes: number;
  /** For everything together: names, connections, redirects, the last byte. Real milliseconds. Default 15 s. */
  timeoutMs?: number;
  /** From the request to the first byte of the answer. Default 10 s. */
  firstByteMs?: number;
  /** Default 5. Each goes through the same checks. */
  maxRedirects?: number;
  /** Whether a redirect to another host may lead to what `allow` opens. Default true; false where `allow` means the URL itself. */
  redirectsToAllowed?: boolean;
  /**
   * Whether the certificate must be valid for the host. Pages of attackers are looked at whatever they show; everything that is
   * believed must be verified. Default true.
   */
  verify?: boolean;
  /** Certificate authorities instead of the well-known ones. */
  ca?: string;
  /** Ports besides 80 and 443. Default: 8080 and 8443; `any` for URLs that the operator set. */
  ports?: 'web' | 'any';
  /**
   * Leaves the connection open for the next request to the same host, once an answer was read to its end. For servers that are
   * asked again and again; default false: a stranger's is closed.
   */
  keepAlive?: boolean;
}

export interface EgressReply {
  /** Where it came from in the end. */
  url: string;
  /** Each URL that answered with a redirect, first first. */
  redirects: string[];
  status: number;
  headers: IncomingHttpHeaders;
  body: Uint8Array;
  address: string;
  /** DER of the certificate shown; null over http. */
  certificate: Uint8Array | null;
}

/** An answer whose body is still to be read: bounded in size and time as the others. */
export type EgressStream = Omit<EgressReply, 'body'> & { body: AsyncIterable<Uint8Array> };

/** The one way out to addresses that come from outside. */
export interface Egress {
  /** A plain connection to a checked address. @throws AppError `egress.*` */
  connect(host: string, port: number, signal: AbortSignal): Promise<Connection>;
  /** GETs a URL. @throws AppError `egress.*`; the signal's reason when that aborts */
  fetch(request: EgressRequest, signal: AbortSignal): Promise<EgressReply>;
  /** GETs a URL and hands the body over as it comes. Leaving the loop early closes the connection. */
  stream(request: EgressRequest, signal: AbortSignal): Promise<EgressStream>;
}

const MAX_HEADER_BYTES = 32_768;
const MAX_URL_CHARACTERS = 4096;
const WEB_PORTS = new Set([80, 443, 8080, 8443]);

/**
 * Makes the guarded way out: names are resolved here and only public addresses contacted (egress-connect.ts), redirects are
 * followed by hand through the same checks, and size, time, headers and decompression are bounded.
 */
export function createEgress(options: EgressOptions): Egress {
  const keeper = new ConnectionKeeper();

  async function stream(request: EgressRequest, outer: AbortSignal): Promise<EgressStream> {
    const deadline = new Deadline(outer, request.timeoutMs ?? 15_000, placeOf(request.url));
    try {
      const reply = await follow(options, keeper, request, deadline);
      const { message, socket, ...told } = reply;
      return { ...told, body: readBody(message, socket, request, deadline) };
    } catch (thrown) {
      deadline.end();
      throw deadline.explain(thrown);
    }
  }

  return {
    async connect(host, port, signal) {
      return guardedConnect(options, host, port, signal);
    },
    stream,
    async fetch(request, signal) {
      const { body, ...reply } = await stream(request, signal);
      const parts: Uint8Array[] = [];
      for await (const part of body) parts.push(part);
      return { ...reply, body: Buffer.concat(parts) };
    },
  };
}

type OpenReply = Omit<EgressReply, 'body'> & { message: IncomingMessage; socket: Socket };

async function follow(
  options: EgressOptions,
  keeper: ConnectionKeeper,
  request: EgressRequest,
  deadline: Deadline,
): Promise<OpenReply> {
  const redirects: string[] = [];
  let url = readUrl(options, request, request.url);
  const { hostname } = url;
  for (;;) {
    const isSame = url.hostname === hostname || request.redirectsToAllowed !== false;
    const answer = await ask(isSame ? options : { ...options, allow: [] }, keeper, request, url, deadline);
    const { message, socket } = answer;
    const status = message.statusCode ?? 0;
    const location = message.headers.location;
    if (status < 300 || status >= 400 || status === 304 || location === undefined) {
      return { url: url.href, redirects, status, headers: message.headers, ...answer };
    }
    socket.destroy();
    if (redirects.length >= (request.maxRedirects ?? 5)) {
      throw egressError('too_many_redirects', `${placeOf(request.url)}: more than ${redirects.length} redirects`);
    }
    redirects.push(url.href);
    url = readUrl(options, request, location, url);
  }
}

function readUrl(options: EgressOptions, request: EgressRequest, text: string, base?: URL): URL {
  if (text.length > MAX_URL_CHARACTERS || !URL.canParse(text, base)) throw egressError('bad_url', 'not a URL');
  const url = new URL(text, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw egressError('bad_url', `${url.protocol.slice(0, 20)} is not fetched`);
  }
  const port = portOf(url);
  const isSet = request.ports === 'any' || WEB_PORTS.has(port) || allowsPort(options, url.hostname, port);
  if (!isSet) throw egressError('refused_port', `${url.host}: port ${port} is not contacted`, { details: { port } });
  url.username = '';
  url.password = '';
  url.hash = '';
  return url;
}

/** Ports that a range names, and every port of an address that lies in a range without any. */
function allowsPort({ allow = [] }: EgressOptions, host: string, port: number): boolean {
  const address = host.replace(/^\[|\]$/g, '');
  return allow.some(({ range, ports }) =>
    ports === undefined ? isIP(address) !== 0 && liesInCidr(address, range) : ports.includes(port),
  );
}

function portOf(url: URL): number {
  return url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
}

/** A connection closed by the server in the moment in which it is used again is no fault: so often another one is taken. */
const MAX_STALE = 4;

async function ask(
  options: EgressOptions,
  keeper: ConnectionKeeper,
  request: EgressRequest,
  url: URL,
  deadline: Deadline,
): Promise<KeptConnection & { message: IncomingMessage }> {
  if (request.keepAlive !== true) {
    const opened = await openChecked(options, request, url, deadline.signal);
    try {
      // Without it a default agent would connect by itself, to an address nobody has checked.
      const call = requestHttp({ ...callOptions(url, request), createConnection: () => opened.socket });
      return { ...opened, message: await send(call, url, request, deadline) };
    } catch (thrown) {
      opened.socket.destroy();
      throw thrown;
    }
  }
  for (let stale = 0; ; stale += 1) {
    deadline.signal.throwIfAborted();
    const kept: KeptRequest = {
      ...callOptions(url, request),
      agent: keeper,
      keepKey: [url.origin, options.allow?.length ?? 0, request.verify !== false, request.ca ?? ''].join(' '),
      open: () => openChecked(options, request, url, deadline.signal),
    };
    const call = requestHttp(kept);
    try {
      const message = await send(call, url, request, deadline);
      const facts = keeper.factsOf(message.socket);
      if (facts === null) throw new TypeError(`${url.host}: answered on a connection that nobody checked`);
      return { ...facts, message };
    } catch (thrown) {
      call.destroy();
      const isStale = call.reusedSocket && isEgressError(thrown, 'unreachable') && stale < MAX_STALE;
      if (!isStale || deadline.signal.aborted) throw thrown;
    }
  }
}

/** A connection to a checked address of the URL's host, with TLS where it says so. */
async function openChecked(
  options: EgressOptions,
  request: EgressRequest,
  url: URL,
  signal: AbortSignal,
): Promise<KeptConnection> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const { socket: plain, address } = await guardedConnect(options, host, portOf(url), signal);
  if (url.protocol !== 'https:') return { socket: plain, address, certificate: null };
  try {
    const secure = await secureOver(plain, host, request, url.host, signal);
    return { socket: secure, address, certificate: secure.getPeerCertificate().raw ?? null };
  } catch (thrown) {
    plain.destroy();
    throw thrown;
  }
}

function callOptions(url: URL, request: EgressRequest): RequestOptions {
  return {
    method: 'GET',
    host: url.hostname,
    path: `${url.pathname}${url.search}`,
    maxHeaderSize: MAX_HEADER_BYTES,
    headers: {
      host: url.host,
      'accept-encoding': 'gzip, deflate, br',
      ...request.headers,
      connection: request.keepAlive === true ? 'keep-alive' : 'close',
    },
  };
}

function secureOver(
  socket: Socket,
  host: string,
  request: EgressRequest,
  place: string,
  signal: AbortSignal,
): Promise<TLSSocket> {
  return open(
    () =>
      connectTls({
        socket,
        ...(isIP(host) === 0 ? { servername: host } : {}),
        ALPNProtocols: ['http/1.1'],
        rejectUnauthorized: request.verify !== false,
        ...(request.ca === undefined ? {} : { ca: request.ca }),
      }),
    'secureConnect',
    place,
    signal,
  );
}

function send(call: ClientRequest, url: URL, request: EgressRequest, deadline: Deadline): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { signal } = deadline;
    const firstByteMs = request.firstByteMs ?? 10_000;
    const late = (): void => {
      call.destroy();
      done(() =>
        reject(egressError('timeout', `${url.host}: no answer within ${firstByteMs} ms`, { retryable: true })),
      );
    };
    const timer = setTimeout(late, firstByteMs);
    const stop = (): void => {
      call.destroy();
      done(() => reject(signal.reason as Error));
    };
    function done(finish: () => void): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      finish();
    }
    signal.addEventListener('abort', stop, { once: true });
    call.on('response', (message) => done(() => resolve(message)));
    call.on('error', (error) => done(() => reject(networkFault(error, url.host))));
    call.end();
  });
}

/** The body as it comes. However it ends, and also where nobody begins to read it, the connection is closed unless it is kept. */
function readBody(
  message: IncomingMessage,
  socket: Socket,
  request: EgressRequest,
  deadline: Deadline,
): AsyncIterable<Uint8Array> {
  const close = (reason?: Error): void => {
    // Read to its end: the connection has gone back to where it is kept, and may carry another request by now.
    if (request.keepAlive === true && message.complete && message.readableEnded) return;
    message.destroy(reason);
    socket.destroy();
  };
  const stop = (): void => close(deadline.signal.reason as Error);
  const end = (): void => {
    deadline.signal.removeEventListener('abort', stop);
    deadline.end();
    close();
  };
  deadline.signal.addEventListener('abort', stop, { once: true });
  const parts = partsOf(message, request, deadline, end);
  const iterator: AsyncIterator<Uint8Array> = {
    next: () => parts.next(),
    // A generator that has not begun would end without a word.
    return: (value) => (end(), parts.return(value)),
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

async function* partsOf(
  message: IncomingMessage,
  request: EgressRequest,
  deadline: Deadline,
  end: () => void,
): AsyncGenerator<Uint8Array, void> {
  try {
    deadline.signal.throwIfAborted();
    // What has broken off before anybody read tells a decoder nothing any more.
    if (message.destroyed) throw networkFault(new Error('the connection was closed'), placeOf(request.url));
    if (Number(message.headers['content-length']) > request.maxBytes) throw tooLarge(request);
    let sizeBytes = 0;
    // Each decompressed piece is small, so that a bomb is cut off soon after the bound and never held.
    for await (const part of unwrap(message, request)) {
      const bytes = part as Uint8Array;
      sizeBytes += bytes.length;
      if (sizeBytes > request.maxBytes) throw tooLarge(request);
      yield bytes;
    }
    deadline.signal.throwIfAborted();
  } catch (thrown) {
    throw deadline.explain(thrown);
  } finally {
    end();
  }
}

function unwrap(message: IncomingMessage, request: EgressRequest): Readable {
  const encoding = (message.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  const decoder =
    encoding === 'gzip' || encoding === 'x-gzip'
      ? createGunzip()
      : encoding === 'deflate'
        ? createInflate()
        : encoding === 'br'
          ? createBrotliDecompress()
          : null;
  if (decoder === null) {
    if (encoding === 'identity' || encoding === '') return message;
    throw egressError(
      'garbage',
      `${placeOf(request.url)}: content-encoding ${encoding.slice(0, 40)} was not asked for`,
    );
  }
  message.on('error', (error) => decoder.destroy(error));
  message.on('aborted', () => decoder.destroy(new Error('the connection was closed before the end')));
  return message.pipe(decoder);
}

function tooLarge(request: EgressRequest): Error {
  return egressError('too_large', `${placeOf(request.url)}: longer than ${request.maxBytes} bytes`);
}
