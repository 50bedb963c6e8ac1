import { decodeBase64 } from './bytes.ts';

/** One signature line of a note: who says to have signed, with which key, and the bytes after the key id. */
export interface NoteSignature {
  name: string;
  /** Unsigned 32-bit. */
  keyId: number;
  body: Uint8Array;
}

/** A tree head as published, nothing of it verified yet. */
export interface Checkpoint {
  origin: string;
  /** Leaves in the tree. */
  size: number;
  /** 32 bytes. */
  rootHash: Uint8Array;
  /** Lines after the root hash; static-ct-api forbids them. */
  extensions: readonly string[];
  signatures: readonly NoteSignature[];
}

export type CheckpointResult =
  | { ok: true; checkpoint: Checkpoint }
  | {
      ok: false;
      reason: string;
      /** Counted from 1; 0 where it is about the whole text. */
      line: number;
    };

/** Larger notes are refused: 16 post-quantum signatures are not expected from a CT log. */
export const MAX_CHECKPOINT_BYTES = 16_384;

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Parses a checkpoint: a signed note (c2sp.org/signed-note) whose text is a tree head (c2sp.org/tlog-checkpoint). */
export function parseCheckpoint(bytes: Uint8Array): CheckpointResult {
  if (bytes.length > MAX_CHECKPOINT_BYTES) return refuse(`is longer than ${MAX_CHECKPOINT_BYTES} bytes`, 0);
  for (const byte of bytes) {
    if (byte < 0x20 && byte !== 0x0a) return refuse('has control characters', 0);
  }
  let text: string;
  try {
    text = UTF8.decode(bytes);
  } catch {
    return refuse('is not UTF-8', 0);
  }
  const split = text.lastIndexOf('\n\n');
  if (split < 0) return refuse('has no blank line before signatures', 0);
  if (!text.endsWith('\n')) return refuse('does not end with a newline', 0);

  const lines = text.slice(0, split).split('\n');
  const [origin = '', sizeText = '', rootText = '', ...extensions] = lines;
  if (origin === '') return refuse('has no origin', 1);
  if (!/^(?:0|[1-9][0-9]{0,15})$/.test(sizeText)) return refuse('has no tree size', 2);
  const size = Number(sizeText);
  if (!Number.isSafeInteger(size)) return refuse('has a tree size beyond 2^53', 2);
  const rootHash = decodeBase64(rootText);
  if (rootHash?.length !== 32) return refuse('has no 32-byte root hash', 3);
  const blank = extensions.indexOf('');
  if (blank >= 0) return refuse('has an empty extension line', 4 + blank);

  const signatures: NoteSignature[] = [];
  let line = lines.length + 1;
  for (const signatureLine of text.slice(split + 2, -1).split('\n')) {
    line += 1;
    const signature = parseSignatureLine(signatureLine);
    if (signature === null) return refuse('has a malformed signature line', line);
    signatures.push(signature);
  }
  return { ok: true, checkpoint: { origin, size, rootHash, extensions, signatures } };
}

/** `— <name> base64(key id || signature)`; the name has neither white space nor `+`. */
function parseSignatureLine(line: string): NoteSignature | null {
  if (!line.startsWith('— ')) return null;
  const space = line.indexOf(' ', 2);
  if (space < 0) return null;
  const name = line.slice(2, space);
  if (name === '' || /[\s\u0085+]/u.test(name)) return null;
  const bytes = decodeBase64(line.slice(space + 1));
  if (bytes === null || bytes.length < 5) return null;
  const keyId = new DataView(bytes.buffer).getUint32(0);
  return { name, keyId, body: bytes.subarray(4) };
}

function refuse(what: string, line: number): CheckpointResult {
  return { ok: false, reason: `checkpoint ${what}`, line };
}
