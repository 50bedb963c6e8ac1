import { foldText, OTHER, ROW_SHIFT } from './alphabet.ts';
import { IDP_CORE, IDP_CORE_PUBLIC, LURE_GROUPS, type LureTier } from './data/lures.data.ts';
import { buildTypoIndex, type TypoIndex } from './typo-index.ts';
import type { MatcherOptions } from './types.ts';

const MIN_SLIP_WORD_LENGTH = 6;

/** A lure word ready for matching. */
export interface LureWord {
  id: number;
  /** As in the lexicon; a space stands where a hyphen may be. */
  shown: string;
  /** Without spaces. */
  text: string;
  symbols: Uint8Array;
  tier: LureTier;
  language: string;
  source: string;
  /** Makes a name worth a look without a brand of ours: see `IDP_CORE`. */
  isCore: boolean;
  /** Core and meaning nothing but sign-in: may carry class `idp-lure`. */
  isIdentityOnly: boolean;
}

/** A trie over the folded alphabet; `wordAt[state]` is a word's id + 1. */
export interface WordTrie {
  /** Two bytes each as long as that suffices, so that a row is one line of the cache. */
  next: Uint16Array | Int32Array;
  wordAt: Int32Array;
}

export interface Lexicon {
  words: readonly LureWord[];
  byText: ReadonlyMap<string, LureWord>;
  forward: WordTrie;
  /** Over the words read from their ends. */
  backward: WordTrie;
  /** Whether a word ends, or starts, with three symbols: a bit each by `a << 10 | b << 5 | c`. A word of two ends with any before it. */
  lastThree: Int32Array;
  firstThree: Int32Array;
  /** Words of the upper tiers, long enough to be known with a slip in them (`acess`). */
  slips: TypoIndex;
}

export const TIER_RANK: Readonly<Record<LureTier, number>> = { idp: 4, staff: 3, service: 2, context: 1, affix: 0 };

function buildTrie(words: readonly { id: number; symbols: Uint8Array }[], isReversed: boolean): WordTrie {
  let capacity = 1;
  for (const word of words) capacity += word.symbols.length;
  const next = new Int32Array(capacity << ROW_SHIFT);
  const wordAt = new Int32Array(capacity);
  let count = 1;
  for (const { id, symbols } of words) {
    let state = 0;
    for (let index = 0; index < symbols.length; index++) {
      const symbol = symbols[isReversed ? symbols.length - 1 - index : index] ?? OTHER;
      const at = (state << ROW_SHIFT) + symbol;
      let target = next[at] ?? 0;
      if (target === 0) {
        target = count++;
        next[at] = target;
      }
      state = target;
    }
    // two words that fold to the same symbols: the first, stronger one stays
    if ((wordAt[state] ?? 0) === 0) wordAt[state] = id + 1;
  }
  const used = next.subarray(0, count << ROW_SHIFT);
  return { next: count <= 0x10000 ? Uint16Array.from(used) : used.slice(), wordAt: wordAt.slice(0, count) };
}

function threesOf(words: readonly LureWord[], isEnd: boolean): Int32Array {
  const bits = new Int32Array(1024);
  const mark = (at: number): void => {
    bits[at >>> 5] = (bits[at >>> 5] ?? 0) | (1 << (at & 31));
  };
  for (const { symbols } of words) {
    const from = isEnd ? symbols.length - 3 : 0;
    const [a, b, c] = [symbols[from], symbols[from + 1] ?? OTHER, symbols[from + 2]];
    for (let any = 0; any <= OTHER; any++) {
      mark(((a ?? any) << 10) | (b << 5) | (c ?? any));
      if (a !== undefined && c !== undefined) break;
    }
  }
  return bits;
}

/** True when symbols [from, to) are a word of the trie. */
export function isInTrie({ next, wordAt }: WordTrie, symbols: Uint8Array, from: number, to: number): boolean {
  let node = 0;
  for (let index = from; index < to; index++) {
    node = next[(node << ROW_SHIFT) + (symbols[index] ?? OTHER)] ?? 0;
    if (node === 0) return false;
  }
  return (wordAt[node] ?? 0) !== 0;
}

/** True for a lure strong enough that a name with a slip in it is believed right beside it, without a hyphen. */
export function isSlipsCompany(word: Pick<LureWord, 'tier' | 'text'>): boolean {
  return TIER_RANK[word.tier] >= TIER_RANK.staff && word.text.length >= 3;
}

let builtIn: Lexicon | undefined;

/** The lexicon for a matcher: the built-in one, compiled once, or one with the options' additions and removals. */
export function lexiconFor(options: MatcherOptions): Lexicon {
  if ((options.lures ?? []).length > 0 || (options.withoutLures ?? []).length > 0) return buildLexicon(options);
  builtIn ??= buildLexicon({});
  return builtIn;
}

/** A word in two tiers keeps the stronger. */
function buildLexicon(options: MatcherOptions): Lexicon {
  const without = new Set((options.withoutLures ?? []).map((word) => word.toLowerCase().replaceAll(/[\s-]/g, '')));
  const core = new Set(IDP_CORE);
  const publicCore = new Set(IDP_CORE_PUBLIC);
  const byText = new Map<string, Omit<LureWord, 'id' | 'symbols'>>();
  const add = (shown: string, tier: LureTier, language: string, source: string, isOverride: boolean): void => {
    const text = shown.replaceAll(/[\s-]/g, '');
    if (text.length < 2 || text.length > 40 || foldText(text).includes(OTHER) || without.has(text)) return;
    const known = byText.get(text);
    if (known !== undefined && !isOverride && TIER_RANK[known.tier] >= TIER_RANK[tier]) return;
    byText.set(text, {
      shown,
      text,
      tier,
      language,
      source,
      isCore: core.has(text),
      isIdentityOnly: core.has(text) && !publicCore.has(text),
    });
  };
  for (const group of LURE_GROUPS) {
    for (const word of group.words.split(',')) add(word.trim(), group.tier, group.language, group.source, false);
  }
  for (const extra of options.lures ?? []) add(extra.word.trim().toLowerCase(), extra.tier, 'und', 'options', true);
  const words = [...byText.values()]
    .toSorted((a, b) => TIER_RANK[b.tier] - TIER_RANK[a.tier])
    .map((word, id): LureWord => ({ id, symbols: foldText(word.text), ...word }));
  return {
    words,
    byText: new Map(words.map((word) => [word.text, word])),
    forward: buildTrie(words, false),
    backward: buildTrie(words, true),
    lastThree: threesOf(words, true),
    firstThree: threesOf(words, false),
    slips: buildTypoIndex(
      words.filter(({ tier }) => TIER_RANK[tier] >= TIER_RANK.staff),
      MIN_SLIP_WORD_LENGTH,
    ),
  };
}

/** True for a lexicon word that is nobody's name: anyone uses it in host names. */
export function isGenericWord(lexicon: Lexicon, text: string): boolean {
  const word = lexicon.byText.get(text);
  return word !== undefined && !word.isCore && word.source !== 'vendor' && word.source !== 'options';
}
