import type { DetectionItem, Expression, TextPart, ValueTest } from './types.ts';

/**
 * Sigma by the letter and as slowly as it likes: no index, no shared work, and other means than the engine's own wherever there
 * are any (regular expressions of the platform for wildcards and case, big integers for networks). For tests only.
 */
export function referenceHolds(expression: Expression, event: Readonly<Record<string, unknown>>): boolean {
  switch (expression.op) {
    case 'item':
      return itemHolds(expression.item, event);
    case 'not':
      return !referenceHolds(expression.arg, event);
    case 'and':
      return expression.args.every((arg) => referenceHolds(arg, event));
    case 'or':
      return expression.args.some((arg) => referenceHolds(arg, event));
  }
}

function itemHolds(item: DetectionItem, event: Readonly<Record<string, unknown>>): boolean {
  const values = item.field === null ? scalarsOf(event) : valuesAt(event, item.field.split('.'));
  const met = (test: ValueTest): boolean => testHolds(test, values, event);
  const holds = item.all ? item.tests.every(met) : item.tests.some(met);
  return holds !== item.negated;
}

/** Values at a path; lists on the way and at its end stand for each of their elements, an empty list at the end for itself. */
function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) {
    if (value.length === 0) return path.length === 0 ? [value] : [];
    return value.flatMap((item) => valuesAt(item, path));
  }
  const [first, ...rest] = path;
  if (first === undefined) return [value];
  if (typeof value !== 'object' || value === null) return [];
  const same = (name: string): string => name.toLowerCase().replaceAll(/[_\- ]/g, '');
  return Object.entries(value).flatMap(([key, inner]) => (same(key) === same(first) ? valuesAt(inner, rest) : []));
}

function scalarsOf(value: unknown): unknown[] {
  if (value === null || value === undefined) return [];
  return typeof value === 'object' ? Object.values(value).flatMap(scalarsOf) : [value];
}

function asText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function testHolds(test: ValueTest, values: readonly unknown[], event: Readonly<Record<string, unknown>>): boolean {
  if (test.kind === 'exists') return values.length > 0 === test.wanted;
  if (test.kind === 'null')
    return values.every((value) => value === null || (Array.isArray(value) && value.length === 0));
  return values.some((value) => valueHolds(test, value, event));
}

function valueHolds(test: ValueTest, value: unknown, event: Readonly<Record<string, unknown>>): boolean {
  const text = asText(value);
  if (text === null) return false;
  switch (test.kind) {
    case 'text':
      return textRegex(test.parts, test.cased).test(text);
    case 'regex':
      return new RegExp(test.pattern, test.flags).test(text);
    case 'cidr':
      return typeof value === 'string' && inNetwork(value, test.text);
    case 'compare':
      return asNumber(value) !== null && numberHolds(asNumber(value) ?? 0, test.op, test.number);
    case 'field': {
      const fold = (one: string): string => (test.cased ? one : one.toUpperCase());
      return valuesAt(event, test.field.split('.')).some((other) => {
        const otherText = asText(other);
        if (otherText === null) return false;
        const [own, theirs] = [fold(text), fold(otherText)];
        if (test.at === 'start') return own.startsWith(theirs);
        if (test.at === 'end') return own.endsWith(theirs);
        return test.at === 'inside' ? own.includes(theirs) : own === theirs;
      });
    }
    case 'time': {
      const date = new Date(typeof value === 'number' ? value : `${text.slice(0, 19)}Z`);
      const parts = {
        minute: date.getUTCMinutes(),
        hour: date.getUTCHours(),
        day: date.getUTCDate(),
        month: date.getUTCMonth() + 1,
        year: date.getUTCFullYear(),
        week: weekOf(date),
      };
      return numberHolds(parts[test.part], test.op, test.number);
    }
    default:
      return false;
  }
}

/** A pattern as a regular expression of the platform. */
export function textRegex(parts: readonly TextPart[], cased: boolean): RegExp {
  const source = parts.map((part) =>
    typeof part === 'string' ? part.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&') : part === 0 ? '.*' : '.',
  );
  return new RegExp(`^${source.join('')}$`, cased ? 'us' : 'ius');
}

function asNumber(value: unknown): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^[+-]?\d+(\.\d+)?$/.test(value) ? Number(value) : null;
}

function numberHolds(left: number, op: string, right: number): boolean {
  return (
    { lt: left < right, lte: left <= right, gt: left > right, gte: left >= right, eq: left === right }[op] ?? false
  );
}

function inNetwork(address: string, network: string): boolean {
  const [base = '', bits = ''] = network.split('/');
  const four = (text: string): bigint => text.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  if (!/^\d+(\.\d+){3}$/.test(address) || address.split('.').some((part) => Number(part) > 255)) return false;
  const shift = 32n - BigInt(bits);
  return four(address) >> shift === four(base) >> shift;
}

function weekOf(date: Date): number {
  const day = new Date(date.getTime());
  day.setUTCHours(0, 0, 0, 0);
  while (day.getUTCDay() !== 4)
    day.setUTCDate(day.getUTCDate() + (day.getUTCDay() === 0 || day.getUTCDay() > 4 ? -1 : 1));
  let week = 1;
  const year = day.getUTCFullYear();
  for (;;) {
    day.setUTCDate(day.getUTCDate() - 7);
    if (day.getUTCFullYear() !== year) return week;
    week += 1;
  }
}
