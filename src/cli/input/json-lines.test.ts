import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonLinesOf, jsonShapeOf, type JsonShape } from './json-lines.ts';

async function documentsOf(text: string, shape: JsonShape, width = 7): Promise<unknown[]> {
  async function* chunks() {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += width) yield bytes.subarray(at, at + width);
  }
  const parts: Buffer[] = [];
  for await (const part of jsonLinesOf(chunks(), shape)) parts.push(Buffer.from(part));
  return Buffer.concat(parts)
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): unknown => JSON.parse(line));
}

const certificates = fc.array(
  fc.record({ name_value: fc.string({ maxLength: 12 }), dns_names: fc.array(fc.string({ maxLength: 8 })) }),
  { minLength: 1, maxLength: 5 },
);

describe('JSON that is not one document a line', () => {
  it('gives the documents of an array, pretty-printed or in one line', async () => {
    await fc.assert(
      fc.asyncProperty(
        certificates,
        fc.constantFrom(0, 2),
        fc.integer({ min: 1, max: 9 }),
        async (given, indent, width) => {
          const text = JSON.stringify(given, null, indent);
          expect(jsonShapeOf(Buffer.from(text))).toBe('array');
          expect(await documentsOf(text, 'array', width)).toEqual(given);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('gives objects that are spread over lines, one after the other', async () => {
    await fc.assert(
      fc.asyncProperty(certificates, async (given) => {
        const text = given.map((one) => JSON.stringify(one, null, 2)).join('\n');
        expect(jsonShapeOf(Buffer.from(text))).toBe('objects');
        expect(await documentsOf(text, 'objects')).toEqual(given);
      }),
      { numRuns: 100 },
    );
  });

  it('gives an array of names as names', async () => {
    expect(await documentsOf('["acme-okta.com",\n "x.example"]\n', 'array')).toEqual(['acme-okta.com', 'x.example']);
  });

  it('gives nothing of an array that holds nothing, which is a list without names and no bad one', async () => {
    for (const text of ['[]', '[ ]\n', '\n[\n]\n']) {
      expect(jsonShapeOf(Buffer.from(text))).toBe('array');
      expect(await documentsOf(text, 'array')).toEqual([]);
    }
  });

  it.each(['{"dns_names":["acme.com"]}\n{}', 'acme.com\n', 'hxxps://acme[.]com', '[::1]', '', '$ORIGIN acme.com.'])(
    'leaves %s alone',
    (text) => {
      expect(jsonShapeOf(Buffer.from(text))).toBeNull();
    },
  );
});
