import { stepsOf } from './field-tree.ts';
import type { Known } from './known-fields.ts';
import type { Pipeline } from './pipelines/pipeline.ts';

/** Shorter names are near to too many others. */
const MIN_CHARS = 4;
/** From this length on two edits are a slip, where they leave the first letter; otherwise they make another word. */
const LONG_CHARS = 8;

/**
 * The known field that a rule's field may be a misspelling of: one edit away, or two in a long name; an edit adds, drops or changes
 * a letter, or swaps two neighbours. Null where there is none.
 */
export function nearestField(field: string, pipeline: Pipeline, known: Known): string | null {
  let best: { name: string; edits: number } | null = null;
  for (const word of wordsOf(field, pipeline)) {
    if (word.length < MIN_CHARS) continue;
    const most = word.length < LONG_CHARS ? 1 : 2;
    const consider = (path: string, name: string): void => {
      if (Math.abs(path.length - word.length) > most) return;
      const edits = editsBetween(word, path);
      if (edits > 1 && word[0] !== path[0]) return;
      if (edits <= most && edits > 0 && (best === null || edits < best.edits)) best = { name, edits };
    };
    for (const [path, name] of known.paths) consider(path, name);
    for (const name of Object.keys(pipeline.aliases)) consider(stepsOf(name).join('.'), name);
  }
  return (best as { name: string } | null)?.name ?? null;
}

/** The field as it is, and without what pipelines allow before it. */
function wordsOf(field: string, { rulePrefixes = [], recordPrefixes = [] }: Pipeline): string[] {
  const path = stepsOf(field).join('.');
  const prefixes = [...rulePrefixes, ...recordPrefixes].map((prefix) => `${stepsOf(prefix).join('.')}.`);
  return [
    ...new Set([
      path,
      ...prefixes.filter((prefix) => path.startsWith(prefix)).map((prefix) => path.slice(prefix.length)),
    ]),
  ];
}

/** Optimal string alignment: Levenshtein's distance with swaps of neighbours, no part edited twice. */
function editsBetween(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      let edits = Math.min((row[j - 1] ?? 0) + (isSame ? 0 : 1), (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        edits = Math.min(edits, (before[j - 2] ?? 0) + 1);
      next.push(edits);
    }
    [before, row] = [row, next];
  }
  return row[b.length] ?? 0;
}
