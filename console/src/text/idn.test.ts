import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePunycode, unicodeHost } from './idn.ts';

describe('decodePunycode', () => {
  // RFC 3492 §7.1, samples (A), (B), (I), (L), (S).
  it.each([
    ['egbpdaj6bu4bxfgehfvwxn', 'ليهمابتكلموشعربي؟'],
    ['ihqwcrb4cv8a8dqg056pqjye', '他们为什么不说中文'],
    ['b1abfaaepdrnnbgefbadotcwatmq2g4l', 'почемужеонинеговорятпорусски'],
    ['3B-ww4c5e180e575a65lsy2b', '3年B組金八先生'],
    ['-> $1.00 <--', '-> $1.00 <-'],
  ])('decodes %s', (input, expected) => {
    expect(decodePunycode(input)).toBe(expected);
  });

  it('never throws and never hangs on hostile input', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (input) => {
        const decoded = decodePunycode(input);
        expect(decoded === null || typeof decoded === 'string').toBe(true);
      }),
    );
  });

  it('agrees with the platform: what URL encodes, this decodes', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zа-яßäöü]{1,12}$/), (label) => {
        const ascii = new URL(`http://${label}.example/`).hostname.split('.')[0] ?? '';
        if (!ascii.startsWith('xn--')) return;
        expect(decodePunycode(ascii.slice(4))).toBe(label);
      }),
    );
  });
});

describe('unicodeHost', () => {
  it('gives the Unicode form of an internationalised host', () => {
    expect(unicodeHost('sso.xn--cme-5cd.com')).toBe('sso.аcme.com');
  });
  it('gives null where there is nothing to add', () => {
    expect(unicodeHost('acme-okta.com')).toBeNull();
  });
  it('gives null where a label does not decode', () => {
    expect(unicodeHost('xn--\u0000.com')).toBeNull();
  });
});
