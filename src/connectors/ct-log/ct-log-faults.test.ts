import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCtLogSimulator, type CtLogSimulator } from '../../simulator/ct-log/ct-log-simulator.ts';
import { createCtLogReader, type CtLogReader } from './ct-log-reader.ts';
import type { CtLogReaderOptions } from './reader-options.ts';
import { manualClock, refusal, serveTestLog, testEgress, type TestLogServer } from './test-log-server.ts';

const START_MS = Date.UTC(2026, 10, 21);
const ORIGIN = 'ct.acme.test/2026h2';

let clock: ReturnType<typeof manualClock>;
let log: CtLogSimulator;
let server: TestLogServer;

function simulator(seed: string): CtLogSimulator {
  return createCtLogSimulator({ origin: ORIGIN, clock, seed, namesTiles: false });
}

function reader(options: Partial<CtLogReaderOptions> = {}): CtLogReader {
  return createCtLogReader({ ...baseOptions(), publicKey: log.publicKeySpkiBase64, ...options });
}

/** Everything but the key. */
function baseOptions(): CtLogReaderOptions {
  const common: Omit<CtLogReaderOptions, 'monitoringUrl'> = {
    origin: ORIGIN,
    egress: testEgress(),
    ports: 'any',
    clock,
    userAgentContact: 'security@acme.test',
  };
  return { ...common, monitoringUrl: server.url, startAt: 'beginning' };
}

const never = new AbortController().signal;

function grow(one: CtLogSimulator, count: number, prefix = 'host'): void {
  for (let i = 0; i < count; i += 1) one.addCertificate({ names: [`${prefix}-${one.size}.example`] });
  clock.advance(1_000);
  one.publish();
}

const read = (position: string | null, one = reader()): Promise<unknown> => one.readNext(position, never);

async function positionNow(): Promise<string> {
  return (await reader().readNext(null, never)).position;
}

/** Serves one path differently, others as before. */
function replace(wanted: string, answer: () => Response | 'hang' | 'cut' | Promise<Response>): void {
  server.answer((path) => (path === wanted ? answer() : null));
}

/** The data tile of 20 entries without its last 40 bytes, packed or not as the log serves it. */
async function truncated(): Promise<Response> {
  const answer = await log.handler(new Request('http://log.test/tile/data/000.p/20'));
  const whole = new Uint8Array(await answer.arrayBuffer());
  return new Response(whole.slice(0, whole.length - 40));
}

beforeEach(async () => {
  clock = manualClock(START_MS);
  log = simulator('faults');
  server = await serveTestLog(log.handler);
});
afterEach(() => server.close());

describe('a log that contradicts itself', () => {
  it('is refused when it signs a smaller tree later, for good', async () => {
    grow(log, 20);
    const position = await positionNow();
    clock.advance(5_000);
    replace(
      'checkpoint',
      () => new Response(log.signCheckpoint({ size: 10, rootHash: log.root(10), timestampMs: clock.now() })),
    );
    const fault = await refusal(read(position));
    expect(fault).toMatchObject({ code: 'ct_log.inconsistent', retryable: false, details: { kind: 'shrunk' } });
    expect(fault.remedy).toContain('tell the log operator');
  });

  it('is refused, to be tried again, when an older tree head comes back, as from a cache', async () => {
    grow(log, 10);
    const stale = await (await fetch(`${server.url}checkpoint`)).text();
    grow(log, 10);
    const position = await positionNow();
    replace('checkpoint', () => new Response(stale));
    expect(await refusal(read(position))).toMatchObject({
      code: 'ct_log.inconsistent',
      retryable: true,
      details: { kind: 'older_head', acceptedSize: 20, size: 10 },
    });
    server.forget();
    await expect(read(position)).resolves.toMatchObject({ entries: [] });
  });

  it('is refused when it signs two roots for one size', async () => {
    grow(log, 20);
    const position = await positionNow();
    const other = new Uint8Array(32).fill(7);
    replace(
      'checkpoint',
      () => new Response(log.signCheckpoint({ size: 20, rootHash: other, timestampMs: clock.now() })),
    );
    expect(await refusal(read(position))).toMatchObject({
      code: 'ct_log.inconsistent',
      retryable: false,
      details: { kind: 'two_roots' },
    });
  });

  it.each([
    ['within the same tile', 20, 30],
    ['across tiles', 200, 700],
    ['at tile boundaries', 256, 512],
  ])('is refused when a larger tree does not contain the one before (%s)', async (_where, before, after) => {
    grow(log, before);
    const old = reader();
    const { position } = await old.readNext(null, never);
    const forked = simulator('faults');
    grow(forked, after, 'other');
    server.answer((path) => forked.handler(new Request(`http://log.test/${path}`)));
    // Both a fresh reader and the one that still has tiles of the tree before it.
    for (const one of [reader(), old]) {
      expect(await refusal(read(position, one))).toMatchObject({
        code: 'ct_log.inconsistent',
        retryable: false,
        details: { kind: 'forked', acceptedSize: before, size: after },
      });
    }
  });

  it('is refused when its hash tiles do not make up the signed root', async () => {
    grow(log, 20);
    const wrong = new Uint8Array(20 * 32).fill(3);
    replace('tile/0/000.p/20', () => new Response(wrong));
    expect(await refusal(read(null))).toMatchObject({
      code: 'ct_log.inconsistent',
      retryable: true,
      details: { kind: 'tiles_contradict_root' },
    });
  });

  it('is refused when a full hash tile is not under the tile above', async () => {
    grow(log, 600);
    replace('tile/0/001', () => new Response(new Uint8Array(8192)));
    const fault = await refusal(read(null));
    expect(fault).toMatchObject({ code: 'ct_log.inconsistent', retryable: true });
    expect(fault.message).toContain('tile/0/001');
  });

  it('is refused when a data tile holds another certificate than the tree', async () => {
    grow(log, 20);
    const forged = simulator('faults');
    grow(forged, 20, 'forged');
    replace('tile/data/000.p/20', () => forged.handler(new Request('http://log.test/tile/data/000.p/20')));
    const fault = await refusal(read(null));
    expect(fault).toMatchObject({ code: 'ct_log.inconsistent', retryable: true, details: { leafIndex: 0 } });
  });

  it('is read on when the wrong tile was only a passing fault', async () => {
    grow(log, 20);
    let times = 0;
    server.answer((path) => {
      if (path !== 'tile/0/000.p/20' || times > 0) return null;
      times += 1;
      return new Response(new Uint8Array(20 * 32));
    });
    await expect(read(null)).resolves.toMatchObject({ treeSize: 20 });
  });
});

