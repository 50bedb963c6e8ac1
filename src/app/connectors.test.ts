import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createConnectors, type LogAddress } from './connectors.ts';
import { systemClock } from '../base/clock.ts';
import { openTestLog, type TestLog } from '../connectors/ct-log/test-log.ts';
import { refusal } from '../connectors/ct-log/test-log-server.ts';
import { loadConfig } from '../platform/config/load-config.ts';
import { silentLog } from '../platform/log/log.ts';

const never = new AbortController().signal;
let folder: string;
let t: TestLog;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'breakwater-connectors-'));
  t = await openTestLog();
  t.grow(3);
});
afterEach(async () => {
  await t.close();
  rmSync(folder, { recursive: true, force: true });
});

function connectors(overrides: Record<string, unknown> = {}) {
  return createConnectors(loadConfig({ cwd: folder, env: {}, overrides }), systemClock, silentLog);
}

function address(kind: 'static-ct' | 'rfc6962', more: Partial<LogAddress> = {}): LogAddress {
  const { origin, publicKeySpkiBase64: publicKey } = t.log;
  const log = { kind, origin, publicKey, monitoringUrl: t.server.url, startAt: 'beginning', clock: t.clock } as const;
  return { ...log, isTrusted: false, ...more };
}

describe.each(['static-ct', 'rfc6962'] as const)('a certificate log (%s) on this machine', (kind) => {
  it('is read where the configuration names it', async () => {
    const page = await connectors()
      .openReader(address(kind, { isTrusted: true }))
      .readNext(null, never);
    expect(page.entries).toHaveLength(3);
  });

  it('is refused where a list or the console names it, by number and by name', async () => {
    const { port } = new URL(t.server.url);
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '169.254.169.254', '10.0.0.1']) {
      for (const monitoringUrl of [`http://${host}:${port}/`, `http://${host}:8080/`]) {
        const one = connectors().openReader(address(kind, { monitoringUrl }));
        expect(await refusal(one.readNext(null, never))).toMatchObject({ code: 'ct_log.refused_address' });
        const asked = connectors().readLogSize(address(kind, { monitoringUrl }), never);
        expect(await refusal(asked)).toMatchObject({ code: 'ct_log.refused_address' });
      }
    }
    expect(t.server.asked).toEqual([]);
  });

  it('is read from a network that the configuration opens for lists and the console, by its address only', async () => {
    const { port } = new URL(t.server.url);
    const way = connectors({ certificateLogNetworks: ['127.0.0.1/32'] });
    const open = address(kind, { monitoringUrl: `http://127.0.0.1:${port}/` });
    expect((await way.openReader(open).readNext(null, never)).entries).toHaveLength(3);
    expect(await way.readLogSize(open, never)).toMatchObject({ treeSize: 3 });
    const asked = t.server.asked.length;
    for (const host of ['127.0.0.2', 'localhost', '[::1]']) {
      const other = way.openReader(address(kind, { monitoringUrl: `http://${host}:${port}/` }));
      expect(await refusal(other.readNext(null, never))).toMatchObject({ code: 'ct_log.refused_address' });
    }
    expect(t.server.asked).toHaveLength(asked);
  });
});

describe('behind a proxy', () => {
  let proxy: Server;
  let wanted: string[];
  beforeEach(async () => {
    wanted = [];
    proxy = createServer().on('connect', (request, socket: Socket) => {
      wanted.push(request.url ?? '');
      socket.on('error', () => undefined);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise((resolve) => proxy.close(resolve)));

  it('public logs go through it, those inside directly, and no more than before', async () => {
    const { port } = proxy.address() as AddressInfo;
    const way = connectors({ certificateLogProxy: { url: `http://127.0.0.1:${port}` } });
    const outside = address('static-ct', { monitoringUrl: 'http://8.8.8.8/' });
    expect(await refusal(way.openReader(outside).readNext(null, never))).toMatchObject({ code: 'ct_log.unreachable' });
    expect(wanted).toEqual(['8.8.8.8:80']);
    const page = await way.openReader(address('static-ct', { isTrusted: true })).readNext(null, never);
    expect(page.entries).toHaveLength(3);
    const inside = way.openReader(address('static-ct')).readNext(null, never);
    expect(await refusal(inside)).toMatchObject({ code: 'ct_log.refused_address' });
    expect(wanted).toHaveLength(1);
  });
});
