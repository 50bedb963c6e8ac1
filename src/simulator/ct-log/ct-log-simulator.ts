import { hash, sign } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import {
  encodeBase64,
  encodeHex,
  formatCheckpoint,
  leafHash,
  noteKeyId,
  type TreeHead,
  treeHeadSignedBytes,
} from '../../engines/ct/index.ts';
import { issuePrecertificate, issuerCertificate } from './certificate.ts';
import { readPreloadedLeaves } from './preload-tiles.ts';
import { seededBytes, seededKey, type SeededKey } from './seeded-key.ts';
import { type Compression, serveLog } from './serve-log.ts';
import { encodeTileLeaf, type StoredLeaf } from './tile-leaf.ts';
import { createHashTree } from './tree.ts';

export interface CtLogSimulatorOptions {
  /** Submission prefix without scheme and final slash, e.g. `ct.acme.test/2026h2`. */
  origin: string;
  clock: Clock;
  /** Same seed: same keys, serial numbers and tree. Only the ECDSA signatures differ from run to run. */
  seed: string;
  /** Serve names tiles, as Sunlight logs do. Default true. */
  namesTiles?: boolean;
  /** How data and names tiles travel. Default `gzip`. */
  compression?: Compression;
  /** Drop partial tiles once the full tile is there, as logs may. Default false. */
  dropPartials?: boolean;
  /** Entries given in one get-entries answer, at most. Default 256. */
  entriesAtOnce?: number;
  /** Whether issuers sign their certificates, a third of the work; no reader of a log looks. Default true. */
  signedCertificates?: boolean;
}

export interface CtLogSimulator {
  readonly origin: string;
  /** The log's key as log lists have it. */
  readonly publicKeySpkiBase64: string;
  /** Leaves added, published or not. */
  readonly size: number;
  /** Leaves under the published checkpoint. */
  readonly publishedSize: number;
  /** Logs a precertificate for these names and gives its leaf index. Readers see it after the next {@link publish}. */
  addCertificate(request: { names: readonly string[]; issuer?: string }): number;
  /** Signs and serves a checkpoint over all leaves, or the first `upTo` of them. */
  publish(options?: { upTo?: number }): void;
  /** The text of a checkpoint over any tree head, signed with the log's key. */
  signCheckpoint(head: TreeHead): string;
  /** The get-sth answer (RFC 6962 §4.3) of any tree head, signed with the log's key. */
  signTreeHead(head: TreeHead): string;
  /** Root of the first `size` leaves. */
  root(size: number): Uint8Array;
  /** Adds the entries of recorded tiles (`tile/data/…`, `tile/names/…` below `dir`) to an empty log. Gives how many. */
  preloadTiles(dir: string): Promise<number>;
  /** Serves the monitoring prefix (static-ct-api, "Monitoring APIs") at the root of its URL space, and `ct/v1/` of RFC 6962 §4. */
  readonly handler: (request: Request) => Promise<Response>;
}

const DEFAULT_ISSUER = 'Simulated Authority R1';
const sha256 = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer');

