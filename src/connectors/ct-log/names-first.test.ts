import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { corpusDir } from '../../engines/ct/test-corpus.ts';
import { parsePosition } from './position.ts';
import { drain, openTestLog, sorted, START_MS, type TestLog, upTo } from './test-log.ts';

const corpus = corpusDir();
const never = new AbortController().signal;
let t: TestLog;

beforeEach(async () => {
  t = await openTestLog();
});
afterEach(() => t.close());

const asked = (prefix: string): string[] => t.server.asked.filter((path) => path.startsWith(prefix));

describe('entries told from a names tile', () => {
  it('come at once, unverified, and are confirmed from the data tile when they are old', async () => {
    t.grow(3);
    const one = t.reader();
    const first = await one.readNext(null, never);
    expect(first.entries.map((entry) => [entry.leafIndex, entry.names, entry.verified])).toEqual([
      [0, ['host-0.example'], false],
      [1, ['host-1.example'], false],
      [2, ['host-2.example'], false],
    ]);
    expect(first).toMatchObject({ confirmed: [], unproven: 3, behindBy: 0, more: false });
    expect(asked('tile/data')).toEqual([]);

    t.clock.advance(119_000);
    expect((await one.readNext(first.position, never)).confirmed).toEqual([]);
    t.clock.advance(1_000);
    const proven = await one.readNext(first.position, never);
    expect(proven.entries).toEqual([]);
    expect(proven.confirmed.map((entry) => [entry.names, entry.verified])).toEqual([
      [['host-0.example'], true],
      [['host-1.example'], true],
      [['host-2.example'], true],
    ]);
    expect(proven).toMatchObject({ unproven: 0, warning: null, suspect: null });
  });

  it('are confirmed as soon as their tile is full, and no partial data tile is fetched for it', async () => {
    t.grow(200);
    const one = t.reader();
    let { last } = await drain(one, null);
    t.grow(100);
    const rest = await drain(one, last.position);
    ({ last } = rest);
    expect(rest.told).toEqual(upTo(300, 200));
    expect(rest.confirmed).toEqual(upTo(256));
    expect(last).toMatchObject({ unproven: 44, behindBy: 0 });
    expect(asked('tile/data')).toEqual(['tile/data/000']);
    t.server.forget();
    t.clock.advance(5_000);
    await drain(one, last.position);
    expect(t.server.asked).toEqual(['checkpoint']);
  });

  it('are told once and confirmed once whatever dies, also by a reader that is made anew for each read', async () => {
    let position: string | null = null;
    const told: number[] = [];
    const confirmed: number[] = [];
    for (const count of [1, 255, 300, 0, 513, 2]) {
      t.grow(count);
      t.clock.advance(60_000);
      for (let reads = 0; reads < 4; reads += 1) {
        const batch = await t.reader().readNext(position, never);
        told.push(...batch.entries.map((entry) => entry.leafIndex));
        confirmed.push(...batch.confirmed.map((entry) => entry.leafIndex));
        expect(batch.warnings).toEqual([]);
        ({ position } = batch);
      }
    }
    t.clock.advance(120_000);
    for (let reads = 0; reads < 4; reads += 1) {
      const batch = await t.reader().readNext(position, never);
      confirmed.push(...batch.confirmed.map((entry) => entry.leafIndex));
      ({ position } = batch);
    }
    expect(told).toEqual(upTo(t.log.size));
    expect(sorted(confirmed)).toEqual(upTo(t.log.size));
  });

  it('leave a position whose hashes give the root that the log signed', async () => {
    for (const count of [3, 400, 700]) {
      t.grow(count);
      const { last } = await drain(t.reader(), null);
      const { frontier, head } = parsePosition(last.position, JSON.parse(last.position).log);
      expect(frontier?.size).toBe(t.log.size);
      expect(Buffer.from(head.rootHash).equals(t.log.root(t.log.size))).toBe(true);
    }
  });
});

/** A names tile over the whole log, as an operator could make it up. */
function serveNames(line: (index: number) => string[]): void {
  t.server.answer((path) => {
    if (!path.startsWith('tile/names/')) return null;
    const lines = upTo(t.log.size).map((index) => JSON.stringify({ Timestamp: START_MS, DNS: line(index) }));
    return new Response(`${lines.join('\n')}\n`);
  });
}

