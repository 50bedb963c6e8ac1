import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../base/errors.ts';
import { buildBrandBook } from './brand-terms.ts';
import { notLookedFor, parseBrandsFile } from './parse-brands.ts';

function refusal(text: string): AppError {
  try {
    parseBrandsFile(text);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('was read');
}

describe('parseBrandsFile', () => {
  it('reads names, domains, aliases and keeps further fields', () => {
    const text = 'brands:\n  - name: acme\n    domains: [acme.com]\n    aliases: [ac]\n    note: ours\n  - name: box\n';
    expect(parseBrandsFile(text)).toEqual([
      { name: 'acme', domains: ['acme.com'], aliases: ['ac'], note: 'ours' },
      { name: 'box', domains: [] },
    ]);
  });

  it('names every problem with its line and path', () => {
    const error = refusal('brands:\n  - name: ""\n    domains: [a.com]\n  - name: b\n    domains: b.com\n  - {}\n');
    expect(error.code).toBe('lookalike.bad_brands_file');
    expect(error.message).toMatch(/has 3 problem.*line 2, brands\.0\.name: .*line 5, brands\.1\.domains: /);
    expect(error.message).toContain('line 6, brands.2.name: ');
  });

  it('names every domain that can be no own one, and names given twice', () => {
    const domains = 'domains: ["https://a.com/x", a.com, com]\n    owned: [b.com,\n      co.uk]';
    const { message } = refusal(`brands:\n  - name: Ab\n    ${domains}\n  - name: ab\n  - {}\n`);
    expect(message.split('; ')).toEqual([
      'The brands file has 5 problem(s): line 7, brands.2.name: Invalid input: expected string, received undefined',
      'line 3, brands.0.domains.0: "https://a.com/x" is not a domain: holds a character that no host name has',
      'line 3, brands.0.domains.2: "com" would own a whole top-level domain',
      'line 5, brands.0.owned.1: "co.uk" is no registered domain: others register names below it',
      'line 6, brands.1.name: "ab" is brands.0 already',
    ]);
  });

  it('refuses a brand of which nothing can be used, and keeps one whose domains can', () => {
    const text =
      'brands:\n  - name: 東京銀行\n    aliases: [Я, "!?"]\n  - name: Ω\n    domains: [acme.com]\n  - name: Яндекс\n    aliases: [yandex]\n';
    expect(refusal(text).message).toBe(
      'The brands file has 1 problem(s): line 2, brands.0: "東京銀行": nothing of it can be used: it has no domain, and no name or alias of 2 to 48 Latin letters or digits, as host names have them',
    );
    expect(parseBrandsFile(text.replace('    aliases: [Я, "!?"]', '    aliases: [tokyo-bank]'))).toHaveLength(3);
  });

  it('names every line where the YAML breaks', () => {
    expect(refusal('brands:\n  - name: [acme\n').message).toMatch(/line \d/);
    const twice = refusal('brands:\n  - name: a\n    name: b\n  - name: c\n    name: d\n');
    expect(twice.message).toMatch(/not YAML: line 3: .+; line 5: /);
  });

  it('refuses alias bombs and anything else without another fault', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nbrands: [*c,*c,*c,*c,*c,*c,*c,*c,*c]`;
    expect(refusal(bomb).code).toBe('lookalike.bad_brands_file');
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        expect(refusal(text).code).toBe('lookalike.bad_brands_file');
      }),
    );
  });
});

describe('a field that is nearly one of ours', () => {
  const refusal = (field: string): string => {
    try {
      parseBrandsFile(`brands:\n  - name: Acme\n    ${field}: [acme.com]`);
      return '';
    } catch (thrown) {
      return (thrown as Error).message;
    }
  };

  it.each([
    ['domain', 'domains'],
    ['domainz', 'domains'],
    ['Domains', 'domains'],
    ['alias', 'aliases'],
    ['aliass', 'aliases'],
  ])('is refused: %s', (field, meant) => {
    expect(refusal(field)).toContain(`line 3, brands.0.${field}: there is no field "${field}": ${meant}?`);
  });

  it.each(['note', 'owner', 'sector', 'countries', 'tags'])('is left alone where it is another: %s', (field) => {
    expect(refusal(field)).toBe('');
  });
});

describe('notLookedFor', () => {
  it('names what a matcher leaves out of a brand, and says when that is all of it', () => {
    expect(notLookedFor({ name: 'T-Mobile', domains: ['t-mobile.de'], aliases: ['Crédit X', 'ＡＣＭＥ'] })).toBeNull();
    expect(notLookedFor({ name: '東京銀行', domains: ['tokyo-bank.jp'] })).toEqual({
      names: ['東京銀行'],
      isAll: false,
    });
    expect(notLookedFor({ name: 'Acme', domains: [], aliases: ['Ω', '!!', 'a', 'acm'] })).toEqual({
      names: ['Ω', '!!', 'a'],
      isAll: false,
    });
    expect(notLookedFor({ name: 'Яндекс', domains: ['xn--d1acpjx3f.xn--p1ai'] })).toEqual({
      names: ['Яндекс'],
      isAll: true,
    });
    expect(notLookedFor({ name: 'a'.repeat(49), domains: ['no domain at all'] })?.isAll).toBe(true);
  });

  it('says of any name what the matcher does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), (name) => {
        fc.pre(name.trim() !== '');
        const isTaken = buildBrandBook([{ name, domains: [] }], () => false).terms.length > 0;
        expect(notLookedFor({ name, domains: [] })).toEqual(isTaken ? null : { names: [name], isAll: true });
      }),
    );
  });
});
