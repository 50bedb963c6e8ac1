import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundedLinesOf } from './bounded-lines.ts';

async function linesOf(chunks: (Buffer | string)[], maxLength: number): Promise<string[]> {
  async function* given() {
    yield* chunks;
  }
  const lines: string[] = [];
  for await (const line of boundedLinesOf(given(), maxLength)) lines.push(line);
  return lines;
}

describe('lines of bounded length', () => {
  it('gives the same lines however the text is cut into chunks', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', '\n', '\r\n', '.'), maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 7 }), async (whole, width) => {
        const bytes = Buffer.from(whole);
        const chunks = Array.from({ length: Math.ceil(bytes.length / width) }, (_, at) =>
          bytes.subarray(at * width, (at + 1) * width),
        );
        const wanted = whole.split('\n').map((line) => line.replace(/\r$/, ''));
        if (wanted.at(-1) === '') wanted.pop();
        expect(await linesOf(chunks, 1000)).toEqual(wanted);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps no more of a line than is allowed, and goes on after it', async () => {
    const chunks = Array.from({ length: 100 }, () => 'x'.repeat(1000));
    expect(await linesOf([...chunks, '\nacme.com\n'], 50)).toEqual(['x'.repeat(50), 'acme.com']);
  });
});
