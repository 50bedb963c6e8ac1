import * as fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readRecords } from './read-records.ts';
import type { FoundRecord } from './scan-json.ts';

async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

async function read(
  text: string | Uint8Array,
  shape: 'lines' | 'auto' = 'auto',
  chunkBytes = 7,
): Promise<FoundRecord[]> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const out: FoundRecord[] = [];
  for await (const found of readRecords(chunks(bytes, chunkBytes), { shape })) out.push(found);
  return out;
}

const values = (found: readonly FoundRecord[]): unknown[] =>
  found.map((one) => (one.kind === 'record' ? JSON.parse(one.text) : one.reason));

describe('reading a file of logs', () => {
  it('takes one record a line, and tells the line of each', async () => {
    const found = await read('{"eventType":"a"}\n\n{"eventType":"b","x":"{["}\r\nnot json\n{"eventType":"c"}');
    expect(found.map((one) => one.line)).toEqual([1, 3, 4, 5]);
    expect(found[2]).toEqual({ kind: 'record', line: 4, text: 'not json' });
  });

  it('takes a list, an export with a list in it, and objects one after another', async () => {
    const records = [{ eventType: 'a', t: [1, { n: null }] }, { eventType: 'b', s: 'x"],}' }, { eventType: 'ü🎣' }];
    const shapes = [
      JSON.stringify(records),
      JSON.stringify(records, null, 2),
      JSON.stringify({ total: 3, events: records, next: [1, 2] }),
      JSON.stringify({ eventId: 'x', data: { events: records, more: 1 } }, null, 2),
      JSON.stringify({ Records: records }),
      JSON.stringify({ Events: records }, null, 2),
      records.map((record) => JSON.stringify(record, null, 2)).join('\n'),
      records.map((record) => JSON.stringify(record)).join('\n'),
      `\u{FEFF}${JSON.stringify(records)}`,
    ];
    for (const shape of shapes) expect(values(await read(shape))).toEqual(records);
    expect(values(await read(gzipSync(shapes[1] ?? '')))).toEqual(records);
  });

  it('does not take the lists within a record for a list of records', async () => {
    const record = { eventType: 'a', events: [{ x: 1 }], debug: { records: [1] } };
    expect(values(await read(JSON.stringify(record)))).toEqual([record]);
    expect(values(await read(JSON.stringify([record], null, 1)))).toEqual([record]);
    expect(values(await read(`${JSON.stringify(record)}\n${JSON.stringify(record)}`))).toEqual([record, record]);
  });

  it('goes on after a broken first line', async () => {
    const found = await read('{"cut off\n{"eventType":"b"}\n');
    expect(found.map((one) => one.line)).toEqual([1, 2]);
  });

  it('gives list elements that are no objects as they are, for the mapper to refuse', async () => {
    expect(values(await read('[1, null ,"a", {"eventType":"b"},true]'))).toEqual([
      1,
      null,
      'a',
      { eventType: 'b' },
      true,
    ]);
    expect(await read('[]')).toEqual([]);
    expect(await read('')).toEqual([]);
  });

  it('says where a file ends in the middle of a record', async () => {
    const found = await read('[{"eventType":"a"},\n{"eventType":"b"');
    expect(found).toMatchObject([
      { kind: 'record', line: 1 },
      { kind: 'unreadable', line: 2, reason: 'the file ends within this record' },
    ]);
  });

  it('refuses records that are too long and keeps those after them', async () => {
    const long = `{"eventType":"${'x'.repeat(1_100_000)}"}`;
    for (const text of [
      `{"eventType":"a"}\n${long}\n{"eventType":"b"}`,
      `[{"eventType":"a"},${long},{"eventType":"b"}]`,
    ]) {
      const found = await read(text, 'auto', 65_536);
      expect(values(found)).toEqual([{ eventType: 'a' }, 'longer than 1 MiB', { eventType: 'b' }]);
    }
  });

  it('says that a gzip file is cut off, after what could be read', async () => {
    const packed = gzipSync(
      Array.from({ length: 5000 }, (_record, index) => `{"eventType":"a","n":${index * 7919}}`).join('\n'),
    );
    await expect(read(packed.subarray(0, packed.length - 20), 'auto', 1000)).rejects.toMatchObject({
      code: 'import.not_gzip',
    });
  });

  it('finds the same records however the file is cut into pieces', async () => {
    const record = fc.record({ eventType: fc.string(), a: fc.jsonValue({ maxDepth: 3 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { maxLength: 6 }),
        fc.constantFrom('lines', 'array', 'pretty', 'container'),
        fc.integer({ min: 1, max: 40 }),
        async (records, shape, size) => {
          const text = {
            lines: records.map((one) => JSON.stringify(one)).join('\n'),
            array: JSON.stringify(records),
            pretty: JSON.stringify(records, null, 2),
            container: JSON.stringify({ a: { b: 1 }, logs: records, c: [] }),
          }[shape];
          expect(values(await read(text, 'auto', size))).toEqual(JSON.parse(JSON.stringify(records)));
        },
      ),
    );
  });

  it('never throws on any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 50 }), async (bytes, size) => {
        if (bytes[0] === 0x1f && bytes[1] === 0x8b) return;
        await read(bytes, 'auto', size);
        await read(bytes, 'lines', size);
      }),
    );
  });
});
