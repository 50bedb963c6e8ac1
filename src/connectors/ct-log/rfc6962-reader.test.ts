import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCtLogReader } from './ct-log-reader.ts';
import { parsePosition } from './position.ts';
import { drain, openTestLog, sorted, type TestLog, upTo } from './test-log.ts';
import { refusal, testEgress } from './test-log-server.ts';

const never = new AbortController().signal;
const KIND = { kind: 'rfc6962' } as const;
let t: TestLog;

beforeEach(async () => {
  t = await openTestLog();
});
afterEach(() => t.close());

const asked = (prefix: string): string[] => t.server.asked.filter((path) => path.startsWith(`ct/v1/${prefix}`));

/** Reads whenever the log may have another tree head. */
async function readAll(position: string | null, one = t.reader(KIND)) {
  t.clock.advance(6_000);
  return drain(one, position);
}

describe('reading an RFC 6962 log over HTTP', () => {
  it('gives each certificate once, verified, with its names, issuer and time', async () => {
    t.log.addCertificate({ names: ['Acme-Okta.com', '*.acme-okta.com'], issuer: 'Cheap CA X3' });
    t.log.publish();
    const batch = await t.reader(KIND).readNext(null, never);
    expect(batch).toMatchObject({ treeSize: 1, behindBy: 0, unproven: 0, warning: null, suspect: null });
    expect(batch.entries).toEqual([
      {
        leafIndex: 0,
        timestampMs: t.clock.now(),
        names: ['acme-okta.com'],
        wildcards: ['acme-okta.com'],
        verified: true,
        issuer: 'Cheap CA X3',
        precertificate: true,
        leafHash: Buffer.from(t.log.root(1)).toString('hex'),
      },
    ]);
  });

  it('has no gap and no double over many sizes, with a reader that is made anew each time', async () => {
    let position: string | null = null;
    const told: number[] = [];
    for (const count of [1, 3, 250, 2, 1, 255, 0, 300, 256, 1_500]) {
      t.grow(count);
      const { last, told: more } = await readAll(position);
      told.push(...more);
      ({ position } = last);
    }
    expect(sorted(told)).toEqual(upTo(t.log.size));
    const { frontier, head } = parsePosition(position ?? '', JSON.parse(position ?? '').log);
    expect(frontier?.size).toBe(t.log.size);
    expect(Buffer.from(head.rootHash).equals(t.log.root(t.log.size))).toBe(true);
  });

  it('asks for no proof while the entries themselves rebuild the signed root', async () => {
    const one = t.reader(KIND);
    t.grow(20);
    let { last } = await readAll(null, one);
    t.server.forget();
    for (let i = 0; i < 3; i += 1) {
      t.grow(30);
      ({ last } = await readAll(last.position, one));
    }
    expect(t.server.asked).toEqual([
      'ct/v1/get-sth',
      'ct/v1/get-entries?start=20&end=49',
      'ct/v1/get-sth',
      'ct/v1/get-entries?start=50&end=79',
      'ct/v1/get-sth',
      'ct/v1/get-entries?start=80&end=109',
    ]);
  });

  it('begins at the head unless told otherwise, and proves what follows', async () => {
    t.grow(300);
    const one = t.reader({ ...KIND, startAt: 'head' });
    const first = await one.readNext(null, never);
    expect(first).toMatchObject({ entries: [], treeSize: 300, behindBy: 0 });
    t.grow(2);
    const { told, last } = await readAll(first.position, one);
    expect(told).toEqual([300, 301]);
    expect(asked('get-proof-by-hash').length + asked('get-sth-consistency').length).toBeGreaterThan(0);
    t.server.forget();
    t.grow(5);
    expect((await readAll(last.position, one)).told).toEqual(upTo(307, 302));
    expect(asked('get-proof-by-hash')).toEqual([]);
    const lookingBack = t.reader({ ...KIND, startAt: 'head', lookBackEntries: 64 });
    expect((await readAll(null, lookingBack)).told).toEqual(upTo(307, 243));
  });

  it.each([1, 7, 32, 1_000])('follows a log that gives %i entries at once', async (entriesAtOnce) => {
    await t.close();
    t = await openTestLog({ entriesAtOnce });
    t.grow(300);
    const { told } = await readAll(null);
    expect(told).toEqual(upTo(300));
    if (entriesAtOnce === 32) expect(asked('get-entries').length).toBeLessThan(16);
  });

  it('reads the newest first when it is far behind, and fills the gap behind, each entry once', async () => {
    t.grow(10);
    const one = t.reader({ ...KIND, limits: { jumpBehind: 600, maxBatch: 64 } });
    const { last, told } = await readAll(null, one);
    t.grow(2_000);
    const jumped = await one.readNext(last.position, never);
    expect(jumped.entries.at(-1)?.leafIndex).toBe(2_009);
    expect(jumped.gaps).toEqual([{ from: 10, to: jumped.entries[0]?.leafIndex }]);
    told.push(...jumped.entries.map((entry) => entry.leafIndex));
    t.grow(3);
    const newest = await one.readNext(jumped.position, never);
    expect(newest.entries.map((entry) => entry.leafIndex)).toEqual([2_010, 2_011, 2_012]);
    told.push(2_010, 2_011, 2_012);
    const rest = await readAll(newest.position, t.reader({ ...KIND, limits: { maxBatch: 64 } }));
    told.push(...rest.told);
    expect(rest.last).toMatchObject({ behindBy: 0, gaps: [] });
    expect(sorted(told)).toEqual(upTo(2_013));
    expect(rest.told[0]).toBeGreaterThan(rest.told.at(-1) ?? 0);
  });

  it('goes on where a rate limit stopped it, without asking again for what it has', async () => {
    t.grow(1_024);
    let allowed = 2;
    t.server.answer((path) => {
      if (!path.startsWith('ct/v1/get-entries')) return null;
      allowed -= 1;
      return allowed >= 0 ? null : new Response('', { status: 429, headers: { 'retry-after': '3' } });
    });
    const one = t.reader(KIND);
    const fault = await refusal(one.readNext(null, never));
    expect(fault).toMatchObject({ code: 'ct_log.rate_limited', retryAfterMs: 3_000 });
    t.server.forget();
    const { told } = await readAll(null, one);
    expect(told).toEqual(upTo(1_024));
    expect(asked('get-entries').length).toBe(2);
  });
});

