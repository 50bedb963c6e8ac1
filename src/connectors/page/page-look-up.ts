import { hash } from 'node:crypto';
import { connect as connectTls } from 'node:tls';
import { NO_PAGE } from '../../domains/enrich/ports.ts';
import type { CertificateAnswer, PageAnswer, PageLookUp, Picture } from '../../domains/enrich/ports.ts';
import type { Egress, EgressReply } from '../../platform/http/egress.ts';
import { open } from '../../platform/http/egress-connect.ts';
import { isEgressError } from '../../platform/http/egress-errors.ts';
import { faviconHash } from './favicon-hash.ts';
import { isForSale } from './for-sale.ts';
import { readCertificate } from './read-certificate.ts';
import { type ReadPage, readPage } from './read-page.ts';

export interface PageLookUpOptions {
  egress: Egress;
  /** Neutral: an attacker who sees a security product's name shows it an empty page. */
  userAgent: string;
  /** Makes a picture of a page; null where that was not agreed to or there is no browser. */
  takePicture: ((url: string, signal: AbortSignal) => Promise<Picture | null>) | null;
  /** Ports of https and http; others in tests only. */
  httpsPort?: number;
  httpPort?: number;
  /** Certificate authorities instead of the well-known ones; tests only. */
  ca?: string;
}

const MAX_PAGE_BYTES = 1_500_000;
const MAX_ICON_BYTES = 262_144;
const PAGE_TIMEOUT_MS = 15_000;
const ICON_TIMEOUT_MS = 5000;
/** Pages that send readers on without a redirect. */
const MAX_REFRESHES = 2;

const NO_CERTIFICATE: Omit<CertificateAnswer, 'state'> = {
  issuer: null,
  subjectOrganization: null,
  notBefore: null,
  notAfter: null,
  names: [],
  sha256: null,
};

