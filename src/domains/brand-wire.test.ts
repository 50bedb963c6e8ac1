import { expect, it } from 'vitest';
import { silentLog } from '../platform/log/log.ts';
import type { ProtectedBrand } from './brand-books.ts';
import { brandWireOf, tellNotLookedFor } from './brand-wire.ts';

const brand = (name: string, more: Partial<ProtectedBrand> = {}): ProtectedBrand => {
  return { brandId: name, name, domains: ['acme.com'], aliases: [], readOnly: true, ...more };
};

it('says of a brand what is not looked for', () => {
  expect(brandWireOf(brand('Acme'))).toEqual({ ...brand('Acme'), notLookedFor: [], isLookedFor: true });
  const bank = brand('東京銀行', { aliases: ['Ω', 'tokyo bank'] });
  expect(brandWireOf(bank)).toMatchObject({ notLookedFor: ['東京銀行', 'Ω'], isLookedFor: true });
  const nothing = brand('Яндекс', { domains: ['xn--d1acpjx3f.xn--p1ai'] });
  expect(brandWireOf(nothing)).toMatchObject({ notLookedFor: ['Яндекс'], isLookedFor: false });
});

it('warns at a start of what the configuration names in vain, each brand once, and not of what was typed into the console', () => {
  const warned: unknown[] = [];
  const log = { ...silentLog, warn: (fields: object, message: string) => void warned.push([fields, message]) };
  const many = Array.from({ length: 25 }, (_, i) => brand(`Ω${'銀'.repeat(i)}`));
  tellNotLookedFor(log, [brand('Acme', { aliases: ['Я'] }), brand('Ω', { readOnly: false }), ...many]);
  expect(warned).toHaveLength(21);
  expect(warned[0]).toEqual([
    { brand: 'Acme', names: ['Я'], isAll: false, remedy: expect.stringContaining('breakwater.yaml') },
    'names of a brand are not looked for: host names have 2 to 48 Latin letters or digits',
  ]);
  expect(warned[20]).toEqual([{ brands: 6 }, expect.any(String)]);
});
