import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMatcher, predictLookAlikes } from './index.ts';

/** Somebody else's own domain that is also a habit of attackers: never predicted. */
const HABIT = 'firstling-sso';

describe('predictLookAlikes', () => {
  const matcher = createMatcher([
    { name: 'T-Mobile', domains: ['t-mobile.com'], aliases: ['tmo'] },
    { name: 'box', domains: ['box.com'] },
  ]);

  it('ranks the habits of known campaigns first', () => {
    const hosts = predictLookAlikes(matcher, 'T-Mobile', 40).map((prediction) => prediction.host);
    expect(hosts).toContain('t-mobile-sso.com');
    expect(hosts).toContain('tmobile-okta.com');
    expect(hosts.indexOf('t-mobile-sso.com')).toBeLessThan(hosts.indexOf('t-mobile-okta.net') + 1 || hosts.length);
  });

  it('emits only names that the matcher reports for that brand, none twice', () => {
    for (const brand of ['T-Mobile', 'box']) {
      const predictions = predictLookAlikes(matcher, brand, 500);
      expect(predictions.length).toBeGreaterThan(100);
      expect(new Set(predictions.map((prediction) => prediction.host)).size).toBe(predictions.length);
      for (const { host } of predictions)
        expect(matcher.match(host)).toMatchObject({ kind: 'look-alike', reported: true, brand });
    }
  });

  it('emits only names that the matcher reports, whatever the brand is called and whoever else is protected', () => {
    const name = fc.oneof(
      fc.stringMatching(/^[a-z0-9]{1,12}$/),
      fc.constantFrom('box', 'ally', 'snap', 'okta', 'Crédit X', 'T-Mobile', 'sso', 'a', 'rn', 'münchen bank', '日本'),
      fc.string({ minLength: 1, maxLength: 12 }),
    );
    fc.assert(
      fc.property(name, name, (first, second) => {
        fc.pre(first.trim() !== '' && second.trim() !== '');
        fc.pre(first.trim().toLowerCase() !== second.trim().toLowerCase());
        const both = createMatcher([
          { name: first, domains: ['first.example'], aliases: ['firstling'] },
          { name: second, domains: [`${HABIT}.com`] },
        ]);
        for (const { host, score } of predictLookAlikes(both, first, 60)) {
          const verdict = both.match(host);
          const told = verdict.kind === 'look-alike' ? [verdict, ...verdict.others] : [];
          expect(told).toContainEqual(expect.objectContaining({ brand: first, score, reported: true }));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('includes imitated spellings when asked for many', () => {
    const classes = new Set(predictLookAlikes(matcher, 'T-Mobile', 5000).map((prediction) => prediction.class));
    expect([...classes]).toEqual(expect.arrayContaining(['combo', 'homoglyph', 'typo']));
  });

  it('names the brand that it does not know', () => {
    expect(() => predictLookAlikes(matcher, 'nobody', 5)).toThrow(/nobody/);
  });
});
