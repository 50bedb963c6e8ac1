import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeStream } from 'node:stream/web';

/** Work in progress, counted for a virtual clock; see platform/clock/activity.ts. */
export interface Counted {
  during<T>(work: () => Promise<T>): Promise<T>;
}

export interface ServedHandler {
  /** `http://127.0.0.1:PORT`, without a final slash. */
  url: string;
  close(): Promise<void>;
}

/** Serves a Request → Response handler over real HTTP on loopback, so that connectors meet sockets, not function calls. */
export async function serveHandler(
  handler: (request: Request) => Promise<Response>,
  activity?: Counted,
): Promise<ServedHandler> {
  const server = createServer((incoming, outgoing) => {
    const answer = async (): Promise<void> => {
      const headers = new Headers();
      for (const [name, value] of Object.entries(incoming.headers))
        if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
      const hasBody = incoming.method !== 'GET' && incoming.method !== 'HEAD';
      const request = new Request(`http://${incoming.headers.host ?? '127.0.0.1'}${incoming.url ?? '/'}`, {
        method: incoming.method ?? 'GET',
        headers,
        ...(hasBody ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' as const } : {}),
      });
      const response = await handler(request);
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      // Also ends where the caller is gone meanwhile: nobody would tell that its socket closed a second time.
      if (response.body) await pipeline(Readable.fromWeb(response.body as NodeStream), outgoing);
      else outgoing.end();
    };
    (activity ? activity.during(answer) : answer()).catch(() => outgoing.destroy());
  });
  // An idle connection closed by real time would be a fault that virtual time knows nothing of, and would strike at random on a
  // busy machine. Faults are the handler's to play.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
