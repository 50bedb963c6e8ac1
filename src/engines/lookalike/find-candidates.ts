import { foldPairs, foldText, OTHER, pairLooksLike, ROW_SHIFT } from './alphabet.ts';
import { type Automaton, buildAutomaton, type Pattern } from './automaton.ts';
import { isStuckAtAGlance, isStuckInWord, isTellingTerm } from './boundaries.ts';
import type { BrandBook, Term } from './brand-terms.ts';
import { MIN_POINTS_FOR_APPENDED, MIN_SLIP_BESIDE_LURE } from './weights.ts';
import { addCandidate, type Candidate, MAX_CANDIDATES, NONE_FOUND, recognize } from './candidates.ts';
import { buildClips } from './search-clipped.ts';
import { searchSplitName } from './search-split-name.ts';
import { mayBeWord, wordLevel } from './distinctiveness.ts';
import { findSingleEdit, nameReplacement, nameSlip } from './edits.ts';
import { isInTrie, isSlipsCompany, type Lexicon } from './lexicon.ts';
import { GLUED, labelOf, type NameText, rawSlice } from './name-text.ts';
import { buildTermTable, type TermTable } from './term-table.ts';
import {
  buildTypoIndex,
  endLength,
  HASH_BASE,
  HASH_POWERS,
  lookUpTypo,
  mayHaveEnd,
  MIN_TYPO_LENGTH,
  type TypoIndex,
} from './typo-index.ts';

/** What is searched in every name: terms exactly or by look, core lure words, and terms with one slip. */
export interface Finder {
  book: BrandBook;
  lexicon: Lexicon;
  automaton: Automaton;
  typos: TypoIndex;
  table: TermTable;
  /** Terms by their first letters, for clipped names. */
  clipped: ReadonlyMap<string, readonly number[]>;
  /** Scratch: symbols with pairs joined, and where each came from. */
  joined: Uint8Array;
  joinedFrom: Uint16Array;
  hashes: Int32Array;
  /** Terms already compared with the stretch at hand. */
  tried: Int32Array;
  triedCount: number;
  /** Hits of the last search as (value, start, end) triples. */
  hits: Int32Array;
  hitCount: number;
  /** Terms (by id) that count only where nothing unknown is glued to them. */
  isPlainTerm: Uint8Array;
  /** Lexicon words (by id) beside which, without a hyphen, a slip is believed: see `isLikelySlip`. */
  mayHoldSlip: Uint8Array;
  /** Keep candidates that stand inside a word, so that `explain` can tell about them. */
  isThorough: boolean;
  /** The first hit that was not even noted down for that reason: its term's id (-1 for none), its start, and the hit it came before. */
  stuckTerm: number;
  stuckStart: number;
  stuckBefore: number;
  /** The candidates so far. */
  found: Candidate[];
  /** The first hit put aside because it stands inside a word. */
  insideWord: { term: Term; start: number; label: number } | null;
  sawCore: boolean;
}

const MAX_HITS = 1024;
const SHORT_TERM = 2;
/** Values at and above this are lexicon words, below it terms. */
const CORE_BASE = 0x1000000;

function mayStandGlued(term: Term): boolean {
  return isTellingTerm(term) || (term.points >= MIN_POINTS_FOR_APPENDED && term.text.length >= 6);
}

/** Compiles brands and lexicon for searching. */
export function createFinder(book: BrandBook, lexicon: Lexicon): Finder {
  const patterns: Pattern[] = [];
  for (const term of book.terms) {
    patterns.push({ symbols: term.symbols, value: term.id });
    const pairs = term.symbols.length >= 4 ? foldPairs(term.symbols) : null;
    if (pairs !== null) patterns.push({ symbols: pairs, value: term.id });
  }
  const core = lexicon.words.filter((word) => word.isCore);
  for (const word of core) patterns.push({ symbols: foldText(word.text), value: CORE_BASE + word.id });
  return {
    book,
    lexicon,
    automaton: buildAutomaton(patterns),
    typos: buildTypoIndex(book.terms, MIN_TYPO_LENGTH),
    table: buildTermTable(book.terms),
    clipped: buildClips(book.terms),
    joined: new Uint8Array(1024),
    joinedFrom: new Uint16Array(1025),
    hashes: new Int32Array(1025),
    tried: new Int32Array(32),
    triedCount: 0,
    hits: new Int32Array(MAX_HITS * 3),
    hitCount: 0,
    isPlainTerm: Uint8Array.from(book.terms, (term) => (mayStandGlued(term) ? 0 : 1)),
    mayHoldSlip: Uint8Array.from(lexicon.words, (word) => (isSlipsCompany(word) ? 1 : 0)),
    isThorough: false,
    stuckTerm: -1,
    stuckStart: 0,
    stuckBefore: 0,
    found: NONE_FOUND,
    insideWord: null,
    sawCore: false,
  };
}

