import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseNamesTile } from '../../engines/ct/index.ts';
import { CORPUS_TILES, corpusDir, corpusTile } from '../../engines/ct/test-corpus.ts';
import { createCtLogSimulator, type CtLogSimulator } from '../../simulator/ct-log/ct-log-simulator.ts';
import { type CtLogBatch, createCtLogReader, type CtLogReader } from './ct-log-reader.ts';
import type { CtLogEntry } from './entry.ts';
import type { CtLogReaderOptions } from './reader-options.ts';
import { manualClock, serveTestLog, type TestLogServer, testEgress } from './test-log-server.ts';

const corpus = corpusDir();
const START_MS = Date.UTC(2026, 10, 21);
const ORIGIN = 'ct.acme.test/2026h2';

let clock: ReturnType<typeof manualClock>;
let log: CtLogSimulator;
let server: TestLogServer;

async function start(options: Partial<Parameters<typeof createCtLogSimulator>[0]> = {}): Promise<void> {
  clock = manualClock(START_MS);
  log = createCtLogSimulator({ origin: ORIGIN, clock, seed: 'reader', namesTiles: false, ...options });
  server = await serveTestLog(log.handler);
}

async function restart(options: Partial<Parameters<typeof createCtLogSimulator>[0]>): Promise<void> {
  await server.close();
  await start(options);
}

function reader(options: Partial<CtLogReaderOptions> = {}): CtLogReader {
  return createCtLogReader({
    monitoringUrl: server.url,
    origin: ORIGIN,
    publicKey: log.publicKeySpkiBase64,
    egress: testEgress(),
    ports: 'any',
    clock,
    userAgentContact: 'security@acme.test',
    startAt: 'beginning',
    ...options,
  });
}

const never = new AbortController().signal;

function grow(count: number): void {
  for (let i = 0; i < count; i += 1) {
    clock.advance(5);
    log.addCertificate({ names: honest(log.size) });
  }
  clock.advance(1_000);
  log.publish();
}

/** Reads until there is nothing more. */
async function drain(from: string | null, one: CtLogReader): Promise<{ entries: CtLogEntry[]; last: CtLogBatch }> {
  const entries: CtLogEntry[] = [];
  let position = from;
  for (;;) {
    const batch = await one.readNext(position, never);
    entries.push(...batch.entries);
    position = batch.position;
    if (batch.behindBy === 0) return { entries, last: batch };
  }
}

function namesAsked(): number {
  return server.asked.filter((path) => path.startsWith('tile/names/')).length;
}

/** What {@link grow} certifies. */
const honest = (index: number): string[] => [`host-${index}.example`, `*.wild-${index}.example`];

const indices = (entries: readonly CtLogEntry[]): number[] => entries.map((entry) => entry.leafIndex);
const upTo = (end: number, from = 0): number[] => Array.from({ length: end - from }, (_, i) => from + i);

beforeEach(() => start());
afterEach(() => server.close());

