import { flushCompileCache } from 'node:module';
import { startApp, type App } from '../../src/app.ts';
import { errorText } from '../../src/base/errors.ts';
import { loadConfig } from '../../src/platform/config/load-config.ts';
import type { Log } from '../../src/platform/log/log.ts';

/** What the parent says: where to run and with which configuration, or to stop. */
export type ToWatcher = { folder: string; overrides: Record<string, unknown> } | 'stop';

/** What it answers; memory unasked, every second. */
export type FromWatcher =
  | { kind: 'started'; localUrl: string; token: string }
  | { kind: 'stopped' }
  | { kind: 'fault'; text: string }
  | { kind: 'memory'; memory: Memory; cpuMs: number };

/** Where its memory lies, megabytes; `buffers` are within `external`, and neither is heap. */
export interface Memory {
  rssMb: number;
  heapMb: number;
  usedMb: number;
  externalMb: number;
  buffersMb: number;
}

const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (fields, message) => process.stderr.write(`${message} ${JSON.stringify(fields)}\n`),
  child: () => silent,
};

/** Breakwater as in production, in real time, in a process that can be killed and whose memory is its own. */
let app: App | null = null;

function answer(message: FromWatcher): void {
  process.send?.(message);
}

function readMemory(): Memory {
  const { rss, heapTotal, heapUsed, external, arrayBuffers } = process.memoryUsage();
  const [rssMb = 0, heapMb = 0, usedMb = 0, externalMb = 0, buffersMb = 0] = [
    rss,
    heapTotal,
    heapUsed,
    external,
    arrayBuffers,
  ].map((bytes) => bytes / 1_048_576);
  return { rssMb, heapMb, usedMb, externalMb, buffersMb };
}

async function obey(order: ToWatcher): Promise<FromWatcher> {
  if (order === 'stop') {
    await app?.stop();
    return { kind: 'stopped' };
  }
  const config = loadConfig({ cwd: order.folder, env: {}, overrides: order.overrides });
  app = await startApp({ config, cwd: order.folder, version: '0.0.0-test', log: silent, env: {} });
  // A killed process leaves what it compiled to the next one only if that was written by then.
  flushCompileCache();
  setInterval(() => {
    const { user, system } = process.cpuUsage();
    answer({ kind: 'memory', memory: readMemory(), cpuMs: (user + system) / 1000 });
  }, 1000).unref();
  return { kind: 'started', localUrl: app.localUrl, token: app.operatorToken };
}

async function serve(order: ToWatcher): Promise<void> {
  try {
    answer(await obey(order));
    if (order === 'stop') process.disconnect?.();
  } catch (thrown) {
    answer({ kind: 'fault', text: (thrown instanceof Error ? thrown.stack : null) ?? errorText(thrown) });
  }
}

process.on('message', (order: ToWatcher) => void serve(order));
// A parent that is gone stops nobody any more.
process.on('disconnect', () => process.exit(0));
