import type { Term } from './brand-terms.ts';
import type { TypoEdit } from './edits.ts';
import { GLUED, type NameText } from './name-text.ts';
import type { TermTable } from './term-table.ts';

/** Places in one name that are weighed at the most. */
export const MAX_CANDIDATES = 256;

/** How a name was recognised in a text. */
export type Recognition = 'exact' | 'hyphen' | 'homoglyph' | 'typo' | 'clipped';

/** A place in a name where a term of a brand stands, before it is weighed. */
export interface Candidate {
  term: Term;
  /** Symbols [start, end) of the text. */
  start: number;
  end: number;
  label: number;
  how: Recognition;
  edit: TypoEdit | null;
}

/** What is found in most names. Never added to: see {@link addCandidate}. */
export const NONE_FOUND: Candidate[] = [];

/** Adds to what was found. The first makes a list of its size: pushed on an empty one, it would make room for seventeen. */
export function addCandidate(search: { found: Candidate[] }, candidate: Candidate): void {
  if (search.found.length === 0) search.found = [candidate];
  else search.found.push(candidate);
}

/**
 * Tells how the symbols [start, end), which fold to the term with that `id`, are spelled: exactly, with other hyphens, or with look-alike
 * characters.
 */
export function recognize(
  text: NameText,
  table: TermTable,
  term: Term,
  id: number,
  start: number,
  end: number,
): Recognition {
  const from = table.starts[id] ?? 0;
  if (end - start !== (table.starts[id + 1] ?? 0) - from) return 'homoglyph';
  for (let index = start; index < end; index++) {
    if (text.plain[index] !== table.codes[from + index - start]) return 'homoglyph';
  }
  if (table.hasPlainSpelling[id] === 1 && isUnbroken(text, start, end)) return 'exact';
  for (const spelling of term.spellings) {
    if (hasHyphensOf(text, spelling, start)) return 'exact';
  }
  return 'hyphen';
}

const MIN_HOMOGRAPH = 3;
const MIN_HOMOGRAPH_OF_ONE_SCRIPT = 5;

/**
 * True for a name whose letters all look like the term's (equal skeletons, UTS #39) and of which some belong to another script: mixed
 * with ASCII letters in one label, or, for a name too long to be a word of the other script by chance, all of them.
 */
export function isHomograph(text: NameText, { how, edit, start, end, label }: Candidate): boolean {
  if (how !== 'homoglyph' || edit !== null || text.isAscii || end - start < MIN_HOMOGRAPH) return false;
  let disguised = 0;
  for (let index = start; index < end; index++) {
    if (text.plain[index] !== 0) continue;
    if (text.disguised[index] !== 1) return false;
    disguised++;
  }
  if (disguised === 0) return false;
  if (end - start >= MIN_HOMOGRAPH_OF_ONE_SCRIPT) return true;
  for (let index = text.labelStart[label] ?? 0; index < (text.labelEnd[label] ?? 0); index++)
    if ((text.plain[index] ?? 0) >= 0x61) return true;
  return false;
}

/**
 * True when the letters look alike by a sign that nobody writes by chance: a digit for a letter, or two letters for one (`rn` for
 * `m`).
 */
export function isTelltaleSwap(text: NameText, { term, start, end }: Candidate): boolean {
  if (end - start !== term.text.length) return true;
  for (let index = start; index < end; index++) {
    const typed = text.plain[index] ?? 0;
    if (typed !== 0 && typed < 0x61 && term.text.charCodeAt(index - start) >= 0x61) return true;
  }
  return false;
}

function isUnbroken(text: NameText, start: number, end: number): boolean {
  for (let index = start + 1; index < end; index++) if (text.edge[index] !== GLUED) return false;
  return true;
}

function hasHyphensOf(text: NameText, spelling: string, start: number): boolean {
  let letters = 0;
  for (let index = 0; index < spelling.length; index++) {
    if (spelling.charCodeAt(index) === 0x2d) {
      if (letters > 0 && text.edge[start + letters] === GLUED) return false;
      continue;
    }
    const isAfterHyphen = index > 0 && spelling.charCodeAt(index - 1) === 0x2d;
    if (letters > 0 && !isAfterHyphen && text.edge[start + letters] !== GLUED) return false;
    letters++;
  }
  return true;
}
