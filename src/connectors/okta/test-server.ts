import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** One request as a scripted server saw it. */
export interface SeenRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: string;
}

/** What a script answers. `raw` instead of `json` sends text as it is. */
export interface ScriptedReply {
  status?: number;
  headers?: Record<string, string | string[]>;
  json?: unknown;
  raw?: string;
}

/** A server on loopback that answers as a test says. For tests only. */
export interface ScriptedServer {
  url: string;
  seen: SeenRequest[];
  close(): Promise<void>;
}

/** Starts a server whose every reply comes from `answer`; null means that the script answers (or never does) by itself. */
export async function scriptedServer(
  answer: (request: SeenRequest, response: ServerResponse) => ScriptedReply | null | Promise<ScriptedReply | null>,
): Promise<ScriptedServer> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void handle(request, Buffer.concat(chunks).toString('utf8'), response);
    });
  });
  async function handle(request: IncomingMessage, body: string, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://server');
    const one: SeenRequest = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body,
    };
    seen.push(one);
    let reply: ScriptedReply | null;
    try {
      reply = await answer(one, response);
    } catch (thrown) {
      // A failed expectation inside a script must fail the test that made the call.
      reply = { status: 418, raw: String(thrown) };
    }
    if (reply === null) return;
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
    response.end(reply.raw ?? (reply.json === undefined ? '' : JSON.stringify(reply.json)));
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
