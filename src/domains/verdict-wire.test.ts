import { expect, it } from 'vitest';
import { createMatcher } from '../engines/lookalike/index.ts';
import { judgeTyped } from './verdict-wire.ts';

const matcher = createMatcher([{ name: 'Acme', domains: ['acme.com'] }]);

it.each([
  ['sso.acme.com', 'own', 'sso.acme.com'],
  ['hxxps://acme-okta[.]com/login', 'look-alike', 'acme-okta.com'],
  // a browser opens what stands behind the @
  ['https://acme.com@acme-sso.net/', 'look-alike', 'acme-sso.net'],
  ['https://acme.com%2f@acme-sso.net/', 'look-alike', 'acme-sso.net'],
  ['https://acme.com:443,x@evil.example.org/', 'silent', 'evil.example.org'],
  ['https://acme.com"@acme-sso.net/', 'look-alike', 'acme-sso.net'],
  ['see acme.com and then https://acme-okta.com', 'look-alike', 'acme-okta.com'],
  ['see https://acme.com/login', 'own', 'acme.com'],
  ['no host at all', 'invalid', 'no host at all'],
])('judges %s', (typed, kind, host) => {
  expect(judgeTyped(matcher, typed)).toMatchObject({ kind, host });
});
