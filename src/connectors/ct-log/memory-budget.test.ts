import { expect, it } from 'vitest';
import { createMemoryBudget, type MemoryBudget } from './memory-budget.ts';
import { drain, openTestLog, sorted, upTo } from './test-log.ts';
import { refusal } from './test-log-server.ts';

const never = new AbortController().signal;

it('lets as many hold as fit, the others in the order in which they came', async () => {
  const budget = createMemoryBudget(100);
  const held: string[] = [];
  const take = async (name: string, bytes: number) => {
    const giveBack = await budget.take(bytes, never);
    held.push(name);
    return giveBack;
  };
  const [a, b] = await Promise.all([take('a', 60), take('b', 40)]);
  const c = take('c', 50);
  const d = take('d', 10);
  await Promise.resolve();
  expect(held).toEqual(['a', 'b']);
  b();
  // Twice is once.
  b();
  await Promise.resolve();
  expect(held).toEqual(['a', 'b']);
  a();
  await Promise.all([c, d]);
  expect(held).toEqual(['a', 'b', 'c', 'd']);
});

it('lets what is larger than all of it hold alone', async () => {
  const budget = createMemoryBudget(100);
  const giveBack = await budget.take(1, never);
  let isHeld = false;
  const large = budget.take(1_000, never).then((done) => {
    isHeld = true;
    return done;
  });
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(isHeld).toBe(false);
  giveBack();
  (await large)();
  (await budget.take(100, never))();
});

it('forgets whoever gives up waiting, and goes on with those behind', async () => {
  const budget = createMemoryBudget(100);
  await budget.take(50, never);
  const stop = new AbortController();
  const large = budget.take(80, stop.signal);
  const small = budget.take(20, never);
  stop.abort(new Error('enough'));
  await expect(large).rejects.toThrow('enough');
  await small;
  await expect(budget.take(1, stop.signal)).rejects.toThrow('enough');
});

it.each([
  ['static-ct', 'tile/data'],
  ['rfc6962', 'ct/v1/get-entries'],
] as const)(
  'readers (%s) hold one after the other what fits once only, and give it back after a fault',
  async (kind, entries) => {
    const t = await openTestLog({ namesTiles: false });
    const budget = createMemoryBudget(1);
    let holding = 0;
    let most = 0;
    const memory: MemoryBudget = {
      async take(bytes, signal) {
        const giveBack = await budget.take(bytes, signal);
        holding += 1;
        most = Math.max(most, holding);
        return () => {
          holding -= 1;
          giveBack();
        };
      },
    };
    t.grow(700);
    const readers = Array.from({ length: 3 }, () => t.reader({ kind, memory }));
    t.server.answer((path) => (path.startsWith(entries) ? new Response('none of it') : null));
    for (const one of readers) expect((await refusal(one.readNext(null, never))).code).toMatch(/garbage|unreachable/);
    t.server.forget();
    t.clock.advance(6_000);
    for (const { told } of await Promise.all(readers.map((one) => drain(one, null)))) {
      expect(sorted(told)).toEqual(upTo(700));
    }
    expect([holding, most]).toEqual([0, 1]);
    await t.close();
  },
);
