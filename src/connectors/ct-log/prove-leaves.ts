import type { LeafRange } from '../../domains/ports.ts';
import {
  EMPTY_FRONTIER,
  equalBytes,
  extendFrontier,
  type Frontier,
  frontierRoot,
  type TreeHead,
  walkAuditPath,
} from '../../engines/ct/index.ts';
import { ctLogError } from './ct-log-errors.ts';
import type { ProvenLeaf } from './entry.ts';
import { nodeCtCrypto } from './node-crypto.ts';
import type { Rfc6962Api } from './rfc6962-api.ts';

const { sha256 } = nodeCtCrypto;

type HashedLeaf = Pick<ProvenLeaf, 'hash'>;

/**
 * Shows that leaves stand at their places under a signed tree head. They are hashed on from the frontier before the first of
 * them; where they reach the end of the tree that gives the signed root, else the audit path of the last one must agree. A
 * frontier that is not known is proven by the audit path of the first leaf. So a whole range takes two proofs at most.
 * @param known the frontiers before and after the range where they were proven already
 * @returns both, proven
 * @throws AppError `ct_log.inconsistent`, retryable: an answer may have been wrong, the signed head is not in doubt
 */
export async function proveLeaves(
  api: Rfc6962Api,
  head: TreeHead,
  range: LeafRange,
  leaves: readonly HashedLeaf[],
  known: { before: Frontier | null; after: Frontier | null },
  signal: AbortSignal,
): Promise<{ before: Frontier; after: Frontier }> {
  const before = known.before ?? (await frontierBefore(api, head, range.from, leaves[0], signal));
  const after = extendFrontier(
    before,
    leaves.map((leaf) => leaf.hash),
    sha256,
  );
  if (after.size === head.size) {
    if (!equalBytes(frontierRoot(after, sha256), head.rootHash)) throw contradiction(range.from);
    return { before, after };
  }
  const expected = known.after ?? (await frontierAfter(api, head, range, leaves.at(-1), signal));
  const isSame = expected.hashes.every((hash, i) => equalBytes(hash, after.hashes[i] ?? new Uint8Array(0)));
  if (!isSame || expected.size !== after.size) throw contradiction(range.from);
  return { before, after };
}

async function frontierAfter(
  api: Rfc6962Api,
  head: TreeHead,
  range: LeafRange,
  last: HashedLeaf | undefined,
  signal: AbortSignal,
): Promise<Frontier> {
  if (last === undefined) throw contradiction(range.from);
  return extendFrontier(await frontierBefore(api, head, range.to - 1, last, signal), [last.hash], sha256);
}

async function frontierBefore(
  api: Rfc6962Api,
  head: TreeHead,
  leafIndex: number,
  leaf: HashedLeaf | undefined,
  signal: AbortSignal,
): Promise<Frontier> {
  if (leafIndex === 0) return EMPTY_FRONTIER;
  if (leaf === undefined) throw contradiction(leafIndex);
  const path = await api.auditPath(leaf.hash, leafIndex, head.size, signal);
  const walked = walkAuditPath(leaf.hash, leafIndex, head.size, path, sha256);
  if (walked === null || !equalBytes(walked.root, head.rootHash)) throw contradiction(leafIndex);
  return walked.before;
}

function contradiction(leafIndex: number): Error {
  const message = `the entries from leaf ${leafIndex} on are not the ones under the signed tree`;
  return ctLogError('inconsistent', message, {
    retryable: true,
    details: { kind: 'leaf_contradicts_tree', leafIndex },
  });
}
