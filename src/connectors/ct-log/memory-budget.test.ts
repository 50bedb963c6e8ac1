import { expect, it } from 'vitest';
import { createMemoryBudget, type MemoryBudget } from './memory-budget.ts';
import { drain, openTestLog, sorted, upTo } from './test-log.ts';
import { manualClock, refusal } from './test-log-server.ts';

const never = new AbortController().signal;
const MIB = 1024 * 1024;
/** More than could borrow a whole step. */
const READERS = 12;

const clock = manualClock(0);
const budgetOf = (commonBytes: number, shareBytes = 10): MemoryBudget =>
  createMemoryBudget({ shareBytes, commonBytes, lentBytes: 30, slowMs: 1_000, steadyMs: () => clock.steadyMs() });

it('lends what is wanted above the own share, to each log a part of what there is', () => {
  const budget = budgetOf(50);
  const [a, b, c, d] = [budget.share(), budget.share(), budget.share(), budget.share()];
  expect(a.take(5).bytes).toBe(5);
  const holds = [b.take(100), c.take(100), d.take(100)];
  expect(holds.map((one) => one.bytes)).toEqual([40, 30, 10]);
  holds[0]?.giveBack();
  // Twice is once.
  holds[0]?.giveBack();
  expect([b.take(100).bytes, b.take(100).bytes]).toEqual([40, 10]);
});

it('lends nothing to a log that was slow, until it was quick', () => {
  const log = budgetOf(50).share();
  const hold = (forMs: number): number => {
    const held = log.take(25);
    clock.advance(forMs);
    held.giveBack();
    return held.bytes;
  };
  expect([hold(1_001), hold(5_000), hold(1_000), hold(1)]).toEqual([25, 10, 10, 25]);
});

it('lends again to a log that was slow once, though its requests follow one another by then', () => {
  const log = budgetOf(50).share();
  const requests = (count: number, eachMs: number, onceMs = 0): number => {
    const held = log.take(count * 10);
    clock.advance(onceMs + Math.ceil(count / Math.floor(held.bytes / 10)) * eachMs);
    held.giveBack();
    return held.bytes;
  };
  expect([requests(4, 600, 2_000), requests(4, 600), requests(4, 600)]).toEqual([40, 10, 40]);
  expect([requests(4, 1_100), requests(4, 1_100), requests(4, 1_100)]).toEqual([40, 10, 10]);
});

const KINDS = [
  ['static-ct', 'tile/data'],
  ['rfc6962', 'ct/v1/get-entries'],
] as const;

it.each(KINDS)('readers (%s) with a share only ask once at a time, and get everything', async (kind, entries) => {
  const t = await openTestLog({ namesTiles: false });
  t.grow(700);
  let holding = 0;
  const budget = createMemoryBudget({ shareBytes: 1, commonBytes: 0, lentBytes: 0, slowMs: 1, steadyMs: () => 0 });
  const memory: MemoryBudget = {
    share() {
      const share = budget.share();
      return {
        take(bytes) {
          const held = share.take(bytes);
          holding += 1;
          return { ...held, giveBack: () => void (holding -= 1) };
        },
      };
    },
  };
  const reader = t.reader({ kind, memory });
  t.server.answer((path) => (path.startsWith(entries) ? new Response('none of it') : null));
  expect((await refusal(reader.readNext(null, never))).code).toMatch(/garbage|unreachable/);
  expect(holding).toBe(0);
  t.server.forget();
  t.clock.advance(6_000);
  let [underWay, most] = [0, 0];
  t.server.answer(async (path) => {
    if (!path.startsWith(entries)) return null;
    most = Math.max(most, (underWay += 1));
    const answer = await t.log.handler(new Request(`http://log.test/${path}`));
    await new Promise((resolve) => setTimeout(resolve, 5));
    underWay -= 1;
    return answer;
  });
  const { told } = await drain(reader, null);
  expect(sorted(told)).toEqual(upTo(700));
  expect([most, holding]).toEqual([1, 0]);
  await t.close();
});

it.each(KINDS)('logs (%s) that answer a byte at a time slow no other', async (kind, entries) => {
  const memory = createMemoryBudget({
    shareBytes: MIB,
    commonBytes: 16 * MIB,
    lentBytes: 7 * MIB,
    slowMs: 10_000,
    steadyMs: () => performance.now(),
  });
  const stop = new AbortController();
  const dribbles: NodeJS.Timeout[] = [];
  const slow = await openTestLog({ namesTiles: false });
  slow.grow(1_024);
  const asked = Promise.withResolvers<void>();
  slow.server.answer((path) => {
    if (!path.startsWith(entries)) return null;
    return (reply) => {
      reply.writeHead(200, { 'content-type': 'application/octet-stream' });
      dribbles.push(setInterval(() => reply.write(' '), 20));
      if (dribbles.length >= READERS) asked.resolve();
    };
  });
  const readers = Array.from({ length: READERS }, () => slow.reader({ kind, memory }));
  const stuck = Promise.allSettled(readers.map((one) => one.readNext(null, stop.signal)));
  await asked.promise;

  const healthy = await openTestLog({ namesTiles: false });
  healthy.grow(1_024);
  const { told } = await drain(healthy.reader({ kind, memory }), null);
  expect(sorted(told)).toEqual(upTo(1_024));

  stop.abort(new Error('enough'));
  // All of them were still being read while the other log was read to its end.
  expect((await stuck).map((one) => one.status === 'rejected' && String(one.reason))).toEqual(
    readers.map(() => 'Error: enough'),
  );
  for (const timer of dribbles) clearInterval(timer);
  for (const t of [slow, healthy]) await t.close();
});
