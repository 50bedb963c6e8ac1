import { BlockList, isIP } from 'node:net';
import { AppError } from '../../base/errors.ts';

export interface NetworkOptions {
  /** The address people type, or null: then the console is for this machine only, at http://localhost:PORT. */
  publicUrl: string | null;
  /** Addresses or CIDR ranges whose forwarded headers are believed. */
  trustedProxies: readonly string[];
  /** Further host names (without port) that requests may name, e.g. an address that machines send records to. */
  extraHosts?: readonly string[];
}

/** What the socket and the headers say, before anything is believed. */
export interface RawRequest {
  remoteAddress: string;
  /** True when the socket itself is TLS. */
  encrypted: boolean;
  header(name: string): string | null;
}

/** Who calls, as far as it can be believed. */
export interface Peer {
  peerAddress: string;
  /** The call comes from this machine, straight, and names this machine. */
  isLoopback: boolean;
  scheme: 'http' | 'https';
}

/** Where the console is, who may call it by which name, and whose word about callers is taken. */
export interface NetworkPolicy {
  /** WebAuthn relying party id: the host name of the public URL. */
  readonly rpId: string;
  /** True when people reach it over https: then cookies are `__Host-` and HSTS is sent. */
  readonly secure: boolean;
  /** True when the console has no name of its own: the first start works from this machine without a passkey. */
  readonly local: boolean;
  /** The one origin passkeys are made on. */
  origin(): string;
  /** Origins whose pages may call the API. */
  pageOrigins(): readonly string[];
  /** Called once the port is known. */
  listening(port: number): void;
  /** @throws AppError `http.host_refused` (421) when the Host header names somebody else: DNS rebinding */
  judge(request: RawRequest): Peer;
}

const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);
/** A proxy on this machine gives itself away by these: such a call is never "from this machine". */
const FORWARDING = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via'];

/**
 * @param tls whether the program serves https itself
 * @throws AppError `config.public_url` or `config.trusted_proxies`, each naming what is wrong and what to write instead
 */
export function createNetworkPolicy(options: NetworkOptions, tls: boolean): NetworkPolicy {
  const configured = options.publicUrl === null ? null : parsePublicUrl(options.publicUrl);
  const proxies = parseProxies(options.trustedProxies);
  const rpId = configured?.hostname ?? 'localhost';
  const secure = configured ? configured.protocol === 'https:' : tls;
  const local = rpId === 'localhost' || rpId.endsWith('.localhost');
  const hosts = new Set([...LOOPBACK_HOSTS, rpId, ...(options.extraHosts ?? []).map((host) => host.toLowerCase())]);
  let port = 0;
  const scheme = secure ? 'https' : 'http';
  const origin = (): string => configured?.origin ?? new URL(`${scheme}://localhost:${port}`).origin;

  return {
    rpId,
    secure,
    local,
    origin,
    pageOrigins: () =>
      local && port !== 0
        ? [
            origin(),
            ...[...LOOPBACK_HOSTS].map((host) => new URL(`${tls ? 'https' : 'http'}://${host}:${port}`).origin),
          ]
        : [origin()],
    listening(actual) {
      port = actual;
    },
    judge(request) {
      const remote = plainAddress(request.remoteAddress);
      const viaProxy = proxies.check(remote, isIP(remote) === 6 ? 'ipv6' : 'ipv4');
      const host = (viaProxy ? lastOf(request.header('x-forwarded-host')) : null) ?? request.header('host') ?? '';
      const name = hostName(host);
      if (name === null || !hosts.has(name)) {
        throw new AppError('http.host_refused', `This is not ${printable(host)}.`, {
          status: 421,
          remedy: `Open ${origin()}, or set publicUrl to the name you use.`,
        });
      }
      const forwardedScheme = viaProxy ? lastOf(request.header('x-forwarded-proto')) : null;
      return {
        peerAddress: viaProxy ? clientBehind(proxies, request.header('x-forwarded-for'), remote) : remote,
        // What comes through a proxy, configured or not, carries one of its headers, and is not "from this machine".
        isLoopback:
          isLoopbackAddress(remote) &&
          LOOPBACK_HOSTS.has(name) &&
          FORWARDING.every((header) => request.header(header) === null),
        scheme: request.encrypted || forwardedScheme === 'https' ? 'https' : 'http',
      };
    },
  };
}