describe('a checkpoint', () => {
  it('under another key is refused', async () => {
    const other = simulator('another log');
    const fault = await refusal(read(null, reader({ publicKey: other.publicKeySpkiBase64 })));
    expect(fault).toMatchObject({ code: 'ct_log.bad_signature', retryable: false, details: { kind: 'no_signature' } });
    expect(fault.remedy).toContain('public key');
  });

  it('whose signature does not hold is refused', async () => {
    grow(log, 3);
    const genuine = await (await fetch(`${server.url}checkpoint`)).text();
    replace('checkpoint', () => new Response(genuine.replace('\n3\n', '\n4\n')));
    expect(await refusal(read(null))).toMatchObject({
      code: 'ct_log.bad_signature',
      details: { kind: 'bad_signature' },
    });
  });

  it('of another origin is refused', async () => {
    const fault = await refusal(read(null, reader({ origin: 'ct.acme.test/2027h1' })));
    expect(fault).toMatchObject({ code: 'ct_log.bad_signature', details: { kind: 'other_origin' } });
  });

  it.each([
    ['a web page', () => new Response('<!doctype html><title>Sign in</title>')],
    ['nothing', () => new Response('')],
    ['more than 16 KiB', () => new Response('x'.repeat(20_000))],
    ['gzip that is none', () => new Response(new Uint8Array([0x1f, 0x8b, 8, 0, 1, 2, 3]))],
    ['a gzip bomb', () => new Response(new Uint8Array(gzipSync(Buffer.alloc(5_000_000))))],
  ])('that is %s is garbage', async (_what, answer) => {
    replace('checkpoint', answer);
    expect(await refusal(read(null))).toMatchObject({ code: 'ct_log.garbage', retryable: true });
  });

  it('that is not there means the address is wrong', async () => {
    const fault = await refusal(read(null, reader({ monitoringUrl: `${server.url}elsewhere` })));
    expect(fault).toMatchObject({ code: 'ct_log.unreachable', retryable: false });
    expect(fault.message).toContain('/elsewhere/checkpoint');
  });
});

describe('tiles', () => {
  it('that are cut short are garbage, with the place', async () => {
    await server.close();
    log = createCtLogSimulator({ origin: ORIGIN, clock, seed: 'faults', namesTiles: false, compression: 'none' });
    server = await serveTestLog(log.handler);
    grow(log, 20);
    replace('tile/data/000.p/20', truncated);
    const fault = await refusal(read(null));
    expect(fault.code).toBe('ct_log.garbage');
    expect(fault.message).toMatch(/tile\/data\/000\.p\/20: data tile entry 19 has a? ?truncated .* \(byte \d+\)/);
  });

  it('whose gzip is cut short are garbage', async () => {
    grow(log, 20);
    replace('tile/data/000.p/20', truncated);
    expect(await refusal(read(null))).toMatchObject({ code: 'ct_log.garbage' });
  });

  it('larger than allowed are garbage, packed or not', async () => {
    grow(log, 20);
    const limits = { tileBytes: 100_000 };
    replace('tile/data/000.p/20', () => new Response(new Uint8Array(100_001)));
    expect(await refusal(read(null, reader({ limits })))).toMatchObject({ code: 'ct_log.garbage' });
    replace('tile/data/000.p/20', () => new Response(new Uint8Array(gzipSync(Buffer.alloc(10_000_000)))));
    expect(await refusal(read(null, reader({ limits })))).toMatchObject({ code: 'ct_log.garbage' });
  });

  it('of hashes that are of another length are garbage', async () => {
    grow(log, 20);
    replace('tile/0/000.p/20', () => new Response(new Uint8Array(19 * 32)));
    expect(await refusal(read(null))).toMatchObject({ code: 'ct_log.garbage' });
  });

  it('that the checkpoint needs and the log does not serve are unreachable, to be tried again', async () => {
    grow(log, 20);
    server.answer((path) => (path.startsWith('tile/data') ? new Response('', { status: 404 }) : null));
    expect(await refusal(read(null))).toMatchObject({ code: 'ct_log.unreachable', retryable: true });
  });
});

