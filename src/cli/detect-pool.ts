import { parentPort, Worker, workerData } from 'node:worker_threads';
import { createDetectBlockJudge, type DetectBlock, type DetectOutcome, type DetectSettings } from './detect-block.ts';

/** Tells a thread of ours from any other that loads this file. */
const MARK = 'breakwater detect';
/** Blocks judged where they are read before threads are started: a short log is done by then. */
const BLOCKS_BEFORE_THREADS = 2;
const BLOCKS_PER_THREAD = 2;

/** Judges blocks on several threads and tells the outcomes in the order of the blocks. */
export interface DetectPool {
  /** Takes a block; waits when enough of them are under way. */
  add(block: DetectBlock): Promise<void>;
  drain(): Promise<void>;
  end(): Promise<void>;
}

interface Thread {
  waiting: number;
  judge(block: DetectBlock): Promise<DetectOutcome>;
  end(): Promise<unknown>;
}

/** @param tell gets each outcome in order; the next one waits for it */
export function createDetectPool(
  settings: DetectSettings,
  workers: number,
  tell: (outcome: DetectOutcome) => Promise<void>,
): DetectPool {
  const judgeHere = createDetectBlockJudge(settings);
  const threads: Thread[] = [];
  const underWay: Promise<DetectOutcome>[] = [];
  let taken = 0;
  const tellFirst = async (): Promise<void> => {
    const first = underWay.shift();
    if (first !== undefined) await tell(await first);
  };
  return {
    async add(block) {
      taken += 1;
      if (workers <= 1 || taken <= BLOCKS_BEFORE_THREADS) {
        await tell(judgeHere(block));
        return;
      }
      while (threads.length < workers) threads.push(startThread(settings));
      while (underWay.length >= workers * BLOCKS_PER_THREAD) await tellFirst();
      const [least] = threads.toSorted((a, b) => a.waiting - b.waiting);
      const outcome = (least as Thread).judge(block);
      // told when its turn comes; until then a failure must not count as nobody's
      outcome.catch(() => undefined);
      underWay.push(outcome);
    },
    async drain() {
      while (underWay.length > 0) await tellFirst();
    },
    async end() {
      await Promise.all(threads.map((thread) => thread.end()));
    },
  };
}

function startThread(settings: DetectSettings): Thread {
  const worker = new Worker(new URL(import.meta.url), { workerData: { mark: MARK, settings } });
  const open: { resolve: (outcome: DetectOutcome) => void; reject: (reason: unknown) => void }[] = [];
  let fault: Error | null = null;
  const fail = (reason: Error): void => {
    fault ??= reason;
    for (const { reject } of open.splice(0)) reject(fault);
    thread.waiting = 0;
  };
  const thread: Thread = {
    waiting: 0,
    judge: (block) =>
      new Promise((resolve, reject) => {
        if (fault !== null) {
          reject(fault);
          return;
        }
        open.push({ resolve, reject });
        thread.waiting += 1;
        worker.postMessage(block, []);
      }),
    end: () => worker.terminate(),
  };
  // a thread answers in the order it was asked
  worker.on('message', (outcome: DetectOutcome) => {
    thread.waiting -= 1;
    open.shift()?.resolve(outcome);
  });
  worker.on('error', (thrown) => fail(thrown instanceof Error ? thrown : new Error(String(thrown))));
  worker.on('exit', (code) => fail(new Error(`a detecting thread ended with ${code}`)));
  return thread;
}

function isOurs(data: unknown): data is { settings: DetectSettings } {
  return typeof data === 'object' && data !== null && (data as { mark?: unknown }).mark === MARK;
}

if (parentPort !== null && isOurs(workerData)) {
  const port = parentPort;
  const judge = createDetectBlockJudge(workerData.settings);
  port.on('message', (block: DetectBlock) => port.postMessage(judge(block)));
}
