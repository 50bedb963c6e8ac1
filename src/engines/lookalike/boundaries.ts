import { OTHER, ROW_SHIFT } from './alphabet.ts';
import type { Term } from './brand-terms.ts';
import type { Lexicon } from './lexicon.ts';
import { GLUED, type NameText, rawSlice } from './name-text.ts';
import * as w from './weights.ts';

/** Where the stretch between hyphens or edges starts that holds symbol `at`. */
export function segmentStart(text: NameText, at: number, label: number): number {
  let start = at;
  while (start > (text.labelStart[label] ?? 0) && text.edge[start] === GLUED) start--;
  return start;
}

/** Where it ends. */
export function segmentEnd(text: NameText, at: number, label: number): number {
  let end = at + 1;
  while (end < (text.labelEnd[label] ?? 0) && text.edge[end] === GLUED) end++;
  return end;
}

/** The stretch between hyphens or edges that holds symbol `at`. */
export function segmentAround(text: NameText, at: number, label: number): string {
  return rawSlice(text, segmentStart(text, at, label), segmentEnd(text, at, label));
}

export function isDigit(code: number | undefined): boolean {
  return code !== undefined && code >= 0x30 && code <= 0x39;
}

/** Could something known (a lexicon word, a digit) end right before `at`? Cheap; may say yes too often. */
function mayBeKnownBefore(text: NameText, lexicon: Lexicon, at: number, from: number): boolean {
  if (isDigit(text.plain[at - 1])) return true;
  const { next, wordAt } = lexicon.backward;
  let node = 0;
  for (let index = at - 1; index >= from; index--) {
    node = next[(node << ROW_SHIFT) + (text.symbols[index] ?? OTHER)] ?? 0;
    if (node === 0) return false;
    if ((wordAt[node] ?? 0) !== 0) return true;
  }
  return false;
}

/** Could something known start right at `at`? */
function mayBeKnownAfter(text: NameText, lexicon: Lexicon, at: number, to: number): boolean {
  if (isDigit(text.plain[at])) return true;
  const { next, wordAt } = lexicon.forward;
  let node = 0;
  for (let index = at; index < to; index++) {
    node = next[(node << ROW_SHIFT) + (text.symbols[index] ?? OTHER)] ?? 0;
    if (node === 0) return false;
    if ((wordAt[node] ?? 0) !== 0) return true;
  }
  return false;
}

/** True for a name that is telling enough to be seen with unknown letters glued to it. */
export function isTellingTerm(term: Term): boolean {
  const { points, wordLevel } = term;
  return points >= w.MIN_POINTS_FOR_GLUED && term.text.length >= 6 && wordLevel === 0;
}

/**
 * The same as {@link isStuckInWord}, at a glance of three letters on either side and with any edge near: says yes less often, but
 * spares most names inside longer words everything that follows.
 */
export function isStuckAtAGlance(text: NameText, lexicon: Lexicon, start: number, end: number): boolean {
  const { edge, symbols, plain } = text;
  if (edge[start] === GLUED && edge[start - 1] === GLUED && edge[start - 2] === GLUED && !isDigit(plain[start - 1])) {
    const at = ((symbols[start - 3] ?? 0) << 10) | ((symbols[start - 2] ?? 0) << 5) | (symbols[start - 1] ?? 0);
    if (((lexicon.lastThree[at >>> 5] ?? 0) & (1 << (at & 31))) === 0) return true;
  }
  if (edge[end] === GLUED && edge[end + 1] === GLUED && edge[end + 2] === GLUED && !isDigit(plain[end])) {
    const at = ((symbols[end] ?? 0) << 10) | ((symbols[end + 1] ?? 0) << 5) | (symbols[end + 2] ?? 0);
    return ((lexicon.firstThree[at >>> 5] ?? 0) & (1 << (at & 31))) === 0;
  }
  return false;
}

/**
 * True when something unknown is glued to [start, end) on either side for sure: for a name that is not telling, it then stands
 * inside another word. Cheap; what it lets through is looked at exactly later.
 */
export function isStuckInWord(text: NameText, lexicon: Lexicon, start: number, end: number, label: number): boolean {
  const from = text.labelStart[label] ?? 0;
  const to = text.labelEnd[label] ?? 0;
  if (start > from && text.edge[start] === GLUED && !mayBeKnownBefore(text, lexicon, start, from)) return true;
  return end < to && text.edge[end] === GLUED && !mayBeKnownAfter(text, lexicon, end, to);
}