/** A static-ct log that grows by hand, with real certificates, a real tree and real signatures. */
export function createCtLogSimulator(options: CtLogSimulatorOptions): CtLogSimulator {
  const { origin, clock, seed } = options;
  const logKey = seededKey(`${seed}/log`);
  const keyId = noteKeyId(origin, logKey.spki, sha256);
  const subjectKey = seededKey(`${seed}/subject`);
  const leaves: StoredLeaf[] = [];
  const tree = createHashTree(sha256);
  const issuers = new Map<string, { key: SeededKey; keyHash: Uint8Array; fingerprint: Uint8Array }>();
  const issuerFiles = new Map<string, Uint8Array>();
  const published = { size: 0, sizes: new Set<number>(), checkpoint: '', treeHead: '' };
  /** Filled as far as somebody has asked for a proof. */
  const byHash = new Map<string, number>();

  function store(leaf: StoredLeaf): number {
    tree.append(leaf.hash);
    return leaves.push(leaf) - 1;
  }

  function issuerNamed(name: string): { key: SeededKey; keyHash: Uint8Array; fingerprint: Uint8Array } {
    const known = issuers.get(name);
    if (known !== undefined) return known;
    const key = seededKey(`${seed}/issuer/${name}`);
    const certificate = issuerCertificate(name, key, clock.now());
    const issuer = { key, keyHash: sha256(key.spki), fingerprint: sha256(certificate) };
    issuers.set(name, issuer);
    issuerFiles.set(encodeHex(issuer.fingerprint), certificate);
    return issuer;
  }

  function addCertificate({ names, issuer = DEFAULT_ISSUER }: { names: readonly string[]; issuer?: string }): number {
    const leafIndex = leaves.length;
    const timestampMs = clock.now();
    const { key, keyHash, fingerprint } = issuerNamed(issuer);
    const issued = issuePrecertificate({
      names,
      issuer,
      issuerKey: key,
      isSigned: options.signedCertificates ?? true,
      subjectSpki: subjectKey.spki,
      serial: seededBytes(`${seed}/serial/${leafIndex}`),
      // Authorities date certificates an hour back, for clients whose clocks are slow.
      notBeforeMs: timestampMs - 3_600_000,
    });
    const chainFingerprints = [fingerprint];
    const encoded = encodeTileLeaf({ leafIndex, timestampMs, issuerKeyHash: keyHash, ...issued, chainFingerprints });
    const entry = encoded.tileLeaf.subarray(0, encoded.entryBytes);
    const namesLine = JSON.stringify({ Index: leafIndex, Timestamp: timestampMs, DNS: names });
    return store({ ...encoded, hash: leafHash(entry, sha256), namesLine });
  }

  function signed(head: TreeHead): Buffer {
    return sign('sha256', treeHeadSignedBytes(head), { key: logKey.privateKey, dsaEncoding: 'der' });
  }

  function signCheckpoint(head: TreeHead): string {
    return formatCheckpoint(origin, head, keyId, signed(head));
  }

  function signTreeHead(head: TreeHead): string {
    const signature = signed(head);
    // DigitallySigned: SHA-256 (4), ECDSA (3), length, signature.
    const digitallySigned = Buffer.concat([
      Buffer.from([4, 3, signature.length >> 8, signature.length & 255]),
      signature,
    ]);
    return JSON.stringify({
      tree_size: head.size,
      timestamp: head.timestampMs,
      sha256_root_hash: encodeBase64(head.rootHash),
      tree_head_signature: encodeBase64(digitallySigned),
    });
  }

  function indexOf(hash: string): number | null {
    for (let index = byHash.size; index < leaves.length; index += 1) {
      byHash.set(encodeHex(leaves[index]?.hash ?? new Uint8Array(0)), index);
    }
    return byHash.get(hash) ?? null;
  }

  function publish({ upTo = leaves.length }: { upTo?: number } = {}): void {
    if (upTo < published.size || upTo > leaves.length)
      throw new RangeError(`cannot publish ${upTo} of ${leaves.length}`);
    const head = { size: upTo, rootHash: tree.root(upTo), timestampMs: clock.now() };
    published.checkpoint = signCheckpoint(head);
    published.treeHead = signTreeHead(head);
    published.size = upTo;
    published.sizes.add(upTo);
  }

  const served = {
    leaves,
    tree,
    published,
    issuerFiles,
    indexOf,
    entriesAtOnce: options.entriesAtOnce ?? 256,
    namesTiles: options.namesTiles ?? true,
    compression: options.compression ?? 'gzip',
    dropPartials: options.dropPartials ?? false,
  };
  publish();
  return {
    origin,
    publicKeySpkiBase64: encodeBase64(logKey.spki),
    get size() {
      return leaves.length;
    },
    get publishedSize() {
      return published.size;
    },
    addCertificate,
    publish,
    signCheckpoint,
    signTreeHead,
    root: (size) => tree.root(size),
    preloadTiles: async (dir) => {
      if (leaves.length > 0) throw new RangeError('tiles can only be preloaded into an empty log');
      for (const leaf of await readPreloadedLeaves(dir, sha256)) store(leaf);
      return leaves.length;
    },
    handler: (request) => serveLog(request, served),
  };
}
