import { parse } from 'tldts';
import { AppError } from '../../base/errors.ts';
import { foldText, OTHER } from './alphabet.ts';
import { describeWhy } from './describe-reason.ts';
import { type Distinctiveness, measureDistinctiveness } from './distinctiveness.ts';
import { readHostname } from './hostname.ts';
import { HASH_BASE, mixHash, powerOfTwo } from './typo-index.ts';
import type { Brand } from './types.ts';

/** A text by which one or more brands are recognised. */
export interface Term extends Distinctiveness {
  id: number;
  /** Lower-case letters and digits, without hyphens. */
  text: string;
  symbols: Uint8Array;
  /** The accepted spellings, with hyphens where they belong. */
  spellings: Set<string>;
  /** One of them has no hyphen. */
  hasPlainSpelling: boolean;
  owners: TermOwner[];
}

export interface TermOwner {
  brandIndex: number;
  /** The brand's name. */
  brand: string;
  /** What to show as matched: the name or alias as given. */
  shown: string;
  role: 'name' | 'alias' | 'domain';
}

/** The brands of a matcher, ready for matching. */
export interface BrandBook {
  brands: readonly Brand[];
  terms: readonly Term[];
  /** ASCII domain → index of the brand that owns it. */
  ownDomains: ReadonlyMap<string, number>;
  /** One bit for the look of each own domain, so that nearly all other names cost no look into the map. */
  ownFilter: Int32Array;
  /** Labels of the own domain with the most of them. */
  maxOwnLabels: number;
  /** True when an own domain lies below or above a registrable domain, so that every parent of a host must be looked up. */
  hasUnusualOwnDomain: boolean;
}

const BITS_PER_DOMAIN = 16;

/** The bit of a domain in a filter (of `size` words, a power of two): made of its length and five of its characters. */
function domainBit(domain: string, size: number): number {
  const { length } = domain;
  const middle = length >>> 1;
  const start = (domain.charCodeAt(0) << 16) ^ (domain.charCodeAt(1) << 8) ^ domain.charCodeAt(2);
  const rest = (domain.charCodeAt(middle) << 16) ^ (domain.charCodeAt(middle - 1) << 8) ^ length;
  return (mixHash(Math.imul(start, HASH_BASE) + rest) >>> 4) & (size * 32 - 1);
}

