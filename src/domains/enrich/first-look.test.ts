import { afterEach, expect, it } from 'vitest';
import { createDnsLookUp } from '../../connectors/dns/dns-look-up.ts';
import { serveTestDns } from '../../connectors/dns/test-dns-server.ts';
import { createMatcher, predictLookAlikes } from '../../engines/lookalike/index.ts';
import type { FirstLookWire } from './first-look-store.ts';
import { sumUpLookUps } from './sum-up-look-ups.ts';
import { openTestEnrich, TENANT, type TestEnrich } from './test-enrich.ts';

let open: TestEnrich | null = null;
afterEach(async () => {
  await open?.close();
  open = null;
});

const NAMES = predictLookAlikes(createMatcher([{ name: 'acme', domains: ['acme.com'] }]), 'acme', 900).map(
  (prediction) => prediction.host,
);

async function start(test: TestEnrich): Promise<FirstLookWire> {
  return test.enrich.handlers.startFirstLook(test.context, {
    params: undefined,
    query: undefined,
    body: { brandId: 'brand-acme' },
  });
}

async function last(test: TestEnrich): Promise<FirstLookWire | undefined> {
  const nothing = { params: undefined, query: undefined, body: undefined };
  return (await test.enrich.handlers.listFirstLooks(test.context, nothing)).items[0];
}

async function standing(test: TestEnrich): Promise<string[]> {
  const rows = await test.store.db
    .read<{ look_alike: { registrable: string } }>()
    .selectFrom('look_alike')
    .select('registrable')
    .orderBy('registrable')
    .execute();
  return rows.map((row) => row.registrable);
}

it('sums up for the set-up whether look-ups run and what stood in the last look at each brand', async () => {
  const test = (open = await openTestEnrich({}, NAMES.slice(0, 50)));
  const sum = (brands = ['Acme'], configured: boolean | null = null) =>
    sumUpLookUps(test.store.db, TENANT, brands, configured);
  expect(await sum([], false)).toEqual({ on: false, configured: false, standing: null });
  await test.agree();
  expect(await sum()).toEqual({ on: true, configured: null, standing: null });
  const [first = '', second = ''] = NAMES;
  test.outside.names.set(first, { ns: ['ns1.host.example'] });
  await start(test);
  await test.pass(10_000);
  expect(await sum()).toMatchObject({ on: true, standing: 1 });
  test.outside.names.set(second, { ns: ['ns1.host.example'] });
  await start(test);
  await test.pass(10_000);
  expect(await sum()).toMatchObject({ standing: 2 });
  await start(test);
  expect(await sum()).toMatchObject({ standing: 2 });
  expect(await sum(['Globex'])).toMatchObject({ standing: null });
});

it('finds what stands today among the likeliest names, and tells parking, wildcards and silence apart', async () => {
  const test = (open = await openTestEnrich({ enabled: true }, NAMES));
  const [first = '', second = '', third = '', fourth = '', fifth = ''] = NAMES;
  const { names } = test.outside;
  names.set(first, { ns: ['ns1.host.example'], mx: ['mail.example'] });
  names.set(second, { ns: ['ns1.bodis.com'] });
  names.set(third, { state: 'servfail' });
  names.set(fourth, { state: 'no-address', mx: ['mail.example'] });
  names.set(fifth, { state: 'no-address' });
  // A suffix that answers for everything, as resolvers do that sell mistyped names.
  const wild = NAMES.filter((name) => name.endsWith('.net'));
  expect(wild.length).toBeGreaterThan(5);
  names.set('*.net', { addresses: ['203.0.113.99'] });
  for (const name of wild) if (!names.has(name)) names.set(name, { addresses: ['203.0.113.99'] });
  const wildcard = wild.filter((name) => names.get(name)?.addresses?.[0] === '203.0.113.99').length;

  await start(test);
  await test.pass(10_000);
  expect(await last(test)).toMatchObject({
    state: 'finished',
    brand: 'Acme',
    total: 900,
    done: 900,
    standing: 2,
    parked: 1,
    wildcard,
    unanswered: 1,
    hits: [
      { host: first, state: 'standing', mail: true },
      { host: fourth, state: 'standing', addresses: [], mail: true },
      { host: second, state: 'parked', mail: false },
    ],
  });
  expect(await standing(test)).toEqual([first, second, fourth].toSorted());
  // One question for each suffix is enough to know its wildcards.
  const siblings = test.outside.asked.filter((asked) => asked.startsWith('sibling'));
  expect(siblings.length).toBe(new Set(siblings).size);
  // What stands is then looked at as a whole.
  expect(test.outside.asked).toContain(`page ${first}`);
  expect(test.published.filter((told) => told.startsWith('first-look')).length).toBeGreaterThan(9);
});

