import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDnsLookUp } from './dns-look-up.ts';
import { serveTestDns, type TestAnswer, type TestDnsServer } from './test-dns-server.ts';

const signal = new AbortController().signal;
let server: TestDnsServer;
let taken = 0;

const ZONE: Record<string, TestAnswer | null> = {
  'acme-okta.com': {
    a: ['198.51.100.7'],
    aaaa: ['2001:db8::7'],
    ns: ['NS1.Host.Example', 'ns2.host.example'],
    mx: ['mail.acme-okta.com'],
  },
  'login.acme-okta.com': { cname: 'front.cdn.example', a: ['198.51.100.8'] },
  'wild.example': { a: ['198.51.100.9'], ns: ['ns1.wild.example'] },
  'random-label.wild.example': { a: ['198.51.100.9'] },
  'mail-only.example': { mx: ['mail.example'], ns: ['ns.example'] },
  'no-mail.example': { a: ['198.51.100.1'], mx: [''] },
  'broken.example': { rcode: 2 },
  'closed.example': { rcode: 5 },
  'silent.example': null,
};

beforeEach(async () => {
  taken = 0;
  server = await serveTestDns((name) => (name in ZONE ? (ZONE[name] ?? null) : { rcode: 3 }));
});
afterEach(() => server.close());

function open(): ReturnType<typeof createDnsLookUp> {
  return createDnsLookUp({
    servers: [server.address],
    timeoutMs: 100,
    take: async () => void (taken += 1),
    randomLabel: () => 'random-label',
  });
}

it('reads everything about a domain, by the first of its names that stands', async () => {
  expect(await open().domain('acme-okta.com', ['vpn.acme-okta.com', 'login.acme-okta.com'], signal)).toEqual({
    host: 'login.acme-okta.com',
    state: 'resolves',
    addresses: ['198.51.100.8'],
    ns: ['ns1.host.example', 'ns2.host.example'],
    mx: ['mail.acme-okta.com'],
    cname: ['front.cdn.example'],
    wildcard: false,
  });
  expect(await open().domain('acme-okta.com', [], signal)).toMatchObject({
    host: 'acme-okta.com',
    addresses: ['198.51.100.7', '2001:db8::7'],
    cname: [],
  });
});

it('recognises a domain that answers for every name', async () => {
  expect((await open().domain('wild.example', [], signal)).wildcard).toBe(true);
});

it('asks for a name beside a host that nobody registered', async () => {
  expect(await open().sibling('login.wild.example', signal)).toEqual({
    state: 'resolves',
    addresses: ['198.51.100.9'],
  });
  expect(await open().sibling('acme-okta.com', signal)).toEqual({ state: 'nxdomain', addresses: [] });
});

it('tells names that do not exist, have no address, or whose servers fail, refuse or are silent', async () => {
  const dns = open();
  const states = await Promise.all(
    ['nobody.example', 'mail-only.example', 'broken.example', 'closed.example', 'silent.example'].map(async (name) => [
      name,
      (await dns.address(name, signal)).state,
      (await dns.domain(name, [], signal)).state,
    ]),
  );
  expect(states).toEqual([
    ['nobody.example', 'nxdomain', 'nxdomain'],
    ['mail-only.example', 'no-address', 'no-address'],
    ['broken.example', 'servfail', 'servfail'],
    ['closed.example', 'refused', 'refused'],
    ['silent.example', 'timeout', 'timeout'],
  ]);
});

it('tells mail servers from the statement that there are none', async () => {
  expect(await open().hasMail('acme-okta.com', signal)).toBe(true);
  expect(await open().hasMail('no-mail.example', signal)).toBe(false);
  expect(await open().hasMail('nobody.example', signal)).toBe(false);
  expect((await open().domain('no-mail.example', [], signal)).mx).toEqual([]);
});

it('takes from the budget for every question', async () => {
  await open().domain('acme-okta.com', [], signal);
  expect(taken).toBe(server.asked.length);
  expect(taken).toBe(6);
});

it('asks nothing once the caller has stopped', async () => {
  const stop = new AbortController();
  const asked = open().address('silent.example', stop.signal);
  stop.abort(new Error('enough'));
  await expect(asked).rejects.toThrow('enough');
});
