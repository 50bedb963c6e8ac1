import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** Speaks the Chrome DevTools Protocol over `--remote-debugging-pipe`: JSON texts ended by a zero byte, on descriptors 3 and 4. */
export interface DevTools {
  /** Calls a method. @throws Error with the browser's words; the signal's reason */
  call(method: string, params?: object, sessionId?: string): Promise<Record<string, unknown>>;
  /** Resolves when an event of that name comes, or at once when it came since the last time. */
  event(method: string): Promise<void>;
}

const MAX_MESSAGE_BYTES = 16_000_000;

/** @param browser started with pipes as its fourth and fifth descriptors */
export function openDevTools(browser: ChildProcess, signal: AbortSignal): DevTools {
  const input = browser.stdio[3] as Writable;
  const output = browser.stdio[4] as Readable;
  const waiting = new Map<
    number,
    { resolve: (result: Record<string, unknown>) => void; reject: (error: Error) => void }
  >();
  const came = new Set<string>();
  const listeners = new Map<string, () => void>();
  let parts: Buffer[] = [];
  let sizeBytes = 0;
  let lastId = 0;

  function end(error: Error): void {
    for (const one of waiting.values()) one.reject(error);
    waiting.clear();
  }

  function take(text: string): void {
    const message = JSON.parse(text) as {
      id?: number;
      method?: string;
      result?: Record<string, unknown>;
      error?: { message: string };
    };
    if (message.id !== undefined) {
      const one = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.error === undefined) one?.resolve(message.result ?? {});
      else one?.reject(new Error(message.error.message));
    } else if (message.method !== undefined) {
      came.add(message.method);
      listeners.get(message.method)?.();
    }
  }

  output.on('data', (chunk: Buffer) => {
    let from = 0;
    for (let zero = chunk.indexOf(0); zero >= 0; zero = chunk.indexOf(0, from)) {
      take(Buffer.concat([...parts, chunk.subarray(from, zero)]).toString('utf8'));
      parts = [];
      sizeBytes = 0;
      from = zero + 1;
    }
    const rest = chunk.subarray(from);
    sizeBytes += rest.length;
    if (sizeBytes > MAX_MESSAGE_BYTES) {
      end(new Error('the browser says too much'));
      browser.kill('SIGKILL');
      return;
    }
    parts.push(rest);
  });
  input.on('error', () => undefined);
  browser.on('exit', () => end(new Error('the browser ended')));
  browser.on('error', (error) => end(error));
  signal.addEventListener('abort', () => end(signal.reason as Error), { once: true });

  return {
    call(method, params = {}, sessionId) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason as Error);
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        input.write(
          `${JSON.stringify({ id: lastId, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`,
        );
      });
    },
    event(method) {
      if (came.delete(method)) return Promise.resolve();
      return new Promise((resolve) => listeners.set(method, resolve));
    },
  };
}
