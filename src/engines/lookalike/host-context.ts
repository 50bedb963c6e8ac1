import type { LureTier } from './data/lures.data.ts';
import { type Lexicon, TIER_RANK } from './lexicon.ts';
import type { NameText } from './name-text.ts';
import { segmentLabel, type Token } from './segment.ts';

/** What a host says besides its brand; one per host, shared by its candidates. */
export interface HostContext {
  text: NameText;
  lexicon: Lexicon;
  suffix: string;
  suffixKind: 'strong' | 'weak' | 'none';
  isCountrySuffix: boolean;
  /** Below a network where any customer chooses the first label. */
  isDeliveryNetwork: boolean;
  /** Below a vendor that gives each customer a host name of its own. */
  isTenantHost: boolean;
  /** Tokens of whole labels, filled on first use. */
  labelTokens: (Token[] | undefined)[] | null;
  /** Places of brands beyond doubt by label, for two brands in one name; null when there are none or no second candidate. */
  sureBrands: ReadonlyMap<number, readonly SureBrand[]> | null;
  /** Index of the brand that owns an ASCII domain. */
  ownDomains: ReadonlyMap<string, number>;
  maxOwnLabels: number;
  /** Lures in the labels before the registrable one, computed on first use. */
  luresBeforeApex: readonly FoundLure[] | null;
}

export interface SureBrand {
  start: number;
  end: number;
  label: number;
  brandIndex: number;
  shown: string;
}

/** A lure word found in the name. */
export interface FoundLure {
  text: string;
  tier: LureTier;
}

/** Tokens of a whole label, computed once per host. */
export function tokensOfLabel(context: HostContext, label: number): Token[] {
  const { text } = context;
  context.labelTokens ??= [];
  const known = context.labelTokens[label];
  if (known !== undefined) return known;
  const tokens = segmentLabel(text, context.lexicon, text.labelStart[label] ?? 0, text.labelEnd[label] ?? 0);
  context.labelTokens[label] = tokens;
  return tokens;
}

/** Another brand beyond doubt in the same label, beside the given place. */
export function partnerOf(
  { sureBrands }: HostContext,
  { start, end, label }: Pick<SureBrand, 'start' | 'end' | 'label'>,
  brandIndex: number,
): SureBrand | undefined {
  if (sureBrands === null) return undefined;
  return besideOf(sureBrands.get(label), start, end, brandIndex);
}

function besideOf(
  sure: readonly SureBrand[] | undefined,
  start: number,
  end: number,
  brandIndex: number,
): SureBrand | undefined {
  return sure?.find((other) => other.brandIndex !== brandIndex && (other.end <= start || other.start >= end));
}

/** The lexicon words among tokens, strongest first. */
export function luresOf(tokens: readonly Token[]): FoundLure[] {
  const found: FoundLure[] = [];
  for (const { word } of tokens) if (word !== null) found.push({ text: word.shown, tier: word.tier });
  return found.length > 1 ? found.sort(strongerFirst) : found;
}

/** Order of lures: the stronger tier first. */
export function strongerFirst(a: FoundLure, b: FoundLure): number {
  return TIER_RANK[b.tier] - TIER_RANK[a.tier];
}

/** True for a stretch that the lexicon does not explain. */
export function isUnknown(token: Token): boolean {
  return token.kind === 'unknown';
}