function addHit(finder: Finder, text: NameText, value: number, start: number, end: number): void {
  if (finder.hitCount >= MAX_HITS) return;
  if (!finder.isThorough && finder.isPlainTerm[value] === 1 && isStuckAtAGlance(text, finder.lexicon, start, end)) {
    if (finder.stuckTerm < 0) {
      finder.stuckTerm = value;
      finder.stuckStart = start;
      finder.stuckBefore = finder.hitCount;
    }
    return;
  }
  const at = finder.hitCount++ * 3;
  finder.hits[at] = value;
  finder.hits[at + 1] = start;
  finder.hits[at + 2] = end;
}

/** True when [start, end) touches the edge of a label or a hyphen on at least one side. */
function touchesEdge(text: NameText, start: number, end: number): boolean {
  return text.edge[start] !== GLUED || text.edge[end] !== GLUED;
}

/** Runs the automaton over the symbols as they are. */
function searchPlain(finder: Finder, text: NameText): void {
  const { next, stride, firstSpeaking, firstOutput, outputs, outputLengths } = finder.automaton;
  const { symbols, length } = text;
  let state = 0;
  for (let index = 0; index < length; index++) {
    state = next[Math.imul(symbols[index] ?? OTHER, stride) + state] ?? 0;
    if (state < firstSpeaking) continue;
    let output = firstOutput[state] ?? 0;
    const end = index + 1;
    for (let value = outputs[output] ?? -1; value >= 0; value = outputs[++output] ?? -1) {
      const width = outputLengths[output] ?? 0;
      const start = end - width;
      if (value < CORE_BASE) {
        if (width > SHORT_TERM || touchesEdge(text, start, end)) addHit(finder, text, value, start, end);
      } else if (touchesEdge(text, start, end)) {
        finder.sawCore = true;
      }
    }
  }
}

/** Runs it again over the symbols with pairs joined (`rn` as `m`), where there are any. */
function searchJoined(finder: Finder, text: NameText): void {
  const { symbols, length, edge } = text;
  const { joined, joinedFrom } = finder;
  let found = false;
  let count = 0;
  for (let index = 0; index < length; index++) {
    joinedFrom[count] = index;
    const symbol = symbols[index] ?? OTHER;
    const pair =
      index + 1 < length && edge[index + 1] === GLUED ? pairLooksLike(symbol, symbols[index + 1] ?? OTHER) : -1;
    if (pair >= 0) {
      joined[count++] = pair;
      index++;
      found = true;
    } else {
      joined[count++] = symbol;
    }
  }
  if (!found) return;
  joinedFrom[count] = length;
  const { next, stride, firstSpeaking, firstOutput, outputs, outputLengths } = finder.automaton;
  let state = 0;
  for (let index = 0; index < count; index++) {
    state = next[Math.imul(joined[index] ?? OTHER, stride) + state] ?? 0;
    if (state < firstSpeaking) continue;
    let output = firstOutput[state] ?? 0;
    const end = joinedFrom[index + 1] ?? length;
    for (let value = outputs[output] ?? -1; value >= 0; value = outputs[++output] ?? -1) {
      const width = outputLengths[output] ?? 0;
      const start = joinedFrom[index + 1 - width] ?? 0;
      // without a joined pair inside, the plain search has found it already
      if (value >= CORE_BASE || end - start === width) continue;
      if (width > SHORT_TERM || touchesEdge(text, start, end)) addHit(finder, text, value, start, end);
    }
  }
}

/** The term that the stretch is known to be exactly, of those whose neighbours are listed; -1 when there is none. */
function exactNameAt(finder: Finder, text: NameText, start: number, end: number): number {
  for (const { term, start: from, end: to } of finder.found) {
    if (from !== start || to !== end || finder.typos.neighboursAt[term.id] === -1) continue;
    if (isTermAt(finder, text, term.id, start, end)) return term.id;
  }
  return -1;
}

function isTermAt({ table }: Finder, text: NameText, id: number, start: number, end: number): boolean {
  const from = table.starts[id] ?? 0;
  if ((table.starts[id + 1] ?? 0) - from !== end - start) return false;
  for (let index = start; index < end; index++)
    if (text.symbols[index] !== table.symbols[from + index - start]) return false;
  return true;
}

