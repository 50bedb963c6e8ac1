import { Resolver, lookup } from 'node:dns/promises';

/** The addresses of a name: empty where it has none. Throws where nobody answered. */
export type ResolveHost = (host: string, signal: AbortSignal) => Promise<string[]>;

/** Answers kept of one name: what is beyond is not contacted anyway. */
const MAX_ADDRESSES = 16;
const NONE = new Set(['ENOTFOUND', 'ENODATA', 'EAI_NONAME', 'EAI_NODATA', 'EAI_ADDRFAMILY']);

/** Resolves as this machine does, its hosts file included. For hosts that the operator named. */
export function createResolveHost(): ResolveHost {
  return async (host, signal) => {
    signal.throwIfAborted();
    const addresses = await untilAborted(bySystem(host), signal);
    return addresses.slice(0, MAX_ADDRESSES);
  };
}

/**
 * Resolves by asking name servers (`9.9.9.9`, `[2620:fe::fe]:53`; those of this machine where empty) and nothing else. For hosts of
 * strangers: the system's own look-up works on a few threads that file access needs too, and slow name servers would hold them.
 */
export function createServerResolve(servers: readonly string[]): ResolveHost {
  return async (host, signal) => {
    signal.throwIfAborted();
    const addresses = await untilAborted(byServers(host, servers, signal), signal);
    return addresses.slice(0, MAX_ADDRESSES);
  };
}

async function bySystem(host: string): Promise<string[]> {
  try {
    const found = await lookup(host, { all: true, order: 'ipv4first' });
    return found.map((one) => one.address);
  } catch (thrown) {
    if (isNone(thrown)) return [];
    throw thrown;
  }
}

async function byServers(host: string, servers: readonly string[], signal: AbortSignal): Promise<string[]> {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  if (servers.length > 0) resolver.setServers(servers);
  const stop = (): void => resolver.cancel();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const [four, six] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    const addresses = [...valueOf(four), ...valueOf(six)];
    if (addresses.length > 0) return addresses;
    const fault = [four, six].find((one) => one.status === 'rejected' && !isNone(one.reason));
    if (fault?.status === 'rejected') throw fault.reason;
    return [];
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function valueOf(settled: PromiseSettledResult<string[]>): string[] {
  return settled.status === 'fulfilled' ? settled.value : [];
}

function isNone(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && NONE.has(String(thrown.code));
}

/** The system's look-up cannot be called off: its answer is then left alone. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
