import { type BlockWork, serveBlocks } from '../block-pool.ts';
import { createBlockJudge, type BlockOutcome, type ScanBlock, type ScanSettings } from './judge.ts';

/** Judging blocks of a list; this very file runs in the threads. */
export const scanWork: BlockWork<ScanSettings, ScanBlock, BlockOutcome> = {
  url: import.meta.url,
  name: 'breakwater scan',
  createJudge: createBlockJudge,
  handedOver: ({ lines, lineNumbers }) =>
    [typeof lines === 'string' ? null : lines, lineNumbers].flatMap((bytes) =>
      bytes === null ? [] : [bytes.buffer as ArrayBuffer],
    ),
};

serveBlocks(scanWork);
