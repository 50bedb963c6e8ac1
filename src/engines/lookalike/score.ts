import { type Candidate, isHomograph, isTelltaleSwap } from './candidates.ts';
import { wordLevel } from './distinctiveness.ts';
import {
  type FoundLure,
  type HostContext,
  isUnknown,
  luresOf,
  partnerOf,
  strongerFirst,
  type SureBrand,
  tokensOfLabel,
} from './host-context.ts';
import { isGenericWord, type Lexicon, TIER_RANK } from './lexicon.ts';
import { GLUED, type NameText, rawSlice } from './name-text.ts';
import type { Place } from './rule-out.ts';
import type { Token } from './segment.ts';
import type { LookAlikeClass, Reason, ReasonCode } from './types.ts';
import * as w from './weights.ts';

/** The outcome for one candidate and one owner of its term. */
export interface Score {
  score: number;
  class: LookAlikeClass;
  reasons: readonly Reason[];
  /** Strongest first, without duplicates. */
  lures: readonly string[];
  secondBrand: SureBrand | null;
}

/** What is added up while weighing. */
interface Sheet {
  total: number;
  reasons: Reason[];
  lures: FoundLure[];
  /** Points of the strongest lure so far. */
  bestLure: number;
  /** The name is imitated, not just used. */
  mimics: boolean;
  secondBrand: SureBrand | null;
  embedded: string | null;
  /** The only lure in the label is another protected brand (`slack-mailchimp`). */
  isPartnerOnlyLure: boolean;
}

interface Case {
  context: HostContext;
  candidate: Candidate;
  place: Place;
  brandIndex: number;
}

const NO_LURES: readonly FoundLure[] = [];

function add(sheet: Sheet, code: ReasonCode, points: number, params: Reason['params'] = {}): void {
  sheet.total += points;
  sheet.reasons.push({ code, points, params });
}

/** The name itself and how it is spelled. */
function weighName(sheet: Sheet, { context, candidate }: Case): void {
  const { term, start, end, how, edit } = candidate;
  const { points, bits, wordLevel: level } = term;
  const seen = rawSlice(context.text, start, end);
  const name = term.text;
  add(sheet, 'brand.distinctiveness', points, { name, bits, wordLevel: level });
  sheet.mimics = how === 'hyphen' || how === 'homoglyph' || how === 'typo';
  switch (how) {
    case 'exact':
      return add(sheet, 'brand.exact', 0, { text: seen });
    case 'hyphen':
      return add(sheet, 'brand.hyphen', w.HYPHEN_POINTS - (level > 0 ? w.WORD_MIMIC_PENALTY : 0), { text: seen, name });
    case 'homoglyph': {
      let gain = (w.HOMOGLYPH_POINTS[Math.min(6, name.length)] ?? 0) - (level > 0 ? w.WORD_MIMIC_PENALTY : 0);
      if (isHomograph(context.text, candidate)) gain = Math.max(gain, w.HOMOGRAPH_TOTAL - points);
      else if (isTelltaleSwap(context.text, candidate)) gain += w.TELLTALE_SWAP_POINTS[name.length] ?? 0;
      return add(sheet, 'brand.homoglyph', gain, { text: seen, name });
    }
    case 'typo': {
      const slip = edit?.kind ?? 'replacement';
      let gain = w.TYPO_POINTS[slip] + (w.TYPO_LENGTH_POINTS[name.length] ?? 0);
      if (level > 0) gain -= w.WORD_TYPO_PENALTY;
      if (edit?.at === 0) gain -= w.FIRST_LETTER_PENALTY;
      if (slip === 'omission' && edit?.at === name.length - 1) gain -= w.LAST_LETTER_OMITTED_PENALTY;
      if (edit !== null && isSlipInShortWord(name, edit.at)) gain -= w.COMPOUND_SLIP_PENALTY;
      return add(sheet, 'brand.typo', gain, { text: seen, name, slip });
    }
    case 'clipped':
      return add(sheet, 'brand.clipped', w.CLIPPED_POINTS[Math.min(5, end - start)] ?? 0, { text: seen, name });
  }
}

/** The name is two ordinary words and the slip is in one of a few letters: it makes another pair of words. */
function isSlipInShortWord(name: string, at: number): boolean {
  const max = w.MAX_COMPOUND_SLIP_WORD;
  for (let cut = 3; cut <= name.length - 3; cut++) {
    const length = at < cut ? cut : name.length - cut;
    if (length <= max && wordLevel(name.slice(0, cut)) > 0 && wordLevel(name.slice(cut)) > 0) return true;
  }
  return false;
}

