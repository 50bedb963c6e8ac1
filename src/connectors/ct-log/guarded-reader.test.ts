import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEgress, type EgressOptions } from '../../platform/http/egress.ts';
import { readLogSize } from './read-log-size.ts';
import { openTestLog, type TestLog, upTo } from './test-log.ts';
import { refusal } from './test-log-server.ts';

const never = new AbortController().signal;
let t: TestLog;
let port: string;
/** What stands inside, on another address of this machine. */
let trap: Server;
let visits: string[];

beforeEach(async () => {
  t = await openTestLog();
  t.grow(3);
  ({ port } = new URL(t.server.url));
  visits = [];
  trap = createServer((request, reply) => {
    visits.push(`${request.headers.host}${request.url}`);
    reply.end('inside');
  });
  await new Promise<void>((resolve) => trap.listen(0, '127.0.0.2', resolve));
});
afterEach(async () => {
  trap.closeAllConnections();
  await new Promise((resolve) => trap.close(resolve));
  await t.close();
});

const INSIDE: Record<string, string[]> = {
  'loopback.example': ['127.0.0.1'],
  'loopback6.example': ['::1'],
  'unspecified.example': ['0.0.0.0'],
  'private.example': ['10.0.0.7', '172.16.0.1', '192.168.1.1'],
  'carrier.example': ['100.64.0.1'],
  'link-local.example': ['169.254.7.7', 'fe80::1'],
  'metadata.example': ['169.254.169.254'],
  'unique-local.example': ['fd00::1'],
  'mapped.example': ['::ffff:127.0.0.1'],
  'nat64.example': ['64:ff9b::10.0.0.1'],
};
/** As the program sets it up for logs of a list: nothing inside. */
const guard = (more: Partial<EgressOptions> = {}) =>
  createEgress({ resolve: async (host) => INSIDE[host] ?? [], proxy: null, ...more });

describe.each(['static-ct', 'rfc6962'] as const)(
  'the reader of a log (%s) that a list or the console named',
  (kind) => {
    const read = (monitoringUrl: string, egress = guard()) =>
      t.reader({ kind, monitoringUrl, egress, ports: 'any' }).readNext(null, never);

    it.each(Object.keys(INSIDE))('asks nothing of %s, whose address is inside', async (host) => {
      const fault = await refusal(read(`http://${host}:${port}/`));
      expect(fault).toMatchObject({ code: 'ct_log.refused_address', retryable: false });
      expect(fault.message).toMatch(new RegExp(`http://${host}:${port}/.*is not contacted`));
      expect(fault.remedy).toContain('certificateLogs');
      expect(t.server.asked).toEqual([]);
    });

    it.each([
      '127.0.0.1',
      '127.1',
      '2130706433',
      '0x7f000001',
      '0177.0.0.1',
      '[::1]',
      '[::ffff:7f00:1]',
      'localhost',
      '0',
    ])('asks nothing of %s', async (host) => {
      expect(await refusal(read(`http://${host}:${port}/`))).toMatchObject({ code: 'ct_log.refused_address' });
      expect(t.server.asked).toEqual([]);
    });

    it('contacts web ports only', async () => {
      const egress = guard({ resolve: async () => ['8.8.8.8'] });
      const one = t.reader({ kind, monitoringUrl: 'http://outside.example:22/', egress, ports: 'web' });
      expect(await refusal(one.readNext(null, never))).toMatchObject({
        code: 'ct_log.refused_address',
        details: { port: 22 },
      });
    });

    it('follows no redirect, neither inside nor elsewhere', async () => {
      const { port: inside } = trap.address() as AddressInfo;
      const egress = guard({ resolve: async () => ['127.0.0.1'], allow: [{ range: '127.0.0.0/8' }] });
      for (const location of [`http://127.0.0.2:${inside}/`, '/elsewhere', 'http://169.254.169.254/latest/']) {
        t.server.answer(() => new Response('', { status: 302, headers: { location } }));
        expect(await refusal(read(t.server.url, egress))).toMatchObject({
          code: 'ct_log.unreachable',
          retryable: false,
        });
      }
      expect(visits).toEqual([]);
    });

    it('is not led inside by a name that changes', async () => {
      let times = 0;
      const egress = guard({
        resolve: async () => ((times += 1) === 1 ? ['127.0.0.1'] : ['127.0.0.2']),
        allow: [{ range: '127.0.0.1/32' }],
      });
      const one = t.reader({ kind, monitoringUrl: `http://rebind.example:${port}/`, egress, ports: 'any' });
      const first = await one.readNext(null, never);
      expect(first.entries.map((entry) => entry.leafIndex)).toEqual(upTo(3));
      // The connections that were checked are gone, and the name leads elsewhere by now.
      await t.server.hangUp();
      t.server.forget();
      t.grow(2);
      expect(await refusal(one.readNext(first.position, never))).toMatchObject({ code: 'ct_log.refused_address' });
      expect([t.server.asked, visits]).toEqual([[], []]);
    });

    it('is not asked for its size either', async () => {
      const { publicKeySpkiBase64: publicKey, origin } = t.log;
      const settings = {
        kind,
        publicKey,
        origin,
        startAt: 'head',
        clock: t.clock,
        userAgentContact: 'a@b.example',
      } as const;
      for (const url of [t.server.url, `http://private.example:${port}/`]) {
        const asked = readLogSize({ ...settings, monitoringUrl: url, egress: guard(), ports: 'any' }, never);
        expect(await refusal(asked)).toMatchObject({ code: 'ct_log.refused_address' });
      }
      expect(t.server.asked).toEqual([]);
    });
  },
);

it.each(['static-ct', 'rfc6962'] as const)('reads a log (%s) over few connections', async (kind) => {
  t.grow(600);
  const one = t.reader({ kind });
  let { position } = await one.readNext(null, never);
  const before = t.server.connections;
  for (let i = 0; i < 5; i += 1) {
    t.grow(20);
    ({ position } = await one.readNext(position, never));
  }
  expect(t.server.connections - before).toBeLessThanOrEqual(4);
});
