import type { PageFingerprint } from './ports.ts';

/** How alike two pages are. */
export interface Likeness {
  /** Share of word runs, 0..1. */
  text: number;
  /** Share of element runs, 0..1. */
  structure: number;
  sameIcon: boolean;
}

/** From here on it is our words on somebody else's page. Thresholds measured on likeness.test.ts's pages. */
const SAME_TEXT = 0.45;
/** Weaker on its own, enough together with {@link BUILT_ALIKE} or our icon. */
const SHARED_TEXT = 0.15;
const BUILT_ALIKE = 0.5;

/** Compares fingerprints: estimated Jaccard index of word runs and of element runs (bottom-k sketches). */
export function likenessOf(a: PageFingerprint, b: PageFingerprint): Likeness {
  return {
    text: jaccard(a.text, b.text),
    structure: jaccard(a.structure, b.structure),
    sameIcon: a.faviconHash !== null && a.faviconHash === b.faviconHash,
  };
}

/**
 * Whether a page passes itself off as the other. A sign-in page of the same product (another company's Okta) is built alike and
 * shares some words: it takes the company's own words, its icon on a page that asks for something, or a good part of both.
 * @param asks whether the page has a field for a password or code
 */
export function resembles({ text, structure, sameIcon }: Likeness, asks: boolean): boolean {
  if (text >= SAME_TEXT) return true;
  if (sameIcon && (asks || text >= SHARED_TEXT)) return true;
  return text >= SHARED_TEXT && structure >= BUILT_ALIKE && asks;
}

/** Of sorted samples of at most the same length: the share that both have among the smallest of both. */
function jaccard(a: readonly number[], b: readonly number[]): number {
  const most = Math.max(a.length, b.length);
  if (a.length === 0 || b.length === 0) return 0;
  const inA = new Set(a);
  const inB = new Set(b);
  const smallest = [...new Set([...a, ...b])].toSorted((x, y) => x - y).slice(0, Math.max(most, SKETCH_SIZE));
  const shared = smallest.filter((value) => inA.has(value) && inB.has(value)).length;
  return Math.round((shared / smallest.length) * 1000) / 1000;
}

/** The length at which connectors cut a sample off; shorter ones are whole. */
const SKETCH_SIZE = 1024;
