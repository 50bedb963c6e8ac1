import type { Lexicon, LureWord } from './lexicon.ts';
import { findSingleEdit } from './edits.ts';
import { ROW_SHIFT } from './alphabet.ts';
import { GLUED, type NameText, rawSlice } from './name-text.ts';
import { wordLevel } from './distinctiveness.ts';
import { lookUpSlips } from './typo-index.ts';

/** One part of a label. `word` is set for kind `word`. */
export interface Token {
  start: number;
  end: number;
  kind: 'word' | 'digits' | 'unknown';
  word: LureWord | null;
  /** False when the word is there only by look-alike characters (`internai`). */
  isPlain: boolean;
}

const UNREACHED = 0x3fffffff;
const UNKNOWN_START_COST = 16;
const UNKNOWN_NEXT_COST = 10;
const DIGITS_COST = 2;
const WORD_COST = 3;
const SHORT_WORD_COST = 4;
const LOOKS_LIKE_COST = 3;
const SHORT = 3;
/** A shorter word written in look-alikes counts only where it is a core word and stands by itself (`acme-0kta`). */
const MIN_LOOK_ALIKE_WORD = 5;

/** What was consumed last: nothing short, unknown letters, or a short word. */
const AFTER_KNOWN = 0;
const AFTER_UNKNOWN = 1;
const AFTER_SHORT = 2;
const STATES = 3;

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** True when the letters of symbols [start, start + word.length) are the word's own, not look-alikes. */
function isSpelled(text: NameText, start: number, word: string): boolean {
  for (let index = 0; index < word.length; index++) {
    if (text.plain[start + index] !== word.charCodeAt(index)) return false;
  }
  return true;
}

function isUnbroken(text: NameText, start: number, end: number): boolean {
  for (let at = start + 1; at < end; at++) if (text.edge[at] !== GLUED) return false;
  return true;
}

/** True when every hyphen inside [start, end) stands where the word is written with one, or the word is long. */
function mayCrossHyphens(text: NameText, start: number, word: LureWord): boolean {
  if (isUnbroken(text, start, start + word.text.length)) return true;
  let letters = 0;
  let crossed = false;
  for (let index = 0; index < word.shown.length; index++) {
    const isGap = word.shown.charCodeAt(index) === 0x20 || word.shown.charCodeAt(index) === 0x2d;
    if (isGap) continue;
    const follows =
      index > 0 && (word.shown.charCodeAt(index - 1) === 0x20 || word.shown.charCodeAt(index - 1) === 0x2d);
    if (letters > 0 && text.edge[start + letters] !== GLUED) {
      crossed = true;
      if (!follows && word.text.length < 7) return false;
    }
    letters++;
  }
  // "it support" and the like written with a hyphen are fine; a lone letter before the hyphen is not
  return !crossed || word.text.length >= 4;
}

function relax(scratch: NameText['scratch'], slot: number, cost: number, source: number, word: number): void {
  if (cost >= (scratch.best[slot] ?? 0)) return;
  scratch.best[slot] = cost;
  scratch.cameFrom[slot] = source;
  scratch.viaWord[slot] = word;
}

/** A core word of three letters may have unknown letters glued on where it starts or ends at an edge (`ssozen`, `hubsso`). */
function isAfterCoreAtStart(text: NameText, lexicon: Lexicon, from: number, at: number): boolean {
  if (at !== SHORT && text.edge[from + at - SHORT] === GLUED) return false;
  const via = text.scratch.viaWord[at * STATES + AFTER_SHORT] ?? -1;
  return via >= 0 && lexicon.words[via]?.isCore === true && lexicon.words[via]?.text.length === SHORT;
}

/** What an empty stretch consists of. Never added to. */
const NO_TOKENS: Token[] = [];

/**
 * Splits symbols [from, to) of one label into lexicon words, digits and unknown runs at the least cost (a dynamic programme
 * over positions, linear in the length times the longest word). Short words count only where they touch an edge or a known
 * part, so that `it` is not seen inside `unitary`. What it gives for an empty stretch must not be added to.
 */
export function segmentLabel(text: NameText, lexicon: Lexicon, from: number, to: number): Token[] {
  return to <= from ? NO_TOKENS : segmentStretch(text, lexicon, from, to - from);
}

