import type { z } from 'zod';
import { notLookedFor } from '../engines/lookalike/parse-brands.ts';
import type { Log } from '../platform/log/log.ts';
import type { brandWire } from './api.ts';
import type { ProtectedBrand } from './brand-books.ts';

/** A brand as it is sent, with what of it is not looked for. */
export function brandWireOf(brand: ProtectedBrand): z.input<typeof brandWire> {
  const left = notLookedFor(brand);
  return { ...brand, notLookedFor: left?.names ?? [], isLookedFor: left?.isAll !== true };
}

/** Brands told of one by one; the others are counted. */
const MAX_TOLD = 20;

/** Says of brands that the configuration sets what is not looked for: nobody typed them into a form that would. */
export function tellNotLookedFor(log: Log, brands: readonly ProtectedBrand[]): void {
  const told = brands
    .filter((brand) => brand.readOnly)
    .flatMap((brand) => {
      const left = notLookedFor(brand);
      return left === null ? [] : [{ brand: brand.name, ...left }];
    });
  for (const { brand, names, isAll } of told.slice(0, MAX_TOLD)) {
    log.warn(
      { brand, names, isAll, remedy: 'Add to its aliases in breakwater.yaml how it is written in addresses.' },
      isAll
        ? 'nothing of a brand is looked for: host names have 2 to 48 Latin letters or digits'
        : 'names of a brand are not looked for: host names have 2 to 48 Latin letters or digits',
    );
  }
  if (told.length > MAX_TOLD)
    log.warn({ brands: told.length - MAX_TOLD }, 'more brands have names that are not looked for');
}
