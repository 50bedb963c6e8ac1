import { AppError, errorText } from '../../base/errors.ts';
import type { Clock } from '../../base/clock.ts';
import type { DnsFacts, DomainFacts, HostFacts, PageFacts, RdapFacts, TlsFacts } from './facts.ts';
import { type Likeness, likenessOf, resembles } from './likeness.ts';
import { isParked } from './parking.ts';
import type { LookUps, PageAnswer, PageFingerprint, Picture } from './ports.ts';

/** What is to be looked at. */
export interface Subject {
  registrable: string;
  /** Names below it that imitate, likeliest first. */
  hosts: readonly string[];
  /** What was known before; null at first. */
  before: DomainFacts | null;
  /** The brand's own sign-in pages to compare with. */
  ownPages: readonly PageFingerprint[];
  /** Whether a host is ours: a page that only sends readers on to us imitates nothing. */
  isOurs: (host: string) => boolean;
  screenshots: boolean;
}

/** What was found. Parts that were not asked this time are as before. */
export interface Checked {
  dns: DnsFacts;
  rdap: RdapFacts | null;
  host: HostFacts | null;
  tls: TlsFacts | null;
  page: PageFacts | null;
  picture: Picture | null;
  /** Why a part is missing. */
  error: string | null;
  /** When somebody asked to be asked later, milliseconds from now. */
  retryAfterMs: number | null;
}

/** Registrations change rarely, and registries dislike to be asked. */
const RDAP_FRESH_MS = 7 * 86_400_000;
/** One that was not known yet may be known soon: registries publish within minutes to hours. */
const RDAP_MISSING_MS = 3_600_000;
/** Names below a domain that are tried for a page. */
const MAX_HOSTS = 3;
/** Of a page that is ours in the end: it would be told, and reported to registrars, as an imitation of itself. */
const OURS = { passwordFields: 0, otpFields: 0, forms: [], resembles: false };

/** Looks at one domain: names first, then its registration, and only where it resolves its network, certificate and page. */
export async function checkDomain(
  lookUps: LookUps,
  subject: Subject,
  clock: Clock,
  signal: AbortSignal,
): Promise<Checked> {
  const { registrable, before } = subject;
  const answer = await lookUps.dns.domain(registrable, subject.hosts.slice(0, MAX_HOSTS), signal);
  const { host, ...names } = answer;
  const dns: DnsFacts = { checkedAt: clock.now(), ...names, parked: isParked(names, null) };
  const faults: AppError[] = [];
  const kept = async <T>(work: Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await work;
    } catch (thrown) {
      signal.throwIfAborted();
      faults.push(thrown instanceof AppError ? thrown : new AppError('domains.look_up_failed', errorText(thrown)));
      return otherwise;
    }
  };

  const rdap = kept(registrationOf(lookUps, subject, clock, signal), before?.rdap ?? null);
  const [address] = dns.addresses;
  if (dns.state !== 'resolves' || address === undefined) {
    return {
      dns,
      rdap: await rdap,
      host: before?.host ?? null,
      tls: before?.tls ?? null,
      page: pageGone(before, dns, clock),
      picture: null,
      ...told(faults),
    };
  }
  const [registration, network, certificate, page] = await Promise.all([
    rdap,
    kept(networkOf(lookUps, address, before, signal), null),
    kept(lookUps.pages.certificate(host, signal), null),
    kept(lookUps.pages.page(host, signal), null),
  ]);
  const isOurs = page !== null && URL.canParse(page.url) && subject.isOurs(new URL(page.url).hostname);
  const found = page === null ? null : judgePage(page, subject.ownPages, clock.now());
  const seen = found === null ? (before?.page ?? null) : isOurs ? { ...found, ...OURS } : found;
  if (page !== null) dns.parked = isParked(names, page);
  const picture =
    subject.screenshots && !isOurs && seen?.state === 'up' && !dns.parked && isNewPage(seen, before?.page ?? null)
      ? await kept(lookUps.pages.picture(seen.url, signal), null)
      : null;
  if (seen !== null) seen.screenshotId = before?.page?.screenshotId ?? null;
  return {
    dns,
    rdap: registration,
    host: network,
    tls: certificate === null ? (before?.tls ?? null) : { checkedAt: clock.now(), ...certificate },
    page: seen,
    picture,
    ...told(faults),
  };
}

/** The page's facts, with how alike it is to the likest of our own. */
export function judgePage(page: PageAnswer, ownPages: readonly PageFingerprint[], at: number): PageFacts {
  const { forSale: _forSale, fingerprint, ...facts } = page;
  const asks = page.passwordFields + page.otpFields > 0;
  let best: Likeness | null = null;
  if (fingerprint !== null && page.state === 'up') {
    for (const own of ownPages) {
      const likeness = likenessOf(own, fingerprint);
      const isBetter = best === null || weightOf(likeness, asks) > weightOf(best, asks);
      if (isBetter) best = likeness;
    }
  }
  return {
    checkedAt: at,
    ...facts,
    textLikeness: best?.text ?? null,
    structureLikeness: best?.structure ?? null,
    resembles: best === null ? null : resembles(best, asks),
    screenshotId: null,
  };
}

function weightOf(likeness: Likeness, asks: boolean): number {
  return (resembles(likeness, asks) ? 2 : 0) + likeness.text + likeness.structure / 2;
}

async function registrationOf(
  lookUps: LookUps,
  { registrable, before }: Subject,
  clock: Clock,
  signal: AbortSignal,
): Promise<RdapFacts> {
  const known = before?.rdap ?? null;
  if (known !== null) {
    const ageMs = clock.now() - known.checkedAt;
    if (ageMs < (known.state === 'found' || known.state === 'unsupported' ? RDAP_FRESH_MS : RDAP_MISSING_MS))
      return known;
  }
  const found = await lookUps.rdap.domain(registrable, signal);
  return { checkedAt: clock.now(), ...found };
}

async function networkOf(
  lookUps: LookUps,
  address: string,
  before: DomainFacts | null,
  signal: AbortSignal,
): Promise<HostFacts> {
  if (before?.host?.address === address && before.host.networkHandle !== null) return before.host;
  const found = await lookUps.rdap.network(address, signal);
  return { address, ...(found ?? { networkName: null, networkHandle: null, abuseEmail: null }) };
}

/** What was there last stays to be seen, marked as gone; a server's silence says nothing about it. */
function pageGone(before: DomainFacts | null, dns: DnsFacts, clock: Clock): PageFacts | null {
  const page = before?.page ?? null;
  if (page === null || (dns.state !== 'nxdomain' && dns.state !== 'no-address')) return page;
  return { ...page, checkedAt: clock.now(), state: 'down' };
}

function isNewPage(page: PageFacts, before: PageFacts | null): boolean {
  return (
    before === null ||
    before.screenshotId === null ||
    before.state !== 'up' ||
    page.title !== before.title ||
    page.bodySha256 !== before.bodySha256
  );
}

function told(faults: readonly AppError[]): Pick<Checked, 'error' | 'retryAfterMs'> {
  const waits = faults.map((fault) => fault.retryAfterMs ?? 0);
  return {
    error: faults.length === 0 ? null : [...new Set(faults.map((fault) => fault.message))].join('; ').slice(0, 500),
    retryAfterMs: faults.length === 0 ? null : Math.max(...waits),
  };
}
