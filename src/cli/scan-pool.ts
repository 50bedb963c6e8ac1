import { createBlockJudge, type BlockOutcome, type ScanBlock, type ScanSettings } from './scan-judge.ts';
import { startScanThread, type ScanThread } from './scan-worker.ts';

/** Blocks judged where they are read before threads are started: a short list is done by then. */
const BLOCKS_BEFORE_THREADS = 2;
/** Blocks handed to each thread ahead, so that none waits for the reader. */
const BLOCKS_PER_THREAD = 2;

/** Judges blocks on several threads and gives the outcomes in the order of the blocks. */
export interface ScanPool {
  /** Takes a block; waits when enough of them are under way. */
  add(block: ScanBlock): Promise<void>;
  /** Waits until everything that was taken is judged and told. */
  drain(): Promise<void>;
  end(): Promise<void>;
}

/**
 * A pool of `workers` threads; with one, blocks are judged where they are read.
 * @param tell gets each outcome in order; the next one waits for it, which is how a slow reader of the output slows the scan
 */
export function createScanPool(
  settings: ScanSettings,
  workers: number,
  tell: (outcome: BlockOutcome) => Promise<void>,
): ScanPool {
  const judgeHere = createBlockJudge(settings);
  const threads: ScanThread[] = [];
  const underWay: Promise<BlockOutcome>[] = [];
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
      while (threads.length < workers) threads.push(startScanThread(settings));
      while (underWay.length >= workers * BLOCKS_PER_THREAD) await tellFirst();
      const [least] = threads.toSorted((a, b) => a.waiting() - b.waiting());
      const outcome = (least as ScanThread).judge(block);
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
