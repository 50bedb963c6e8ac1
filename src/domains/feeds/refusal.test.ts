import { expect, it } from 'vitest';
import { createMatcher } from '../../engines/lookalike/index.ts';
import { refusalOf } from './refusal.ts';

it('refuses what an own name lies in or below, however it is spelled', () => {
  const domains = ['acme.com', 'Sign-In.Bücher.example.', '*.eu.acme-cdn.net'];
  const book = { matcher: createMatcher([{ name: 'Acme', domains, owned: ['acme.partner.example'] }]) };
  expect(refusalOf(book, 'acme.com')).toBe('own');
  expect(refusalOf(book, 'login.acme.com')).toBe('own');
  for (const above of ['xn--bcher-kva.example', 'acme-cdn.net', 'partner.example']) {
    expect([above, refusalOf(book, above)]).toEqual([above, 'own-below']);
  }
  expect(refusalOf(book, 'acme-okta.com')).toBeNull();
});
