import { type BlockWork, serveBlocks } from '../block-pool.ts';
import { createDetectBlockJudge, type DetectBlock, type DetectOutcome, type DetectSettings } from './block.ts';

/** Judging blocks of logs; this very file runs in the threads. */
export const detectWork: BlockWork<DetectSettings, DetectBlock, DetectOutcome> = {
  url: import.meta.url,
  name: 'breakwater detect',
  createJudge: createDetectBlockJudge,
};

serveBlocks(detectWork);
