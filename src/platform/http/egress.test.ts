import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, expect, it } from 'vitest';
import { AppError } from '../../base/errors.ts';
import { serveTestDns, type TestDnsServer } from '../../connectors/dns/test-dns-server.ts';
import { createEgress, type EgressOptions, type EgressRequest } from './egress.ts';
import { createResolveHost, createServerResolve } from './egress-resolve.ts';

const cleanups: (() => Promise<void> | void)[] = [];
const never = new AbortController().signal;

afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

async function listen(server: Server, host = '127.0.0.1'): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  cleanups.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return (server.address() as AddressInfo).port;
}

/** A web server, and how often anybody has connected. */
async function serve(listener: RequestListener, host?: string): Promise<{ port: number; connections: () => number }> {
  const server = createHttpServer(listener);
  let connections = 0;
  server.on('connection', () => (connections += 1));
  return { port: await listen(server, host), connections: () => connections };
}

/** A server that takes raw bytes. */
async function serveRaw(talk: (socket: Socket) => void): Promise<number> {
  return listen(createTcpServer(talk));
}

async function dns(answers: (name: string, time: number) => string[]): Promise<TestDnsServer> {
  const times = new Map<string, number>();
  const server = await serveTestDns((name, type) => {
    const key = `${name} ${type}`;
    const time = times.get(key) ?? 0;
    times.set(key, time + 1);
    const addresses = answers(name, time);
    return {
      a: type === 'a' ? addresses.filter((address) => !address.includes(':')) : [],
      aaaa: type === 'aaaa' ? addresses.filter((address) => address.includes(':')) : [],
    };
  });
  cleanups.push(() => server.close());
  return server;
}

/** `allow` as a test must: loopback on exactly one port. */
function open(ports: number[], more: Partial<EgressOptions> = {}): EgressOptions {
  return { resolve: async () => ['127.0.0.1'], proxy: null, allow: [{ range: '127.0.0.0/8', ports }], ...more };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown.code;
    throw thrown;
  }
  return 'no error';
}

function ask(options: EgressOptions, url: string, more: Partial<EgressRequest> = {}, signal = never): Promise<string> {
  return codeOf(createEgress(options).fetch({ url, maxBytes: 1_000_000, timeoutMs: 4000, ...more }, signal));
}

it('contacts nobody for names that lead to addresses inside', async () => {
  const trap4 = await serve((_request, reply) => reply.end('inside'));
  const trap6 = await serve((_request, reply) => reply.end('inside'), '::1');
  const inside: Record<string, string[]> = {
    'loopback.example': ['127.0.0.1'],
    'loopback6.example': ['::1'],
    'unspecified.example': ['0.0.0.0', '::'],
    'metadata.example': ['169.254.169.254'],
    'ten.example': ['10.0.0.1'],
    'mapped.example': ['::ffff:10.0.0.1', '::ffff:127.0.0.1'],
    'nat64.example': ['64:ff9b::127.0.0.1'],
    'sixtofour.example': ['2002:7f00:1::1'],
    'unique-local.example': ['fd00::1', 'fe80::1'],
    'several.example': ['127.0.0.1', '10.0.0.1', '192.168.0.1', '::1'],
  };
  const server = await dns((name) => inside[name] ?? []);
  const options: EgressOptions = { resolve: createServerResolve([server.address]), proxy: null };
  for (const name of Object.keys(inside)) {
    for (const port of [trap4.port, trap6.port]) {
      const egress = createEgress(options);
      expect([name, await codeOf(egress.connect(name, port, never))]).toEqual([name, 'egress.refused_address']);
      expect([name, await ask(options, `http://${name}:${port}/`, { ports: 'any' })]).toEqual([
        name,
        'egress.refused_address',
      ]);
    }
  }
  expect(server.asked.length).toBeGreaterThan(10);
  expect([trap4.connections(), trap6.connections()]).toEqual([0, 0]);
});

it('contacts nobody for URLs that spell addresses inside in odd ways', async () => {
  const trap = await serve((_request, reply) => reply.end('inside'));
  const options: EgressOptions = { resolve: createResolveHost(), proxy: null };
  const hosts = [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '0',
    'localhost',
    'LOCALHOST.',
    '127.0.0.1.',
    '127。0。0。1',
  ];
  for (const host of hosts) {
    expect([host, await ask(options, `http://${host}:${trap.port}/`, { ports: 'any' })]).toEqual([
      host,
      'egress.refused_address',
    ]);
  }
  const egress = createEgress(options);
  for (const host of ['0x7f.1', '0177.0.0.1', '2130706433', '127.0.0.1 ', 'a\r\nb']) {
    expect([host, await codeOf(egress.connect(host, trap.port, never))]).toEqual([host, 'egress.bad_url']);
  }
  expect(trap.connections()).toBe(0);
});

