import { connect } from 'node:net';
import { Hono } from 'hono';
import { expect, it } from 'vitest';
import { silentLog } from '../log/log.ts';
import type { EdgeEnv } from './edge.ts';
import { createHttpServer } from './http-server.ts';
import { startTestEdge } from './test-edge.ts';

const start = (app = new Hono<EdgeEnv>(), port = 0) =>
  createHttpServer({ hostname: '127.0.0.1', port, app, log: silentLog });

it('says who holds the port', async () => {
  const first = await start();
  try {
    await expect(start(new Hono<EdgeEnv>(), first.port)).rejects.toMatchObject({
      code: 'http.port_taken',
      message: expect.stringContaining(`Port ${first.port} is taken`),
      remedy: expect.stringContaining('--port'),
    });
  } finally {
    await first.stop(100);
  }
});

it.each([
  ['127.0.0.1', '127.0.0.1'],
  ['localhost', '127.0.0.1'],
  ['0.0.0.0', '127.0.0.1'],
])('names an address and not localhost to the programs of this machine (listening on %s)', async (hostname, host) => {
  const server = await createHttpServer({ hostname, port: 0, app: new Hono<EdgeEnv>(), log: silentLog });
  try {
    // Where localhost is ::1 first, the server listens there and says so.
    expect([`http://${host}:${server.port}`, `http://[::1]:${server.port}`]).toContain(server.localUrl);
    expect((await fetch(server.localUrl)).status).toBe(404);
  } finally {
    await server.stop(100);
  }
});

it('says what is wrong with an address or a certificate', async () => {
  const app = new Hono<EdgeEnv>();
  await expect(createHttpServer({ hostname: '203.0.113.1', port: 0, app, log: silentLog })).rejects.toMatchObject({
    code: 'http.address_unavailable',
  });
  const tls = { cert: 'nonsense', key: 'nonsense' };
  await expect(createHttpServer({ hostname: '127.0.0.1', port: 0, app, log: silentLog, tls })).rejects.toMatchObject({
    code: 'http.tls_unusable',
  });
});

it('lets calls under way finish, takes no new ones, and cuts what stays', async () => {
  const app = new Hono<EdgeEnv>();
  let release: () => void = () => undefined;
  app.get('/slow', async (c) => {
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    return c.text('finished');
  });
  app.get('/stuck', () => new Promise<Response>(() => undefined));
  const server = await start(app);
  const slow = fetch(`http://127.0.0.1:${server.port}/slow`);
  const stuck = fetch(`http://127.0.0.1:${server.port}/stuck`).then(
    () => 'answered',
    () => 'cut',
  );
  await new Promise((resolve) => setTimeout(resolve, 100));
  const stopped = server.stop(500);
  await expect(fetch(`http://127.0.0.1:${server.port}/slow`)).rejects.toThrow();
  release();
  expect(await (await slow).text()).toBe('finished');
  expect(await stuck).toBe('cut');
  await stopped;
});

it('refuses heads that are too large', async () => {
  const edge = await startTestEdge();
  try {
    const reply = await fetch(`${edge.url}/healthz`, { headers: { 'x-large': 'x'.repeat(20_000) } });
    expect(reply.status).toBe(431);
  } finally {
    await edge.stop();
  }
});

it.each([
  'GET / HTTP/1.1\r\n\r\n',
  'GET / HTTP/1.0\r\n\r\n',
  'POST /api/v1/auth/link HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  'GET\x00/ HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
  'GET http://localhost/healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
  'nonsense\r\n\r\n',
])('answers 400 to %j', async (text) => {
  const edge = await startTestEdge();
  try {
    const reply = await new Promise<string>((resolve, reject) => {
      const socket = connect(edge.port, '127.0.0.1', () => socket.write(text));
      let received = '';
      socket.on('data', (chunk) => {
        received += chunk.toString();
        socket.end();
      });
      socket.on('close', () => resolve(received));
      socket.on('error', reject);
    });
    expect(reply).toMatch(/^HTTP\/1\.1 400 /);
  } finally {
    await edge.stop();
  }
});
