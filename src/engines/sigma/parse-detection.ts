import { parseItem } from './modifiers.ts';
import { joined, parseCondition } from './parse-condition.ts';
import { quoted, RuleFault } from './problem.ts';
import type { Plain, PlainMap } from './read-yaml.ts';
import type { Expression, PlaceholderLists } from './types.ts';

type Path = readonly (string | number)[];

/** What a `detection` or `filter` section says, as one expression. @throws RuleFault */
export function parseDetection(
  section: PlainMap,
  lists: PlaceholderLists,
  root: string,
  apart: readonly string[] = [],
): Expression {
  const selections = new Map<string, Expression>();
  for (const [name, value] of section) {
    if (name === 'condition' || apart.includes(name)) continue;
    if (name === 'timeframe')
      throw new RuleFault(
        'condition',
        'timeframe belongs to aggregations, which Sigma 2 has no longer',
        [root, name],
        'Write a correlation.',
      );
    selections.set(name, parseSelection(name, value, lists, [root, name]));
  }
  const condition = section.get('condition');
  const texts = Array.isArray(condition) ? condition : [condition];
  return joined(
    'or',
    texts.map((text) => {
      if (typeof text !== 'string')
        throw new RuleFault(
          'condition',
          'the condition is missing or no text',
          [root, 'condition'],
          'Add condition: selection.',
        );
      return parseCondition(text, selections);
    }),
  );
}

function parseSelection(name: string, value: Plain, lists: PlaceholderLists, path: Path): Expression {
  if (value instanceof Map) return parseMap(name, value, lists, path);
  if (value === null || typeof value === 'boolean')
    throw new RuleFault(
      'detection',
      `the search identifier ${quoted(name)} is empty`,
      path,
      'Give it fields or keywords.',
    );
  if (!Array.isArray(value)) return keyword(value, lists, path);
  if (value.length === 0)
    throw new RuleFault(
      'detection',
      `the search identifier ${quoted(name)} is empty`,
      path,
      'Give it fields or keywords.',
    );
  const keywords = value.filter((entry) => !(entry instanceof Map));
  const maps = value.flatMap((entry, index) =>
    entry instanceof Map ? [parseMap(name, entry, lists, [...path, index])] : [],
  );
  return joined('or', keywords.length === 0 ? maps : [keyword(keywords, lists, path), ...maps]);
}

/** A text that stands anywhere in the event. */
function keyword(value: Plain, lists: PlaceholderLists, path: Path): Expression {
  return { op: 'item', item: parseItem('|contains', value, lists, path) };
}

function parseMap(name: string, map: PlainMap, lists: PlaceholderLists, path: Path): Expression {
  if (map.size === 0)
    throw new RuleFault(
      'detection',
      `the search identifier ${quoted(name)} is empty`,
      path,
      'Give it fields or keywords.',
    );
  const args = [...map].map(([key, value]): Expression => {
    const isKeyword = key.split('|')[0]?.trim() === '';
    const item = parseItem(isKeyword ? anywhere(key) : key, value, lists, [...path, key]);
    return { op: 'item', item };
  });
  return joined('and', args);
}

/** Keywords stand anywhere unless they say otherwise. */
function anywhere(key: string): string {
  return /\|(re|cidr|contains|startswith|endswith)\b/.test(key) ? key : `${key}|contains`;
}
