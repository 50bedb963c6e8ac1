import { promisify } from 'node:util';
import { createGunzip, gunzip } from 'node:zlib';
import { Readable } from 'node:stream';
import { AppError, errorText } from '../../base/errors.ts';
import type { Clock } from '../../base/clock.ts';
import type { Egress, EgressStream } from '../../platform/http/egress.ts';
import { isEgressError } from '../../platform/http/egress-errors.ts';
import { ctLogError } from './ct-log-errors.ts';
import type { HostScheduler } from './host-scheduler.ts';

export interface LogClientOptions {
  /** With final slash. */
  monitoringUrl: string;
  /** The guarded way out; what it lets through is the caller's to decide. */
  egress: Egress;
  /** Ports that may be contacted: `any` where the operator set the address himself. */
  ports: 'web' | 'any';
  clock: Clock;
  userAgent: string;
  /** For one whole reply, in real milliseconds: a rehearsal's faster clock does not make a network faster. */
  timeoutMs: number;
  /** Null: requests are sent as they come. */
  scheduler: HostScheduler | null;
  /** Logs of one host take turns by it. */
  logKey: string;
}

interface Wanted {
  /** Below the monitoring URL. */
  path: string;
  /** Longer replies are cut off and refused, before and after decompression. */
  maxBytes: number;
  /** What the reply is long when nothing wrapped it; such a reply is never taken for gzip. */
  exactBytes?: number;
  /** A refusal (4xx) may pass: servers behind one address do not all have the newest tree. */
  mayRefuse?: boolean;
}

/** Reads the files of a log. Null, or false, where the log answers that it does not have one (404, 410). */
export interface LogClient {
  /** The bytes of a file. */
  read(wanted: Wanted, signal: AbortSignal): Promise<Uint8Array | null>;
  /** Hands a file over as it comes, so that it is never there as a whole; until `take` says false. */
  feed(wanted: Wanted, take: (part: Uint8Array) => boolean, signal: AbortSignal): Promise<boolean>;
}

const gunzipAsync = promisify(gunzip);
const MAX_RETRY_AFTER_MS = 3_600_000;

/**
 * GETs below a log's monitoring URL, through the guarded way out and over connections that stay open. Redirects are not
 * followed. Bodies that are gzip by their first bytes are unpacked even where no header says so (some mirrors serve them bare).
 * Aborting rejects with the signal's reason; everything else is an `AppError` `ct_log.*`.
 */
export function createLogClient(options: LogClientOptions): LogClient {
  const { scheduler, logKey } = options;
  const { host } = new URL(options.monitoringUrl);

  async function get<T>(
    wanted: Wanted,
    signal: AbortSignal,
    use: (body: AsyncIterable<Uint8Array>, url: string) => Promise<T>,
  ): Promise<T | null> {
    const url = `${options.monitoringUrl}${wanted.path}`;
    try {
      const reply = await options.egress.stream(
        {
          url,
          headers: { 'user-agent': options.userAgent, accept: '*/*' },
          maxBytes: wanted.maxBytes,
          timeoutMs: options.timeoutMs,
          firstByteMs: options.timeoutMs,
          maxRedirects: 0,
          ports: options.ports,
          keepAlive: true,
        },
        signal,
      );
      if (reply.status === 200) return await use(reply.body, url);
      await reply.body[Symbol.asyncIterator]().return?.();
      return refuseStatus(url, reply, options.clock, wanted.mayRefuse ?? false);
    } catch (thrown) {
      if (signal.aborted) throw signal.reason;
      throw faultOf(thrown, url);
    }
  }

  /** When it is the log's turn. */
  function inTurn<T>(request: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return scheduler === null ? request() : scheduler.run(host, logKey, request, signal);
  }

  return {
    read: (wanted, signal) =>
      inTurn(() => get(wanted, signal, async (body, url) => unwrap(await gather(body), wanted, url)), signal),
    async feed(wanted, take, signal) {
      const work = (): Promise<boolean | null> =>
        get(wanted, signal, async (body, url) => {
          for await (const part of unwrapped(body, wanted, url)) if (!take(part)) break;
          return true;
        });
      return (await inTurn(work, signal)) ?? false;
    },
  };
}

