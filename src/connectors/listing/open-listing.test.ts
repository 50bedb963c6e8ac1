import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { AppError } from '../../base/errors.ts';
import { createEgress } from '../../platform/http/egress.ts';
import { createListingOpener } from './open-listing.ts';

const never = new AbortController().signal;
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serve(host: string, listener: RequestListener): Promise<{ port: number; visits: string[] }> {
  const visits: string[] = [];
  const server = createServer((request, reply) => {
    visits.push(request.url ?? '');
    listener(request, reply);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, visits };
}

/** As the program makes it; names lead to this machine. */
const resolve = async (host: string): Promise<string[]> => [host === 'trap.example' ? '127.0.0.2' : '127.0.0.1'];
const open = createListingOpener({
  guarded: createEgress({ resolve, proxy: null }),
  trusted: createEgress({ resolve, proxy: null, allow: [{ range: '0.0.0.0/0' }, { range: '::/0' }] }),
  userAgent: 'Breakwater (security@acme.test)',
});

async function read(url: string, isTrusted: boolean): Promise<string> {
  try {
    const opened = await open({ url, isTrusted }, { tag: null, maxBytes: 1_000, timeoutMs: 4_000 }, never);
    if (opened.state === 'unchanged') return opened.state;
    const parts: Uint8Array[] = [];
    for await (const part of opened.bytes) parts.push(part);
    return Buffer.concat(parts).toString();
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown.code;
    throw thrown;
  }
}

it('reads a list inside only where the operator set its address, and follows it to no other host inside', async () => {
  const trap = await serve('127.0.0.2', (_request, reply) => reply.end('inside'));
  let location = '';
  const { port, visits } = await serve('127.0.0.1', (request, reply) => {
    if (request.url === '/list') reply.end('the list');
    else reply.writeHead(302, { location }).end();
  });
  const url = (path: string): string => `http://mirror.example:${port}${path}`;
  expect(await read(url('/list'), true)).toBe('the list');
  expect(await read(url('/list'), false)).toBe('egress.refused_address');
  expect(visits).toEqual(['/list']);

  location = '/list';
  expect(await read(url('/moved'), true)).toBe('the list');
  for (location of [
    `http://127.0.0.2:${trap.port}/`,
    `http://trap.example:${trap.port}/`,
    `http://127.0.0.1:${port}/list`,
    `http://localhost:${port}/list`,
    'http://169.254.169.254/latest/meta-data/',
  ]) {
    expect([location, await read(url('/moved'), true)]).toEqual([location, 'egress.refused_address']);
  }
  expect(trap.visits).toEqual([]);
});
