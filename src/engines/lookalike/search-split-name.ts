import type { BrandBook } from './brand-terms.ts';
import { addCandidate, type Candidate, MAX_CANDIDATES } from './candidates.ts';
import { findSingleEdit } from './edits.ts';
import type { NameText } from './name-text.ts';
import { HASH_BASE, lookUpTypo, type TypoIndex } from './typo-index.ts';

const MIN_SPLIT_LENGTH = 6;

/** Looks for a name with a dot put inside it (`twi.lio.com`): the registrable label with the label before it. */
export function searchSplitName(
  search: { book: BrandBook; typos: TypoIndex; found: Candidate[] },
  text: NameText,
): void {
  const { book, typos } = search;
  const last = text.labelCount - 1;
  if (last === 0) return;
  const start = text.labelStart[last - 1] ?? 0;
  const gap = text.labelEnd[last - 1] ?? 0;
  const end = text.labelEnd[last] ?? 0;
  const size = end - start - 1;
  if (size < MIN_SPLIT_LENGTH || size > typos.maxLength) return;
  let hash = 0;
  for (let index = start; index < end; index++) {
    if (index !== gap) hash = (Math.imul(hash, HASH_BASE) + (text.symbols[index] ?? 0) + 1) | 0;
  }
  const list = lookUpTypo(typos, hash);
  if (list === 0) return;
  for (let entry = list; (typos.termIds[entry] ?? -1) >= 0; entry++) {
    const term = book.terms[typos.termIds[entry] ?? 0];
    if (term === undefined || term.symbols.length !== size || search.found.length >= MAX_CANDIDATES) continue;
    const at = findSingleEdit(term.symbols, text.symbols, start, end);
    if (at !== gap - start) continue;
    addCandidate(search, { term, start, end, label: last, how: 'typo', edit: { kind: 'added-dot', at } });
  }
}
