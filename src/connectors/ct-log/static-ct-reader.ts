import type { LeafRange } from '../../domains/ports.ts';
import { equalBytes, TILE_WIDTH, type TreeHead } from '../../engines/ct/index.ts';
import { forked, isSameTree, latestHead } from './accept-head.ts';
import type { CtLogBatch, CtLogReader } from './ct-log-reader.ts';
import { type CtLogEntry, type CtLogWarning, staleHead, tellWarnings } from './entry.ts';
import { createHashTileReader, type ProvenHashes } from './hash-tiles.ts';
import { createLogClient } from './log-client.ts';
import { nodeCtCrypto } from './node-crypto.ts';
import { countUnread, planGap, planNewest, type Step } from './plan-reading.ts';
import { formatPosition, type LogPosition, parsePosition } from './position.ts';
import { countLeaves, withoutRange, withUnproven } from './ranges.ts';
import type { CheckedOptions, CtLogReaderOptions } from './reader-options.ts';
import { createTileEntries, type ReadEntries } from './tile-entries.ts';
import { readTreeHead } from './tree-head-reader.ts';

/** After a names tile that lied, the log's certificates are read first for so long. */
const NAMES_DISTRUST_MS = 86_400_000;

/**
 * A reader of one static-ct log. New entries are told from the names tiles at once, then every data tile is fetched when it
 * is full, or its entries are old, and proven under the signed tree: the checkpoint's signature by the log's key, this tree's
 * containing the one read before, every entry's place. Where the log has no names tiles, or they lied, the data tiles come first.
 */
