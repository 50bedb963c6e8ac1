import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Matcher } from './index.ts';
import { createMatcherOver } from './matcher.ts';
import { createNameText, type NameText } from './name-text.ts';

/*
 * Work is counted, not timed: every loop over a name reads the buffer that the name was read into, so the reads of that buffer
 * bound the work.
 */

const BRANDS = ['twilio', 'okta', 'box', 'cb', 'aa', 'aaa', 'aaaaaa', 'coinbase', 'doordash', 'arnica'].map((name) => ({
  name,
  domains: [`${name}.example`],
}));

/** A matcher, and how many entries of its buffer it has read. */
function countingMatcher(): { matcher: Matcher; readsFor: (host: string) => number } {
  let reads = 0;
  const counted = <Codes extends Uint8Array | Uint16Array | Int32Array>(codes: Codes): Codes =>
    new Proxy(codes, {
      get(target, key): unknown {
        reads += 1;
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
      set: (target, key, value) => Reflect.set(target, key, value, target),
    });
  const text: NameText = createNameText();
  for (const key of ['symbols', 'plain', 'edge'] as const) text[key] = counted(text[key]);
  for (const key of ['rawStart', 'rawEnd', 'labelStart', 'labelEnd'] as const) text[key] = counted(text[key]);
  text.scratch.best = counted(text.scratch.best);
  const matcher = createMatcherOver(text, BRANDS);
  return {
    matcher,
    readsFor(host) {
      reads = 0;
      matcher.match(host);
      return reads;
    },
  };
}

const { readsFor } = countingMatcher();

/** As many whole copies of `part` as fit before `.test`. */
function repeated(part: string, length: number): string {
  return `${part.repeat(Math.floor((length - 4) / part.length))}test`;
}

describe('the work on a name', () => {
  it.each([
    'twilio.',
    'cb.',
    'okta.',
    'cb-hr.',
    `${'a'.repeat(62)}.`,
    `${'a-'.repeat(30)}a.`,
    `${'box-'.repeat(15)}x.`,
    `${'cb-'.repeat(20)}x.`,
    `${'twi1io-0kta'.repeat(5)}.`,
    `${'rn'.repeat(31)}.`,
    `${'sso'.repeat(20)}.`,
    `${'coinbas'.repeat(8)}.`,
    'd.oordash.',
  ])('grows no faster than its length: %s again and again', (part) => {
    const [short, long] = [repeated(part, 67), repeated(part, 252)];
    const perCharacter = readsFor(short) / short.length;
    expect(perCharacter).toBeGreaterThan(1);
    expect(readsFor(long) / long.length).toBeLessThan(perCharacter * 1.5);
  });

  it('stays below a fixed amount for each character of any text', () => {
    const part = fc.oneof(
      fc.constantFrom(...BRANDS.map(({ name }) => name), '-', '.', 'hr', 'sso', 'it', 'help', 'rn', 'my', 'a'),
      fc.string({ maxLength: 6 }),
    );
    const text = fc.oneof(
      fc.array(part, { maxLength: 80 }).map((parts) => `${parts.join('').slice(0, 250)}.test`),
      fc.string({ unit: 'binary', maxLength: 255 }),
    );
    fc.assert(
      fc.property(text, (host) => {
        expect(readsFor(host)).toBeLessThan(2000 * (host.length + 1));
      }),
      { numRuns: 500 },
    );
  });

  it('refuses what is longer than a host name unread', () => {
    for (const length of [300, 2001, 1_000_000]) expect(readsFor('a.'.repeat(length))).toBe(0);
  });
});