/** A lure glued to the name and the letters of the name beside it are an ordinary word: the cut is between other words. */
function isStraddled({ context, candidate, place }: Case, strongest: FoundLure): boolean {
  const { text } = context;
  const [after] = place.right;
  const before = place.left.at(-1);
  if (!place.rightEdge && after?.word?.shown === strongest.text) {
    for (let from = candidate.end - 3; from > candidate.start; from--)
      if (wordLevel(rawSlice(text, from, after.end)) > 0) return true;
  }
  if (!place.leftEdge && before?.word?.shown === strongest.text) {
    for (let to = candidate.start + 3; to < candidate.end; to++)
      if (wordLevel(rawSlice(text, before.start, to)) > 0) return true;
  }
  return false;
}

/** Lure words in the same label. */
function weighOwnLures(sheet: Sheet, subject: Case): void {
  const { candidate, place } = subject;
  const { length } = candidate.term.text;
  const isWord = candidate.term.wordLevel > 0;
  const isGluedOnce = place.leftEdge !== place.rightEdge;
  const lures = place.around.length === 0 ? NO_LURES : luresOf(place.around);
  sheet.lures.push(...lures);
  const strongest = lures.length === 0 ? undefined : lures[0];
  const others = lures.length < 2 ? NO_LURES : lures.slice(1);
  if (strongest !== undefined) {
    sheet.bestLure = w.LURE_POINTS[strongest.tier];
    add(sheet, 'lure.word', sheet.bestLure, { word: strongest.text, tier: strongest.tier });
    if (!place.isApex && strongest.tier !== 'idp') add(sheet, 'place.sublabel', w.SUBLABEL_OWN_LURE_POINTS);
    if (isWord && isGluedOnce && others.length === 0 && strongest.text.length === 2) {
      add(sheet, 'shape.glued-rest', w.GLUED_TWO_LETTER_LURE_POINTS, { text: strongest.text });
    }
  }
  if (strongest !== undefined && strongest.tier !== 'idp') {
    if (isStraddled(subject, strongest))
      add(sheet, 'shape.compound', w.STRADDLING_WORD_POINTS, { word: strongest.text });
    else if (isWord && strongest.tier === 'service' && !(place.leftEdge && place.rightEdge))
      add(sheet, 'shape.compound', w.GLUED_SERVICE_POINTS, { word: strongest.text });
    if (isGenericWord(subject.context.lexicon, candidate.term.text))
      add(sheet, 'shape.common-name', w.GENERIC_NAME_POINTS, { name: candidate.term.text });
  }
  if (length <= 2 && strongest?.tier !== 'idp') {
    add(sheet, 'shape.short-name', w.TWO_LETTERS_POINTS, { name: candidate.term.text });
  }
  if (others.length === 0) return;
  for (const { text, tier } of others.slice(0, w.MAX_MORE_LURES)) {
    // what else is glued to a word says little: compounds of ordinary words are endless
    if (isWord && isGluedOnce && TIER_RANK[tier] < TIER_RANK.staff) continue;
    add(sheet, 'lure.word', w.MORE_LURE_POINTS[tier], { word: text, tier });
  }
}

