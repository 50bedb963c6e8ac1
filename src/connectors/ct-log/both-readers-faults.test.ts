import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../base/clock.ts';
import { issuerCertificate } from '../../simulator/ct-log/certificate.ts';
import { seededKey } from '../../simulator/ct-log/seeded-key.ts';
import { createHostScheduler } from './host-scheduler.ts';
import { drain, openTestLog, sorted, type TestLog, upTo } from './test-log.ts';
import { refusal } from './test-log-server.ts';

const never = new AbortController().signal;
let t: TestLog;
let other: TestLog;

/** What each reader asks for: its tree head, and where certificates come from. */
const KINDS = [
  { kind: 'static-ct', head: 'checkpoint', entries: 'tile/data' },
  { kind: 'rfc6962', head: 'ct/v1/get-sth', entries: 'ct/v1/get-entries' },
] as const;

beforeEach(async () => {
  t = await openTestLog({ namesTiles: false, compression: 'none' });
  other = await openTestLog({ namesTiles: false, seed: 'other' });
});
afterEach(async () => {
  await Promise.all([t.close(), other.close()]);
});

describe.each(KINDS)('the reader of a log ($kind)', ({ kind, head, entries }) => {
  const at = (prefix: string, answer: () => Response): void => {
    t.server.answer((path) => (path.startsWith(prefix) ? answer() : null));
  };
  /** What the log itself would have answered, as bytes. */
  const genuine = async (path: string): Promise<Uint8Array> => {
    const answer = await t.log.handler(new Request(`http://log.test/${path}`));
    // Not bytes(): the web server's own Response, which takes the place of the global one where it was loaded, has none.
    return new Uint8Array(await answer.arrayBuffer());
  };
  const spoil = (prefix: string, change: (bytes: Uint8Array) => Uint8Array): void => {
    t.server.answer(async (path) =>
      path.startsWith(prefix) ? new Response(new Uint8Array(change(await genuine(path)))) : null,
    );
  };

  /** Everything is read once the fault is gone, by the reader that met it, and nothing of it was handed out before. */
  async function expectRecovery(one = t.reader({ kind })): Promise<void> {
    t.server.forget();
    t.clock.advance(6_000);
    const { told } = await drain(one, null);
    expect(sorted(told)).toEqual(upTo(t.log.size));
  }

  it('refuses certificates cut short or with a bit flipped anywhere, and recovers', async () => {
    t.grow(20);
    const one = t.reader({ kind });
    spoil(entries, (bytes) => bytes.slice(0, bytes.length - 40));
    expect(await refusal(one.readNext(null, never))).toMatchObject({ code: 'ct_log.garbage', retryable: true });
    for (const share of [0.1, 0.37, 0.52, 0.8]) {
      t.server.forget();
      spoil(entries, (bytes) =>
        bytes.with(Math.floor(bytes.length * share), (bytes[Math.floor(bytes.length * share)] ?? 0) ^ 4),
      );
      const outcome = await one.readNext(null, never).catch((thrown: unknown) => thrown);
      // A bit in what the tree does not cover (the submitted precertificate, the chain) changes nothing that is told.
      if (outcome instanceof Error) {
        expect(outcome).toMatchObject({ code: expect.stringMatching(/garbage|inconsistent/), retryable: true });
      } else {
        expect(outcome).toMatchObject({ entries: upTo(20).map((index) => ({ names: [`host-${index}.example`] })) });
      }
    }
    await expectRecovery(one);
  });

  it('refuses a tree head of another key for good', async () => {
    t.grow(3);
    other.grow(3);
    t.server.answer((path) => (path === head ? other.log.handler(new Request(`http://log.test/${path}`)) : null));
    expect(await refusal(t.reader({ kind }).readNext(null, never))).toMatchObject({
      code: 'ct_log.bad_signature',
      retryable: false,
    });
    await expectRecovery();
  });

  it('unpacks what comes as gzip without saying so', async () => {
    t.grow(300);
    t.server.answer(async (path) => new Response(new Uint8Array(gzipSync(await genuine(path)))));
    const { told } = await drain(t.reader({ kind }), null);
    expect(sorted(told)).toEqual(upTo(300));
  });

  it('gives up an answer of two gigabytes after what it may have, and says so', async () => {
    t.grow(20);
    const limits = { tileBytes: 1_000_000, entriesBytes: 1_000_000 };
    let sent = 0;
    const flood = (reply: ServerResponse): void => {
      // Spaces: what they lead to might still be an answer.
      const piece = new Uint8Array(65_536).fill(0x20);
      const more = (): void => {
        while (!reply.destroyed && sent < 2_147_483_648) {
          sent += piece.length;
          if (!reply.write(piece)) {
            reply.once('drain', more);
            return;
          }
        }
      };
      more();
    };
    t.server.answer((path) => (path.startsWith(entries) ? flood : null));
    const one = t.reader({ kind, limits });
    const fault = await refusal(one.readNext(null, never));
    expect(fault).toMatchObject({ code: 'ct_log.garbage', retryable: true });
    expect(fault.message).toContain('longer than 1000000 bytes');
    expect(sent).toBeLessThan(50_000_000);
    await expectRecovery(one);
  });

  it('gives up a host that answers one byte at a time, and says so', async () => {
    t.grow(3);
    const timers: NodeJS.Timeout[] = [];
    t.server.answer((path) =>
      path === head ? (reply) => void timers.push(setInterval(() => reply.write('a'), 20)) : null,
    );
    const one = t.reader({ kind, limits: { timeoutMs: 200 } });
    const fault = await refusal(one.readNext(null, never));
    for (const timer of timers) clearInterval(timer);
    expect(fault).toMatchObject({ code: 'ct_log.unreachable', retryable: true });
    expect(fault.message).toContain('no complete reply within 200 ms');
    await expectRecovery();
  });

  it('says what is wrong with a certificate of the host itself', async () => {
    const key = seededKey('tls');
    const pem = Buffer.from(issuerCertificate('log.test', key, Date.now() - 86_400_000)).toString('base64');
    const server = createServer({
      key: key.privateKey.export({ format: 'pem', type: 'pkcs8' }),
      cert: `-----BEGIN CERTIFICATE-----\n${pem}\n-----END CERTIFICATE-----\n`,
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    const fault = await refusal(t.reader({ kind, monitoringUrl: `https://127.0.0.1:${port}/` }).readNext(null, never));
    expect(fault).toMatchObject({ code: 'ct_log.unreachable', retryable: true });
    expect(fault.message).toMatch(/certificate/i);
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });

  it('waits through a storm of 429 for its host alone, and recovers', async () => {
    t.grow(300);
    other.grow(300);
    const scheduler = createHostScheduler(systemClock);
    const one = t.reader({ kind, scheduler });
    let refused = 0;
    at('', () => {
      refused += 1;
      return new Response('', { status: 429, headers: { 'retry-after': '30' } });
    });
    expect(await refusal(one.readNext(null, never))).toMatchObject({
      code: 'ct_log.rate_limited',
      retryAfterMs: 30_000,
    });
    // The host has asked for half a minute: it is not asked again, also not by its other logs, and they are told why.
    const sibling = t.reader({ kind, scheduler, startAt: 'head' });
    const fault = await refusal(sibling.readNext(null, never));
    expect(fault).toMatchObject({ code: 'ct_log.rate_limited' });
    expect(fault.message).toContain('asked us to wait');
    expect(refused).toBe(1);
    const { told } = await drain(other.reader({ kind, scheduler }), null);
    expect(sorted(told)).toEqual(upTo(300));
    await expectRecovery(t.reader({ kind }));
  });

  it('tells of a log that has stood still for longer than it promises, and forgets it when it goes on', async () => {
    t.grow(3);
    const one = t.reader({ kind, mmdMs: 60_000 });
    const { last } = await drain(one, null);
    expect(last.warning).toBeNull();
    t.clock.advance(3_700_000);
    const still = await one.readNext(last.position, never);
    expect(still.warning).toMatchObject({
      code: 'ct_log.stale_head',
      message: expect.stringContaining('no tree head for 61 minutes'),
    });
    t.grow(1);
    const { last: next, told } = await drain(one, still.position);
    expect(told).toEqual([3]);
    expect(next.warning).toBeNull();
  });
});
