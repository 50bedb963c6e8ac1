import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Brand, createMatcher, type LookAlike, type Matcher, type Verdict } from './index.ts';

const POOL: Brand[] = [
  { name: 'twilio', domains: ['twilio.com', 'sendgrid.net'] },
  { name: 'Twil', domains: ['twil.example'] },
  { name: 'zen', domains: ['zen.co.uk'] },
  { name: 'zendesk', domains: ['zendesk.com'], aliases: ['zd'] },
  { name: 'okta', domains: ['okta.com'] },
  { name: 'T-Mobile', domains: ['t-mobile.com'], aliases: ['tmo'] },
  { name: 'mobile', domains: ['mobile.de'] },
  { name: 'box', domains: ['box.com'] },
  { name: 'boxer', domains: ['boxer.com'] },
  { name: 'coin', domains: ['coin.space'] },
  { name: 'coinbase', domains: ['coinbase.com'], aliases: ['cb', 'cbhq'] },
  { name: 'Mercury', domains: ['mercury.com'] },
  { name: 'arnica', domains: ['arnica.example'] },
  { name: 'amica', domains: ['amica.com'] },
];
const WORDS = [
  'okta',
  'sso',
  'hr',
  'my',
  'login',
  'it',
  'support',
  'help',
  'vpn',
  'x',
  'zz',
  '9515',
  'com',
  'cloud',
  'internal',
  'access',
  'acess',
  'usa',
  'www',
];
const NAMES = [
  'twilio',
  'twil',
  'zendesk',
  'zen',
  'okta',
  't-mobile',
  'tmobile',
  'tmo',
  'mobile',
  'box',
  'coinbase',
  'coin',
  'cb',
  'twllio',
  'twiiio',
  'twi1io',
  'zendes',
  'zendeskk',
  'amica',
  'arnica',
  'tvvilio',
  'coin-base',
];
const SUFFIXES = ['com', 'net', 'co.uk', 'support', 'xyz', 'pages.dev', 'nl'];

const part = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...NAMES) },
  { weight: 3, arbitrary: fc.constantFrom(...WORDS) },
  fc.stringMatching(/^[a-z0-9]{1,6}$/),
);
const label = fc
  .array(fc.tuple(part, fc.constantFrom('', '-')), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.map(([text, joint], index) => text + (index === parts.length - 1 ? '' : joint)).join(''));
const host = fc
  .tuple(fc.array(label, { minLength: 1, maxLength: 3 }), fc.constantFrom(...SUFFIXES))
  .map(([labels, suffix]) => [...labels, suffix].join('.'));

function findings(verdict: Verdict): Map<string, number> {
  const found = new Map<string, number>();
  if (verdict.kind !== 'look-alike') return found;
  if (verdict.brand !== null) found.set(verdict.brand, verdict.score);
  for (const other of verdict.others) found.set(other.brand, other.score);
  return found;
}

describe('the matcher for any input', () => {
  const matcher: Matcher = createMatcher(POOL);

  it('never throws and always says one of four things', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ maxLength: 2000, unit: 'binary' }), fc.string({ maxLength: 300, unit: 'grapheme' }), host),
        (text) => {
          const verdict = matcher.match(text);
          expect(['look-alike', 'own', 'silent', 'invalid']).toContain(verdict.kind);
          expect(matcher.explain(text).verdict).toEqual(verdict);
        },
      ),
      { numRuns: 600 },
    );
  });

  it('draws pieces that cover the name without gap or overlap', () => {
    fc.assert(
      fc.property(host, (text) => {
        const verdict = matcher.match(text);
        if (verdict.kind !== 'look-alike') return;
        let at = 0;
        for (const piece of verdict.pieces) {
          expect(piece.start).toBe(at);
          expect(piece.text).toBe(verdict.display.slice(piece.start, piece.end));
          at = piece.end;
        }
        expect(at).toBe(verdict.display.length);
        expect(verdict.score).toBe(
          Math.max(
            0,
            Math.min(
              100,
              verdict.reasons.reduce((sum, reason) => sum + reason.points, 0),
            ),
          ),
        );
      }),
      { numRuns: 1500 },
    );
  });

  it('judges upper case, a trailing dot and a wildcard alike', () => {
    fc.assert(
      fc.property(host, (text) => {
        const plain = matcher.match(text);
        expect(matcher.match(text.toUpperCase())).toEqual(plain);
        expect(matcher.match(`${text}.`)).toEqual(plain);
        expect(matcher.match(`*.${text}`)).toEqual(plain);
      }),
      { numRuns: 500 },
    );
  });

  it('judges punycode and Unicode spellings alike', () => {
    const swaps: Record<string, string> = { a: 'а', e: 'é', o: 'о', i: 'і', c: 'ć', l: 'ⅼ', m: 'ṁ', s: 'ѕ' };
    fc.assert(
      fc.property(host, fc.nat(), (text, seed) => {
        const cut = text.lastIndexOf('.', text.length - 5);
        const swapped = Array.from(text)
          .map((character, index) =>
            index < cut && (seed + index) % 3 === 0 ? (swaps[character] ?? character) : character,
          )
          .join('');
        const unicode = matcher.match(swapped);
        if (unicode.kind === 'invalid') return;
        expect(matcher.match(unicode.host)).toEqual(unicode);
      }),
      { numRuns: 1000 },
    );
  });

  it('never alerts on own domains and what is below them', () => {
    const own = POOL.flatMap((brand) => brand.domains);
    fc.assert(
      fc.property(fc.array(label, { maxLength: 3 }), fc.constantFrom(...own), (labels, domain) => {
        const verdict = matcher.match([...labels, domain].join('.'));
        expect(['own', 'invalid']).toContain(verdict.kind);
      }),
      { numRuns: 500 },
    );
  });

  it("keeps a brand's finding when another brand is added, except on that brand's own domains", () => {
    fc.assert(
      fc.property(host, fc.nat({ max: POOL.length - 1 }), fc.nat({ max: POOL.length - 1 }), (text, first, second) => {
        const a = POOL[first];
        const b = POOL[second];
        if (a === undefined || b === undefined || a === b) return;
        const alone = createMatcher([a]).match(text);
        for (const both of [createMatcher([a, b]).match(text), createMatcher([b, a]).match(text)]) {
          if (both.kind === 'own') continue;
          const before = findings(alone).get(a.name) ?? 0;
          const after = findings(both).get(a.name) ?? 0;
          if (before >= 70) expect(after).toBeGreaterThanOrEqual(before);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('keeps a finding when a lure word is added to the lexicon', () => {
    const richer = createMatcher(POOL, { lures: [{ word: 'quux', tier: 'staff' }] });
    const verdict = richer.match('zendeskquux.com') as LookAlike;
    expect(verdict).toMatchObject({ kind: 'look-alike', brand: 'zendesk', reported: true, lure: ['quux'] });
  });
});
