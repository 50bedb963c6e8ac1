import { AppError } from '../../base/errors.ts';
import type { LeafRange } from '../../domains/ports.ts';
import { ctLogError } from './ct-log-errors.ts';
import type { ReadLeaf } from './entry.ts';
import type { Rfc6962Api } from './rfc6962-api.ts';

/** Reads ranges of leaves from a log that gives as many at once as it likes. */
export interface LeafFetcher {
  /**
   * All leaves of the range; not proven. What was read before a fault is kept for the next try.
   * @param part how much of what the range is expected to hold may be held, 0 to 1: so much of the usual number of requests is
   * under way at once, and at least one
   * @throws AppError `ct_log.garbage` also where the range has more bytes than may be held: a smaller step is due then
   */
  read(range: LeafRange, part: number, signal: AbortSignal): Promise<ReadLeaf[]>;
  /** Lets go of what was kept for the next try: the range is done. */
  forget(): void;
  /** Leaves that one read should ask for, at the pace learned so far. */
  readonly stepLeaves: number;
  /** What leaves of that number are expected to hold, bytes. */
  bytesOf(leaves: number): number;
}

const FIRST_BATCH = 256;
/** Requests under way for one range; the host's pace decides how many are sent at once. */
const PARALLEL = 4;
/** Batches that came whole before a larger one is tried. */
const WHOLE_BEFORE_MORE = 4;
/** A leaf before any was seen; those of 2026 are about 1,500 bytes. */
const FIRST_LEAF_BYTES = 2_048;
/** What a step is planned to hold; it may hold so many times that when leaves turn out larger. */
const STEP_BYTES = 8 * 1024 * 1024;
const MOST_TIMES = 4;

/**
 * @param maxBatch entries asked for in one request, at most. The number follows the log: it becomes what the log gave when that
 * was less, is halved when an answer was too long, and doubles after some that came whole.
 * @param stepBytes what the leaves of one step are planned to hold together
 */
export function createLeafFetcher(
  api: Pick<Rfc6962Api, 'entries'>,
  maxBatch: number,
  stepBytes = STEP_BYTES,
): LeafFetcher {
  const mostBytes = MOST_TIMES * stepBytes;
  let batch = Math.min(FIRST_BATCH, maxBatch);
  let whole = 0;
  let leafBytes = FIRST_LEAF_BYTES;
  /** Of the range being read: leaves by index, and their bytes. */
  const kept = new Map<number, ReadLeaf>();
  let keptBytes = 0;

  function learn(asked: number, got: number): void {
    if (got < asked) {
      batch = Math.max(1, got);
      whole = 0;
      return;
    }
    if (asked < batch) return;
    whole += 1;
    if (whole < WHOLE_BEFORE_MORE) return;
    whole = 0;
    batch = Math.min(maxBatch, batch * 2);
  }

  function keep(leaf: ReadLeaf): void {
    // Another request of the same range may have brought it.
    if (kept.has(leaf.entry.leafIndex)) return;
    keptBytes += leaf.bytes;
    kept.set(leaf.entry.leafIndex, leaf);
  }

  function forget(): void {
    kept.clear();
    keptBytes = 0;
  }

  /** Sees to it that the next step is planned smaller. */
  function refuseTooMuch(range: LeafRange): void {
    if (keptBytes <= mostBytes) return;
    leafBytes = Math.max(leafBytes, keptBytes / kept.size);
    forget();
    const message = `the entries from leaf ${range.from} on have more than ${mostBytes} bytes: fewer are read at a time`;
    throw ctLogError('garbage', message, { retryable: true, details: { kind: 'too_much' } });
  }

  async function readPiece(range: LeafRange, signal: AbortSignal): Promise<void> {
    let at = range.from;
    while (at < range.to) {
      if (kept.has(at)) {
        at += 1;
        continue;
      }
      let end = at + 1;
      while (end < range.to && end - at < batch && !kept.has(end)) end += 1;
      const got = await api.entries(at, end, signal).catch((thrown: unknown) => {
        if (thrown instanceof AppError && thrown.code === 'ct_log.garbage') batch = Math.max(1, Math.floor(batch / 2));
        throw thrown;
      });
      learn(end - at, got.leaves.length);
      leafBytes += (got.leafBytes / got.leaves.length - leafBytes) / 8;
      for (const leaf of got.leaves) keep(leaf);
      at += got.leaves.length;
      refuseTooMuch(range);
    }
  }

  return {
    get stepLeaves() {
      return Math.max(1, Math.min(Math.max(64, batch * PARALLEL), Math.floor(stepBytes / leafBytes)));
    },
    bytesOf: (leaves) => Math.min(mostBytes, Math.ceil(leaves * leafBytes)),
    forget,
    async read(range, part, signal) {
      for (const [index, leaf] of kept) {
        if (index >= range.from && index < range.to) continue;
        kept.delete(index);
        keptBytes -= leaf.bytes;
      }
      const pieceLeaves = Math.max(batch, Math.ceil((range.to - range.from) / PARALLEL));
      const pieces: LeafRange[] = [];
      for (let from = range.from; from < range.to; from += pieceLeaves) {
        pieces.push({ from, to: Math.min(range.to, from + pieceLeaves) });
      }
      const left = pieces.values();
      const readPieces = async (): Promise<void> => {
        for (const piece of left) await readPiece(piece, signal);
      };
      const readers = Array.from({ length: Math.max(1, Math.floor(pieces.length * part)) }, readPieces);
      // What the other requests bring is kept, so they are not ended by the first that failed.
      for (const ended of await Promise.allSettled(readers)) if (ended.status === 'rejected') throw ended.reason;
      const leaves: ReadLeaf[] = [];
      for (let index = range.from; index < range.to; index += 1) {
        const leaf = kept.get(index);
        if (leaf !== undefined) leaves.push(leaf);
      }
      return leaves;
    },
  };
}
