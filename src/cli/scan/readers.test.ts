import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blocksOf, MAX_LINE_BYTES } from '../input/blocks.ts';
import { createCsvReader, type CsvCell, type CsvRows, splitRow } from './csv.ts';
import { hostsOfEntry, hostsOfJson } from './entry.ts';
import { formatOf } from './format.ts';
import { progressLine } from '../input/progress.ts';
import { createZoneReader } from './zone.ts';

async function* chunksOf(chunks: readonly Uint8Array[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

async function readBlocks(chunks: readonly Uint8Array[]): Promise<{ texts: string[]; skipped: number }> {
  const texts: string[] = [];
  let skipped = 0;
  for await (const block of blocksOf(chunksOf(chunks))) {
    texts.push(Buffer.from(block.bytes).toString('latin1'));
    skipped += block.skipped;
  }
  return { texts, skipped };
}

describe('blocksOf', () => {
  it('gives every line once and whole, however the bytes come', async () => {
    const line = fc.oneof(
      fc.string({ maxLength: 30 }).map((text) => text.replaceAll(/[\n\ufeff]/g, '')),
      fc.integer({ min: 0, max: 300_000 }).map((length) => 'x'.repeat(length)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 40 }), fc.integer({ min: 1, max: 400_000 }), async (lines, size) => {
        const text = Buffer.from(lines.join('\n'), 'latin1');
        const chunks: Uint8Array[] = [];
        for (let at = 0; at < text.length; at += size) chunks.push(text.subarray(at, at + size));
        const { texts, skipped } = await readBlocks(chunks);
        expect(skipped).toBe(0);
        // the end of a last empty line is not told from none
        expect(texts.join('\n').replace(/\n$/, '')).toBe(text.toString('latin1').replace(/\n$/, ''));
        for (const block of texts) expect(block.length).toBeLessThanOrEqual(MAX_LINE_BYTES);
      }),
      { numRuns: 60 },
    );
  });

  it('drops a line beyond the limit, wherever it stands, and counts it', async () => {
    const long = Buffer.alloc(MAX_LINE_BYTES + 10, 'x');
    for (const size of [1000, 100_000, 10_000_000]) {
      const text = Buffer.concat([long, Buffer.from('\na\n'), long, Buffer.from('\nb\n'), long]);
      const chunks: Uint8Array[] = [];
      for (let at = 0; at < text.length; at += size) chunks.push(text.subarray(at, at + size));
      const { texts, skipped } = await readBlocks(chunks);
      expect([texts.join('\n').split('\n').filter(Boolean), skipped]).toEqual([['a', 'b'], 3]);
    }
  });
});

describe('splitRow', () => {
  it('gives back the cells that were written', () => {
    const cell = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(
        fc.array(cell, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(',', ';', '\t', '|'),
        (cells, mark) => {
          const row = cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(mark);
          expect(splitRow(row, mark)).toEqual(cells);
        },
      ),
    );
  });

  it('leaves quotation marks alone in a cell that does not begin with one', () => {
    expect(splitRow('a "b" c,5" x,"d"e,', ',')).toEqual(['a "b" c', '5" x', 'de', '']);
  });
});

describe('createCsvReader', () => {
  const whole = (...cells: CsvCell[]): CsvRows => ({ cells, leftOpen: false });

  it('joins the lines of a row', () => {
    const reader = createCsvReader(',', 1);
    expect(reader.feed('1,"a', 1)).toEqual(whole());
    expect(reader.feed('b"', 2)).toEqual(whole({ cell: 'a\nb', lineNumber: 1 }));
    expect(reader.feed('short', 3)).toEqual(whole({ cell: null, lineNumber: 3 }));
    expect(reader.end()).toEqual(whole());
  });

  it('reads the lines of a row whose quotation mark stays open one by one, too long or at the end', () => {
    const reader = createCsvReader(',', 1);
    reader.feed('2,"open', 3);
    const long = 'x'.repeat(70_000);
    expect(reader.feed(`3,${long}`, 4)).toEqual({
      cells: [
        { cell: 'open', lineNumber: 3 },
        { cell: long, lineNumber: 4 },
      ],
      leftOpen: true,
    });
    expect(reader.feed('4,c', 5)).toEqual(whole({ cell: 'c', lineNumber: 5 }));
    reader.feed('5,"d', 6);
    reader.feed('', 7);
    reader.feed('6,e', 8);
    expect(reader.end()).toEqual({
      cells: [
        { cell: 'd', lineNumber: 6 },
        { cell: 'e', lineNumber: 8 },
      ],
      leftOpen: true,
    });
    expect(reader.end()).toEqual(whole());
  });
});

