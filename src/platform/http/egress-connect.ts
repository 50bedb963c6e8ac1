import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { connect as connectTls } from 'node:tls';
import type { AppError } from '../../base/errors.ts';
import { addressKind, liesInCidr } from './egress-address.ts';
import { egressError, networkFault } from './egress-errors.ts';
import type { ResolveHost } from './egress-resolve.ts';

/** Addresses and ports that are contacted although they are not public: what the operator set himself, or a test's own server. */
export interface AllowedRange {
  /** CIDR, e.g. `127.0.0.0/8`. */
  range: string;
  /** All where absent. */
  ports?: readonly number[];
}

export interface EgressOptions {
  resolve: ResolveHost;
  /** An HTTP proxy (`http://user:password@proxy:3128`, `https://…`) that everything public goes through by CONNECT; null: directly. */
  proxy: URL | null;
  allow?: readonly AllowedRange[];
}

/** A connection to a checked address. */
export interface Connection {
  socket: Socket;
  /** The very address that was checked and connected to. */
  address: string;
}

const CONNECT_TIMEOUT_MS = 5000;
/** Addresses of one name that are tried. */
const MAX_TRIED = 3;
const MAX_PROXY_REPLY_BYTES = 16_384;

/**
 * Connects to a name or address that comes from outside. The name is resolved here, every address judged, and the connection
 * made to a judged address itself: nobody resolves a second time, so an answer that changes in between changes nothing. Through
 * a proxy the judged address is sent, not the name; what was allowed inside is reached without it.
 * @throws AppError `egress.*`
 */
export async function guardedConnect(
  options: EgressOptions,
  host: string,
  port: number,
  signal: AbortSignal,
): Promise<Connection> {
  const place = `${host}:${port}`;
  const addresses = await checkedAddresses(options, host, port, signal);
  let last: unknown = noAddress(host);
  for (const address of addresses.slice(0, MAX_TRIED)) {
    try {
      const socket =
        options.proxy === null || addressKind(address) !== 'public'
          ? await open(() => connectTcp({ host: address, port }), 'connect', place, signal)
          : await throughProxy(options.proxy, address, port, signal);
      return { socket, address };
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      last = thrown;
    }
  }
  throw last;
}

/** The addresses of a host that may be contacted. @throws AppError `egress.refused_address`, `egress.unresolved`, `egress.bad_url` */
async function checkedAddresses(
  options: EgressOptions,
  host: string,
  port: number,
  signal: AbortSignal,
): Promise<string[]> {
  const bare = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw egressError('bad_url', `${host}: no such port`);
  if (isIP(bare) === 0 && !isHostName(bare)) throw egressError('bad_url', `${host.slice(0, 253)}: not a host name`);
  let found: string[];
  try {
    // RFC 6761: `localhost` is this machine, whatever a resolver says of it.
    if (/(?:^|\.)localhost\.?$/i.test(bare)) found = ['127.0.0.1'];
    else found = isIP(bare) === 0 ? await options.resolve(bare, signal) : [bare];
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    throw egressError('unresolved', `${bare}: its name servers gave no answer`, { retryable: true, cause: thrown });
  }
  if (found.length === 0) throw noAddress(bare);
  const allowed = found.filter((address) => mayContact(options, address, port));
  if (allowed.length > 0) return allowed;
  const [first = ''] = found;
  const kind = addressKind(first);
  throw egressError('refused_address', `${bare}: leads to ${first}, which is ${whatIs(kind)} and is not contacted`, {
    details: { kind: kind === 'public' ? 'own' : kind },
  });
}

/** A name that nobody gave an address to. */
function noAddress(host: string): AppError {
  return egressError('unresolved', `${host}: has no address`, {
    remedy:
      'Look for a slip in the name. Where it is right, ask for it on this machine (getent hosts NAME): Breakwater sees what its resolver says.',
  });
}

/** Whether an address may be contacted on a port: public and not this machine's own, or allowed explicitly. */
function mayContact(options: EgressOptions, address: string, port: number): boolean {
  if (isAllowed(options, address, port)) return true;
  return addressKind(address) === 'public' && !ownAddresses().has(address);
}

/** Whether an address and port were allowed by the operator or a test. */
function isAllowed({ allow = [] }: EgressOptions, address: string, port: number): boolean {
  return allow.some(({ range, ports }) => liesInCidr(address, range) && (ports === undefined || ports.includes(port)));
}

function ownAddresses(): Set<string> {
  const own = new Set<string>();
  for (const list of Object.values(networkInterfaces())) for (const one of list ?? []) own.add(one.address);
  return own;
}

function whatIs(kind: string): string {
  return kind === 'public' ? 'this machine itself' : kind === 'not-an-address' ? 'no address' : kind;
}