/** Lure words in the other labels and in the suffix. */
function weighOtherLabels(sheet: Sheet, { context, candidate, place }: Case): void {
  const { text } = context;
  const last = text.labelCount - 1;
  let beside: readonly FoundLure[] = place.isApex && last > 0 ? luresBeforeApex(context) : NO_LURES;
  let apex: readonly FoundLure[] = NO_LURES;
  if (!place.isApex) {
    const embeddedEnd = sheet.embedded === null ? 0 : (text.rawStart[candidate.start] ?? 0) + sheet.embedded.length;
    const isInside = (label: number): boolean =>
      (text.rawStart[text.labelStart[label] ?? 0] ?? 0) < embeddedEnd && label > candidate.label;
    // below another domain only the labels right beside the name count
    const found: FoundLure[] = [];
    for (let label = candidate.label - 1; label <= candidate.label + 1; label += 2)
      if (label >= 0 && label < last && !isInside(label)) addLuresOfLabel(context, label, found);
    beside = found;
    if (!isInside(last))
      apex = luresOf(standingFree(text, tokensOfLabel(context, last))).filter((lure) => lure.tier !== 'affix');
  }
  if (beside.length > 1) beside = beside.toSorted(strongerFirst);

  const apexFirst = apex.length === 0 ? undefined : apex[0];
  const apexSecond = apex.length < 2 ? undefined : apex[1];
  if (apexFirst !== undefined) {
    const { tier } = apexFirst;
    const value = TIER_RANK[tier] >= TIER_RANK.staff ? w.LURE_POINTS[tier] : w.WEAK_APEX_POINTS;
    const gain = Math.max(value - sheet.bestLure, sheet.bestLure > 0 ? w.MORE_LURE_POINTS[tier] : 0);
    add(sheet, 'lure.apex', gain, { word: apexFirst.text, tier });
    sheet.bestLure = Math.max(sheet.bestLure, value);
    sheet.lures.push(...apex);
    if (apexSecond !== undefined) {
      add(sheet, 'lure.apex', w.MORE_LURE_POINTS[apexSecond.tier], { word: apexSecond.text, tier: apexSecond.tier });
    }
  }
  const isClean = place.unknown.length === 0;
  const { suffix, suffixKind } = context;
  if (place.isApex && suffixKind === 'strong' && isClean) {
    const gain = Math.max(w.LURE_SUFFIX_STRONG_POINTS - sheet.bestLure, w.LURE_SUFFIX_STRONG_MORE_POINTS);
    add(sheet, 'lure.suffix', gain, { suffix });
    sheet.bestLure = Math.max(sheet.bestLure, w.LURE_SUFFIX_STRONG_POINTS);
    sheet.lures.push({ text: suffix, tier: 'staff' });
  }
  const besideFirst = beside.length === 0 ? undefined : beside[0];
  if (besideFirst !== undefined && (isClean || !place.isApex)) {
    const { tier } = besideFirst;
    const isSignIn = tier === 'idp';
    const value = isSignIn ? w.LURE_POINTS[tier] + w.SUBLABEL_LURE_POINTS : w.WEAK_SUBLABEL_POINTS;
    const isTelling = isSignIn || (place.isApex && tier === 'staff');
    const more = isTelling && sheet.bestLure >= w.LURE_POINTS.service ? w.MORE_LURE_POINTS[tier] : 0;
    add(sheet, 'lure.sublabel', sheet.bestLure === 0 ? value : more, { word: besideFirst.text, tier });
    if (sheet.bestLure === 0 && place.isApex && place.isBare && context.isCountrySuffix) {
      add(sheet, 'place.country-suffix', w.COUNTRY_SUFFIX_POINTS, { suffix });
    }
    sheet.bestLure = Math.max(sheet.bestLure, value);
    sheet.lures.push(...beside);
  }
  const isWord = candidate.term.wordLevel > 0;
  const hasRealLure = sheet.bestLure > w.LURE_POINTS.context && (!isWord || (place.leftEdge && place.rightEdge));
  if (suffixKind === 'weak' && place.isApex && (hasRealLure || sheet.mimics)) {
    add(sheet, 'lure.suffix', w.LURE_SUFFIX_WEAK_POINTS, { suffix });
  }
}

/** Adds the lures of a label that consists of nothing else. */
function addLuresOfLabel(context: HostContext, label: number, into: FoundLure[]): void {
  const tokens = tokensOfLabel(context, label);
  if (tokens.some(isUnknown)) return;
  for (const lure of luresOf(tokens)) if (lure.tier !== 'affix') into.push(lure);
}

/** What stands before the registrable label is the same for every name in that label. */
function luresBeforeApex(context: HostContext): readonly FoundLure[] {
  if (context.luresBeforeApex !== null) return context.luresBeforeApex;
  const found: FoundLure[] = [];
  for (let label = 0; label < context.text.labelCount - 1; label++) addLuresOfLabel(context, label, found);
  context.luresBeforeApex = found;
  return found;
}

/** Tokens that are not glued to something unknown: `login` in `login-x`, not `stage` in `nhstage`. */
function standingFree(text: NameText, tokens: readonly Token[]): Token[] {
  return tokens.filter((token, index) => {
    const before = tokens[index - 1];
    const after = tokens[index + 1];
    const isStuckBefore = before !== undefined && isUnknown(before) && text.edge[token.start] === GLUED;
    const isStuckAfter = after !== undefined && isUnknown(after) && text.edge[after.start] === GLUED;
    return !isStuckBefore && !isStuckAfter;
  });
}

