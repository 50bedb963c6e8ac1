import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { apis } from '../../src/app/apis.ts';
import { startApp, type App } from '../../src/app.ts';
import { Activity } from '../../src/platform/clock/activity.ts';
import { VirtualClock } from '../../src/platform/clock/virtual-clock.ts';
import { loadConfig } from '../../src/platform/config/load-config.ts';
import { createClient, type Client } from '../../src/platform/http/client.ts';
import { silentLog, type Log } from '../../src/platform/log/log.ts';
import type { SourceWire } from '../../src/platform/sources/api.ts';

export const START_MS = Date.UTC(2026, 10, 17, 9);

/** The whole program in this process, in virtual time, with what a test sets in its configuration. */
export interface RealApp {
  app: App;
  clock: VirtualClock;
  activity: Activity;
  folder: string;
  /** The operator of the machine. */
  client: Client<typeof apis>;
  /** Lets time pass. */
  pass(byMs: number): Promise<void>;
  source(kind: SourceWire['kind']): Promise<SourceWire>;
  close(): Promise<void>;
}

export interface RealAppOptions {
  /** What breakwater.yaml would say. */
  config?: Readonly<Record<string, unknown>>;
  env?: Readonly<Record<string, string>>;
  clock?: VirtualClock;
  activity?: Activity;
  /** Default: a new folder. */
  dataDir?: string;
  /** Default: silence. */
  log?: Log;
}

/** Starts the program on a folder of its own and any free port. */
export async function startRealApp(options: RealAppOptions = {}): Promise<RealApp> {
  const folder = mkdtempSync(path.join(tmpdir(), 'breakwater-bad-input-'));
  const activity = options.activity ?? new Activity();
  const clock = options.clock ?? new VirtualClock(START_MS, [activity]);
  const env = options.env ?? {};
  const config = loadConfig({
    cwd: folder,
    env,
    overrides: {
      listen: { host: '127.0.0.1', port: 0 },
      dataDir: options.dataDir ?? path.join(folder, 'data'),
      keyFile: path.join(folder, 'key'),
      ...options.config,
    },
  });
  const app = await startApp({
    config,
    cwd: folder,
    version: '0.0.0-test',
    log: options.log ?? silentLog,
    env,
    clock,
    activity,
  });
  const client = createClient(apis, { baseUrl: app.localUrl, token: app.operatorToken });
  return {
    app,
    clock,
    activity,
    folder,
    client,
    pass: (byMs) => clock.advanceTo(clock.now() + byMs),
    async source(kind) {
      const { items } = await client.listSources({});
      const found = items.find((source) => source.kind === kind);
      if (found === undefined) throw new Error(`there is no ${kind} source`);
      return found;
    },
    async close() {
      await app.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