/** False when none of the domains that a filter was built of is spelled like this; true when one may be. */
export function mayBeAmong(filter: Int32Array, domain: string): boolean {
  const bit = domainBit(domain, filter.length);
  return ((filter[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0;
}

/** Builds a filter for {@link mayBeAmong}. */
export function buildDomainFilter(domains: Iterable<string>, count: number): Int32Array {
  const filter = new Int32Array(powerOfTwo((count * BITS_PER_DOMAIN) / 32));
  for (const domain of domains) {
    const bit = domainBit(domain, filter.length);
    filter[bit >>> 5] = (filter[bit >>> 5] ?? 0) | (1 << (bit & 31));
  }
  return filter;
}

const MIN_TERM_LENGTH = 2;
const MAX_TERM_LENGTH = 48;

/** Lower-case ASCII letters, digits and single hyphens of a name as people write it: "T-Mobile" → t-mobile, "Crédit X" → credit-x. */
function hostSpelling(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’.&+!]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

function problem(text: string, remedy: string): AppError {
  return new AppError('lookalike.bad_brand', text, { remedy, status: 400 });
}

/** What is wrong with a text as an own domain; null where nothing is. Whoever owned `co.uk` would never be told of anything in it. */
export function ownDomainProblem(domain: string): { text: string; remedy: string } | null {
  const shown = `"${domain.slice(0, 100)}"`;
  const host = readHostname(domain);
  if ('invalid' in host) {
    return {
      text: `${shown} is not a domain: ${describeWhy(host.invalid)}`,
      remedy: 'Give registered domains such as example.com, without scheme or path.',
    };
  }
  if (!host.ascii.includes('.')) {
    return {
      text: `${shown} would own a whole top-level domain`,
      remedy: 'Give the registered domain, such as example.com.',
    };
  }
  const { domain: registrable, isIcann } = parseDomain(host.ascii);
  if (registrable !== null || isIcann !== true) return null;
  return {
    text: `${shown} is no registered domain: others register names below it`,
    remedy: 'Give the domain that you have registered, such as example.co.uk.',
  };
}

function parseDomain(ascii: string): ReturnType<typeof parse> {
  return parse(ascii, { allowPrivateDomains: true, extractHostname: false, validateHostname: false });
}

function readOwnDomain(
  brand: Brand,
  domain: string,
): { ascii: string; label: string; suffix: string; registrable: string } {
  const wrong = ownDomainProblem(domain);
  if (wrong !== null) throw problem(`Brand "${brand.name}": ${wrong.text}`, wrong.remedy);
  const host = readHostname(domain);
  const ascii = 'invalid' in host ? domain : host.ascii;
  const parsed = parseDomain(ascii);
  return {
    ascii,
    label: parsed.domainWithoutSuffix ?? '',
    suffix: parsed.publicSuffix ?? '',
    registrable: parsed.domain ?? ascii,
  };
}

/**
 * Turns brands into terms (`isGeneric` tells words that anyone uses in host names): name, aliases, and the labels of own domains. Throws `lookalike.bad_brand` on an empty or doubled
 * name and on something that is no domain or a public suffix. A name or alias that gives no host label of 2 to 48 characters is not looked for.
 */
export function buildBrandBook(brands: readonly Brand[], isGeneric: (text: string) => boolean): BrandBook {
  const byText = new Map<string, Term>();
  const terms: Term[] = [];
  const ownDomains = new Map<string, number>();
  const seenNames = new Set<string>();
  let hasUnusualOwnDomain = false;

  const addTerm = (brandIndex: number, spelled: string, shown: string, role: TermOwner['role']): void => {
    const text = spelled.replaceAll('-', '');
    if (text.length < MIN_TERM_LENGTH || text.length > MAX_TERM_LENGTH) return;
    const symbols = foldText(text);
    if (symbols.includes(OTHER)) return;
    let term = byText.get(text);
    if (term === undefined) {
      term = {
        id: terms.length,
        text,
        symbols,
        spellings: new Set(),
        hasPlainSpelling: false,
        owners: [],
        ...measureDistinctiveness(text, isGeneric(text)),
      };
      byText.set(text, term);
      terms.push(term);
    }
    term.spellings.add(spelled);
    if (spelled === text) term.hasPlainSpelling = true;
    if (!term.owners.some((owner) => owner.brandIndex === brandIndex))
      term.owners.push({ brandIndex, brand: brands[brandIndex]?.name ?? '', shown, role });
  };

  brands.forEach((brand, brandIndex) => {
    const key = brand.name.trim().toLowerCase();
    if (key === '') throw problem(`Brand number ${brandIndex + 1} has no name`, 'Give every brand a name.');
    if (seenNames.has(key))
      throw problem(`Two brands are named "${brand.name}"`, 'Join them into one brand or rename one.');
    seenNames.add(key);
    const spelled = hostSpelling(brand.name);
    addTerm(brandIndex, spelled, brand.name, 'name');
    // a name of several words is also written in one
    addTerm(brandIndex, spelled.replaceAll('-', ''), brand.name, 'name');
    for (const alias of brand.aliases ?? []) addTerm(brandIndex, hostSpelling(alias), alias, 'alias');
    for (const domain of brand.domains) {
      const own = readOwnDomain(brand, domain);
      if (!ownDomains.has(own.ascii)) ownDomains.set(own.ascii, brandIndex);
      if (own.registrable !== own.ascii) hasUnusualOwnDomain = true;
      // below somebody else's registrable domain the label is not the brand's
      if (own.registrable === own.ascii && own.label !== '' && !own.label.startsWith('xn--'))
        addTerm(brandIndex, own.label, own.label, 'domain');
    }
    for (const domain of brand.owned ?? []) {
      const own = readOwnDomain(brand, domain);
      if (!ownDomains.has(own.ascii)) ownDomains.set(own.ascii, brandIndex);
      if (own.registrable !== own.ascii) hasUnusualOwnDomain = true;
    }
  });
  let maxOwnLabels = 0;
  for (const domain of ownDomains.keys()) maxOwnLabels = Math.max(maxOwnLabels, domain.split('.').length);
  const ownFilter = buildDomainFilter(ownDomains.keys(), ownDomains.size);
  return { brands, terms, ownDomains, ownFilter, maxOwnLabels, hasUnusualOwnDomain };
}