/** Looks a stretch of symbols up as a term with one slip. @param minLength of the term */
function searchTypo(finder: Finder, text: NameText, start: number, end: number, minLength = MIN_TYPO_LENGTH): void {
  const size = end - start;
  const { typos, hashes } = finder;
  if (size < minLength - 1 || size > typos.maxLength + 1) return;
  const prefix = hashes[start] ?? 0;
  const whole = ((hashes[end] ?? 0) - Math.imul(prefix, HASH_POWERS[size] ?? 0)) | 0;
  finder.triedCount = 0;
  const exact = exactNameAt(finder, text, start, end);
  if (exact >= 0) {
    collectTypo(finder, text, typos.neighbours, typos.neighboursAt[exact] ?? 0, start, end);
    return;
  }
  // a slip is in one half only: without a term of the same first or the same last letters there is none
  const kept = endLength(size);
  const first = ((hashes[start + kept] ?? 0) - Math.imul(prefix, HASH_POWERS[kept] ?? 0)) | 0;
  const last = ((hashes[end] ?? 0) - Math.imul(hashes[end - kept] ?? 0, HASH_POWERS[kept] ?? 0)) | 0;
  const hasFirst = mayHaveEnd(typos, first, size, 0);
  const hasLast = mayHaveEnd(typos, last, size, 1);
  if (!hasFirst && !hasLast) return;
  if (collectTypo(finder, text, typos.termIds, lookUpTypo(typos, whole), start, end)) return;
  const from = hasLast ? start : start + kept;
  const to = hasFirst ? end : end - kept;
  for (let skipped = from; skipped < to; skipped++) {
    const head = ((hashes[skipped] ?? 0) - Math.imul(prefix, HASH_POWERS[skipped - start] ?? 0)) | 0;
    const restSize = end - skipped - 1;
    const rest = ((hashes[end] ?? 0) - Math.imul(hashes[skipped + 1] ?? 0, HASH_POWERS[restSize] ?? 0)) | 0;
    const hash = (Math.imul(head, HASH_POWERS[restSize] ?? 0) + rest) | 0;
    const at = lookUpTypo(typos, hash);
    if (at !== 0 && collectTypo(finder, text, typos.termIds, at, start, end)) return;
  }
}

function isFound({ found }: Finder, term: Term, start: number, end: number): boolean {
  for (const known of found) if (known.term === term && known.start === start && known.end === end) return true;
  return false;
}

/** Adds the terms of a list that are one slip away from the stretch. True when the stretch is a word, and no slip of anything. */
function collectTypo(
  finder: Finder,
  text: NameText,
  termIds: Int32Array,
  list: number,
  start: number,
  end: number,
): boolean {
  if (list === 0) return false;
  const { table } = finder;
  for (let entry = list; (termIds[entry] ?? -1) >= 0; entry++) {
    const id = termIds[entry] ?? 0;
    // an exact name is found once for each of its letters
    if (wasTried(finder, id)) continue;
    const term = finder.book.terms[id];
    if (term === undefined || finder.found.length >= MAX_CANDIDATES) continue;
    // the table, not the term: what comes to nothing need not be fetched from all over the memory
    const wantedFrom = table.starts[id] ?? 0;
    const wantedTo = table.starts[id + 1] ?? 0;
    const at = findSingleEdit(table.symbols, text.symbols, start, end, wantedFrom, wantedTo);
    if (at < 0) continue;
    const label = labelOf(text, start);
    if (!finder.isThorough && text.isAscii && isOrdinaryWord(finder, text, start, end)) {
      finder.insideWord ??= { term, start, label };
      return true;
    }
    if (isFound(finder, term, start, end)) continue;
    const slip = nameSlip(table.symbols, text.symbols, start, end, at, wantedFrom, wantedTo);
    const typed = text.plain[start + at] ?? 0;
    const kind = slip === 'replacement' ? nameReplacement(table.codes[wantedFrom + at] ?? 0, typed) : slip;
    // a letter of another script in place of the right one is meant to be overlooked, table or not
    const isForeign = end - start === wantedTo - wantedFrom && text.plain[start + at] === 0;
    const how = isForeign ? 'homoglyph' : 'typo';
    addCandidate(finder, { term, start, end, label, how, edit: { kind, at } });
  }
  return false;
}

/** What is a word itself, of the language or of the lexicon, is no slip: seen here, most of what would be ruled out costs little. */
function isOrdinaryWord({ lexicon }: Finder, text: NameText, start: number, end: number): boolean {
  for (let index = start + 1; index < end; index++) if (text.edge[index] !== GLUED) return false;
  const isInLexicon = isInTrie(lexicon.forward, text.symbols, start, end);
  if (!isInLexicon && !mayBeWord(text.plain, start, end)) return false;
  const word = rawSlice(text, start, end);
  return wordLevel(word) > 0 || (isInLexicon && lexicon.byText.has(word));
}

function wasTried(finder: Finder, id: number): boolean {
  const { tried } = finder;
  for (let index = 0; index < finder.triedCount; index++) if (tried[index] === id) return true;
  if (finder.triedCount < tried.length) tried[finder.triedCount++] = id;
  return false;
}

