import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHostName, readHostName } from './host-name.ts';

describe('host names', () => {
  it.each([
    ['Acme-Okta.COM', 'acme-okta.com', false],
    ['acme-okta.com.', 'acme-okta.com', false],
    ['*.Acme.example', 'acme.example', true],
    ['_dmarc.acme.example', '_dmarc.acme.example', false],
    ['xn--cme-8cd.example', 'xn--cme-8cd.example', false],
    ['localhost', 'localhost', false],
    [`${'a'.repeat(63)}.example`, `${'a'.repeat(63)}.example`, false],
  ])('reads %s as %s', (text, host, wildcard) => {
    expect(parseHostName(text)).toEqual({ host, wildcard });
  });

  it.each([
    '',
    '.',
    '*',
    '*.',
    '*.*.acme.example',
    'w*.acme.example',
    '.acme.example',
    'acme..example',
    'acme.example..',
    'acme.example\0.evil.example',
    'acme example',
    'acme.example/login',
    'user@acme.example',
    'https://acme.example',
    'аcme.example',
    'acme.example\n',
    `${'a'.repeat(64)}.example`,
    'a.'.repeat(128),
    'a'.repeat(300),
  ])('refuses %j', (text) => {
    expect(parseHostName(text)).toBeNull();
  });

  it('gives nothing but lower-case names that read as themselves', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'Z', '0', '-', '_', '.', '*', 'é', '\0', ' '), maxLength: 20 }),
        (text) => {
          const name = parseHostName(text);
          if (name === null) return;
          expect(name.host).toMatch(/^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/);
          expect(parseHostName(name.host)).toEqual({ host: name.host, wildcard: false });
        },
      ),
    );
  });

  it('reads a text as it reads its bytes', () => {
    const unit = fc.constantFrom('a', 'Z', '0', '-', '_', '.', '*', ' ', 'abcdefghijklmnopqrstuvwxyz01234', '*.');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 16 }), (text) => {
        const bytes = new TextEncoder().encode(text);
        expect(parseHostName(text)).toEqual(readHostName(bytes, 0, bytes.length));
      }),
      { numRuns: 2_000 },
    );
  });
});
