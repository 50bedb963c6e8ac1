import { rmSync } from 'node:fs';
import path from 'node:path';
import { apis } from '../../src/app/apis.ts';
import { startApp, type App } from '../../src/app.ts';
import { Activity } from '../../src/platform/clock/activity.ts';
import { VirtualClock } from '../../src/platform/clock/virtual-clock.ts';
import { loadConfig } from '../../src/platform/config/load-config.ts';
import { createClient, type Client } from '../../src/platform/http/client.ts';
import { TestBrowser } from '../../src/platform/http/test-edge.ts';
import type { Log } from '../../src/platform/log/log.ts';
import { makeTestFolder } from './test-folder.ts';

/** Far from today, so that a time that comes from the real clock is recognised wherever it was written. */
export const VIRTUAL_START_MS = Date.UTC(2029, 2, 14, 9);

export type ApiClient = Client<typeof apis>;

/** What the program said while it ran, from warnings on. */
export interface SaidLine {
  level: 'warn' | 'error';
  fields: Record<string, unknown>;
  message: string;
}

/** The whole of Breakwater in this process, in time that stands until it is advanced. */
export interface VirtualApp {
  app: App;
  clock: VirtualClock;
  /** What the clock waits for: a simulation beside the app counts its work here too. */
  activity: Activity;
  dataDir: string;
  /** Warnings and errors, in order. */
  said: SaidLine[];
  /** The operator of the machine, who may do everything but approve. */
  operator(space?: string): ApiClient;
  /** The person at this machine before anybody has a passkey: opens the one-time link. */
  firstPerson(): Promise<{ client(space?: string): ApiClient }>;
  /** Stops the program; the folder stays until {@link VirtualApp.removeFolder}. */
  stop(): Promise<void>;
  removeFolder(): void;
}

/** Starts the app on an empty folder, on any free port of this machine. @param startMs when it is, milliseconds UTC */
export async function startVirtualApp(startMs = VIRTUAL_START_MS): Promise<VirtualApp> {
  const dataDir = makeTestFolder('memory');
  const activity = new Activity();
  const clock = new VirtualClock(startMs, [activity]);
  const said: SaidLine[] = [];
  const config = loadConfig({
    cwd: dataDir,
    env: {},
    overrides: {
      listen: { host: '127.0.0.1', port: 0 },
      dataDir,
      keyFile: path.join(dataDir, 'sealing.key'),
      // What is simulated lies on this machine.
      certificateLogNetworks: ['127.0.0.0/8', '::1/128'],
    },
  });
  const app = await startApp({
    config,
    cwd: dataDir,
    version: '0.0.0-test',
    log: sayingLog(said),
    env: {},
    clock,
    activity,
    rehearsalClock: () => clock,
  });
  const clientOf = (space: string | undefined, token: string): ApiClient =>
    createClient(apis, { baseUrl: app.localUrl, token, ...(space === undefined ? {} : { space }) });
  return {
    app,
    clock,
    activity,
    dataDir,
    said,
    operator: (space) => clientOf(space, app.operatorToken),
    async firstPerson() {
      const browser = new TestBrowser(app.localUrl, app.url);
      const link = await app.firstLink();
      if (link === null) throw new Error('somebody has a passkey already');
      await browser.client(apis).exchangeLink({ body: { token: new URL(link).hash.slice(1) } });
      return { client: (space) => browser.client(apis, space) };
    },
    stop: () => app.stop(),
    removeFolder: () => rmSync(dataDir, { recursive: true, force: true }),
  };
}

function sayingLog(said: SaidLine[]): Log {
  const log: Log = {
    debug: () => undefined,
    info: () => undefined,
    warn: (fields, message) => void said.push({ level: 'warn', fields, message }),
    error: (fields, message) => void said.push({ level: 'error', fields, message }),
    child: () => log,
  };
  return log;
}