function segmentStretch(text: NameText, lexicon: Lexicon, from: number, size: number): Token[] {
  const { scratch, symbols, edge, plain } = text;
  const { best, cameFrom, viaWord } = scratch;
  // labels are short: a loop is faster than a call of fill
  for (let slot = (size + 1) * STATES - 1; slot >= 0; slot--) {
    best[slot] = UNREACHED;
    viaWord[slot] = -1;
  }
  best[AFTER_KNOWN] = 0;
  const { next, wordAt } = lexicon.forward;

  for (let at = 0; at < size; at++) {
    const here = from + at;
    const isAtEdge = at === 0 || edge[here] !== GLUED;
    const isAtDigit = isDigit(plain[here] ?? 0);
    for (let state = 0; state < STATES; state++) {
      const source = at * STATES + state;
      const cost = best[source] ?? 0;
      if (cost >= UNREACHED) continue;
      if (state !== AFTER_SHORT || isAtEdge || isAfterCoreAtStart(text, lexicon, from, at)) {
        const isNewRun = state !== AFTER_UNKNOWN || isAtEdge;
        const price = isNewRun ? UNKNOWN_START_COST : UNKNOWN_NEXT_COST;
        relax(scratch, (at + 1) * STATES + AFTER_UNKNOWN, cost + price, source, -2);
      }
      if (isAtDigit) {
        let end = at + 1;
        while (end < size && isDigit(plain[from + end] ?? 0) && edge[from + end] === GLUED) end++;
        relax(scratch, end * STATES + AFTER_KNOWN, cost + DIGITS_COST, source, -3);
      }
      let node = 0;
      for (let end = at; end < size; end++) {
        node = next[(node << ROW_SHIFT) + (symbols[from + end] ?? 0)] ?? 0;
        if (node === 0) break;
        const wordId = (wordAt[node] ?? 0) - 1;
        if (wordId < 0) continue;
        const word = lexicon.words[wordId];
        if (word === undefined) continue;
        const length = end - at + 1;
        const after = from + end + 1;
        const endsAtEdge = end + 1 === size || edge[after] !== GLUED;
        if (length <= SHORT && state === AFTER_UNKNOWN && !isAtEdge && !(word.isCore && endsAtEdge)) continue;
        if (length <= 2 && !isAtEdge && !endsAtEdge) continue;
        if (!mayCrossHyphens(text, here, word)) continue;
        const isPlain = isSpelled(text, here, word.text);
        if (!isPlain && length < MIN_LOOK_ALIKE_WORD && !(word.isCore && isAtEdge && endsAtEdge && length >= SHORT))
          continue;
        const price = (length <= SHORT ? SHORT_WORD_COST : WORD_COST) + (isPlain ? 0 : LOOKS_LIKE_COST);
        const slot = (end + 1) * STATES + (length <= SHORT ? AFTER_SHORT : AFTER_KNOWN);
        relax(scratch, slot, cost + price, source, wordId);
      }
    }
  }

  let slot = size * STATES;
  for (let state = 1; state < STATES; state++) {
    if ((best[size * STATES + state] ?? 0) < (best[slot] ?? 0)) slot = size * STATES + state;
  }
  let tokens = NO_TOKENS;
  while (slot >= STATES) {
    const source = cameFrom[slot] ?? -1;
    if (source < 0) break;
    const via = viaWord[slot] ?? -1;
    const start = from + Math.floor(source / STATES);
    const end = from + Math.floor(slot / STATES);
    const last = tokens.length === 0 ? undefined : tokens[tokens.length - 1];
    if (via === -2 && last !== undefined && last.kind === 'unknown' && last.start === end && text.edge[end] === GLUED) {
      last.start = start;
    } else {
      const word = via >= 0 ? (lexicon.words[via] ?? null) : null;
      const kind = via === -2 ? 'unknown' : via === -3 ? 'digits' : 'word';
      const token: Token = { start, end, kind, word, isPlain: word === null || isSpelled(text, start, word.text) };
      // most have one: a list of its size, where the first push would make room for seventeen
      if (last === undefined) tokens = [token];
      else tokens.push(token);
    }
    slot = source;
  }
  if (tokens.length > 1) tokens.reverse();
  return tokens;
}

/**
 * Replaces unknown stretches that are a lure word with one slip (`acess`, `intenal`) by that word, in place. Words of the
 * language are left alone (`postal` is not `portal`).
 */
export function mendSlips(text: NameText, lexicon: Lexicon, tokens: Token[]): void {
  for (const token of tokens) {
    if (token.kind !== 'unknown' || token.end - token.start < MIN_LOOK_ALIKE_WORD) continue;
    for (const id of lookUpSlips(lexicon.slips, text.symbols, token.start, token.end)) {
      const word = lexicon.words[id];
      if (word === undefined || findSingleEdit(word.symbols, text.symbols, token.start, token.end) < 1) continue;
      if (wordLevel(rawSlice(text, token.start, token.end)) > 0) break;
      token.kind = 'word';
      token.word = word;
      token.isPlain = false;
      break;
    }
  }
}
