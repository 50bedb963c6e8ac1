import { isDigit, isStuckInWord, isTellingTerm, segmentAround, segmentEnd, segmentStart } from './boundaries.ts';
import { type Candidate, isHomograph } from './candidates.ts';
import { mayBeWord, wordLevel } from './distinctiveness.ts';
import { type HostContext, isUnknown } from './host-context.ts';
import { isInTrie, isSlipsCompany, type Lexicon } from './lexicon.ts';
import { GLUED, HYPHEN, type NameText, rawSlice } from './name-text.ts';
import { mendSlips, segmentLabel, type Token } from './segment.ts';
import type { SilentCode, Why } from './types.ts';
import * as w from './weights.ts';

/** A candidate that stands where a name may stand, with what is around it in its label. */
export interface Place {
  left: readonly Token[];
  right: readonly Token[];
  /** Both sides together. */
  around: readonly Token[];
  /** Those of them that the lexicon does not explain. */
  unknown: readonly Token[];
  /** A hyphen or the edge of the label is on that side. */
  leftEdge: boolean;
  rightEdge: boolean;
  /** Unexplained letters glued to the name, both sides together. */
  gluedLetters: number;
  /** The glued letters are one or two at the end of a telling name. */
  isAppended: boolean;
  /** The name is the whole label. */
  isBare: boolean;
  /** In the registrable label. */
  isApex: boolean;
}

export type RuledOut = { kind: 'ruled-out'; why: Why<SilentCode> };
export type Standing = { kind: 'standing'; place: Place };

function insideWord(brand: string, word: string): RuledOut {
  return { kind: 'ruled-out', why: { code: 'brand-inside-word', params: { brand, word } } };
}

/**
 * Decides whether a candidate stands where a name can stand: not inside a longer word, not made by chance from digits or pairs of
 * letters, not a tenant's or a delivery network's label. Independent of which brand owns the term.
 */
export function ruleOut(context: HostContext, candidate: Candidate): RuledOut | Standing {
  const { text, lexicon } = context;
  const { term, start, end, label, how } = candidate;
  const labelStart = text.labelStart[label] ?? 0;
  const labelEnd = text.labelEnd[label] ?? 0;
  const isApex = label === text.labelCount - 1;
  const isBare = start === labelStart && end === labelEnd;
  const leftEdge = start <= labelStart || text.edge[start] !== GLUED;
  const rightEdge = end === labelEnd || text.edge[end] !== GLUED;
  const { points } = term;
  const { length } = term.text;
  const isPure = isHomograph(text, candidate);
  const isWeakMimic = how === 'homoglyph' && length < w.MIN_HOMOGLYPH_INSIDE && !isPure;

  // 1. Unknown letters may be glued to a long and telling name only; one or two of them may be appended to it.
  const mayBeGlued = isTellingTerm(term) && how !== 'typo' && how !== 'clipped' && !isWeakMimic;
  const mayBeAppended = leftEdge && !isWeakMimic && points >= w.MIN_POINTS_FOR_APPENDED && length >= 6;
  if (!mayBeGlued && !mayBeAppended && isStuckInWord(text, lexicon, start, end, label)) {
    return insideWord(term.text, segmentAround(text, start, label));
  }

  // 2. A longer word of the language, or of the lexicon, that happens to hold the name.
  if ((!leftEdge || !rightEdge) && isInLongerWord(context, candidate)) {
    return insideWord(term.text, segmentAround(text, start, label));
  }

  // 3. The same as 1, now exactly.
  const left = segmentLabel(text, lexicon, labelStart, start);
  const right = segmentLabel(text, lexicon, end, labelEnd);
  mendSlips(text, lexicon, left);
  mendSlips(text, lexicon, right);
  const before = left.at(-1);
  const after = right[0];
  const gluedLeft = !leftEdge && before?.kind === 'unknown' ? before.end - before.start : 0;
  const gluedRight = !rightEdge && after?.kind === 'unknown' ? after.end - after.start : 0;
  const gluedLetters = gluedLeft + gluedRight;
  const isAppended = mayBeAppended && gluedRight > 0 && gluedRight <= 2 && right.length === 1;
  if (gluedLetters > 0 && !isAppended && !mayBeGlued) {
    return insideWord(term.text, segmentAround(text, start, label));
  }

  // 4. What is special to short names and to each way of recognising a name.
  const seen = rawSlice(text, start, end);
  if (length <= 2 && !(isSureSide(leftEdge, before) && isSureSide(rightEdge, after) && (leftEdge || rightEdge))) {
    return insideWord(term.text, segmentAround(text, start, label));
  }
  if (how === 'hyphen' && !isBare && (length < 5 || lexicon.byText.has(term.text))) return insideWord(term.text, seen);
  if (how === 'homoglyph' && !isPure && (length < 4 || (isWeakMimic && hasOtherHyphens(text, candidate)))) {
    return insideWord(term.text, seen);
  }
  if (how === 'homoglyph' && isNumberedWord(context, candidate)) {
    return insideWord(term.text, seen);
  }
  if (
    how === 'typo' &&
    !isLikelySlip(context, candidate, leftEdge ? undefined : before, rightEdge ? undefined : after)
  ) {
    return insideWord(term.text, seen);
  }
  if (how === 'clipped' && !isLikelyClip(seen, term.text, joinTokens(left, right), leftEdge && rightEdge, lexicon)) {
    return insideWord(term.text, seen);
  }

  // 5. Names that others give to the brand.
  if (!isApex && context.isTenantHost)
    return { kind: 'ruled-out', why: { code: 'tenant', params: { brand: term.text } } };
  if ((!isApex || isBare) && context.isDeliveryNetwork) {
    return { kind: 'ruled-out', why: { code: 'delivery-network', params: { brand: term.text } } };
  }
  const around = joinTokens(left, right);
  const unknown = around.length === 0 ? around : around.filter(isUnknown);
  return {
    kind: 'standing',
    place: { left, right, around, unknown, leftEdge, rightEdge, gluedLetters, isAppended, isBare, isApex },
  };
}

