import { request as httpRequest, type IncomingMessage } from 'node:http';

export interface StreamEvent {
  event: string;
  id: string;
  data: unknown;
}

/** A reader of the live stream over a socket of its own, as an EventSource is, for tests. */
export interface TestStream {
  status: number;
  /** The next event, or a failure after half a minute. */
  next(): Promise<StreamEvent>;
  /** Resolves when the other side has closed. */
  closed: Promise<void>;
  /** What has come and was not taken yet. */
  waiting(): StreamEvent[];
  /** Stops reading from the socket. */
  pause(): void;
  resume(): void;
  end(): void;
}

export function openStream(port: number, headers: Record<string, string>, path = '/api/v1/live'): Promise<TestStream> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
      resolve(reader(response, () => request.destroy()));
    });
    request.on('error', reject);
    request.end();
  });
}

function reader(response: IncomingMessage, end: () => void): TestStream {
  const events: StreamEvent[] = [];
  let waiting: ((event: StreamEvent) => void) | null = null;
  let text = '';
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    text += chunk;
    for (let at = text.indexOf('\n\n'); at >= 0; at = text.indexOf('\n\n')) {
      const event = parse(text.slice(0, at));
      text = text.slice(at + 2);
      if (event === null) continue;
      if (waiting) {
        waiting(event);
        waiting = null;
      } else events.push(event);
    }
  });
  const closed = new Promise<void>((resolve) => {
    response.on('close', resolve);
    response.on('error', () => resolve());
  });
  return {
    status: response.statusCode ?? 0,
    next() {
      const event = events.shift();
      if (event) return Promise.resolve(event);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error('no event came')), 30_000);
        waiting = (found) => {
          clearTimeout(timer);
          resolve(found);
        };
      });
    },
    closed,
    waiting: () => [...events],
    pause: () => void response.pause(),
    resume: () => void response.resume(),
    end,
  };
}

function parse(block: string): StreamEvent | null {
  const fields = new Map(
    block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  );
  const event = fields.get('event');
  return event === undefined
    ? null
    : { event, id: fields.get('id') ?? '', data: JSON.parse(fields.get('data') ?? 'null') };
}
