import { AppError } from '../../base/errors.ts';
import type { Clock } from '../../base/clock.ts';
import type { LookUpCache, RdapLookUp, RegistrationAnswer } from '../../domains/enrich/ports.ts';
import type { Egress, EgressReply } from '../../platform/http/egress.ts';
import { createBootstrap } from './bootstrap.ts';
import { parseDomain, parseNetwork, relatedUrl } from './parse-rdap.ts';
import { createServerTimes } from './server-times.ts';

export interface RdapLookUpOptions {
  egress: Egress;
  clock: Clock;
  cache: LookUpCache;
  userAgent: string;
  /** Waits for leave to make one call, over all servers. */
  take: (signal: AbortSignal) => Promise<void>;
  /** Folder of IANA's bootstrap files, with final slash. */
  bootstrapUrl?: string;
  /** Certificate authorities instead of the well-known ones. */
  ca?: string;
}

const IANA = 'https://data.iana.org/rdap/';
const MAX_REPLY_BYTES = 524_288;
const MAX_BOOTSTRAP_BYTES = 4_194_304;
/** One server is not asked more often than this: registries publish no limits and cut off who asks too much. */
const GAP_MS = 1000;
const DEFAULT_RETRY_MS = 60_000;
const MAX_RETRY_MS = 86_400_000;

const NOTHING: Omit<RegistrationAnswer, 'state'> = {
  registeredAt: null,
  expiresAt: null,
  registrar: null,
  statuses: [],
  nameservers: [],
  registrant: null,
};

type Asked = { state: 'found'; body: unknown } | { state: 'not-found' | 'unsupported' };

/** Asks registries about domains and addresses: RFC 7480, 9082, 9083, found by RFC 9224. */
export function createRdapLookUp(options: RdapLookUpOptions): RdapLookUp {
  const { clock } = options;
  const times = createServerTimes();

  const bootstrap = createBootstrap({
    url: options.bootstrapUrl ?? IANA,
    cache: options.cache,
    clock,
    async read(url, signal) {
      await options.take(signal);
      const reply = await fetch(url, 'application/json', MAX_BOOTSTRAP_BYTES, signal);
      if (reply.status !== 200) throw failed(url, `answered ${reply.status}`);
      return Buffer.from(reply.body).toString('utf8');
    },
  });

  function fetch(url: string, accept: string, maxBytes: number, signal: AbortSignal): Promise<EgressReply> {
    return options.egress.fetch(
      {
        url,
        maxBytes,
        ports: 'any',
        maxRedirects: 3,
        headers: { accept, 'user-agent': options.userAgent },
        ...(options.ca === undefined ? {} : { ca: options.ca }),
      },
      signal,
    );
  }

  async function ask(url: string, signal: AbortSignal): Promise<Asked> {
    const { host } = new URL(url);
    await options.take(signal);
    const now = clock.steadyMs();
    const waitMs = times.waitMs(host, now);
    if (waitMs > GAP_MS * 10) throw limited(host, waitMs);
    times.set(host, now + waitMs + GAP_MS, now);
    if (waitMs > 0) await clock.sleep(waitMs, signal);
    signal.throwIfAborted();
    const reply = await fetch(url, 'application/rdap+json, application/json', MAX_REPLY_BYTES, signal);
    if (reply.status === 429 || reply.status === 503) {
      const retryMs = retryAfterMs(reply, clock);
      times.set(host, clock.steadyMs() + retryMs, clock.steadyMs());
      throw limited(host, retryMs);
    }
    if (reply.status === 404 || reply.status === 410) return { state: 'not-found' };
    if (reply.status === 501 || reply.status === 400 || reply.status === 422) return { state: 'unsupported' };
    if (reply.status !== 200) throw failed(host, `answered ${reply.status}`);
    try {
      return { state: 'found', body: JSON.parse(Buffer.from(reply.body).toString('utf8')) as unknown };
    } catch (thrown) {
      throw failed(host, 'answered what is not JSON', thrown);
    }
  }

  /** The registrar knows more than many registries; without its answer theirs will do. */
  async function fromRegistrar(
    answer: RegistrationAnswer,
    body: unknown,
    signal: AbortSignal,
  ): Promise<RegistrationAnswer> {
    const isWhole = answer.registrant !== null && (answer.registrar?.abuseEmail ?? null) !== null;
    const url = isWhole ? null : relatedUrl(body);
    if (url === null) return answer;
    try {
      const asked = await ask(url, signal);
      if (asked.state !== 'found') return answer;
      const more = parseDomain(asked.body);
      const registrar = { ...more.registrar, ...withoutNulls(answer.registrar) };
      return {
        ...answer,
        registrant: answer.registrant ?? more.registrant,
        registrar:
          answer.registrar === null && more.registrar === null
            ? null
            : {
                name: registrar.name ?? null,
                ianaId: registrar.ianaId ?? null,
                abuseEmail: registrar.abuseEmail ?? null,
                abusePhone: registrar.abusePhone ?? null,
              },
      };
    } catch {
      signal.throwIfAborted();
      return answer;
    }
  }

  return {
    async domain(registrable, signal) {
      const [base] = await bootstrap.ofDomain(registrable, signal);
      if (base === undefined) return { state: 'unsupported', ...NOTHING };
      const asked = await ask(`${base}domain/${encodeURIComponent(registrable)}`, signal);
      if (asked.state !== 'found') return { state: asked.state, ...NOTHING };
      return fromRegistrar(parseDomain(asked.body), asked.body, signal);
    },

    async network(address, signal) {
      const [base] = await bootstrap.ofAddress(address, signal);
      if (base === undefined) return null;
      // The colons of an IPv6 address stay as they are (RFC 9082 §3.1.1).
      const asked = await ask(`${base}ip/${address}`, signal);
      return asked.state === 'found' ? parseNetwork(asked.body) : null;
    },
  };
}

function withoutNulls<T extends object>(value: T | null): Partial<T> {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([, one]) => one !== null)) as Partial<T>;
}

/** Retry-After (RFC 9110 §10.2.3), seconds or a date, at most a day; a minute where there is none. */
function retryAfterMs(reply: EgressReply, clock: Clock): number {
  const text = reply.headers['retry-after']?.trim() ?? '';
  const waitMs = /^[0-9]{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - clock.now();
  return Number.isFinite(waitMs) ? Math.min(Math.max(1000, waitMs), MAX_RETRY_MS) : DEFAULT_RETRY_MS;
}

function limited(host: string, retryMs: number): AppError {
  return new AppError('domains.rdap_limited', `${host} asks to be asked later`, {
    retryable: true,
    retryAfterMs: retryMs,
    status: 503,
  });
}

function failed(place: string, what: string, cause?: unknown): AppError {
  return new AppError('domains.rdap_failed', `${place} ${what}`, {
    retryable: true,
    status: 502,
    ...(cause === undefined ? {} : { cause }),
  });
}
