import type { Clock } from '../../base/clock.ts';

/** What one name resolves to. */
export type DnsState = 'resolves' | 'nxdomain' | 'no-address' | 'servfail' | 'timeout' | 'refused';

export interface NameAnswer {
  state: DnsState;
  /** IPv4 first; empty unless `resolves`. */
  addresses: string[];
}

export interface DomainAnswer extends NameAnswer {
  /** The first of the names asked that resolves, otherwise the first. */
  host: string;
  ns: string[];
  mx: string[];
  cname: string[];
  /** True when a random name below the domain resolves to one of the same addresses. */
  wildcard: boolean;
}

/** Asks name servers. Implemented by connectors/dns. What servers say is an answer, not an error. */
export interface DnsLookUp {
  /** One question for addresses: whether the name stands. */
  address(host: string, signal: AbortSignal): Promise<NameAnswer>;
  /** Everything about a domain; `hosts` are the names below it (or it) that imitate, likeliest first. */
  domain(registrable: string, hosts: readonly string[], signal: AbortSignal): Promise<DomainAnswer>;
  /** Addresses of a name beside the host that nobody registered: what answers there too answers everybody. */
  sibling(host: string, signal: AbortSignal): Promise<NameAnswer>;
  /** Whether there are mail servers for the name. */
  hasMail(host: string, signal: AbortSignal): Promise<boolean>;
}

export interface RegistrationAnswer {
  state: 'found' | 'not-found' | 'unsupported' | 'failed';
  registeredAt: number | null;
  expiresAt: number | null;
  registrar: {
    name: string | null;
    ianaId: string | null;
    abuseEmail: string | null;
    abusePhone: string | null;
  } | null;
  statuses: string[];
  nameservers: string[];
  registrant: string | null;
}

export interface NetworkAnswer {
  networkName: string | null;
  networkHandle: string | null;
  abuseEmail: string | null;
}

/** Asks registries by RDAP. Implemented by connectors/rdap. @throws AppError `domains.rdap_*`, retryable where waiting helps */
export interface RdapLookUp {
  domain(registrable: string, signal: AbortSignal): Promise<RegistrationAnswer>;
  /** Null where the registry of the address knows nothing. */
  network(address: string, signal: AbortSignal): Promise<NetworkAnswer | null>;
}

export interface CertificateAnswer {
  state: 'shown' | 'none' | 'failed' | 'timeout' | 'refused';
  issuer: string | null;
  subjectOrganization: string | null;
  notBefore: number | null;
  notAfter: number | null;
  names: string[];
  sha256: string | null;
}

/** What makes a page alike another: hashes of runs of its words and of its elements, smallest first, at most 1,024 each. */
export interface PageFingerprint {
  text: number[];
  structure: number[];
  faviconHash: string | null;
}

export interface PageAnswer {
  state: 'up' | 'down' | 'refused' | 'too-large' | 'timeout' | 'tls-error';
  url: string;
  redirects: string[];
  status: number | null;
  title: string | null;
  server: string | null;
  passwordFields: number;
  otpFields: number;
  forms: { action: string; method: string; fields: string[] }[];
  faviconHash: string | null;
  bodySha256: string | null;
  /** The page says of itself that it is parked or for sale. */
  forSale: boolean;
  /** Null unless a page of text came. */
  fingerprint: PageFingerprint | null;
}

/** What is known of a page that did not come. */
export const NO_PAGE: Omit<PageAnswer, 'state' | 'url'> = {
  redirects: [],
  status: null,
  title: null,
  server: null,
  passwordFields: 0,
  otpFields: 0,
  forms: [],
  faviconHash: null,
  bodySha256: null,
  forSale: false,
  fingerprint: null,
};

export interface Picture {
  mediaType: string;
  body: Uint8Array;
}

/** Looks at hosts without running their scripts. Implemented by connectors/page. What a host does is an answer, not an error. */
export interface PageLookUp {
  certificate(host: string, signal: AbortSignal): Promise<CertificateAnswer>;
  /** The page at `https://host/`, otherwise at `http://host/`; or at a URL. */
  page(hostOrUrl: string, signal: AbortSignal): Promise<PageAnswer>;
  /** A picture of the page, or null where none can be made. */
  picture(url: string, signal: AbortSignal): Promise<Picture | null>;
}

/** Last good copies of files that look-ups stand on. */
export interface LookUpCache {
  read(name: string): Promise<{ body: string; fetchedAt: number } | null>;
  write(name: string, body: string, at: number): Promise<void>;
}

/** Everything that is asked outside for one data space. */
export interface LookUps {
  dns: DnsLookUp;
  rdap: RdapLookUp;
  pages: PageLookUp;
}

/** What the configuration says of look-ups in a data space. */
export interface ConfiguredLookUps {
  /** Null: the console's switch decides. */
  enabled: boolean | null;
  screenshots: boolean | null;
  /** Sign-in pages of brands that the configuration sets. */
  signInPages: readonly { brand: string; urls: readonly string[] }[];
  /** What people are told about how it is asked: a proxy's host, name servers. */
  proxy: string | null;
  resolvers: readonly string[];
  /** Whether pictures can be made here; otherwise why not. */
  noPictures: string | null;
}

/** Opens what a data space asks outside with. A rehearsal's answers are simulated: it contacts nobody. */
export type OpenLookUps = (space: { tenantId: string; clock: Clock; cache: LookUpCache }) => LookUps;
