import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visibleText } from './visible-text.ts';

describe('visibleText', () => {
  it('shows what would turn the text around or hide', () => {
    expect(visibleText('pay\u202Egro.elpmaxe\u202C')).toBe('pay[U+202E]gro.elpmaxe[U+202C]');
    expect(visibleText('ac\u200Bme')).toBe('ac[U+200B]me');
  });
  it('leaves ordinary text of any script alone, with its line ends', () => {
    const text = 'Ärger\n\tпочему 中文 عربي 🙂';
    expect(visibleText(text)).toBe(text);
  });
  it('leaves none of them behind', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\u202e', '\u2066', '\u200f', '\u0007') }), (text) => {
        expect(/^[a[\]U+0-9A-F]*$/.test(visibleText(text))).toBe(true);
      }),
    );
  });
});
