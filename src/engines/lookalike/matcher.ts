import { getDomain } from 'tldts';
import { segmentAround } from './boundaries.ts';
import { type BrandBook, buildBrandBook, buildDomainFilter, mayBeAmong, type TermOwner } from './brand-terms.ts';
import type { Candidate } from './candidates.ts';
import { createFinder, type Finder, findCandidates } from './find-candidates.ts';
import { type HostContext, type SureBrand, tokensOfLabel } from './host-context.ts';
import { readHostname } from './hostname.ts';
import { type IdentityLure, weighIdentityLure } from './identity-lure.ts';
import { isGenericWord, lexiconFor } from './lexicon.ts';
import { createNameText, fillNameText, GLUED, type NameText, rawSlice } from './name-text.ts';
import { drawPieces } from './pieces.ts';
import { type Place, ruleOut } from './rule-out.ts';
import { type Score, weighCandidate } from './score.ts';
import { searchClipped } from './search-clipped.ts';
import {
  type Brand,
  type ConsideredCandidate,
  DEFAULT_THRESHOLD,
  type Explanation,
  type LookAlike,
  type Matcher,
  type MatcherOptions,
  type OtherFinding,
  type OwnName,
  type SilentCode,
  type SilentName,
  type Verdict,
  type Why,
} from './types.ts';
import { MIN_TOLD_SCORE } from './weights.ts';
import { createSuffixReader, ZONE, zonesWith } from './zones.ts';

const PSL_OPTIONS = {
  allowPrivateDomains: true,
  extractHostname: false,
  validateHostname: false,
  detectIp: false,
  mixedInputs: false,
} as const;
const MAX_CONSIDERED = 20;
const MIN_SURE_BRAND_LENGTH = 4;

interface Weighed {
  candidate: Candidate;
  owner: TermOwner;
  place: Place;
  outcome: Score;
}

const NO_PARAMS: Why<SilentCode>['params'] = Object.freeze({});
/** Never added to. */
const NOTHING_WEIGHED: Weighed[] = [];

/** Everything that one matcher has compiled. */
interface Engine {
  book: BrandBook;
  threshold: number;
  text: NameText;
}

/**
 * Compiles brands into a matcher that judges host names one by one: which brand a name imitates, how, and why. The cost of a
 * name does not grow with the number of brands. Throws `lookalike.bad_brand` on brands that cannot be read.
 */
export function createMatcher(brands: readonly Brand[], options: MatcherOptions = {}): Matcher {
  return createMatcherOver(createNameText(options.confusables), brands, options);
}

