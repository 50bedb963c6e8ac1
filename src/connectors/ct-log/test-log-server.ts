import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import { createEgress, type Egress } from '../../platform/http/egress.ts';
import { createResolveHost } from '../../platform/http/egress-resolve.ts';

/** A function writes the reply itself, as slowly or as long as it likes. */
type Answer = Response | 'hang' | 'cut' | ((reply: ServerResponse) => void) | null;
type Rule = (path: string) => Answer | Promise<Answer>;

/** A log on a real socket, whose answers a test may replace. */
export interface TestLogServer {
  /** `http://127.0.0.1:<port>/`. */
  readonly url: string;
  /** Paths asked for since the last {@link TestLogServer.forget}, without the leading slash. */
  readonly asked: readonly string[];
  /** Headers of the last request. */
  readonly lastHeaders: IncomingMessage['headers'];
  /** Answers requests whose path passes the test; the newest rule that gives an answer wins, then the log itself. */
  answer(rule: Rule): void;
  /** Forgets all rules and what was asked. */
  forget(): void;
  /** Connections made so far. */
  readonly connections: number;
  /** Closes those that are open, and waits until their other ends know. */
  hangUp(): Promise<void>;
  close(): Promise<void>;
}

/** Serves a log's handler on a free port of 127.0.0.1. */
export async function serveTestLog(handler: (request: Request) => Promise<Response>): Promise<TestLogServer> {
  const rules: Rule[] = [];
  const asked: string[] = [];
  let lastHeaders: IncomingMessage['headers'] = {};

  async function respond(request: IncomingMessage, reply: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').slice(1);
    asked.push(path);
    lastHeaders = request.headers;
    for (const rule of rules.toReversed()) {
      const answer = await rule(path);
      if (answer === null) continue;
      if (answer === 'hang') return;
      if (typeof answer === 'function') {
        answer(reply);
        return;
      }
      if (answer === 'cut') {
        reply.writeHead(200, { 'content-length': '1000' });
        reply.write('half');
        setTimeout(() => reply.destroy(), 5);
        return;
      }
      return write(reply, answer);
    }
    await write(reply, await handler(new Request(`http://log.test/${path}`)));
  }

  const server = createServer((request, reply) => {
    respond(request, reply).catch((thrown: unknown) => reply.destroy(thrown instanceof Error ? thrown : undefined));
  });
  let connections = 0;
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    asked,
    get lastHeaders() {
      return lastHeaders;
    },
    answer: (rule) => void rules.push(rule),
    forget: () => {
      rules.length = 0;
      asked.length = 0;
    },
    get connections() {
      return connections;
    },
    async hangUp() {
      server.closeAllConnections();
      await new Promise((resolve) => setTimeout(resolve, 30));
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function write(reply: ServerResponse, response: Response): Promise<void> {
  reply.writeHead(response.status, Object.fromEntries(response.headers));
  reply.end(Buffer.from(await response.arrayBuffer()));
}

/** The way out of tests: this machine's own servers and nothing else. */
export function testEgress(): Egress {
  return createEgress({ resolve: createResolveHost(), proxy: null, allow: [{ range: '127.0.0.0/8' }] });
}

/** A clock that moves only when told. */
export function manualClock(startMs: number): Clock & { advance(byMs: number): void } {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    steadyMs: () => nowMs - startMs,
    sleep: () => Promise.resolve(),
    advance: (byMs) => {
      nowMs += byMs;
    },
  };
}

/** What a read was refused with. @throws Error when it was not, or with something else */
export async function refusal(reading: Promise<unknown>): Promise<AppError> {
  const outcome = await reading.then(
    () => 'it was accepted',
    (thrown: unknown) => thrown,
  );
  if (outcome instanceof AppError) return outcome;
  throw outcome instanceof Error ? outcome : new Error(String(outcome));
}