describe('reading a growing log over HTTP', () => {
  it('gives each certificate once, in order, with its names, issuer and time', async () => {
    log.addCertificate({ names: ['Acme-Okta.com', '*.acme-okta.com', 'acme-okta.com.'], issuer: 'Cheap CA X3' });
    log.publish();
    const batch = await reader().readNext(null, never);
    expect(batch).toMatchObject({ treeSize: 1, behindBy: 0, headAtMs: START_MS, warning: null, warnings: [] });
    expect(batch.entries).toEqual([
      {
        leafIndex: 0,
        timestampMs: START_MS,
        names: ['acme-okta.com'],
        wildcards: ['acme-okta.com'],
        verified: true,
        issuer: 'Cheap CA X3',
        precertificate: true,
        leafHash: Buffer.from(log.root(1)).toString('hex'),
      },
    ]);
  });

  it('has no gap and no double over many sizes, with a reader that is made anew each time', async () => {
    let position: string | null = null;
    const seen: CtLogEntry[] = [];
    for (const count of [1, 3, 250, 2, 1, 255, 0, 300, 256]) {
      grow(count);
      const { entries, last } = await drain(position, reader());
      seen.push(...entries);
      position = last.position;
      expect(last.treeSize).toBe(log.size);
    }
    expect(indices(seen)).toEqual(upTo(log.size));
    expect(seen.at(-1)?.names).toEqual([`host-${log.size - 1}.example`, `wild-${log.size - 1}.example`]);
  });

  it('gives the same entries and position again for the same position, as after a kill', async () => {
    grow(700);
    const first = await reader().readNext(null, never);
    const second = await reader().readNext(first.position, never);
    expect(await reader().readNext(null, never)).toEqual(first);
    expect(await reader().readNext(first.position, never)).toEqual(second);
    const same = reader();
    expect(await same.readNext(first.position, never)).toEqual(second);
    expect(await same.readNext(null, never)).toEqual(first);
  });

  it('catches up in bounded reads and says how far behind it is', async () => {
    grow(1_300);
    const one = reader({ limits: { tilesPerRead: 2 } });
    const first = await one.readNext(null, never);
    expect(first).toMatchObject({ treeSize: 1_300, behindBy: 1_300 - 512 });
    const second = await one.readNext(first.position, never);
    expect(indices(second.entries)).toEqual(upTo(1_024, 512));
    // Far behind, one checkpoint serves more than one read; after that it is asked for again.
    expect(server.asked.filter((path) => path === 'checkpoint')).toHaveLength(1);
    grow(1);
    const rest = await drain(second.position, one);
    expect(indices(rest.entries)).toEqual(upTo(1_301, 1_024));
  });

  it('gives nothing, and asks for nothing but the checkpoint, when nothing is new', async () => {
    grow(10);
    const one = reader();
    const { last } = await drain(null, one);
    server.forget();
    const batch = await one.readNext(last.position, never);
    expect(batch).toMatchObject({ entries: [], treeSize: 10, behindBy: 0 });
    expect(server.asked).toEqual(['checkpoint']);
    clock.advance(60_000);
    log.publish();
    const later = await one.readNext(batch.position, never);
    expect(later).toMatchObject({ entries: [], headAtMs: clock.now() });
  });

  it('reads an empty log and the first certificate after it', async () => {
    const one = reader();
    const empty = await one.readNext(null, never);
    expect(empty).toMatchObject({ entries: [], treeSize: 0, behindBy: 0 });
    grow(1);
    expect(indices((await one.readNext(empty.position, never)).entries)).toEqual([0]);
  });

  it('begins at the head, or a little before it, unless told otherwise', async () => {
    grow(300);
    const atHead = reader({ startAt: 'head' });
    const first = await atHead.readNext(null, never);
    expect(first).toMatchObject({ entries: [], treeSize: 300, behindBy: 0 });
    grow(2);
    expect(indices((await atHead.readNext(first.position, never)).entries)).toEqual([300, 301]);
    const lookingBack = reader({ startAt: 'head', lookBackEntries: 60 });
    expect(indices((await lookingBack.readNext(null, never)).entries)).toEqual(upTo(302, 242));
    const furtherThanThereIs = reader({ startAt: 'head', lookBackEntries: 5_000 });
    expect(indices((await furtherThanThereIs.readNext(null, never)).entries)).toEqual(upTo(302));
  });

  it('takes the full tile where a partial one is gone', async () => {
    await restart({ dropPartials: true });
    grow(20);
    const { last } = await drain(null, reader());
    grow(300);
    // What the log had when its checkpoint was fetched may be gone when its tiles are: serve the older checkpoint.
    const older = log.signCheckpoint({ size: 30, rootHash: log.root(30), timestampMs: clock.now() });
    server.answer((path) => (path === 'checkpoint' ? new Response(older) : null));
    const batch = await reader().readNext(last.position, never);
    expect(indices(batch.entries)).toEqual(upTo(30, 20));
    expect(server.asked).toContain('tile/data/000.p/30');
    expect(server.asked).toContain('tile/data/000');
    expect(server.asked).toContain('tile/0/000');
  });

  it.each(['none', 'gzip', 'bare'] as const)('reads tiles with compression %s', async (compression) => {
    await restart({ compression });
    grow(300);
    const { entries, last } = await drain(null, reader());
    expect(indices(entries)).toEqual(upTo(300));
    expect(last.warningCount).toBe(0);
  });

  it('unpacks checkpoints and hash tiles that come as bare gzip', async () => {
    grow(300);
    server.answer(async (path) => {
      if (!path.startsWith('tile/0') && !path.startsWith('tile/1') && path !== 'checkpoint') return null;
      const response = await log.handler(new Request(`http://log.test/${path}`));
      return new Response(new Uint8Array(gzipSync(await response.arrayBuffer())));
    });
    expect(indices((await drain(null, reader())).entries)).toEqual(upTo(300));
  });

  it('carries a contact in its User-Agent', async () => {
    await reader().readNext(null, never);
    expect(server.lastHeaders['user-agent']).toBe('Breakwater certificate reader (security@acme.test)');
  });

  it('asks a log without names tiles for them once in ten minutes, and reads the same', async () => {
    const one = reader();
    grow(256);
    let { last } = await drain(null, one);
    expect(last.warningCount).toBe(0);
    expect(namesAsked()).toBe(1);
    grow(256);
    ({ last } = await drain(last.position, one));
    expect(namesAsked()).toBe(1);
    clock.advance(600_000);
    grow(256);
    const after = await drain(last.position, one);
    expect(namesAsked()).toBe(2);
    expect(indices(after.entries)).toEqual(upTo(768, 512));
  });

  it('stops with the reason of its signal', async () => {
    grow(300);
    server.answer((path) => (path.startsWith('tile/data') ? 'hang' : null));
    const stop = new AbortController();
    const reading = reader().readNext(null, stop.signal);
    setTimeout(() => stop.abort(new Error('closing down')), 20);
    await expect(reading).rejects.toThrow('closing down');
    await expect(reader().readNext(null, AbortSignal.abort(new Error('never began')))).rejects.toThrow('never began');
  });
});

