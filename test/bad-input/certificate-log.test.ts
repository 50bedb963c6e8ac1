import { afterEach, describe, expect, it } from 'vitest';
import { Activity } from '../../src/platform/clock/activity.ts';
import { VirtualClock } from '../../src/platform/clock/virtual-clock.ts';
import { createCtLogSimulator, type CtLogSimulator } from '../../src/simulator/ct-log/ct-log-simulator.ts';
import { serveHandler } from '../../src/simulator/serve-handler.ts';
import { START_MS, startRealApp, type RealApp } from './real-app.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

type Answer = (request: Request) => Promise<Response> | Response;

/** Breakwater that watches a certificate log over HTTP, whose answers a test can spoil. */
async function watching(): Promise<{ real: RealApp; log: CtLogSimulator; spoil: (answer: Answer | null) => void }> {
  const activity = new Activity();
  const clock = new VirtualClock(START_MS, [activity]);
  const origin = 'ct.garbage.example/2026h2';
  const log = createCtLogSimulator({ origin, clock, seed: 'garbage' });
  for (let i = 0; i < 30; i += 1) log.addCertificate({ names: [`host-${i}.example.net`] });
  log.publish();
  let spoiled: Answer | null = null;
  const served = await serveHandler(async (request) => (spoiled ?? log.handler)(request), activity);
  cleanups.push(() => served.close());
  const real = await startRealApp({
    clock,
    activity,
    config: {
      brands: [{ name: 'acme', domains: ['acme.com'], aliases: [] }],
      certificateLogs: [
        { monitoringUrl: `${served.url}/`, origin, publicKey: log.publicKeySpkiBase64, startAt: 'beginning' },
      ],
    },
  });
  cleanups.push(() => real.close());
  return { real, log, spoil: (answer) => void (spoiled = answer) };
}

const text =
  (body: string, status = 200): Answer =>
  () =>
    new Response(body, { status });
const endless = (): Response =>
  new Response(
    new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(65_536).fill(0x41));
      },
    }),
  );

describe('a certificate log that returns garbage', () => {
  it.each<[string, (log: CtLogSimulator) => Answer]>([
    ['a page of HTML', () => text('<html><body>502 Bad Gateway</body></html>')],
    ['nothing', () => text('')],
    ['an error', () => text('upstream gone', 503)],
    ['an endless answer', () => endless],
    ['bytes that are no checkpoint', () => text('\u0000\u001b[2J\u0007'.repeat(500))],
    [
      'tiles of zeros below a good checkpoint',
      (log) => (request) =>
        new URL(request.url).pathname.endsWith('/checkpoint')
          ? log.handler(request)
          : new Response(new Uint8Array(8192)),
    ],
    [
      'a checkpoint that somebody else signed',
      (log) => async (request) => {
        const reply = await log.handler(request);
        if (!new URL(request.url).pathname.endsWith('/checkpoint')) return reply;
        return new Response(
          (await reply.text()).replace(
            /^(\S+)\n(\d+)/,
            (_, name: string, size: string) => `${name}\n${Number(size) + 1}`,
          ),
        );
      },
    ],
  ])('%s: the source fails in words, the rest runs, and it recovers', async (_, spoiledBy) => {
    const { real, log, spoil } = await watching();
    await real.pass(60_000);
    const well = await real.source('ct-log');
    expect([well.lastError, well.behindBy]).toEqual([null, 0]);

    log.addCertificate({ names: ['acme-okta.com', 'www.acme-okta.com'] });
    log.publish();
    spoil(spoiledBy(log));
    await real.pass(120_000);
    const failing = await real.source('ct-log');
    expect(failing.state).toBe('failing');
    expect(failing.lastError?.code).toMatch(/^ct_log\./);
    expect(failing.lastError?.message).toMatch(/^[\x20-\x7e\u2018-\u201d…]{10,}$/);
    expect(failing.lastError?.remedy).toMatch(/\S/);
    expect(failing.recordsTotal).toBe(well.recordsTotal);
    expect((await real.client.getOverview({})).openIncidents).toBe(0);
    const { checks } = await real.client.runDoctor({});
    expect(checks.find(({ id }) => id === 'log-1')).toMatchObject({
      state: 'failed',
      detail: expect.stringMatching(/\S/),
    });

    spoil(null);
    await real.pass(600_000);
    const again = await real.source('ct-log');
    expect([again.lastError, again.behindBy]).toEqual([null, 0]);
    const { items } = await real.client.listIncidents({ query: { state: 'open' } });
    expect(items.map(({ domains }) => domains)).toEqual([['acme-okta.com']]);
  });
});
