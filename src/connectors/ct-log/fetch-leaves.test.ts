import { expect, it } from 'vitest';
import type { ReadLeaf } from './entry.ts';
import { createLeafFetcher } from './fetch-leaves.ts';
import { upTo } from './test-log.ts';
import { refusal } from './test-log-server.ts';

const never = new AbortController().signal;

/** A log whose leaves are so large; and how many of them were asked for. */
function logOf(leafBytes: number): { asked: number[]; entries: (start: number, end: number) => Promise<Got> } {
  const asked: number[] = [];
  return {
    asked,
    async entries(start, end) {
      asked.push(end - start);
      const leaves = upTo(end, start).map((leafIndex) => {
        return { entry: { leafIndex }, bytes: leafBytes } as ReadLeaf;
      });
      return { leaves, leafBytes: leafBytes * leaves.length };
    },
  };
}

interface Got {
  leaves: ReadLeaf[];
  leafBytes: number;
}

it('plans steps by the bytes that leaves turn out to have', async () => {
  const log = logOf(1_000);
  const fetcher = createLeafFetcher(log, 512, 100_000);
  // What is not known yet is guessed at two kilobytes.
  expect(fetcher.stepLeaves).toBe(48);
  for (let from = 0; from < 2_000; from += 50) {
    expect((await fetcher.read({ from, to: from + 50 }, 1, never)).map((leaf) => leaf.entry.leafIndex)).toEqual(
      upTo(from + 50, from),
    );
  }
  expect(fetcher.stepLeaves).toBeGreaterThan(95);
  expect(fetcher.stepLeaves).toBeLessThanOrEqual(100);
  expect(fetcher.bytesOf(100)).toBeLessThan(110_000);
});

it('gives up a step with more bytes than may be held, and plans smaller ones until it gets through', async () => {
  const log = logOf(150_000);
  const fetcher = createLeafFetcher(log, 512, 100_000);
  const fault = await refusal(fetcher.read({ from: 0, to: fetcher.stepLeaves }, 1, never));
  expect(fault).toMatchObject({ code: 'ct_log.garbage', retryable: true, details: { kind: 'too_much' } });
  // One entry is read however large it is: no certificate is passed over.
  expect(fetcher.stepLeaves).toBe(1);
  expect(await fetcher.read({ from: 0, to: 1 }, 1, never)).toHaveLength(1);
});

it('keeps nothing of a range that is done', async () => {
  const log = logOf(10);
  const fetcher = createLeafFetcher(log, 512);
  await fetcher.read({ from: 0, to: 10 }, 1, never);
  await fetcher.read({ from: 0, to: 10 }, 1, never);
  expect(log.asked).toEqual([10]);
  fetcher.forget();
  await fetcher.read({ from: 0, to: 10 }, 1, never);
  expect(log.asked).toEqual([10, 10]);
});

it.each([
  [1, 4],
  [0.5, 2],
  [0.01, 1],
])('asks %f of the usual number of requests at once', async (part, expected) => {
  let [underWay, most] = [0, 0];
  const log = logOf(10);
  const fetcher = createLeafFetcher(
    {
      async entries(start, end) {
        most = Math.max(most, (underWay += 1));
        await new Promise((resolve) => setTimeout(resolve, 1));
        underWay -= 1;
        return log.entries(start, end);
      },
    },
    256,
  );
  const leaves = await fetcher.read({ from: 0, to: 1_024 }, part, never);
  expect(leaves.map((leaf) => leaf.entry.leafIndex)).toEqual(upTo(1_024));
  expect(most).toBe(expected);
});
