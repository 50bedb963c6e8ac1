import type { BrandBook, Term } from './brand-terms.ts';
import { addCandidate, type Candidate, MAX_CANDIDATES } from './candidates.ts';
import { labelOf, type NameText } from './name-text.ts';

const MIN_CLIP = 3;
/** Only names of so many letters are looked for by their first. */
const MIN_NAME_OF_INITIAL = 4;
const MAX_TERMS_PER_CLIP = 128;
/** An ordinary word shorter than this is not looked for cut short. */
const MIN_CLIPPED_WORD = 7;

/** Ids of terms by their first letters: the first alone, and from three letters to all but one. */
export function buildClips(terms: readonly Term[]): ReadonlyMap<string, readonly number[]> {
  const clips = new Map<string, number[]>();
  for (const { id, text, wordLevel } of terms) {
    if (wordLevel > 0 && text.length < MIN_CLIPPED_WORD) continue;
    if (text.length >= MIN_NAME_OF_INITIAL) keep(clips, text.slice(0, 1), id);
    for (let length = MIN_CLIP; length < text.length; length++) keep(clips, text.slice(0, length), id);
  }
  return clips;
}

function keep(clips: Map<string, number[]>, clip: string, id: number): void {
  const known = clips.get(clip);
  if (known === undefined) clips.set(clip, [id]);
  else if (known.length < MAX_TERMS_PER_CLIP) known.push(id);
}

/** Adds terms whose first letters stand as a part of their own (`door-okta`). Only asked when a sign-in word is in the name. */
export function searchClipped(
  search: { book: BrandBook; clipped: ReadonlyMap<string, readonly number[]>; found: Candidate[] },
  text: NameText,
  parts: readonly { start: number; end: number }[],
): void {
  for (const { start, end } of parts) {
    let clip = '';
    for (let index = start; index < end; index++) clip += String.fromCharCode(text.plain[index] ?? 0);
    for (const id of search.clipped.get(clip) ?? []) {
      const term = search.book.terms[id];
      if (term === undefined || search.found.length >= MAX_CANDIDATES) continue;
      addCandidate(search, { term, start, end, label: labelOf(text, start), how: 'clipped', edit: null });
    }
  }
}
