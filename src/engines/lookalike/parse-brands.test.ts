import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../base/errors.ts';
import { parseBrandsFile } from './parse-brands.ts';

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
    const { message } = refusal(`brands:\n  - name: A\n    ${domains}\n  - name: a\n  - {}\n`);
    expect(message.split('; ')).toEqual([
      'The brands file has 5 problem(s): line 7, brands.2.name: Invalid input: expected string, received undefined',
      'line 3, brands.0.domains.0: "https://a.com/x" is not a domain: holds a character that no host name has',
      'line 3, brands.0.domains.2: "com" would own a whole top-level domain',
      'line 5, brands.0.owned.1: "co.uk" is no registered domain: others register names below it',
      'line 6, brands.1.name: "a" is brands.0 already',
    ]);
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