it('contacts nobody behind a redirect that leads inside', async () => {
  const trap4 = await serve((_request, reply) => reply.end('inside'));
  const trap6 = await serve((_request, reply) => reply.end('inside'), '::1');
  const targets = [
    `http://127.0.0.1:${trap4.port}/`,
    `http://[::1]:${trap6.port}/`,
    'http://169.254.169.254/latest/meta-data/',
    'http://10.0.0.1/',
    `http://[::ffff:10.0.0.1]:${trap4.port}/`,
    `http://[::ffff:127.0.0.1]:${trap4.port}/`,
    `//localhost:${trap4.port}/`,
    `http://inside.example:${trap4.port}/`,
  ];
  let target = '';
  const front = await serve((_request, reply) => reply.writeHead(302, { location: target }).end());
  const server = await dns((name) =>
    name === 'inside.example' ? ['127.0.0.1'] : name === 'outside.example' ? ['127.0.0.2'] : [],
  );
  const byServer = createServerResolve([server.address]);
  const options: EgressOptions = {
    resolve: (host, signal) => (host === 'localhost' ? Promise.resolve(['127.0.0.1', '::1']) : byServer(host, signal)),
    proxy: null,
    // The page's own server stands on 127.0.0.2: nothing else is allowed.
    allow: [{ range: '127.0.0.2/32', ports: [front.port, trap4.port, trap6.port] }],
  };
  const second = createHttpServer((_request, reply) => reply.writeHead(302, { location: target }).end());
  await new Promise<void>((resolve) => second.listen(front.port, '127.0.0.2', resolve));
  cleanups.push(() => new Promise<void>((resolve) => second.close(() => resolve())));
  for (target of targets) {
    expect([target, await ask(options, `http://outside.example:${front.port}/`)]).toEqual([
      target,
      'egress.refused_address',
    ]);
  }
  expect([front.connections(), trap4.connections(), trap6.connections()]).toEqual([0, 0, 0]);
});

it('is not fooled by a name that changes between the check and the use', async () => {
  const trap = await serve((_request, reply) => reply.end('inside'));
  let outside = 0;
  const page = createHttpServer((_request, reply) => {
    outside += 1;
    reply.end('outside');
  });
  await new Promise<void>((resolve) => page.listen(trap.port, '127.0.0.2', resolve));
  cleanups.push(() => new Promise<void>((resolve) => page.close(() => resolve())));
  const server = await dns((_name, time) => (time % 2 === 0 ? ['127.0.0.2'] : ['127.0.0.1']));
  const options: EgressOptions = {
    resolve: createServerResolve([server.address]),
    proxy: null,
    allow: [{ range: '127.0.0.2/32', ports: [trap.port] }],
  };
  const codes: string[] = [];
  for (let time = 0; time < 6; time += 1) codes.push(await ask(options, `http://rebind.example:${trap.port}/`));
  expect(codes).toEqual(
    Array.from({ length: 6 }, (_none, time) => (time % 2 === 0 ? 'no error' : 'egress.refused_address')),
  );
  expect(outside).toBe(3);
  // One question for IPv4 and one for IPv6 per call: nobody asked again at connecting.
  expect(server.asked).toHaveLength(12);
  expect(trap.connections()).toBe(0);
});

it('says what to do about a name without an address', async () => {
  const egress = createEgress({ resolve: async () => [], proxy: null });
  const asked = egress.fetch({ url: 'https://acme-okta.example/', maxBytes: 5 }, never);
  await expect(asked).rejects.toMatchObject({
    code: 'egress.unresolved',
    message: 'acme-okta.example: has no address',
    remedy: expect.stringContaining('getent hosts') as string,
  });
});

it('follows redirects only so far, and to nothing but web ports and http', async () => {
  let target = '/again';
  const { port } = await serve((_request, reply) => reply.writeHead(302, { location: target }).end());
  expect(await ask(open([port]), `http://loop.example:${port}/`)).toBe('egress.too_many_redirects');
  target = 'file:///etc/passwd';
  expect(await ask(open([port]), `http://loop.example:${port}/`)).toBe('egress.bad_url');
  target = 'http://loop.example:25/';
  expect(await ask(open([port]), `http://loop.example:${port}/`)).toBe('egress.refused_port');
});

