import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readStoredBrands, type StoredBrands } from '../app/stored-brands.ts';
import { AppError } from '../base/errors.ts';
import type { Brand } from '../engines/lookalike/index.ts';
import { type BrandsFile, notLookedFor, parseBrandsAndLexicon } from '../engines/lookalike/parse-brands.ts';
import type { CommandInput, CommandOption } from './command.ts';
import { configFor } from './options.ts';
import { safeText } from './terminal.ts';

/** Brands, and names of one, told of. */
const MAX_TOLD = 10;

/** Where the brands of `check`, `scan` and `predict` come from. */
export const BRAND_OPTIONS: Readonly<Record<string, CommandOption>> = {
  brands: {
    type: 'string',
    value: 'FILE',
    help: 'Brands file (YAML: brands: [{name, domains, aliases}], lexicon: …) instead of the configuration.',
  },
  brand: {
    type: 'string',
    value: 'NAME=DOMAIN[,DOMAIN…]',
    multiple: true,
    help: 'A brand and its own domains; may be repeated. Instead of the configuration.',
  },
  stored: {
    type: 'boolean',
    help: 'Also the brands that were added and the lure words that were learned in the console, read from the data folder. Such brands are told of and not used otherwise.',
  },
};

/**
 * The brands given with --brand or --brands, else those of the configuration, with --stored also those added in the console, and what
 * a brands file, the configuration or, with --stored, the console adds to the lexicon. Says on standard error when the console knows
 * brands that are not used, and which names cannot be looked for.
 * @throws AppError when there is none or they cannot be read
 */
export function brandsOf(input: CommandInput): BrandsFile {
  const known = readBrands(input);
  tellNotLookedFor(input, known.brands);
  return known;
}

/** Says on standard error what of the brands no host name could hold: a matcher leaves it out without a word. */
function tellNotLookedFor(input: CommandInput, brands: readonly Brand[]): void {
  const told = brands.flatMap((brand) => {
    const left = notLookedFor(brand);
    return left === null ? [] : [{ brand: brand.name, ...left }];
  });
  for (const { brand, names, isAll } of told.slice(0, MAX_TOLD)) {
    const which = names.slice(0, MAX_TOLD).map((name) => `"${safeText(name, 60)}"`);
    const more = names.length > which.length ? ` and ${names.length - which.length} more` : '';
    const what = isAll ? 'nothing of it is looked for, not' : 'not looked for:';
    input.stderr.write(`breakwater: brand "${safeText(brand, 60)}": ${what} ${which.join(', ')}${more}\n`);
  }
  if (told.length > MAX_TOLD) input.stderr.write(`breakwater: and ${told.length - MAX_TOLD} more brands\n`);
  if (told.length > 0)
    input.stderr.write(
      '  Host names have Latin letters and digits, a name 2 to 48 of them: add to the aliases how it is written in addresses.\n',
    );
}

function readBrands(input: CommandInput): BrandsFile {
  const { brand, brands, stored } = input.values;
  const given = Array.isArray(brand) && brand.length > 0 ? brand.map((text) => parseBrandOption(String(text))) : null;
  const file = typeof brands === 'string' ? readBrandsFile(path.resolve(input.cwd, brands)) : null;
  if (stored === true) {
    const known = given !== null ? { brands: given, options: {} } : (file ?? configuredBrands(input));
    return withStored(known, storedBrands(input));
  }
  if (given !== null) return { brands: given, options: {} };
  if (file !== null) return file;
  const known = configuredBrands(input);
  const unused = missingFrom(known.brands, storedBrandsOrNone(input));
  if (known.brands.length === 0) throw noBrands(unused.length);
  if (unused.length > 0) input.stderr.write(`breakwater: ${unusedText(unused.length)} not used here: add --stored.\n`);
  return known;
}

function configuredBrands(input: CommandInput): BrandsFile {
  const { brands, lexicon = {} } = configFor(input).config;
  return { brands, options: lexicon };
}

/** What the file or the configuration says of the same brand or word stands. */
function withStored({ brands, options }: BrandsFile, stored: StoredBrands): BrandsFile {
  const more = missingFrom(brands, stored.brands);
  if (brands.length + more.length === 0) throw noBrands('none');
  const lures = [...stored.lures, ...(options.lures ?? [])];
  return { brands: [...brands, ...more], options: lures.length === 0 ? options : { ...options, lures } };
}

/** What the console knows besides: a brand that is set elsewhere by the same name stands there. */
function missingFrom(known: readonly Brand[], stored: readonly Brand[]): Brand[] {
  const names = new Set(known.map((brand) => brand.name.trim().toLowerCase()));
  return stored.filter((brand) => !names.has(brand.name.trim().toLowerCase()));
}

/** @throws AppError `cli.stored_brands` where they cannot be read from here */
function storedBrands(input: CommandInput): StoredBrands {
  const { config } = configFor(input);
  if (config.database !== undefined) {
    throw new AppError(
      'cli.stored_brands',
      'the brands of this installation are in its database, not in a data folder',
      {
        status: 400,
        remedy: 'Give them with --brand or --brands, or list them in breakwater.yaml.',
      },
    );
  }
  return readStoredBrands(path.resolve(input.cwd, config.dataDir));
}

/** To be told of only: what cannot be read keeps nobody from checking a name. */
function storedBrandsOrNone(input: CommandInput): Brand[] {
  try {
    return storedBrands(input).brands;
  } catch {
    return [];
  }
}

function unusedText(count: number): string {
  return count === 1
    ? '1 brand that was added in the console is'
    : `${count} brands that were added in the console are`;
}

/** @param unused how many brands the console knows that were not asked for; `none` where they were, and it knows none */
function noBrands(unused: number | 'none'): AppError {
  const stored =
    unused === 'none'
      ? ' None was added in the console of this data folder; --data names another.'
      : unused === 0
        ? ''
        : ` ${unusedText(unused)} known: use them with --stored.`;
  return new AppError('cli.no_brands', 'there is no brand to check against', {
    status: 400,
    remedy: `Give one with --brand acme=acme.com, or list them in breakwater.yaml.${stored}`,
    details: { unused: unused === 'none' ? 0 : unused },
  });
}

function readBrandsFile(file: string): BrandsFile {
  try {
    return parseBrandsAndLexicon(readFileSync(file, 'utf8'));
  } catch (thrown) {
    if (thrown instanceof AppError)
      throw new AppError(thrown.code, `${file}: ${thrown.message}`, {
        cause: thrown,
        status: thrown.status,
        ...(thrown.remedy === null ? {} : { remedy: thrown.remedy }),
      });
    throw new AppError('cli.file', `${file} cannot be read`, {
      cause: thrown,
      status: 400,
      remedy: 'Check the path given with --brands.',
    });
  }
}

function parseBrandOption(text: string): Brand {
  const at = text.indexOf('=');
  const name = text.slice(0, at).trim();
  const domains = text
    .slice(at + 1)
    .split(',')
    .map((domain) => domain.trim())
    .filter((domain) => domain !== '');
  if (at === 1)
    throw new AppError('cli.usage', `--brand ${safeText(text)}: a name of one letter is in every host name`, {
      status: 400,
      remedy: 'Give the name as it is written in addresses, at least two letters or digits.',
    });
  if (at < 1 || domains.length === 0)
    throw new AppError('cli.usage', `--brand ${safeText(text)}: expected NAME=DOMAIN`, {
      status: 400,
      remedy: 'For example --brand acme=acme.com,acme.net',
    });
  return { name, domains };
}
