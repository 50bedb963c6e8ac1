import {
  createEntriesScan,
  encodeBase64,
  leafHash,
  type LogLeaf,
  parseHashList,
  parseSignedTreeHead,
  type TreeHead,
  verifySignedTreeHead,
} from '../../engines/ct/index.ts';
import { ctLogError } from './ct-log-errors.ts';
import { readProvenLeaf, type ReadLeaf } from './entry.ts';
import type { LogClient } from './log-client.ts';
import { nodeCtCrypto } from './node-crypto.ts';
import type { CheckedOptions } from './reader-options.ts';

/** The read side of an RFC 6962 log (§4.3 to §4.6). Everything is checked for form; only the tree head is proven here. */
export interface Rfc6962Api {
  /** @throws AppError `ct_log.bad_signature` */
  treeHead(signal: AbortSignal): Promise<TreeHead>;
  consistencyProof(first: number, second: number, signal: AbortSignal): Promise<Uint8Array[]>;
  /** @throws AppError `ct_log.garbage` also when the log says that the leaf is at another place */
  auditPath(leafHash: Uint8Array, leafIndex: number, treeSize: number, signal: AbortSignal): Promise<Uint8Array[]>;
  /** Leaves from `start` on: at least one and at most `end - start`; logs give as many as they like. */
  entries(start: number, end: number, signal: AbortSignal): Promise<{ leaves: ReadLeaf[]; leafBytes: number }>;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

export function createRfc6962Api(client: LogClient, options: CheckedOptions): Rfc6962Api {
  const { limits, identity, monitoringUrl } = options;

  async function ask(path: string, maxBytes: number, mayRefuse: boolean, signal: AbortSignal): Promise<unknown> {
    const full = `ct/v1/${path}`;
    const bytes = await client.read({ path: full, maxBytes, mayRefuse }, signal);
    if (bytes === null) throw missing(path, mayRefuse);
    try {
      return JSON.parse(UTF8.decode(bytes));
    } catch (thrown) {
      throw garbage(path, 'is not JSON', thrown);
    }
  }

  function missing(path: string, mayRefuse: boolean): Error {
    const why = mayRefuse ? 'the log does not have it' : 'not found, so this is not the URL of an RFC 6962 log';
    return ctLogError('unreachable', `${monitoringUrl}ct/v1/${path}: ${why}`, { retryable: mayRefuse });
  }

  function garbage(path: string, what: string, cause?: unknown): Error {
    return ctLogError('garbage', `${monitoringUrl}ct/v1/${path}: ${what}`, { retryable: true, cause });
  }

  return {
    async treeHead(signal) {
      const signed = parseSignedTreeHead(await ask('get-sth', limits.answerBytes, false, signal));
      if (signed === null) throw garbage('get-sth', 'is no signed tree head');
      if (identity === null) return signed.head;
      if (await verifySignedTreeHead(signed, identity.publicKeySpki, nodeCtCrypto)) return signed.head;
      const message = `${monitoringUrl}ct/v1/get-sth: tree head refused, its signature does not hold for size ${signed.head.size}`;
      throw ctLogError('bad_signature', message, { retryable: false, details: { kind: 'bad_signature' } });
    },

    async consistencyProof(first, second, signal) {
      const path = `get-sth-consistency?first=${first}&second=${second}`;
      const answer = await ask(path, limits.answerBytes, true, signal);
      const hashes = parseHashList(member(answer, 'consistency'));
      if (hashes === null) throw garbage(path, 'is no consistency proof');
      return hashes;
    },

    async auditPath(leafHash, leafIndex, treeSize, signal) {
      const path = `get-proof-by-hash?hash=${encodeURIComponent(encodeBase64(leafHash))}&tree_size=${treeSize}`;
      const answer = await ask(path, limits.answerBytes, true, signal);
      const hashes = parseHashList(member(answer, 'audit_path'));
      if (hashes === null) throw garbage(path, 'is no audit path');
      const found = member(answer, 'leaf_index');
      if (found !== leafIndex) throw garbage(path, `is of leaf ${String(found)}, expected ${leafIndex}`);
      return hashes;
    },

    async entries(start, end, signal) {
      const path = `get-entries?start=${start}&end=${end - 1}`;
      const scan = createEntriesScan({ start, most: end - start, mostBytes: limits.leavesBytes, use: readLeaf });
      const wanted = { path: `ct/v1/${path}`, maxBytes: limits.entriesBytes, mayRefuse: true };
      if (!(await client.feed(wanted, (part) => scan.take(part), signal))) throw missing(path, true);
      const result = scan.finish();
      if (!result.ok) throw garbage(path, result.reason);
      return { leaves: result.leaves, leafBytes: result.leafBytes };
    },
  };
}

function readLeaf(leaf: LogLeaf): ReadLeaf {
  const { entry, warnings } = readProvenLeaf({ leaf, hash: leafHash(leaf.timestampedEntry, nodeCtCrypto.sha256) });
  return { entry, warnings, bytes: leaf.source.length };
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const record: Partial<Record<string, unknown>> = { ...value };
  return record[name];
}
