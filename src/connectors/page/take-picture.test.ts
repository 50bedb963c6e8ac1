import { existsSync } from 'node:fs';
import { createServer, request as requestHttp, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createEgress } from '../../platform/http/egress.ts';
import { startFilteringProxy } from './filtering-proxy.ts';
import { findChromium, takePicture } from './take-picture.ts';

const CHROMIUM = process.env['BREAKWATER_CHROMIUM'] ?? '/usr/bin/chromium';
const signal = new AbortController().signal;
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => new Promise<void>((resolve) => (server.closeAllConnections(), server.close(() => resolve()))));
  return (server.address() as AddressInfo).port;
}

/** A page that loads from inside, by every means it has without and with scripts, and what was asked of whom. */
async function serveWorld(): Promise<{ port: number; asked: string[]; trapped: string[]; trapPort: number }> {
  const asked: string[] = [];
  const trapped: string[] = [];
  const trapPort = await listen(
    createServer((request, reply) => {
      trapped.push(request.url ?? '');
      reply.end('inside');
    }),
  );
  const port = await listen(
    createServer((request, reply) => {
      asked.push(`${request.headers.host} ${request.url}`);
      if (request.url === '/style.css')
        return void reply.writeHead(200, { 'content-type': 'text/css' }).end('h1{color:red}');
      reply.writeHead(200, { 'content-type': 'text/html' }).end(`<html><head><title>x</title>
<link rel=stylesheet href=/style.css><link rel=stylesheet href="http://127.0.0.1:${trapPort}/css"></head><body><h1>Sign in</h1>
<img src="http://127.0.0.1:${trapPort}/img"><img src="http://localhost:${trapPort}/img2"><img src="http://[::ffff:127.0.0.1]:${trapPort}/img3">
<iframe src="http://inside.example:${trapPort}/frame"></iframe><iframe src="file:///etc/passwd"></iframe>
<script>fetch('/script-ran'); new Image().src='http://127.0.0.1:${trapPort}/script'</script></body></html>`);
    }),
  );
  return { port, asked, trapped, trapPort };
}

/** The page's own server is allowed; the trap on the same address is not. */
function egressTo(port: number) {
  return createEgress({
    resolve: async (host) => (host === 'acme-okta.example' ? ['127.0.0.1'] : ['127.0.0.1', '10.0.0.1']),
    proxy: null,
    allow: [{ range: '127.0.0.0/8', ports: [port] }],
  });
}

it('lets a browser load from outside and nothing from inside', async () => {
  const world = await serveWorld();
  const proxy = await startFilteringProxy(egressTo(world.port), signal, new Set([world.port, world.trapPort]));
  cleanups.push(() => proxy.close());
  const { hostname, port } = new URL(proxy.url);
  const { request } = await import('node:http');
  const through = (url: string, method = 'GET'): Promise<number> =>
    new Promise((resolve, reject) => {
      request({ hostname, port, method, path: url, headers: { host: new URL(url).host } }, (reply) => {
        reply.resume();
        resolve(reply.statusCode ?? 0);
      })
        .on('error', reject)
        .end();
    });
  expect(await through(`http://acme-okta.example:${world.port}/`)).toBe(200);
  expect(await through(`http://acme-okta.example:${world.port}/`, 'POST')).toBe(403);
  expect(await through(`http://127.0.0.1:${world.trapPort}/`)).toBe(403);
  expect(await through(`http://inside.example:${world.trapPort}/`)).toBe(403);
  expect(await through(`http://acme-okta.example:25/`)).toBe(403);
  const tunnel = (target: string): Promise<number> =>
    new Promise((resolve, reject) => {
      request({ hostname, port, method: 'CONNECT', path: target })
        .on('connect', (reply, socket) => {
          socket.destroy();
          resolve(reply.statusCode ?? 0);
        })
        .on('error', reject)
        .end();
    });
  expect(await tunnel(`acme-okta.example:${world.port}`)).toBe(200);
  expect(await tunnel(`127.0.0.1:${world.trapPort}`)).toBe(403);
  expect(await tunnel(`[::1]:${world.trapPort}`)).toBe(403);
  expect(world.trapped).toEqual([]);
});

it('goes on when a page answers what cannot be passed on', async () => {
  const answers = [
    'HTTP/1.1 200 OK\r\nTrailer: x-late\r\nContent-Length: 2\r\n\r\nhi',
    'HTTP/1.1 000 odd\r\nContent-Length: 2\r\n\r\nhi',
    'HTTP/1.1 099 odd\r\nContent-Length: 2\r\n\r\nhi',
    'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n',
  ];
  for (const answer of answers) {
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined).once('data', () => socket.end(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanups.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
    const { port } = server.address() as AddressInfo;
    const proxy = await startFilteringProxy(egressTo(port), signal, new Set([port]));
    cleanups.push(() => proxy.close());
    const ended = await new Promise<string>((resolve) => {
      const at = new URL(proxy.url);
      const call = requestHttp({ hostname: at.hostname, port: at.port, path: `http://acme-okta.example:${port}/` });
      call.on('response', (reply) => {
        reply.resume().on('close', () => resolve(String(reply.statusCode)));
      });
      call.on('error', () => resolve('closed'));
      call.end();
    });
    expect(['200', '502', 'closed']).toContain(ended);
  }
});

it('makes a picture without running scripts or reaching inside', async (context) => {
  if (!existsSync(CHROMIUM)) {
    console.log('skipped: pictures of pages (needs Chromium; set BREAKWATER_CHROMIUM to its path)');
    context.skip();
  }
  const world = await serveWorld();
  const options = {
    program: CHROMIUM,
    egress: egressTo(world.port),
    userAgent: 'Mozilla/5.0 (test)',
    unsandboxed: process.getuid?.() === 0,
    ports: new Set([world.port, world.trapPort]),
  };
  const picture = await takePicture(options, `http://acme-okta.example:${world.port}/`, signal);
  expect(picture?.mediaType).toBe('image/jpeg');
  expect(Buffer.from(picture?.body ?? []).subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
  expect(world.asked).toContain(`acme-okta.example:${world.port} /style.css`);
  expect(world.asked.some((line) => line.includes('script-ran'))).toBe(false);
  expect(world.trapped).toEqual([]);
}, 60_000);

it('gives no picture where the page is inside, and says why where none can be made', async (context) => {
  expect(findChromium('/nowhere/chromium')).toEqual({ why: 'no Chromium is installed here' });
  if (!existsSync(CHROMIUM)) context.skip();
  const world = await serveWorld();
  const options = {
    program: CHROMIUM,
    egress: egressTo(1),
    userAgent: 'x',
    unsandboxed: process.getuid?.() === 0,
    ports: new Set([world.trapPort]),
  };
  await takePicture(options, `http://inside.example:${world.trapPort}/`, signal);
  expect(world.trapped).toEqual([]);
}, 60_000);
