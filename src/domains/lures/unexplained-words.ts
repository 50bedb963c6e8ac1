import { getDomainWithoutSuffix } from 'tldts';
import { type Brand, type LookAlike, type Matcher, wordLevel } from '../../engines/lookalike/index.ts';
import { MOST_LINKED } from '../feeds/data/most-linked.data.ts';

/** A word of a name that neither brand nor lexicon nor suffix explains. */
export interface UnexplainedWord {
  word: string;
  host: string;
  /** The brand that the host imitates, and how it stands in the host: letters and digits. */
  brand: string;
  matched: string;
}

/** Shorter ones stand in too many names, longer ones are whole sentences. */
const LETTERS = /^[a-z]{4,20}$/;
/** Words of the language as common as this (1 very common, 2 common, 3 known) are anybody's. */
const NEUTRAL_LEVEL = 2;
/** A word in the names of so many of the sites that most others link to is anybody's, in whatever language. */
const MAX_POPULAR = 2;
/** Shorter names of ours stand in many words by chance. */
const MIN_OWN_INSIDE = 4;
const MAX_OF_ONE_DOMAIN = 3;
/** Why a name is silent that may hold a brand all the same. */
const GLUED: ReadonlySet<string> = new Set(['brand-inside-word', 'too-little-company']);

/**
 * The words of hosts that stand in one label with a brand and that the judge cannot explain, as far as they may be lures: four to
 * twenty letters, nobody's own name, no common word. A part between hyphens is one word, with the lexicon's words inside it
 * (`cloudpass` of `acme-cloudpass.com`, of which `cloud` is known); digits and affixes at its ends are left out.
 * @param hosts names of one domain; those first that say most
 * @returns each word once, at most three
 */
export function unexplainedWords(matcher: Matcher, hosts: readonly string[]): UnexplainedWord[] {
  const own = ownWords(matcher.brands);
  const found = new Map<string, UnexplainedWord>();
  for (const host of hosts) {
    const seen = drawn(matcher, host);
    if (seen === null) continue;
    for (const part of partsBesideBrand(seen.verdict)) {
      const word = lettersOf(part);
      if (found.has(word) || !mayBeLure(word, own)) continue;
      found.set(word, { word, host, brand: seen.brand, matched: seen.matched });
      if (found.size === MAX_OF_ONE_DOMAIN) return [...found.values()];
    }
  }
  return [...found.values()];
}

/** A verdict that says where the brand stands, and how it is written there; null where no brand of ours does. */
function drawn(matcher: Matcher, host: string): { verdict: LookAlike; brand: string; matched: string } | null {
  const verdict = matcher.match(host);
  if (verdict.kind === 'look-alike') {
    const matched = plain(verdict.matched);
    return verdict.brand === null || matched === '' ? null : { verdict, brand: verdict.brand, matched };
  }
  return verdict.kind === 'silent' && GLUED.has(verdict.why.code) ? drawnApart(matcher, host) : null;
}

/** A name that nobody is told of because the brand is glued to what is unexplained, drawn as if a hyphen stood between them. */
function drawnApart(matcher: Matcher, host: string): ReturnType<typeof drawn> {
  for (const { text } of matcher.explain(host).considered) {
    const part = host.split(/[.-]/).find((one) => one.startsWith(text) || one.endsWith(text));
    if (part === undefined || part === text) continue;
    const rest = part.startsWith(text) ? part.slice(text.length) : part.slice(0, -text.length);
    const verdict = matcher.match(`${text}-${rest}.com`);
    if (verdict.kind === 'look-alike' && verdict.brand !== null)
      return { verdict, brand: verdict.brand, matched: text };
  }
  return null;
}

/** The parts between separators in the label where the brand stands, of which something is unexplained. */
function partsBesideBrand({ pieces }: LookAlike): string[] {
  const isBrand = ({ role }: (typeof pieces)[number]): boolean => role === 'brand' || role === 'alias';
  const at = pieces.findIndex(isBrand);
  const isDot = ({ text, role }: (typeof pieces)[number]): boolean => role === 'separator' && text.includes('.');
  const from = pieces.findLastIndex((piece, index) => index < at && isDot(piece)) + 1;
  const to = pieces.findIndex((piece, index) => index > at && (isDot(piece) || piece.role === 'tld'));
  const parts: string[] = [];
  let run: typeof pieces = [];
  const end = (): void => {
    const first = run.findIndex(({ role }) => role !== 'affix');
    const last = run.findLastIndex(({ role }) => role !== 'affix');
    const part = run.slice(Math.max(0, first), last + 1);
    if (part.some(({ role, text }) => role === 'other' && lettersOf(text) !== '')) {
      parts.push(part.map(({ text }) => text).join(''));
    }
    run = [];
  };
  for (const piece of pieces.slice(from, to < 0 ? pieces.length : to)) {
    if (piece.role === 'separator' || isBrand(piece)) end();
    else run = [...run, piece];
  }
  end();
  return parts;
}

function mayBeLure(word: string, own: ReadonlySet<string>): boolean {
  if (!LETTERS.test(word)) return false;
  for (const name of own) {
    if (word === name || (name.length >= MIN_OWN_INSIDE && word.includes(name))) return false;
  }
  const level = wordLevel(word);
  if (level > 0 && level <= NEUTRAL_LEVEL) return false;
  return MOST_LINKED.filter((domain) => domain.includes(word)).length <= MAX_POPULAR;
}

const ownWordsOf = new WeakMap<readonly Brand[], ReadonlySet<string>>();

/** Names, aliases and labels of own domains. */
function ownWords(brands: readonly Brand[]): ReadonlySet<string> {
  const known = ownWordsOf.get(brands);
  if (known !== undefined) return known;
  const own = new Set<string>();
  ownWordsOf.set(brands, own);
  for (const { name, aliases = [], domains, owned = [] } of brands) {
    const labels = [...domains, ...owned].map((domain) => getDomainWithoutSuffix(domain) ?? '');
    for (const text of [name, ...aliases, ...labels]) own.add(plain(text));
  }
  return own;
}

/** A part of a name as a word: {@link plain}, without digits at its ends. What is no Latin letter stays, and is refused. */
function lettersOf(text: string): string {
  return plain(text).replaceAll(/^\d+|\d+$/g, '');
}

/** Lower case without accents, hyphens, dots and blanks. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/[\p{M}\s.-]+/gu, '')
    .toLowerCase();
}