/** Looks at hosts as a browser without scripts would, through the guarded way out only. */
export function createPageLookUp(options: PageLookUpOptions): PageLookUp {
  const { egress } = options;
  const authorities = options.ca === undefined ? {} : { ca: options.ca };
  const headers = {
    'user-agent': options.userAgent,
    accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
    'accept-language': 'en-US,en;q=0.9',
  };

  function get(url: string, maxBytes: number, timeoutMs: number, signal: AbortSignal): Promise<EgressReply> {
    return egress.fetch({ url, maxBytes, timeoutMs, headers, verify: false }, signal);
  }

  async function iconOf(page: ReadPage, url: string, signal: AbortSignal): Promise<string | null> {
    const iconUrl = page.iconUrl ?? new URL('/favicon.ico', url).href;
    if (!/^https?:/.test(iconUrl)) return null;
    try {
      const reply = await get(iconUrl, MAX_ICON_BYTES, ICON_TIMEOUT_MS, signal);
      const isPage = /html/i.test(reply.headers['content-type'] ?? '');
      return reply.status === 200 && reply.body.length > 0 && !isPage ? faviconHash(reply.body) : null;
    } catch {
      signal.throwIfAborted();
      return null;
    }
  }

  /** Follows what a page itself says; the redirects of the way there are added. */
  async function fetchPage(url: string, signal: AbortSignal): Promise<PageAnswer> {
    let reply = await get(url, MAX_PAGE_BYTES, PAGE_TIMEOUT_MS, signal);
    const redirects = [...reply.redirects];
    let page = readPage(textOf(reply), reply.url);
    for (let nth = 0; nth < MAX_REFRESHES && page.refreshUrl !== null && page.refreshUrl !== reply.url; nth += 1) {
      redirects.push(reply.url);
      reply = await get(page.refreshUrl, MAX_PAGE_BYTES, PAGE_TIMEOUT_MS, signal);
      redirects.push(...reply.redirects);
      page = readPage(textOf(reply), reply.url);
    }
    const icon = await iconOf(page, reply.url, signal);
    const { title, passwordFields, otpFields, forms } = page;
    return {
      // A server's own fault pages are not a page of somebody's.
      state: reply.status >= 500 ? 'down' : 'up',
      url: reply.url.slice(0, 2000),
      redirects: redirects.map((one) => one.slice(0, 2000)),
      status: reply.status,
      title,
      server: serverOf(reply),
      passwordFields,
      otpFields,
      forms,
      faviconHash: icon,
      bodySha256: hash('sha256', reply.body),
      forSale: isForSale(page, reply.url),
      fingerprint: { text: page.textHashes, structure: page.structureHashes, faviconHash: icon },
    };
  }

  return {
    async certificate(host, signal) {
      let socket: Awaited<ReturnType<Egress['connect']>>['socket'] | null = null;
      try {
        const port = options.httpsPort ?? 443;
        ({ socket } = await egress.connect(host, port, signal));
        const plain = socket;
        const secure = await open(
          () => connectTls({ socket: plain, servername: host, rejectUnauthorized: false, ...authorities }),
          'secureConnect',
          host,
          signal,
        );
        const { raw } = secure.getPeerCertificate();
        const isVouchedFor = secure.authorized;
        secure.destroy();
        return raw === undefined ? { state: 'none', ...NO_CERTIFICATE } : readCertificate(raw, isVouchedFor);
      } catch (thrown) {
        signal.throwIfAborted();
        const state = isEgressError(thrown, 'timeout')
          ? 'timeout'
          : isEgressError(thrown, 'refused_address')
            ? 'refused'
            : isEgressError(thrown, 'unreachable', 'unresolved')
              ? 'none'
              : 'failed';
        return { state, ...NO_CERTIFICATE };
      } finally {
        socket?.destroy();
      }
    },

    async page(hostOrUrl, signal) {
      const isUrl = /^https?:\/\//i.test(hostOrUrl);
      const urls = isUrl
        ? [hostOrUrl]
        : [`https://${hostOrUrl}${portText(options.httpsPort)}/`, `http://${hostOrUrl}${portText(options.httpPort)}/`];
      let last: PageAnswer | null = null;
      for (const url of urls) {
        try {
          return await fetchPage(url, signal);
        } catch (thrown) {
          signal.throwIfAborted();
          const failed: PageAnswer = { ...NO_PAGE, state: stateOf(thrown), url };
          // What came first says more, unless it was only that nobody listened there.
          if (last === null || last.state === 'down') last = failed;
          if (failed.state === 'too-large') return failed;
        }
      }
      return last ?? { ...NO_PAGE, state: 'down', url: urls[0] ?? hostOrUrl };
    },

    async picture(url, signal) {
      return options.takePicture === null ? null : options.takePicture(url, signal);
    },
  };
}

function portText(port: number | undefined): string {
  return port === undefined ? '' : `:${port}`;
}

function stateOf(thrown: unknown): PageAnswer['state'] {
  if (isEgressError(thrown, 'timeout')) return 'timeout';
  if (isEgressError(thrown, 'too_large')) return 'too-large';
  if (isEgressError(thrown, 'tls')) return 'tls-error';
  if (isEgressError(thrown, 'refused_address', 'refused_port', 'bad_url', 'too_many_redirects')) return 'refused';
  return 'down';
}

function serverOf(reply: EgressReply): string | null {
  const { server } = reply.headers;
  const text = (typeof server === 'string' ? server : '').replace(/[^\x20-\x7e]/g, '').slice(0, 100);
  return text === '' ? null : text;
}

/** The body as text, by the charset its header names; what is not text gives none. */
function textOf(reply: EgressReply): string {
  const type = reply.headers['content-type'] ?? 'text/html';
  if (!/^(?:text\/|application\/xhtml\+xml)/i.test(type)) return '';
  const label = /charset\s*=\s*"?([\w-]{1,40})/i.exec(type.slice(0, 200))?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(label).decode(reply.body);
  } catch {
    return new TextDecoder().decode(reply.body);
  }
}