describe('an RFC 6962 log that contradicts itself', () => {
  const sth = (size: number, rootHash: Uint8Array): void => {
    const body = t.log.signTreeHead({ size, rootHash, timestampMs: t.clock.now() });
    t.server.answer((path) => (path === 'ct/v1/get-sth' ? new Response(body) : null));
  };

  it('by a smaller tree signed later, or two roots for one size, is refused for good', async () => {
    t.grow(20);
    const { last } = await readAll(null);
    t.clock.advance(6_000);
    sth(10, t.log.root(10));
    expect(await refusal(t.reader(KIND).readNext(last.position, never))).toMatchObject({
      code: 'ct_log.inconsistent',
      retryable: false,
      details: { kind: 'shrunk' },
    });
    sth(20, new Uint8Array(32).fill(1));
    expect(await refusal(t.reader(KIND).readNext(last.position, never))).toMatchObject({
      retryable: false,
      details: { kind: 'two_roots' },
    });
  });

  it.each([
    [20, 30],
    [200, 700],
    [256, 512],
  ])(
    'by another tree (from %i to %i entries) is refused for good when it cannot show otherwise',
    async (before, after) => {
      t.grow(before);
      const one = t.reader(KIND);
      const { last } = await readAll(null, one);
      const forked = t.twin();
      for (let i = 0; i < after; i += 1) forked.addCertificate({ names: [`other-${i}.example`] });
      t.clock.advance(6_000);
      forked.publish();
      t.server.answer((path) => forked.handler(new Request(`http://log.test/${path}`)));
      const kinds: unknown[] = [];
      for (let i = 0; i < 3; i += 1) {
        t.clock.advance(6_000);
        const fault = await refusal(one.readNext(last.position, never));
        expect(fault.code).toBe('ct_log.inconsistent');
        kinds.push([fault.details['kind'], fault.retryable]);
      }
      expect(kinds).toEqual([
        ['forked', true],
        ['forked', true],
        ['forked', false],
      ]);
    },
  );

  it('by entries that are not under its tree is refused until it gives the right ones', async () => {
    t.grow(20);
    const forged = t.twin();
    for (let i = 0; i < 20; i += 1) forged.addCertificate({ names: [`forged-${i}.example`] });
    forged.publish();
    t.server.answer((path) =>
      path.startsWith('ct/v1/get-entries') ? forged.handler(new Request(`http://log.test/${path}`)) : null,
    );
    const fault = await refusal(t.reader(KIND).readNext(null, never));
    expect(fault).toMatchObject({ code: 'ct_log.inconsistent', retryable: true });
    t.server.forget();
    expect((await readAll(null)).told).toEqual(upTo(20));
  });

  it('under another key is refused', async () => {
    t.grow(3);
    const other = await openTestLog({ seed: 'another' });
    await other.close();
    const one = t.reader({ ...KIND, publicKey: other.log.publicKeySpkiBase64 });
    expect(await refusal(one.readNext(null, never))).toMatchObject({ code: 'ct_log.bad_signature', retryable: false });
  });
});

it('refuses a log id that is not of the key', () => {
  expect(() => t.reader({ ...KIND, logId: 'AAAA' })).toThrow(/logId/);
  const { kind } = KIND;
  expect(() =>
    createCtLogReader({
      kind,
      monitoringUrl: 'https://log.example/',
      egress: testEgress(),
      clock: t.clock,
      userAgentContact: 'a@b.example',
    }),
  ).toThrow(/publicKey/);
});