describe('a log that cannot be had', () => {
  it.each([
    ['120', 120_000],
    [new Date(START_MS + 90_000).toUTCString(), 90_000],
    ['999999999', 3_600_000],
    ['soon', null],
  ])('for too many requests is asked again after what it says (Retry-After: %s)', async (header, retryAfterMs) => {
    replace('checkpoint', () => new Response('', { status: 429, headers: { 'retry-after': header } }));
    const fault = await refusal(read(null));
    expect(fault).toMatchObject({ code: 'ct_log.rate_limited', retryable: true, retryAfterMs });
  });

  it('for a fault of its own is asked again, after what it says', async () => {
    replace('checkpoint', () => new Response('', { status: 503, headers: { 'retry-after': '7' } }));
    expect(await refusal(read(null))).toMatchObject({
      code: 'ct_log.unreachable',
      retryable: true,
      retryAfterMs: 7_000,
    });
  });

  it.each([401, 403, 418])('for a refusal (%i) is not asked again by itself', async (status) => {
    replace('checkpoint', () => new Response('', { status }));
    expect(await refusal(read(null))).toMatchObject({ code: 'ct_log.unreachable', retryable: false });
  });

  it('because it redirects is not followed', async () => {
    replace('checkpoint', () => new Response('', { status: 302, headers: { location: '/elsewhere' } }));
    const fault = await refusal(read(null));
    expect(fault).toMatchObject({ code: 'ct_log.unreachable', retryable: false });
    expect(server.asked).toEqual(['checkpoint']);
  });

  it('because it hangs, cuts off or is not there is asked again', async () => {
    replace('checkpoint', () => 'hang');
    const slow = await refusal(read(null, reader({ limits: { timeoutMs: 50 } })));
    expect(slow).toMatchObject({ code: 'ct_log.unreachable', retryable: true });
    expect(slow.message).toContain('within 50 ms');
    replace('checkpoint', () => 'cut');
    expect(await refusal(read(null))).toMatchObject({ code: 'ct_log.unreachable', retryable: true });
    await server.close();
    const gone = await refusal(read(null));
    expect(gone).toMatchObject({ code: 'ct_log.unreachable', retryable: true });
    expect(gone.message).toContain(server.url);
    server = await serveTestLog(log.handler);
  });
});

describe('a saved position', () => {
  it('is refused when damaged or of another log', async () => {
    grow(log, 3);
    const position = await positionNow();
    const other = simulator('another log');
    const damaged = [
      '',
      'null',
      '[]',
      '{"v":2}',
      'x'.repeat(2_000),
      position.replace('"next":3', '"next":4'),
      position.replace('"next":3', '"next":-1'),
      position.replace('"size":3', '"size":"3"'),
      position.replace(/"root":"[^"]*"/, '"root":"AAAA"'),
    ];
    for (const text of damaged) {
      expect(await refusal(read(text)), text).toMatchObject({ code: 'ct_log.bad_position', retryable: false });
    }
    const fault = await refusal(read(position, reader({ publicKey: other.publicKeySpkiBase64 })));
    expect(fault).toMatchObject({ code: 'ct_log.bad_position' });
  });
});

describe('the settings of a reader', () => {
  it.each([
    ['no URL', { monitoringUrl: 'rome2026h2.example' }, /monitoringUrl/],
    ['another scheme', { monitoringUrl: 'file:///etc' }, /monitoringUrl/],
    ['a user in the URL', { monitoringUrl: 'https://u:p@log.example/' }, /monitoringUrl/],
    ['no contact', { userAgentContact: ' ' }, /userAgentContact/],
    ['a line break in the contact', { userAgentContact: 'a@b.example\r\nx: y' }, /userAgentContact/],
    ['a key that is none', { publicKey: 'AAAA' }, /publicKey/],
    ['a negative look-back', { lookBackEntries: -1 }, /lookBackEntries/],
  ])('are refused with %s', (_what, options, message) => {
    expect(() => reader(options)).toThrow(expect.objectContaining({ code: 'ct_log.bad_configuration' }));
    expect(() => reader(options)).toThrow(message);
  });

  it('may leave out the key only for a log on this machine', async () => {
    grow(log, 3);
    const keyless = baseOptions();
    const batch = await createCtLogReader(keyless).readNext(null, never);
    expect(batch).toMatchObject({ treeSize: 3, headAtMs: clock.now() });
    const https = { ...keyless, monitoringUrl: 'https://127.0.0.1/' };
    const remote = { ...keyless, monitoringUrl: 'http://log.example/' };
    for (const options of [https, remote]) {
      expect(() => createCtLogReader(options)).toThrow(/publicKey is missing/);
    }
  });
});
