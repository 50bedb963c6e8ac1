import { parentPort, Worker, workerData } from 'node:worker_threads';

/** Work that is done block by block, here or in threads: what a command gives to {@link createBlockPool}. */
export interface BlockWork<Settings, Block, Outcome> {
  /** The module that calls {@link serveBlocks} with this; it is what a thread runs. */
  url: string;
  /** Tells a thread for this work from any other that loads that module, and names it in an error. */
  name: string;
  createJudge(settings: Settings): (block: Block) => Outcome;
  /** What is handed over to a thread instead of being copied. */
  handedOver?(block: Block): ArrayBuffer[];
}

/** Judges blocks on several threads and tells the outcomes in the order of the blocks. */
export interface BlockPool<Block> {
  /** Takes a block; waits when enough of them are under way. */
  add(block: Block): Promise<void>;
  /** Waits until everything that was taken is judged and told. */
  drain(): Promise<void>;
  end(): Promise<void>;
}

/** Blocks judged where they are read before threads are started: a short file is done by then. */
const BLOCKS_BEFORE_THREADS = 2;
/** Blocks handed to each thread ahead, so that none waits for the reader. */
const BLOCKS_PER_THREAD = 2;

interface Thread<Block, Outcome> {
  /** Blocks that it has not answered yet. */
  waiting(): number;
  judge(block: Block): Promise<Outcome>;
  end(): Promise<unknown>;
}

/**
 * A pool of `workers` threads; with one, blocks are judged where they are read.
 * @param settings the same for every thread; cloned
 * @param tell gets each outcome in order; the next one waits for it, which is how a slow reader of the output slows the work
 */
export function createBlockPool<Settings, Block, Outcome>(
  work: BlockWork<Settings, Block, Outcome>,
  settings: Settings,
  workers: number,
  tell: (outcome: Outcome) => Promise<void>,
): BlockPool<Block> {
  const judgeHere = work.createJudge(settings);
  const threads: Thread<Block, Outcome>[] = [];
  const underWay: Promise<Outcome>[] = [];
  let taken = 0;
  const tellFirst = async (): Promise<void> => {
    const first = underWay.shift();
    if (first !== undefined) await tell(await first);
  };
  const idlest = (): Thread<Block, Outcome> => {
    while (threads.length < workers) threads.push(startThread(work, settings));
    return threads.reduce((least, thread) => (thread.waiting() < least.waiting() ? thread : least));
  };

  return {
    async add(block) {
      taken += 1;
      if (workers <= 1 || taken <= BLOCKS_BEFORE_THREADS) {
        await tell(judgeHere(block));
        return;
      }
      while (underWay.length >= workers * BLOCKS_PER_THREAD) await tellFirst();
      const outcome = idlest().judge(block);
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

/** Starts a thread. One that fails rejects everything that it has not answered. */
function startThread<Settings, Block, Outcome>(
  work: BlockWork<Settings, Block, Outcome>,
  settings: Settings,
): Thread<Block, Outcome> {
  const worker = new Worker(new URL(work.url), { workerData: { work: work.name, settings } });
  const open: { resolve: (outcome: Outcome) => void; reject: (reason: unknown) => void }[] = [];
  let fault: Error | null = null;
  const fail = (reason: Error): void => {
    fault ??= reason;
    for (const { reject } of open.splice(0)) reject(fault);
  };
  // a thread answers in the order it was asked
  worker.on('message', (outcome: Outcome) => open.shift()?.resolve(outcome));
  worker.on('error', (thrown) => fail(thrown instanceof Error ? thrown : new Error(String(thrown))));
  worker.on('exit', (code) => fail(new Error(`a thread of ${work.name} ended with ${code}`)));
  return {
    waiting: () => open.length,
    judge: (block) =>
      new Promise((resolve, reject) => {
        if (fault !== null) {
          reject(fault);
          return;
        }
        open.push({ resolve, reject });
        worker.postMessage(block, work.handedOver?.(block) ?? []);
      }),
    end: () => worker.terminate(),
  };
}

/** In a thread that was started for this work: answers the blocks it is sent. Anywhere else it does nothing. */
export function serveBlocks<Settings, Block, Outcome>(work: BlockWork<Settings, Block, Outcome>): void {
  const data = workerData as { work?: string; settings: Settings } | null;
  if (parentPort === null || data?.work !== work.name) return;
  const port = parentPort;
  const judge = work.createJudge(data.settings);
  port.on('message', (block: Block) => port.postMessage(judge(block)));
}
