import type { SlotIndex } from './compile-items.ts';
import { foldCase } from './fold.ts';

/** What was found in texts is remembered for so many of them, while they are short. */
export const MAX_MEMOS = 2000;
export const MAX_MEMO_CHARS = 120;

/** Tells the items that the index of a field finds in a text, some perhaps more than once. */
export function lookUp(index: SlotIndex, text: string, found: (item: number) => void): void {
  if (text.length <= index.longestExact) {
    const same = index.exact.get(foldCase(text));
    if (same !== undefined) for (const item of same) found(item);
  }
  for (const automaton of index.automata) automaton.scan(text, found);
}
