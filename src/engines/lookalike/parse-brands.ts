import { type Document, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { AppError } from '../../base/errors.ts';
import { nearest } from '../../base/nearest.ts';
import { buildBrandBook, ownDomainProblem } from './brand-terms.ts';
import type { Brand, MatcherOptions } from './types.ts';

const MAX_FILE_LENGTH = 16 * 1024 * 1024;
const MAX_PROBLEMS = 20;

const brandSchema = z.looseObject({
  name: z.string().trim().min(1).max(200),
  domains: z.array(z.string().trim().min(1).max(253)).max(10_000).default([]),
  aliases: z.array(z.string().trim().min(1).max(200)).max(1000).optional(),
  owned: z.array(z.string().trim().min(1).max(253)).max(100_000).optional(),
});
const word = z.string().trim().min(1).max(100);
const lexiconSchema = z.strictObject({
  lures: z
    .array(z.strictObject({ word, tier: z.enum(['idp', 'staff', 'service', 'context', 'affix']) }))
    .max(10_000)
    .optional(),
  withoutLures: z.array(word).max(10_000).optional(),
  suffixes: z
    .array(z.strictObject({ suffix: word, strength: z.enum(['strong', 'weak']) }))
    .max(10_000)
    .optional(),
  confusables: z
    .array(z.strictObject({ character: z.string().min(1).max(4), looksLike: z.string().regex(/^[A-Za-z0-9]{1,3}$/) }))
    .max(10_000)
    .optional(),
  deliveryNetworks: z.array(word).max(10_000).optional(),
});
const fileSchema = z.looseObject({
  brands: z.array(brandSchema).min(1).max(200_000),
  lexicon: lexiconSchema.optional(),
});

function refuse(message: string, remedy: string, cause?: unknown): AppError {
  return new AppError('lookalike.bad_brands_file', message, { remedy, status: 400, cause });
}

/** What a brands file holds. */
export interface BrandsFile {
  brands: Brand[];
  /** From `lexicon:`: what the file adds to the words, suffixes and characters that the engine knows. */
  options: MatcherOptions;
}

/** The brands of a brands file alone: see {@link parseBrandsAndLexicon}. */
export function parseBrandsFile(text: string): Brand[] {
  return parseBrandsAndLexicon(text).brands;
}

/** What of a brand is not looked for, because no host name could hold it. */
export interface NotLookedFor {
  /** The name and aliases, as given, that give no host label of 2 to 48 Latin letters or digits. */
  names: string[];
  /** Whether nothing else of it is looked for: neither another name nor the label of an own domain. */
  isAll: boolean;
}

/** Nearly every name there is: so many Latin letters and digits, and not too many, whatever stands between. */
const PLAIN_NAME = /^[ -~]{0,48}$/;
const TWO_LETTERS = /[A-Za-z0-9].*[A-Za-z0-9]/;

/** What a matcher silently leaves out of a brand that it takes, for whoever reads brands to say so. Null where it is nothing. */
export function notLookedFor(brand: Brand): NotLookedFor | null {
  const names = [...new Set([brand.name, ...(brand.aliases ?? [])])].filter(
    (name) => !isLookedFor({ name, domains: [] }),
  );
  if (names.length === 0) return null;
  const domains = brand.domains.filter((domain) => ownDomainProblem(domain) === null);
  return { names, isAll: !isLookedFor({ ...brand, domains, owned: [] }) };
}

function isLookedFor(brand: Brand): boolean {
  if (PLAIN_NAME.test(brand.name) && TWO_LETTERS.test(brand.name)) return true;
  return brand.name.trim() !== '' && buildBrandBook([brand], () => false).terms.length > 0;
}

/** Something wrong with the file, and where. */
interface Problem {
  line: number | null;
  path: string;
  text: string;
}

interface Found {
  path: readonly PropertyKey[];
  text: string;
}

/**
 * Reads a brands file: YAML (or JSON) with `brands:`, a list of `name`, `domains`, and optionally `aliases` and `owned`, and
 * optionally `lexicon:` with the lists of {@link MatcherOptions}; further fields of brands are kept as they are. Throws
 * `lookalike.bad_brands_file` naming every problem (at most 20) with its line and path: where the YAML breaks, what has another
 * form, what is no own domain, a name given twice, a brand of which nothing can be used.
 */
export function parseBrandsAndLexicon(text: string): BrandsFile {
  if (text.length > MAX_FILE_LENGTH)
    throw refuse('The brands file is larger than 16 MiB', 'Split it, or leave out what is not a brand.');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({
      line: lines.linePos(error.pos[0]).line,
      path: '',
      text: error.message.split('\n')[0] ?? '',
    }));
    throw refuse(`The brands file is not YAML: ${inWords(problems)}`, 'Mend these lines.', document.errors[0]);
  }
  const value = valueOf(document);
  const result = fileSchema.safeParse(value);
  const found: Found[] = [
    ...(result.error?.issues ?? []).map((issue) => ({ path: issue.path, text: issue.message })),
    ...wrongBrands(value),
  ];
  if (!result.success || found.length > 0) {
    const problems = found.map((one): Problem => ({
      line: lineOf(one.path, document, lines),
      path: one.path.join('.') || 'file',
      text: one.text,
    }));
    throw refuse(
      `The brands file has ${problems.length} problem(s): ${inWords(problems)}`,
      'Each brand needs a name of its own and a list of the domains that it has registered, such as example.com.',
    );
  }
  const brands = result.data.brands.map(brandOf);
  const { lures, withoutLures, suffixes, confusables, deliveryNetworks } = result.data.lexicon ?? {};
  return {
    brands,
    options: {
      ...(lures === undefined ? {} : { lures }),
      ...(withoutLures === undefined ? {} : { withoutLures }),
      ...(suffixes === undefined ? {} : { suffixes }),
      ...(confusables === undefined ? {} : { confusables }),
      ...(deliveryNetworks === undefined ? {} : { deliveryNetworks }),
    },
  };
}

