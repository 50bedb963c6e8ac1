import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMatcher } from '../../engines/lookalike/index.ts';
import { unexplainedWords } from './unexplained-words.ts';

const matcher = createMatcher([
  { name: 'Acme', domains: ['acme.com', 'acmetools.net'], aliases: ['Quuxly'], owned: ['zorbian.net'] },
  { name: 'Twilio', domains: ['twilio.com'] },
]);
const wordsOf = (...hosts: string[]) => unexplainedWords(matcher, hosts).map(({ word }) => word);

describe('what a name leaves unexplained', () => {
  it.each([
    ['beside the brand, behind a hyphen', 'acme-zendport.com', ['zendport']],
    ['before the brand', 'zendport-acme.com', ['zendport']],
    ['glued to the brand', 'twiliozendport.com', ['zendport']],
    ['glued to a brand that is a word, which nobody is told of', 'acmezendport.com', ['zendport']],
    ['with a word in it that is known', 'acme-cloudpass.com', ['cloudpass']],
    ['beside a lure that is known', 'zendport-acme-sso.com', ['zendport']],
    ['without affixes and digits around it', 'acme-my-zendport24.com', ['zendport']],
    ['in the label of the brand, below a domain of strangers', 'acme-zendport.pages.dev', ['zendport']],
    ['two of them', 'acme-zendport-plixum.com', ['zendport', 'plixum']],
  ])('is taken %s', (_, host, words) => {
    expect(wordsOf(host)).toEqual(words);
  });

  it.each([
    ['short', 'acme-zen.com'],
    ['too long', `acme-${'zendport'.repeat(3)}.com`],
    ['no letters', 'acme-ze9d9port.com'],
    ['of another script', 'acme-зендпорт.com'],
    ['a common word', 'acme-garden.com'],
    ['a common word of the names of many sites', 'acme-google.com'],
    ['a name of ours', 'twilio-quuxly.com'],
    ['a label of a domain of ours', 'twilio-zorbian.com'],
    ['a lure that is known', 'acme-okta.com'],
    ['in another label', 'zendport.acme-sso.com'],
    ['the domain of a stranger', 'acme.zendport.com'],
    ['without a brand of ours', 'zendport-sso.com'],
    ['our own', 'zendport.acme.com'],
    ['no name', '::'],
  ])('is not taken when it is %s', (_, host) => {
    expect(wordsOf(host)).toEqual([]);
  });

  it('is told once for a domain, with the host, the brand and how it stands there, and no more than three', () => {
    expect(unexplainedWords(matcher, ['acme-zendport.com', 'login.acme-zendport.com'])).toEqual([
      { word: 'zendport', host: 'acme-zendport.com', brand: 'Acme', matched: 'acme' },
    ]);
    expect(wordsOf(...['plixum', 'zendport', 'brovex', 'tuvalq'].map((word) => `acme-${word}.com`))).toHaveLength(3);
  });

  it('is four to twenty letters and nothing of ours, whatever the name', () => {
    const label = fc.array(
      fc.oneof(fc.constantFrom('acme', 'twilio', '-', 'cloud', 'my'), fc.stringMatching(/^[a-z0-9äю]{1,8}$/)),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(label, fc.constantFrom('com', 'pages.dev', 'evil.net'), (parts, suffix) => {
        for (const { word } of unexplainedWords(matcher, [`${parts.join('')}.${suffix}`])) {
          expect(word).toMatch(/^[a-z]{4,20}$/);
          expect(word).not.toMatch(/acme|twilio|quuxly/);
        }
      }),
    );
  });
});
