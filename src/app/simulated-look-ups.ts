import { readPage } from '../connectors/page/read-page.ts';
import type { Clock } from '../base/clock.ts';
import { NO_PAGE } from '../domains/enrich/ports.ts';
import type { DomainAnswer, LookUps, NameAnswer, PageAnswer } from '../domains/enrich/ports.ts';
import { COMPANY_DOMAIN, type SimulatedSite } from '../simulator/index.ts';

/** Where Acme's people sign in. */
export const SIMULATED_SIGN_IN_PAGE = `https://login.${COMPANY_DOMAIN}/`;

const DAY_MS = 86_400_000;
const ATTACKERS_NAME_SERVERS = ['ns1.cloud-dns.example', 'ns2.cloud-dns.example'];
/** Acme's own: were they the attacker's, his domains would be proposed as Acme's. */
const OWN_NAME_SERVERS = [`ns1.${COMPANY_DOMAIN}`, `ns2.${COMPANY_DOMAIN}`];
const ICON_HASH = '1207641993';

/** Acme's sign-in page. */
const SIGN_IN = `<!doctype html><html><head><title>Acme - Sign In</title></head><body><header><h2>Acme</h2></header>
<main><h1>Sign In</h1><p>Use your Acme account to open your schedule, your mail and your tools.</p>
<form method="post" action="/api/v1/authn"><label>Username</label><input name="username" type="text"><label>Password</label>
<input name="password" type="password"><label><input type="checkbox" name="remember">Keep me signed in</label>
<button>Sign In</button></form><p>Need help signing in? Call the Acme help desk.</p></main>
<footer><p>Powered by Okta</p></footer></body></html>`;
/** The attacker's copy: the same words, sent to him. */
const COPY = SIGN_IN.replace('/api/v1/authn', '/next');
/** A page that asks for a password and copies nobody. */
const PLAIN = `<!doctype html><html><body><form method="post" action="/next"><input name="username" type="text">
<input name="password" type="password"><button>Continue</button></form></body></html>`;

/**
 * The world outside of a rehearsal. Nobody is contacted: each look-alike is registered, resolves, shows its certificate and its
 * page from the moments on at which the rehearsal says so, on an address of documentation (RFC 5737). Acme's own stands, and no
 * other name does.
 * @param sitesNow the look-alikes' sites in the rehearsal that runs; none while none does
 */
export function simulatedLookUps(clock: Clock, sitesNow: () => readonly SimulatedSite[]): LookUps {
  /** The site that a host belongs to, from a moment of it on. */
  function siteOf(host: string, from: 'registeredAtMs' | 'certifiedAtMs' | 'onlineAtMs'): SimulatedSite | null {
    const site = sitesNow().find(({ domain }) => host === domain || host.endsWith(`.${domain}`));
    const atMs = site?.[from] ?? null;
    return site !== undefined && atMs !== null && clock.now() >= atMs ? site : null;
  }

  function addressOf(host: string): NameAnswer {
    if (isOwn(host)) return { state: 'resolves', addresses: ['198.51.100.20'] };
    // Who gives out certificates asked for the name: it resolves before it shows anything.
    const site = siteOf(host, 'registeredAtMs');
    return site === null ? { state: 'nxdomain', addresses: [] } : { state: 'resolves', addresses: [site.address] };
  }

  async function page(hostOrUrl: string): Promise<PageAnswer> {
    const url = hostOrUrl.startsWith('http') ? hostOrUrl : `https://${hostOrUrl}/`;
    const host = new URL(url).hostname;
    const site = siteOf(host, 'onlineAtMs');
    if (isOwn(host)) return shown(url, SIGN_IN, ICON_HASH, 'Acme - Sign In');
    if (site === null) return { ...NO_PAGE, state: 'down', url };
    return shown(url, site.copiesSignIn ? COPY : PLAIN, site.copiesSignIn ? ICON_HASH : null, site.title);
  }

  return {
    dns: {
      address: async (host) => addressOf(host),
      sibling: async () => ({ state: 'nxdomain', addresses: [] }),
      hasMail: async () => false,
      async domain(registrable, hosts): Promise<DomainAnswer> {
        const answer = addressOf(registrable);
        const ns = isOwn(registrable) ? OWN_NAME_SERVERS : answer.state === 'resolves' ? ATTACKERS_NAME_SERVERS : [];
        return { host: hosts[0] ?? registrable, ...answer, ns, mx: [], cname: [], wildcard: false };
      },
    },
    rdap: {
      async domain(registrable) {
        const site = siteOf(registrable, 'registeredAtMs');
        const isAcmes = isOwn(registrable);
        const known = { state: 'found' as const, statuses: ['client transfer prohibited'], registrant: null };
        const contact = { ianaId: '9999', abuseEmail: 'abuse@registrar.example', abusePhone: null };
        if (site === null && !isAcmes) return NOT_REGISTERED;
        // When Acme's own was registered is no part of the story.
        const registeredAt = site?.registeredAtMs ?? null;
        return {
          ...known,
          registeredAt,
          expiresAt: registeredAt === null ? null : registeredAt + 365 * DAY_MS,
          registrar: { name: site?.registrar ?? 'Example Registrar, Inc.', ...contact },
          nameservers: isAcmes ? OWN_NAME_SERVERS : ATTACKERS_NAME_SERVERS,
        };
      },
      network: async (address) => ({
        networkName: sitesNow().find((site) => site.address === address)?.hosting ?? 'EXAMPLE-CLOUD',
        networkHandle: 'NET-203-0-113-0-1',
        abuseEmail: 'abuse@hosting.example',
      }),
    },
    pages: {
      page,
      async certificate(host) {
        const site = siteOf(host, 'certifiedAtMs');
        const none = {
          issuer: null,
          subjectOrganization: null,
          notBefore: null,
          notAfter: null,
          names: [],
          sha256: null,
        };
        if (site === null) return { state: 'none', ...none };
        const notBefore = site.certifiedAtMs;
        const names = [...site.certificateNames];
        return {
          ...none,
          state: 'shown',
          issuer: site.certificateIssuer,
          notBefore,
          notAfter: notBefore + 90 * DAY_MS,
          names,
        };
      },
      picture: async () => null,
    },
  };
}

function isOwn(host: string): boolean {
  return host === COMPANY_DOMAIN || host.endsWith(`.${COMPANY_DOMAIN}`);
}

const NOT_REGISTERED = {
  state: 'not-found' as const,
  registeredAt: null,
  expiresAt: null,
  registrar: null,
  statuses: [],
  nameservers: [],
  registrant: null,
};

function shown(url: string, html: string, faviconHash: string | null, title: string): PageAnswer {
  const read = readPage(html, url);
  const { passwordFields, otpFields, forms } = read;
  return {
    ...NO_PAGE,
    state: 'up',
    url,
    status: 200,
    title,
    server: 'nginx',
    passwordFields,
    otpFields,
    forms,
    faviconHash,
    fingerprint: { text: read.textHashes, structure: read.structureHashes, faviconHash },
  };
}
