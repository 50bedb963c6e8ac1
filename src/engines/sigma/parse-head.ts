import { quoted, RuleFault } from './problem.ts';
import type { Plain, PlainMap } from './read-yaml.ts';
import type { LogSource, Place, RuleHead, SigmaLevel, SigmaStatus } from './types.ts';

const LEVELS: readonly string[] = ['informational', 'low', 'medium', 'high', 'critical'];
const STATUSES: readonly string[] = ['stable', 'test', 'experimental', 'deprecated', 'unsupported'];
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const DATE = /^\d{4}-(0[1-9]|1[012])-(0[1-9]|[12]\d|3[01])$/;
const TAG = /^[a-z0-9_-]+\.[a-z0-9._-]+$/;
const OWN = ['id', 'name', 'title', 'status', 'level', 'description', 'tags', 'falsepositives', 'fields'];
const SECTIONS = ['logsource', 'detection', 'correlation', 'filter', 'action'];

/** A doubt about a document that can be used nevertheless. */
export interface Doubt {
  message: string;
  remedy: string;
  path: readonly (string | number)[];
}

/** Reads what rules, correlations and filters have in common. @throws RuleFault `sigma.attribute` */
export function parseHead(map: PlainMap, place: Place, doubts: Doubt[]): RuleHead {
  const title = text(map, 'title', 256);
  if (title === null) throw new RuleFault('attribute', 'the title is missing', [], 'Add title: what the rule detects.');
  const id = text(map, 'id', 256);
  if (id !== null && !UUID.test(id))
    doubt(doubts, ['id'], `the id ${quoted(id)} is no UUID`, 'Use a random UUID (version 4).');
  for (const name of ['date', 'modified']) {
    const value = map.get(name);
    if (value !== undefined && !(typeof value === 'string' && DATE.test(value)))
      doubt(doubts, [name], `${name} is not written YYYY-MM-DD`, 'Write it like 2026-11-22.');
  }
  const tags = texts(map, 'tags', doubts);
  const odd = tags.find((tag) => !TAG.test(tag));
  if (odd !== undefined)
    doubt(doubts, ['tags'], `the tag ${quoted(odd)} is not written namespace.name`, 'Write it like attack.t1566.');
  const name = text(map, 'name', 256);
  return {
    key: id ?? name ?? `${place.file}:${place.line}`,
    id,
    name,
    title,
    status: choice(map, 'status', STATUSES) as SigmaStatus | null,
    level: choice(map, 'level', LEVELS) as SigmaLevel | null,
    description: text(map, 'description', 65_535),
    tags,
    falsepositives: texts(map, 'falsepositives', doubts),
    fields: texts(map, 'fields', doubts),
    custom: Object.fromEntries(
      [...map]
        .filter(([key]) => !OWN.includes(key) && !SECTIONS.includes(key))
        .map(([key, value]) => [key, unmapped(value)]),
    ),
    place,
  };
}

/** Reads `logsource`. @throws RuleFault `sigma.logsource` */
export function parseLogSource(map: PlainMap): LogSource {
  const section = map.get('logsource');
  if (!(section instanceof Map))
    throw new RuleFault(
      'logsource',
      'the logsource is missing',
      ['logsource'],
      'Add logsource with product, service or category.',
    );
  const part = (name: string): string | null => {
    const value = section.get(name);
    if (value === undefined || value === null) return null;
    if (typeof value !== 'string' || value.trim() === '')
      throw new RuleFault(
        'logsource',
        `logsource ${name} is no text`,
        ['logsource', name],
        'Give a text such as okta.',
      );
    return value.trim().toLowerCase();
  };
  const source = { category: part('category'), product: part('product'), service: part('service') };
  if (source.category === null && source.product === null && source.service === null)
    throw new RuleFault(
      'logsource',
      'the logsource names no category, product or service',
      ['logsource'],
      'Add one of them.',
    );
  return source;
}

/** The map at a key. @throws RuleFault */
export function section(map: PlainMap, name: string): PlainMap {
  const value = map.get(name);
  if (value instanceof Map) return value;
  throw new RuleFault(name, `the section ${name} is missing or no map`, [name], `Add ${name} with its attributes.`);
}

function text(map: PlainMap, name: string, most: number): string | null {
  const value = map.get(name);
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw new RuleFault('attribute', `${name} is no text`, [name], 'Put it in quotes.');
  if (value.length > most)
    throw new RuleFault('attribute', `${name} is longer than ${most} characters`, [name], 'Shorten it.');
  if (name !== 'description' && value.trim() === '')
    throw new RuleFault('attribute', `${name} is empty`, [name], 'Fill it in or leave it out.');
  return value.trim();
}

function texts(map: PlainMap, name: string, doubts: Doubt[]): string[] {
  const value = map.get(name);
  if (value === undefined || value === null) return [];
  const entries = Array.isArray(value) ? value : [value];
  const read = entries.filter((entry) => typeof entry === 'string');
  if (!Array.isArray(value) || read.length !== entries.length)
    doubt(doubts, [name], `${name} is no list of texts`, 'Write one text a line, each after "- ".');
  return read;
}

function choice(map: PlainMap, name: string, choices: readonly string[]): string | null {
  const value = map.get(name);
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && choices.includes(value.toLowerCase())) return value.toLowerCase();
  const found = typeof value === 'string' ? quoted(value) : 'no text';
  throw new RuleFault('attribute', `${name} is ${found}`, [name], `Use one of ${choices.join(', ')}.`);
}

function doubt(doubts: Doubt[], path: Doubt['path'], message: string, remedy: string): void {
  doubts.push({ path, message, remedy });
}

function unmapped(value: Plain): unknown {
  if (Array.isArray(value)) return value.map(unmapped);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, inner]) => [key, unmapped(inner)]));
  return value;
}
