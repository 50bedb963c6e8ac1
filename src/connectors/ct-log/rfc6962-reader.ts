import { AppError } from '../../base/errors.ts';
import type { LeafRange } from '../../domains/ports.ts';
import { EMPTY_FRONTIER, type Frontier, isConsistent, type TreeHead } from '../../engines/ct/index.ts';
import { forked, isSameTree, latestHead } from './accept-head.ts';
import type { CtLogBatch, CtLogReader } from './ct-log-reader.ts';
import { type CtLogWarning, staleHead, tellWarnings } from './entry.ts';
import { createLeafFetcher } from './fetch-leaves.ts';
import { createLogClient } from './log-client.ts';
import { nodeCtCrypto } from './node-crypto.ts';
import { countUnread, planGap, planNewest, type Step } from './plan-reading.ts';
import { formatPosition, type LogPosition, parsePosition } from './position.ts';
import { proveLeaves } from './prove-leaves.ts';
import type { CheckedOptions, CtLogReaderOptions } from './reader-options.ts';
import { createRfc6962Api } from './rfc6962-api.ts';

/** Such logs sign a tree head every few seconds to minutes. Asked more often than their answer changes, they throttle. */
const HEAD_EVERY_MS = 5_000;
/** A proof that does not hold may be one server's slip; so many in a row are the log's word. */
const MAX_BAD_PROOFS = 3;
/** Frontiers kept, so that a gap's next piece need not ask again for the proof of its end. */
const KEPT_FRONTIERS = 32;

/**
 * A reader of one RFC 6962 log. A tree head counts when the log's key signed it and it contains the one before; entries are
 * handed out when they are shown to stand under it. When the reader is far behind, the newest come first.
 */
