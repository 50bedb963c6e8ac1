import type { Message, MessageParams } from './finding.ts';

/**
 * Message templates: `{name}` is replaced by a parameter; `{n, plural, one {# person} other {# people}}` chooses by number
 * (`#` is the number); a list parameter is joined with commas and "and". Parameters are text, never markup or templates.
 */
export type Catalogue = Readonly<Record<string, string>>;

const LIST = new Intl.ListFormat('en', { style: 'long', type: 'conjunction' });
const NUMBER = new Intl.NumberFormat('en');
const PLURAL = new Intl.PluralRules('en');

/** The text of a message. An unknown key gives the key itself, so that a newer record stays readable in an older console. */
export function renderMessage(catalogue: Catalogue, message: Message): string {
  const template = catalogue[message.key];
  return template === undefined ? message.key : fill(template, message.params);
}

function fill(template: string, params: MessageParams): string {
  let out = '';
  let at = 0;
  while (at < template.length) {
    const open = template.indexOf('{', at);
    if (open < 0) return out + template.slice(at);
    out += template.slice(at, open);
    const close = matchingBrace(template, open);
    out += fillPlace(template.slice(open + 1, close), params);
    at = close + 1;
  }
  return out;
}

function matchingBrace(template: string, open: number): number {
  let depth = 0;
  for (let i = open; i < template.length; i += 1) {
    if (template[i] === '{') depth += 1;
    if (template[i] === '}') {
      depth -= 1;
      if (depth === 0) return i;
    }
  }
  throw new Error(`message template has no closing brace: ${template}`);
}

function fillPlace(place: string, params: MessageParams): string {
  const comma = place.indexOf(',');
  if (comma < 0) return show(params[place.trim()]);
  const name = place.slice(0, comma).trim();
  const rest = place.slice(comma + 1).trim();
  const value = params[name];
  const branches = rest.slice(rest.indexOf(',') + 1);
  const wanted = rest.startsWith('plural') ? pluralBranch(Number(value), branches) : String(value);
  const branch = findBranch(branches, wanted) ?? findBranch(branches, 'other') ?? '';
  return fill(branch.replaceAll('#', show(value)), params);
}

function pluralBranch(value: number, branches: string): string {
  return findBranch(branches, `=${value}`) === null ? PLURAL.select(value) : `=${value}`;
}

function findBranch(branches: string, name: string): string | null {
  let at = 0;
  while (at < branches.length) {
    const open = branches.indexOf('{', at);
    if (open < 0) return null;
    const close = matchingBrace(branches, open);
    if (branches.slice(at, open).trim() === name) return branches.slice(open + 1, close);
    at = close + 1;
  }
  return null;
}

function show(value: MessageParams[string] | undefined): string {
  if (value === undefined || value === null) return '—';
  if (Array.isArray(value)) return LIST.format(value as string[]);
  return typeof value === 'number' ? NUMBER.format(value) : String(value);
}
