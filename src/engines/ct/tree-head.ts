import { concatBytes, encodeBase64, readUint64, uint64Bytes } from './bytes.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { CtCrypto, Sha256, SignatureAlgorithm } from './crypto.ts';

/** A tree head whose signature was checked. */
export interface TreeHead {
  size: number;
  /** 32 bytes. */
  rootHash: Uint8Array;
  /** When the log signed it, milliseconds UTC. */
  timestampMs: number;
}

/** A log, as the reader was told about it: the key decides; the origin is compared where it is known. */
export interface LogIdentity {
  /** SubjectPublicKeyInfo in DER: the `key` of Chrome's and Apple's log lists, decoded. */
  publicKeySpki: Uint8Array;
  /** The submission prefix without scheme and final slash. */
  origin?: string;
}

export type TreeHeadResult =
  | { ok: true; head: TreeHead }
  | {
      ok: false;
      reason: 'other_origin' | 'extension_lines' | 'no_signature' | 'malformed_signature' | 'bad_signature';
      /** What was found and what was expected, for a reader. */
      detail: string;
    };

/** Signature type of an RFC 6962 TreeHeadSignature in a note (c2sp.org/signed-note). */
const RFC6962_NOTE_SIGNATURE = 0x05;
const HASH_SHA256 = 4;
const ALGORITHMS: Readonly<Record<number, SignatureAlgorithm>> = { 1: 'rsa-sha256', 3: 'ecdsa-sha256' };

/**
 * Verifies the log's own signature in a checkpoint (static-ct-api "Checkpoints"; RFC 6962 §3.5). Signatures by others,
 * such as witnesses, are ignored; if the log signed more than once, every one of its signatures must hold.
 */
export async function verifyTreeHead(
  checkpoint: Checkpoint,
  log: LogIdentity,
  crypto: CtCrypto,
): Promise<TreeHeadResult> {
  // 1. The origin is not covered by the signature, so a mismatch is a wrong address rather than an attack.
  if (log.origin !== undefined && checkpoint.origin !== log.origin) {
    return refuse('other_origin', `its origin is "${checkpoint.origin}", expected "${log.origin}"`);
  }
  // 2. The signature would not cover extension lines either, so a head that has some says more than was signed.
  if (checkpoint.extensions.length > 0) {
    return refuse('extension_lines', `it has ${checkpoint.extensions.length} extension lines, expected none`);
  }
  // 3. The key id binds the note's line to this log's key.
  const keyId = noteKeyId(checkpoint.origin, log.publicKeySpki, crypto.sha256);
  const own = checkpoint.signatures.filter((line) => line.keyId === keyId && line.name === checkpoint.origin);
  const first = own[0];
  if (first === undefined) {
    const found = checkpoint.signatures.map((line) => `${line.name}+${hex32(line.keyId)}`).slice(0, 4);
    const wanted = `${checkpoint.origin}+${hex32(keyId)}`;
    return refuse('no_signature', `it is signed by ${found.join(', ')}, not by ${wanted}`);
  }
  // 4. Every line of that key must be a signature over this tree head.
  for (const line of own) {
    const parsed = parseNoteBody(line.body);
    if (parsed === null) return refuse('malformed_signature', 'its signature is not an RFC 6962 SHA-256 signature');
    const head = { size: checkpoint.size, rootHash: checkpoint.rootHash, timestampMs: parsed.timestampMs };
    const good = await crypto.verify({
      algorithm: parsed.algorithm,
      publicKeySpki: log.publicKeySpki,
      signature: parsed.signature,
      message: treeHeadSignedBytes(head),
    });
    if (!good) return refuse('bad_signature', `its signature does not hold for size ${checkpoint.size}`);
  }
  const timestampMs = claimedTimestampMs(first.body) ?? 0;
  return { ok: true, head: { size: checkpoint.size, rootHash: checkpoint.rootHash, timestampMs } };
}

/** The bytes a log signs for a tree head: RFC 6962 §3.5, version 1, signature type `tree_hash`. */
export function treeHeadSignedBytes(head: TreeHead): Uint8Array {
  return concatBytes([Uint8Array.of(0, 1), uint64Bytes(head.timestampMs), uint64Bytes(head.size), head.rootHash]);
}

/** Key id of an RFC 6962 note signature: SHA-256(name, newline, 0x05, log id), first four bytes as unsigned 32-bit. */
export function noteKeyId(origin: string, publicKeySpki: Uint8Array, sha256: Sha256): number {
  const name = new TextEncoder().encode(origin);
  const logId = sha256(publicKeySpki);
  const digest = sha256(concatBytes([name, Uint8Array.of(0x0a, RFC6962_NOTE_SIGNATURE), logId]));
  return new DataView(digest.buffer, digest.byteOffset, digest.byteLength).getUint32(0);
}

/** The text of a checkpoint for a tree head and its signature (DER ECDSA with SHA-256): what a log publishes. */
export function formatCheckpoint(origin: string, head: TreeHead, keyId: number, ecdsaSignature: Uint8Array): string {
  const id = Uint8Array.of(keyId >>> 24, (keyId >>> 16) & 255, (keyId >>> 8) & 255, keyId & 255);
  const digitallySigned = concatBytes([
    Uint8Array.of(HASH_SHA256, 3, ecdsaSignature.length >> 8, ecdsaSignature.length & 255),
    ecdsaSignature,
  ]);
  const line = encodeBase64(concatBytes([id, uint64Bytes(head.timestampMs), digitallySigned]));
  return `${origin}\n${head.size}\n${encodeBase64(head.rootHash)}\n\n— ${origin} ${line}\n`;
}

/** The timestamp a signature line's body carries, whether or not its signature holds; null where there is none. */
export function claimedTimestampMs(body: Uint8Array): number | null {
  return readUint64(body, 0);
}

/** RFC6962NoteSignature: uint64 timestamp, then a DigitallySigned. */
function parseNoteBody(
  body: Uint8Array,
): { timestampMs: number; algorithm: SignatureAlgorithm; signature: Uint8Array } | null {
  const timestampMs = claimedTimestampMs(body);
  const signed = parseDigitallySigned(body, 8);
  return timestampMs === null || signed === null ? null : { timestampMs, ...signed };
}

/** A DigitallySigned (RFC 5246 §4.7) from `at` to the end: SHA-256 with ECDSA or RSA, and nothing after it. Else null. */
export function parseDigitallySigned(
  bytes: Uint8Array,
  at: number,
): { algorithm: SignatureAlgorithm; signature: Uint8Array } | null {
  const algorithm = ALGORITHMS[bytes[at + 1] ?? 0];
  const lengthBytes = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
  if (bytes[at] !== HASH_SHA256 || algorithm === undefined) return null;
  if (lengthBytes === 0 || bytes.length !== at + 4 + lengthBytes) return null;
  return { algorithm, signature: bytes.subarray(at + 4) };
}

function refuse(reason: Exclude<TreeHeadResult, { ok: true }>['reason'], detail: string): TreeHeadResult {
  return { ok: false, reason, detail };
}

function hex32(value: number): string {
  return value.toString(16).padStart(8, '0');
}
