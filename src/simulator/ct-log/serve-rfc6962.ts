import { encodeBase64, encodeHex } from '../../engines/ct/index.ts';
import type { ServedLog } from './serve-log.ts';

/** Answers one request to `ct/v1/…` as RFC 6962 §4 says, from the same entries and tree as the tiles. */
export function serveRfc6962(url: URL, log: ServedLog): Response {
  const asked = url.searchParams;
  const number = (name: string): number => {
    const text = asked.get(name) ?? '';
    return /^[0-9]{1,15}$/.test(text) ? Number(text) : -1;
  };
  switch (url.pathname) {
    case '/ct/v1/get-sth':
      return new Response(log.published.treeHead, { headers: { 'content-type': 'application/json' } });
    case '/ct/v1/get-sth-consistency': {
      const [first, second] = [number('first'), number('second')];
      if (first < 0 || first > second || second > log.published.size) return refused('first, second');
      const proof = first === 0 || first === second ? [] : log.tree.consistencyProof(first, second);
      return json({ consistency: proof.map(encodeBase64) });
    }
    case '/ct/v1/get-proof-by-hash': {
      const size = number('tree_size');
      if (size < 1 || size > log.published.size) return refused('tree_size');
      const leafIndex = log.indexOf(encodeHex(Buffer.from(asked.get('hash') ?? '', 'base64')));
      if (leafIndex === null || leafIndex >= size) return refused('hash', 404);
      return json({ leaf_index: leafIndex, audit_path: log.tree.auditPath(leafIndex, size).map(encodeBase64) });
    }
    case '/ct/v1/get-entries': {
      const [start, end] = [number('start'), number('end')];
      if (start < 0 || end < start || start >= log.published.size) return refused('start, end');
      const until = Math.min(end + 1, log.published.size, start + log.entriesAtOnce);
      const entries = Array.from({ length: until - start }, (_, i) => entryAt(start + i, log));
      return json({ entries });
    }
    default:
      return new Response('not found\n', { status: 404 });
  }
}

function entryAt(leafIndex: number, log: ServedLog): { leaf_input: string; extra_data: string } {
  const leaf = log.leaves[leafIndex];
  if (leaf === undefined) throw new RangeError(`no leaf ${leafIndex}`);
  const { tileLeaf, entryBytes } = leaf;
  // After the entry: the submitted precertificate of a precertificate, then the fingerprints of its chain.
  const isPrecertificate = tileLeaf[9] === 1;
  const rest = tileLeaf.subarray(entryBytes);
  const submittedEnd = isPrecertificate ? 3 + (((rest[0] ?? 0) << 16) | ((rest[1] ?? 0) << 8) | (rest[2] ?? 0)) : 0;
  const chain: Uint8Array[] = [];
  for (let at = submittedEnd + 2; at + 32 <= rest.length; at += 32) {
    const certificate = log.issuerFiles.get(encodeHex(rest.subarray(at, at + 32)));
    if (certificate !== undefined) chain.push(sized(certificate.length), certificate);
  }
  const list = Buffer.concat(chain);
  return {
    leaf_input: Buffer.concat([Buffer.from([0, 0]), tileLeaf.subarray(0, entryBytes)]).toString('base64'),
    extra_data: Buffer.concat([rest.subarray(0, submittedEnd), sized(list.length), list]).toString('base64'),
  };
}

function sized(length: number): Buffer {
  return Buffer.from([length >> 16, (length >> 8) & 255, length & 255]);
}

function json(value: unknown): Response {
  return Response.json(value);
}

function refused(what: string, status = 400): Response {
  return new Response(`bad ${what}\n`, { status });
}
