import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { domainsApi } from '../../src/domains/api.ts';
import { identityApi } from '../../src/identity/api.ts';
import { incidentsApi } from '../../src/incidents/api.ts';
import { notifyApi } from '../../src/notify/api.ts';
import { authApi } from '../../src/platform/auth/api.ts';
import type { Endpoint } from '../../src/platform/http/contract.ts';
import { securityHeaders } from '../../src/platform/http/security-headers.ts';
import { operatorApi } from '../../src/platform/operator/api.ts';
import { sourcesApi } from '../../src/platform/sources/api.ts';
import { rehearsalApi } from '../../src/rehearsal/api.ts';
import { reportsApi } from '../../src/reports/api.ts';
import { responseApi } from '../../src/response/api.ts';
import { setupApi } from '../../src/setup/api.ts';
import { Refusal, standardAnswers } from './fixture-answers.ts';
import type { Answers, Call } from './fixture-answers.ts';

/** Every endpoint there is, by name. A request is checked by the endpoint's schemas, and so is the fixture's answer. */
const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  ...domainsApi,
  ...identityApi,
  ...incidentsApi,
  ...notifyApi,
  ...authApi,
  ...operatorApi,
  ...sourcesApi,
  ...rehearsalApi,
  ...reportsApi,
  ...responseApi,
  ...setupApi,
};

export interface FixtureServer {
  url: string;
  /** Replaces answers, by the endpoint's name. */
  answer(answers: Answers): void;
  /** Cuts the live streams and refuses new ones, or takes them again. */
  refuseStreams(refuse: boolean): void;
  /** The data spaces of the open streams. */
  openStreams(): string[];
  /** Sends an event on the live stream. */
  publish(kind: string, id: string): void;
  /** Calls that changed something, in their order: name and body. */
  writes: { name: string; body: Record<string, unknown>; params: Record<string, string> }[];
  /** Requests for which there was no endpoint, file or answer. */
  missing: string[];
  /** Back to the standard answers. */
  reset(): void;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Serves the built console and answers its API from made-up data, under the server's own headers. */
export async function startFixtureServer(dist: string): Promise<FixtureServer> {
  let answers = standardAnswers();
  let seq = 0;
  let refusing = false;
  const streams = new Set<{ reply: ServerResponse; space: string }>();
  const writes: FixtureServer['writes'] = [];
  const missing: string[] = [];

  async function handle(request: IncomingMessage, reply: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fixture');
    if (url.pathname === '/api/v1/live') return openStream(request, reply, url.searchParams.get('space') ?? 'live');
    if (url.pathname.startsWith('/api/')) return api(request, reply, url);
    await file(reply, url.pathname, (request.headers.accept ?? '').includes('text/html'));
  }

  function openStream(request: IncomingMessage, reply: ServerResponse, space: string): void {
    if (refusing) return problem(reply, new Refusal(503, 'live.too_many', 'Too many live streams are open.'));
    reply.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    reply.write('retry: 500\n\n');
    const stream = { reply, space };
    streams.add(stream);
    request.on('close', () => streams.delete(stream));
  }

  async function api(request: IncomingMessage, reply: ServerResponse, url: URL): Promise<void> {
    const found = match(request.method ?? 'GET', url.pathname);
    if (found === null) {
      missing.push(`${request.method} ${url.pathname}`);
      return problem(reply, new Refusal(404, 'http.not_found', `No endpoint ${url.pathname}`));
    }
    const { name, endpoint, params } = found;
    try {
      const raw = await bodyOf(request);
      const call: Call = {
        params: endpoint.params === undefined ? {} : (endpoint.params.parse(params) as Record<string, string>),
        query:
          endpoint.query === undefined
            ? {}
            : (endpoint.query.parse(Object.fromEntries(url.searchParams)) as Record<string, unknown>),
        body: endpoint.body === undefined ? {} : (endpoint.body.parse(JSON.parse(raw)) as Record<string, unknown>),
        space: String(request.headers['breakwater-space'] ?? 'live'),
      };
      if (endpoint.method !== 'GET') writes.push({ name, body: call.body, params: call.params });
      const answer = answers[name];
      if (answer === undefined) {
        missing.push(name);
        throw new Refusal(501, 'http.no_fixture', `No answer for ${name}`);
      }
      const json = JSON.stringify(endpoint.response.parse(answer(call)));
      reply.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      reply.end(json);
    } catch (error) {
      problem(reply, error instanceof Refusal ? error : new Refusal(400, 'http.bad_request', String(error)));
    }
  }

  async function file(reply: ServerResponse, path: string, isOpened: boolean): Promise<void> {
    const inside = normalize(path).replace(/^([/\\]|\.\.)+/, '');
    const name = isOpened || extname(inside) === '' ? 'index.html' : inside;
    try {
      const content = await readFile(join(dist, name));
      reply.writeHead(200, {
        ...securityHeaders('page', false),
        'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
        'cache-control': 'no-store',
      });
      reply.end(content);
    } catch {
      missing.push(path);
      reply.writeHead(404).end();
    }
  }

  const server = createServer((request, reply) => void handle(request, reply));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the fixture server has no port');
  return {
    url: `http://localhost:${address.port}`,
    writes,
    missing,
    answer(more) {
      answers = { ...answers, ...more };
    },
    refuseStreams(refuse) {
      refusing = refuse;
      if (refuse) for (const { reply } of streams) reply.end();
    },
    openStreams: () => [...streams].map(({ space }) => space).toSorted(),
    publish(kind, id) {
      seq += 1;
      for (const { reply, space } of streams) {
        if (space === 'live') reply.write(`id: ${seq}\nevent: change\ndata: ${JSON.stringify({ kind, id })}\n\n`);
      }
    },
    reset() {
      answers = standardAnswers();
      refusing = false;
      writes.length = 0;
      missing.length = 0;
    },
    async close() {
      for (const { reply } of streams) reply.end();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function match(
  method: string,
  path: string,
): { name: string; endpoint: Endpoint; params: Record<string, string> } | null {
  for (const [name, endpoint] of Object.entries(ENDPOINTS)) {
    if (endpoint.method !== method) continue;
    const wanted = endpoint.path.split('/');
    const got = path.split('/');
    if (wanted.length !== got.length) continue;
    const params: Record<string, string> = {};
    const fits = wanted.every((part, index) => {
      const value = decodeURIComponent(got[index] ?? '');
      if (!part.startsWith(':')) return part === value;
      params[part.slice(1)] = value;
      return true;
    });
    if (fits) return { name, endpoint, params };
  }
  return null;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

function problem(reply: ServerResponse, refusal: Refusal): void {
  reply.writeHead(refusal.status, { 'content-type': 'application/problem+json' });
  reply.end(
    JSON.stringify({
      type: `urn:breakwater:${refusal.code}`,
      title: refusal.code,
      status: refusal.status,
      code: refusal.code,
      detail: refusal.message,
      remedy: refusal.remedy,
      requestId: 'fixture',
    }),
  );
}