/** Looks for slips in the registrable label: whole, between hyphens, and with a lure word taken off either end. */
function searchTypos(finder: Finder, text: NameText): void {
  const last = text.labelCount - 1;
  const labelStart = text.labelStart[last] ?? 0;
  const labelEnd = text.labelEnd[last] ?? 0;
  if (labelEnd - labelStart < MIN_TYPO_LENGTH - 1 || finder.typos.maxLength === 0) return;
  const { hashes } = finder;
  const { symbols, edge } = text;
  hashes[labelStart] = 0;
  let isOnePart = true;
  for (let index = labelStart; index < labelEnd; index++) {
    hashes[index + 1] = (Math.imul(hashes[index] ?? 0, HASH_BASE) + (symbols[index] ?? 0) + 1) | 0;
    if (index > labelStart && edge[index] !== GLUED) isOnePart = false;
  }
  searchTypo(finder, text, labelStart, labelEnd);
  let start = labelStart;
  for (let index = labelStart + 1; index <= labelEnd; index++) {
    if (index < labelEnd && edge[index] === GLUED) continue;
    if (!isOnePart) searchTypo(finder, text, start, index);
    searchTypoBesideWord(finder, text, start, index);
    start = index;
  }
}

function searchTypoBesideWord(finder: Finder, text: NameText, start: number, end: number): void {
  if (end - start < MIN_TYPO_LENGTH + 1) return;
  const { forward, backward } = finder.lexicon;
  const { symbols } = text;
  const { mayHoldSlip } = finder;
  // a letter of another script is no slip, and `explain` tells what was put aside
  const isLoose = finder.isThorough || !text.isAscii;
  const minLength = isLoose ? MIN_TYPO_LENGTH : MIN_SLIP_BESIDE_LURE;
  let node = 0;
  for (let index = start; index < end - MIN_TYPO_LENGTH + 1; index++) {
    node = forward.next[(node << ROW_SHIFT) + (symbols[index] ?? OTHER)] ?? 0;
    if (node === 0) break;
    const word = forward.wordAt[node] ?? 0;
    if (word === 0 || !(isLoose || mayHoldSlip[word - 1] === 1)) continue;
    searchTypo(finder, text, index + 1, end, minLength);
  }
  node = 0;
  for (let index = end - 1; index > start + MIN_TYPO_LENGTH - 2; index--) {
    node = backward.next[(node << ROW_SHIFT) + (symbols[index] ?? OTHER)] ?? 0;
    if (node === 0) break;
    const word = backward.wordAt[node] ?? 0;
    if (word === 0 || !(isLoose || mayHoldSlip[word - 1] === 1)) continue;
    searchTypo(finder, text, start, index, minLength);
  }
}

function noteStuck(finder: Finder, text: NameText): void {
  const term = finder.book.terms[finder.stuckTerm];
  const start = finder.stuckStart;
  if (term !== undefined) finder.insideWord ??= { term, start, label: labelOf(text, start) };
}

/**
 * Finds every place where a brand may stand in the name, in time linear in the name (and in the number of finds, which is
 * bounded); the number of brands does not enter. Sets `finder.sawCore` when a sign-in word is in the name.
 */
export function findCandidates(finder: Finder, text: NameText): Candidate[] {
  finder.hitCount = 0;
  finder.stuckTerm = -1;
  finder.insideWord = null;
  finder.sawCore = false;
  searchPlain(finder, text);
  const plainCount = finder.hitCount;
  searchJoined(finder, text);
  finder.found = NONE_FOUND;
  for (let hit = 0; hit <= finder.hitCount; hit++) {
    if (finder.stuckTerm >= 0 && finder.stuckBefore === hit) noteStuck(finder, text);
    if (hit === finder.hitCount) break;
    const id = finder.hits[hit * 3] ?? 0;
    const start = finder.hits[hit * 3 + 1] ?? 0;
    const end = finder.hits[hit * 3 + 2] ?? 0;
    const term = finder.book.terms[id];
    if (term === undefined || finder.found.length >= MAX_CANDIDATES) break;
    const label = labelOf(text, start);
    if (!finder.isThorough && finder.isPlainTerm[id] === 1 && isStuckInWord(text, finder.lexicon, start, end, label)) {
      finder.insideWord ??= { term, start, label };
      continue;
    }
    // the two searches may find the same, each by itself finds nothing twice
    if (hit >= plainCount && isFound(finder, term, start, end)) continue;
    const how = recognize(text, finder.table, term, id, start, end);
    addCandidate(finder, { term, start, end, label, how, edit: null });
  }
  searchTypos(finder, text);
  searchSplitName(finder, text);
  return finder.found;
}
