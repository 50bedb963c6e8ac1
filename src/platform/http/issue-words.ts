import type { z } from 'zod';

type ZodIssue = z.core.$ZodIssue;

const MAX_NAMED = 12;
const MAX_NAME_CHARS = 60;

/** What a schema's checker says when nobody gave it words of its own. */
const WORDLESS = 'Invalid input';

/**
 * What is wrong with one input in words for whoever typed it, to be read after the field's name: `must not be empty`. Words that a
 * schema's own check gives stay as they are.
 */
export function issueWords(issue: ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      // Inputs are not reported with issues: they may be secrets.
      return issue.message.endsWith('received undefined')
        ? 'is missing'
        : `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case 'too_small':
      return least(issue.origin, Number(issue.minimum), issue.inclusive ?? true);
    case 'too_big':
      return most(issue.origin, Number(issue.maximum), issue.inclusive ?? true);
    case 'invalid_format':
      return FORMATS[issue.format] ?? 'does not have the form that is wanted';
    case 'invalid_value':
      return issue.values.length === 1
        ? `must be ${named(issue.values)}`
        : `must be one of these: ${named(issue.values)}`;
    case 'unrecognized_keys':
      return `has fields that are not known here: ${named(issue.keys)}`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_union':
      return 'has none of the forms that are taken here';
    default:
      return issue.message === WORDLESS || issue.message === '' ? 'cannot be used' : issue.message;
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of fields',
  record: 'a group of fields',
  null: 'empty (null)',
};

const FORMATS: Readonly<Record<string, string>> = {
  url: 'must be a web address, e.g. https://acme.example',
  email: 'must be a mail address, e.g. ada@acme.example',
  uuid: 'must be an id (UUID)',
  datetime: 'must be a time, e.g. 2026-11-22T09:30:00Z',
  date: 'must be a date, e.g. 2026-11-22',
};

function least(origin: string, minimum: number, inclusive: boolean): string {
  if (!isCounted(origin)) return `must be ${inclusive ? 'at least' : 'more than'} ${minimum}`;
  const count = inclusive ? minimum : minimum + 1;
  return count <= 1 ? 'must not be empty' : `must have at least ${count} ${unitOf(origin, count)}`;
}

function most(origin: string, maximum: number, inclusive: boolean): string {
  if (!isCounted(origin)) return `must be ${inclusive ? 'at most' : 'less than'} ${maximum}`;
  const count = inclusive ? maximum : maximum - 1;
  return `must have at most ${count} ${unitOf(origin, count)}`;
}

function isCounted(origin: string): boolean {
  return origin === 'string' || origin === 'array' || origin === 'set' || origin === 'map';
}

function unitOf(origin: string, count: number): string {
  if (origin === 'string') return count === 1 ? 'character' : 'characters';
  return count === 1 ? 'entry' : 'entries';
}

/** Values as a list, each bounded: names of unknown fields come from the caller. */
function named(values: readonly unknown[]): string {
  const shown = values.slice(0, MAX_NAMED).map((value) => String(value).slice(0, MAX_NAME_CHARS));
  return values.length > MAX_NAMED ? `${shown.join(', ')}, …` : shown.join(', ');
}
