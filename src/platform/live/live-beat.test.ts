import { expect, it } from 'vitest';
import type { Actor } from '../http/context.ts';
import type { Permission } from '../../base/permissions.ts';
import { Activity } from '../clock/activity.ts';
import { VirtualClock } from '../clock/virtual-clock.ts';
import { createEdgeApp } from '../http/create-edge-app.ts';
import { createHttpServer } from '../http/http-server.ts';
import { startTestEdge } from '../http/test-edge.ts';
import { silentLog } from '../log/log.ts';
import { serveLive } from './serve-live.ts';
import { openStream } from './test-stream.ts';

it('beats, and notices within a beat what another process has ended or taken away', async () => {
  const test = await startTestEdge();
  const clock = new VirtualClock(0, [new Activity()]);
  let actor: Actor | null = {
    kind: 'account',
    id: 'a1',
    name: 'A',
    role: 'viewer',
    permissions: new Set<Permission>(['incidents:read']),
    freshUntilMs: null,
    sessionId: 's1',
  };
  const authenticator = {
    identify: async () => ({ actor, byToken: true }),
    refresh: async () => actor,
    admit: async () => undefined,
  };
  const edge = { ...test.edge, clock, authenticator };
  const app = createEdgeApp(edge);
  const hub = serveLive(app, edge, test.live);
  const server = await createHttpServer({ hostname: '127.0.0.1', port: 0, app, log: silentLog });
  const stream = await openStream(server.port, { host: 'localhost', 'sec-fetch-site': 'same-origin' });
  try {
    await stream.next();
    await clock.advanceTo(15_000);
    actor = { ...actor, permissions: new Set() };
    await clock.advanceTo(30_000);
    await test.db.transaction((tx) => test.live.publish(tx, 'live', 'incident', 'no longer allowed'));
    await clock.advanceTo(45_000);
    actor = null;
    await clock.advanceTo(60_000);
    expect((await stream.next()).event).toBe('ended');
    await stream.closed;
    expect(hub.open).toBe(0);
  } finally {
    stream.end();
    hub.stop();
    await server.stop(100);
    await test.stop();
  }
});
