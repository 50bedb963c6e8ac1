import { AppError } from '../base/errors.ts';
import { type Brand, createMatcher, type Prediction, predictLookAlikes } from '../engines/lookalike/index.ts';
import type { BrandsFile } from '../engines/lookalike/parse-brands.ts';
import { BRAND_OPTIONS, brandsOf } from './brand-options.ts';
import { EXIT, type Command, type CommandInput } from './command.ts';
import { STORE_OPTIONS } from './options.ts';
import { safeText, styleFor } from './terminal.ts';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 10_000;

export const predictCommand: Command = {
  name: 'predict',
  arguments: 'BRAND',
  description:
    'Names the look-alikes of BRAND that are most worth registering or watching, likeliest first, by how attackers have built names. Every one is a name that check and scan report. BRAND is one of your brands, by name or by one of its domains, or any name with --domains. Nothing is looked up on the network: some may be registered already.',
  options: {
    ...STORE_OPTIONS,
    ...BRAND_OPTIONS,
    domains: {
      type: 'string',
      value: 'DOMAIN[,DOMAIN…]',
      help: 'The own domains of BRAND, which need not be one of your brands then.',
    },
    aliases: { type: 'string', value: 'NAME[,NAME…]', help: 'With --domains: further names of BRAND.' },
    limit: { type: 'string', value: 'N', help: `At most N names, up to 10,000. Default ${DEFAULT_LIMIT}.` },
    json: { type: 'boolean', help: 'One JSON object a line: host, weight, class, score, lure.' },
  },
  exitCodes: [
    [EXIT.ok, 'names were written'],
    [EXIT.badInput, 'bad usage, or no such brand'],
    [EXIT.config, 'the configuration has problems'],
  ],
  examples: [
    'breakwater predict acme --domains acme.com --limit 20',
    'breakwater predict acme --json | jq -r .host > watch-list.txt',
  ],
  async run(input) {
    const [wanted, ...more] = input.positionals;
    if (wanted === undefined || more.length > 0)
      throw new AppError('cli.usage', 'exactly one BRAND is wanted', {
        status: 400,
        remedy: 'breakwater predict acme --domains acme.com',
      });
    const { brands, options } = brandsFor(input, wanted);
    const brand = brandNamed(brands, wanted);
    const predictions = predictLookAlikes(createMatcher(brands, options), brand.name, limitOf(input));
    const lines = input.values['json']
      ? predictions.map((prediction) => JSON.stringify(prediction))
      : tableOf(predictions, input);
    if (lines.length > 0) input.stdout.write(`${lines.join('\n')}\n`);
    else input.stderr.write(`breakwater: no look-alike of ${safeText(brand.name)} is reported: it is too short.\n`);
    return EXIT.ok;
  },
};

function brandsFor(input: CommandInput, wanted: string): BrandsFile {
  const list = (name: string): string[] => {
    const value = input.values[name];
    const parts = typeof value === 'string' ? value.split(',') : [];
    return parts.map((part) => part.trim()).filter((part) => part !== '');
  };
  const [domains, aliases] = [list('domains'), list('aliases')];
  if (domains.length > 0) return { brands: [{ name: wanted, domains, aliases }], options: {} };
  if (input.values['domains'] !== undefined || aliases.length > 0)
    throw new AppError('cli.usage', 'the own domains of the brand are wanted', {
      status: 400,
      remedy: 'For example --domains acme.com,acme.net',
    });
  try {
    return brandsOf(input);
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'cli.no_brands') throw thrown;
    throw new AppError('cli.no_brands', `no own domain of "${safeText(wanted)}" is known`, {
      status: 400,
      remedy:
        thrown.details['unused'] === 0
          ? `Give them with --domains, such as: breakwater predict ${safeText(wanted)} --domains acme.com`
          : `Add --stored: the console has brands of its own. Or give them with --domains acme.com`,
    });
  }
}

/** The brand of that name, alias or domain, whatever its case. */
function brandNamed(brands: readonly Brand[], wanted: string): Brand {
  const key = wanted.trim().toLowerCase();
  const isKey = (text: string): boolean => text.trim().toLowerCase() === key;
  const found =
    brands.find((brand) => isKey(brand.name)) ??
    brands.find((brand) => [...brand.domains, ...(brand.aliases ?? [])].some(isKey));
  if (found !== undefined) return found;
  const known = brands.slice(0, 10).map((brand) => safeText(brand.name, 60));
  throw new AppError('cli.no_brand', `"${safeText(wanted, 60)}" is none of the brands`, {
    status: 400,
    remedy: `Known: ${known.join(', ')}${brands.length > known.length ? ', …' : ''}. Or give its --domains.`,
  });
}

function limitOf(input: CommandInput): number {
  const value = input.values['limit'];
  if (typeof value !== 'string') return DEFAULT_LIMIT;
  const limit = /^\d{1,5}$/.test(value) ? Number(value) : 0;
  if (limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw new AppError('cli.usage', `--limit ${safeText(value, 40)}: expected a number from 1 to ${MAX_LIMIT}`, {
    status: 400,
    remedy: 'For example --limit 200',
  });
}

function tableOf(predictions: readonly Prediction[], input: CommandInput): string[] {
  const style = styleFor(input.stdout, input.env);
  const width = Math.max(4, ...predictions.map(({ host }) => host.length));
  return predictions.length === 0
    ? []
    : [
        style.dim(`${'host'.padEnd(width)}  weight  score  class`),
        ...predictions.map(({ host, weight, score, class: kind }) => {
          const cells = [host.padEnd(width), weight.toFixed(4).padStart(6), String(score).padStart(5), kind];
          return cells.join('  ');
        }),
      ];
}
