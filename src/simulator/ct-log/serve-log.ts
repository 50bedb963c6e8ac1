import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { parseTilePath, TILE_WIDTH, type TileAddress, tileWidth } from '../../engines/ct/index.ts';
import { serveRfc6962 } from './serve-rfc6962.ts';
import type { StoredLeaf } from './tile-leaf.ts';
import type { HashTree } from './tree.ts';

/** `bare` is gzip without the header that says so, as some mirrors serve it. */
export type Compression = 'none' | 'gzip' | 'bare';

export interface ServedLog {
  leaves: readonly StoredLeaf[];
  tree: HashTree;
  published: { size: number; sizes: ReadonlySet<number>; checkpoint: string; treeHead: string };
  /** The leaf with this hash in lower-case hex, or null. */
  indexOf(hash: string): number | null;
  /** Entries given in one get-entries answer, at most. */
  entriesAtOnce: number;
  /** By lower-case hex fingerprint. */
  issuerFiles: ReadonlyMap<string, Uint8Array>;
  namesTiles: boolean;
  compression: Compression;
  dropPartials: boolean;
}

const gzipAsync = promisify(gzip);

/** Answers one request to the monitoring prefix as static-ct-api says, or below `ct/v1/` as RFC 6962 does; anything else is 404, other methods 405. */
export async function serveLog(request: Request, log: ServedLog): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return new Response('only GET\n', { status: 405, headers: { allow: 'GET, HEAD' } });
  }
  const url = new URL(request.url);
  const path = url.pathname.slice(1);
  if (path.startsWith('ct/v1/')) return serveRfc6962(url, log);
  if (path === 'checkpoint') {
    const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
    return new Response(log.published.checkpoint, { headers });
  }
  if (path.startsWith('issuer/')) {
    const certificate = log.issuerFiles.get(path.slice(7));
    return certificate === undefined ? notFound() : file(certificate, 'application/pkix-cert', {});
  }
  const address = parseTilePath(path);
  if (address === null || !isServed(address, log)) return notFound();
  return serveTile(address, log);
}

/** A full tile is there when the published tree fills it; a partial one only at a width some checkpoint ended at. */
function isServed({ kind, index, width }: TileAddress, log: ServedLog): boolean {
  const level = typeof kind === 'number' ? kind : 0;
  const widthNow = tileWidth(log.published.size, level, index);
  if (width > widthNow) return false;
  if (width === TILE_WIDTH) return true;
  if (widthNow === TILE_WIDTH && log.dropPartials) return false;
  for (const size of log.published.sizes) if (tileWidth(size, level, index) === width) return true;
  return false;
}

async function serveTile({ kind, index, width }: TileAddress, log: ServedLog): Promise<Response> {
  if (typeof kind === 'number') {
    const hashes = log.tree.tile(kind, index, width);
    return hashes === null ? notFound() : file(hashes, 'application/octet-stream', {});
  }
  const leaves = log.leaves.slice(index * TILE_WIDTH, index * TILE_WIDTH + width);
  if (kind === 'data') {
    return compressed(Buffer.concat(leaves.map((leaf) => leaf.tileLeaf)), 'application/octet-stream', log.compression);
  }
  if (!log.namesTiles) return notFound();
  const text = leaves.map((leaf) => `${leaf.namesLine}\n`).join('');
  return compressed(Buffer.from(text), 'application/jsonl; charset=utf-8', log.compression);
}

async function compressed(body: Uint8Array, type: string, compression: Compression): Promise<Response> {
  if (compression === 'none') return file(body, type, {});
  return file(await gzipAsync(body), type, compression === 'gzip' ? { 'content-encoding': 'gzip' } : {});
}

function file(body: Uint8Array, type: string, headers: Readonly<Record<string, string>>): Response {
  const all = { 'content-type': type, 'cache-control': 'public, max-age=604800, immutable', ...headers };
  return new Response(new Uint8Array(body), { headers: all });
}

function notFound(): Response {
  return new Response('not found\n', { status: 404 });
}