it('asks nobody without agreement, and stops when asked to or when it is taken back', async () => {
  const test = (open = await openTestEnrich({}, NAMES));
  await expect(start(test)).rejects.toMatchObject({ code: 'domains.look_ups_off', status: 409 });
  expect(test.outside.asked).toEqual([]);
  await test.agree();
  const { dns } = test.outside.lookUps;
  const real = { ...dns };
  let asked = 0;
  dns.address = async (host, signal) => {
    asked += 1;
    if (asked === 150) {
      const run = await last(test);
      const params = { runId: run?.runId ?? '' };
      await test.enrich.handlers.stopFirstLook(test.context, { params, query: undefined, body: undefined });
    }
    return real.address(host, signal);
  };
  await start(test);
  await test.pass(10_000);
  expect(await last(test)).toMatchObject({ state: 'stopped', done: 200 });
  expect(asked).toBe(200);
});

it('goes on after a restart where it stopped', async () => {
  const test = (open = await openTestEnrich({ enabled: true }, NAMES));
  const { dns } = test.outside.lookUps;
  const real = { ...dns };
  let hang = false;
  dns.address = (host, signal) => {
    if (!hang && host === NAMES[450]) hang = true;
    return hang
      ? new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
      : real.address(host, signal);
  };
  await start(test);
  void test.pass(1000);
  await expect.poll(() => hang).toBe(true);
  dns.address = (host, signal) => real.address(host, signal);
  const before = test.outside.asked.length;
  await test.restart();
  await test.pass(10_000);
  expect(await last(test)).toMatchObject({ state: 'finished', done: 900 });
  expect(test.outside.asked.length - before).toBe(500);
});

it('says when it breaks off, and begins again when the button is pressed twice', async () => {
  const test = (open = await openTestEnrich({ enabled: true }, NAMES));
  test.outside.lookUps.dns.address = () => Promise.reject(new Error('no socket'));
  const one = await start(test);
  await test.pass(1);
  const two = await start(test);
  expect(one.runId).not.toBe(two.runId);
  await test.pass(10_000);
  expect(await last(test)).toMatchObject({ runId: two.runId, state: 'failed', error: 'no socket', done: 0 });
});

it('looks thousands of names up over a real socket', async () => {
  const names = predictLookAlikes(createMatcher([{ name: 'acme', domains: ['acme.com'] }]), 'acme', 4000).map(
    (prediction) => prediction.host,
  );
  const stands = new Set(names.filter((_name, nth) => nth % 500 === 7));
  const server = await serveTestDns((name, type) =>
    stands.has(name)
      ? { a: type === 'a' ? ['198.51.100.7'] : [], ns: type === 'ns' ? ['ns1.host.example'] : [] }
      : { rcode: 3 },
  );
  const test = (open = await openTestEnrich({ enabled: true }, names));
  test.outside.lookUps.dns = createDnsLookUp({
    servers: [server.address],
    take: async () => undefined,
    randomLabel: () => 'nobody-registered-this',
  });
  // The loops were started with the made-up servers: a new process takes the real ones.
  await test.restart();
  const begun = performance.now();
  await start(test);
  await test.pass(1000);
  const spentMs = performance.now() - begun;
  const run = await last(test);
  expect(run).toMatchObject({ state: 'finished', total: names.length, done: names.length, unanswered: 0 });
  expect(run?.standing).toBe(stands.size);
  console.log(
    `first look: ${names.length} names in ${Math.round(spentMs)} ms, ${Math.round((names.length / spentMs) * 1000)}/s`,
  );
  await server.close();
});
