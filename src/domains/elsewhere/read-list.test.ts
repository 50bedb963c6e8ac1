import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unpacked } from '../../connectors/listing/unpack.ts';
import { createMatcher } from '../../engines/lookalike/index.ts';
import { nameHash, NameSet } from './name-set.ts';
import { readList } from './read-list.ts';
import { namesOf } from './read-names.ts';

const SIGNAL = new AbortController().signal;

async function* chunksOf(text: string | Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function names(text: string | Uint8Array, size?: number): Promise<string[]> {
  return (await allOf(namesOf(chunksOf(text, size)))).flat();
}

describe('the names of a list', () => {
  it('are read from plain lines, addresses, tables and zones', async () => {
    expect(await names('# new today\r\nA.Example\r\n\n*.b.example.\nhttps://c.example:8443/x?y\n// no\n')).toEqual([
      'a.example',
      'b.example',
      'c.example',
    ]);
    expect(await names('num,domain,date\n1,"a.example",2026-11-21\n2,b.example,2026-11-21\n')).toEqual([
      'a.example',
      'b.example',
    ]);
    expect(await names('0.0.0.0 a.example\n')).toEqual(['a.example']);
    expect(
      await names(
        'com.\t900\tin\tsoa\ta.gtld. nstld. 1 2 3 4 5\na.com.\t172800\tin\tns\tns1.a.com.\na.com.\t172800\tin\tns\tns2.a.com.\nb.com. 86400 IN NS x.\n\tNS y.example.\n',
      ),
    ).toEqual(['a.com', 'b.com']);
    expect(await names('$ORIGIN example.\n$TTL 60\n@ IN SOA a b 1 2 3 4 5\nwww 60 IN A 192.0.2.1\n')).toEqual([
      'www.example',
    ]);
    expect(await names('$ORIGIN com.\na IN 3600 NS ns.x.net.\nb 1h30m IN NS ns.x.net.\nc NS ns.x.net.\n')).toEqual([
      'a.com',
      'b.com',
      'c.com',
    ]);
    expect(await names('<html><body>You are offline</body></html>')).toEqual([]);
  });

  it('are the same however the text is cut, and never throw', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 9 }), async (text, size) => {
        expect(await names(text, size)).toEqual(await names(text, 1000));
      }),
    );
    expect(await names(`${'a'.repeat(200_000)}.example\nb.example\n`, 4096)).toEqual(['b.example']);
  });
});

describe('what packs a list', () => {
  const text = Array.from({ length: 500 }, (_, i) => `name${i}.example\n`).join('');
  // One file, deflated, as `zip` writes it to a pipe: sizes follow the data.
  const zipped = (): Buffer => {
    const head = Buffer.alloc(30);
    head.write('PK\u0003\u0004', 0, 'latin1');
    head.writeUInt16LE(8, 6);
    head.writeUInt16LE(8, 8);
    head.writeUInt16LE(9, 26);
    const deflated = gzipSync(text).subarray(10, -8);
    return Buffer.concat([
      head,
      Buffer.from('names.txt'),
      deflated,
      Buffer.from('PK\u0007\u0008trailer and directory', 'latin1'),
    ]);
  };
  const unpack = async (bytes: Buffer, maxBytes = 1e6): Promise<string> =>
    Buffer.concat(await allOf(unpacked(chunksOf(bytes, 13), maxBytes))).toString();

  it('is known by its first bytes', async () => {
    for (const bytes of [Buffer.from(text), gzipSync(text), zstdCompressSync(text), zipped()]) {
      expect(await unpack(bytes)).toBe(text);
    }
    expect(await unpack(Buffer.from('a.b\n'))).toBe('a.b\n');
  });

  it('is told to be cut off or too large', async () => {
    await expect(unpack(gzipSync(text).subarray(0, 300))).rejects.toMatchObject({ code: 'domains.list_damaged' });
    await expect(unpack(zipped().subarray(0, 20))).rejects.toMatchObject({ code: 'domains.list_damaged' });
    await expect(unpack(gzipSync(Buffer.alloc(1e7)), 1e6)).rejects.toMatchObject({ code: 'domains.list_too_large' });
  });
});

const without = (a: ReadonlySet<number>, b: ReadonlySet<number>): number => [...a].filter((one) => !b.has(one)).length;

describe('a list of everything', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'breakwater-set-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const matcher = createMatcher([{ name: 'Acme', domains: ['acme.com'], aliases: [] }]);

  async function read(copy: readonly string[]) {
    const set = new NameSet(folder);
    const found = await readList(chunksOf(copy.join('\n'), 65_536), matcher, set, SIGNAL);
    set.keep();
    const { names: count, added, removed } = found.changes ?? { names: -1, added: -1, removed: -1 };
    const hosts = (verdicts: typeof found.news): string[] => verdicts.map((verdict) => verdict.host).toSorted();
    return { count, added, removed, news: hosts(found.news), standing: hosts(found.standing) };
  }

  it('shows what is new against the copy before, and nothing as new the first time', async () => {
    expect(await read(['a.example', 'acme-okta.com', 'a.example'])).toEqual({
      count: 2,
      added: 2,
      removed: 0,
      news: [],
      standing: ['acme-okta.com'],
    });
    expect(await read(['acme-okta.com', 'acme-sso.net', 'b.example'])).toEqual({
      count: 3,
      added: 2,
      removed: 1,
      news: ['acme-sso.net'],
      standing: ['acme-okta.com'],
    });
  });

  it('shows what is new in a copy that shares nothing with the one before', async () => {
    await read(['a.example', 'b.example']);
    expect(await read(['acme-okta.com', 'c.example'])).toMatchObject({ news: ['acme-okta.com'], standing: [] });
  });

  it('keeps the gravest name of a domain, whichever comes first', async () => {
    await read(['a.example']);
    const { news } = await read(['a.example', 'acme.nl', 'acme-okta.acme.nl', 'acme-sso.acme.be', 'acme.be']);
    expect(news).toEqual(['acme-okta.acme.nl', 'acme-sso.acme.be']);
  });

  it('is compared with the copy before although the program died while one took the place of the other', async () => {
    await read(['a.example', 'acme-okta.com']);
    // As a kill leaves it: the old copy is put aside, and the new one has not taken its place.
    renameSync(path.join(folder, 'names'), path.join(folder, 'names.before'));
    mkdirSync(path.join(folder, 'names.next'));
    const { added, news, standing } = await read(['a.example', 'acme-okta.com', 'acme-sso.net']);
    expect({ added, news, standing }).toEqual({ added: 1, news: ['acme-sso.net'], standing: ['acme-okta.com'] });
    expect(readdirSync(folder)).toEqual(['names']);
  });

  it('counts as sets do', async () => {
    const copies = fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 300 }), { maxLength: 200 }), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(copies, async (given) => {
        rmSync(folder, { recursive: true, force: true });
        let before = new Set<number>();
        for (const copy of given) {
          const { count, added, removed } = await read(copy.map((i) => `host${i}.example`));
          const now = new Set(copy);
          expect([count, added, removed]).toEqual([now.size, without(now, before), without(before, now)]);
          before = now;
        }
      }),
      { numRuns: 20 },
    );
  });

  it('takes a million names without another name passing for one of them', async () => {
    const hashes = new Set<number>();
    for (let i = 0; i < 300_000; i += 1) hashes.add(nameHash(`a${i}.example`)).add(nameHash(`${i}.com`));
    expect(hashes.size).toBe(600_000);
  });
});