/** A word with a number after it (`site1`) that looks like a name (`sitel`). */
function isNumberedWord({ text, lexicon }: HostContext, { term, start, end }: Candidate): boolean {
  if (!isDigit(text.plain[end - 1]) || isDigit(term.text.charCodeAt(term.text.length - 1))) return false;
  const word = rawSlice(text, start, end - 1);
  return wordLevel(word) > 0 || lexicon.byText.has(word);
}

/** The stretch between hyphens that holds the name is longer than the name and a word of the language or of the lexicon. */
function isInLongerWord({ text, lexicon }: HostContext, { term, start, end, label }: Candidate): boolean {
  const from = segmentStart(text, start, label);
  const to = segmentEnd(text, start, label);
  // reading the text out is dear: first what its codes and symbols say
  const isPlain = mayBeWord(text.plain, from, to);
  const isInLexicon = isInTrie(lexicon.forward, text.symbols, from, to);
  if (!isPlain && !isInLexicon) return false;
  const segment = rawSlice(text, from, to);
  if (segment.length <= end - start) return false;
  return wordLevel(segment) > 0 || (isInLexicon && lexicon.byText.has(segment) && !lexicon.byText.has(term.text));
}

/** Most names have something on one side only, or on none: then nothing is copied. */
function joinTokens(left: readonly Token[], right: readonly Token[]): readonly Token[] {
  if (right.length === 0) return left;
  return left.length === 0 ? right : [...left, ...right];
}

/** Beside a name of two letters must be an edge or a word of substance. */
function isSureSide(isEdge: boolean, neighbour: Token | undefined): boolean {
  if (isEdge) return true;
  const word = neighbour?.word ?? null;
  return word !== null && word.tier !== 'affix' && word.text.length >= 3;
}

/** Texts that are words themselves, other hyphens, far-fetched cuts from a lure: not slips. */
function isLikelySlip(
  context: HostContext,
  candidate: Candidate,
  gluedBefore: Token | undefined,
  gluedAfter: Token | undefined,
): boolean {
  const { text, lexicon } = context;
  const { term, start, end, edit } = candidate;
  const typed = rawSlice(text, start, end);
  const bare = typed.includes('-') ? typed.replaceAll('-', '') : typed;
  if (edit?.kind === 'added-dot') {
    // a registrable label that is a word of its own is a site of its own (`my.space.com` for a brand myspace)
    const apex = typed.slice(typed.lastIndexOf('.') + 1);
    return (
      apex.length >= 2 &&
      wordLevel(apex) === 0 &&
      !lexicon.byText.has(apex) &&
      !lexicon.byText.has(typed.slice(0, -apex.length - 1))
    );
  }
  if (hasOtherHyphens(text, candidate)) return false;
  // another number is another thing (`awsdns-25`), not a slip
  if (edit !== null && (isDigit(term.text.charCodeAt(edit.at)) || isDigit(text.plain[start + edit.at]))) return false;
  if (gluedBefore !== undefined && gluedAfter !== undefined) return false;
  // a lure cut off without a hyphen must be a strong one and the name long
  const word = (gluedBefore ?? gluedAfter)?.word;
  if (word !== undefined) {
    const isStrong = word !== null && isSlipsCompany(word);
    if (!isStrong || term.text.length < w.MIN_SLIP_BESIDE_LURE || edit?.at === 0) return false;
  }
  return wordLevel(bare) === 0 && !(isInTrie(lexicon.forward, text.symbols, start, end) && lexicon.byText.has(bare));
}

/**
 * A name is clipped where its first word ends, or to most of itself. Beside a word that means nothing but sign-in and set apart
 * by a hyphen, three letters are enough.
 */
function isLikelyClip(
  clip: string,
  name: string,
  company: readonly Token[],
  isDelimited: boolean,
  lexicon: Lexicon,
): boolean {
  const isIdentity = company.some((token) => token.word?.isIdentityOnly === true);
  // a first letter says so little that nothing but one sign-in word may stand beside it (`m-okta`)
  if (clip.length === 1) return isDelimited && isIdentity && company.length === 1;
  const isCommon = lexicon.byText.has(clip);
  // beside a service sold to the public, a short word is that word (`best-vpn`)
  if (isCommon && !isIdentity) return false;
  if (wordLevel(clip) > 0 && clip.length < w.MIN_CLIP_GLUED_TO_PUBLIC && !isIdentity) return false;
  const rest = name.slice(clip.length);
  if (isDelimited && isIdentity && !isCommon) return true;
  if (isDelimited && clip.length >= 4 && clip.length * 2 >= name.length) return true;
  if (!isDelimited && !isIdentity && clip.length < w.MIN_CLIP_GLUED_TO_PUBLIC) return false;
  if (wordLevel(clip) > 0 && rest.length >= 3 && (wordLevel(rest) > 0 || clip.length >= 5)) return true;
  return clip.length >= 5 && clip.length * 5 >= name.length * 3;
}

/** True when the text has hyphens inside and no spelling of the name has as many. */
function hasOtherHyphens(text: NameText, candidate: Candidate): boolean {
  let hyphens = 0;
  for (let index = candidate.start + 1; index < candidate.end; index++) if (text.edge[index] === HYPHEN) hyphens++;
  if (hyphens === 0) return false;
  for (const spelling of candidate.term.spellings) {
    if (spelling.length - candidate.term.text.length === hyphens) return false;
  }
  return true;
}