it('cuts off what is too long, before and after decompression', async () => {
  const bomb = gzipSync(Buffer.alloc(30_000_000));
  const bodies: Record<string, [string, Buffer]> = {
    '/gzip': ['gzip', bomb],
    '/br': ['br', brotliCompressSync(Buffer.alloc(4_000_000))],
    '/twice': ['gzip, gzip', gzipSync(bomb)],
    '/broken': ['gzip', Buffer.from('not gzip at all')],
    '/good': ['gzip', gzipSync('hello')],
  };
  const { port } = await serve((request, reply) => {
    if (request.url === '/long') {
      const write = (): void => {
        while (reply.write(Buffer.alloc(65_536)));
      };
      reply.on('drain', write);
      return write();
    }
    if (request.url === '/declared') return void reply.writeHead(200, { 'content-length': '2000000000' }).write('x');
    const [encoding, body] = bodies[request.url ?? ''] ?? ['identity', Buffer.alloc(0)];
    reply.writeHead(200, { 'content-encoding': encoding }).end(body);
  });
  const url = (path: string): string => `http://long.example:${port}${path}`;
  expect(await ask(open([port]), url('/gzip'))).toBe('egress.too_large');
  expect(await ask(open([port]), url('/br'))).toBe('egress.too_large');
  expect(await ask(open([port]), url('/long'))).toBe('egress.too_large');
  expect(await ask(open([port]), url('/declared'))).toBe('egress.too_large');
  expect(await ask(open([port]), url('/twice'))).toBe('egress.garbage');
  expect(await ask(open([port]), url('/broken'))).toMatch(/^egress\./);
  const good = await createEgress(open([port])).fetch({ url: url('/good'), maxBytes: 5 }, never);
  expect(Buffer.from(good.body).toString()).toBe('hello');
});

it('gives up on hosts that say nothing, little, too much or nonsense', async () => {
  const silent = await serveRaw(() => undefined);
  const drip = await serveRaw((socket) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    const timer = setInterval(() => socket.write('x'), 20);
    socket.on('close', () => clearInterval(timer));
  });
  const heads = await serveRaw((socket) => {
    socket.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`);
  });
  const nonsense = await serveRaw((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
  const cut = await serveRaw((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'));
  const at = (port: number, more: Partial<EgressRequest> = {}): Promise<string> =>
    ask(open([port]), `http://slow.example:${port}/`, { timeoutMs: 300, ...more });
  expect(await at(silent)).toBe('egress.timeout');
  expect(await at(silent, { timeoutMs: 4000, firstByteMs: 100 })).toBe('egress.timeout');
  expect(await at(drip)).toBe('egress.timeout');
  expect(await at(heads)).toBe('egress.garbage');
  expect(await at(nonsense)).toBe('egress.garbage');
  expect(await at(cut)).toMatch(/^egress\.(unreachable|timeout)$/);
});

it('stops when the caller does', async () => {
  const silent = await serveRaw(() => undefined);
  const stop = new AbortController();
  const asked = createEgress(open([silent])).fetch({ url: `http://x.example:${silent}/`, maxBytes: 10 }, stop.signal);
  setTimeout(() => stop.abort(new Error('enough')), 20);
  await expect(asked).rejects.toThrow('enough');
});

it('sends everything through the proxy, by checked address', async () => {
  const wanted: string[] = [];
  const proxy = createHttpServer();
  proxy.on('connect', (request, socket: Socket) => {
    wanted.push(`${request.url} ${request.headers['proxy-authorization']}`);
    socket.write('HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi');
    socket.on('error', () => undefined);
  });
  const port = await listen(proxy);
  const options: EgressOptions = {
    resolve: async (host) => (host === 'inside.example' ? ['10.0.0.1'] : ['8.8.8.8']),
    proxy: new URL(`http://user:pass@127.0.0.1:${port}`),
  };
  const reply = await createEgress(options).fetch({ url: 'http://outside.example/', maxBytes: 10 }, never);
  expect(Buffer.from(reply.body).toString()).toBe('hi');
  expect(await ask(options, 'http://inside.example/')).toBe('egress.refused_address');
  expect(wanted).toEqual(['8.8.8.8:80 Basic dXNlcjpwYXNz']);
});

it('says when the proxy refuses or is away', async () => {
  const proxy = createHttpServer();
  proxy.on('connect', (_request, socket: Socket) => void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'));
  const port = await listen(proxy);
  const through = (url: string): EgressOptions => ({ resolve: async () => ['8.8.8.8'], proxy: new URL(url) });
  expect(await ask(through(`http://127.0.0.1:${port}`), 'http://outside.example/')).toBe('egress.proxy');
  expect(await ask(through('http://127.0.0.1:1'), 'http://outside.example/')).toBe('egress.proxy');
});

it('lets go of an answer whose body nobody begins to read', async () => {
  let closed = 0;
  const port = await serveRaw((socket) => {
    socket.on('close', () => (closed += 1));
    socket.once('data', () => socket.write('HTTP/1.1 500 odd\r\nContent-Length: 1000000\r\n\r\nmore'));
  });
  const egress = createEgress(open([port]));
  const reply = await egress.stream({ url: `http://a.example:${port}/`, maxBytes: 2_000_000, ports: 'any' }, never);
  await reply.body[Symbol.asyncIterator]().return?.();
  await expect.poll(() => closed).toBe(1);
  await egress.stream({ url: `http://a.example:${port}/`, maxBytes: 10, ports: 'any', timeoutMs: 200 }, never);
  await expect.poll(() => closed).toBe(2);
});