/** Whether an address is this machine's own (127.0.0.0/8, ::1). */
export function isLoopbackAddress(address: string): boolean {
  const plain = plainAddress(address);
  return plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'));
}

/** IPv4-mapped IPv6 addresses as IPv4, zone ids removed. */
function plainAddress(address: string): string {
  const withoutZone = address.split('%')[0] ?? '';
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(withoutZone);
  return mapped?.[1] ?? withoutZone;
}

/** `name`, `name:port`, `[v6]:port` → the name in lower case, or null when it is none of these. */
function hostName(host: string): string | null {
  const match = /^([a-z0-9._-]{1,253}|\[[0-9a-f:]{2,45}\])(?::\d{1,5})?$/i.exec(host);
  return match?.[1]?.toLowerCase() ?? null;
}

function lastOf(header: string | null): string | null {
  const last = header?.split(',').at(-1)?.trim();
  return last === undefined || last === '' ? null : last;
}

/** The nearest address that is not one of our proxies: everything left of it could have been written by the caller. */
function clientBehind(proxies: BlockList, forwardedFor: string | null, remote: string): string {
  const hops = (forwardedFor ?? '').split(',').map((hop) => plainAddress(hop.trim().replace(/^\[(.*)\]$/, '$1')));
  for (const hop of hops.toReversed()) {
    const version = isIP(hop);
    if (version === 0) return remote;
    if (!proxies.check(hop, version === 6 ? 'ipv6' : 'ipv4')) return hop;
  }
  return remote;
}

function parseProxies(list: readonly string[]): BlockList {
  const proxies = new BlockList();
  for (const entry of list) {
    const [address = '', prefix] = entry.trim().split('/');
    const version = isIP(address);
    const bits = prefix === undefined ? (version === 6 ? 128 : 32) : Number(prefix);
    if (version === 0 || !Number.isInteger(bits) || bits < 1 || bits > (version === 6 ? 128 : 32)) {
      throw new AppError('config.trusted_proxies', `trustedProxies: "${printable(entry)}" is no address or range.`, {
        remedy: 'Write addresses like 10.0.0.5 or ranges like 10.0.0.0/24. Everybody (…/0) is never trusted.',
      });
    }
    proxies.addSubnet(address, bits, version === 6 ? 'ipv6' : 'ipv4');
  }
  return proxies;
}

function parsePublicUrl(text: string): URL {
  const fault = (what: string, remedy: string): AppError =>
    new AppError('config.public_url', `publicUrl "${printable(text)}": ${what}.`, { remedy });
  const url = URL.parse(text);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw fault('it is not an http or https address', 'Write it like https://breakwater.acme.example.');
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') {
    throw fault('it has more than a host and a port', `Write ${url.origin}.`);
  }
  if (isIP(url.hostname.replace(/^\[(.*)\]$/, '$1')) !== 0) {
    throw fault(
      'passkeys are bound to a name, and an IP address is none',
      'Give the machine a DNS name, or leave publicUrl out and open http://localhost:PORT (from afar: ssh -L).',
    );
  }
  const isLocal = url.hostname === 'localhost' || url.hostname.endsWith('.localhost');
  if (url.protocol === 'http:' && !isLocal) {
    throw fault(
      'browsers allow passkeys on https only',
      `Write https://${url.host}, with tls: {certFile, keyFile} or a proxy that ends TLS.`,
    );
  }
  return url;
}

function printable(text: string): string {
  return text.slice(0, 100).replace(/[^\x20-\x7e]/g, '?');
}
