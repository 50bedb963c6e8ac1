import { getDomain } from 'tldts';
import type { DomainFacts } from '../enrich/facts.ts';
import { isWidelyUsed } from '../feeds/refusal.ts';
import type { OWNED_REASONS } from './api.ts';
import { MAILBOX_PROVIDERS, SHARED_SERVERS } from './data/shared-servers.data.ts';

export interface OwnedReason {
  code: (typeof OWNED_REASONS)[number];
  shared: string;
  strong: boolean;
}

export interface OwnedCandidate {
  domain: string;
  brand: string;
  reasons: OwnedReason[];
}

/** A brand as far as learning needs it: the domains it is known to own. */
export interface OwningBrand {
  name: string;
  domains: readonly string[];
}

/** Where people of ours sign in, as the identity provider tells. */
export interface SignInDomains {
  /** Domain of the login names of people who signed in, and how many of them. */
  people: ReadonlyMap<string, number>;
  /** Hosts of the identity provider itself. */
  providers: readonly string[];
}

const SHARED: ReadonlySet<string> = new Set(SHARED_SERVERS);
const MAILBOXES: ReadonlySet<string> = new Set(MAILBOX_PROVIDERS);
/** One contractor is no company; and of a thousand people, a handful with another domain are contractors. */
const MIN_PEOPLE = 2;
const MIN_SHARE = 0.02;
/** So many domains on the same name servers that are not ours: whoever runs them runs them for others. */
const MAX_STRANGERS = 3;
/** Registries and registrars write these where the registrant is not told. */
const WITHHELD =
  /redacted|privacy|proxy|withheld|not disclosed|whoisguard|data protected|identity protect|statutory mask/i;

/**
 * Domains that may be ours, with what speaks for each. Never trusted by itself: an attacker may point a domain at our name
 * servers and mail hosts, or write our name into a registration; only what a certificate authority has checked, or our own
 * identity provider says, is called strong.
 * @param facts what is known of domains, ours and others', by registrable domain
 * @param dismissed domains that people said are not ours
 * @param alarms whether a domain is told as a look-alike: what anybody can set up then speaks for the attacker as much as for us,
 *   so without a strong reason it is not proposed
 */
export function learnOwned(
  brands: readonly OwningBrand[],
  signIns: SignInDomains,
  facts: ReadonlyMap<string, DomainFacts>,
  dismissed: ReadonlySet<string>,
  alarms: (domain: string) => boolean,
): OwnedCandidate[] {
  const ownerOf = new Map(brands.flatMap((brand) => brand.domains.map((domain) => [domain, brand.name] as const)));
  const candidates = new Map<string, OwnedCandidate>();
  const propose = (domain: string | null, brand: string | undefined, reason: OwnedReason): void => {
    if (domain === null || brand === undefined || isOwned(ownerOf, domain) || dismissed.has(domain)) return;
    if (isWidelyUsed(domain) || MAILBOXES.has(domain)) return;
    const candidate = candidates.get(domain) ?? { domain, brand, reasons: [] };
    if (!candidate.reasons.some((one) => one.code === reason.code)) candidate.reasons.push(reason);
    candidates.set(domain, candidate);
  };

  const people = [...signIns.people.values()].reduce((sum, count) => sum + count, 0);
  for (const [name, count] of signIns.people) {
    if (count < MIN_PEOPLE || count < people * MIN_SHARE) continue;
    propose(registrableOf(name), brandLike(brands, name), {
      code: 'people-sign-in',
      shared: String(count),
      strong: true,
    });
  }
  for (const host of signIns.providers) {
    propose(registrableOf(host), brandLike(brands, host), { code: 'identity-provider', shared: host, strong: true });
  }
  const ours = [...facts.values()].filter((one) => isOwned(ownerOf, one.registrable));
  const others = [...facts.values()].filter((one) => !isOwned(ownerOf, one.registrable));
  for (const one of others) {
    for (const own of ours) {
      const brand = ownerOf.get(own.registrable) ?? brands[0]?.name;
      for (const reason of sharedReasons(own, one, others, ownerOf)) propose(one.registrable, brand, reason);
    }
  }
  const proposed = [...candidates.values()].filter(
    ({ domain, reasons }) => reasons.some((reason) => reason.strong) || !alarms(domain),
  );
  return proposed.toSorted((a, b) => weight(b) - weight(a) || (a.domain < b.domain ? -1 : 1));
}

