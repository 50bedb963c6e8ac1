import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, it } from 'vitest';
import { createEgress, type Egress, type EgressRequest } from './egress.ts';

const never = new AbortController().signal;
const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
});

interface Served {
  port: number;
  server: Server;
  sockets: Socket[];
}

async function serve(listener: RequestListener): Promise<Served> {
  const server = createServer(listener);
  const sockets: Socket[] = [];
  server.on('connection', (socket: Socket) => void sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, server, sockets };
}

function way(resolve: (host: string) => string[] = () => ['127.0.0.1']): Egress {
  return createEgress({ resolve: async (host) => resolve(host), proxy: null, allow: [{ range: '127.0.0.0/8' }] });
}

async function get(egress: Egress, url: string, more: Partial<EgressRequest> = {}, signal = never): Promise<string> {
  const request = { url, maxBytes: 1_000_000, ports: 'any', keepAlive: true, timeoutMs: 4_000, ...more } as const;
  return Buffer.from((await egress.fetch(request, signal)).body).toString();
}

it('uses a connection again for the same host, packed or not, and for no other host', async () => {
  const { port, sockets } = await serve((request, reply) => {
    if (request.url === '/packed') reply.setHeader('content-encoding', 'gzip').end(gzipSync('packed'));
    else reply.end(request.url);
  });
  const egress = way();
  for (let time = 0; time < 5; time += 1)
    expect(await get(egress, `http://a.example:${port}/${time}`)).toBe(`/${time}`);
  expect(await get(egress, `http://a.example:${port}/packed`)).toBe('packed');
  expect(await get(egress, `http://a.example:${port}/5`)).toBe('/5');
  expect(sockets).toHaveLength(1);
  expect(await get(egress, `http://b.example:${port}/`)).toBe('/');
  expect(sockets).toHaveLength(2);
  // Another way out, which may have other rules, shares none of them.
  expect(await get(way(), `http://a.example:${port}/`)).toBe('/');
  expect(sockets).toHaveLength(3);
});

it('closes the connection unless it was asked to keep it', async () => {
  const { port, sockets } = await serve((_request, reply) => reply.end('x'));
  const egress = way();
  for (let time = 0; time < 2; time += 1) await get(egress, `http://a.example:${port}/`, { keepAlive: false });
  expect(sockets).toHaveLength(2);
});

it('asks again where the server closed the connection in the moment in which it was used', async () => {
  let asked = 0;
  const { port, sockets } = await serve((request, reply) => {
    asked += 1;
    if (asked % 2 === 0) request.socket.destroy();
    else reply.end('x');
  });
  const egress = way();
  // The second request meets a closed door on the kept connection, and is answered on a new one.
  expect([await get(egress, `http://a.example:${port}/`), await get(egress, `http://a.example:${port}/`)]).toEqual([
    'x',
    'x',
  ]);
  expect([asked, sockets.length]).toEqual([3, 2]);
});

it('does not ask again what failed on a connection of its own', async () => {
  let asked = 0;
  const { port } = await serve((request) => {
    asked += 1;
    request.socket.destroy();
  });
  await expect(get(way(), `http://a.example:${port}/`)).rejects.toMatchObject({ code: 'egress.unreachable' });
  expect(asked).toBe(1);
});

it('does not keep a connection whose answer was not read to its end', async () => {
  const { port, sockets } = await serve((request, reply) => {
    if (request.url === '/long') {
      reply.write(Buffer.alloc(100_000));
      return;
    }
    reply.end('x');
  });
  const egress = way();
  await expect(get(egress, `http://a.example:${port}/long`, { maxBytes: 10 })).rejects.toMatchObject({
    code: 'egress.too_large',
  });
  await expect(get(egress, `http://a.example:${port}/long`, { timeoutMs: 100 })).rejects.toMatchObject({
    code: 'egress.timeout',
  });
  const stop = new AbortController();
  const asked = get(egress, `http://a.example:${port}/long`, {}, stop.signal);
  setTimeout(() => stop.abort(new Error('enough')), 30);
  await expect(asked).rejects.toThrow('enough');
  const left = await egress.stream(
    { url: `http://a.example:${port}/long`, maxBytes: 1_000_000, ports: 'any', keepAlive: true },
    never,
  );
  await left.body[Symbol.asyncIterator]().return?.();
  await expect.poll(() => sockets.filter((socket) => socket.destroyed).length).toBe(4);
  expect(await get(egress, `http://a.example:${port}/`)).toBe('x');
  expect(sockets).toHaveLength(5);
});

it('ends one request without harm to the next on its connection', async () => {
  const { port } = await serve((_request, reply) => reply.end('x'));
  const egress = way();
  const stop = new AbortController();
  const url = `http://a.example:${port}/`;
  const reply = await egress.stream({ url, maxBytes: 10, ports: 'any', keepAlive: true }, stop.signal);
  const parts = reply.body[Symbol.asyncIterator]();
  await parts.next();
  // The answer is all there, though its reader has not looked for the end; the connection carries the next request.
  await new Promise((resolve) => setTimeout(resolve, 20));
  const next = get(egress, url);
  stop.abort(new Error('late'));
  expect(await next).toBe('x');
});

it('checks the address of every connection it opens, whatever it kept before', async () => {
  const { port, server, sockets } = await serve((_request, reply) => reply.end('x'));
  let address = '127.0.0.1';
  const egress = createEgress({
    resolve: async () => [address],
    proxy: null,
    allow: [{ range: '127.0.0.1/32', ports: [port] }],
  });
  const url = `http://a.example:${port}/`;
  expect(await get(egress, url)).toBe('x');
  // The name leads inside now: the kept connection still goes where it was checked to go, and no other is opened.
  address = '127.0.0.2';
  expect(await get(egress, url)).toBe('x');
  expect(sockets).toHaveLength(1);
  server.closeAllConnections();
  await expect.poll(() => sockets[0]?.destroyed).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 20));
  await expect(get(egress, url)).rejects.toMatchObject({ code: 'egress.refused_address' });
});
