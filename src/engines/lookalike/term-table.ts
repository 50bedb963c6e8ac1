import type { Term } from './brand-terms.ts';

/**
 * What is compared of every term, side by side in a few arrays: with 10,000 terms the objects lie scattered over megabytes, and a
 * look at one that comes to nothing would cost more than the comparison.
 */
export interface TermTable {
  /** Folded symbols and ASCII codes of term `id` are [starts[id], starts[id + 1]). */
  starts: Int32Array;
  symbols: Uint8Array;
  codes: Uint8Array;
  /** 1 where a spelling has no hyphen. */
  hasPlainSpelling: Uint8Array;
}

/** Lays out terms, whose ids are their places in the list. */
export function buildTermTable(terms: readonly Term[]): TermTable {
  const starts = new Int32Array(terms.length + 1);
  terms.forEach((term, id) => (starts[id + 1] = (starts[id] ?? 0) + term.symbols.length));
  const size = starts[terms.length] ?? 0;
  const symbols = new Uint8Array(size);
  const codes = new Uint8Array(size);
  terms.forEach((term, id) => {
    const start = starts[id] ?? 0;
    symbols.set(term.symbols, start);
    for (let index = 0; index < term.text.length; index++) codes[start + index] = term.text.charCodeAt(index);
  });
  return {
    starts,
    symbols,
    codes,
    hasPlainSpelling: Uint8Array.from(terms, (term) => (term.hasPlainSpelling ? 1 : 0)),
  };
}