/** What is left of the label when name and lures are taken out. */
function weighRest(sheet: Sheet, subject: Case): void {
  const { context, candidate, place, brandIndex } = subject;
  const partner = partnerOf(context, candidate, brandIndex);
  sheet.isPartnerOnlyLure = partner !== undefined && isOnlyLure(place.around, partner);
  if (sheet.isPartnerOnlyLure && partner !== undefined) {
    sheet.secondBrand = partner;
    add(sheet, 'company.second-brand', 0, { brand: partner.shown });
  }
  if (place.unknown.length === 0) add(sheet, 'shape.explained', w.EXPLAINED_POINTS);
  else weighUnexplained(sheet, subject, partner);
}

/** Letters that neither the name nor the lexicon explains. */
function weighUnexplained(sheet: Sheet, { context, candidate, place }: Case, partner: SureBrand | undefined): void {
  const { text, lexicon } = context;
  const { term, how } = candidate;
  const { unknown } = place;
  const isGlued = place.gluedLetters > 0;
  const restText = unknown.map((token) => rawSlice(text, token.start, token.end)).join(' ');
  if (place.isAppended) {
    const points = isEnding(restText) ? w.APPENDED_ENDING_POINTS : (w.APPENDED_POINTS[place.gluedLetters] ?? 0);
    const gain = sheet.bestLure === 0 ? points : w.UNKNOWN_REST_POINTS;
    sheet.mimics = true;
    return add(sheet, 'shape.appended', gain, { text: restText });
  }
  const letters = unknown.reduce((sum, token) => sum + token.end - token.start, 0);
  let penalty = w.UNKNOWN_REST_POINTS + Math.max(w.MAX_UNKNOWN_LETTER_POINTS, w.UNKNOWN_LETTER_POINTS * letters);
  if (isGlued) penalty += w.GLUED_REST_POINTS;

  // an abbreviation set apart after the name
  const [only] = unknown;
  const isTelling = how === 'exact' && term.wordLevel === 0 && term.text.length >= 5;
  const standsAlone = sheet.bestLure === 0 && unknown.length === 1 && only === place.right[0] && !isGlued;
  if (isTelling && standsAlone && place.isApex && only !== undefined && isAbbreviation(text, only)) {
    penalty = 0;
    add(sheet, 'shape.abbreviation', w.ABBREVIATION_POINTS, { text: restText });
    sheet.bestLure = w.ABBREVIATION_POINTS;
  }
  // another brand set apart; it can only help, so that adding a brand never hides another's finding
  const hasRealLure = sheet.bestLure > w.LURE_POINTS.context;
  const isProviders = !isGlued && place.isApex && !hasRealLure && isProvider(lexicon, term.text);
  if (partner !== undefined && !isGlued) {
    const points = hasRealLure || isProviders ? w.SECOND_BRAND_MORE_POINTS : w.SECOND_BRAND_POINTS;
    add(sheet, 'company.second-brand', points, { brand: partner.shown });
    sheet.secondBrand = partner;
    const isAllPartner = unknown.every((token) => token.start >= partner.start && token.end <= partner.end);
    penalty = isAllPartner ? 0 : Math.max(penalty, w.UNKNOWN_REST_POINTS);
  }
  // a slip in a name that stands beside something unexplained is most likely another name
  const isSlip = how === 'typo' || how === 'hyphen';
  if (isSlip && sheet.bestLure === 0 && sheet.secondBrand === null) penalty += w.TYPO_BESIDE_UNKNOWN_POINTS;
  if (penalty < 0) add(sheet, isGlued ? 'shape.glued-rest' : 'shape.unknown-rest', penalty, { text: restText });
  if (isProviders) {
    add(sheet, 'lure.identity-provider', w.PROVIDER_POINTS, { word: term.text });
    sheet.bestLure = Math.max(sheet.bestLure, w.PROVIDER_POINTS);
  }
}

/** Where in the host the name stands, and the cap for a bare name. */
function weighPlace(sheet: Sheet, { candidate, place }: Case): void {
  if (!place.isBare && place.leftEdge && place.rightEdge) {
    const isWord = candidate.term.wordLevel > 0;
    add(sheet, 'shape.delimited', isWord ? w.DELIMITED_WORD_POINTS : w.DELIMITED_POINTS);
  }
  if (sheet.embedded !== null)
    add(sheet, 'brand.embedded-domain', w.EMBEDDED_DOMAIN_POINTS, { domain: sheet.embedded });
  else if (!place.isApex) add(sheet, 'place.sublabel', w.SUBLABEL_PLACE_POINTS);
  const saysMore = sheet.bestLure > 0 || sheet.mimics || sheet.embedded !== null || sheet.secondBrand !== null;
  if (!saysMore && sheet.total > w.BARE_CAP) add(sheet, 'cap.bare-name', w.BARE_CAP - sheet.total);
}

