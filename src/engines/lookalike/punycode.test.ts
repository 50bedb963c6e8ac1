import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePunycode, encodePunycode } from './punycode.ts';

/** RFC 3492 section 7.1, those in lower case. */
const SAMPLES: readonly (readonly [name: string, text: string, encoded: string])[] = [
  ['(A) Arabic', 'ليهمابتكلموشعربي؟', 'egbpdaj6bu4bxfgehfvwxn'],
  ['(B) Chinese, simplified', '他们为什么不说中文', 'ihqwcrb4cv8a8dqg056pqjye'],
  ['(D) Czech', 'pročprostěnemluvíčesky', 'proprostnemluvesky-uyb24dma41a'],
  ['(E) Hebrew', 'למההםפשוטלאמדבריםעברית', '4dbcagdahymbxekheh6e0a7fei0b'],
  ['(G) Japanese', 'なぜみんな日本語を話してくれないのか', 'n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa'],
  ['(I) Russian', 'почемужеонинеговорятпорусски', 'b1abfaaepdrnnbgefbadotcwatmq2g4l'],
  ['German', 'bücher', 'bcher-kva'],
];

describe('punycode', () => {
  it.each(SAMPLES)('encodes and decodes sample %s', (_, text, encoded) => {
    expect(encodePunycode(text)).toBe(encoded);
    expect(decodePunycode(encoded)).toBe(text);
  });

  it('decodes what it encodes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), (text) => {
        const encoded = encodePunycode(text);
        if (encoded.length <= 63) expect(decodePunycode(encoded)).toBe(text);
      }),
    );
  });

  it('refuses what is no punycode, without throwing', () => {
    expect(decodePunycode('a'.repeat(64))).toBeNull();
    expect(decodePunycode('99999999')).toBeNull();
    expect(decodePunycode('ab!')).toBeNull();
    fc.assert(fc.property(fc.string({ maxLength: 70 }), (text) => decodePunycode(text) === null || true));
  });
});
