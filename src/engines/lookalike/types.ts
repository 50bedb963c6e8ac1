import type { LureTier } from './data/lures.data.ts';

/** A name to protect. Unknown further fields are the caller's and are ignored. */
export interface Brand {
  /** What people call it; case, spaces and hyphens do not matter for matching. Must be unique in one matcher. */
  name: string;
  /** Registered domains of the brand, in any spelling. They and everything below them never alert. */
  domains: readonly string[];
  /** Further names: abbreviations, products, former names. */
  aliases?: readonly string[];
  /** Domains learned to belong to the brand: silent like `domains`, but their labels are not used as names. */
  owned?: readonly string[];
}

/** An extra word for the lure lexicon. */
export interface ExtraLure {
  word: string;
  tier: LureTier;
}

/** A suffix that is a lure: `strong` by itself (`acme.support`), `weak` beside another sign. */
export interface ExtraSuffix {
  suffix: string;
  strength: 'strong' | 'weak';
}

/** A character and the ASCII letters or digits that it looks like. */
export interface ExtraConfusable {
  character: string;
  looksLike: string;
}

/** What a user may add to the data of this engine; nothing in it has to be given. */
export interface MatcherOptions {
  /** Score from 0 to 100 at which a look-alike is reported. Default {@link DEFAULT_THRESHOLD}. */
  threshold?: number;
  /** Words to add to the lexicon. A word that is there already takes the given tier. */
  lures?: readonly ExtraLure[];
  /** Words to leave out of the lexicon. */
  withoutLures?: readonly string[];
  /** Suffixes to add to those that are lures. */
  suffixes?: readonly ExtraSuffix[];
  /** Characters beyond ASCII to add to those known to look like Latin letters (UTS #39). */
  confusables?: readonly ExtraConfusable[];
  /** Further suffixes below which other companies' names appear by design; never judged by sub-label. */
  deliveryNetworks?: readonly string[];
}

/** How a name imitates. Reported in this engine's README. */
export type LookAlikeClass =
  | 'combo'
  | 'tld-lure'
  | 'sublabel'
  | 'idp-lure'
  | 'typo'
  | 'homoglyph'
  | 'clipped'
  | 'two-brands'
  | 'unverified-use';

/** What a part of the name is. */
export type PieceRole = 'brand' | 'alias' | 'lure' | 'affix' | 'separator' | 'tld' | 'other';

/** One part of the name. `start` and `end` index into `display` (UTF-16 units); pieces cover it without gap or overlap. */
export interface Piece {
  text: string;
  role: PieceRole;
  start: number;
  end: number;
}

/** Stable codes of reasons, with the parameters each carries. `describeReason` gives them in English. */
export type ReasonCode =
  | 'brand.exact'
  | 'brand.hyphen'
  | 'brand.homoglyph'
  | 'brand.typo'
  | 'brand.clipped'
  | 'brand.embedded-domain'
  | 'brand.distinctiveness'
  | 'lure.word'
  | 'lure.sublabel'
  | 'lure.apex'
  | 'lure.suffix'
  | 'lure.identity-provider'
  | 'company.second-brand'
  | 'shape.delimited'
  | 'shape.short-name'
  | 'shape.common-name'
  | 'shape.compound'
  | 'shape.explained'
  | 'shape.unknown-rest'
  | 'shape.glued-rest'
  | 'shape.appended'
  | 'shape.abbreviation'
  | 'place.sublabel'
  | 'place.country-suffix'
  | 'cap.bare-name'
  | 'words.identity-only';

export interface Reason {
  code: ReasonCode;
  /** What the reason added to or took from the score. */
  points: number;
  params: Readonly<Record<string, string | number>>;
}

/** Why nothing is said about a name. */
export type SilentCode =
  | 'no-brand'
  | 'public-suffix'
  | 'brand-inside-word'
  | 'too-little-company'
  | 'delivery-network'
  | 'tenant';

/** Why a text is not a host name. */
export type InvalidCode = 'empty' | 'too-long' | 'bad-character' | 'bad-label' | 'ip-address';

export interface Why<Code extends string> {
  code: Code;
  params: Readonly<Record<string, string | number>>;
}

/** Another brand that the same name imitates. */
export interface OtherFinding {
  brand: string;
  matched: string;
  class: LookAlikeClass;
  score: number;
  reported: boolean;
}

export interface LookAlike {
  kind: 'look-alike';
  /** ASCII (punycode) form, lower case, without a trailing dot. */
  host: string;
  /** The same name in Unicode, which {@link Piece} indexes. Equal to `host` for ASCII names. */
  display: string;
  /** The registrable domain, in ASCII; private suffixes (`pages.dev`) count as suffixes. */
  registrable: string;
  /** Name of the brand imitated; null for class `idp-lure`. */
  brand: string | null;
  /** The brand's name, alias or domain label that was recognised; the words for class `idp-lure`. */
  matched: string;
  class: LookAlikeClass;
  /** 0 to 100. */
  score: number;
  /** True when `score` is at or above the threshold. */
  reported: boolean;
  reasons: readonly Reason[];
  /** Lure words found, as in the lexicon, strongest first, without duplicates. */
  lure: readonly string[];
  pieces: readonly Piece[];
  /** Other brands of the matcher that this name also imitates, strongest first. */
  others: readonly OtherFinding[];
}

export interface OwnName {
  kind: 'own';
  host: string;
  registrable: string;
  brand: string;
  /** The own domain that covers the host. */
  domain: string;
}

export interface SilentName {
  kind: 'silent';
  host: string;
  registrable: string | null;
  why: Why<SilentCode>;
}

export interface InvalidName {
  kind: 'invalid';
  why: Why<InvalidCode>;
}

export type Verdict = LookAlike | OwnName | SilentName | InvalidName;

/** A candidate that was weighed, whatever came of it. */
export interface ConsideredCandidate {
  brand: string;
  matched: string;
  text: string;
  class: LookAlikeClass | null;
  score: number;
  reasons: readonly Reason[];
  /** Set when the candidate was put aside before scoring. */
  rejected: Why<SilentCode> | null;
}

export interface Explanation {
  verdict: Verdict;
  threshold: number;
  /** Every place where a brand was seen, strongest first, at most 20. */
  considered: readonly ConsideredCandidate[];
}

export interface Matcher {
  /** Judges one host name. Never throws on any text; takes time linear in its length. */
  match(hostname: string): Verdict;
  /** As `match`, with all that was weighed. Slower; for people. */
  explain(hostname: string): Explanation;
  readonly threshold: number;
  readonly brands: readonly Brand[];
}

/** Score at which a look-alike is reported unless the options say otherwise. */
export const DEFAULT_THRESHOLD = 70;