describe('createZoneReader (RFC 1035, section 5.1)', () => {
  function owners(text: string, origin: string | null = null): unknown[] {
    const reader = createZoneReader(origin);
    return text.split('\n').flatMap((line): unknown[] => {
      const told = reader.feed(line);
      return told === null ? [] : ['owner' in told ? told.owner : told];
    });
  }

  it('reads the example of the RFC', () => {
    const text = `@   IN  SOA     VENERA      Action\\.domains (
                                 20     ; SERIAL
                                 7200   ; REFRESH
                                 600    ; RETRY
                                 3600000; EXPIRE
                                 60)    ; MINIMUM

        NS      A.ISI.EDU.
        NS      VENERA
        MX      10      VENERA

A       A       26.3.0.103
VENERA  A       10.1.0.52
        A       128.9.0.32`;
    expect(owners(text, 'ISI.EDU.')).toEqual(['ISI.EDU', 'A.ISI.EDU', 'VENERA.ISI.EDU']);
  });

  it('follows $ORIGIN, also a relative one, and tells strings and comments from parentheses', () => {
    const text =
      '$ORIGIN example.\na TXT "(" ; (\nb TXT "x;" ( "y"\nc A 1\n) \n$ORIGIN sub\nd A 1\ne.other. A 1\n; f A 1\n\tTXT g';
    expect(owners(text)).toEqual(['a.example', 'b.example', 'd.sub.example', 'e.other']);
  });

  it('takes the same word below another $ORIGIN for another name', () => {
    expect(owners('$ORIGIN com.\na NS x.\n$ORIGIN net.\na NS x.\n@ NS x.\n$ORIGIN org.\n@ NS x.')).toEqual([
      'a.com',
      'a.net',
      'net',
      'org',
    ]);
  });

  it('says what it does not follow', () => {
    expect(owners('$INCLUDE /etc/passwd\nx A 1\n@ A 1\na\\.b.example. A 1\n\\097b.example. A 1')).toEqual([
      { problem: '$INCLUDE is not followed' },
      { problem: 'a relative name without an $ORIGIN (--origin gives one)' },
      { problem: '@ without an $ORIGIN' },
      { problem: 'an escape that gives no host name' },
      'ab.example',
    ]);
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 80 }), { maxLength: 20 }), (lines) => {
        const reader = createZoneReader('example.');
        for (const line of lines) reader.feed(line.replaceAll('\n', ' '));
      }),
    );
  });
});

describe('hostsOfEntry', () => {
  it.each([
    ['Acme-Okta.com.', ['Acme-Okta.com.']],
    ['*.acme.com', ['*.acme.com']],
    ['http://a.example/b', ['a.example']],
    ['//a.example/b', ['a.example']],
    ['user@a.example', ['a.example']],
    ['a.example:8443', ['a.example']],
    ['DNS:a.example, DNS:b.example', ['a.example', 'b.example']],
    ['::1 localhost', ['localhost']],
    ['hxxp://a[.]example', ['a.example']],
    ['bücher.example', ['bücher.example']],
  ])('reads %s', (entry, hosts) => {
    expect(hostsOfEntry(entry)).toEqual(hosts);
  });

  it('takes any text and gives no more names than it has words', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (entry) => {
        expect(hostsOfEntry(entry).length).toBeLessThanOrEqual(entry.length);
      }),
    );
  });
});

describe('hostsOfJson', () => {
  it('takes any text, and names only from fields that hold names', () => {
    expect(
      hostsOfJson('{"Subject":{"CommonName":"Acme Root CA","Organization":["x.example"]},"DNS":["a.example"]}'),
    ).toEqual(['a.example']);
    expect(hostsOfJson('["a.example"]')).toBeNull();
    expect(hostsOfJson('"a.example"')).toEqual(['a.example']);
    fc.assert(fc.property(fc.json({ maxDepth: 8 }), (text) => void hostsOfJson(text)));
    expect(hostsOfJson(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).toBeNull();
  });
});

describe('formatOf', () => {
  const open = { format: null, column: null };
  it.each([
    ['a.example\nb.example\n', { format: 'names' }],
    ['https://a.example/x?y=1,2,3\nhttps://b.example/\n', { format: 'names' }],
    ['a.example\tb\n', { format: 'csv', delimiter: '\t', column: 0, hasHeader: false }],
    ['rank;site\n1;a.example\n2;b.example\n', { format: 'csv', delimiter: ';', column: 1, hasHeader: true }],
    ['n,where\n1,a.example\n2,b.example\n', { format: 'csv', delimiter: ',', column: 1, hasHeader: true }],
    ['; a comment\na.example. 3600 IN NS b.example.\n', { format: 'zone' }],
    ['a.example. IN 1w2d NS b.example.\n', { format: 'zone' }],
    ['{"host":"a.example"}\n', { format: 'json' }],
    ['{"host":7}\n', { format: 'names' }],
    ['', { format: 'names' }],
  ])('knows %j', (start, format) => {
    expect(formatOf('list', start, open)).toEqual(format);
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (start) => void formatOf('list', start, open)),
    );
  });
});

describe('progressLine', () => {
  it('tells rate and time left, and no time where the size is unknown', () => {
    const state = { bytes: 25, totalBytes: 100, names: 2_000_000, found: 3, elapsedMs: 4000 };
    expect(progressLine(state)).toBe('2,000,000 names, 500,000/s, 3 found, 25 %, 12 s left');
    expect(progressLine({ ...state, totalBytes: null })).toBe('2,000,000 names, 500,000/s, 3 found');
  });
});
