import type { TypoKind } from './edits.ts';
import type { LureTier } from './data/lures.data.ts';

/**
 * What each observation brings to a score, in points out of 100; the default threshold is 70. A distinctive name (50) needs any
 * lure; an ordinary word (22 to 26) needs a staff or identity word set apart by a hyphen, or an identity word glued to it.
 */
export const LURE_POINTS: Readonly<Record<LureTier, number>> = {
  idp: 46,
  staff: 40,
  service: 33,
  context: 10,
  affix: 6,
};
/** A second and third lure. */
export const MORE_LURE_POINTS: Readonly<Record<LureTier, number>> = {
  idp: 12,
  staff: 9,
  service: 5,
  context: 3,
  affix: 2,
};
export const MAX_MORE_LURES = 2;

/** The name stands between hyphens or edges. For a name that is no word this rules chance out; for a word it says little. */
export const DELIMITED_POINTS = 12;
export const DELIMITED_WORD_POINTS = 4;
export const EXPLAINED_POINTS = 4;

/** The name is spelled with a hyphen moved, added or dropped. */
export const HYPHEN_POINTS = 26;
/** The name is spelled with characters that look alike; by length of the name, 0 to 3 letters first. */
export const HOMOGLYPH_POINTS = [0, 0, 0, 0, 12, 22, 30] as const;

/** What a name and its homograph in another script bring together at the least: there is no innocent reason to write one. */
export const HOMOGRAPH_TOTAL = 76;
/** More for a digit in place of a letter or two letters in place of one, in names of four and five letters. */
export const TELLTALE_SWAP_POINTS: Readonly<Record<number, number>> = { 4: 14, 5: 6 };

/** Imitations of a name that is a word are more often another word. */
export const WORD_MIMIC_PENALTY = 8;
export const WORD_TYPO_PENALTY = 10;

export const TYPO_POINTS: Readonly<Record<TypoKind, number>> = {
  omission: 24,
  repetition: 26,
  transposition: 26,
  'neighbour-key': 22,
  'vowel-swap': 20,
  'bit-flip': 12,
  replacement: 8,
  insertion: 14,
  'added-dot': 20,
};
/** Slips in the first letter are rare among attackers and common among unrelated names. */
export const FIRST_LETTER_PENALTY = 12;
/** By length of the name: five letters, six, seven and more. */
export const TYPO_LENGTH_POINTS: Readonly<Record<number, number>> = { 5: -14, 6: -1 };

/** The last letter left out: stems and forms of other languages look like this (`fabrika`). */
export const LAST_LETTER_OMITTED_PENALTY = 10;
/** A name of two words of which the slip changes one that is short: more likely another pair of words (`mailgen`, `mailgun`). */
export const COMPOUND_SLIP_PENALTY = 12;
export const MAX_COMPOUND_SLIP_WORD = 4;

/** One or two letters added at the end of a distinctive name (`tmobiler`). */
export const APPENDED_POINTS = [0, 22, 20] as const;
/** An ending that makes a plural or a form of another language. */
export const APPENDED_ENDING_POINTS = 12;
export const MIN_POINTS_FOR_APPENDED = 42;

export const TYPO_BESIDE_UNKNOWN_POINTS = -16;

/** Least length of a name with a slip in it that stands right beside a lure, without a hyphen. */
export const MIN_SLIP_BESIDE_LURE = 7;

/** By length of what is left of the name, 0 to 5 letters and more. */
export const CLIPPED_POINTS = [0, -30, 0, -24, -16, -10] as const;

/** The rest is one short group of letters that is no word, set apart: what companies call their systems (`rogers-rci`). */
export const ABBREVIATION_POINTS = 22;
export const MIN_ABBREVIATION = 2;
export const MAX_ABBREVIATION = 4;

export const UNKNOWN_REST_POINTS = -4;
export const UNKNOWN_LETTER_POINTS = -1;
export const MAX_UNKNOWN_LETTER_POINTS = -10;
export const GLUED_REST_POINTS = -22;
/** Below this many points a name counts only where nothing unknown is glued to it. */
export const MIN_POINTS_FOR_GLUED = 40;

export const SECOND_BRAND_POINTS = 32;
export const SECOND_BRAND_MORE_POINTS = 8;
/** The brand is itself an identity provider and the rest names a company: `acme-okta` seen from okta. */
export const PROVIDER_POINTS = 34;

export const LURE_SUFFIX_STRONG_POINTS = 38;
export const LURE_SUFFIX_STRONG_MORE_POINTS = 8;
export const LURE_SUFFIX_WEAK_POINTS = 6;

export const SUBLABEL_PLACE_POINTS = -8;
/** Below somebody else's domain only a sign-in word beside the name says much: programmes and hosts are named `gitlab-test`. */
export const SUBLABEL_OWN_LURE_POINTS = -20;
export const SUBLABEL_LURE_POINTS = -6;
/** A lure beside the bare name that is not a sign-in word (`mail.acme.net`), and a weak lure in a registrable label with the brand before it. */
export const WEAK_SUBLABEL_POINTS = 12;
export const WEAK_APEX_POINTS = 10;
export const COUNTRY_SUFFIX_POINTS = -16;
export const EMBEDDED_DOMAIN_POINTS = 46;

/** A bare name without any lure is kept for enrichment only. */
export const BARE_CAP = 60;
/** Least score at which a look-alike below the threshold is still told rather than silent. */
export const MIN_TOLD_SCORE = 30;

export const IDP_ONLY_BASE = 66;
export const IDP_ONLY_MORE = 5;
export const IDP_ONLY_UNKNOWN_CAP = 55;

/** A name of two letters with less than a sign-in word. */
export const TWO_LETTERS_POINTS = -12;
/** A word of service glued to a name that is a word: compounds of ordinary words are endless (`securitysummit`). */
export const GLUED_SERVICE_POINTS = -8;
/** The end of the name and the word glued to it are one ordinary word (`meridianhealth` and `care`), or the other way round. */
export const STRADDLING_WORD_POINTS = -26;
/** A name that anyone uses in host names (`customer`), with less than a sign-in word. */
export const GENERIC_NAME_POINTS = -10;
/** A lure of two letters glued to a name that is a word (`hrblock`). */
export const GLUED_TWO_LETTER_LURE_POINTS = -14;

/** Least length of a name for look-alike characters to count inside a longer word or across a hyphen. */
export const MIN_HOMOGLYPH_INSIDE = 7;
/** Least length of what is left of a name that is glued to a word with other meanings (`cellularhr`). */
export const MIN_CLIP_GLUED_TO_PUBLIC = 6;
