import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/base/errors.ts';
import { mountSmallDisk } from '../../src/platform/store/test-disk.ts';
import { exportedAttack, ndjson } from '../cli/acme-log.ts';
import { START_MS, startRealApp } from './real-app.ts';

/** More than the free space from which writing goes on. */
const DISK_MIB = 96;

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

describe('a full disk', () => {
  it('means reading only, said where people look, and ends by itself when there is room again', async (context) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'breakwater-full-disk-'));
    cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
    const disk = mountSmallDisk(folder, DISK_MIB);
    if (disk === null) return context.skip();
    cleanups.push(() => disk.unmount());
    const real = await startRealApp({ dataDir: path.join(disk.path, 'data') });
    cleanups.push(() => real.close());
    const { client } = real;
    const records = await exportedAttack(START_MS - 3_600_000);
    const half = Math.floor(records.length / 2);
    const ingest = (some: readonly unknown[]): ReturnType<typeof client.ingest> =>
      client.ingest({ params: { format: 'okta' }, body: ndjson(some) });
    const ready = async (): Promise<number> => (await fetch(`${real.app.localUrl}/readyz`)).status;

    expect(await ingest(records.slice(0, half))).toMatchObject({ accepted: half, rejected: 0 });
    await real.pass(10_000);
    expect((await client.getOverview({})).store).toMatchObject({ mode: 'ok' });
    expect(await ready()).toBe(200);
    const before = await client.getOverview({});

    disk.fill();
    const refused = await ingest(records.slice(half)).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(refused).toBeInstanceOf(AppError);
    expect(refused).toMatchObject({ code: 'store.read_only', status: 503, retryable: true });
    await real.pass(30_000);

    // Everything that is kept can still be read, and says what is the matter.
    const full = await client.getOverview({});
    expect(full.store).toMatchObject({ mode: 'read-only', reason: expect.stringMatching(/\S/) });
    expect(full.last24h.events).toBe(before.last24h.events);
    expect((await client.listSources({})).items.length).toBeGreaterThan(0);
    await client.listIncidents({ query: {} });
    expect(await ready()).toBe(503);
    expect((await fetch(`${real.app.localUrl}/healthz`)).status).toBe(200);
    const { checks } = await client.runDoctor({}).catch((thrown: unknown) => {
      // The doctor's own entry in the audit log cannot be written: then it does not work, and says why.
      expect(thrown).toMatchObject({ code: 'store.read_only' });
      return { checks: [] };
    });
    for (const check of checks.filter(({ id }) => id === 'store')) expect(check.state).toBe('failed');

    disk.empty();
    await real.pass(15_000);
    expect((await client.getOverview({})).store).toMatchObject({ mode: 'ok', reason: null });
    expect(await ready()).toBe(200);
    // Who was refused sends it all again: what had been kept is not doubled, the rest is judged.
    const again = await ingest(records);
    expect(again.accepted + again.duplicates).toBe(records.length);
    expect(again.duplicates).toBeGreaterThanOrEqual(half);
    await real.pass(60_000);
    expect((await client.getOverview({})).openIncidents).toBe(1);
  });
});
