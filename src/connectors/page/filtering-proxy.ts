import { createServer, type IncomingMessage, request as requestHttp, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Egress } from '../../platform/http/egress.ts';

export interface FilteringProxy {
  /** For `--proxy-server`. */
  url: string;
  /** Closes every connection. */
  close(): Promise<void>;
}

const WEB_PORTS: ReadonlySet<number> = new Set([80, 443, 8080, 8443]);
/** Everything that one page may load. */
const MAX_BYTES = 25_000_000;
const MAX_CONNECTIONS = 64;

/**
 * A proxy on loopback for a browser: every connection that the page wants goes through the guarded way out, so that nothing a page
 * embeds reaches an address inside.
 */
export async function startFilteringProxy(
  egress: Egress,
  signal: AbortSignal,
  ports: ReadonlySet<number> = WEB_PORTS,
): Promise<FilteringProxy> {
  const sockets = new Set<Socket>();
  let leftBytes = MAX_BYTES;
  let connections = 0;

  async function open(host: string, port: number): Promise<Socket | null> {
    connections += 1;
    if (!ports.has(port) || connections > MAX_CONNECTIONS || leftBytes <= 0) return null;
    try {
      const { socket } = await egress.connect(host, port, signal);
      keep(socket);
      return socket;
    } catch {
      return null;
    }
  }

  function keep(socket: Socket): void {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
  }

  function counted(): Transform {
    return new Transform({
      transform(chunk: Buffer, _encoding, done) {
        leftBytes -= chunk.length;
        if (leftBytes < 0) done(new Error('the page loads too much'));
        else done(null, chunk);
      },
    });
  }

  async function tunnel(request: IncomingMessage, client: Socket, head: Buffer): Promise<void> {
    keep(client);
    const target = URL.parse(`http://${request.url ?? ''}`);
    const upstream =
      target === null ? null : await open(target.hostname, Number(target.port === '' ? 80 : target.port));
    if (upstream === null) {
      client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    if (head.length > 0) upstream.write(head);
    await Promise.allSettled([pipeline(upstream, counted(), client), pipeline(client, upstream)]);
  }

  async function forward(request: IncomingMessage, reply: ServerResponse): Promise<void> {
    const url = URL.parse(request.url ?? '');
    const isGet = request.method === 'GET' || request.method === 'HEAD';
    const upstream =
      url === null || url.protocol !== 'http:' || !isGet
        ? null
        : await open(url.hostname, Number(url.port === '' ? 80 : url.port));
    if (upstream === null || url === null) {
      reply.writeHead(403).end();
      return;
    }
    const { 'proxy-connection': _proxy, connection: _connection, ...headers } = request.headers;
    const call = requestHttp({
      method: request.method ?? 'GET',
      host: url.hostname,
      path: `${url.pathname}${url.search}`,
      headers: { ...headers, host: url.host, connection: 'close' },
      createConnection: () => upstream,
    });
    const giveUp = (): void => void (upstream.destroy(), reply.destroy());
    call.on('error', giveUp).on('upgrade', giveUp);
    call.on('response', (answer) => {
      const { connection: _closed, 'transfer-encoding': _coding, trailer: _trailer, ...rest } = answer.headers;
      try {
        reply.writeHead(answer.statusCode ?? 502, rest);
      } catch {
        // A stranger's status or headers that cannot be said again: thrown here, it would end the program.
        giveUp();
        return;
      }
      pipeline(answer, counted(), reply).catch(giveUp);
    });
    call.end();
  }

  const server = createServer((request, reply) => void forward(request, reply).catch(() => reply.destroy()));
  server.on('connect', (request, client, head) => {
    tunnel(request, client as Socket, head).catch(() => client.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
