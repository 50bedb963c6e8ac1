import {
  base64Offsets,
  base64Text,
  binaryText,
  dashVariants,
  MAX_VARIANTS,
  utf16Bytes,
  utf8Bytes,
} from './encodings.ts';
import { parseIpRange } from './ip-range.ts';
import { joinParts, parseText, plainText } from './parse-text.ts';
import { expandPlaceholders } from './placeholders.ts';
import { quoted, RuleFault } from './problem.ts';
import type { Plain } from './read-yaml.ts';
import { compileRegex } from './regex.ts';
import {
  type CompareOp,
  type DetectionItem,
  MANY,
  type PlaceholderLists,
  type TextPart,
  type TimePart,
  type ValueTest,
} from './types.ts';

const WHERE = ['contains', 'startswith', 'endswith'];
const ENCODE = ['base64', 'base64offset', 'wide', 'utf16le', 'utf16be', 'utf16', 'windash'];
const COMPARE: readonly string[] = ['lt', 'lte', 'gt', 'gte'];
const TIME: readonly string[] = ['minute', 'hour', 'day', 'week', 'month', 'year'];
const FLAGS: Readonly<Record<string, string>> = {
  i: 'i',
  ignorecase: 'i',
  m: 'm',
  multiline: 'm',
  s: 's',
  dotall: 's',
};
const TYPES = ['re', 'cidr', 'fieldref', 'exists', ...COMPARE, ...TIME];
/** Every modifier of the specification's appendix 2.1.0. */
export const MODIFIERS: readonly string[] = [
  ...WHERE,
  'all',
  'cased',
  'neq',
  'expand',
  ...ENCODE,
  ...TYPES,
  'i',
  'm',
  's',
];

type Path = readonly (string | number)[];

/**
 * Reads one line of a search identifier: `field|modifier|…` and its values.
 * @throws RuleFault `sigma.modifier`, `sigma.value`, `sigma.placeholder` or `sigma.regex`
 */
export function parseItem(key: string, value: Plain, lists: PlaceholderLists, path: Path): DetectionItem {
  const [name = '', ...given] = key.split('|');
  const modifiers = given.map((modifier) => modifier.trim().toLowerCase());
  const unknown = modifiers.find((modifier) => !MODIFIERS.includes(modifier) && FLAGS[modifier] === undefined);
  if (unknown !== undefined)
    throw new RuleFault(
      'modifier',
      `there is no modifier ${quoted(unknown)}`,
      path,
      `Known are ${MODIFIERS.join(', ')}.`,
    );
  const values = Array.isArray(value) ? value : [value];
  if (values.length === 0) throw new RuleFault('value', `${quoted(key)} has no values`, path, 'Give a value, or null.');
  const kinds = modifiers.filter((modifier) => TYPES.includes(modifier) && !TIME.includes(modifier));
  if (kinds.length > 1)
    throw new RuleFault('modifier', `${kinds.join(' and ')} cannot stand together`, path, 'Use one of them.');
  const read: Reading = {
    key,
    modifiers,
    type: kinds[0] ?? modifiers.find((one) => TIME.includes(one)) ?? null,
    lists,
    path,
  };
  refuseOddities(read);
  const tests = values.flatMap((one) => testsOf(read, one));
  return {
    field: name.trim() === '' ? null : name.trim(),
    tests,
    all: modifiers.includes('all'),
    negated: modifiers.includes('neq'),
  };
}

interface Reading {
  key: string;
  modifiers: readonly string[];
  type: string | null;
  lists: PlaceholderLists;
  path: Path;
}

function refuseOddities({ modifiers, type, key, path }: Reading): void {
  const refuse = (message: string, remedy: string): never => {
    throw new RuleFault('modifier', `${quoted(key)}: ${message}`, path, remedy);
  };
  const flag = modifiers.find((modifier) => FLAGS[modifier] !== undefined);
  if (flag !== undefined && type !== 're') refuse(`${flag} belongs to re`, `Write |re|${flag}, or leave ${flag} out.`);
  const isText = type === null || type === 'fieldref';
  const where = modifiers.filter((modifier) => WHERE.includes(modifier));
  if (!isText && where.length > 0) refuse(`${where[0]} does not go with ${type}`, `Leave ${where[0]} out.`);
  if (where.length > 1) refuse(`${where.join(' and ')} cannot stand together`, 'Use one of them.');
  const encoder = modifiers.find((modifier) => ENCODE.includes(modifier));
  if (type !== null && encoder !== undefined) refuse(`${encoder} does not go with ${type}`, `Leave ${encoder} out.`);
}

function testsOf(read: Reading, value: Plain): ValueTest[] {
  const { type, key, path, modifiers, lists } = read;
  if (value instanceof Map || Array.isArray(value))
    throw new RuleFault(
      'value',
      `${quoted(key)} holds a list or map as a value`,
      path,
      'Give texts, numbers, true, false or null.',
    );
  if (type === 'exists') return [{ kind: 'exists', wanted: booleanOf(read, value) }];
  if (type !== null && (COMPARE.includes(type) || TIME.includes(type))) return [numberTest(read, value)];
  if (value === null) {
    if (type !== null || modifiers.some((modifier) => WHERE.includes(modifier) || ENCODE.includes(modifier)))
      throw new RuleFault(
        'value',
        `${quoted(key)}: null goes with no such modifier`,
        path,
        'Give a text, or leave the modifiers out.',
      );
    return [{ kind: 'null' }];
  }
  const text = String(value);
  const texts = modifiers.includes('expand') ? expandPlaceholders(text, lists, path) : [text];
  return texts.flatMap((one) => {
    if (type === 're') return [regexTest(read, one)];
    if (type === 'cidr') return [rangeTest(read, one)];
    if (type === 'fieldref') return [fieldTest(read, one)];
    return textTests(read, one);
  });
}

