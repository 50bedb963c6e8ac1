import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../platform/log/log.ts';
import { type ArchivedEntry, packNames, unpackNames } from './name-blocks.ts';
import { NameArchive } from './name-archive.ts';
import { createRecentNames } from './recent-names.ts';

const AT = Date.UTC(2026, 10, 22, 14, 5);
const HOUR_MS = 3_600_000;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'breakwater-names-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const entry = (leafIndex: number, ...names: string[]) => ({
  leafIndex,
  timestampMs: AT - leafIndex,
  names,
  verified: true,
});

async function everything(archive: NameArchive): Promise<ArchivedEntry[]> {
  const entries: ArchivedEntry[] = [];
  let place = { hour: '', offsetBytes: 0 };
  for (;;) {
    const block = await archive.read(place);
    if (block === null) return entries;
    entries.push(...block.entries);
    place = block.next;
  }
}

describe('a block of names', () => {
  const names = fc.array(fc.domain(), { minLength: 1, maxLength: 5 });
  const entries = fc.array(
    fc.record({
      sourceId: fc.constantFrom('ct-log:a', 'ct-log:b'),
      leafIndex: fc.nat({ max: 2 ** 40 }),
      timestampMs: fc.integer({ min: 0, max: 2 ** 42 }),
      names,
    }),
    { minLength: 1, maxLength: 50 },
  );

  it('gives back what was put in', () => {
    fc.assert(
      fc.property(entries, (given) => {
        expect(unpackNames(packNames(given))).toEqual(given);
      }),
    );
  });

  it('is known to be damaged wherever a byte of it changes', () => {
    const block = packNames([{ sourceId: 'a', leafIndex: 1, timestampMs: AT, names: ['a.example'] }]);
    for (let at = 16; at < block.length; at += 1) {
      const broken = Buffer.from(block);
      broken[at] = (broken[at] ?? 0) ^ 0x10;
      expect(unpackNames(broken), `byte ${at}`).toBeNull();
    }
  });
});

describe('the archive of names seen', () => {
  it('keeps each name once, across restarts and hours', async () => {
    const archive = new NameArchive(folder, 1e9, silentLog);
    await archive.add('log-a', [entry(1, 'a.example', 'b.example'), entry(2, 'a.example')], AT);
    await archive.add('log-b', [entry(9, 'b.example', 'c.example')], AT);
    await archive.flush(AT);
    const again = new NameArchive(folder, 1e9, silentLog);
    await again.add('log-a', [entry(3, 'd.example')], AT + HOUR_MS);
    await again.flush(AT + HOUR_MS);
    expect(again.hours().map(({ hour }) => hour)).toEqual(['2026-11-22T14', '2026-11-22T15']);
    expect((await everything(again)).map(({ sourceId, leafIndex, names }) => [sourceId, leafIndex, names])).toEqual([
      ['log-a', 1, ['a.example', 'b.example']],
      ['log-b', 9, ['c.example']],
      ['log-a', 3, ['d.example']],
    ]);
  });

  it('goes on behind what a kill cut off, and passes over a block that rotted', async () => {
    const write = async (name: string) => {
      const archive = new NameArchive(folder, 1e9, silentLog);
      await archive.add('log', [entry(1, name)], AT);
      await archive.flush(AT);
    };
    await write('one.example');
    const file = path.join(folder, '2026-11-22T14.names');
    const whole = statSync(file).size;
    appendFileSync(file, readFileSync(file).subarray(0, whole - 3));
    await write('two.example');
    await write('three.example');
    const bytes = readFileSync(file);
    bytes[whole + 20] = (bytes[whole + 20] ?? 0) ^ 0xff;
    writeFileSync(file, bytes);
    const archive = new NameArchive(folder, 1e9, silentLog);
    expect((await everything(archive)).map((one) => one.names[0])).toEqual(['one.example', 'three.example']);
  });

  it('removes the oldest hours when it is full', async () => {
    const archive = new NameArchive(folder, 1e9, silentLog);
    for (let hour = 0; hour < 6; hour += 1) {
      await archive.add('log', [entry(hour, `n${hour}.example`)], AT + hour * HOUR_MS);
      await archive.flush(AT + hour * HOUR_MS);
    }
    const [first] = archive.hours();
    await archive.resize((first?.sizeBytes ?? 0) * 3);
    expect(archive.hours().map(({ hour }) => hour.slice(-2))).toEqual(['17', '18', '19']);
    await archive.resize(0);
    expect(archive.hours()).toHaveLength(1);
  });

  it('writes a block when it is large, in bounded memory', async () => {
    const archive = new NameArchive(folder, 1e9, silentLog);
    for (let leaf = 0; leaf < 20_000; leaf += 1)
      await archive.add('log', [entry(leaf, `host-${leaf}.example.com`)], AT);
    expect(archive.hours()[0]?.sizeBytes).toBeGreaterThan(10_000);
    await archive.flush(AT);
    expect(await everything(archive)).toHaveLength(20_000);
  });

  it('never takes a new name for a known one', () => {
    const recent = createRecentNames(1 << 10);
    for (let i = 0; i < 50_000; i += 1) expect(recent.isNew(`host-${i}.example`)).toBe(true);
    expect(recent.isNew('host-49999.example')).toBe(false);
  });
});
