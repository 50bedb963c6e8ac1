import { Resolver } from 'node:dns/promises';
import type { DnsLookUp, DnsState, DomainAnswer, NameAnswer } from '../../domains/enrich/ports.ts';

export interface DnsLookUpOptions {
  /** Name servers to ask (`9.9.9.9`, `[2620:fe::fe]:53`); those of this machine where empty. */
  servers: readonly string[];
  /** For one question to one server. Default 2 s, asked twice. */
  timeoutMs?: number;
  /** Waits for leave to ask one question. */
  take: (signal: AbortSignal) => Promise<void>;
  /** A label nobody has registered: for recognising wildcards. */
  randomLabel: () => string;
}

type Kind = 'A' | 'AAAA' | 'NS' | 'MX' | 'CNAME';
type Answered = { state: DnsState; values: string[] };

/** Records kept of one kind: a hostile zone may hold thousands. */
const MAX_RECORDS = 16;

/** c-ares' words for what servers say (RFC 1035 §4.1.1) and for their silence. */
const STATES: Readonly<Record<string, DnsState>> = {
  ENOTFOUND: 'nxdomain',
  ENODATA: 'no-address',
  ENONAME: 'no-address',
  ESERVFAIL: 'servfail',
  EFORMERR: 'servfail',
  EBADRESP: 'servfail',
  ENOTIMP: 'refused',
  EREFUSED: 'refused',
  ECONNREFUSED: 'timeout',
  ETIMEOUT: 'timeout',
  ECANCELLED: 'timeout',
};

/**
 * Asks name servers over the platform's resolver. Every question first takes from the budget. A wildcard is recognised by asking
 * for a random sibling: what answers with the same addresses answers everybody.
 */
export function createDnsLookUp(options: DnsLookUpOptions): DnsLookUp {
  async function ask(host: string, kind: Kind, signal: AbortSignal): Promise<Answered> {
    await options.take(signal);
    const resolver = new Resolver({ timeout: options.timeoutMs ?? 2000, tries: 2 });
    if (options.servers.length > 0) resolver.setServers(options.servers);
    const stop = (): void => resolver.cancel();
    signal.addEventListener('abort', stop, { once: true });
    try {
      const values = await resolve(resolver, host, kind);
      return { state: values.length === 0 ? 'no-address' : 'resolves', values: values.slice(0, MAX_RECORDS) };
    } catch (thrown) {
      signal.throwIfAborted();
      const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
      return { state: STATES[code] ?? 'servfail', values: [] };
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  async function addresses(host: string, signal: AbortSignal): Promise<NameAnswer> {
    const four = await ask(host, 'A', signal);
    // A name that does not exist has no other records; a server that does not answer will not either.
    if (four.state !== 'resolves' && four.state !== 'no-address') return { state: four.state, addresses: [] };
    const six = await ask(host, 'AAAA', signal);
    const found = [...four.values, ...six.values].slice(0, MAX_RECORDS);
    return { state: found.length > 0 ? 'resolves' : 'no-address', addresses: found };
  }

  async function firstStanding(hosts: readonly string[], signal: AbortSignal): Promise<NameAnswer & { host: string }> {
    let first: (NameAnswer & { host: string }) | null = null;
    for (const host of hosts) {
      const found = { host, ...(await addresses(host, signal)) };
      if (found.state === 'resolves') return found;
      // That a name below does not exist says less than that the domain has no address.
      first = first === null || first.state === 'nxdomain' ? found : first;
    }
    return first ?? { host: '', state: 'nxdomain', addresses: [] };
  }

  return {
    async address(host, signal) {
      const found = await ask(host, 'A', signal);
      return { state: found.state, addresses: found.values };
    },

    async sibling(host, signal) {
      const parent = host.slice(host.indexOf('.') + 1);
      const found = await ask(`${options.randomLabel()}.${parent}`, 'A', signal);
      return { state: found.state, addresses: found.values };
    },

    async hasMail(host, signal) {
      const found = await ask(host, 'MX', signal);
      return found.values.some((value) => value !== '');
    },

    async domain(registrable, hosts, signal): Promise<DomainAnswer> {
      const standing = await firstStanding([...new Set([...hosts, registrable])], signal);
      const isThere = standing.state === 'resolves' || standing.state === 'no-address';
      const [ns, mx, cname, random] = await Promise.all([
        ask(registrable, 'NS', signal),
        isThere ? ask(registrable, 'MX', signal) : null,
        isThere ? ask(standing.host, 'CNAME', signal) : null,
        standing.state === 'resolves' ? ask(`${options.randomLabel()}.${registrable}`, 'A', signal) : null,
      ]);
      return {
        ...standing,
        ns: ns.values,
        // A null MX (RFC 7505) says that there is no mail.
        mx: mx?.values.filter((value) => value !== '') ?? [],
        cname: cname?.values ?? [],
        wildcard: random?.state === 'resolves' && random.values.some((address) => standing.addresses.includes(address)),
      };
    },
  };
}

async function resolve(resolver: Resolver, host: string, kind: Kind): Promise<string[]> {
  switch (kind) {
    case 'A':
      return resolver.resolve4(host);
    case 'AAAA':
      return resolver.resolve6(host);
    case 'NS':
      return (await resolver.resolveNs(host)).map(lower);
    case 'CNAME':
      return (await resolver.resolveCname(host)).map(lower);
    default:
      return (await resolver.resolveMx(host))
        .toSorted((a, b) => a.priority - b.priority)
        .map((one) => lower(one.exchange));
  }
}

function lower(name: string): string {
  return name.toLowerCase().replace(/\.$/, '').slice(0, 253);
}
