import { MAX_VARIANTS } from './encodings.ts';
import { quoted, RuleFault } from './problem.ts';
import type { PlaceholderLists } from './types.ts';

const PLACEHOLDER = /\\%|%([A-Za-z0-9_.-]{1,100})%/g;

/**
 * Replaces each `%name%` by every value of the list of that name; `\%` is a plain percent sign. Values may hold wildcards.
 * @throws RuleFault `sigma.placeholder` where a list is missing or the result would be too long
 */
export function expandPlaceholders(
  text: string,
  lists: PlaceholderLists,
  path: readonly (string | number)[],
): string[] {
  let texts = [''];
  let from = 0;
  for (const found of text.matchAll(PLACEHOLDER)) {
    const before = text.slice(from, found.index);
    from = found.index + found[0].length;
    const name = found[1];
    const values = name === undefined ? ['%'] : listOf(name, lists, path);
    if (texts.length * values.length > MAX_VARIANTS)
      throw new RuleFault(
        'placeholder',
        `${quoted(text)} would become more than ${MAX_VARIANTS} values`,
        path,
        'Use shorter lists.',
      );
    texts = texts.flatMap((start) => values.map((value) => start + before + value));
  }
  return texts.map((start) => start + text.slice(from));
}

function listOf(name: string, lists: PlaceholderLists, path: readonly (string | number)[]): readonly string[] {
  const key = Object.keys(lists).find((known) => known === name) ?? sameName(name, lists);
  const values = key === undefined ? undefined : lists[key];
  if (values !== undefined && values.length > 0) return values;
  throw new RuleFault(
    'placeholder',
    `there is no list named ${quoted(name)} for the placeholder %${name}%`,
    path,
    `Give a list of values named ${name}.`,
  );
}

function sameName(name: string, lists: PlaceholderLists): string | undefined {
  return Object.keys(lists).find((known) => known.toLowerCase() === name.toLowerCase());
}
