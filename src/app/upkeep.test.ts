import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startApp, type App } from '../app.ts';
import { openStores } from './store.ts';
import { startUpkeep } from './upkeep.ts';
import { Activity } from '../platform/clock/activity.ts';
import { VirtualClock } from '../platform/clock/virtual-clock.ts';
import { loadConfig, type LoadedConfig } from '../platform/config/load-config.ts';
import { Loops } from '../platform/jobs/loops.ts';
import { silentLog } from '../platform/log/log.ts';
import { createLive } from '../platform/live/create-live.ts';
import { createMetrics } from '../platform/metrics/metrics.ts';
import { createOutbox } from '../platform/outbox/create-outbox.ts';

const T = Date.UTC(2026, 10, 20, 9);
let folder: string;
let watchdog: Server;
let beats: number;
let config: LoadedConfig;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'breakwater-upkeep-'));
  beats = 0;
  watchdog = createServer((_request, response) => {
    beats += 1;
    response.end('ok');
  });
  await new Promise<void>((resolve) => watchdog.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(watchdog.address() as AddressInfo).port}/beat`;
  config = loadConfig({
    cwd: folder,
    env: {},
    overrides: {
      listen: { host: '127.0.0.1', port: 0 },
      dataDir: folder,
      keyFile: path.join(folder, 'key'),
      heartbeat: { url, everyMs: 60_000 },
    },
  });
});
afterEach(() => {
  watchdog.close();
  rmSync(folder, { recursive: true });
});

describe('heartbeat', () => {
  it('is called while all is well, and no more once the program has stopped', async () => {
    const activity = new Activity();
    const clock = new VirtualClock(T, [activity]);
    const app: App = await startApp({
      config,
      cwd: folder,
      version: '0.0.0-test',
      log: silentLog,
      env: {},
      clock,
      activity,
    });
    await clock.advanceTo(T + 3 * 60_000 + 1);
    // None at the very start: the loops did not turn yet.
    expect(beats).toBe(3);
    await app.stop();
    await clock.advanceTo(T + 10 * 60_000);
    expect(beats).toBe(3);
  });

  it('is withheld while nothing can be stored, and goes on afterwards', async () => {
    const activity = new Activity();
    const clock = new VirtualClock(T, [activity]);
    const stores = await openStores({ config, cwd: folder, env: {}, version: '0.0.0-test', clock, log: silentLog });
    const upkeep = new Loops(clock, activity, silentLog);
    const outbox = createOutbox({ db: stores.db, clock, log: silentLog, held: () => false });
    let failing: string[] = [];
    const spaces = { loopNames: () => ['live/identity.judge'], failingLoops: () => failing };
    stores.gate.addProbe('test', () => Promise.reject(new Error('still full')));
    startUpkeep({
      upkeep,
      offline: false,
      settings: config.config,
      outbox,
      metrics: createMetrics(),
      spaces,
      stores,
      clock,
      log: silentLog,
      live: createLive({ db: stores.db, clock }),
      identity: { forgetUnseen: () => Promise.resolve(0) },
    });
    await clock.advanceTo(T + 60_001);
    const before = beats;
    stores.gate.enterReadOnly('the disk is full');
    await clock.advanceTo(T + 5 * 60_000);
    expect([before, beats]).toEqual([2, 2]);
    stores.gate.removeProbe('test');
    await clock.advanceTo(T + 7 * 60_000);
    expect(beats).toBeGreaterThan(2);
    // Nor while judging gets nowhere; a source that is away is told elsewhere, and a rehearsal is nobody's watch.
    failing = ['live/identity.judge'];
    const atFault = beats;
    await clock.advanceTo(T + 10 * 60_000);
    expect(beats).toBe(atFault);
    failing = ['live/identity.collect.okta', 'rehearsal/identity.judge'];
    await clock.advanceTo(T + 12 * 60_000);
    expect(beats).toBeGreaterThan(atFault);
    await upkeep.stopAll();
    await stores.close();
  });
});
