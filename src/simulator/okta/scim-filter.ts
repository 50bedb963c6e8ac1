/** Says whether an object matches. */
export type Filter = (object: unknown) => boolean;

const MAX_LENGTH = 2_048;
const MAX_DEPTH = 16;

type Token = { kind: 'word' | 'text' | 'open' | 'close'; value: string };

/**
 * A SCIM filter (RFC 7644 §3.4.2.2) as Okta takes it: `eq ne co sw ew gt ge lt le pr`, `and`, `or`, `not`, parentheses;
 * no brackets. Text compares without letter case; a path through a list matches any element. Null when it cannot be read.
 */
export function parseFilter(text: string): Filter | null {
  const tokens = tokenize(text);
  if (tokens === null) return null;
  const at = { index: 0 };
  const filter = parseOr(tokens, at, 0);
  return filter !== null && at.index === tokens.length ? filter : null;
}

function tokenize(text: string): Token[] | null {
  if (text.length > MAX_LENGTH) return null;
  const tokens: Token[] = [];
  const pattern = /\s*(?:(\()|(\))|"((?:[^"\\]|\\.)*)"|([^\s()"]+))/gu;
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index !== end) return null;
    end += match[0].length;
    if (match[1] !== undefined) tokens.push({ kind: 'open', value: '(' });
    else if (match[2] !== undefined) tokens.push({ kind: 'close', value: ')' });
    else if (match[3] !== undefined) tokens.push({ kind: 'text', value: match[3].replaceAll(/\\(.)/gu, '$1') });
    else tokens.push({ kind: 'word', value: match[4] ?? '' });
  }
  return text.slice(end).trim() === '' && tokens.length > 0 ? tokens : null;
}

function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === 'word' && token.value.toLowerCase() === word;
}

type Parse = (tokens: Token[], at: { index: number }, depth: number) => Filter | null;

/** One or more of the same, with a word between. */
function parseList(word: string, parse: Parse, tokens: Token[], at: { index: number }, depth: number): Filter[] | null {
  const parts: Filter[] = [];
  for (;;) {
    const part = parse(tokens, at, depth);
    if (part === null) return null;
    parts.push(part);
    if (!isWord(tokens[at.index], word)) return parts;
    at.index += 1;
  }
}

function parseOr(tokens: Token[], at: { index: number }, depth: number): Filter | null {
  const parts = parseList('or', parseAnd, tokens, at, depth);
  return parts === null ? null : (object) => parts.some((part) => part(object));
}

function parseAnd(tokens: Token[], at: { index: number }, depth: number): Filter | null {
  const parts = parseList('and', parseTerm, tokens, at, depth);
  return parts === null ? null : (object) => parts.every((part) => part(object));
}

function parseTerm(tokens: Token[], at: { index: number }, depth: number): Filter | null {
  if (depth > MAX_DEPTH) return null;
  const token = tokens[at.index];
  if (isWord(token, 'not')) {
    at.index += 1;
    const inner = parseTerm(tokens, at, depth + 1);
    return inner === null ? null : (object) => !inner(object);
  }
  if (token?.kind === 'open') {
    at.index += 1;
    const inner = parseOr(tokens, at, depth + 1);
    if (inner === null || tokens[at.index]?.kind !== 'close') return null;
    at.index += 1;
    return inner;
  }
  return parseComparison(tokens, at);
}

function parseComparison(tokens: Token[], at: { index: number }): Filter | null {
  const path = tokens[at.index];
  const operator = tokens[at.index + 1]?.value.toLowerCase();
  if (path?.kind !== 'word' || operator === undefined) return null;
  const steps = path.value.split('.');
  if (operator === 'pr') {
    at.index += 2;
    return (object) => valuesAt(object, steps).some((value) => value !== null && value !== undefined && value !== '');
  }
  const wanted = tokens[at.index + 2];
  const compare = OPERATORS.get(operator);
  if (wanted === undefined || wanted.kind === 'open' || wanted.kind === 'close' || compare === undefined) return null;
  at.index += 3;
  const right = wanted.value.toLowerCase();
  if (operator === 'ne') return (object) => !valuesAt(object, steps).some((value) => asText(value) === right);
  return (object) =>
    valuesAt(object, steps).some((value) => {
      const left = asText(value);
      return left !== null && compare(left, right);
    });
}

const OPERATORS = new Map<string, (left: string, right: string) => boolean>([
  ['eq', (left, right) => left === right],
  ['ne', (left, right) => left !== right],
  ['co', (left, right) => left.includes(right)],
  ['sw', (left, right) => left.startsWith(right)],
  ['ew', (left, right) => left.endsWith(right)],
  ['gt', (left, right) => left > right],
  ['ge', (left, right) => left >= right],
  ['lt', (left, right) => left < right],
  ['le', (left, right) => left <= right],
]);

function asText(value: unknown): string | null {
  if (typeof value === 'string') return value.toLowerCase();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

function valuesAt(object: unknown, steps: readonly string[]): unknown[] {
  let values = [object];
  for (const step of steps) {
    values = values.flatMap((value): unknown[] => {
      if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, [step]));
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return [];
      return [(value as Record<string, unknown>)[step]];
    });
  }
  return values.flatMap((value): unknown[] => (Array.isArray(value) ? value : [value]));
}
