import fc from 'fast-check';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppError } from '../../base/errors.ts';
import type { LookUpCache, RdapLookUp } from '../../domains/enrich/ports.ts';
import { Activity } from '../../platform/clock/activity.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { createEgress } from '../../platform/http/egress.ts';
import { parseDomain, parseNetwork, relatedUrl } from './parse-rdap.ts';
import { createRdapLookUp } from './rdap-look-up.ts';

const signal = new AbortController().signal;
const START_MS = Date.UTC(2026, 10, 22);

/** Written after the shape of RFC 9083 §5.3 and §5.1: a registrar with an abuse contact of its own, jCards, events. */
const DOMAIN = {
  rdapConformance: ['rdap_level_0'],
  objectClassName: 'domain',
  handle: 'D1-EXAMPLE',
  ldhName: 'ACME-OKTA.EXAMPLE',
  status: ['client transfer prohibited', 'active'],
  events: [
    { eventAction: 'last changed', eventDate: '2026-11-20T01:00:00Z' },
    { eventAction: 'registration', eventDate: '2026-11-19T22:13:04Z' },
    { eventAction: 'expiration', eventDate: '2027-11-19T22:13:04Z' },
  ],
  nameservers: [{ objectClassName: 'nameserver', ldhName: 'NS1.HOST.EXAMPLE.' }, { ldhName: 'ns2.host.example' }],
  entities: [
    {
      objectClassName: 'entity',
      roles: ['registrant'],
      vcardArray: [
        'vcard',
        [
          ['version', {}, 'text', '4.0'],
          ['fn', {}, 'text', ''],
          ['org', {}, 'text', 'Night Holdings'],
        ],
      ],
    },
    {
      objectClassName: 'entity',
      handle: '9999',
      roles: ['registrar'],
      publicIds: [{ type: 'IANA Registrar ID', identifier: '9999' }],
      vcardArray: [
        'vcard',
        [
          ['version', {}, 'text', '4.0'],
          ['fn', {}, 'text', 'Example Registrar, Inc.'],
        ],
      ],
      entities: [
        {
          objectClassName: 'entity',
          roles: ['abuse', 'technical'],
          vcardArray: [
            'vcard',
            [
              ['fn', {}, 'text', 'Abuse'],
              ['tel', { type: ['voice'] }, 'uri', 'tel:+1.5555550100'],
              ['email', {}, 'text', 'abuse@registrar.example'],
            ],
          ],
        },
      ],
    },
  ],
};

const NETWORK = {
  objectClassName: 'ip network',
  handle: 'NET-198-51-100-0-1',
  name: 'EXAMPLE-HOSTING',
  startAddress: '198.51.100.0',
  endAddress: '198.51.100.255',
  entities: [
    {
      roles: ['registrant'],
      vcardArray: ['vcard', [['fn', {}, 'text', 'Example Hosting']]],
      entities: [{ roles: ['abuse'], vcardArray: ['vcard', [['email', {}, 'text', 'abuse@hosting.example']]] }],
    },
  ],
};

let server: Server;
let base: string;
let asked: string[];
let replies: Map<string, { status?: number; headers?: Record<string, string>; body?: unknown }>;
let stored: Map<string, { body: string; fetchedAt: number }>;
let activity: Activity;
let clock: VirtualClock;

