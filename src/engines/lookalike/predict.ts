import { getDomainWithoutSuffix } from 'tldts';
import { AppError } from '../../base/errors.ts';
import { ASCII_SWAPS, HABIT_LURES, HABIT_SUFFIXES, NAME_PATTERNS } from './data/habits.data.ts';
import type { Brand, LookAlikeClass, Matcher } from './types.ts';

/** A name worth watching or registering. */
export interface Prediction {
  host: string;
  /** Relative likelihood, 1 for the habit seen most. */
  weight: number;
  class: LookAlikeClass;
  /** Score that the matcher gives the name. */
  score: number;
  lure: readonly string[];
}

const LOOKS_ALIKE_WEIGHT = 0.2;
const TYPO_WEIGHT = 0.12;
const MAX_LIMIT = 10_000;
const FEW = 200;
const LEAST_WEIGHT_OF_FEW = 0.003;
/** Names tried for each that is wanted, and at the least: a brand that nothing is reported for must not cost a hundred thousand. */
const TRIED_FOR_EACH = 40;
const MIN_TRIED = 4000;

function spellingsOf(text: string): string[] {
  const spelled = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return [...new Set([spelled, spelled.replaceAll('-', '')])].filter((spelling) => spelling !== '');
}

const OTHER_SPELLING_SHARE = 0.6;

/** What a brand is called in host names, with the share of attackers who would: its name in one word and the label of its first own domain first. */
function namesOf(brand: Brand): Map<string, number> {
  const names = new Map<string, number>();
  const offer = (name: string, share: number): void => {
    if (name !== '' && share > (names.get(name) ?? 0)) names.set(name, share);
  };
  const [main] = brand.domains;
  const label = main === undefined ? null : getDomainWithoutSuffix(main, { allowPrivateDomains: true });
  for (const spelling of spellingsOf(label ?? '')) offer(spelling, spelling === label ? 1 : OTHER_SPELLING_SHARE);
  const [spelled = '', joined = spelled] = spellingsOf(brand.name);
  offer(joined, label === null ? 1 : 0.9);
  offer(spelled, OTHER_SPELLING_SHARE);
  for (const alias of brand.aliases ?? [])
    for (const spelling of spellingsOf(alias)) offer(spelling, OTHER_SPELLING_SHARE);
  return names;
}

function imitationsOf(name: string): Map<string, number> {
  const imitations = new Map<string, number>();
  const offer = (text: string, weight: number): void => {
    if (text !== name && text.length > 2 && !imitations.has(text)) imitations.set(text, weight);
  };
  for (const [from, to] of ASCII_SWAPS) {
    for (let at = name.indexOf(from); at >= 0; at = name.indexOf(from, at + 1)) {
      offer(name.slice(0, at) + to + name.slice(at + from.length), LOOKS_ALIKE_WEIGHT);
    }
  }
  for (let at = 1; at < name.length; at++) {
    offer(name.slice(0, at) + name.slice(at + 1), TYPO_WEIGHT);
    offer(name.slice(0, at) + name.charAt(at) + name.slice(at), TYPO_WEIGHT);
    if (at + 1 < name.length) {
      offer(name.slice(0, at) + name.charAt(at + 1) + name.charAt(at) + name.slice(at + 2), TYPO_WEIGHT);
    }
  }
  return imitations;
}

/**
 * The look-alikes of a brand most worth watching, likeliest first, ranked by how attackers have built names. Only names that the
 * matcher reports for this brand are given. `limit` at most 10,000. Throws `lookalike.unknown_brand` when the matcher does not
 * have the brand.
 */
export function predictLookAlikes(matcher: Matcher, brandName: string, limit: number): Prediction[] {
  const brand = matcher.brands.find((known) => known.name === brandName);
  if (brand === undefined) {
    throw new AppError('lookalike.unknown_brand', `No brand "${brandName.slice(0, 100)}" in this matcher`, {
      status: 404,
      remedy: `Known: ${matcher.brands
        .slice(0, 10)
        .map((known) => known.name)
        .join(', ')}`,
    });
  }
  const weights = new Map<string, number>();
  // what few are wanted of is not made by the hundred thousand
  const leastWeight = limit > FEW ? 0 : LEAST_WEIGHT_OF_FEW;
  const offer = (host: string, weight: number): void => {
    if (weight > (weights.get(host) ?? 0)) weights.set(host, weight);
  };
  const offerCombos = (name: string, share: number): void => {
    for (const [suffix, suffixWeight] of HABIT_SUFFIXES) {
      offer(`${name}.${suffix}`, share * suffixWeight * LOOKS_ALIKE_WEIGHT);
      for (const [pattern, patternWeight] of NAME_PATTERNS) {
        for (const [word, lureWeight] of HABIT_LURES) {
          if (share * suffixWeight * patternWeight * lureWeight < leastWeight) continue;
          const label = pattern.replace('{b}', name).replace('{l}', word);
          if (label.length <= 63) offer(`${label}.${suffix}`, share * suffixWeight * patternWeight * lureWeight);
        }
      }
    }
  };
  const names = namesOf(brand);
  for (const [name, share] of names) offerCombos(name, share);
  for (const name of names.keys()) for (const [imitation, weight] of imitationsOf(name)) offerCombos(imitation, weight);

  const ranked = [...weights].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const predictions: Prediction[] = [];
  const wanted = Math.min(limit, MAX_LIMIT);
  for (const [host, weight] of ranked.slice(0, MIN_TRIED + wanted * TRIED_FOR_EACH)) {
    if (predictions.length >= wanted) break;
    const verdict = matcher.match(host);
    if (verdict.kind !== 'look-alike') continue;
    const own = { class: verdict.class, score: verdict.score, reported: verdict.reported, brand: verdict.brand };
    const finding = own.brand === brand.name ? own : verdict.others.find((other) => other.brand === brand.name);
    if (finding?.reported !== true) continue;
    predictions.push({
      host,
      weight: Math.round(weight * 1e4) / 1e4,
      class: finding.class,
      score: finding.score,
      lure: verdict.lure,
    });
  }
  return predictions;
}
