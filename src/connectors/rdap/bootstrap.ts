import { AppError } from '../../base/errors.ts';
import type { Clock } from '../../base/clock.ts';
import type { LookUpCache } from '../../domains/enrich/ports.ts';
import { addressBytes } from '../../platform/http/egress-address.ts';
import { listOf, textOf } from './hostile-json.ts';

/** Which server knows which names and addresses (RFC 9224). */
export interface Bootstrap {
  /** Base URLs with final slash, https first; empty where the registry has no RDAP. */
  ofDomain(registrable: string, signal: AbortSignal): Promise<string[]>;
  ofAddress(address: string, signal: AbortSignal): Promise<string[]>;
}

export interface BootstrapOptions {
  /** Folder of the bootstrap files, with final slash. */
  url: string;
  /** Reads a URL as JSON text. */
  read: (url: string, signal: AbortSignal) => Promise<string>;
  cache: LookUpCache;
  clock: Clock;
}

type FileName = 'dns.json' | 'ipv4.json' | 'ipv6.json';
interface Service {
  keys: string[];
  urls: string[];
}

/** IANA asks to be read about once a day. */
const FRESH_MS = 86_400_000;
/** A file that could not be fetched is tried again after this; until then the last good copy serves. */
const AGAIN_MS = 600_000;
const MAX_SERVICES = 5000;
const MAX_KEYS = 5000;

/** Reads IANA's bootstrap files at run time, keeps the last good copy and goes on with it when IANA is away. */
export function createBootstrap(options: BootstrapOptions): Bootstrap {
  const known = new Map<FileName, { services: Service[]; untilMs: number }>();

  async function services(file: FileName, signal: AbortSignal): Promise<Service[]> {
    const now = options.clock.now();
    const before = known.get(file);
    if (before !== undefined && now < before.untilMs) return before.services;
    const kept = await options.cache.read(`rdap-bootstrap/${file}`);
    const keptServices = kept === null ? null : parseServices(kept.body);
    if (kept !== null && keptServices !== null && now < kept.fetchedAt + FRESH_MS) {
      known.set(file, { services: keptServices, untilMs: kept.fetchedAt + FRESH_MS });
      return keptServices;
    }
    try {
      const body = await options.read(`${options.url}${file}`, signal);
      const parsed = parseServices(body);
      if (parsed === null) throw notBootstrap(file);
      await options.cache.write(`rdap-bootstrap/${file}`, body, now);
      known.set(file, { services: parsed, untilMs: now + FRESH_MS });
      return parsed;
    } catch (thrown) {
      signal.throwIfAborted();
      const last = before?.services ?? keptServices;
      if (last === null) throw thrown;
      known.set(file, { services: last, untilMs: now + AGAIN_MS });
      return last;
    }
  }

  return {
    async ofDomain(registrable, signal) {
      const list = await services('dns.json', signal);
      // RFC 9224 §4: the longest entry that matches whole labels.
      const labels = registrable.toLowerCase().split('.');
      for (let from = 1; from < labels.length; from += 1) {
        const suffix = labels.slice(from).join('.');
        const found = list.find((service) => service.keys.includes(suffix));
        if (found !== undefined) return found.urls;
      }
      return [];
    },
    async ofAddress(address, signal) {
      const bytes = addressBytes(address);
      if (bytes === null) return [];
      const list = await services(bytes.length === 4 ? 'ipv4.json' : 'ipv6.json', signal);
      let best: { bits: number; urls: string[] } = { bits: -1, urls: [] };
      for (const service of list) {
        for (const key of service.keys) {
          const bits = matchingBits(bytes, key);
          if (bits > best.bits) best = { bits, urls: service.urls };
        }
      }
      return best.urls;
    },
  };
}

/** Length of a prefix that holds the address; −1 where it does not. */
function matchingBits(bytes: readonly number[], prefix: string): number {
  const [base = '', length = ''] = prefix.split('/');
  const baseBytes = addressBytes(base);
  const bits = Number(length);
  if (baseBytes === null || baseBytes.length !== bytes.length || !Number.isInteger(bits) || bits < 0) return -1;
  for (let bit = 0; bit < bits; bit += 1) {
    const mask = 0x80 >> (bit & 7);
    if (((bytes[bit >> 3] ?? 0) & mask) !== ((baseBytes[bit >> 3] ?? 0) & mask)) return -1;
  }
  return bits;
}

function parseServices(body: string): Service[] | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return null;
  }
  if (typeof parsed !== 'object' || parsed === null || !('services' in parsed)) return null;
  const services: Service[] = [];
  for (const entry of listOf(parsed.services, MAX_SERVICES)) {
    const [keys, urls] = listOf(entry, 2);
    const bases = listOf(urls, 10)
      .map((url) => textOf(url, 500))
      .filter((url): url is string => url !== null && /^https?:\/\//.test(url) && URL.canParse(url))
      .map((url) => (url.endsWith('/') ? url : `${url}/`));
    services.push({
      keys: listOf(keys, MAX_KEYS)
        .map((key) => textOf(key, 100)?.toLowerCase())
        .filter((key) => key !== undefined),
      urls: bases.toSorted((a, b) => Number(b.startsWith('https:')) - Number(a.startsWith('https:'))),
    });
  }
  return services.length === 0 ? null : services;
}

function notBootstrap(file: FileName): AppError {
  return new AppError('domains.rdap_bootstrap', `${file} of the RDAP bootstrap is not what RFC 9224 describes`, {
    retryable: true,
    status: 502,
    remedy: 'Check what stands between Breakwater and data.iana.org.',
  });
}