/** The same over a given buffer, so that what is read of a name can be counted. */
export function createMatcherOver(text: NameText, brands: readonly Brand[], options: MatcherOptions = {}): Matcher {
  const lexicon = lexiconFor(options);
  const book = buildBrandBook(brands, (word) => isGenericWord(lexicon, word));
  const finder = createFinder(book, lexicon);
  const engine: Engine = { book, threshold: options.threshold ?? DEFAULT_THRESHOLD, text };
  const { threshold } = engine;
  const zones = zonesWith(options);
  const zoneFilter = buildDomainFilter(zones.keys(), zones.size);
  const suffixOf = createSuffixReader(zones);

  const judge = (hostname: string, considered: ConsideredCandidate[] | null): Verdict => {
    // 1. A host name at all?
    const normal = readHostname(hostname);
    if ('invalid' in normal) return { kind: 'invalid', why: normal.invalid };
    const host = normal.ascii;
    const registrable = getDomain(host, PSL_OPTIONS);

    // 2. The brand's own, or one that nobody else can register?
    const own = findOwner(book, host, registrable);
    if (own !== null) return own;
    if (registrable === null) return silent(host, null, 'public-suffix');
    const { text: suffix, zone: suffixZone } = suffixOf(registrable);
    const zone = suffixZone | (mayBeAmong(zoneFilter, registrable) ? (zones.get(registrable) ?? 0) : 0);
    if ((zone & ZONE.deliveryNetwork) !== 0) return silent(host, registrable, 'delivery-network');

    // 3. Does a brand, or a sign-in word, stand in it?
    fillNameText(text, normal.display, suffixStartIn(normal.display, host, suffix));
    finder.isThorough = considered !== null;
    let candidates = findCandidates(finder, text);
    const { insideWord } = finder;
    if (candidates.length === 0 && !finder.sawCore) return silentAbout(text, host, registrable, insideWord);

    // 4. Weigh every place.
    const context: HostContext = {
      text,
      lexicon,
      suffix,
      suffixKind:
        (suffixZone & ZONE.strongLure) !== 0 ? 'strong' : (suffixZone & ZONE.weakLure) !== 0 ? 'weak' : 'none',
      isCountrySuffix: isCountrySuffix(suffix),
      isDeliveryNetwork: (zone & ZONE.openNetwork) !== 0,
      isTenantHost: (zone & ZONE.tenants) !== 0,
      labelTokens: null,
      sureBrands: candidates.length > 1 ? sureBrandsOf(text, candidates) : null,
      ownDomains: book.ownDomains,
      maxOwnLabels: book.maxOwnLabels,
      luresBeforeApex: null,
    };
    if (finder.sawCore) {
      const tokens = tokensOfLabel(context, text.labelCount - 1);
      const parts = tokens.filter((token) => token.word?.isCore !== true && token.kind !== 'digits');
      if (parts.length === 1 && parts.length < tokens.length) searchClipped(finder, text, parts);
      candidates = finder.found;
    }
    let weighed = NOTHING_WEIGHED;
    let firstRejection: Why<SilentCode> | null = null;
    for (const candidate of candidates) {
      const stand = ruleOut(context, candidate);
      for (const owner of candidate.term.owners) {
        if (stand.kind === 'ruled-out') {
          firstRejection ??= stand.why;
          considered?.push(toConsidered(engine, candidate, owner, null, stand.why));
          continue;
        }
        const outcome = weighCandidate(context, candidate, stand.place, owner.brandIndex);
        const one: Weighed = { candidate, owner, place: stand.place, outcome };
        if (weighed.length === 0) weighed = [one];
        else weighed.push(one);
        considered?.push(toConsidered(engine, candidate, owner, outcome, null));
      }
    }

    // 5. The strongest place speaks; sign-in words without a brand speak when no brand does.
    if (weighed.length > 1) sortByStrength(weighed);
    const best = weighed.length === 0 ? undefined : weighed[0];
    const identity = finder.sawCore ? weighIdentityLure(context) : null;
    const isBrandsTurn =
      identity === null || (best !== undefined && best.outcome.score >= Math.min(threshold, identity.score));
    if (best !== undefined && isBrandsTurn && best.outcome.score >= MIN_TOLD_SCORE) {
      return brandVerdict(engine, context, host, registrable, best, weighed);
    }
    if (identity !== null) return identityVerdict(engine, context, host, registrable, identity, weighed);
    if (best !== undefined) {
      const params = { brand: best.owner.shown, score: best.outcome.score, threshold };
      return silent(host, registrable, 'too-little-company', params);
    }
    // that the name is a vendor's customer says more than that another stands inside a word
    if (firstRejection !== null && (insideWord === null || firstRejection.code !== 'brand-inside-word'))
      return { kind: 'silent', host, registrable, why: firstRejection };
    return silentAbout(text, host, registrable, insideWord);
  };

  return {
    match: (hostname) => judge(hostname, null),
    explain: (hostname): Explanation => {
      const considered: ConsideredCandidate[] = [];
      const verdict = judge(hostname, null);
      judge(hostname, considered);
      considered.sort((a, b) => b.score - a.score);
      return { verdict, threshold, considered: considered.slice(0, MAX_CONSIDERED) };
    },
    threshold,
    brands: book.brands,
  };
}

/** The own domain that covers the host: the host itself or a parent of it. */
function findOwner(book: BrandBook, host: string, registrable: string | null): OwnName | null {
  const found = (domain: string, brandIndex: number): OwnName => ({
    kind: 'own',
    host,
    registrable: registrable ?? domain,
    brand: book.brands[brandIndex]?.name ?? '',
    domain,
  });
  if (registrable !== null) {
    const brandIndex = mayBeAmong(book.ownFilter, registrable) ? book.ownDomains.get(registrable) : undefined;
    if (brandIndex !== undefined) return found(registrable, brandIndex);
    if (!book.hasUnusualOwnDomain) return null;
  }
  let domain = host;
  for (;;) {
    const brandIndex = book.ownDomains.get(domain);
    if (brandIndex !== undefined) return found(domain, brandIndex);
    const dot = domain.indexOf('.');
    if (dot < 0) return null;
    domain = domain.slice(dot + 1);
  }
}

/** Names spelled exactly and set apart on both sides: beyond doubt. Null when there are none. */
function sureBrandsOf(text: NameText, candidates: readonly Candidate[]): Map<number, SureBrand[]> | null {
  let sure: Map<number, SureBrand[]> | null = null;
  for (const { term, start, end, label, how } of candidates) {
    const isCommon = term.wordLevel === 1;
    if (how !== 'exact' || isCommon || term.text.length < MIN_SURE_BRAND_LENGTH) continue;
    if (text.edge[start] === GLUED || text.edge[end] === GLUED) continue;
    sure ??= new Map();
    const known = sure.get(label) ?? [];
    for (const { brandIndex, shown } of term.owners) known.push({ start, end, label, brandIndex, shown });
    sure.set(label, known);
  }
  return sure;
}