function classOf(sheet: Sheet, { candidate, place }: Case): LookAlikeClass {
  const hasLure = sheet.bestLure > 0;
  if (candidate.how === 'homoglyph') return 'homoglyph';
  if (candidate.how === 'clipped') return 'clipped';
  if (sheet.mimics) return 'typo';
  if (!place.isApex && (hasLure || sheet.embedded !== null)) return 'sublabel';
  if (sheet.secondBrand !== null && (sheet.isPartnerOnlyLure || sheet.bestLure <= w.LURE_POINTS.context))
    return 'two-brands';
  if (hasLure) return place.isBare ? 'tld-lure' : 'combo';
  return 'unverified-use';
}

/**
 * Weighs one candidate for one brand. The outcome depends on this brand, the lexicon and the name, and can only gain by the
 * presence of other brands in the matcher.
 */
export function weighCandidate(context: HostContext, candidate: Candidate, place: Place, brandIndex: number): Score {
  const sheet: Sheet = {
    total: 0,
    reasons: [],
    lures: [],
    bestLure: 0,
    mimics: false,
    secondBrand: null,
    isPartnerOnlyLure: false,
    embedded: place.isApex || !place.isBare ? null : embeddedDomain(context, candidate, brandIndex),
  };
  const subject: Case = { context, candidate, place, brandIndex };
  weighName(sheet, subject);
  weighOwnLures(sheet, subject);
  weighOtherLabels(sheet, subject);
  weighRest(sheet, subject);
  weighPlace(sheet, subject);
  return {
    score: Math.max(0, Math.min(100, Math.round(sheet.total))),
    class: classOf(sheet, subject),
    reasons: sheet.reasons,
    lures: sheet.lures.length === 0 ? [] : [...new Set(sheet.lures.sort(strongerFirst).map((lure) => lure.text))],
    secondBrand: sheet.secondBrand,
  };
}

/** The own domain of the brand that the host repeats from the name on (`acme.com.login-x.net`), or null. */
function embeddedDomain(context: HostContext, candidate: Candidate, brandIndex: number): string | null {
  const { text, ownDomains } = context;
  const from = text.rawStart[candidate.start] ?? 0;
  const end = Math.min(text.labelCount, candidate.label + context.maxOwnLabels);
  for (let label = candidate.label + 1; label < end; label++) {
    const to = text.rawEnd[(text.labelEnd[label] ?? 1) - 1] ?? from;
    const domain = text.display.slice(from, to);
    if (ownDomains.get(domain) === brandIndex) return domain;
    // `acme.com-login.net`: the own domain ends at a hyphen of the registrable label
    const hyphen = label === text.labelCount - 1 ? domain.indexOf('-', domain.lastIndexOf('.')) : -1;
    if (hyphen > 0 && ownDomains.get(domain.slice(0, hyphen)) === brandIndex) return domain.slice(0, hyphen);
  }
  return null;
}

/** An identity provider's name is a lure first, even where it is protected too: `acme-okta` stays a combination. */
function isOnlyLure(tokens: readonly Token[], partner: SureBrand): boolean {
  const [only, ...more] = tokens.filter((token) => token.word !== null && token.word.tier !== 'affix');
  if (only?.word === undefined || only.word === null || more.length > 0) return false;
  return only.word.tier !== 'idp' && only.start === partner.start && only.end === partner.end;
}

/** What makes a plural or a form of another language: `s`, a vowel. */
function isEnding(letters: string): boolean {
  return letters.length === 1 && 'aeiosy'.includes(letters);
}

function isAbbreviation(text: NameText, token: Token): boolean {
  const letters = rawSlice(text, token.start, token.end);
  if (letters.length < w.MIN_ABBREVIATION || letters.length > w.MAX_ABBREVIATION) return false;
  return /^[a-z]+$/.test(letters) && wordLevel(letters) === 0;
}

function isProvider(lexicon: Lexicon, name: string): boolean {
  const word = lexicon.byText.get(name);
  return word !== undefined && word.tier === 'idp' && word.isCore;
}