it('gives a certificate that cannot be read as an entry without names, and says so', async () => {
  grow(1);
  log.addCertificate({ names: ['bad name.example', 'ok.example'] });
  log.publish();
  const batch = await reader().readNext(null, never);
  expect(batch.entries[1]?.names).toEqual(['ok.example']);
  expect(batch.warnings).toMatchObject([{ code: 'names_left_out', leafIndex: 1 }]);
});

describe.skipIf(corpus === null)('reading the tiles of a real log over HTTP', () => {
  it('gives the names of all its certificates, proven and in order, across a partial tile', async () => {
    await log.preloadTiles(corpus ?? '');
    log.publish({ upTo: 778 });
    const one = reader();
    const first = await drain(null, one);
    expect(indices(first.entries)).toEqual(upTo(778));
    log.publish();
    const second = await drain(first.last.position, one);
    const entries = [...first.entries, ...second.entries];
    expect(indices(entries)).toEqual(upTo(1_024));
    expect([first.last.warningCount, second.last.warningCount]).toEqual([0, 0]);

    for (const { index, width } of CORPUS_TILES) {
      const tile = parseNamesTile(corpusTile(corpus ?? '', 'names', index, width), index, width);
      if (!tile.ok) throw new Error(tile.reason);
      for (const expected of tile.entries) {
        const entry = entries[expected.leafIndex];
        expect(entry?.names).toEqual([...new Set(expected.names.map((name) => name.host))]);
        expect(entry?.timestampMs).toBe(expected.timestampMs);
      }
    }
  });

  it('serves and proves the recorded hash tiles', async () => {
    await log.preloadTiles(corpus ?? '');
    log.publish({ upTo: 778 });
    log.publish();
    for (const { index, width } of CORPUS_TILES) {
      const path = `tile/0/00${index}${width === 256 ? '' : `.p/${width}`}`;
      const served = await (await fetch(`${server.url}${path}`)).bytes();
      expect(Buffer.from(served).equals(corpusTile(corpus ?? '', 0, index, width))).toBe(true);
    }
  });
});