/** Silent, for the brand that was seen inside a word, if any. */
function silentAbout(text: NameText, host: string, registrable: string, insideWord: Finder['insideWord']): SilentName {
  if (insideWord === null) return silent(host, registrable, 'no-brand');
  const word = segmentAround(text, insideWord.start, insideWord.label);
  return silent(host, registrable, 'brand-inside-word', { brand: insideWord.term.text, word });
}

function silent(
  host: string,
  registrable: string | null,
  code: SilentCode,
  params: Why<SilentCode>['params'] = NO_PARAMS,
): SilentName {
  return { kind: 'silent', host, registrable, why: { code, params } };
}

/** The plainer way of recognising a name first. */
const HOW_RANK: Readonly<Record<Candidate['how'], number>> = { exact: 0, hyphen: 1, homoglyph: 2, typo: 3, clipped: 4 };

/** Highest score, then the longer recognised text, then the plainer recognition, then the brand given first: the same for any order of candidates. */
function strongestFirst(a: Weighed, b: Weighed): number {
  return (
    b.outcome.score - a.outcome.score ||
    b.candidate.end - b.candidate.start - (a.candidate.end - a.candidate.start) ||
    HOW_RANK[a.candidate.how] - HOW_RANK[b.candidate.how] ||
    a.owner.brandIndex - b.owner.brandIndex ||
    a.candidate.start - b.candidate.start ||
    a.candidate.term.id - b.candidate.term.id
  );
}

/** Puts the strongest first. Nearly all names have one or two, for which a general sort is far too much. */
function sortByStrength(weighed: Weighed[]): void {
  const [first, second] = weighed;
  if (first === undefined || second === undefined) return;
  if (weighed.length > 2) weighed.sort(strongestFirst);
  else if (strongestFirst(first, second) > 0) weighed.reverse();
}

/** Where the suffix of the ASCII form starts in the Unicode form: the same number of labels from the end. */
function suffixStartIn(display: string, ascii: string, suffix: string): number {
  if (display === ascii) return ascii.length - suffix.length;
  let at = display.length;
  for (const label of suffix.split('.')) if (label !== '') at = display.lastIndexOf('.', at - 1);
  return at + 1;
}

function isCountrySuffix(suffix: string): boolean {
  const { length } = suffix;
  return length === 2 || (length > 2 && suffix.charCodeAt(length - 3) === 0x2e);
}

function othersOf(engine: Engine, weighed: readonly Weighed[], bestBrand: number | null): OtherFinding[] {
  const others = new Map<number, OtherFinding>();
  for (const { owner, outcome } of weighed) {
    if (owner.brandIndex === bestBrand || others.has(owner.brandIndex) || outcome.score < MIN_TOLD_SCORE) continue;
    others.set(owner.brandIndex, {
      brand: owner.brand,
      matched: owner.shown,
      class: outcome.class,
      score: outcome.score,
      reported: outcome.score >= engine.threshold,
    });
  }
  return [...others.values()];
}

function brandVerdict(
  engine: Engine,
  context: HostContext,
  host: string,
  registrable: string,
  best: Weighed,
  weighed: readonly Weighed[],
): LookAlike {
  const { candidate, owner, place, outcome } = best;
  return {
    kind: 'look-alike',
    host,
    display: context.text.display,
    registrable,
    brand: owner.brand,
    matched: owner.shown,
    class: outcome.class,
    score: outcome.score,
    reported: outcome.score >= engine.threshold,
    reasons: outcome.reasons,
    lure: outcome.lures,
    pieces: drawPieces(context, { candidate, place, owner, secondBrand: outcome.secondBrand }),
    others: weighed.length > 1 ? othersOf(engine, weighed, owner.brandIndex) : [],
  };
}

function identityVerdict(
  engine: Engine,
  context: HostContext,
  host: string,
  registrable: string,
  identity: IdentityLure,
  weighed: readonly Weighed[],
): LookAlike {
  return {
    kind: 'look-alike',
    host,
    display: context.text.display,
    registrable,
    brand: null,
    matched: identity.words.join(' '),
    class: 'idp-lure',
    score: identity.score,
    reported: identity.score >= engine.threshold,
    reasons: identity.reasons,
    lure: identity.words,
    pieces: drawPieces(context, null),
    others: othersOf(engine, weighed, null),
  };
}

function toConsidered(
  engine: Engine,
  candidate: Candidate,
  owner: TermOwner,
  outcome: Score | null,
  rejected: Why<SilentCode> | null,
): ConsideredCandidate {
  return {
    brand: owner.brand,
    matched: owner.shown,
    text: rawSlice(engine.text, candidate.start, candidate.end),
    class: outcome?.class ?? null,
    score: outcome?.score ?? 0,
    reasons: outcome?.reasons ?? [],
    rejected,
  };
}