describe('a names tile that lied', () => {
  it.each(['the same reader', 'a reader after a restart'])(
    'is found out by %s, told once, and not believed for a day',
    async (which) => {
      for (let i = 0; i < 4; i += 1) t.log.addCertificate({ names: [`host-${i}.example`] });
      t.log.publish();
      const honest = (index: number): string[] => [`host-${index}.example`];
      serveNames((index) =>
        index === 1 ? ['hidden.example'] : index === 2 ? [...honest(2), 'more.example'] : honest(index),
      );
      const one = t.reader();
      const first = await one.readNext(null, never);
      expect(first.entries[1]?.names).toEqual(['hidden.example']);
      t.clock.advance(130_000);
      const prover = which === 'the same reader' ? one : t.reader();
      const proven = await prover.readNext(first.position, never);
      expect(proven.confirmed[1]).toMatchObject({ names: ['host-1.example'], verified: true });
      expect(proven.warnings.map((warning) => [warning.code, warning.leafIndex])).toEqual([
        ['names_tile_differs', 1],
        ['names_tile_differs', 2],
      ]);
      expect(proven.suspect).toMatchObject({
        code: 'ct_log.names_tile_differs',
        message: expect.stringContaining('host-1.example'),
      });

      t.grow(2);
      const next = await prover.readNext(proven.position, never);
      expect(next.entries.map((entry) => entry.verified)).toEqual([true, true]);
      expect(next.suspect).toBeNull();
      t.clock.advance(86_400_000);
      t.grow(1);
      const later = await prover.readNext(next.position, never);
      expect(later.entries.map((entry) => entry.verified)).toEqual([false]);
    },
  );
});

describe('a names tile that cannot be had', () => {
  it.each([
    ['is garbage', () => new Response('<html>'), 1],
    ['fails', () => new Response('', { status: 500 }), 1],
    ['is rate-limited', () => new Response('', { status: 429, headers: { 'retry-after': '120' } }), 1],
    ['is not there', () => new Response('', { status: 404 }), 0],
  ])('because it %s is made up for by the data tile in the same read', async (_how, answer, warnings) => {
    t.grow(3);
    t.server.answer((path) => (path.startsWith('tile/names/') ? answer() : null));
    const batch = await t.reader().readNext(null, never);
    expect(batch.entries.map((entry) => [entry.leafIndex, entry.verified])).toEqual([
      [0, true],
      [1, true],
      [2, true],
    ]);
    expect(batch.warnings.map((warning) => warning.code)).toEqual(Array(warnings).fill('names_tile_unreadable'));
    expect(batch.unproven).toBe(0);
  });
});

describe('a log far ahead of its reader', () => {
  it.each([true, false])(
    'is read newest first, the gap behind, each entry once (names tiles: %s)',
    async (namesTiles) => {
      await t.close();
      t = await openTestLog({ namesTiles });
      t.grow(10);
      const one = t.reader({ limits: { tilesPerRead: 1, jumpBehind: 600 } });
      const { last, told } = await drain(one, null);
      t.grow(2_000);
      const jumped = await one.readNext(last.position, never);
      expect(jumped.entries[0]?.leafIndex).toBe(1_536);
      expect(jumped.entries.at(-1)?.leafIndex).toBe(2_009);
      expect(jumped).toMatchObject({ gaps: [{ from: 10, to: 1_536 }], behindBy: 1_526, more: true });
      told.push(...jumped.entries.map((entry) => entry.leafIndex));

      // New ones still come first while the gap is filled, also by a reader made anew.
      t.grow(1);
      const newest = await t.reader().readNext(jumped.position, never);
      expect(newest.entries.map((entry) => entry.leafIndex)).toEqual([2_010]);
      told.push(2_010);
      const rest = await drain(one, newest.position);
      told.push(...rest.told);
      expect(rest.told[0]).toBeGreaterThanOrEqual(1_000);
      expect(rest.last).toMatchObject({ behindBy: 0, gaps: [] });
      expect(sorted(told)).toEqual(upTo(2_011));
      if (namesTiles) expect(rest.last.unproven).toBe(2_011 - 1_792);
    },
  );
});

describe.skipIf(corpus === null)('a real log', () => {
  it('has names tiles that agree with its certificates', async () => {
    await t.log.preloadTiles(corpus ?? '');
    t.log.publish();
    const { told, confirmed, batches } = await drain(t.reader(), null);
    expect(told).toEqual(upTo(1_024));
    expect(sorted(confirmed)).toEqual(upTo(1_024));
    expect(batches.flatMap((batch) => batch.warnings).filter((warning) => warning.code !== 'stale_head')).toEqual([]);
    const names = (which: 'entries' | 'confirmed'): string[][] =>
      batches
        .flatMap((batch) => batch[which])
        .toSorted((a, b) => a.leafIndex - b.leafIndex)
        .map((entry) => [String(entry.timestampMs), ...entry.names, ...entry.wildcards]);
    expect(names('entries')).toEqual(names('confirmed'));
  });
});
