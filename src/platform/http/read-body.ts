import { AppError } from '../../base/errors.ts';

function tooLarge(maxBytes: number): AppError {
  return new AppError('http.body_too_large', `The body is larger than ${maxBytes} bytes.`, { status: 413 });
}

/** @throws AppError when the body is said to be larger than allowed, before a byte of it is read */
function checkDeclaredLength(request: Request, maxBytes: number): void {
  const declared = request.headers.get('content-length');
  if (declared !== null && Number(declared) > maxBytes) throw tooLarge(maxBytes);
}

/**
 * Reads a whole body of at most `maxBytes`.
 * @throws AppError `http.body_too_large` (413), `http.body_timeout` (408) when it does not arrive in time
 */
export async function readBody(request: Request, maxBytes: number, timeoutMs: number): Promise<Uint8Array> {
  checkDeclaredLength(request, maxBytes);
  if (request.body === null) return new Uint8Array();
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    void reader.cancel('too slow').catch(() => undefined);
  }, timeoutMs);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.byteLength;
      if (size > maxBytes) {
        void reader.cancel('too large').catch(() => undefined);
        throw tooLarge(maxBytes);
      }
      chunks.push(value);
    }
  } finally {
    clearTimeout(timer);
  }
  if (timedOut) throw new AppError('http.body_timeout', 'The body did not arrive in time.', { status: 408 });
  return Buffer.concat(chunks, size);
}

/**
 * The request with its body bounded in size and in silence between chunks: reading it fails when either is exceeded, so that a
 * handler of a `raw` endpoint cannot be filled up or held open.
 */
export function boundedRequest(request: Request, maxBytes: number, idleMs: number): Request {
  checkDeclaredLength(request, maxBytes);
  if (request.body === null) return request;
  const reader = request.body.getReader();
  let size = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      let timer: NodeJS.Timeout | undefined;
      const silence = new Promise<never>((_, reject) => {
        timer = setTimeout(
          () => reject(new AppError('http.body_timeout', 'The body stopped arriving.', { status: 408 })),
          idleMs,
        );
      });
      try {
        const { done, value } = await Promise.race([reader.read(), silence]);
        if (done) return controller.close();
        size += value.byteLength;
        if (size > maxBytes) throw tooLarge(maxBytes);
        controller.enqueue(value);
      } catch (thrown) {
        controller.error(thrown);
        await reader.cancel('refused').catch(() => undefined);
      } finally {
        clearTimeout(timer);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
  // `duplex` is needed for stream bodies and missing from the DOM's types.
  const init: RequestInit & { duplex: 'half' } = {
    method: request.method,
    headers: request.headers,
    body,
    duplex: 'half',
  };
  return new globalThis.Request(request.url, { ...init, signal: request.signal });
}