function sharedReasons(
  own: DomainFacts,
  other: DomainFacts,
  others: readonly DomainFacts[],
  ownerOf: ReadonlyMap<string, string>,
): OwnedReason[] {
  const reasons: OwnedReason[] = [];
  const organisation = own.tls?.subjectOrganization ?? null;
  if (organisation !== null && same(organisation, other.tls?.subjectOrganization)) {
    reasons.push({ code: 'certificate-organisation', shared: organisation, strong: true });
  }
  const registrant = own.rdap?.registrant ?? null;
  if (registrant !== null && !WITHHELD.test(registrant) && same(registrant, other.rdap?.registrant)) {
    reasons.push({ code: 'registrant', shared: registrant, strong: false });
  }
  const servers = sharedHosts(nameServersOf(own), nameServersOf(other), ownerOf);
  if (servers !== null && !runsForOthers(servers, others)) {
    reasons.push({ code: 'name-servers', shared: servers.join(', '), strong: false });
  }
  const mail = sharedHosts(own.dns?.mx ?? [], other.dns?.mx ?? [], ownerOf);
  if (mail !== null) reasons.push({ code: 'mail-hosts', shared: mail.join(', '), strong: false });
  return reasons;
}

/** The hosts of both, where they are the same and no provider's that many share; null otherwise. */
function sharedHosts(
  own: readonly string[],
  other: readonly string[],
  ownerOf: ReadonlyMap<string, string>,
): string[] | null {
  const left = [...new Set(own.map(plain))].toSorted();
  const right = [...new Set(other.map(plain))].toSorted();
  if (left.length === 0 || left.join(' ') !== right.join(' ')) return null;
  return left.every((host) => isOwned(ownerOf, host) || !isSharedServer(host)) ? left : null;
}

function runsForOthers(servers: readonly string[], others: readonly DomainFacts[]): boolean {
  const key = servers.join(' ');
  const on = others.filter((one) => [...new Set(nameServersOf(one).map(plain))].toSorted().join(' ') === key);
  return on.length > MAX_STRANGERS;
}

function isSharedServer(host: string): boolean {
  const domain = registrableOf(host) ?? host;
  return SHARED.has(domain) || SHARED.has(host) || isWidelyUsed(domain) || domain.startsWith('awsdns-');
}

function nameServersOf(facts: DomainFacts): readonly string[] {
  return facts.dns?.ns ?? [];
}

function isOwned(ownerOf: ReadonlyMap<string, string>, name: string): boolean {
  for (let rest = name; rest !== ''; rest = rest.includes('.') ? rest.slice(rest.indexOf('.') + 1) : '') {
    if (ownerOf.has(rest)) return true;
  }
  return false;
}

/** The brand whose name stands in a domain, else the first one. */
function brandLike(brands: readonly OwningBrand[], name: string): string | undefined {
  const text = name.replaceAll(/[^a-z0-9]/g, '');
  const hit = brands.find((brand) => text.includes(brand.name.toLowerCase().replaceAll(/[^a-z0-9]/g, '') || '\0'));
  return (hit ?? brands[0])?.name;
}

function registrableOf(host: string): string | null {
  return getDomain(plain(host), { allowPrivateDomains: true });
}

function plain(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}

function same(a: string, b: string | null | undefined): boolean {
  const key = (text: string): string =>
    text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
  return b !== null && b !== undefined && key(a) !== '' && key(a) === key(b);
}

function weight({ reasons }: OwnedCandidate): number {
  return reasons.reduce((sum, reason) => sum + (reason.strong ? 10 : 1), 0);
}
