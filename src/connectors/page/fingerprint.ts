import { murmur3 } from './murmur3.ts';

/** Hashes kept of a page: the smallest of all, which are a fair sample of them (bottom-k sketch). */
const MAX_HASHES = 1024;
/** Words or elements that make one run. */
const TEXT_RUN = 3;
const STRUCTURE_RUN = 4;
const encoder = new TextEncoder();

/** Hashes of every run of three words, without case, punctuation or digits: they survive new styling and new numbers. */
export function textSketch(text: string): number[] {
  const words =
    text
      .toLowerCase()
      .normalize('NFKC')
      .match(/\p{L}+/gu) ?? [];
  return sketch(words, TEXT_RUN);
}

/** Hashes of every run of four elements in document order. */
export function structureSketch(elements: readonly string[]): number[] {
  return sketch(elements, STRUCTURE_RUN);
}

function sketch(items: readonly string[], run: number): number[] {
  const hashes = new Set<number>();
  for (let at = 0; at + run <= items.length; at += 1) {
    hashes.add(murmur3(encoder.encode(items.slice(at, at + run).join('\u0001'))) >>> 0);
  }
  // A page shorter than one run is one run.
  if (hashes.size === 0 && items.length > 0) hashes.add(murmur3(encoder.encode(items.join('\u0001'))) >>> 0);
  return [...hashes].toSorted((a, b) => a - b).slice(0, MAX_HASHES);
}