/** Letters, digits, hyphens and underscores in labels of at most 63; no last label of digits only, which would be an address. */
function isHostName(host: string): boolean {
  if (host.length > 253 || host.length === 0) return false;
  const labels = (host.endsWith('.') ? host.slice(0, -1) : host).split('.');
  if (!labels.every((label) => label.length > 0 && label.length <= 63 && /^[A-Za-z0-9_-]+$/.test(label))) return false;
  return !/^(?:[0-9]+|0[xX][0-9A-Fa-f]*)$/.test(labels.at(-1) ?? '');
}

async function throughProxy(proxy: URL, address: string, port: number, signal: AbortSignal): Promise<Socket> {
  const place = `the proxy ${proxy.host}`;
  const isTls = proxy.protocol === 'https:';
  const proxyPort = proxy.port === '' ? (isTls ? 443 : 80) : Number(proxy.port);
  const proxyHost = proxy.hostname.replace(/^\[|\]$/g, '');
  let socket: Socket;
  try {
    socket = isTls
      ? await open(
          () => connectTls({ host: proxyHost, port: proxyPort, servername: isIP(proxyHost) ? '' : proxyHost }),
          'secureConnect',
          place,
          signal,
        )
      : await open(() => connectTcp({ host: proxyHost, port: proxyPort }), 'connect', place, signal);
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    throw egressError('proxy', `${place} does not answer`, {
      retryable: true,
      cause: thrown,
      remedy: 'Check lookups.proxy in breakwater.yaml.',
    });
  }
  const target = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  const authorization =
    proxy.username === ''
      ? ''
      : `Proxy-Authorization: Basic ${Buffer.from(`${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`).toString('base64')}\r\n`;
  socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${authorization}\r\n`);
  const status = await proxyStatus(socket, signal);
  if (status === 200) return socket;
  socket.destroy();
  throw egressError('proxy', `${place} answered ${status === null ? 'no HTTP' : status} for ${target}`, {
    retryable: status !== 407 && status !== 403,
    remedy: 'Check that the proxy allows CONNECT to addresses, and its credentials in lookups.proxy.',
  });
}

/** Reads the proxy's answer and leaves what follows it on the socket. */
function proxyStatus(socket: Socket, signal: AbortSignal): Promise<number | null> {
  return new Promise((resolve, reject) => {
    let head = Buffer.alloc(0);
    const done = (finish: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      socket.off('readable', read).off('error', fail).off('close', close);
      finish();
    };
    const stop = (): void => done(() => (socket.destroy(), reject(signal.reason as Error)));
    const fail = (error: Error): void => done(() => reject(networkFault(error, 'the proxy')));
    const close = (): void => done(() => resolve(null));
    const late = (): void =>
      done(() => (socket.destroy(), reject(egressError('timeout', 'the proxy does not answer', { retryable: true }))));
    const timer = setTimeout(late, CONNECT_TIMEOUT_MS);
    function read(): void {
      for (
        let chunk: Buffer | null = socket.read() as Buffer | null;
        chunk !== null;
        chunk = socket.read() as Buffer | null
      ) {
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf('\r\n\r\n');
        if (end < 0 && head.length <= MAX_PROXY_REPLY_BYTES) continue;
        const rest = head.subarray(end + 4);
        if (end >= 0 && rest.length > 0) socket.unshift(rest);
        const match = /^HTTP\/1\.[01] ([0-9]{3})/.exec(head.toString('latin1', 0, 16));
        return done(() => resolve(end < 0 || match === null ? null : Number(match[1])));
      }
    }
    signal.addEventListener('abort', stop, { once: true });
    socket.on('readable', read).on('error', fail).on('close', close);
  });
}

/** Waits until a socket stands. @throws AppError `egress.unreachable`, `egress.timeout`, `egress.tls`; the signal's reason */
export function open<S extends Socket>(
  make: () => S,
  event: 'connect' | 'secureConnect',
  place: string,
  signal: AbortSignal,
): Promise<S> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    const socket = make();
    const done = (finish: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      socket.off(event, ready).off('error', fail).off('close', close);
      finish();
    };
    const giveUp = (error: Error): void =>
      done(() => {
        socket.on('error', () => undefined);
        socket.destroy();
        reject(error);
      });
    const stop = (): void => giveUp(signal.reason as Error);
    const late = (): void =>
      giveUp(egressError('timeout', `${place}: no connection within ${CONNECT_TIMEOUT_MS} ms`, { retryable: true }));
    const ready = (): void => done(() => resolve(socket));
    const fail = (error: Error): void => giveUp(networkFault(error, place));
    const close = (): void =>
      giveUp(egressError('unreachable', `${place}: closed the connection`, { retryable: true }));
    const timer = setTimeout(late, CONNECT_TIMEOUT_MS);
    signal.addEventListener('abort', stop, { once: true });
    socket.on(event, ready).on('error', fail).on('close', close);
  });
}