function booleanOf({ key, path }: Reading, value: Plain): boolean {
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'yes') return true;
  if (value === 'false' || value === 'no') return false;
  throw new RuleFault('value', `${quoted(key)} wants true or false`, path, 'Write exists: true or exists: false.');
}

function numberTest({ key, path, modifiers }: Reading, value: Plain): ValueTest {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number))
    throw new RuleFault('value', `${quoted(key)} wants a number`, path, 'Give a number without quotes.');
  const part = modifiers.find((modifier) => TIME.includes(modifier)) as TimePart | undefined;
  const op = (modifiers.find((modifier) => COMPARE.includes(modifier)) ?? 'eq') as CompareOp;
  return part === undefined ? { kind: 'compare', op, number } : { kind: 'time', part, op, number };
}

function regexTest({ key, path, modifiers }: Reading, pattern: string): ValueTest {
  const flags = [...new Set(modifiers.map((modifier) => FLAGS[modifier] ?? ''))].toSorted().join('');
  try {
    compileRegex(pattern, flags);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RuleFault(
      'regex',
      `${quoted(key)}: the expression ${quoted(pattern)} cannot be used: ${reason.slice(0, 120)}`,
      path,
      'Write it without lookaround, back references and counts above 1,000 (RE2 syntax), so that it cannot stall.',
    );
  }
  return { kind: 'regex', pattern, flags };
}

function rangeTest({ key, path }: Reading, text: string): ValueTest {
  if (parseIpRange(text) === null)
    throw new RuleFault(
      'value',
      `${quoted(key)}: ${quoted(text)} is no network`,
      path,
      'Write it like 10.0.0.0/8 or 2001:db8::/32.',
    );
  return { kind: 'cidr', text };
}

function fieldTest({ modifiers }: Reading, field: string): ValueTest {
  const at = modifiers.includes('startswith')
    ? 'start'
    : modifiers.includes('endswith')
      ? 'end'
      : modifiers.includes('contains')
        ? 'inside'
        : 'whole';
  return { kind: 'field', field, at, cased: modifiers.includes('cased') };
}

/** What a value is while modifiers change it, in the order they stand: a pattern, or bytes. */
type Value = readonly TextPart[] | Uint8Array;

function textTests(read: Reading, text: string): ValueTest[] {
  let values: Value[] = [parseText(text)];
  for (const modifier of read.modifiers) {
    values = values.flatMap((value) => modified(read, modifier, value));
    if (values.length > MAX_VARIANTS) throw tooMany(read);
  }
  const cased = read.modifiers.includes('cased');
  return values.map((value) => ({ kind: 'text', parts: joinParts(partsOf(value)), cased }));
}

function partsOf(value: Value): readonly TextPart[] {
  return value instanceof Uint8Array ? [binaryText(value)] : value;
}

function modified(read: Reading, modifier: string, value: Value): Value[] {
  switch (modifier) {
    case 'contains':
      return [[MANY, ...partsOf(value), MANY]];
    case 'startswith':
      return [[...partsOf(value), MANY]];
    case 'endswith':
      return [[MANY, ...partsOf(value)]];
    case 'wide':
    case 'utf16le':
      return [utf16Bytes(plainOf(read, modifier, value), true)];
    case 'utf16be':
      return [utf16Bytes(plainOf(read, modifier, value), false)];
    case 'utf16': {
      const bytes = utf16Bytes(plainOf(read, modifier, value), true);
      return [Uint8Array.of(0xff, 0xfe, ...bytes)];
    }
    case 'base64':
      return [[base64Text(bytesOf(read, modifier, value))]];
    case 'base64offset':
      return base64Offsets(bytesOf(read, modifier, value)).map((one) => [one]);
    case 'windash':
      return dashed(read, value);
    default:
      return [value];
  }
}

function dashed(read: Reading, value: Value): Value[] {
  let values: TextPart[][] = [[]];
  for (const part of partsOf(value)) {
    const variants: (TextPart[] | string[])[] =
      typeof part === 'string' ? (dashVariants(part) ?? []).map((one) => [one]) : [[part]];
    if (variants.length === 0 || values.length * variants.length > MAX_VARIANTS) throw tooMany(read);
    values = values.flatMap((start) => variants.map((end) => [...start, ...end]));
  }
  return values;
}

function bytesOf(read: Reading, modifier: string, value: Value): Uint8Array {
  return value instanceof Uint8Array ? value : utf8Bytes(plainOf(read, modifier, value));
}

function plainOf({ key, path }: Reading, modifier: string, value: Value): string {
  const text = value instanceof Uint8Array ? binaryText(value) : plainText(value);
  if (text !== null) return text;
  throw new RuleFault(
    'value',
    `${quoted(key)}: a value with wildcards cannot be encoded by ${modifier}`,
    path,
    'Escape * and ? with \\, or put contains after the encoding.',
  );
}

function tooMany({ key, path }: Reading): RuleFault {
  return new RuleFault(
    'value',
    `${quoted(key)} would become more than ${MAX_VARIANTS} values`,
    path,
    'Use a shorter value.',
  );
}
