import { type HostContext, isUnknown, tokensOfLabel } from './host-context.ts';
import { TIER_RANK } from './lexicon.ts';
import { GLUED, rawSlice } from './name-text.ts';
import type { Reason } from './types.ts';
import * as w from './weights.ts';

/** A registrable label made of sign-in words and no brand that we know. */
export interface IdentityLure {
  score: number;
  words: string[];
  reasons: Reason[];
}

const MIN_OTHER_WORD = 3;

/**
 * Looks for names that say sign-in and nothing else (`mfapasskeysetup.com`), as used with a brand in a sub-label or for many
 * companies at once. At least one word must mean nothing but sign-in and another must be of the idp or staff tier; with an
 * unexplained rest (`stargate-sso.com`: a company that is no brand of ours) the score stays below the default threshold.
 */
export function weighIdentityLure(context: HostContext): IdentityLure | null {
  const { text } = context;
  const tokens = tokensOfLabel(context, text.labelCount - 1);
  const core = tokens.find((token) => token.word?.isIdentityOnly === true && token.isPlain);
  if (core === undefined) return null;
  const unknown = tokens.filter(isUnknown);
  const isGlued = unknown.some(
    (token) =>
      (token.start === core.end || token.end === core.start) && text.edge[Math.max(token.start, core.start)] === GLUED,
  );
  const words = tokens.filter((token) => token.word !== null && TIER_RANK[token.word.tier] > TIER_RANK.context);
  const others = words.filter(
    (token) =>
      token !== core &&
      TIER_RANK[token.word?.tier ?? 'affix'] >= TIER_RANK.staff &&
      token.end - token.start >= MIN_OTHER_WORD,
  );
  if (isGlued || (others.length === 0 && unknown.length === 0)) return null;
  const shown = [...new Set(words.map((token) => token.word?.shown ?? ''))];
  let score = Math.min(100, w.IDP_ONLY_BASE + w.IDP_ONLY_MORE * others.length);
  const reasons: Reason[] = [{ code: 'words.identity-only', points: score, params: { words: shown.join(' ') } }];
  if (unknown.length > 0 && score > w.IDP_ONLY_UNKNOWN_CAP) {
    const rest = unknown.map((token) => rawSlice(text, token.start, token.end)).join(' ');
    reasons.push({ code: 'shape.unknown-rest', points: w.IDP_ONLY_UNKNOWN_CAP - score, params: { text: rest } });
    score = w.IDP_ONLY_UNKNOWN_CAP;
  }
  return { score, words: shown, reasons };
}
