import { describe, expect, it } from 'vitest';
import { createMatcher, type MatcherOptions } from './index.ts';
import { parseBrandsAndLexicon } from './parse-brands.ts';

const BRANDS = [{ name: 'Zephyrine', domains: ['zephyrine.com'] }];

function judged(host: string, options: MatcherOptions = {}): unknown {
  const verdict = createMatcher(BRANDS, options).match(host);
  return verdict.kind === 'look-alike' ? [verdict.class, verdict.reported] : verdict.kind;
}

describe('what a user adds to the data', () => {
  it.each<[string, string, MatcherOptions, unknown, unknown]>([
    [
      'a lure word',
      'zephyrine-quuxery.com',
      { lures: [{ word: 'quuxery', tier: 'idp' }] },
      ['unverified-use', false],
      ['combo', true],
    ],
    [
      'a lure suffix',
      'zephyrine.cricket',
      { suffixes: [{ suffix: '.Cricket', strength: 'strong' }] },
      ['unverified-use', false],
      ['tld-lure', true],
    ],
    [
      'a confusable',
      'z꩜phyrin꩜-sso.com',
      { confusables: [{ character: '꩜', looksLike: 'E' }] },
      ['idp-lure', false],
      ['homoglyph', true],
    ],
    [
      'a delivery network',
      'zephyrine-sso.cdn.example',
      { deliveryNetworks: ['cdn.example'] },
      ['sublabel', true],
      'silent',
    ],
    [
      'a word to leave out',
      'zephyrine-payroll.com',
      { withoutLures: ['payroll', 'pay', 'roll'] },
      ['combo', true],
      ['unverified-use', false],
    ],
  ])('takes %s', (_, host, options, before, after) => {
    expect([judged(host), judged(host, options)]).toEqual([before, after]);
  });

  it('leaves the next matcher as it was', () => {
    judged('x.com', { confusables: [{ character: '꩜', looksLike: 'e' }], lures: [{ word: 'quuxery', tier: 'idp' }] });
    expect(judged('zephyrine-quuxery.com')).toEqual(['unverified-use', false]);
  });

  it('reads it from a brands file', () => {
    const text = `brands: [{name: Zephyrine, domains: [zephyrine.com]}]
lexicon:
  lures: [{word: quuxery, tier: idp}]
  suffixes: [{suffix: cricket, strength: weak}]
  confusables: [{character: ꩜, looksLike: e}]
`;
    expect(parseBrandsAndLexicon(text)).toEqual({
      brands: BRANDS.map(({ name, domains }) => ({ name, domains })),
      options: {
        lures: [{ word: 'quuxery', tier: 'idp' }],
        suffixes: [{ suffix: 'cricket', strength: 'weak' }],
        confusables: [{ character: '꩜', looksLike: 'e' }],
      },
    });
    expect(() => parseBrandsAndLexicon(`${text}  lurs: []\n`)).toThrow(/lexicon: .*lurs/);
    expect(() => parseBrandsAndLexicon(text.replace('tier: idp', 'tier: big'))).toThrow(/lexicon\.lures\.0\.tier/);
  });
});