beforeEach(async () => {
  asked = [];
  stored = new Map();
  activity = new Activity();
  clock = new VirtualClock(START_MS, [activity]);
  server = createServer((request, reply) => {
    asked.push(request.url ?? '');
    const found = replies.get(request.url ?? '') ?? { status: 404 };
    reply.writeHead(found.status ?? 200, { 'content-type': 'application/rdap+json', ...found.headers });
    reply.end(typeof found.body === 'string' ? found.body : JSON.stringify(found.body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  replies = new Map<string, { status?: number; headers?: Record<string, string>; body?: unknown }>([
    [
      '/rdap/dns.json',
      {
        body: {
          version: '1.0',
          services: [
            [['example', 'com'], [`${base}registry/`]],
            [['co.example'], [`${base}second`]],
          ],
        },
      },
    ],
    [
      '/rdap/ipv4.json',
      {
        body: {
          services: [
            [['198.0.0.0/8'], [`${base}wide/`]],
            [['198.51.0.0/16'], [`${base}ip-registry/`]],
          ],
        },
      },
    ],
    ['/rdap/ipv6.json', { body: { services: [[['2001:db8::/32'], [`${base}ip-registry/`]]] } }],
    ['/registry/domain/acme-okta.example', { body: DOMAIN }],
    ['/ip-registry/ip/198.51.100.7', { body: NETWORK }],
    ['/ip-registry/ip/2001:db8::7', { body: { ...NETWORK, name: 'SIX' } }],
  ]);
});
afterEach(() => new Promise<void>((resolve) => server.close(() => resolve())));

function open(): RdapLookUp {
  const cache: LookUpCache = {
    read: async (name) => stored.get(name) ?? null,
    write: async (name, body, at) => void stored.set(name, { body, fetchedAt: at }),
  };
  const { port } = server.address() as AddressInfo;
  return createRdapLookUp({
    egress: createEgress({
      resolve: async () => ['127.0.0.1'],
      proxy: null,
      allow: [{ range: '127.0.0.0/8', ports: [port] }],
    }),
    clock,
    cache,
    userAgent: 'test',
    take: async () => undefined,
    bootstrapUrl: `${base}rdap/`,
  });
}

/** Runs a look-up while virtual time passes. */
async function passing<T>(work: Promise<T>): Promise<T> {
  const state = { isDone: false };
  const done = work.finally(() => (state.isDone = true));
  done.catch(() => undefined);
  while (!state.isDone) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    await clock.advanceTo(clock.now() + 500);
  }
  return done;
}

it('finds the registry of a name and reads its answer', async () => {
  expect(await open().domain('acme-okta.example', signal)).toEqual({
    state: 'found',
    registeredAt: Date.UTC(2026, 10, 19, 22, 13, 4),
    expiresAt: Date.UTC(2027, 10, 19, 22, 13, 4),
    registrar: {
      name: 'Example Registrar, Inc.',
      ianaId: '9999',
      abuseEmail: 'abuse@registrar.example',
      abusePhone: '+1.5555550100',
    },
    statuses: ['client transfer prohibited', 'active'],
    nameservers: ['ns1.host.example', 'ns2.host.example'],
    registrant: 'Night Holdings',
  });
});

it('takes the longest suffix and the longest prefix', async () => {
  const rdap = open();
  await rdap.domain('acme.co.example', signal);
  expect(asked).toContain('/second/domain/acme.co.example');
  expect(await passing(rdap.network('198.51.100.7', signal))).toEqual({
    networkName: 'EXAMPLE-HOSTING',
    networkHandle: 'NET-198-51-100-0-1',
    abuseEmail: 'abuse@hosting.example',
  });
  expect(await passing(rdap.network('2001:db8::7', signal))).toMatchObject({ networkName: 'SIX' });
  expect(await passing(rdap.network('8.8.8.8', signal))).toBeNull();
});

it('tells suffixes without RDAP from names that are not registered', async () => {
  const rdap = open();
  expect((await rdap.domain('acme-okta.de', signal)).state).toBe('unsupported');
  expect((await rdap.domain('free-name.example', signal)).state).toBe('not-found');
});

it('reads the bootstrap once a day and goes on with the last good copy', async () => {
  await open().domain('acme-okta.example', signal);
  await passing(open().domain('acme-okta.example', signal));
  expect(asked.filter((path) => path === '/rdap/dns.json')).toHaveLength(1);
  replies.set('/rdap/dns.json', { body: '<html>captive portal</html>' });
  await clock.advanceTo(START_MS + 2 * 86_400_000);
  const rdap = open();
  expect((await passing(rdap.domain('acme-okta.example', signal))).state).toBe('found');
  expect((await passing(rdap.domain('acme-okta.example', signal))).state).toBe('found');
  expect(asked.filter((path) => path === '/rdap/dns.json')).toHaveLength(2);
});

it('waits as long as a registry says, and between questions to the same one', async () => {
  replies.set('/registry/domain/busy.example', { status: 429, headers: { 'retry-after': '120' } });
  const rdap = open();
  const fault = await rdap.domain('busy.example', signal).catch((thrown: unknown) => thrown as AppError);
  expect(fault).toMatchObject({ code: 'domains.rdap_limited', retryable: true, retryAfterMs: 120_000 });
  const before = asked.length;
  await expect(rdap.domain('acme-okta.example', signal)).rejects.toMatchObject({ code: 'domains.rdap_limited' });
  expect(asked.length).toBe(before);
  await clock.advanceTo(clock.now() + 120_000);
  const started = clock.now();
  expect((await passing(rdap.domain('acme-okta.example', signal))).state).toBe('found');
  expect((await passing(rdap.domain('acme-okta.example', signal))).state).toBe('found');
  expect(clock.now() - started).toBeGreaterThanOrEqual(1000);
});

it('asks the registrar where the registry keeps little', async () => {
  const related = [{ rel: 'related', type: 'application/rdap+json', href: 'https://registrar.example/rdap/domain/x' }];
  expect(relatedUrl({ links: related })).toBe('https://registrar.example/rdap/domain/x');
  expect(relatedUrl({ links: [{ rel: 'related', href: 'http://127.0.0.1/' }] })).toBeNull();
  replies.set('/registry/domain/thin.example', { body: { ...DOMAIN, entities: [], links: related } });
  const thin = await open().domain('thin.example', signal);
  expect(thin).toMatchObject({ state: 'found', registrar: null, registrant: null });
});

it('says what a server that fails has done', async () => {
  replies.set('/registry/domain/acme-okta.example', { body: 'not json' });
  await expect(open().domain('acme-okta.example', signal)).rejects.toMatchObject({ code: 'domains.rdap_failed' });
  replies.set('/registry/domain/acme-okta.example', { body: `"${'x'.repeat(600_000)}"` });
  await expect(passing(open().domain('acme-okta.example', signal))).rejects.toMatchObject({ code: 'egress.too_large' });
});

describe('hostile answers', () => {
  it('gives bounded texts whatever is in the JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.jsonValue({ maxDepth: 5 }), (any, entities) => {
        const whole = { ...DOMAIN, entities, events: any, nameservers: any, status: any };
        for (const body of [any, whole]) {
          const domain = parseDomain(body);
          expect(domain.nameservers.length).toBeLessThanOrEqual(20);
          expect(JSON.stringify(domain).length).toBeLessThan(20_000);
          parseNetwork(body);
          relatedUrl(body);
        }
      }),
    );
  });

  it('takes no control characters, no endless lists and no address that is none', () => {
    const domain = parseDomain({
      status: Array.from({ length: 1000 }, () => 'a\u0000b\u202Ec'),
      entities: [
        {
          roles: ['registrar', 'abuse'],
          vcardArray: [
            'vcard',
            [
              ['fn', {}, 'text', 'x'.repeat(5000)],
              ['email', {}, 'text', 'a@b.example, c@d.example'],
            ],
          ],
        },
      ],
    });
    expect(domain.statuses).toHaveLength(20);
    expect(domain.statuses[0]).toBe('a b c');
    expect(domain.registrar?.name).toHaveLength(320);
    expect(domain.registrar?.abuseEmail).toBeNull();
  });
});