function brandOf({ aliases, owned, ...rest }: z.output<typeof brandSchema>): Brand {
  return {
    ...rest,
    ...(aliases === undefined ? {} : { aliases }),
    ...(owned === undefined ? {} : { owned }),
  };
}

/** What the document says. @throws AppError where aliases would make it grow without bound */
function valueOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (thrown) {
    throw refuse(
      `The brands file is not YAML: ${thrown instanceof Error ? (thrown.message.split('\n')[0] ?? '') : 'unreadable'}`,
      'Write out what its aliases (*) stand for.',
      thrown,
    );
  }
}

const NOTHING_USED =
  'it has no domain, and no name or alias of 2 to 48 Latin letters or digits, as host names have them';

/** Not `owned`, which is near to a user's own `owner`, nor `name`, which is missed when it is not there. */
const OFTEN_MISSPELT = ['domains', 'aliases'];

/** Other fields are the user's own, but one that is nearly ours was meant to be it: its domains would be taken for somebody else's. */
function misspeltFields(brand: unknown, at: number): Found[] {
  return Object.keys(z.record(z.string(), z.unknown()).safeParse(brand).data ?? {}).flatMap((key) => {
    const meant = key in brandSchema.shape ? null : nearest(key.toLowerCase(), OFTEN_MISSPELT);
    return meant === null ? [] : [{ path: ['brands', at, key], text: `there is no field "${key}": ${meant}?` }];
  });
}

/** What the form of the file does not show, of the brands that have the right one. */
function wrongBrands(value: unknown): Found[] {
  const list = z.object({ brands: z.array(z.unknown()) }).safeParse(value);
  const found: Found[] = [];
  const names = new Map<string, number>();
  for (const [at, one] of (list.data?.brands ?? []).entries()) {
    found.push(...misspeltFields(one, at));
    const brand = brandSchema.safeParse(one).data;
    if (brand === undefined) continue;
    const key = brand.name.toLowerCase();
    const before = names.get(key);
    if (before === undefined) names.set(key, at);
    else found.push({ path: ['brands', at, 'name'], text: `"${brand.name}" is brands.${before} already` });
    if (brand.domains.length === 0 && (brand.owned ?? []).length === 0 && notLookedFor(brandOf(brand))?.isAll === true)
      found.push({ path: ['brands', at], text: `"${brand.name}": nothing of it can be used: ${NOTHING_USED}` });
    for (const list of ['domains', 'owned'] as const) {
      (brand[list] ?? []).forEach((domain, index) => {
        const wrong = ownDomainProblem(domain);
        if (wrong !== null) found.push({ path: ['brands', at, list, index], text: wrong.text });
      });
    }
  }
  return found;
}

/** The line of the thing at a path, or of the nearest thing around it that the file has. */
function lineOf(path: readonly PropertyKey[], document: Document, lines: LineCounter): number | null {
  for (let length = path.length; length >= 0; length -= 1) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    const range = (node as { range?: [number, number, number] | null } | null | undefined)?.range;
    if (range) return lines.linePos(range[0]).line;
  }
  return null;
}

function inWords(problems: readonly Problem[]): string {
  const told = problems.slice(0, MAX_PROBLEMS).map(({ line, path, text }) => {
    const where = [line === null ? '' : `line ${line}`, path].filter((part) => part !== '').join(', ');
    return where === '' ? text : `${where}: ${text}`;
  });
  const more = problems.length - told.length;
  return more > 0 ? `${told.join('; ')}; and ${more} more` : told.join('; ');
}