export function createRfc6962Reader(options: CtLogReaderOptions, checked: CheckedOptions): CtLogReader {
  const { limits, logKey } = checked;
  const { clock } = options;
  const { sha256 } = nodeCtCrypto;
  const client = createLogClient({
    monitoringUrl: checked.monitoringUrl,
    userAgent: checked.userAgent,
    timeoutMs: limits.timeoutMs,
    egress: options.egress,
    ports: options.ports ?? 'web',
    clock,
    scheduler: options.scheduler ?? null,
    logKey,
  });
  const api = createRfc6962Api(client, checked);
  const fetcher = createLeafFetcher(api, limits.maxBatch);
  const memory = options.memory?.share();
  /** By size; each shown to be under the head of its time, which every later head contains. */
  const frontiers = new Map<number, Frontier>();
  let recent: { head: TreeHead; atMs: number } | null = null;
  /** A jump to the end that is not done yet: begun again elsewhere it would never end at a log that throttles. */
  let begun: Step | null = null;
  let badProofs = 0;

  async function readNext(position: string | null, signal: AbortSignal): Promise<CtLogBatch> {
    signal.throwIfAborted();
    const prior = position === null ? null : parsePosition(position, logKey);
    const failed = new AbortController();
    try {
      return await readFrom(prior, AbortSignal.any([signal, failed.signal]));
    } finally {
      failed.abort();
    }
  }

  async function readFrom(prior: LogPosition | null, signal: AbortSignal): Promise<CtLogBatch> {
    const head = await currentHead(prior, signal);
    const nextIndex = prior === null ? firstIndex(head.size) : prior.nextIndex;
    const before: LogPosition = prior ?? {
      nextIndex,
      head,
      gaps: [],
      unproven: [],
      frontier: nextIndex === 0 ? EMPTY_FRONTIER : null,
      namesLiedAtMs: null,
    };
    const step = planStep(before, head.size);
    const known = step === null ? null : knownFrontier(before, step.range.from);
    const isSame = prior === null || isSameTree(head, prior.head);
    // Leaves that lead on from the accepted root to the new one show both at once.
    const rebuilds = step?.range.to === head.size && known !== null && known.size === prior?.head.size;
    if (prior !== null && !isSame && !rebuilds) await assertContains(head, prior.head, signal);
    const read = step === null ? null : await readStep(step.range, head, known, rebuilds ? prior.head : null, signal);
    if (step !== null) {
      begun = null;
      fetcher.forget();
    }

    const state = step?.after ?? before;
    const frontier = newestFrontier(before.frontier, read?.frontier ?? null, state.nextIndex);
    const after: LogPosition = {
      ...before,
      nextIndex: state.nextIndex,
      gaps: state.gaps,
      head: latestHead(head, prior?.head ?? null),
      frontier,
    };
    const behindBy = countUnread(after, head.size);
    const stale = staleHead(after.head, checked.mmdMs, clock.now());
    return {
      entries: read?.entries ?? [],
      confirmed: [],
      position: formatPosition(after, logKey),
      treeSize: head.size,
      headAtMs: after.head.timestampMs,
      behindBy,
      gaps: after.gaps,
      unproven: 0,
      more: behindBy > 0,
      suspect: null,
      ...tellWarnings([...(read?.warnings ?? []), ...(stale === null ? [] : [stale])]),
    };
  }

  /** The log's head; between two of them the one of a moment ago. */
  async function currentHead(prior: LogPosition | null, signal: AbortSignal): Promise<TreeHead> {
    const nowMs = clock.steadyMs();
    if (prior !== null && recent !== null && nowMs - recent.atMs < HEAD_EVERY_MS) {
      if (recent.head.size >= prior.head.size) return recent.head;
    }
    const head = await api.treeHead(signal);
    recent = { head, atMs: nowMs };
    return head;
  }

  function firstIndex(size: number): number {
    return checked.startAt === 'beginning' ? 0 : Math.max(0, size - checked.lookBackEntries);
  }

  function planStep(before: LogPosition, size: number): Step | null {
    const isStillDue =
      begun !== null && begun.range.to <= size && begun.range.from >= before.nextIndex && begun.after.nextIndex <= size;
    if (begun !== null && isStillDue && sameGaps(begun, before)) return begun;
    const planLimits = { stepLeaves: fetcher.stepLeaves, alignTo: 1, jumpBehind: limits.jumpBehind };
    begun = planNewest(before, size, planLimits);
    return begun ?? planGap(before, planLimits);
  }

  async function readStep(
    range: LeafRange,
    head: TreeHead,
    known: Frontier | null,
    rebuiltFrom: TreeHead | null,
    signal: AbortSignal,
  ): Promise<{ entries: CtLogBatch['entries']; warnings: CtLogWarning[]; frontier: Frontier }> {
    const wanted = fetcher.bytesOf(range.to - range.from);
    const held = memory?.take(wanted);
    try {
      return await readHeld(range, held === undefined ? 1 : held.bytes / wanted, head, known, rebuiltFrom, signal);
    } finally {
      held?.giveBack();
    }
  }

  async function readHeld(
    range: LeafRange,
    part: number,
    head: TreeHead,
    known: Frontier | null,
    rebuiltFrom: TreeHead | null,
    signal: AbortSignal,
  ): Promise<{ entries: CtLogBatch['entries']; warnings: CtLogWarning[]; frontier: Frontier }> {
    const fetched = await fetcher.read(range, part, signal).catch((thrown: unknown) => {
      // What was begun is more than may be held: the next step is smaller.
      if (thrown instanceof AppError && thrown.details['kind'] === 'too_much') begun = null;
      throw thrown;
    });
    const leaves = fetched.map(({ entry }) => ({ hash: Buffer.from(entry.leafHash ?? '', 'hex') }));
    const ends = { before: known, after: frontiers.get(range.to) ?? null };
    const proven = await proveLeaves(api, head, range, leaves, ends, signal).catch(async (thrown: unknown) => {
      // Either an entry is wrong or the tree is another one: only the log's own proof can say which.
      if (rebuiltFrom !== null) await assertContains(head, rebuiltFrom, signal);
      throw thrown;
    });
    keep(proven.before);
    keep(proven.after);
    return {
      entries: fetched.map((one) => one.entry),
      warnings: fetched.flatMap((one) => one.warnings),
      frontier: proven.after,
    };
  }

  async function assertContains(head: TreeHead, accepted: TreeHead, signal: AbortSignal): Promise<void> {
    if (accepted.size === 0) return;
    const proof = await api.consistencyProof(accepted.size, head.size, signal);
    if (isConsistent(accepted, head, proof, sha256)) {
      badProofs = 0;
      return;
    }
    badProofs += 1;
    recent = null;
    throw forked(head, accepted, badProofs < MAX_BAD_PROOFS);
  }

  function knownFrontier(before: LogPosition, from: number): Frontier | null {
    if (from === 0) return EMPTY_FRONTIER;
    return before.frontier?.size === from ? before.frontier : (frontiers.get(from) ?? null);
  }

  function keep(frontier: Frontier): void {
    frontiers.set(frontier.size, frontier);
    const oldest = frontiers.keys().next();
    if (frontiers.size > KEPT_FRONTIERS && oldest.done !== true) frontiers.delete(oldest.value);
  }

  return { readNext };
}

function sameGaps(step: Step, before: LogPosition): boolean {
  const kept = step.after.gaps.slice(0, before.gaps.length);
  return kept.every((gap, i) => gap.from === before.gaps[i]?.from && gap.to === before.gaps[i]?.to);
}

/** The frontier to go on from: the one at the next leaf, else the largest that is known. */
function newestFrontier(before: Frontier | null, read: Frontier | null, nextIndex: number): Frontier | null {
  if (read?.size === nextIndex) return read;
  return before;
}
