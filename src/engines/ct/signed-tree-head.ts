import { decodeBase64 } from './bytes.ts';
import type { CtCrypto } from './crypto.ts';
import { parseDigitallySigned, type TreeHead, treeHeadSignedBytes } from './tree-head.ts';

/** A get-sth answer (RFC 6962 §4.3), its signature not checked yet. */
export interface SignedTreeHead {
  head: TreeHead;
  /** DigitallySigned (RFC 5246 §4.7). */
  signature: Uint8Array;
}

/** Reads the JSON value of a get-sth answer; null where it is none. Members unknown to us are passed over. */
export function parseSignedTreeHead(value: unknown): SignedTreeHead | null {
  if (typeof value !== 'object' || value === null) return null;
  const answer: Partial<Record<string, unknown>> = { ...value };
  const { tree_size: size, timestamp: timestampMs, sha256_root_hash: root, tree_head_signature: signed } = answer;
  if (!isCount(size) || !isCount(timestampMs) || typeof root !== 'string' || typeof signed !== 'string') return null;
  const rootHash = decodeBase64(root);
  const signature = decodeBase64(signed);
  if (rootHash?.length !== 32 || signature === null) return null;
  return { head: { size, rootHash, timestampMs }, signature };
}

/** Whether the log's key signed this tree head (RFC 6962 §3.5): ECDSA or RSA with SHA-256. */
export async function verifySignedTreeHead(
  { head, signature }: SignedTreeHead,
  publicKeySpki: Uint8Array,
  crypto: CtCrypto,
): Promise<boolean> {
  const parsed = parseDigitallySigned(signature, 0);
  if (parsed === null) return false;
  return crypto.verify({ ...parsed, publicKeySpki, message: treeHeadSignedBytes(head) });
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