export function createStaticCtReader(options: CtLogReaderOptions, checked: CheckedOptions): CtLogReader {
  const { limits, logKey } = checked;
  const { clock } = options;
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
  const hashTiles = createHashTileReader(client, nodeCtCrypto.sha256);
  const tileEntries = createTileEntries(client, limits, clock, options.memory?.share() ?? null);
  const planLimits = {
    stepLeaves: limits.tilesPerRead * TILE_WIDTH,
    alignTo: TILE_WIDTH,
    jumpBehind: limits.jumpBehind,
  };
  let recent: { head: TreeHead; atMs: number } | null = null;
  let isGapNext = true;

  async function readNext(position: string | null, signal: AbortSignal): Promise<CtLogBatch> {
    signal.throwIfAborted();
    const prior = position === null ? null : parsePosition(position, logKey);
    // Ends what is still under way when one of several requests has failed.
    const failed = new AbortController();
    try {
      return await readFrom(prior, AbortSignal.any([signal, failed.signal]));
    } finally {
      failed.abort();
    }
  }

  async function readFrom(prior: LogPosition | null, signal: AbortSignal): Promise<CtLogBatch> {
    const head = await currentHead(prior, signal);
    const hashes = lazily(() => hashTiles.open(head, signal));
    const nextIndex = prior === null ? firstIndex(head.size) : prior.nextIndex;
    const before: LogPosition = prior ?? {
      nextIndex,
      head,
      gaps: [],
      unproven: [],
      frontier: null,
      namesLiedAtMs: null,
    };
    const isKnownTree = prior !== null && isSameTree(head, prior.head);
    const reading = readStep(before, head, hashes, signal);
    // While the new names are on their way, the tree they are in is shown to contain the one before.
    const contained = prior === null || isKnownTree ? null : assertContains(head, prior.head, hashes);
    const [step] = await Promise.all([reading, contained]);
    const frontier = isKnownTree && prior.frontier !== null ? prior.frontier : (await hashes()).frontier();
    const after: LogPosition = { ...before, ...step.change, head: latestHead(head, prior?.head ?? null), frontier };
    const stale = staleHead(after.head, checked.mmdMs, clock.now());
    const behindBy = countUnread(after, head.size);
    return {
      entries: step.entries,
      confirmed: step.confirmed,
      position: formatPosition(after, logKey),
      treeSize: head.size,
      headAtMs: after.head.timestampMs,
      behindBy,
      gaps: after.gaps,
      unproven: countLeaves(after.unproven),
      more: behindBy > 0 || nextProvable(after, head.size) !== null,
      suspect: step.suspect,
      ...tellWarnings(stale === null ? step.warnings : [...step.warnings, stale]),
    };
  }

  /** The log's head; while there is something else to do, the one of a moment ago. */
  async function currentHead(prior: LogPosition | null, signal: AbortSignal): Promise<TreeHead> {
    const nowMs = clock.steadyMs();
    if (prior !== null && recent !== null && nowMs - recent.atMs < limits.headEveryMs) {
      const { head } = recent;
      const isBusy = countUnread(prior, head.size) > 0 || nextProvable(prior, head.size) !== null;
      if (isBusy && head.size >= prior.head.size) return head;
    }
    const head = await readTreeHead(client, checked, clock, signal);
    recent = { head, atMs: nowMs };
    return head;
  }

  function firstIndex(size: number): number {
    return checked.startAt === 'beginning' ? 0 : Math.max(0, size - checked.lookBackEntries);
  }

  /** One piece of work: the newest entries, else a piece of a gap, else tiles to be proven; in turns when those have waited. */
  async function readStep(
    before: LogPosition,
    head: TreeHead,
    hashes: () => Promise<ProvenHashes>,
    signal: AbortSignal,
  ): Promise<DoneStep> {
    const newest = planNewest(before, head.size, planLimits);
    if (newest !== null) return handOut(newest, before, head, hashes, signal);
    const provable = nextProvable(before, head.size);
    const gap = planGap(before, planLimits);
    const isProofDue = before.unproven.some(({ sinceMs }) => clock.now() - sinceMs >= limits.proveWithinMs);
    isGapNext = !isGapNext || !isProofDue;
    if (gap !== null && (isGapNext || provable === null)) return handOut(gap, before, head, hashes, signal);
    return provable === null ? NOTHING_DONE : prove(provable, before, head, hashes, signal);
  }

  async function handOut(
    { range, after }: Step,
    before: LogPosition,
    head: TreeHead,
    hashes: () => Promise<ProvenHashes>,
    signal: AbortSignal,
  ): Promise<DoneStep> {
    const lied = before.namesLiedAtMs;
    const named =
      lied !== null && clock.now() - lied < NAMES_DISTRUST_MS
        ? { entries: null, warnings: [] }
        : await tileEntries.named(range, head.size, signal);
    if (named.entries !== null) {
      const told = withUnproven(before.unproven, { ...range, sinceMs: clock.now() });
      return { ...NOTHING_DONE, change: { ...after, unproven: told }, entries: named.entries };
    }
    const { entries, warnings } = await tileEntries.proven(range, head.size, await hashes(), signal);
    return { ...NOTHING_DONE, change: after, entries, warnings: [...named.warnings, ...warnings] };
  }

  async function prove(
    range: LeafRange,
    before: LogPosition,
    head: TreeHead,
    hashes: () => Promise<ProvenHashes>,
    signal: AbortSignal,
  ): Promise<DoneStep> {
    const read: ReadEntries = await tileEntries.proven(range, head.size, await hashes(), signal);
    // The tiles may reach beyond what was told from names; what was read as certificates, or not at all, is not told twice.
    const told = (leafIndex: number): boolean =>
      before.unproven.some(({ from, to }) => leafIndex >= from && leafIndex < to);
    const confirmed = read.entries.filter((entry) => told(entry.leafIndex));
    const differing = await tileEntries.differing(read, told, head.size, signal);
    const lies = differing.map(({ leafIndex, message }): CtLogWarning => {
      return { code: 'names_tile_differs', leafIndex, message };
    });
    const [first] = lies;
    const isNews = before.namesLiedAtMs === null || clock.now() - before.namesLiedAtMs >= NAMES_DISTRUST_MS;
    const message = first === undefined ? '' : `${first.message}; ${lies.length} entries of one read differ`;
    return {
      change: {
        unproven: withoutRange(before.unproven, range),
        namesLiedAtMs: first === undefined ? before.namesLiedAtMs : clock.now(),
      },
      entries: [],
      confirmed,
      warnings: [...lies, ...read.warnings],
      suspect: first !== undefined && isNews ? { code: 'ct_log.names_tile_differs', message } : null,
    };
  }

  /** The newest told leaves that can be proven: in tiles that are full, or that have waited; at most one read's worth. */
  function nextProvable(position: LogPosition, size: number): LeafRange | null {
    const { unproven } = position;
    for (const range of unproven.toReversed()) {
      const isOld = clock.now() - range.sinceMs >= limits.proveWithinMs;
      const to = isOld ? range.to : Math.min(range.to, Math.floor(size / TILE_WIDTH) * TILE_WIDTH);
      if (to <= range.from) continue;
      const firstTile = Math.ceil(to / TILE_WIDTH) - limits.tilesPerRead;
      return { from: Math.max(range.from, firstTile * TILE_WIDTH), to };
    }
    return null;
  }

  return { readNext };
}

interface DoneStep {
  change: Partial<LogPosition>;
  entries: CtLogEntry[];
  confirmed: CtLogEntry[];
  warnings: CtLogWarning[];
  suspect: { code: string; message: string } | null;
}

const NOTHING_DONE: DoneStep = { change: {}, entries: [], confirmed: [], warnings: [], suspect: null };

async function assertContains(head: TreeHead, accepted: TreeHead, hashes: () => Promise<ProvenHashes>): Promise<void> {
  const root = await (await hashes()).rootOf(accepted.size);
  if (!equalBytes(root, accepted.rootHash)) throw forked(head, accepted, false);
}

function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => (made ??= make());
}