/** What the guard said, in a log's terms. */
function faultOf(thrown: unknown, url: string): AppError {
  if (thrown instanceof AppError && !isEgressError(thrown)) return thrown;
  // Its messages begin with the host, which the URL names already.
  const why = errorText(thrown)
    .replace(/^\S+: /, '')
    .replace(/^not done within/, 'no complete reply within');
  if (isEgressError(thrown, 'refused_address', 'refused_port', 'bad_url')) {
    const { details } = thrown;
    return ctLogError('refused_address', `${url}: ${why}`, { retryable: false, cause: thrown, details });
  }
  if (isEgressError(thrown, 'too_many_redirects')) {
    const message = `${url}: answered with a redirect, which is not followed`;
    return ctLogError('unreachable', message, { retryable: false, cause: thrown });
  }
  const isGarbage = isEgressError(thrown, 'too_large', 'garbage');
  return ctLogError(isGarbage ? 'garbage' : 'unreachable', `${url}: ${why}`, { retryable: true, cause: thrown });
}

function refuseStatus(url: string, reply: EgressStream, clock: Clock, mayRefuse: boolean): null {
  const { status } = reply;
  if (status === 404 || status === 410) return null;
  const retryAfterMs = readRetryAfter(reply.headers['retry-after'] ?? null, clock);
  const wait = retryAfterMs === null ? {} : { retryAfterMs };
  if (status === 429) throw ctLogError('rate_limited', `${url}: answered 429`, { retryable: true, ...wait });
  if (status >= 300 && status < 400) {
    throw ctLogError('unreachable', `${url}: answered with a redirect (${status}), which is not followed`, {
      retryable: false,
    });
  }
  const retryable = mayRefuse || status >= 500 || status === 408;
  throw ctLogError('unreachable', `${url}: answered ${status}`, { retryable, ...wait });
}

/** Retry-After (RFC 9110 §10.2.3): seconds or a date. Null when absent or unreadable; at most an hour. */
function readRetryAfter(value: string | null, clock: Clock): number | null {
  if (value === null) return null;
  const text = value.trim();
  const waitMs = /^[0-9]{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - clock.now();
  return Number.isFinite(waitMs) ? Math.min(Math.max(0, waitMs), MAX_RETRY_AFTER_MS) : null;
}

async function gather(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
}

/** The parts of a body, unpacked where its first bytes are those of gzip. */
async function* unwrapped(body: AsyncIterable<Uint8Array>, wanted: Wanted, url: string): AsyncGenerator<Uint8Array> {
  let first: Uint8Array | null = null;
  const parts = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await parts.next();
      if (next.done === true) break;
      first = first === null ? next.value : Buffer.concat([first, next.value]);
      if (first.length < 2) continue;
      const whole = withFirst(first, parts);
      yield* isGzip(first) ? unpacked(whole, wanted, url) : whole;
      return;
    }
    if (first !== null) yield first;
  } finally {
    await parts.return?.();
  }
}

async function* withFirst(first: Uint8Array, parts: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await parts.next(); next.done !== true; next = await parts.next()) yield next.value;
}

async function* unpacked(packed: AsyncIterable<Uint8Array>, wanted: Wanted, url: string): AsyncGenerator<Uint8Array> {
  const source = Readable.from(packed);
  const gunzipped = source.on('error', (error) => gunzipped.destroy(error)).pipe(createGunzip());
  let sizeBytes = 0;
  try {
    for await (const part of gunzipped) {
      const bytes = part as Uint8Array;
      sizeBytes += bytes.length;
      if (sizeBytes > wanted.maxBytes) throw badGzip(wanted, url, new RangeError('it is longer'));
      yield bytes;
    }
  } catch (thrown) {
    throw thrown instanceof AppError ? thrown : badGzip(wanted, url, thrown);
  } finally {
    source.destroy();
    gunzipped.destroy();
  }
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function badGzip(wanted: Wanted, url: string, cause: unknown): AppError {
  const message = `${url}: reply is gzip that does not unpack into ${wanted.maxBytes} bytes (${errorText(cause)})`;
  return ctLogError('garbage', message, { retryable: true, cause });
}

async function unwrap(bytes: Uint8Array, wanted: Wanted, url: string): Promise<Uint8Array> {
  if (bytes.length === wanted.exactBytes || !isGzip(bytes)) return bytes;
  try {
    return await gunzipAsync(bytes, { maxOutputLength: wanted.maxBytes });
  } catch (thrown) {
    throw badGzip(wanted, url, thrown);
  }
}
