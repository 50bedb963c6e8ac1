import { parentPort, Worker, workerData } from 'node:worker_threads';
import { createBlockJudge, type BlockOutcome, type ScanBlock, type ScanSettings } from './scan-judge.ts';

/** Tells a thread of ours from any other that loads this file. */
const MARK = 'breakwater scan';

interface Job {
  id: number;
  block: ScanBlock;
}

interface Done {
  id: number;
  outcome: BlockOutcome;
}

/** A thread that judges blocks. */
export interface ScanThread {
  /** Blocks that it has not answered yet. */
  waiting(): number;
  judge(block: ScanBlock): Promise<BlockOutcome>;
  end(): Promise<void>;
}

/** Starts a thread; this very file runs in it. A thread that fails rejects everything that it has not answered. */
export function startScanThread(settings: ScanSettings): ScanThread {
  const worker = new Worker(new URL(import.meta.url), { workerData: { mark: MARK, settings } });
  const open = new Map<number, { resolve: (outcome: BlockOutcome) => void; reject: (reason: unknown) => void }>();
  let fault: Error | null = null;
  let nextId = 0;
  worker.on('message', ({ id, outcome }: Done) => {
    open.get(id)?.resolve(outcome);
    open.delete(id);
  });
  const fail = (reason: Error): void => {
    fault ??= reason;
    for (const { reject } of open.values()) reject(fault);
    open.clear();
  };
  worker.on('error', (thrown) => fail(thrown instanceof Error ? thrown : new Error(String(thrown))));
  worker.on('exit', (code) => fail(new Error(`a scanning thread ended with ${code}`)));
  return {
    waiting: () => open.size,
    judge(block) {
      return new Promise((resolve, reject) => {
        if (fault !== null) {
          reject(fault);
          return;
        }
        const id = nextId++;
        open.set(id, { resolve, reject });
        const job: Job = { id, block };
        const owned = typeof block.lines === 'string' ? [] : [block.lines.buffer as ArrayBuffer];
        if (block.lineNumbers !== null) owned.push(block.lineNumbers.buffer as ArrayBuffer);
        worker.postMessage(job, owned);
      });
    },
    async end() {
      await worker.terminate();
    },
  };
}

function isOurs(data: unknown): data is { settings: ScanSettings } {
  return typeof data === 'object' && data !== null && (data as { mark?: unknown }).mark === MARK;
}

if (parentPort !== null && isOurs(workerData)) {
  const port = parentPort;
  const judge = createBlockJudge(workerData.settings);
  port.on('message', ({ id, block }: Job) => {
    const done: Done = { id, outcome: judge(block) };
    port.postMessage(done);
  });
}
